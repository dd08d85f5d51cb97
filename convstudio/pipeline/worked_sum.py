"""From a layer's sum to the value of the map, step by step, in float64."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from convstudio.imaging.light import encode
from convstudio.numerics.activations import ACTIVATIONS
from convstudio.pipeline.layer_sums import LayerSums

StepKind = Literal["sum", "counts", "no-counts", "divisor", "bias", "activation", "encode"]


@dataclass(frozen=True)
class Step:
    """One step of the way.

    Attributes:
        kind: ``sum``; ``counts``: divided by Σ(α·w); ``no-counts``: by the divisor, because
            Σ(α·w) is 0; ``divisor``; ``bias``; ``activation``; ``encode``: back to sRGB.
        operand: what is divided by or added, in the picture's own units.
        value: what it comes to.
        name: of the activation.
    """

    kind: StepKind
    operand: float | None
    value: float
    name: str = ""

    @property
    def changes(self) -> bool:
        """Whether it can change a value: ÷ 1 and + 0 cannot."""
        idle = {"divisor": 1.0, "no-counts": 1.0, "bias": 0.0}
        return self.operand is None or self.operand != idle.get(self.kind)


def exact_sum(values: Iterable[float]) -> float:
    """The sum, rounded once at its end; NaN and infinities as IEEE 754 has them."""
    terms = list(values)
    try:
        return math.fsum(terms)
    except (ValueError, OverflowError):  # ∞ − ∞, or beyond float64
        with np.errstate(all="ignore"):
            return float(np.sum(terms))


def worked_alpha(layer: LayerSums, total: float) -> tuple[Step, ...]:
    """The steps to alpha that was filtered: neither bias nor activation."""
    steps = [Step("sum", None, total)]
    _divide(steps, layer)
    return tuple(steps)


def worked_colour(layer: LayerSums, total: float, counts: float | None) -> tuple[Step, ...]:
    """The steps to a colour; ÷ 1 and + 0 are steps too, so that their order is always seen.

    Args:
        total: Σ of all products.
        counts: Σ(α·w) with α from 0 to 1, where colours count by their alpha.
    """
    steps = [Step("sum", None, total)]
    if counts is None:
        _divide(steps, layer)
    elif abs(counts) * layer.full_range <= layer.least_alpha:
        divisor = layer.layer.kernel.divisor
        steps.append(Step("no-counts", divisor, total / divisor))
    else:
        steps.append(Step("counts", counts, total / counts))
    bias = layer.layer.bias * layer.full_range
    steps.append(Step("bias", bias, steps[-1].value + bias))
    if layer.layer.activation != "none":
        name = layer.layer.activation
        steps.append(Step("activation", None, _activated(layer, steps[-1].value), name))
    if layer.encodes:
        with np.errstate(all="ignore"):
            encoded = encode(np.array([steps[-1].value]), layer.full_range)
        steps.append(Step("encode", None, float(encoded[0])))
    return tuple(steps)


def _divide(steps: list[Step], layer: LayerSums) -> None:
    divisor = layer.layer.kernel.divisor
    steps.append(Step("divisor", divisor, steps[-1].value / divisor))


def _activated(layer: LayerSums, value: float) -> float:
    """Sigmoid and tanh take and give parts of the full range, the others the value itself."""
    name = layer.layer.activation
    scale = layer.full_range if name in ("sigmoid", "tanh") else 1.0
    return float(ACTIVATIONS[name](np.array([value / scale]))[0]) * scale
