"""The worked sum as grids side by side, and where each stands in a view: no Qt, only numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from convstudio.gui.viewer.inspector_numbers import short, signed
from convstudio.gui.viewer.inspector_text import apart, plane_input
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.planes import Plane

MARGIN = 12
GAP = 26  # pixels between grids, for the sign
CAPTION = 20  # pixels above each grid


@dataclass(frozen=True, eq=False)
class Grid:
    """F×F cells.

    Attributes:
        sign: before the grid: nothing, ×, =, → or +.
        title: above it.
        look: ``value``: a brightness; ``weight`` or ``product``: a tint by sign.
        values: what the cells hold.
        tints: of values their brightness from 0 to 1, otherwise from −1 to 1.
        hatched: the cells beyond the picture, where the grid shows values.
        plane: whose terms it shows.
        usual: numbers as long as can be expected, so that cells keep their width from pixel to
            pixel.
        digits: that are shown of numbers that are not whole.
    """

    sign: str
    title: str
    look: str
    values: FloatArray
    tints: FloatArray
    hatched: Array
    plane: Plane
    usual: tuple[float, ...]
    digits: int = 5

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return self._told(float(self.values[row, column]))

    @property
    def longest(self) -> tuple[str, ...]:
        """Texts of which one is as wide as any cell's."""
        values = self.values.ravel()
        if np.array_equal(values, np.rint(values)):
            values = np.array([values.min(), values.max()])
        texts = {self._told(value) for value in (*self.usual, *values.tolist())}
        most = max(map(len, texts))
        return tuple(text for text in texts if len(text) == most)

    def _told(self, value: float) -> str:
        form = signed if self.look == "product" else short
        return form(value, self.digits)


@dataclass(frozen=True)
class View:
    """One page of the worked sum: the grids of a channel, or the products of all of them."""

    name: str
    grids: tuple[Grid, ...]

    @property
    def cells(self) -> tuple[int, int]:
        """(rows, columns) of every grid."""
        rows, columns = self.grids[0].values.shape
        return rows, columns

    def shortened(self, digits: int) -> View:
        """The same with at most so many digits of broken numbers."""
        return View(
            self.name,
            tuple(replace(grid, digits=min(grid.digits, digits)) for grid in self.grids),
        )


def view_names(found: Inspection) -> tuple[str, ...]:
    """A page a channel, then the total of all, where there are several."""
    names = [plane.name for plane in found.planes]
    if len(names) > 1:
        names.append("Total")
    if found.counts is not None:
        names.append("Σ(α·w)")
    return tuple(names)


def view(found: Inspection, page: int) -> View:
    """One of these pages."""
    name = view_names(found)[page]
    if page < len(found.planes):
        return View(name, _channel(found, found.planes[page]))
    if name == "Total" or found.counts is None:
        return View(name, _total(found))
    return View(name, _counts(found, found.counts))


def _channel(found: Inspection, plane: Plane) -> tuple[Grid, ...]:
    title = f"{plane_input(found)}, {plane.name.lower()}{apart(found)}"
    made = [_values(found, plane, plane.given, "", title)]
    if plane.light is not None:
        made.append(_values(found, plane, plane.light, "→", "Linear light"))
    if plane.alpha is not None:
        made.append(_shares(found, plane, plane.alpha, "×"))
    return (*made, _weights(found, plane), _products(found, plane, "=", "Products"))


def _counts(found: Inspection, plane: Plane) -> tuple[Grid, ...]:
    alpha = plane.given / found.full_range
    return (
        _shares(found, plane, alpha, ""),
        _weights(found, plane),
        _tinted("=", "α · w", "product", plane.products, plane, (-0.12345,)),
    )


def _total(found: Inspection) -> tuple[Grid, ...]:
    made = []
    for index, plane in enumerate(found.planes):
        share = "" if plane.share == 1 else f"{plane.share:g} × "
        title = f"{share}{plane.name.lower()} products"
        sign = "+" if index else ""
        made.append(_products(found, plane, sign, title, share=plane.share, digits=4))
    return tuple(made)


def _values(found: Inspection, plane: Plane, values: FloatArray, sign: str, title: str) -> Grid:
    white = found.full_range
    usual = (white,) if white > 1 and plane.light is None else (0.12345,)
    bright = np.clip(np.nan_to_num(values / white, nan=0.0), 0, 1)
    return Grid(sign, title, "value", values, bright, found.window.outside, plane, usual)


