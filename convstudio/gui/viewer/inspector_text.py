"""The worked sum in words and lines: for the panel, for the clipboard and for screen readers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.gui.numerals import shown
from convstudio.gui.viewer.inspector_numbers import short
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.kernel.notation import format_value, ordinal
from convstudio.numerics.borders import OUTSIDE
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.parameters import ACTIVATION, BORDER
from convstudio.pipeline.planes import Plane
from convstudio.pipeline.worked_sum import Step

# So many terms are read aloud; of larger kernels only the largest.
_SPOKEN = 25


@dataclass(frozen=True)
class Line:
    """One line of the steps: what is done, and what it comes to.

    Attributes:
        role: ``step``; ``idle`` for one that changes nothing; ``value`` for the result; ``note``
            for what is only said; ``tone``.
    """

    label: str
    text: str
    role: str = "step"


def heading(found: Inspection) -> str:
    """Which value of the map it is; the column comes first, as in the status bar."""
    return f"Map pixel ({found.column}, {found.row}) · {found.names[found.channel]}"


def border_name(found: Inspection) -> str:
    """What the window calls the border in force."""
    return next(option.label for option in BORDER.options if option.value == found.border)


def step_lines(found: Inspection, toned: Toned | None) -> tuple[Line, ...]:
    """The way from the products to the pixel on screen; what tone makes of it may come later."""
    lines = []
    if len(found.planes) > 1:
        lines += [_plane_line(plane) for plane in found.planes]
    for step in found.steps:
        role = "step" if step.changes else "idle"
        lines.append(Line(_step_label(found, step), short(step.value, 9), role))
    name = found.names[found.channel].lower()
    lines.append(Line(f"= map value ({name})", shown(format_value(found.value)), "value"))
    if not found.agrees:
        lines.append(Line("", _disagreement(found), "note"))
    elif found.rounding:
        way = "more" if found.rounding > 0 else "less"
        lines.append(Line("", f"in float32 sums: {short(abs(found.rounding), 2)} {way}", "note"))
    if found.alpha_from is not None and found.pixel.alpha is not None:
        row, column = found.alpha_from
        kept = shown(format_value(float(found.pixel.alpha[0, 0])))
        lines.append(Line("", f"α {kept}, kept from ({column}, {row})", "note"))
    lines.append(Line("→ tone", "…" if toned is None else toned.text, "tone"))
    rule = "once the whole map has been looked at" if toned is None else toned.rule
    lines.append(Line("", rule, "note"))
    return tuple(lines)


def _disagreement(found: Inspection) -> str:
    """Why the stored value is not what the steps come to."""
    told = f"stored: {shown(format_value(found.value))}, although the steps come to"
    told += f" {short(found.worked, 9)}: "
    if not found.spoilt:
        return f"{told}float32 ends at ±3.4e38"
    where = " and ".join(name.lower() for name in found.spoilt)
    return (
        f"{told}a NaN or an infinity lies under the kernel in {where}, and the map sums all"
        " samples at once, those that do not count × 0; 0 × NaN and 0 × ∞ are NaN"
    )


def cell_words(found: Inspection, plane: Plane, row: int, column: int) -> str:
    """One term: where its value comes from, value, weight and product."""
    value, weight = plane.values[row, column], plane.weights[row, column]
    product = plane.products[row, column]
    words = [cell_place(found, row, column)]
    given = plane.given[row, column]
    if plane.light is not None:
        words.append(f"{short(given, 9)} is {short(float(plane.light[row, column]), 9)} in light")
    if plane.alpha is not None:
        words.append(f"α = {short(float(plane.alpha[row, column]), 9)}")
    words.append(f"{short(value, 9)} × {short(weight, 9)} = {short(product, 9)}")
    return "\n".join(words)


def cell_spot(found: Inspection, row: int, column: int) -> str:
    """Where a cell stands, in a few words: (column, row), and whether that is padding."""
    spot = _spot(found.window.columns[column], found.window.rows[row])
    return f"{spot} padding" if found.window.outside[row, column] else spot


def cell_place(found: Inspection, row: int, column: int) -> str:
    """Where the value of a cell comes from, in words."""
    window = found.window
    spot = _spot(window.columns[column], window.rows[row])
    if not window.outside[row, column]:
        return f"{plane_input(found)} {spot}"
    source = window.from_columns[column], window.from_rows[row]
    told = f"Outside at {spot}: border {border_name(found)}"
    return told if OUTSIDE in source else f"{told}, from {_spot(*source)}"


def _spot(column: int, row: int) -> str:
    return f"({column}, {row})".replace("-", "−")


def plane_input(found: Inspection) -> str:
    """What the kernel slides over."""
    return "Map below" if found.stacked else "Picture"


def apart(found: Inspection) -> str:
    """How far apart the pixels under the kernel lie, where they are no neighbours."""
    steps = [
        (line[1] - line[0], name)
        for line, name in ((found.window.rows, "row"), (found.window.columns, "column"))
        if len(line) > 1
    ]
    if len({step for step, _ in steps}) == 1 and steps[0][0] > 1:
        return f", every {ordinal(steps[0][0])} pixel"
    return "".join(f", every {ordinal(step)} {name}" for step, name in steps if step > 1)


def in_words(found: Inspection, toned: Toned | None) -> str:
    """The worked sum as sentences, to be read aloud."""
    parts = [f"{heading(found)} is {shown(format_value(found.value))}."]
    planes = found.planes if found.counts is None else (*found.planes, found.counts)
    parts += [_spoken(found, plane) for plane in planes]
    parts += [f"{line.label} {line.text}".strip() + "." for line in step_lines(found, toned)]
    return " ".join(parts)


def worked_text(found: Inspection, toned: Toned | None) -> str:
    """The whole worked sum as text: grids with a tab between the cells, then the steps."""
    window = found.window
    lines = [
        heading(found),
        f"{plane_input(found)} columns {_listed(window.columns)}, rows {_listed(window.rows)}",
    ]
    if window.outside.any():
        lines.append(f"In brackets: outside the picture, border {border_name(found)}")
    for plane in found.planes:
        lines += ["", f"{plane.name}", *_grid(plane.given, window.outside)]
        if plane.light is not None:
            lines += ["in linear light", *_grid(plane.light)]
        if plane.alpha is not None:
            lines += ["× alpha", *_grid(plane.alpha)]
        lines += ["× kernel", *_grid(plane.weights), "= products", *_grid(plane.products)]
    if found.counts is not None:
        lines += ["", "Σ(α·w)", *_grid(found.counts.products)]
    lines.append("")
    lines += [f"{line.label}\t{line.text}" for line in step_lines(found, toned)]
    return "\n".join(lines) + "\n"


def _plane_line(plane: Plane) -> Line:
    if plane.share == 1:
        return Line(f"Σ {plane.name}", short(plane.total, 9))
    total = short(plane.total / plane.share, 6)
    return Line(f"Σ {plane.name}: {plane.share:g} × {total}", short(plane.total, 7))


def _step_label(found: Inspection, step: Step) -> str:
    operand = "" if step.operand is None else short(step.operand, 7)
    if step.kind == "sum":
        return "Σ(α·w·p)" if found.counts is not None else "Sum of the products"
    if step.kind == "activation":
        return next(option.label for option in ACTIVATION.options if option.value == step.name)
    return {
        "counts": f"÷ Σ(α·w) = {operand}",
        "no-counts": f"Σ(α·w) is 0: ÷ divisor {operand}",
        "divisor": f"÷ divisor {operand}",
        "bias": f"+ bias {operand}",
        "encode": "back to sRGB",
    }[step.kind]


def _spoken(found: Inspection, plane: Plane) -> str:
    sizes = np.nan_to_num(np.abs(plane.products), nan=np.inf).ravel()
    order = list(range(sizes.size))
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
    return f"{kind} of {plane.name.lower()}: {'; '.join(terms)}."


def _grid(values: FloatArray, outside: FloatArray | None = None) -> list[str]:
    rows = []
    for i, row in enumerate(values):
        cells = [short(float(value), 9) for value in row]
        if outside is not None:
            cells = [f"[{c}]" if out else c for c, out in zip(cells, outside[i], strict=True)]
        rows.append("\t".join(cells))
    return rows


def _listed(indices: tuple[int, ...]) -> str:
    """The indices under the kernel: 3 … 5, or with the step between them."""
    words = [str(index).replace("-", "−") for index in indices]
    if len(words) < 3:
        return " and ".join(words)
    step = indices[1] - indices[0]
    return f"{words[0]}, {words[1]} … {words[-1]}" if step > 1 else f"{words[0]} … {words[-1]}"
