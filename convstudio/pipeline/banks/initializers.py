"""Banks of random weights, as networks begin: drawn, recorded, and drawn again."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.errors import ValidationError
from convstudio.kernel.kernel import Pair
from convstudio.kernel.random_weights import Draw, draw_of
from convstudio.numerics.initializers import Distribution
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import check_count


@dataclass(frozen=True)
class Initializer:
    """What random filters are to be like.

    Attributes:
        distribution: Glorot or He, uniform or normal.
        seed: the same seed draws the same filters.
        filters: how many.
        size: (rows, columns).
        planes: of a filter: one that all channels share, or one for each that it sees.
    """

    distribution: Distribution = "glorot_uniform"
    seed: int = 0
    filters: int = 32
    size: Pair = (5, 5)
    planes: int = 1

    @property
    def draw(self) -> Draw:
        """What chance is asked for.

        Raises:
            ArgumentTypeError, ArgumentValueError: numbers that no bank has.
        """
        return Draw(self.distribution, self.seed, (*self.size, self.planes, self.filters))

    @property
    def label(self) -> str:
        """For people: ``He normal, seed 7``."""
        return self.draw.label

    def make(self) -> tuple[Filter, ...]:
        """The filters; their biases are 0, as in Keras. Each kernel records what made it.

        Raises:
            ArgumentTypeError, ArgumentValueError: numbers that no bank has.
        """
        drawn = self.draw
        rows, columns = self.size
        check_count(self.filters, rows * columns * self.planes * self.filters)
        weights = drawn.weights().transpose(3, 2, 0, 1).tolist()
        return tuple(
            Filter(
                tuple(drawn.kernel(plane, channel, index) for channel, plane in enumerate(planes)),
                name=f"Random {index + 1}",
            )
            for index, planes in enumerate(weights)
        )


def recorded(bank: Bank) -> Initializer | None:
    """How the first filter of a bank was drawn; None where no chance made it."""
    recipe = bank.filters[0].planes[0].recipe
    if recipe is None or recipe.origin != "random":
        return None
    try:
        drawn, _, _ = draw_of(recipe)
    except ValidationError:  # of anybody's file
        return None
    rows, columns, planes, filters = drawn.shape
    return Initializer(drawn.distribution, drawn.seed, filters, (rows, columns), planes)
