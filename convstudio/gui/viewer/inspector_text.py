"""The worked sum in words: for tooltips, for the clipboard and for screen readers."""

from __future__ import annotations

import numpy as np

from convstudio.gui.numerals import shown
from convstudio.gui.viewer.inspector_lines import (
    below_words,
    border_name,
    heading,
    outside_words,
    step_lines,
)
from convstudio.gui.viewer.inspector_numbers import short
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.kernel.notation import format_value, ordinal
from convstudio.numerics.borders import OUTSIDE
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.map_names import in_a_sentence
from convstudio.pipeline.planes import Plane
from convstudio.pipeline.workings import WorkingKind

# So many terms are read aloud; of larger kernels only the largest.
_SPOKEN = 25
# So many channels are, the largest first.
_SPOKEN_CHANNELS = 4


def cell_words(found: Inspection, plane: Plane, row: int, column: int) -> str:
    """One term: where its value comes from, value, weight and product."""
    value, weight = plane.values[row, column], plane.weights[row, column]
    product = plane.products[row, column]
    words = [cell_place(found, row, column)]
    if plane.values.size == 1 and len(found.planes) > 1:
        words[0] += f", {in_a_sentence(plane.name)}"
    given = plane.given[row, column]
    if plane.light is not None:
        words.append(f"{short(given, 9)} is {short(float(plane.light[row, column]), 9)} in light")
    if plane.alpha is not None:
        words.append(f"α = {short(float(plane.alpha[row, column]), 9)}")
    if found.kind == "sum":
        words.append(f"{short(value, 9)} × {short(weight, 9)} = {short(product, 9)}")
    elif found.kind == "pooling" and found.window.outside[row, column]:
        return words[0]
    else:
        words.append(short(value, 9))
    if plane.chosen is not None and plane.chosen[row, column]:
        words.append("the largest: the map's value")
    if found.stacked and not found.window.outside[row, column]:
        words.append("Double-click: that pixel of the layer below.")
    return "\n".join(words)


def cell_spot(found: Inspection, row: int, column: int) -> str:
    """Where a cell stands, in a few words: (column, row), and whether that is padding."""
    spot = _spot(found, found.window.columns[column], found.window.rows[row])
    return f"{spot} padding" if found.window.outside[row, column] else spot


def cell_place(found: Inspection, row: int, column: int) -> str:
    """Where the value of a cell comes from, in words."""
    window = found.window
    spot = _spot(found, window.columns[column], window.rows[row])
    if not window.outside[row, column]:
        return f"{plane_input(found)} {spot}"
    source = window.from_columns[column], window.from_rows[row]
    if found.kind == "pooling":
        return f"Outside at {spot}: left out"
    told = f"Outside at {spot}: border {border_name(found)}"
    return told if OUTSIDE in source else f"{told}, from {_spot(found, *source)}"


def _spot(found: Inspection, column: int, row: int) -> str:
    told = f"sample {column}" if in_a_row(found) else f"({column}, {row})"
    return told.replace("-", "−")


def in_a_row(found: Inspection) -> bool:
    """Whether what lies under the kernel is told by its samples alone, as on a signal."""
    return found.signal and len(found.window.rows) == 1


def plane_input(found: Inspection) -> str:
    """What the kernel slides over."""
    return below_words(found).capitalize()


def apart(found: Inspection) -> str:
    """How far apart the pixels under the kernel lie, where they are no neighbours."""
    steps = [
        (line[1] - line[0], name)
        for line, name in ((found.window.rows, "row"), (found.window.columns, "column"))
        if len(line) > 1
    ]
    if len({step for step, _ in steps}) == 1 and steps[0][0] > 1:
        return f", every {ordinal(steps[0][0])} {'sample' if in_a_row(found) else 'pixel'}"
    return "".join(f", every {ordinal(step)} {name}" for step, name in steps if step > 1)


