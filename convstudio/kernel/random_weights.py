"""Kernels of random weights: what is recorded of them, and the same ones again from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.kernel.recipe import Recipe
from convstudio.numerics import validation
from convstudio.numerics.initializers import (
    DISTRIBUTIONS,
    LARGEST_SEED,
    Distribution,
    Shape,
    draw,
)

LABELS: dict[Distribution, str] = {
    "glorot_uniform": "Glorot uniform",
    "glorot_normal": "Glorot normal",
    "he_uniform": "He uniform",
    "he_normal": "He normal",
}
_DESCRIPTION = "Random weights, as networks begin with."
_SOURCES = {
    "glorot": "Glorot & Bengio, Understanding the difficulty of training deep networks, 2010",
    "he": "He et al., Delving deep into rectifiers, 2015",
}
_MOST_WEIGHTS = 2**19
_NAMES = ("seed", "rows", "columns", "inputs", "filters", "input", "filter")


@dataclass(frozen=True)
class Draw:
    """How the weights of a whole bank were drawn.

    Attributes:
        distribution: which.
        seed: the same seed draws the same weights.
        shape: (rows, columns, inputs of a filter, filters).

    Raises:
        ArgumentTypeError: something that is no integer.
        ArgumentValueError: no such distribution, or a number out of range.
    """

    distribution: Distribution
    seed: int
    shape: Shape

    def __post_init__(self) -> None:
        validation.choice(self.distribution, "distribution", DISTRIBUTIONS)
        validation.integer(self.seed, "seed", minimum=0, maximum=LARGEST_SEED)
        for length, name in zip(self.shape, _NAMES[1:5], strict=True):
            most = MAX_SIZE if name in ("rows", "columns") else _MOST_WEIGHTS
            validation.integer(length, name, minimum=1, maximum=most)
        count = int(np.prod(self.shape, dtype=object))
        if count > _MOST_WEIGHTS:
            raise ArgumentValueError(
                "filters", given=f"{count:,} weights", wanted=f"of at most {_MOST_WEIGHTS:,}"
            )

    @property
    def label(self) -> str:
        """For people: ``He normal, seed 7``."""
        return f"{LABELS[self.distribution]}, seed {self.seed}"

    def weights(self) -> npt.NDArray[np.float64]:
        """(rows, columns, inputs, filters)."""
        return draw(self.distribution, self.shape, self.seed)

    def kernel(self, rows: Sequence[Sequence[float]], channel: int, index: int) -> Kernel:
        """One plane of one filter, of the weights that were drawn for it, with its recipe."""
        return Kernel(
            tuple(map(tuple, rows)),
            name=self.label,
            description=_DESCRIPTION,
            source=_SOURCES[self.distribution.partition("_")[0]],
            recipe=self._recipe(channel, index),
        )

    def _recipe(self, channel: int, index: int) -> Recipe:
        """What is recorded of one plane of one filter."""
        numbers = (self.seed, *self.shape, channel, index)
        settings = tuple(zip(_NAMES, map(float, numbers), strict=True))
        return Recipe("random", self.distribution, settings)


def draw_of(recipe: Recipe) -> tuple[Draw, int, int]:
    """The draw that a recipe records, and which input of which filter its kernel is.

    Raises:
        ArgumentTypeError: a setting of the wrong type.
        ArgumentValueError: one that is missing, unknown or out of its range.
    """
    given = dict(recipe.settings)
    if tuple(given) != _NAMES:
        names = ", ".join(str(name)[:20] for name in list(given)[:9]) or "nothing"
        raise ArgumentValueError(
            "random weights", given=names, wanted="told by " + ", ".join(_NAMES)
        )
    numbers = {name: _whole(value, name) for name, value in given.items()}
    shape = cast(Shape, tuple(numbers[name] for name in _NAMES[1:5]))
    made = Draw(cast(Distribution, recipe.text), numbers["seed"], shape)
    for place, count in (("input", "inputs"), ("filter", "filters")):
        validation.integer(numbers[place], place, minimum=0, maximum=numbers[count] - 1)
    return made, numbers["input"], numbers["filter"]


def random_kernel(recipe: Recipe) -> Kernel:
    """The kernel that a recipe of random weights records.

    Raises:
        ArgumentTypeError, ArgumentValueError: as ``draw_of`` does.
    """
    made, channel, index = draw_of(recipe)
    weights = made.weights()[:, :, channel, index]
    return made.kernel(weights.tolist(), channel, index)


def _whole(value: object, name: str) -> int:
    number = validation.finite(value, name)
    if number != int(number):
        raise ArgumentValueError(name, given=f"{number:g}", wanted="a whole number")
    return int(number)