def _shares(found: Inspection, plane: Plane, alpha: FloatArray, sign: str) -> Grid:
    bright = np.clip(np.nan_to_num(alpha, nan=0.0), 0, 1)
    outside = found.window.outside
    return Grid(sign, "Alpha α", "value", alpha, bright, outside, plane, (0.123,), digits=3)


def _weights(found: Inspection, plane: Plane) -> Grid:
    title = "Kernel, flipped" if found.flipped else "Kernel"
    return _tinted("×", title, "weight", plane.weights, plane, ())


def _products(
    found: Inspection, plane: Plane, sign: str, title: str, share: float = 1.0, digits: int = 5
) -> Grid:
    largest = found.full_range * float(np.abs(plane.weights).max())
    usual = -largest if share == 1 else -largest * share + 0.5
    return _tinted(sign, title, "product", share * plane.products, plane, (usual,), digits)


def _tinted(
    sign: str,
    title: str,
    look: str,
    values: FloatArray,
    plane: Plane,
    usual: tuple[float, ...],
    digits: int = 5,
) -> Grid:
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    largest = float(np.abs(finite).max()) or 1.0
    nowhere = np.zeros(values.shape, bool)
    return Grid(sign, title, look, values, finite / largest, nowhere, plane, usual, digits)


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Arrangement:
    """Where the grids of a view stand, all scrolled to the same cell.

    Attributes:
        boxes: of each grid, what of it is seen: the same rows and columns in all.
        cells: (rows, columns) of every grid.
        widths: of each grid's cells.
        height: of a cell.
        scrolled: (across, down) in cells, that lie off the left and top of each box.
    """

    boxes: tuple[Box, ...]
    cells: tuple[int, int]
    widths: tuple[int, ...]
    height: int
    scrolled: tuple[float, float] = (0.0, 0.0)

    @property
    def shown(self) -> tuple[float, float]:
        """(across, down): cells for which there is room."""
        return self.boxes[0].width / self.widths[0], self.boxes[0].height / self.height

    @property
    def hidden(self) -> tuple[float, float]:
        """(across, down): cells for which there is none."""
        across, down = self.shown
        return self.cells[1] - across, self.cells[0] - down

    def cell_box(self, grid: int, row: int, column: int) -> Box:
        """Where a cell stands; it may reach out of its grid's box."""
        box, width = self.boxes[grid], self.widths[grid]
        return Box(
            box.left + round((column - self.scrolled[0]) * width),
            box.top + round((row - self.scrolled[1]) * self.height),
            width,
            self.height,
        )

    def seen(self) -> tuple[range, range]:
        """The rows and columns of which something is seen, the same in every grid."""
        rows, columns = (
            range(int(first), min(math.ceil(first + count), far))
            for first, count, far in zip(
                reversed(self.scrolled), reversed(self.shown), self.cells, strict=True
            )
        )
        return rows, columns

    def at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(grid, row, column) of the cell at a point."""
        for grid, box in enumerate(self.boxes):
            if box.left <= x < box.left + box.width and box.top <= y < box.top + box.height:
                row = (y - box.top) / self.height + self.scrolled[1]
                column = (x - box.left) / self.widths[grid] + self.scrolled[0]
                return grid, min(int(row), self.cells[0] - 1), min(int(column), self.cells[1] - 1)
        return None


def arrange(
    cells: tuple[int, int],
    widths: tuple[int, ...],
    height: int,
    room: tuple[int, int],
    scrolled: tuple[float, float] = (0.0, 0.0),
) -> Arrangement:
    """Grids side by side in a view: whole, or as many columns and rows of each as there is room.

    No row or column is cut unless not even one has room.

    Args:
        cells: (rows, columns) of every grid.
        widths: of each grid's cells, in pixels.
        height: of a cell, in pixels.
        room: (width, height) of the view, in pixels.
        scrolled: (across, down) in cells, as far as there is something to scroll to.
    """
    free = room[0] - 2 * MARGIN - GAP * (len(widths) - 1)
    columns = min(max(free // sum(widths), 1), cells[1])
    rows = min(max((room[1] - CAPTION) // height, 1), cells[0])
    boxes, left = [], MARGIN
    for width in widths:
        boxes.append(Box(left, CAPTION, columns * width, rows * height))
        left += columns * width + GAP
    whole = Arrangement(tuple(boxes), cells, widths, height)
    across, down = (min(max(s, 0.0), h) for s, h in zip(scrolled, whole.hidden, strict=True))
    return replace(whole, scrolled=(across, down))
