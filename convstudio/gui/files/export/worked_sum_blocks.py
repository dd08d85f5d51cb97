"""Where the grids, signs and terms of a worked sum stand on its page: a block a channel."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from convstudio.gui.files.export.words import Words
from convstudio.gui.viewer.inspector_channels import ranked
from convstudio.gui.viewer.inspector_grids import Grid, View
from convstudio.gui.viewer.inspector_numbers import short
from convstudio.gui.viewer.inspector_pages import (
    COUNTS,
    MOST_SIDE_BY_SIDE,
    TOTAL,
    in_one_column,
    view,
    view_names,
)
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.worked_sum import exact_sum

_SIGN = 34.0  # pixels between grids
_SMALL, _TEXT = 12, 14  # pixels
# By the larger side of the kernel up to which they hold: the type's size, and digits of broken
# numbers.
_FORMS = ((5, 17, 5), (9, 14, 5), (15, 12, 4), (25, 11, 4), (64, 10, 3))
_MOST_TERMS = 49  # of a sum that is written out
_MOST_BLOCKS = 8  # of more channels only those that add most
_LEAST_LINE = 640.0  # pixels that a written sum may take before it is broken


@dataclass
class Block:
    """The grids of one channel side by side, and the sum of its products written out.

    Attributes:
        texts: (text, upper left corner, size, whether it is muted).
        corners: of each grid.
        signs: before each grid but the first, and what the products come to.
    """

    grids: tuple[Grid, ...]
    type_size: int
    font: QFont
    cell_height: float
    widths: tuple[float, ...]
    texts: list[tuple[str, QPointF, int, bool]] = field(default_factory=list)
    corners: list[QPointF] = field(default_factory=list)
    signs: list[tuple[str, QRectF]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    def width_of(self, grid: Grid) -> float:
        """Of a grid's cells."""
        return next(
            width for one, width in zip(self.grids, self.widths, strict=True) if one is grid
        )


