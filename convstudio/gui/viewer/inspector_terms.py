"""The terms of a worked sum as a list, the largest first: what large kernels come down to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.viewer.inspector_numbers import short, signed
from convstudio.gui.viewer.inspector_text import cell_place, cell_spot
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.planes import Plane

_Index = QModelIndex | QPersistentModelIndex
_HEADS = ("Where", "Value", "Weight", "Product", "Remaining")
_TIPS = (
    "Which pixel lies under the weight, as (column, row).",
    "What is multiplied by the weight, in the picture's own units.",
    "The kernel's weight there, times the channel's share of the sum.",
    "What the value times the weight adds to the sum.",
    "The share of the sum of all |products| that is still to come below this row.",
)


@dataclass(frozen=True, eq=False)
class Terms:
    """The products of some planes that are not 0 by size, ties in reading order.

    Attributes:
        order: (terms, 3): plane, row and column.
        products: (terms,), each with the share of its plane.
        left: (terms,): the share of Σ|products| that comes after each.
        zeros: how many products are 0.
    """

    planes: tuple[Plane, ...]
    order: Array
    products: FloatArray
    left: FloatArray
    zeros: int

    @property
    def rows(self) -> int:
        """Lines of the list: a term each, and one for all that are 0."""
        return len(self.order) + (self.zeros > 0)


def largest_first(planes: tuple[Plane, ...]) -> Terms:
    """The terms of these planes that are not 0; those that are no number come first."""
    products = np.stack([plane.share * plane.products for plane in planes])
    sizes = np.nan_to_num(np.abs(products), nan=np.inf).ravel()
    zeros = int((sizes == 0).sum())
    order = np.argsort(-sizes, kind="stable")[: sizes.size - zeros]
    finite = np.where(np.isfinite(sizes), sizes, 0)[order]
    total = float(finite.sum())
    left = np.zeros_like(finite) if total == 0 else 1 - np.cumsum(finite) / total
    places = np.stack(np.unravel_index(order, products.shape), axis=1)
    return Terms(planes, places, products.ravel()[order], np.clip(left, 0, 1), zeros)


class TermsModel(QAbstractTableModel):
    """The terms as a table."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Inspection | None = None
        self._terms: Terms | None = None
        self._colours = LIGHT

    def show_terms(self, found: Inspection | None, planes: tuple[Plane, ...]) -> None:
        """Shows the terms of these planes of an inspection; nothing where it is None."""
        terms = None if found is None else largest_first(planes)
        before = self.rowCount()
        if terms is not None and before and terms.rows == before:
            self._found, self._terms = found, terms
            self.dataChanged.emit(self.index(0, 0), self.index(before - 1, len(_HEADS) - 1))
            return
        self.beginResetModel()
        self._found, self._terms = found, terms
        self.endResetModel()

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs."""
        self._colours = colours

    # What Qt asks of a model

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._terms is None else self._terms.rows

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side == Qt.Orientation.Vertical:
            terms = 0 if self._terms is None else len(self._terms.order)
            named = role == Qt.ItemDataRole.DisplayRole and section < terms
            return str(section + 1) if named else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return _TIPS[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._terms is None or self._found is None:
            return None
        if index.row() == len(self._terms.order):
            return self._zero_line(self._terms.zeros, index.column(), role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(self._found, self._terms, index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            _plane, row, over = (int(number) for number in self._terms.order[index.row()])
            return cell_place(self._found, row, over)
        product = float(self._terms.products[index.row()])
        if role == Qt.ItemDataRole.BackgroundRole and index.column() == 3 and product:
            colour = QColor(self._colours.positive if product > 0 else self._colours.negative)
            colour.setAlphaF(0.3)
            return colour
        return None

    def _zero_line(self, zeros: int, column: int, role: int) -> object:
        told = "1 product is 0" if zeros == 1 else f"{zeros} products are 0"
        if role == Qt.ItemDataRole.DisplayRole:
            return told if column == 0 else ""
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._colours.muted)
        return f"{told}: they change nothing." if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, found: Inspection, terms: Terms, at: int, column: int) -> str:
        which, row, over = (int(number) for number in terms.order[at])
        plane = terms.planes[which]
        if column == 0:
            spot = cell_spot(found, row, over)
            return f"{plane.name} {spot}" if len(terms.planes) > 1 else spot
        if column == 1:
            return short(float(plane.values[row, over]), 7)
        if column == 2:
            return short(float(plane.weights[row, over]) * plane.share, 7)
        if column == 3:
            return signed(float(terms.products[at]), 7)
        return f"{100 * float(terms.left[at]):.1f} %"


class TermsList(QTableView):
    """Shows the terms; read-only, by mouse and keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.terms = TermsModel()
        self.setModel(self.terms)
        self.setAccessibleName("Terms, the largest first")
        self.setToolTip("Every product of the sum that is not 0, the largest first.")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        row = self.fontMetrics().height() + 6
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        width = self.fontMetrics().horizontalAdvance("−0.1234567e−5")
        for column in range(1, len(_HEADS)):
            self.setColumnWidth(column, width)
