"""The labelled comparison: where title, captions, pictures, colour bar, kernel and notes stand.

Black on white, as paper is. Type grows with the pictures, so that it can be read in the whole; what
a line of it needs, the sheet has: nothing is cut.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from convstudio.gui.files.export.words import PAPER, Words
from convstudio.gui.kernel_picture import kernel_image
from convstudio.gui.panels.colour_map_box import gradient
from convstudio.gui.viewer.bar_numbers import bar_numbers, bar_text
from convstudio.gui.viewer.inspector_numbers import short
from convstudio.imaging.grading import Grading
from convstudio.imaging.screen import ScreenPixels
from convstudio.kernel.kernel import Kernel

_LEAST_TYPE, _TYPE_SHARE = 13, 1 / 95  # pixels; of the pictures' width together
_LARGEST_NUMBERS = 9  # rows and columns of a kernel up to which its weights are printed
_DIGITS = 4


@dataclass(frozen=True)
class Caption:
    """Above a picture: what it is, and more of it in small type."""

    name: str
    description: str


@dataclass(frozen=True, eq=False)
class SheetTexts:
    """All that is written; what is not wanted is empty or None.

    Attributes:
        turn: the value that is 360°, where the map's values are angles.
    """

    title: str
    captions: tuple[Caption, ...]
    notes: tuple[str, ...]
    kernel: Kernel | None
    grading: Grading | None
    turn: float | None = None


@dataclass(frozen=True)
class Label:
    """A part of the sheet that is painted, with a painter whose origin is its corner."""

    box: QRect
    paint: Callable[[QPainter], None]


class Sheet:
    """A sheet laid out around pictures of (rows, columns), one or two."""

    def __init__(
        self, panel: tuple[int, int], texts: SheetTexts, family: str, *, stacked: bool = False
    ) -> None:
        self._panel = QSize(panel[1], panel[0])
        self._texts, self._words = texts, Words(family)
        count = len(texts.captions)
        across = 1 if stacked else count
        wide = max(self._panel.width() * across, self._panel.height() // 2)
        self._type = max(_LEAST_TYPE, round(wide * _TYPE_SHARE))
        self._margin = round(1.6 * self._type)
        self.labels: list[Label] = []
        self.panels: list[QRect] = []
        bottom = self._place_title()
        right, bottom = self._place_panels(bottom, stacked=stacked)
        bottom = self._place_foot(bottom)
        right = max([right, *(label.box.right() + 1 for label in self.labels)])
        self.size = QSize(right + self._margin, bottom + self._margin)

    def paint(self, painter: QPainter) -> None:
        """Paints all labels where they stand."""
        for label in self.labels:
            painter.save()
            painter.translate(label.box.topLeft())
            label.paint(painter)
            painter.restore()

    # Placing

    @property
    def _small(self) -> int:
        return max(round(0.85 * self._type), _LEAST_TYPE - 2)

    @property
    def _large(self) -> int:
        return round(1.35 * self._type)

    def _place_title(self) -> int:
        title, top = self._texts.title, self._margin
        if not title:
            return top
        words, size = self._words, self._large
        wide = math.ceil(words.width(title, size, bold=True)) + 2
        box = QRect(self._margin, top, wide, math.ceil(words.height(size)))
        self._label(
            box, lambda p: words.paint(p, QPointF(0, 0), title, size, PAPER.text, bold=True)
        )
        return box.bottom() + 1 + round(0.8 * self._type)

    def _place_panels(self, top: int, *, stacked: bool) -> tuple[int, int]:
        """(right, bottom) of all pictures, their captions and the colour bar."""
        left, right, bottom = self._margin, self._margin, top
        gap = round(1.2 * self._type)
        for index, caption in enumerate(self._texts.captions):
            if index and stacked:
                top = bottom + gap
            elif index:
                left = right + gap
            under = self._place_caption(caption, left, top)
            box = QRect(QPoint(left, under), self._panel)
            self.panels.append(box)
            right = max(right, left + max(self._panel.width(), self._caption_width(caption)))
            bottom = max(bottom, box.bottom() + 1)
        last = self.panels[-1]
        if self._texts.grading is not None:
            right = max(right, self._place_bar(self._texts.grading, last))
        return right, bottom

    def _caption_width(self, caption: Caption) -> int:
        widths = (
            self._words.width(caption.name, self._type, bold=True),
            self._words.width(caption.description, self._small),
        )
        return math.ceil(max(widths)) + 2

    def _place_caption(self, caption: Caption, left: int, top: int) -> int:
        """The row of pixels under it."""
        if not (caption.name or caption.description):
            return top
        words, size, small = self._words, self._type, self._small
        first = math.ceil(words.height(size))
        box = QRect(left, top, self._caption_width(caption), first + math.ceil(words.height(small)))

        def paint(painter: QPainter) -> None:
            words.paint(painter, QPointF(0, 0), caption.name, size, PAPER.text, bold=True)
            words.paint(painter, QPointF(0, first), caption.description, small, PAPER.muted)

        self._label(box, paint)
        return box.bottom() + 1 + round(0.45 * self._type)

    def _place_bar(self, grading: Grading, panel: QRect) -> int:
        """The colour bar beside a picture; returns where it ends."""
        bar = _Bar(grading, panel.height(), self._small, self._words, self._texts.turn)
        left = panel.right() + 1 + round(0.7 * self._type)
        # Half a number stands out above and below.
        box = QRect(left, panel.top() - bar.over, bar.width, panel.height() + 2 * bar.over)
        self._label(box, bar.paint)
        return box.right() + 1

    def _place_foot(self, top: int) -> int:
        """The kernel, and the notes beside it; returns where they end."""
        kernel, notes, left = self._texts.kernel, self._texts.notes, self._margin
        if kernel is None and not notes:
            return top
        top += round(1.1 * self._type)
        bottom = top
        if kernel is not None:
            block = _KernelBlock(kernel, self._type, self._words)
            box = QRect(QPoint(left, top), block.size)
            self._label(box, block.paint)
            left, bottom = box.right() + 1 + self._type, box.bottom()
        if notes:
            bottom = max(bottom, self._place_notes(notes, left, top).bottom())
        return bottom + 1

    def _place_notes(self, notes: tuple[str, ...], left: int, top: int) -> QRect:
        words, size = self._words, self._small
        line = math.ceil(1.15 * words.height(size))
        wide = math.ceil(max(words.width(note, size) for note in notes)) + 2
        box = QRect(left, top, wide, line * len(notes))

        def paint(painter: QPainter) -> None:
            for index, note in enumerate(notes):
                words.paint(painter, QPointF(0, index * line), note, size, PAPER.text)

        self._label(box, paint)
        return box

    def _label(self, box: QRect, paint: Callable[[QPainter], None]) -> None:
        self.labels.append(Label(box, paint))


class _Bar:
    """The colour bar of a tone, lightest at the top."""

    def __init__(
        self, grading: Grading, height: int, size: int, words: Words, turn: float | None
    ) -> None:
        self._grading, self._height, self._size, self._words = grading, height, size, words
        self._line = words.height(size)
        self.over = math.ceil(self._line / 2)
        numbers = bar_numbers(grading, height, self._line, turn)
        self._numbers = [(one, bar_text(one, turn)) for one in numbers]
        told = [text for _, text in self._numbers] or ["local"]
        self._thick = round(1.1 * size)
        self._gap = round(0.7 * size)
        widest = max(words.width(text, size) for text in told)
        self.width = self._thick + self._gap + math.ceil(widest) + 2

    def paint(self, painter: QPainter) -> None:
        """Paints the bar; its box reaches half a number beyond it above and below."""
        tone = self._grading.tone
        name = tone.diverging if tone.mode == "signed" else tone.colour_map
        upwards = gradient(name).transformed(QTransform().rotate(-90))
        if tone.mode == "signed":  # whose first entry only repeats the second
            upwards = upwards.copy(0, 0, 1, 255)
        bar = QRectF(0, self.over, self._thick, self._height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, upwards)
        line = max(round(self._size / 14), 1)
        painter.setPen(QPen(QColor(PAPER.muted), line))
        painter.drawRect(bar.adjusted(line / 2, line / 2, -line / 2, -line / 2))
        for value, text in self._numbers:
            y = self.over + self._place(value) * self._height
            painter.setPen(QPen(QColor(PAPER.muted), line))
            painter.drawLine(QPointF(self._thick, y), QPointF(self._thick + self._gap * 0.6, y))
            at = QPointF(self._thick + self._gap, y - self._line / 2)
            self._words.paint(painter, at, text, self._size, PAPER.text)
        if not self._numbers:
            at = QPointF(self._thick + self._gap, self.over + (self._height - self._line) / 2)
            self._words.paint(painter, at, "local", self._size, PAPER.text)

    def _place(self, value: float) -> float:
        """The share of the bar that is above a value."""
        low, high = self._grading.low, self._grading.high
        return (high - value) / (high - low) if high > low else 0.5


class _KernelBlock:
    """A kernel with its weights, or where those would be too many as a picture."""

    def __init__(self, kernel: Kernel, size: int, words: Words) -> None:
        self._kernel, self._type, self._words = kernel, size, words
        self._numbers = max(kernel.shape) <= _LARGEST_NUMBERS
        if self._numbers:
            texts = [short(weight, _DIGITS) for row in kernel.weights for weight in row]
            widest = max(words.width(text, size) for text in texts)
            self._cell = QSizeF(
                round(max(widest + 0.8 * size, 1.7 * size)), round(words.height(size) + 0.5 * size)
            )
        else:
            side = max(12 * size / max(kernel.shape), 2.0)
            self._cell = QSizeF(side, side)
        self.size = QSize(
            math.ceil(self._cell.width() * kernel.columns) + 2,
            math.ceil(self._cell.height() * kernel.rows) + 2,
        )

    def paint(self, painter: QPainter) -> None:
        """Paints it, the sign of each weight by colour."""
        kernel, cell = self._kernel, self._cell
        whole = QRectF(1, 1, cell.width() * kernel.columns, cell.height() * kernel.rows)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.setOpacity(0.6 if self._numbers else 1.0)
        painter.drawImage(whole, kernel_image(kernel, PAPER))
        painter.setOpacity(1.0)
        if self._numbers:
            self._paint_numbers(painter)
        painter.setPen(QPen(QColor(PAPER.muted), max(round(self._type / 14), 1)))
        painter.drawRect(whole)

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setFont(self._words.font(self._type))
        line, text = QPen(QColor(PAPER.line), max(round(self._type / 18), 1)), QColor(PAPER.text)
        for row, column in np.ndindex(*self._kernel.shape):
            corner = QPointF(1 + column * self._cell.width(), 1 + row * self._cell.height())
            box = QRectF(corner, self._cell)
            painter.setPen(line)
            painter.drawRect(box)
            painter.setPen(text)
            told = short(self._kernel.weights[row][column], _DIGITS)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)


def label_pixels(label: Label) -> ScreenPixels:
    """A label on white, (rows, columns, 3): may be painted in any thread."""
    image = QImage(label.box.size(), QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    label.paint(painter)
    painter.end()
    rows, columns, line = image.height(), image.width(), image.bytesPerLine()
    found = np.frombuffer(image.constBits(), np.uint8).reshape(rows, line)
    return found[:, : 3 * columns].reshape(rows, columns, 3).copy()