class SumBlocks:
    """The blocks of an inspection, each laid out from its own corner."""

    def __init__(self, found: Inspection, words: Words) -> None:
        self._found, self._words = found, words
        pages = [view(found, index) for index in _pages(found)]
        self.made = [self._block(page) for page in pages]

    @property
    def left_out(self) -> str:
        """Which channels have no block of their own, in words; "" where all have one."""
        planes = self._found.planes
        if len(self.made) >= len(planes) or in_one_column(self._found):
            return ""
        order = ranked(planes).order[_MOST_BLOCKS:]
        total = short(sum(planes[index].total for index in order), 7)
        shown = f"the {_MOST_BLOCKS} of {len(planes)} channels that add most"
        return f"{shown}; the other {len(order)} add up to {total}"

    def _block(self, page: View) -> Block:
        size, digits = next(form[1:] for form in _FORMS if max(page.cells) <= form[0])
        page = page.shortened(digits)
        font = self._words.font(size)
        metrics = QFontMetricsF(font)
        height = float(round(metrics.height() + 0.6 * size))
        widths = tuple(
            float(
                max(
                    *(round(metrics.horizontalAdvance(text) + size) for text in grid.longest),
                    height,
                )
            )
            for grid in page.grids
        )
        block = Block(page.grids, size, font, height, widths)
        self._place_grids(block, page)
        self._write_out(block, page)
        return block

    def _place_grids(self, block: Block, page: View) -> None:
        rows, columns = page.cells
        small = self._words.height(_SMALL)
        indices = list(page.labels) or self._row_labels()
        left = max(self._words.width(text, _SMALL) for text in indices) + 6
        top = small + 4 + small  # the titles, then the columns' numbers
        tall = rows * block.cell_height
        for index, (grid, width) in enumerate(zip(block.grids, block.widths, strict=True)):
            if index:
                block.signs.append((grid.sign, QRectF(left, top, _SIGN, tall)))
                left += _SIGN
            block.corners.append(QPointF(left, top))
            block.texts.append((grid.title, QPointF(left, 0), _SMALL, True))
            wide = columns * width
            left += max(wide, self._words.width(grid.title, _SMALL))
        self._number_cells(block, indices, small)
        result = self._result(page)
        wide = self._words.width(result, block.type_size + 5) + 20
        block.signs.append((result, QRectF(left, top, wide, tall)))
        block.width, block.height = left + wide, top + tall

    def _result(self, page: View) -> str:
        """What the cells of a page come to."""
        first = self._found.steps[0]
        if self._found.kind == "sum":
            return f"Σ = {short(_sum(page), 7)}"
        sign = {"largest": "max = ", "added": "Σ = ", "squares": "Σ = "}.get(first.kind)
        return "" if sign is None else f"{sign}{short(first.value, 7)}"

    def _row_labels(self) -> list[str]:
        return [str(row).replace("-", "−") for row in self._found.window.rows]

    def _number_cells(self, block: Block, rows: list[str], small: float) -> None:
        """Rows and columns of the input, beside and above the first grid."""
        corner, width, height = block.corners[0], block.widths[0], block.cell_height
        for index, text in enumerate(rows):
            x = corner.x() - 6 - self._words.width(text, _SMALL)
            y = corner.y() + (index + 0.5) * height - small / 2
            block.texts.append((text, QPointF(x, y), _SMALL, True))
        if len(rows) != len(self._found.window.rows):
            return
        columns = [str(column).replace("-", "−") for column in self._found.window.columns]
        widest = max(self._words.width(text, _SMALL) for text in columns)
        every = int(widest + 4 > width) + 1
        for index, text in enumerate(columns):
            if index % every == 0:
                x = corner.x() + (index + 0.5) * width - self._words.width(text, _SMALL) / 2
                block.texts.append((text, QPointF(x, corner.y() - small - 1), _SMALL, True))

    def _write_out(self, block: Block, page: View) -> None:
        """The sum in one row, as textbooks have it, where it is not too long."""
        if self._found.kind != "sum":
            return
        plane = page.grids[-1].plane
        values = page.grids[0].values if page.name == COUNTS else plane.values
        weights = plane.weights
        terms = [
            f"{_factor(float(value))} · {_factor(float(weight))}"
            for value, weight in zip(values.ravel(), weights.ravel(), strict=True)
            if weight
        ]
        if not 0 < len(terms) <= _MOST_TERMS:
            return
        left_out = weights.size - len(terms)
        room = max(block.width, _LEAST_LINE)
        top = block.height + 12
        for line in self._broken(terms, f" = {short(_sum(page), 7)}", room):
            block.texts.append((line, QPointF(0, top), _TEXT, False))
            block.width = max(block.width, self._words.width(line, _TEXT))
            top += self._words.height(_TEXT) + 3
        if left_out:
            told = f"{left_out} term{'s' * (left_out > 1)} with weight 0 left out"
            block.texts.append((told, QPointF(0, top), _SMALL, True))
            top += self._words.height(_SMALL)
        block.height = top

    def _broken(self, terms: list[str], result: str, room: float) -> list[str]:
        """Terms with + between them and what they come to, in lines of a width."""
        lines, line = [], ""
        for added in (terms[0], *(f" + {term}" for term in terms[1:]), result):
            if line and self._words.width(line + added, _TEXT) > room:
                lines.append(line)
                line = added.lstrip()
            else:
                line += added
        return [*lines, line]


def _sum(page: View) -> float:
    """What the products of a page come to."""
    return exact_sum(plane.total / plane.share for plane in page.planes)


def _pages(found: Inspection) -> list[int]:
    """The pages with grids, but for the total of all; of many channels those that add most."""
    names = view_names(found)
    if in_one_column(found) or len(found.planes) <= MOST_SIDE_BY_SIDE:
        return [index for index, name in enumerate(names) if name != TOTAL]
    return [index + 1 for index in ranked(found.planes).order[:_MOST_BLOCKS]]


def _factor(value: float) -> str:
    """A number in a product; a negative one in brackets."""
    text = short(value, 5)
    return f"({text})" if text.startswith("−") else text
