"""The slices that pick places of a padded array."""

from __future__ import annotations

from convstudio.pipeline.code.steps import Step


def centre_slices(step: Step) -> tuple[str, str]:
    """The slices of a padded array that lie under the kernel's centre at each place."""
    return _slice(step, 0, step.centre[0]), _slice(step, 1, step.centre[1])


def inner_slices(step: Step) -> str:
    """The slices of what a filter that keeps the size makes of a padded array: the places at which
    the kernel lies wholly on it. The filter's origin is half the kernel's size, rounded down."""
    rows, columns = (_slice(step, axis, step.extent[axis] // 2) for axis in (0, 1))
    return "" if (rows, columns) == (":", ":") else f"[{rows}, {columns}]"


def _slice(step: Step, axis: int, first: int) -> str:
    last = step.extent[axis] - 1 - first
    stride = f":{step.strides[axis]}" if step.strides[axis] > 1 else ""
    return f"{first or ''}:{-last if last else ''}{stride}"
