"""The steps of a worked sum as lines of a label and what it comes to, and its heading."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.gui.numerals import shown
from convstudio.gui.viewer.inspector_numbers import short
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.kernel.notation import format_value
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.map_names import in_a_sentence
from convstudio.pipeline.parameters import ACTIVATION, BORDER
from convstudio.pipeline.pipeline import Convolution
from convstudio.pipeline.planes import Plane
from convstudio.pipeline.receptive import Sight
from convstudio.pipeline.worked_sum import Step

# Of so many channels each has its own line; of more the list of them tells.
_MOST_LINES = 4


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
    return " · ".join(heading_facts(found))


def heading_facts(found: Inspection) -> tuple[str, ...]:
    """Its place, its layer, map and channel: what there is to tell apart."""
    place = f"sample {found.column}" if found.signal else f"pixel ({found.column}, {found.row})"
    parts = [f"Map {place}"]
    if found.stacked or not isinstance(found.layer, Convolution):
        parts.append(found.layer.title)
    if found.map_name:
        parts.append(found.map_name)
    name = found.names[found.channel]
    if len(found.names) > 1 or len(parts) == 1:
        parts.append(name)
    return tuple(parts)


def border_name(found: Inspection) -> str:
    """What the window calls the border in force."""
    if found.kind == "pooling":
        return "left out"
    return next(option.label for option in BORDER.options if option.value == found.border)


def below_words(found: Inspection) -> str:
    """What the kernel slides over."""
    if found.stacked:
        return "map below"
    return "signal" if found.signal else "picture"


def outside_words(found: Inspection, sign: str = ":") -> str:
    """What the hatched cells are."""
    told = f"outside the {below_words(found)}{sign} "
    return f"{told}{'' if found.kind == 'pooling' else 'border '}{border_name(found)}"


def step_lines(found: Inspection, toned: Toned | None) -> tuple[Line, ...]:
    """The way from the products to the pixel on screen; what tone makes of it may come later."""
    lines = []
    if found.kind == "sum" and 1 < len(found.planes) <= _MOST_LINES:
        lines += [_plane_line(plane) for plane in found.planes]
    for step in found.steps:
        role = "step" if step.changes else "idle"
        lines.append(Line(_step_label(found, step), short(step.value, 9), role))
    name = in_a_sentence(found.names[found.channel])
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
    if found.stacked:
        lines.append(Line("", field_words(found), "note"))
    return tuple(lines)


def field_words(found: Inspection) -> str:
    """What of the picture the value rests on through all layers, in words."""
    rows, columns = found.field.size
    if found.signal and rows == 1:
        if not found.field.pixels:
            return f"receptive field of {columns}: nothing of the signal"
        return f"receptive field of {columns}: samples {_span(found.field.columns)} of the signal"
    seen = f"columns {_span(found.field.columns)}, rows {_span(found.field.rows)}"
    if not found.field.pixels:
        return f"receptive field {rows}×{columns}: nothing of the picture"
    return f"receptive field {rows}×{columns}: {seen} of the picture"


def _span(sight: Sight) -> str:
    first, last = sight.hull
    return f"{first}\u00a0…\u00a0{last - 1}" if last - first > 1 else f"{first}"


def _disagreement(found: Inspection) -> str:
    """Why the stored value is not what the steps come to."""
    told = f"stored: {shown(format_value(found.value))}, although the steps come to"
    told += f" {short(found.worked, 9)}: "
    if not found.spoilt:
        return f"{told}float32 ends at ±3.4e38"
    where = " and ".join(in_a_sentence(name) for name in found.spoilt)
    return (
        f"{told}a NaN or an infinity lies under the kernel in {where}, and the map sums all"
        " samples at once, those that do not count × 0; 0 × NaN and 0 × ∞ are NaN"
    )


def _plane_line(plane: Plane) -> Line:
    if plane.share == 1:
        return Line(f"Σ {plane.name}", short(plane.total, 9))
    total = short(plane.total / plane.share, 6)
    return Line(f"Σ {plane.name}: {plane.share:g} × {total}", short(plane.total, 7))


def _step_label(found: Inspection, step: Step) -> str:
    operand = "" if step.operand is None else short(step.operand, 7)
    if step.kind == "sum":
        return _sum_label(found)
    if step.kind == "activation":
        return next(option.label for option in ACTIVATION.options if option.value == step.name)
    of = "value" if found.kind == "pooling" else "channel"
    many = f"{operand} {of}{'' if step.operand == 1 else 's'}"
    return {
        "counts": f"÷ Σ(α·w) = {operand}",
        "no-counts": f"Σ(α·w) is 0: ÷ divisor {operand}",
        "divisor": f"÷ divisor {operand}",
        "bias": f"+ bias {operand}",
        "encode": "back to sRGB",
        "input": f"Value of the {below_words(found)}",
        "largest": f"Largest of {many}",
        "added": f"Sum of {many}",
        "mean": f"÷ {many}",
        "squares": f"Sum of {operand} square{'' if step.operand == 1 else 's'}",
        "root": "Square root",
        "angle": "Angle, in degrees",
        "turn": f"÷ 360° × white {operand}",
    }[step.kind]


def _sum_label(found: Inspection) -> str:
    if found.counts is not None:
        return "Σ(α·w·p)"
    if len(found.planes) > _MOST_LINES:
        return f"Sum over {len(found.planes)} channels"
    return "Sum of the products"
