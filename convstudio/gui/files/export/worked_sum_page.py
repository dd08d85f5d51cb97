"""The worked sum as a page of a textbook: patch × kernel = products, the sum, and its steps.

It is always black on white, as paper is, and as large as what stands on it: nothing is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convstudio.gui.files.export.words import PAPER, Words
from convstudio.gui.files.export.worked_sum_blocks import Block, SumBlocks
from convstudio.gui.viewer.grid_cells import paint_cell, paint_chosen, paint_hatching
from convstudio.gui.viewer.inspector_grids import Grid
from convstudio.gui.viewer.inspector_lines import Line, heading, outside_words, step_lines
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.kernel.notation import format_value
from convstudio.pipeline.inspection import Inspection

_MARGIN = 28.0
_TEXT, _SMALL, _HEADING = 14, 12, 19  # pixels
_GAP = 22.0  # between blocks
_STEPS = 420.0  # the steps' width at the least
_LABEL_GAP = 28.0  # from the label of a step to what it comes to
_ROW = 6.0  # that a line of the steps is higher than its letters
_SWATCH = 34.0


@dataclass(frozen=True)
class _Head:
    """What stands above the sum."""

    title: str
    value: str
    source: str


class WorkedSumPage:
    """One value of a feature map, ready to be painted.

    Args:
        found: the value, and all that is behind it.
        toned: what tone makes of it, where that is known.
        source: the picture and the kernel in words.
        family: of the type.
    """

    def __init__(self, found: Inspection, toned: Toned | None, source: str, family: str) -> None:
        self._found, self._toned = found, toned
        self._words = Words(family)
        self._head = _Head(heading(found), f" = {format_value(found.value)}", source)
        blocks = SumBlocks(found, self._words)
        self._blocks, self._tops = blocks.made, [self._after_head]
        for block in self._blocks:
            self._tops.append(self._tops[-1] + block.height + _GAP)
        told = (Line("", blocks.left_out, "note"),) if blocks.left_out else ()
        self._lines = told + _settled(step_lines(found, toned), toned)
        self.size = QSize(ceil(self._width()), ceil(self._foot + self._foot_height + _MARGIN))

    @property
    def title(self) -> str:
        """Which value it is, and the value."""
        return self._head.title + self._head.value

    # How large it is

    @property
    def _after_head(self) -> float:
        heights = self._words.height(_HEADING) + 3 + self._words.height(_SMALL)
        return _MARGIN + heights + _GAP

    @property
    def _hatches(self) -> bool:
        return bool(self._found.window.outside.any())

    @property
    def _steps_height(self) -> float:
        return sum(self._line_height(line) for line in self._lines)

    @property
    def _foot(self) -> float:
        return self._tops[-1] + self._steps_height

    @property
    def _foot_height(self) -> float:
        return self._words.height(_SMALL) + 14 if self._hatches else 0.0

    def _width(self) -> float:
        head = self._words.width(self.title, _HEADING, bold=True)
        wanted = [head, self._words.width(self._head.source, _SMALL), self._steps_width]
        if self._hatches:
            wanted.append(26 + self._words.width(self._outside, _SMALL))
        return max(wanted + [block.width for block in self._blocks]) + 2 * _MARGIN

    @property
    def _steps_width(self) -> float:
        return max(_STEPS, *(self._line_width(line) for line in self._lines))

    def _line_width(self, line: Line) -> float:
        bold = line.role in ("value", "tone")
        room = self._words.width(line.text, _TEXT, bold=bold)
        room += self._words.width(line.label, _TEXT, bold=bold)
        return room + _LABEL_GAP + (_SWATCH + 12 if line.role == "tone" else 0)

    def _line_height(self, line: Line) -> float:
        return self._words.height(_SMALL if line.role == "note" else _TEXT) + _ROW

    @property
    def _outside(self) -> str:
        return outside_words(self._found)

    # Painting

    def paint(self, painter: QPainter) -> None:
        """Paints the page, its corner at the painter's origin."""
        painter.fillRect(QRectF(QPointF(0, 0), QSizeF(self.size)), QColor(PAPER.window))
        self._paint_head(painter)
        for block, top in zip(self._blocks, self._tops, strict=False):
            _paint_block(painter, block, QPointF(_MARGIN, top), self._words)
        self._paint_steps(painter)
        if self._hatches:
            top = self._foot + 14
            box = QRectF(_MARGIN, top + 1, 18, 12)
            paint_hatching(painter, box, PAPER)
            painter.setPen(QColor(PAPER.line))
            painter.drawRect(box)
            self._words.paint(
                painter, QPointF(_MARGIN + 26, top), self._outside, _SMALL, PAPER.muted
            )

    def _paint_head(self, painter: QPainter) -> None:
        head, words, at = self._head, self._words, QPointF(_MARGIN, _MARGIN)
        words.paint(painter, at, self.title, _HEADING, PAPER.text, bold=True)
        at += QPointF(0, words.height(_HEADING) + 3)
        words.paint(painter, at, head.source, _SMALL, PAPER.muted)

    def _paint_steps(self, painter: QPainter) -> None:
        top, width = self._tops[-1], self._steps_width
        for line in self._lines:
            height = self._line_height(line)
            self._paint_line(painter, line, QRectF(_MARGIN, top, width, height))
            top += height

    def _paint_line(self, painter: QPainter, line: Line, box: QRectF) -> None:
        quiet, strong = line.role in ("note", "idle"), line.role in ("value", "tone")
        if line.role == "value":
            painter.setPen(QPen(QColor(PAPER.text), 1))
            painter.drawLine(box.topLeft(), box.topRight())
        size = _SMALL if line.role == "note" else _TEXT
        colour = PAPER.muted if quiet else PAPER.text
        at = box.topLeft() + QPointF(0, _ROW / 2)
        self._words.paint(painter, at, line.label, size, colour, bold=strong)
        width = self._words.width(line.text, size, bold=strong)
        at.setX(box.right() - width)
        self._words.paint(painter, at, line.text, size, colour, bold=strong)
        if line.role == "tone" and self._toned is not None:
            height = box.height() - _ROW
            swatch = QRectF(at.x() - _SWATCH - 12, at.y() + 1, _SWATCH, height - 2)
            _paint_swatch(painter, swatch, self._toned.samples)


