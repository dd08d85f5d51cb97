"""The steps of a worked sum, one a line: from the sum to the pixel on screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.viewer.inspector_text import Line
from convstudio.gui.viewer.inspector_tone import Toned

STEPS_WIDTH = 300
_MARGIN = 12


class StepsView(QWidget):
    """Labels on the left, what they come to on the right; the value stands out."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._toned: Toned | None = None
        self._colours = LIGHT
        self.setAccessibleName("Steps of the worked sum")
        self.setToolTip("From the sum of the products to the pixel on screen")
        self.setFixedWidth(STEPS_WIDTH)

    def show_steps(self, lines: tuple[Line, ...], toned: Toned | None) -> None:
        """Shows these lines; nothing where there are none."""
        self._lines, self._toned = lines, toned
        self.setAccessibleDescription(". ".join(f"{line.label} {line.text}" for line in lines))
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def set_colours(self, colours: Colours) -> None:
        """The colours of text and lines."""
        self._colours = colours
        self.update()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def sizeHint(self) -> QSize:
        return QSize(STEPS_WIDTH, self._pitch * len(self._lines) + _MARGIN)

    @property
    def _pitch(self) -> int:
        return QFontMetrics(self.font()).height() + 3

    def line_box(self, index: int) -> QRect:
        """Where a line stands."""
        return QRect(_MARGIN, 4 + index * self._pitch, self.width() - 2 * _MARGIN, self._pitch)

    @property
    def swatch(self) -> QRect | None:
        """Where the pixel's colour is shown, if it is."""
        for index, line in enumerate(self._lines):
            if line.role == "tone" and self._toned is not None:
                box = self.line_box(index)
                side = box.height() - 4
                return QRect(box.left() + 54, box.top() + 2, 2 * side, side)
        return None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.window))
        for index, line in enumerate(self._lines):
            self._paint_line(painter, line, self.line_box(index))
        if self.swatch is not None and self._toned is not None:
            self._paint_swatch(painter, self.swatch, self._toned)

    def _paint_line(self, painter: QPainter, line: Line, box: QRect) -> None:
        font = QFont(self.font())
        font.setBold(line.role in ("value", "tone"))
        painter.setFont(font)
        quiet = line.role == "note"
        painter.setPen(QColor(self._colours.muted if quiet else self._colours.text))
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        metrics = painter.fontMetrics()
        text = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, middle | right, text)
        if line.role == "value":
            painter.setPen(QColor(self._colours.line))
            painter.drawLine(box.topLeft(), box.topRight())
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(self._colours.text if line.role == "value" else self._colours.muted))
        room = box.width() - metrics.horizontalAdvance(text) - 8
        label = painter.fontMetrics().elidedText(line.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, middle, label)

    def _paint_swatch(self, painter: QPainter, box: QRect, toned: Toned) -> None:
        samples = toned.samples if len(toned.samples) > 1 else toned.samples * 3
        if len(samples) == 4:  # the checkerboard under alpha, as in the views
            painter.fillRect(box, QColor("#ffffff"))
            half = QPoint(box.width() // 2, box.height() // 2)
            for corner in (box.topLeft(), box.topLeft() + half):
                painter.fillRect(QRect(corner, QSize(half.x(), half.y())), QColor("#d8d8d8"))
        painter.fillRect(box, QColor(*samples))
        painter.setPen(QColor(self._colours.line))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
