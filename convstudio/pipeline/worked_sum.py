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

StepKind = Literal[
    "sum",
    "counts",
    "no-counts",
    "divisor",
    "bias",
    "activation",
    "encode",
    "input",
    "largest",
    "added",
    "mean",
    "squares",
    "root",
    "angle",
    "turn",
]


@dataclass(frozen=True)
class Step:
    """One step of the way.

    Attributes:
        kind: ``sum`` of products; ``counts``: divided by Σ(α·w); ``no-counts``: by the divisor,
            because Σ(α·w) is 0; ``divisor``; ``bias``; ``activation``; ``encode``: back to sRGB.
            Without a kernel: ``input``, the value itself; ``largest`` of so many; so many
            ``added``; ``mean``: divided by so many; ``squares``, their sum; its ``root``;
            ``angle`` of two, in degrees; ``turn``: 360° as the picture's white.
        operand: what is divided by or added, in the picture's own units; how many there are.
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
        idle = {"divisor": 1.0, "no-counts": 1.0, "bias": 0.0, "mean": 1.0}
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
    ending = Ending(
        layer.layer.bias * layer.full_range,
        layer.layer.activation,
        layer.full_range,
        encodes=layer.encodes,
    )
    return tuple(ending.after(steps))


@dataclass(frozen=True)
class Ending:
    """What comes after a weighted sum and its division.

    Attributes:
        bias: in the picture's own units; None where there can be none.
        activation: its name, or ``"none"``.
        full_range: the picture's white.
        encodes: whether light is made sRGB again.
    """

    bias: float | None
    activation: str
    full_range: float
    encodes: bool = False

    def after(self, steps: list[Step]) -> list[Step]:
        """These steps and those that follow."""
        made = list(steps)
        if self.bias is not None:
            made.append(Step("bias", self.bias, made[-1].value + self.bias))
        if self.activation != "none":
            value = _activated(self.activation, made[-1].value, self.full_range)
            made.append(Step("activation", None, value, self.activation))
        if self.encodes:
            with np.errstate(all="ignore"):
                encoded = encode(np.array([made[-1].value]), self.full_range)
            made.append(Step("encode", None, float(encoded[0])))
        return made


def _divide(steps: list[Step], layer: LayerSums) -> None:
    divisor = layer.layer.kernel.divisor
    steps.append(Step("divisor", divisor, steps[-1].value / divisor))


def _activated(name: str, value: float, full_range: float) -> float:
    """Sigmoid and tanh take and give parts of the full range, the others the value itself."""
    scale = full_range if name in ("sigmoid", "tanh") else 1.0
    return float(ACTIVATIONS[name](np.array([value / scale]))[0]) * scale
