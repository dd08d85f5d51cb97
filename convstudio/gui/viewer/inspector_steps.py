"""The steps of a worked sum, one a line: from the sum to the pixel on screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.viewer.inspector_lines import Line
from convstudio.gui.viewer.inspector_tone import Toned

_MARGIN = 12
_SWATCH = 2.5  # rows across that the pixel's colour takes
_WIDEST = "R 255, G 255, B 255"  # so that nothing jumps from pixel to pixel
_TOP = 4  # pixels above the first line
_GAP = 8  # pixels between a label and what it comes to
_SHARE, _LEAST, _MOST = 0.24, 216, 340  # of the panel's width; pixels


def steps_width(panel: int) -> int:
    """The width of the steps in a panel that is so wide; the rest is the grids'."""
    return min(max(round(panel * _SHARE), _LEAST), _MOST)


class StepsView(QWidget):
    """Labels on the left, what they come to on the right; the value stands out.

    What does not fit into a line goes on in the next: nothing is cut. Where there is room the
    lines stand in two columns.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._toned: Toned | None = None
        self._colours = LIGHT
        self._boxes: tuple[QRect, ...] = ()
        self._height = 2 * _TOP
        self.setAccessibleName("Steps of the worked sum")
        self.setToolTip("How the sum of the products becomes the pixel on screen, step by step.")
        self.setMinimumWidth(_LEAST)

    def show_steps(self, lines: tuple[Line, ...], toned: Toned | None) -> None:
        """Shows these lines; nothing where there are none."""
        self._lines, self._toned = lines, toned
        self.setAccessibleDescription(". ".join(f"{line.label} {line.text}" for line in lines))
        self._place()
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
        return QSize(_LEAST, self._height)

    def height_in(self, width: int) -> int:
        """The pixels down that the lines take in this width."""
        return _end(self._placed(width)) + _TOP

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    def _place(self) -> None:
        """Works out where each line stands; those of words take as many rows as they need."""
        self._boxes = self._placed(self.width())
        self._height = _end(self._boxes) + _TOP
        self.setMinimumHeight(self._height)

    def _placed(self, width: int) -> tuple[QRect, ...]:
        room = width - 2 * _MARGIN
        one = self._column(self._lines, _MARGIN, room)
        if room < 2 * _LEAST:
            return one
        room = (room - 2 * _MARGIN) // 2
        # A column begins with what is done: notes belong to what stands before them.
        breaks = [index for index, line in enumerate(self._lines) if line.label and index]
        pairs = [
            (
                self._column(self._lines[:at], _MARGIN, room),
                self._column(self._lines[at:], 3 * _MARGIN + room, room),
            )
            for at in breaks
        ]
        left, right = min(pairs, key=lambda pair: max(map(_end, pair)), default=(one, ()))
        return (*left, *right)

    def _column(self, lines: tuple[Line, ...], left: int, room: int) -> tuple[QRect, ...]:
        boxes, top = [], _TOP
        for line in lines:
            boxes.append(QRect(left, top, room, self._line_height(line, room)))
            top += boxes[-1].height()
        return tuple(boxes)

    def _line_height(self, line: Line, room: int) -> int:
        metrics = QFontMetrics(self._type(line))
        row = metrics.height() + 3
        if not line.label:
            flags = int(Qt.TextFlag.TextWordWrap)
            return metrics.boundingRect(0, 0, room, 10_000, flags, line.text).height() + 3
        wanted = metrics.horizontalAdvance(line.label) + metrics.horizontalAdvance(line.text) + _GAP
        if line.role == "tone":
            wanted += round(_SWATCH * row)
            if self._toned is not None and len(self._toned.samples) >= 3:  # from gray to coloured
                wanted = max(wanted, metrics.horizontalAdvance(_WIDEST) + 54 + 3 * row)
        return row if wanted <= room else 2 * row

    def _type(self, line: Line) -> QFont:
        font = QFont(self.font())
        font.setBold(line.role in ("value", "tone"))
        return font

    def line_box(self, index: int) -> QRect:
        """Where a line stands."""
        return self._boxes[index]

    @property
    def swatch(self) -> QRect | None:
        """Where the pixel's colour is shown, if it is."""
        for index, line in enumerate(self._lines):
            if line.role == "tone" and self._toned is not None:
                box = self.line_box(index)
                side = QFontMetrics(self.font()).height() - 1
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
        painter.setFont(self._type(line))
        quiet = line.role in ("note", "idle")
        painter.setPen(QColor(self._colours.muted if quiet else self._colours.text))
        row = QFontMetrics(self.font()).height() + 3
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        if line.label:
            painter.drawText(box.adjusted(0, box.height() - row, 0, 0), right | middle, line.text)
        else:
            painter.drawText(box, right | Qt.TextFlag.TextWordWrap, line.text)
        if line.role == "value":
            painter.setPen(QColor(self._colours.line))
            painter.drawLine(box.topLeft(), box.topRight())
        painter.setFont(self.font())
        painter.setPen(QColor(self._colours.text if line.role == "value" else self._colours.muted))
        painter.drawText(box.adjusted(0, 0, 0, row - box.height()), middle, line.label)

    def _paint_swatch(self, painter: QPainter, box: QRect, toned: Toned) -> None:
        samples = toned.seen or toned.samples
        samples = samples if len(samples) > 1 else samples * 3
        if len(samples) == 4:  # the checkerboard under alpha, as in the views
            painter.fillRect(box, QColor("#ffffff"))
            half = QPoint(box.width() // 2, box.height() // 2)
            for corner in (box.topLeft(), box.topLeft() + half):
                painter.fillRect(QRect(corner, QSize(half.x(), half.y())), QColor("#d8d8d8"))
        painter.fillRect(box, QColor(*samples))
        painter.setPen(QColor(self._colours.line))
        painter.drawRect(box.adjusted(0, 0, -1, -1))


def _end(boxes: tuple[QRect, ...]) -> int:
    """Where the lowest ends."""
    return max((box.top() + box.height() for box in boxes), default=_TOP)
