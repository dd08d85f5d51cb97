"""The layers of a network without weights: activation, pooling, combination of maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, cast

from convstudio.errors import ArgumentValueError
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Padding, PaddingMode, Pair, Rules, Sides, axes
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.parameters import (
    ACTIVATION,
    COMBINE_MODE,
    EXACT,
    POOL_SIZE,
    POOL_STRIDE,
    POOLING_MODE,
    ActivationName,
    ChoiceParameter,
    CombineMode,
    PoolingMode,
)
from convstudio.pipeline.sliding import checked_amounts, checked_pair, checked_place

ONE_BY_ONE = 1, 1


class _MapByMap:
    """A layer without weights that makes one map of each that is below."""

    def maps(self, below: Maps) -> Maps:
        """As many as there are."""
        return below

    def only(self, index: int, _below: Maps) -> tuple[Self, Need]:
        """The layer that makes one of its maps alone, and what that needs."""
        return self, Need(index)

    def parameters(self, _below: Maps) -> int:
        """None."""
        return 0

    def products(self, _below: Maps) -> int:
        """No multiplication."""
        return 0


@dataclass(frozen=True)
class Activation(_MapByMap):
    """A function of each value by itself; sigmoid and tanh are of fractions of the full range.

    Raises:
        ArgumentTypeError, ArgumentValueError: no such function.
    """

    function: ActivationName = "relu"
    name: str = ""
    on: bool = True

    def __post_init__(self) -> None:
        _put(self, function=ACTIVATION.check(self.function), **checked_place(self))

    @property
    def title(self) -> str:
        """What to call it: its name or its function's."""
        return self.name or _label(ACTIVATION, self.function, "Identity")

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """Both axes: a value for each."""
        return axes(shape, ONE_BY_ONE, padding="valid")


@dataclass(frozen=True)
class Pooling(_MapByMap):
    """One value for each window of each channel: the largest or the mean.

    Attributes:
        size: (rows, columns) of the window, or an integer for both.
        strides: from one window to the next, likewise.
        padding: on each side smaller than the window; what is outside takes no part.
        exact: whether a stride that leaves a remainder is refused.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: a value out of range.
    """

    mode: PoolingMode = "max"
    size: int | Pair = (2, 2)
    strides: int | Pair = (2, 2)
    padding: Padding = "valid"
    exact: bool = False
    name: str = ""
    on: bool = True

    def __post_init__(self) -> None:
        _put(
            self,
            mode=POOLING_MODE.check(self.mode),
            size=checked_pair(self.size, POOL_SIZE),
            strides=checked_pair(self.strides, POOL_STRIDE),
            padding=checked_amounts(self.padding),
            exact=EXACT.check(self.exact),
            **checked_place(self),
        )

    @property
    def title(self) -> str:
        """What to call it: its name, or what it keeps of how large a window."""
        rows, columns = cast(Pair, self.size)
        return self.name or f"{_label(POOLING_MODE, self.mode)} pooling {rows}×{columns}"

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """Both axes of the windows.

        Raises:
            ArgumentValueError: a window without a value, or a remainder under ``exact``.
        """
        return axes(
            shape,
            cast(Pair, self.size),
            cast(Pair, self.strides),
            cast(PaddingMode | Sides, self.padding),
            exact=self.exact,
            rules=Rules(POOL_SIZE.name, largest=POOL_STRIDE.maximum),
        )


@dataclass(frozen=True)
class Combine:
    """One map made of all, colour by colour; of a single map in colours, of its colours.

    Raises:
        ArgumentTypeError, ArgumentValueError: no such way.
    """

    mode: CombineMode = "magnitude"
    name: str = ""
    on: bool = True

    def __post_init__(self) -> None:
        _put(self, mode=COMBINE_MODE.check(self.mode), **checked_place(self))

    @property
    def title(self) -> str:
        """What to call it: its name or its way's."""
        return self.name or _label(COMBINE_MODE, self.mode)

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """Both axes: a value for each."""
        return axes(shape, ONE_BY_ONE, padding="valid")

    def maps(self, below: Maps) -> Maps:
        """One map.

        Raises:
            ArgumentValueError: a direction of other than two maps.
        """
        if self.mode == "direction" and below.count != 2:
            raise ArgumentValueError(
                "combine",
                given=f"direction, of {below.words},",
                wanted="two maps: how much the picture grows to the right, and downwards",
                hint="Two filters such as Sobel x and Sobel y before it make them.",
            )
        colours = below.colours if below.count > 1 else 1
        return Maps(1, colours, below.has_alpha)

    def only(self, _index: int, _below: Maps) -> tuple[Combine, Need]:
        """The layer that makes one of its maps alone, and what that needs."""
        return self, Need()

    def parameters(self, _below: Maps) -> int:
        """None."""
        return 0

    def products(self, below: Maps) -> int:
        """A square for each value, where it is the magnitude."""
        return below.channels if self.mode == "magnitude" else 0


def _label(parameter: ChoiceParameter, value: str, otherwise: str = "") -> str:
    found = next(option.label for option in parameter.options if option.value == value)
    return otherwise if value == "none" else found


def _put(layer: object, **values: Any) -> None:
    for name, value in values.items():
        object.__setattr__(layer, name, value)
