"""The matrix product of a layer, drawn: what of it is in view, whatever its size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from convstudio.gui.examples.product_layout import Box, ProductLayout, Spot
from convstudio.gui.examples.product_painting import NARROW, WIDE, ProductPainting
from convstudio.gui.examples.product_reading import ProductReading, place_words
from convstudio.gui.theme import colours_of
from convstudio.pipeline.unrolled import Unrolled

_FONT_SHARE = 0.85
_FEW, _WIDEST = 8, 24  # filters whose names are written in full, up to so many digits
_NAME_MARGIN = 6  # pixels
_LEAST_MARGIN = 4  # pixels that a cell of the patches keeps beside its digits
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
        self._reading: ProductReading | None = None
        self._layout = ProductLayout(1, 1, 1, 1, 1, 1, 1)
        self._row: int | None = None
        self._filter = 0
        self._white = 1.0

    def show_product(self, found: Unrolled | None, white: float = 1.0) -> None:
        """Shows a product; None for none.

        Args:
            white: the picture's full range, which is shown white.
        """
        self._reading, self._white = None if found is None else ProductReading(found), white
        if found is None or (self._row is not None and self._row >= found.places):
            self._row = None
        self._arrange()
        self.viewport().update()

    @property
    def _found(self) -> Unrolled | None:
        return None if self._reading is None else self._reading.found

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
        if row is not None and self._reading is not None:
            if moved:
                self._reveal(row)
            self.setAccessibleDescription(self._reading.row_words(row))
        self.viewport().update()

    def spot_words(self, spot: Spot) -> str:
        """What a cell holds, in words."""
        return "" if self._reading is None else self._reading.spot_words(spot)

    # Where things are

    def _arrange(self) -> None:
        found, metrics = self._found, self.fontMetrics()
        if found is not None:
            digit = metrics.horizontalAdvance("0")
            last = place_words((found.size[0] - 1, found.size[1] - 1))
            self._layout = ProductLayout(
                found.length,
                found.places,
                len(found.filters),
                metrics.horizontalAdvance(last) + digit,
                NARROW * digit,
                max(WIDE * digit, self._title_width(found.filters)),
                metrics.height() + 4,
            )
            self._spare_width(digit)
        width, height = (0, 0) if found is None else self._layout.size
        room = self.viewport().size()
        for bar, size, page, step in (
            (self.horizontalScrollBar(), width, room.width(), self._layout.narrow),
            (self.verticalScrollBar(), height, room.height(), self._layout.height),
        ):
            bar.setRange(0, max(size - page, 0))
            bar.setPageStep(page)
            bar.setSingleStep(step)

    def _spare_width(self, digit: int) -> None:
        """Makes the patches' cells a little narrower where all of the product fits then."""
        layout, room = self._layout, self.viewport().width()
        narrow = layout.narrow - math.ceil(max(layout.size[0] - room, 0) / layout.length)
        if narrow >= (NARROW - 1) * digit + _LEAST_MARGIN:
            self._layout = replace(layout, narrow=narrow)

    def _title_width(self, filters: Sequence[str]) -> int:
        """What the names of few filters want, so that they are not cut beside empty room."""
        if len(filters) > _FEW:
            return 0
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(name) for name in filters) + _NAME_MARGIN
        return min(widest, _WIDEST * metrics.horizontalAdvance("0"))

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
        if self._reading is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        window = self._window
        painter.translate(-window.left, -window.top)
        self._reading.hold(self._layout.seen("map", window)[0])
        page = ProductPainting(self._reading, self._layout, colours_of(self), self._white)
        page.paint(painter, window)
        if self._row is not None:
            page.paint_marks(painter, self._row, self._filter)
        painter.end()
