"""The grids of a worked sum, painted: patch × kernel = products, all scrolled together."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.viewer.inspector_grids import (
    CAPTION,
    GAP,
    MARGIN,
    Arrangement,
    View,
    arrange,
)
from convstudio.gui.viewer.inspector_lines import outside_words
from convstudio.gui.viewer.inspector_painting import LABEL_GAP, SumPainting
from convstudio.gui.viewer.inspector_text import cell_words
from convstudio.numerics.borders import OUTSIDE
from convstudio.pipeline.inspection import Inspection

# Sizes of type, as shares of the window's, and digits of broken numbers, the best first: fewer
# digits before small type, small type before scrolling.
_Forms = tuple[tuple[float, int], ...]
_FORMS: _Forms = (
    *((scale, 5) for scale in (3.0, 2.6, 2.3, 2.0, 1.8, 1.6, 1.4, 1.2)),
    *((scale, digits) for scale in (1.2, 1.0, 0.85) for digits in (5, 4, 3)),
    *((scale, digits) for scale in (0.75, 0.7) for digits in (3, 2)),
)
_AS_WORDS = 11  # from here on type is about as large as in words
_SCROLLED = 0.85, 4  # the form where not even the last fits
_LEGIBLE = 9  # pixels: no type is smaller
_LARGE = 400  # cells
_LOWEST, _HIGHEST = 76, 260  # pixels, of a page below which there are steps
_WIDEST_LABEL = 150  # pixels, of a row's name


class WorkedSum(QAbstractScrollArea):
    """Shows one page of a worked sum; the cell under the cursor is marked in every grid.

    Signals:
        descended: a value of the map below was double-clicked: the channel's name, and the row and
            the column of that map.
    """

    descended = Signal(str, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._found: Inspection | None = None
        self._view = self._full = View("", ())
        self._message = ""
        self._colours = LIGHT
        self._cells = 0, 0  # (rows, columns) of the grids last shown
        self._middle = 0.0, 0.0  # (across, down): the cell that is kept in the middle
        self._fitting = False
        self._widths: tuple[int, ...] = ()
        self._height = 1
        self._type = self.font()
        self._pointed: tuple[int, int, int] | None = None
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName("Worked sum")
        self.setToolTip("The values under the kernel, times its weights, are the products.")
        self.viewport().setMouseTracking(True)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)

    def show_view(self, found: Inspection, view: View) -> None:
        """Shows a page; the grids stay scrolled where they were, of another size to the middle."""
        self._found, self._view, self._full, self._message = found, view, view, ""
        if view.cells != self._cells:
            self._cells, self._middle = view.cells, (view.cells[1] / 2, view.cells[0] / 2)
        self._fit()

    def show_message(self, message: str) -> None:
        """Says in words why there is no sum to see."""
        self._found, self._message = None, message
        self._view = self._full = View("", ())
        self._pointed = None
        self._fit()

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs, lines and text."""
        self._colours = colours
        self.viewport().update()

    @property
    def view(self) -> View:
        """What is shown."""
        return self._view

    @property
    def message(self) -> str:
        """The words in place of a sum."""
        return self._message

    @property
    def arrangement(self) -> Arrangement:
        """Where the grids stand in the view."""
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        across, down = (bar.value() for bar in bars)  # in cells
        return self._arranged(self.viewport().size(), (across, down))

    def _arranged(self, view: QSize, scrolled: tuple[float, float] = (0.0, 0.0)) -> Arrangement:
        room = view.width(), view.height() - self._footer
        return arrange(self._view.cells, self._widths, self._height, room, scrolled, self._margin)

    @property
    def _margin(self) -> int:
        """Pixels before the first grid: room for what its rows are called."""
        widths = [self.fontMetrics().horizontalAdvance(label) for label in self._view.labels]
        if not widths:
            return MARGIN
        return min(max(widths) + 4, _WIDEST_LABEL) + LABEL_GAP + MARGIN

    @property
    def _footer(self) -> int:
        """Pixels below the grids for the words on what is hatched."""
        return CAPTION if self._hatches else 4

    @property
    def _hatches(self) -> bool:
        return any(grid.hatched.any() for grid in self._view.grids)

    def _fit(self) -> None:
        """The best form in which the grids fit the view; where none does they scroll."""
        hidden, shown = (0.0, 0.0), (0.0, 0.0)
        if self._view.grids:
            self._choose_form(self.maximumViewportSize())
            arrangement = self._arranged(self.maximumViewportSize())
            if arrangement.hidden != (0, 0):  # then there are scroll bars, which take room
                arrangement = self._arranged(self.viewport().size())
            hidden, shown = arrangement.hidden, arrangement.shown
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        self._fitting = True
        for bar, far, page, middle in zip(bars, hidden, shown, self._middle, strict=True):
            bar.setRange(0, math.ceil(far))
            bar.setPageStep(int(page))
            bar.setValue(round(middle - page / 2))
        self._fitting = False
        self.viewport().update()

    def _on_scrolled(self) -> None:
        if self._view.grids and not self._fitting:
            made = self.arrangement
            across, down = (
                first + count / 2 for first, count in zip(made.scrolled, made.shown, strict=True)
            )
            self._middle = across, down
        self.viewport().update()

    def _choose_form(self, room: QSize, forms: _Forms = _FORMS) -> None:
        longest: dict[int, tuple[View, list[tuple[str, ...]]]] = {}
        for scale, digits in (*forms, _SCROLLED):
            if digits not in longest:
                view = self._full.shortened(digits)
                longest[digits] = view, [grid.longest for grid in view.grids]
            self._view, texts = longest[digits]
            self._set_type(scale, texts)
            if self._arranged(room).hidden == (0, 0):
                return

    @property
    def _large(self) -> bool:
        """Whether it takes all the room there is, and some time to lay out."""
        rows, columns = self._view.cells
        return rows * columns > _LARGE

    def width_in(self, room: QSize) -> int:
        """The pixels across that the page takes of this room, its numbers as large as it allows."""
        if not self._view.grids or self._large:
            return room.width()
        self._choose_form(room)
        last = self._arranged(room).boxes[-1]
        self._fit()
        metrics = self.fontMetrics()
        words = outside_words(self._found) if self._hatches and self._found is not None else ""
        titled = last.left + metrics.horizontalAdvance(self._view.grids[-1].title) + 4
        told = MARGIN + 26 + metrics.horizontalAdvance(words)
        return max(last.left + last.width + MARGIN, min(titled, last.left + last.width + GAP), told)

    def height_in(self, width: int) -> int:
        """The pixels down that it takes in this width, its numbers as large as words."""
        if not self._view.grids:
            return _LOWEST
        if self._large:
            return _HIGHEST
        self._choose_form(QSize(width, _LOWEST * 100), _FORMS[_AS_WORDS:])
        wanted = CAPTION + self._view.cells[0] * self._height + self._footer + 2
        self._fit()
        return min(max(wanted, _LOWEST), _HIGHEST)

    def _set_type(self, scale: float, texts: list[tuple[str, ...]]) -> None:
        """Sets the type, and the cells as large as these texts of each grid need them."""
        self._type = QFont(self.font())
        self._type.setPixelSize(max(round(QFontInfo(self.font()).pixelSize() * scale), _LEGIBLE))
        metrics = QFontMetrics(self._type)
        roomy = scale >= 1
        self._height = round(metrics.height() + (6 if roomy else 3) * scale)
        self._widths = tuple(
            max(
                max(metrics.horizontalAdvance(text) for text in longest)
                + round((10 if roomy else 6) * scale),
                round((1.4 if roomy else 1.1) * self._height),
            )
            for longest in texts
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    # The hand

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())
        if self._pointed is None or self._found is None or not self._found.stacked:
            return
        index, row, column = self._pointed
        plane, row, column = self._view.grids[index].term(row, column)
        window = self._found.window
        place = window.from_rows[row], window.from_columns[column]
        if OUTSIDE not in place:
            self.descended.emit(plane.name, *place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointed = None
            self.viewport().update()
        if isinstance(event, QHelpEvent) and self._found is not None:
            self._explain(event)
            return True
        return super().viewportEvent(event)

    def _point(self, position: QPointF) -> None:
        pointed = None
        if self._view.grids:
            pointed = self.arrangement.at(position.x(), position.y())
        if pointed != self._pointed:
            self._pointed = pointed
            self.viewport().update()

    def _explain(self, event: QHelpEvent) -> None:
        self._point(QPointF(event.pos()))
        if self._pointed is None or self._found is None:
            QToolTip.hideText()
            return
        grid, row, column = self._pointed
        words = cell_words(self._found, *self._view.grids[grid].term(row, column))
        QToolTip.showText(event.globalPos(), words, self.viewport())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self._colours.window))
        if self._found is None or not self._view.grids:
            painter.setPen(QColor(self._colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(16, 8, -16, -8), flags, self._message)
            return
        painting = SumPainting(self._view, self.arrangement, self._colours, self.font(), self._type)
        painting.paint(painter, self._pointed)
        if self._hatches:
            painting.paint_footer(painter, self.viewport().width(), outside_words(self._found))
