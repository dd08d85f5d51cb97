"""The matrix product of a layer, drawn: what of it is in view, whatever its size."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from convstudio.gui.examples.product_layout import PARTS, Box, ProductLayout, Spot
from convstudio.gui.theme import Colours, colours_of
from convstudio.gui.viewer.cell_text import number_text
from convstudio.kernel.notation import format_value
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.unrolled import Unrolled

_FONT_SHARE = 0.85
_NARROW, _WIDE = 4, 6  # characters of a cell
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class ProductView(QAbstractScrollArea):
    """Patches, filters and maps; one row, that of the inspected pixel, is marked.

    Signals:
        row_chosen: the row of the matrix that the hand chose.
    """

    row_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Matrix product")
        self.setToolTip("Choose a row with the mouse or the arrow keys: its pixel is inspected")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _FONT_SHARE)
        self.setFont(font)
        self._found: Unrolled | None = None
        self._layout = ProductLayout(1, 1, 1, 1, 1, 1, 1)
        self._row: int | None = None
        self._filter = 0
        self._rows: tuple[range, FloatArray, Array] | None = None
        self._white = 1.0

    def show_product(self, found: Unrolled | None, white: float = 1.0) -> None:
        """Shows a product; None for none.

        Args:
            white: the picture's full range, which is shown white.
        """
        self._found, self._rows, self._white = found, None, white
        if found is None or (self._row is not None and self._row >= found.places):
            self._row = None
        self._arrange()
        self.viewport().update()

    @property
    def row(self) -> int | None:
        """The row that is marked."""
        return self._row

    def mark(self, row: int | None, index: int) -> None:
        """Marks a row and a filter, and brings the row into view."""
        if (row, index) == (self._row, self._filter):
            return
        moved = row != self._row
        self._row, self._filter = row, index
        if row is not None and self._found is not None:
            if moved:
                self._reveal(row)
            self.setAccessibleDescription(self._described(row))
        self.viewport().update()

    # What it says

    def spot_words(self, spot: Spot) -> str:
        """What a cell holds, in words."""
        found = self._found
        if found is None:
            return ""
        name = found.filters[spot.column] if spot.part != "patch" else ""
        if spot.part == "filter":
            row, column, channel = found.cell(spot.row)
            told = format_value(found.weights[spot.row, spot.column])
            return f"{name}: weight in {_cell_words(found, row, column, channel)}: {told}"
        values, outside = self._values(spot.row)
        place = found.place(spot.row)
        at = f"row {place[0]}, column {place[1]}"
        if spot.part == "map":
            told = format_value(float(values @ found.weights[:, spot.column]))
            return f"{name}, {at}: {told}"
        where = _cell_words(found, *found.cell(spot.column))
        beyond = ", beyond the input" if outside[spot.column] else ""
        return f"Patch of {at}, {where}: {format_value(values[spot.column])}{beyond}"

    def _described(self, row: int) -> str:
        found = self._found
        if found is None:
            return ""
        values, _ = self._values(row)
        place = found.place(row)
        products = values @ found.weights
        told = ", ".join(
            f"{name} {format_value(value)}"
            for name, value in zip(found.filters[:8], products[:8], strict=True)
        )
        return f"Patch of row {place[0]}, column {place[1]}, times the filters: {told}"

    def _values(self, row: int) -> tuple[FloatArray, Array]:
        """The numbers of a patch, and which of them lie outside."""
        held = self._rows
        if held is not None and row in held[0]:
            return held[1][row - held[0].start], held[2][row - held[0].start]
        assert self._found is not None  # noqa: S101 - rows are those of a product
        made = self._found.patches(row, row + 1)
        return made.values[0], made.outside[0]

    # Where things are

    def _arrange(self) -> None:
        found, metrics = self._found, self.fontMetrics()
        if found is not None:
            digit = metrics.horizontalAdvance("0")
            last = f"{found.size[0] - 1}, {found.size[1] - 1}"
            self._layout = ProductLayout(
                found.length,
                found.places,
                len(found.filters),
                metrics.horizontalAdvance(last) + digit,
                _NARROW * digit,
                _WIDE * digit,
                metrics.height() + 4,
            )
        width, height = (0, 0) if found is None else self._layout.size
        room = self.viewport().size()
        for bar, size, page, step in (
            (self.horizontalScrollBar(), width, room.width(), self._layout.narrow),
            (self.verticalScrollBar(), height, room.height(), self._layout.height),
        ):
            bar.setRange(0, max(size - page, 0))
            bar.setPageStep(page)
            bar.setSingleStep(step)

    @property
    def _window(self) -> Box:
        """What is in view."""
        room = self.viewport().size()
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return Box(left, top, room.width(), room.height())

    def _reveal(self, row: int) -> None:
        """Scrolls no more than there is need to; a row out of sight comes into the middle."""
        box, window = self._layout.row_box(row), self._window
        above, below = box.top < window.top, box.top + box.height > window.top + window.height
        if above or below:
            self.verticalScrollBar().setValue(box.top - window.height // 2)

    def _spot_at(self, x: float, y: float) -> Spot | None:
        window = self._window
        return self._layout.at(int(x) + window.left, int(y) + window.top)

    # What the hand does

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._layout.place_at(int(event.position().y()) + self._window.top)
        if self._found is not None and row is not None:
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found, key = self._found, Qt.Key(event.key())
        if found is None or key not in (*_STEPS, *_ENDS):
            super().keyPressEvent(event)
            return
        if key in _ENDS:
            row = _ENDS[key] % found.places
        else:
            row = -1 if self._row is None and _STEPS[key] > 0 else self._row or 0
            row = min(max(row + _STEPS[key], 0), found.places - 1)
        self.row_chosen.emit(row)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = None if self._found is None else self._spot_at(event.x(), event.y())
            words = self.toolTip() if spot is None else self.spot_words(spot)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._found is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        window, colours = self._window, colours_of(self)
        painter.translate(-window.left, -window.top)
        self._hold(self._layout.seen("map", window)[0])
        for part in PARTS:
            self._paint_part(painter, part, window, colours)
        self._paint_labels(painter, window, colours)
        self._paint_marks(painter, colours)
        painter.end()

    def _hold(self, rows: range) -> None:
        """Cuts out the patches that are in view, and keeps them for as long as they are."""
        held = self._rows
        if self._found is None or not rows:
            return
        if held is None or rows.start < held[0].start or rows.stop > held[0].stop:
            made = self._found.patches(rows.start, rows.stop)
            self._rows = rows, made.values, made.outside

    def _paint_part(self, painter: QPainter, part: str, window: Box, colours: Colours) -> None:
        rows, columns = self._layout.seen(part, window)
        if not rows or not columns or self._found is None:
            return
        values, outside = self._numbers(part, rows)
        largest = float(np.abs(values).max()) or 1.0
        room = _NARROW - 1 if part == "patch" else _WIDE - 1
        line, text = QColor(colours.line), QColor(colours.text)
        for row in rows:
            for column in columns:
                value = float(values[row - rows.start, column])
                box = _rectangle(self._layout.box(Spot(part, row, column)))
                beyond = outside is not None and outside[row - rows.start, column]
                painter.fillRect(box, QColor(colours.line if beyond else colours.base))
                painter.fillRect(box, self._tint(part, value, largest, colours))
                painter.setPen(line)
                painter.drawRect(box)
                painter.setPen(text)
                told = number_text(value, room)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)

    def _numbers(self, part: str, rows: range) -> tuple[FloatArray, Array | None]:
        """A matrix at these rows, and what of it lies outside the input."""
        assert self._found is not None  # noqa: S101 - asked for while painting one
        if part == "filter":
            return self._found.weights[rows.start : rows.stop], None
        assert self._rows is not None  # noqa: S101 - held before
        start = self._rows[0].start
        some = slice(rows.start - start, rows.stop - start)
        if part == "patch":
            return self._rows[1][some], self._rows[2][some]
        return self._rows[1][some] @ self._found.weights, None

    def _tint(self, part: str, value: float, largest: float, colours: Colours) -> QColor:
        if part == "patch":
            tint = QColor(colours.text)
            share = value / self._white
            tint.setAlphaF(0.18 * (1 - min(max(share, 0.0), 1.0)))
            return tint
        tint = QColor(colours.positive if value > 0 else colours.negative)
        tint.setAlphaF(0.45 * min(abs(value) / largest, 1.0))
        return tint

    def _paint_labels(self, painter: QPainter, window: Box, colours: Colours) -> None:
        found, layout = self._found, self._layout
        assert found is not None  # noqa: S101 - called while painting one
        rows, columns = layout.seen("map", window)
        painter.setPen(QColor(colours.muted))
        for row in rows:
            place = "{}, {}".format(*found.place(row))
            painter.drawText(_rectangle(layout.name(row)), Qt.AlignmentFlag.AlignVCenter, place)
        for column in columns:
            box = _rectangle(layout.title(column))
            name = self.fontMetrics().elidedText(
                found.filters[column], Qt.TextElideMode.ElideRight, box.width() - 2
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_marks(self, painter: QPainter, colours: Colours) -> None:
        """The row, the filter's column, and the value where they cross."""
        found, layout = self._found, self._layout
        if self._row is None or found is None:
            return
        painter.setPen(QPen(QColor(colours.accent), 2))
        first, last = Spot("patch", self._row, 0), Spot("patch", self._row, found.length - 1)
        painter.drawRect(_rectangle(layout.box(first)).united(_rectangle(layout.box(last))))
        column = min(self._filter, len(found.filters) - 1)
        top, bottom = Spot("filter", 0, column), Spot("filter", found.length - 1, column)
        painter.drawRect(_rectangle(layout.box(top)).united(_rectangle(layout.box(bottom))))
        painter.drawRect(_rectangle(layout.box(Spot("map", self._row, column))))


def _rectangle(box: Box) -> QRect:
    return QRect(box.left, box.top, box.width, box.height)


def _cell_words(found: Unrolled, row: int, column: int, channel: int) -> str:
    told = f"row {row}, column {column} of the patch"
    return told if found.channels == 1 else f"{told}, channel {channel + 1}"
