"""What programs with a filter, but no language of arrays, cannot do: one sentence a setting."""

from __future__ import annotations

from convstudio.kernel.notation import ordinal
from convstudio.pipeline.code.steps import Job, Step


def limits(
    job: Job,
    program: str,
    *,
    borders: tuple[str, ...],
    activations: tuple[str, ...],
    alphas: tuple[str, ...],
) -> list[str]:
    """Warnings on what no such program has, and on what this one has not.

    Args:
        borders, activations, alphas: those that the program can do exactly.
    """
    found = []
    for step in job.steps:
        where = "" if step.count == 1 else f"Layer {step.number}: "
        texts = [
            *_geometry(step, program),
            *_border(step, program, borders),
            *_values(step, program, activations, alphas),
        ]
        found += [where + text for text in texts]
    return found + _tone(job, program)


def crops(step: Step) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) that are cut off a map of the picture's size; 0 where it would
    have to grow."""
    if step.padding is None:
        return 0, 0, 0, 0
    (top, bottom), (left, right) = step.padding
    (row, column), (rows, columns) = step.centre, step.extent
    cut = (column - left, row - top, columns - 1 - column - right, rows - 1 - row - bottom)
    return max(cut[0], 0), max(cut[1], 0), max(cut[2], 0), max(cut[3], 0)


def _geometry(step: Step, program: str) -> list[str]:
    found = []
    if step.strides != (1, 1):
        found.append(
            f"{program} has no stride: the map has every pixel, where the pipeline has "
            f"{_every(step.strides[0], 'row')} and {_every(step.strides[1], 'column')}."
        )
    elif step.padding is not None:
        grown = [
            sum(sides) > extent - 1 for sides, extent in zip(step.padding, step.extent, strict=True)
        ]
        if any(grown) or not (step.keeps_place or any(crops(step)) or step.padding == _NONE):
            found.append(
                f"{program} makes no map larger than the picture: padding beyond “same” is left "
                "out."
            )
    return found


def _every(stride: int, line: str) -> str:
    return f"every {line}" if stride == 1 else f"every {ordinal(stride)} {line}"


_NONE = ((0, 0), (0, 0))


def _border(step: Step, program: str, borders: tuple[str, ...]) -> list[str]:
    border = step.layer.border
    pads = step.padding is None or any(any(sides) for sides in step.padding)
    if border in borders or not pads:
        return []
    if border == "constant" and step.layer.border_value == 0:
        return []
    return [f"{program} has no border “{border}”: the pixels along the edges differ."]


def _values(
    step: Step, program: str, activations: tuple[str, ...], alphas: tuple[str, ...]
) -> list[str]:
    found, layer = [], step.layer
    if layer.activation not in ("none", *activations):
        found.append(f"{program} has no activation “{layer.activation}”: it is left out.")
    if step.sums.joins_alpha and layer.alpha not in alphas:
        found.append(f"{program} cannot treat alpha as “{layer.alpha}” does: transparency differs.")
    if layer.exact and step.strides != (1, 1):
        found.append(f"{program} does not check that the stride fits exactly.")
    return found


def _tone(job: Job, program: str) -> list[str]:
    if job.plain_tone:
        return []
    return [f"The tone is left out: {program} shows the map's values from 0 to white."]
