"""The numbers of a matrix product, as far as they are looked at, and what they are in words."""

from __future__ import annotations

import numpy as np

from convstudio.gui.examples.product_layout import Spot
from convstudio.kernel.notation import format_value
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.unrolled import Unrolled


class ProductReading:
    """Reads a product; the patches that are in view are held."""

    def __init__(self, found: Unrolled) -> None:
        self.found = found
        self._held: tuple[range, FloatArray, Array] | None = None

    @property
    def held(self) -> range:
        """The rows whose patches are held."""
        return range(0) if self._held is None else self._held[0]

    def hold(self, rows: range) -> None:
        """Cuts out the patches that are in view, and keeps them for as long as they are."""
        held = self._held
        if not rows:
            return
        if held is None or rows.start < held[0].start or rows.stop > held[0].stop:
            made = self.found.patches(rows.start, rows.stop)
            self._held = rows, made.values, made.outside

    def values(self, row: int) -> tuple[FloatArray, Array]:
        """The numbers of a patch, and which of them lie outside."""
        held = self._held
        if held is not None and row in held[0]:
            return held[1][row - held[0].start], held[2][row - held[0].start]
        made = self.found.patches(row, row + 1)
        return made.values[0], made.outside[0]

    def numbers(self, part: str, rows: range) -> tuple[FloatArray, Array | None]:
        """A matrix at these rows, and what of it lies outside the input."""
        if part == "filter":
            return self.found.weights[rows.start : rows.stop], None
        assert self._held is not None  # noqa: S101 - held before
        start = self._held[0].start
        some = slice(rows.start - start, rows.stop - start)
        if part == "patch":
            return self._held[1][some], self._held[2][some]
        return _product(self._held[1][some], self.found.weights), None

    # In words

    def spot_words(self, spot: Spot) -> str:
        """What a cell holds."""
        found = self.found
        name = found.filters[spot.column] if spot.part != "patch" else ""
        if spot.part == "filter":
            row, column, channel = found.cell(spot.row)
            told = format_value(found.weights[spot.row, spot.column])
            return f"{name}: weight of {_cell_words(found, row, column, channel)}: {told}"
        values, outside = self.values(spot.row)
        place = found.place(spot.row)
        at = place_words(place)
        if spot.part == "map":
            told = format_value(float(_product(values, found.weights[:, spot.column])))
            return f"{name}, map pixel {at}: {told}"
        where = _cell_words(found, *found.cell(spot.column))
        beyond = ", beyond the input" if outside[spot.column] else ""
        return f"Patch of map pixel {at}, {where}: {format_value(values[spot.column])}{beyond}"

    def row_words(self, row: int) -> str:
        """What a row comes to with the filters; the first of them."""
        found = self.found
        values, _ = self.values(row)
        place = found.place(row)
        products = _product(values, found.weights)
        told = ", ".join(
            f"{name} {format_value(value)}"
            for name, value in zip(found.filters[:8], products[:8], strict=True)
        )
        return f"Patch of map pixel {place_words(place)}, times the filters: {told}"


def place_words(place: tuple[int, int]) -> str:
    """(row, column) as pixels are told everywhere in the window: across, then down."""
    return f"({place[1]}, {place[0]})"


def _product(patches: FloatArray, weights: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):  # 0 · ∞ is no number, as in the map
        return np.asarray(patches @ weights)


def _cell_words(found: Unrolled, row: int, column: int, channel: int) -> str:
    told = f"cell {place_words((row, column))}"
    return told if found.channels == 1 else f"{told}, channel {channel + 1}"