def _settled(lines: tuple[Line, ...], toned: Toned | None) -> tuple[Line, ...]:
    """Without the tone while it is not known: a page does not change any more."""
    if toned is not None:
        return lines
    roles = [line.role for line in lines]
    return lines[: roles.index("tone")] if "tone" in roles else lines


def _paint_block(painter: QPainter, block: Block, origin: QPointF, words: Words) -> None:
    for text, at, size, muted in block.texts:
        words.paint(painter, origin + at, text, size, PAPER.muted if muted else PAPER.text)
    for grid, corner in zip(block.grids, block.corners, strict=True):
        _paint_grid(painter, block, grid, origin + corner)
    for sign, box in block.signs:
        painter.setFont(words.font(block.type_size + 5))
        painter.setPen(QColor(PAPER.text))
        painter.drawText(box.translated(origin), Qt.AlignmentFlag.AlignCenter, sign)


def _paint_grid(painter: QPainter, block: Block, grid: Grid, corner: QPointF) -> None:
    width, height = block.width_of(grid), block.cell_height
    rows, columns = grid.values.shape
    painter.setFont(block.font)
    cells = [
        (row, column, QRectF(corner + QPointF(column * width, row * height), QSizeF(width, height)))
        for row in range(rows)
        for column in range(columns)
    ]
    for row, column, box in cells:
        paint_cell(painter, box, grid, row, column, PAPER)
    painter.setPen(QPen(QColor(PAPER.line), 1))
    for _row, _column, box in cells:
        painter.drawRect(box)
    for row, column, box in cells:
        if grid.chosen is not None and grid.chosen[row, column]:
            paint_chosen(painter, box, PAPER)
    painter.setPen(QPen(QColor(PAPER.muted), 1.2))
    painter.drawRect(QRectF(corner, QSizeF(columns * width, rows * height)))


def _paint_swatch(painter: QPainter, box: QRectF, samples: tuple[int, ...]) -> None:
    shown = samples if len(samples) > 1 else samples * 3
    if len(shown) == 4:  # the checkerboard under alpha, as in the views
        painter.fillRect(box, QColor("#ffffff"))
        half = QSizeF(box.width() / 2, box.height() / 2)
        for corner in (box.topLeft(), box.center()):
            painter.fillRect(QRectF(corner, half), QColor("#d8d8d8"))
    painter.fillRect(box, QColor(*shown))
    painter.setPen(QPen(QColor(PAPER.line), 1))
    painter.drawRect(box)
