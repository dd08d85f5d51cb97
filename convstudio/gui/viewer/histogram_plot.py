"""The painted histogram: original and map in a row each over one value axis, and the handles."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from convstudio.gui.numerals import shown
from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.viewer.histogram_axis import (
    ValueAxis,
    axis_for,
    in_digits,
    spread,
    ticks,
    under,
)
from convstudio.gui.viewer.histogram_curves import GAP, LABEL_WIDTH, ROW, outlines, row_of
from convstudio.gui.viewer.histogram_handle import HANDLE_WIDTH, KNOB_HEIGHT, Handle
from convstudio.gui.viewer.histogram_range import moved
from convstudio.imaging.grading import Grading
from convstudio.imaging.tone import ToneMode
from convstudio.jobs.background import Surveyed
from convstudio.pipeline.survey import Survey

_NUMBERS = 16  # pixels
_TICK_EVERY = 48  # pixels at least from one number to the next
_ROWS = ("Original", "Map")
_KEEPS_MODE = "Drag it to choose which values are {end}."
_CLIPS = "Dragging it shows the map clipped to this range, in place of its own."


class HistogramPlot(QWidget):
    """Curves, axis and handles; everything that is drawn stays in place while it is renewed.

    Signals:
        range_dragged: the values shown darkest and lightest, while the hand moves.
        range_reset: the range of the mode is wanted back.
        gesture_begun: a hand has taken a handle: what follows is one edit.
    """

    range_dragged = Signal(float, float)
    range_reset = Signal()
    gesture_begun = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._surveyed: Surveyed | None = None
        self._outlines: list[list[QPolygonF]] = []  # of each row, a curve for each channel
        self._axis = ValueAxis(0.0, 255.0, 1)
        self._range: tuple[float, float] | None = None
        self._mode: ToneMode = "clip"
        self._logarithmic = True
        self._stale = False
        self._inks = _inks(LIGHT)
        self.black = Handle("Black point", "#000000", self)
        self.white = Handle("White point", "#ffffff", self)
        for handle in (self.black, self.white):
            handle.taken.connect(self.gesture_begun)
            handle.reset_wanted.connect(self.range_reset)
            handle.dragged.connect(lambda x, handle=handle: self._on_dragged(handle, x))
            handle.stepped.connect(lambda steps, handle=handle: self._on_stepped(handle, steps))
            handle.hide()
        self.setFixedHeight(2 * ROW + GAP + KNOB_HEIGHT + _NUMBERS)
        self.setMouseTracking(True)
        self.setAccessibleName("Histogram of the original and of the map")

    @property
    def axis(self) -> ValueAxis:
        """Which values stand where; its pixels begin at LABEL_WIDTH."""
        return self._axis

    @property
    def mode(self) -> ToneMode:
        """Of the tone whose range is shown."""
        return self._mode

    def set_colours(self, colours: Colours) -> None:
        """The colours of the curves."""
        self._inks = _inks(colours)
        self.update()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Whether heights are the logarithms of the counts."""
        self._logarithmic = logarithmic
        self._draw()

    def set_stale(self, stale: bool) -> None:
        """Greys what is shown: it is of a map that is no longer."""
        self._stale = stale
        self.update()

    def show_surveyed(self, surveyed: Surveyed | None) -> None:
        """Shows what was counted; None: there is nothing."""
        self._surveyed = surveyed
        self._stale = False
        self._choose_axis()
        self._draw()

    def show_grading(self, grading: Grading | None) -> None:
        """Shows the values that are darkest and lightest; None while they are being found."""
        if grading is not None:
            self._range = (grading.low, grading.high)
            self._mode = grading.tone.mode
            if self._choose_axis():
                self._draw()
            self._place_handles()
            self.update()
        for handle in (self.black, self.white):
            handle.setEnabled(grading is not None or handle.held or handle.hasFocus())

    def words_at(self, x: float, y: float) -> str:
        """The values and their counts at a point, in words; nothing beside the curves."""
        row = 0 if y < ROW else 1
        pixel = int(x) - LABEL_WIDTH
        if self._surveyed is None or not (0 <= pixel < self._axis.width and y < 2 * ROW + GAP):
            return ""
        survey = self._surveys[row]
        axis = self._axis
        low, high, counts = under(survey.histogram, axis.value(pixel), axis.value(pixel + 1))
        if not any(counts):
            return f"{_ROWS[row]}: none at {in_digits(axis.value(pixel + 0.5), 4)}"
        words = in_digits(low, 4) if low == high else f"{in_digits(low, 4)} … {in_digits(high, 4)}"
        about = "" if survey.exact else "≈ "
        named = zip(("R", "G", "B"), counts, strict=False)
        each = (
            [f"{name} {shown(f'{count:,}')}" for name, count in named] if len(counts) == 3 else []
        )
        return f"{_ROWS[row]}, {words}: {about}{', '.join(each) or shown(f'{counts[0]:,}')}"

    # What is where

    @property
    def _surveys(self) -> tuple[Survey, ...]:
        return (self._surveyed.original, self._surveyed.map) if self._surveyed else ()

    def _choose_axis(self) -> bool:
        """Takes the axis that the data and the range ask for; tells whether it is another one.

        It stays while a hand moves a handle: nothing moves but the handle.
        """
        width = max(self.width() - LABEL_WIDTH - HANDLE_WIDTH // 2, 1)
        if (self.black.held or self.white.held) and self._axis.width == width:
            return False
        counted = tuple(survey.statistics for survey in self._surveys)
        before, self._axis = self._axis, axis_for(counted, self._range, width)
        return self._axis != before

    def _draw(self) -> None:
        """Curves and handles in the width there is; painting them is quick then."""
        self._outlines = [
            outlines(spread(survey.histogram, self._axis), index, self._logarithmic)
            for index, survey in enumerate(self._surveys)
        ]
        self._place_handles()
        self.update()

    def _place_handles(self) -> None:
        shown = self._surveyed is not None and self._range is not None
        for handle in (self.black, self.white):
            handle.setVisible(shown)
        if self._range is None:
            return
        keeps = self._mode in ("clip", "absolute", "signed")
        for handle, value, end in zip(
            (self.black, self.white), self._range, ("darkest", "lightest"), strict=True
        ):
            x = min(max(self._axis.x(value), 0), self._axis.width)
            handle.place(LABEL_WIDTH + x, ROW + GAP, ROW + KNOB_HEIGHT)
            note = _KEEPS_MODE.format(end=f"shown {end}") if keeps else _CLIPS
            handle.describe(in_digits(value), note)

    def _on_dragged(self, handle: Handle, x: float) -> None:
        inside = min(max(x - LABEL_WIDTH, 0.0), float(self._axis.width))
        self._move(handle, self._axis.rounded(self._axis.value(inside)))

    def _on_stepped(self, handle: Handle, steps: int) -> None:
        if self._range is not None:
            value = self._range[handle is self.white] + steps * self._axis.step
            self._move(handle, self._axis.rounded(value))

    def _move(self, handle: Handle, value: float) -> None:
        if self._range is None:
            return
        end = "white" if handle is self.white else "black"
        wanted = moved(self._mode, self._range, end, value, self._axis.step)
        if wanted != self._range:
            self._range = wanted
            self._place_handles()
            self.update()
            if handle.held:
                QToolTip.showText(QCursor.pos(), handle.accessibleName(), handle)
            self.range_dragged.emit(*wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_axis()
        self._draw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        words = self.words_at(event.position().x(), event.position().y())
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        for index, name in enumerate(_ROWS):
            row = row_of(index, self._axis.width)
            painter.fillRect(row, self.palette().base())
            painter.setPen(self.palette().color(QPalette.ColorGroup.Disabled, _TEXT))
            painter.drawText(
                QRect(0, row.top(), LABEL_WIDTH, ROW),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                name,
            )
            if index < len(self._outlines):
                self._paint_curves(painter, self._outlines[index])
        if self._surveyed is None:
            return
        self._shade_what_is_cut(painter)
        self._paint_numbers(painter)

    def _paint_curves(self, painter: QPainter, outlines: list[QPolygonF]) -> None:
        palette = self.palette()
        muted = palette.color(QPalette.ColorGroup.Disabled, _TEXT)
        inks = self._inks if len(outlines) == 3 else (muted,)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setCompositionMode(self._overlay)
        for ink, outline in zip(inks, outlines, strict=True):
            painter.setBrush(palette.mid().color() if self._stale else ink)
            painter.drawPolygon(outline)
        painter.restore()

    @property
    def _overlay(self) -> QPainter.CompositionMode:
        """Where curves overlap it is darker on a light ground and lighter on a dark one."""
        if self.palette().base().color().lightness() > 127:
            return QPainter.CompositionMode.CompositionMode_Multiply
        return QPainter.CompositionMode.CompositionMode_Screen

    def _shade_what_is_cut(self, painter: QPainter) -> None:
        """Values that are all black or all white lie in the shade."""
        if self._range is None or self._mode == "equalize":
            return
        shade = self.palette().window().color()
        shade.setAlphaF(0.65)
        top, axis = ROW + GAP, self._axis
        left, right = (min(max(axis.x(value), 0), axis.width) for value in self._range)
        painter.fillRect(QRectF(LABEL_WIDTH, top, left, ROW), shade)
        painter.fillRect(QRectF(LABEL_WIDTH + right, top, axis.width - right, ROW), shade)

    def _paint_numbers(self, painter: QPainter) -> None:
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorGroup.Disabled, _TEXT))
        axis, top = self._axis, self.height() - _NUMBERS
        for value in ticks(axis.low, axis.high, max(axis.width // _TICK_EVERY, 2)):
            words = in_digits(value)
            width = painter.fontMetrics().horizontalAdvance(words) + 2
            x = LABEL_WIDTH + axis.x(value)
            painter.drawLine(QPointF(x, top - KNOB_HEIGHT), QPointF(x, top - KNOB_HEIGHT + 3))
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.drawText(
                QRectF(left, top, width, _NUMBERS), Qt.AlignmentFlag.AlignCenter, words
            )


_TEXT = QPalette.ColorRole.WindowText


def _inks(colours: Colours) -> tuple[QColor, QColor, QColor]:
    return QColor(colours.red), QColor(colours.green), QColor(colours.blue)
