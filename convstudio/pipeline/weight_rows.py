"""A filter of 1×1 kernels as one row of weights, with what they are divided by."""

from __future__ import annotations

from dataclasses import replace

from convstudio.kernel.constraints import settled_total
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.pipeline import Layer


def is_weight_table(layer: Layer) -> bool:
    """Whether a layer's kernels are best seen as a table: single weights, and several of them."""
    if not isinstance(layer, Bank) or layer.size != (1, 1):
        return False
    return len(layer.filters) > 1 or layer.planes > 1


def row_of(made: Filter) -> Kernel:
    """The weights of all planes side by side, with their divisor.

    Where the planes have several, the weights are divided by them, and the row's divisor is 1.
    """
    divisors = {plane.divisor for plane in made.planes}
    one = divisors.pop() if len(divisors) == 1 else None
    weights = (plane.weights[0][0] / (1 if one else plane.divisor) for plane in made.planes)
    return Kernel((tuple(weights),), divisor=one or 1.0)


def divided_row(made: Filter, divisor: float) -> Filter:
    """The filter whose planes are all divided by this number.

    Raises:
        ArgumentValueError: a divisor that cannot be.
    """
    return replace(made, planes=tuple(plane.with_divisor(divisor) for plane in made.planes))


def row_divided_by_its_sum(made: Filter) -> Filter:
    """The filter whose weights, divided, add up to 1; what they are to each other stays.

    Raises:
        ArgumentValueError: their sum is 0.
    """
    row = row_of(made)
    total = settled_total(row)
    if len({plane.divisor for plane in made.planes}) == 1:
        return divided_row(made, total)
    planes = tuple(plane.with_divisor(plane.divisor * total) for plane in made.planes)
    return replace(made, planes=planes)