def in_words(found: Inspection, toned: Toned | None) -> str:
    """The worked sum as sentences, to be read aloud."""
    parts = [f"{heading(found)} is {shown(format_value(found.value))}."]
    planes = found.planes if found.counts is None else (*found.planes, found.counts)
    ordered = planes
    if len(planes) > _SPOKEN_CHANNELS:
        ordered = tuple(sorted(planes, key=_size, reverse=True)[:_SPOKEN_CHANNELS])
        parts.append(f"The {_SPOKEN_CHANNELS} largest of {len(planes)} channels.")
    parts += [_spoken(found, plane) for plane in ordered]
    parts += [f"{line.label} {line.text}".strip() + "." for line in step_lines(found, toned)]
    return " ".join(parts)


def worked_text(found: Inspection, toned: Toned | None) -> str:
    """The whole worked sum as text: grids with a tab between the cells, then the steps."""
    window = found.window
    columns, rows = _listed(window.columns), _listed(window.rows)
    told = f"samples {columns}" if in_a_row(found) else f"columns {columns}, rows {rows}"
    lines = [heading(found), f"{plane_input(found)} {told}"]
    if window.outside.any():
        lines.append(f"In brackets: {outside_words(found, ',')}")
    for plane in found.planes:
        lines += ["", f"{plane.name}", *_grid(plane.given, window.outside, found.kind)]
        if plane.light is not None:
            lines += ["in linear light", *_grid(plane.light)]
        if plane.alpha is not None:
            lines += ["× alpha", *_grid(plane.alpha)]
        if found.kind == "sum":
            lines += ["× kernel", *_grid(plane.weights), "= products", *_grid(plane.products)]
    if found.counts is not None:
        lines += ["", "Σ(α·w)", *_grid(found.counts.products)]
    lines.append("")
    lines += [f"{line.label}\t{line.text}" for line in step_lines(found, toned)]
    return "\n".join(lines) + "\n"


def _size(plane: Plane) -> float:
    """By how much a channel counts; what is no number comes first."""
    return abs(plane.total) if np.isfinite(plane.total) else float("inf")


def _spoken(found: Inspection, plane: Plane) -> str:
    sizes = np.nan_to_num(np.abs(plane.products), nan=np.inf).ravel()
    order = list(range(sizes.size))
    if found.kind != "sum":
        return _spoken_values(found, plane)
    kind = "Products"
    if sizes.size > _SPOKEN:
        order = [i for i in np.argsort(-sizes, kind="stable")[:_SPOKEN].tolist() if sizes[i]]
        kind = f"The {len(order)} largest of {sizes.size} products"
    columns = plane.weights.shape[1]
    terms = []
    for index in order:
        row, column = divmod(index, columns)
        padding = " (padding)" if found.window.outside[row, column] else ""
        terms.append(
            f"{short(plane.values[row, column])}{padding} × {short(plane.weights[row, column])}"
            f" = {short(plane.products[row, column])}"
        )
    return f"{kind} of {in_a_sentence(plane.name)}: {'; '.join(terms)}."


def _spoken_values(found: Inspection, plane: Plane) -> str:
    """The values under a window, without those that take no part."""
    inside = plane.values if found.kind != "pooling" else plane.values[~found.window.outside]
    values = inside.ravel()[:_SPOKEN].tolist()
    more = f"; and {inside.size - _SPOKEN} more" if inside.size > _SPOKEN else ""
    told = "; ".join(short(value) for value in values)
    return f"Values of {in_a_sentence(plane.name)}: {told}{more}."


def _grid(values: FloatArray, outside: Array | None = None, kind: WorkingKind = "sum") -> list[str]:
    rows = []
    for i, row in enumerate(values):
        cells = [short(float(value), 9) for value in row]
        if outside is not None:
            told = ["–" for _ in cells] if kind == "pooling" else cells
            cells = [
                f"[{word}]" if out else cell
                for cell, word, out in zip(cells, told, outside[i], strict=True)
            ]
        rows.append("\t".join(cells))
    return rows


def _listed(indices: tuple[int, ...]) -> str:
    """The indices under the kernel: 3 … 5, or with the step between them."""
    words = [str(index).replace("-", "−") for index in indices]
    if len(words) < 3:
        return " and ".join(words)
    step = indices[1] - indices[0]
    return f"{words[0]}, {words[1]} … {words[-1]}" if step > 1 else f"{words[0]} … {words[-1]}"
