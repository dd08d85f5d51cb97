"""What the Response page says in words and numbers; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from convstudio.gui.panels.fields import in_six_digits
from convstudio.jobs.responses import Measures, Response
from convstudio.kernel.analysis import without_dust
from convstudio.kernel.notation import format_number
from convstudio.kernel.symmetry import Symmetry
from convstudio.pipeline.worst_case import Range

ROWS: dict[str, str] = {
    "Gain at 0": "The sum of weights / divisor: what an even area of 1 becomes.",
    "Σ|w|": "The sum of the sizes of weights / divisor: how far values can be carried at most.",
    "Noise gain": "√Σw²: what the strength of noise that strikes each pixel by itself becomes.",
    "Range": "The least and the greatest value that any picture of this depth can give, with bias "
    "and border, before activation and tone.",
    "Samples": "The least and the greatest value of this picture.",
    "Range here": "The least and the greatest value that a picture of such samples can give.",
    "Rank": "Of how many columns times rows the kernel is the sum; of 1, it is separable, and two "
    "passes are enough.",
    "Symmetry": "Which mirrorings and turns leave the weights as they are, or change all signs.",
}
_SYMMETRIES: dict[Symmetry, str] = {
    "left-right": "left–right",
    "up-down": "up–down",
    "all": "all mirrorings",
}
_MOST_FACTORS = 8  # that are listed; further ones say little


def words(response: Response) -> str:
    """A line for each phrase, and for what the layer does that the phrases leave out."""
    phrases = [f"{phrase[:1].upper()}{phrase[1:]}." for phrase in response.measures.words]
    return "\n".join((*phrases, *_notes(response)))


def _notes(response: Response) -> Iterator[str]:
    layer, picture = response.layer, response.picture
    if layer.dilation != (1, 1):
        down, over = cast(tuple[int, int], layer.dilation)
        yield f"Frequencies and distances are without the dilation of {down}×{over}."
    if layer.channels == "sum" and response.place.layer > 0:
        yield "Words and gains are of one channel; the map is the sum over all of them."
    elif layer.channels == "sum" and picture is not None and picture.colour.shape[2] > 1:
        yield "Words and gains are of one channel; the map is the sum of three."
    if layer.alpha == "weighted" and picture is not None and picture.has_alpha:
        yield "Colours count by alpha: the sum is divided by that of the weights used."
    if layer.activation != "none":
        yield "All of it is before the activation."


def rows(response: Response) -> dict[str, str]:
    """A text for each of ROWS."""
    measures = response.measures
    gains = measures.gains
    return {
        "Gain at 0": in_six_digits(without_dust(gains.sum, gains.absolute)),
        "Σ|w|": in_six_digits(gains.absolute),
        "Noise gain": in_six_digits(gains.noise),
        "Range": _range(measures.reached),
        "Samples": _range(measures.extremes),
        "Range here": _range(measures.reached_here),
        "Rank": _rank(measures),
        "Symmetry": ", ".join(map(_symmetry, measures.symmetries)) or "none",
    }


def factor_text(measures: Measures) -> str:
    """The factors, to be copied: a column and a row for each, numbers parted by spaces."""
    found = measures.factors
    if found.rank == 0:
        return "All weights are 0."
    pairs = zip(found.columns, found.rows, strict=True)
    lines = []
    for number, (column, row) in enumerate(list(pairs)[:_MOST_FACTORS], 1):
        of = f" {number}" if found.rank > 1 else ""
        lines += [f"Column{of}: {_numbers(column)}", f"Row{of}: {_numbers(row)}"]
    if found.rank > _MOST_FACTORS:
        lines.append(f"… and {found.rank - _MOST_FACTORS} more")
    return "\n".join(lines)


def _rank(measures: Measures) -> str:
    rank = measures.factors.rank
    if rank == 1:
        return "1, separable: the factors are below"
    size = min(measures.point.shape)
    return f"{rank} of at most {size}" if rank else "0"


def _symmetry(symmetry: Symmetry) -> str:
    return _SYMMETRIES.get(symmetry, symmetry)


def _range(reached: Range | None) -> str:
    if reached is None:
        return "not known"
    low, high = (in_six_digits(value) for value in reached)
    return f"{low} to {high}"


def _numbers(values: tuple[float, ...]) -> str:
    whole = all(value == round(value) for value in values)
    form = format_number if whole else in_six_digits
    return " ".join(form(value) for value in values)
