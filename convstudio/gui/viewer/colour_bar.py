"""The colour bar: which colour stands for which value of the map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.gui.panels.colour_map_box import gradient
from convstudio.gui.viewer.bar_numbers import angle_text, bar_numbers, bar_text
from convstudio.gui.viewer.histogram_axis import in_digits
from convstudio.imaging.grading import Grading

_NARROWEST = 72  # pixels
_BAR = 12
_MARGIN = 4
_TICK = 3
_FONT = 10  # pixels
_LOCAL = "local"


class ColourBar(QWidget):
    """A vertical gradient with numbers; always there, so that the picture keeps its place."""

    def __init__(self) -> None:
        super().__init__()
        self._grading: Grading | None = None
        self._turn: float | None = None
        self._stale = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(_NARROWEST)
        self.setAccessibleName("Colour bar")

    @property
    def bar(self) -> QRect:
        """Where the gradient is painted: lightest at the top."""
        half = self.fontMetrics().height() // 2 + _MARGIN
        return QRect(_MARGIN, half, _BAR, max(self.height() - 2 * half, 1))

    @property
    def numbers(self) -> list[float]:
        """The values that have a number beside them, from the bottom up."""
        if self._grading is None:
            return []
        line = self.fontMetrics().height()
        return bar_numbers(self._grading, self.bar.height(), line, self._turn)

    def place_of(self, value: float) -> float:
        """Where a value stands, in pixels from the top."""
        assert self._grading is not None  # noqa: S101 - only its own values are asked for
        low, high = self._grading.low, self._grading.high
        share = (value - low) / (high - low) if high > low else 0.5
        return self.bar.bottom() + 1 - share * self.bar.height()

    def show_grading(
        self, grading: Grading | None, full_range: float, *, angles: bool = False
    ) -> None:
        """Shows the values that the tone's colours stand for; None while they are being found.

        Args:
            angles: whether they are directions, of which the full range is 360°.
        """
        self._stale = grading is None
        if grading is not None:
            self._grading, self._turn = grading, full_range if angles else None
            self.setToolTip(_told(grading, full_range, angles=angles))
            self.setAccessibleDescription(self.toolTip())
            self._make_room()
        self.update()

    def _make_room(self) -> None:
        metrics = QFontMetrics(self._font())
        words = (bar_text(value, self._turn) for value in self.numbers)
        widest = max((metrics.horizontalAdvance(one) for one in words), default=0)
        self.setFixedWidth(max(_NARROWEST, 2 * _MARGIN + _BAR + 2 * _TICK + widest))

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_FONT)
        return font

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 200)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._grading is None:
            return
        tone, bar = self._grading.tone, self.bar
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        name = tone.diverging if tone.mode == "signed" else tone.colour_map
        upwards = gradient(name).transformed(QTransform().rotate(-90))
        if tone.mode == "signed":  # whose first entry only repeats the second
            upwards = upwards.copy(0, 0, 1, 255)
        painter.drawImage(bar, upwards)
        painter.setPen(self.palette().mid().color())
        painter.drawRect(bar.adjusted(-1, -1, 0, 0))
        painter.setFont(self._font())
        group = QPalette.ColorGroup.Disabled if self._stale else QPalette.ColorGroup.Active
        painter.setPen(self.palette().color(group, QPalette.ColorRole.WindowText))
        if tone.mode == "equalize":
            self._paint_local(painter)
            return
        height, left = painter.fontMetrics().height(), bar.right() + 1
        for value in self.numbers:
            y = self.place_of(value)
            painter.drawLine(QPointF(left, y), QPointF(left + _TICK, y))
            painter.drawText(
                QRectF(left + 2 * _TICK, y - height / 2, self.width() - left, height),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                bar_text(value, self._turn),
            )

    def _paint_local(self, painter: QPainter) -> None:
        """Where each part of the map has its own brightness, none has one value."""
        left = self.bar.right() + 1 + _TICK
        room = QRect(left, self.bar.top(), self.width() - left, self.bar.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _LOCAL)


def _told(grading: Grading, full_range: float, *, angles: bool) -> str:
    """The ends in words, in the picture's own units."""
    if grading.tone.mode == "equalize":
        return "Each part of the map has contrast of its own: no colour stands for one value."
    low, high = in_digits(grading.low), in_digits(grading.high)
    about = "" if grading.exact else "\nEstimated from samples of the map."
    ends = f"From {low} to {high}; the picture's own white is {in_digits(full_range)}."
    if angles:
        low, high = (angle_text(one, full_range) for one in (grading.low, grading.high))
        turn = in_digits(full_range)
        ends = f"From {low} to {high}; in the map, 0 … {turn} stands for 0° … 360°."
    return f"{ends}{about}"
