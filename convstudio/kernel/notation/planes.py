"""The kernels in an array of any depth: rows, a flat list, filters of a network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation.arrays import Listed, cells_of
from convstudio.kernel.notation.grid import Cell, in_rows, kernel_of, square_side
from convstudio.kernel.notation.source import Source

MOST_KERNELS = 64


def kernels_of(source: Source, listed: Listed, name: str) -> tuple[list[Kernel], list[str]]:
    """The kernels of one array, and what there is to say of how they were read."""
    planes, notes = _planes(source, listed)
    over, under = listed.ratio.over, listed.ratio.under
    kernels = []
    for rows in planes:
        scaled = [[cell._replace(value=cell.value * over) for cell in row] for row in rows]
        kernel = kernel_of(source, scaled, under, name=name)
        if listed.by_sum:
            kernel = _by_sum(source, listed, kernel)
        kernels.append(kernel)
    return kernels, notes


def _by_sum(source: Source, listed: Listed, kernel: Kernel) -> Kernel:
    total = kernel.total
    if not total:
        raise source.refusal(
            listed.start, listed.end, "The numbers are divided by their sum, which is 0."
        )
    return replace(kernel, divisor=total)


def _planes(source: Source, listed: Listed) -> tuple[list[list[tuple[Cell, ...]]], list[str]]:
    """The rows of each kernel in an array of any depth."""
    items = listed.items
    if all(isinstance(item, Cell) for item in items):
        cells = tuple(item for item in items if isinstance(item, Cell))
        side = square_side(len(cells))
        if not side:
            return [[cells]], []
        if "," not in source.text[listed.start : listed.end]:  # as MATLAB writes a row
            note = f"The {len(cells)} numbers can be {side}×{side} as well."
            return [[cells], [tuple(row) for row in in_rows(cells, side)]], [note]
        note = f"{len(cells)} numbers in one list were read as {side}×{side}."
        return [[tuple(row) for row in in_rows(cells, side)], [cells]], [note]
    lists = [item for item in items if isinstance(item, Listed)]
    if len(lists) != len(items):
        odd = next(item for item in items if not isinstance(item, Listed))
        raise source.refused(odd.start, odd.end, "stands among rows and is none.")
    if all(isinstance(item, Cell) for one in lists for item in one.items):
        return [[tuple(c for c in one.items if isinstance(c, Cell)) for one in lists]], []
    return _deep_planes(source, listed)


def _deep_planes(source: Source, listed: Listed) -> tuple[list[list[tuple[Cell, ...]]], list[str]]:
    """Arrays of three and more axes: (filters, in, rows, columns), or (rows, columns, 1, 1)."""
    cells = cells_of(listed)
    shape = _shape(source, listed)
    indices = np.arange(len(cells)).reshape(shape)
    if set(shape[2:]) == {1}:
        indices = indices.reshape(shape[:2])
    planes = indices.reshape((-1, *indices.shape[-2:]))
    if len(planes) > MOST_KERNELS:
        raise source.refusal(
            listed.start,
            listed.end,
            f"The list has {len(planes)} kernels; {MOST_KERNELS} are read.",
        )
    sizes = "×".join(map(str, shape))
    made = [[tuple(cells[i] for i in row) for row in plane.tolist()] for plane in planes]
    return made, [f"An array of {sizes} was read as {len(made)} kernel{'s' * (len(made) > 1)}."]


def _shape(source: Source, listed: Listed) -> tuple[int, ...]:
    """The sizes of a regular array of any depth."""
    inner = [item for item in listed.items if isinstance(item, Listed)]
    if len(inner) != len(listed.items):
        if inner:
            raise source.refusal(
                listed.start, listed.end, "The list mixes numbers and lists.", "Wanted: rows only."
            )
        return (len(listed.items),)
    shapes = [_shape(source, item) for item in inner]
    for item, shape in zip(inner, shapes, strict=True):
        if shape != shapes[0]:
            sizes = "×".join(map(str, shape)), "×".join(map(str, shapes[0]))
            raise source.refusal(
                item.start,
                item.end,
                f"A list of {sizes[0]} stands beside one of {sizes[1]}.",
                "Every kernel of a list has the same size.",
            )
    if not shapes:
        raise source.refusal(listed.start, listed.end, "The list is empty.", "Wanted: numbers.")
    return (len(inner), *shapes[0])
