"""A family of kernels: its parameters, how large it is, and how its weights are computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from convstudio.declarations import Parameter
from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE, Kernel, Pair, check_size
from convstudio.kernel.recipe import Recipe, Setting
from convstudio.kernel.sampling import FloatArray, balanced, is_balanced

Total = Literal["1", "0", "as computed"]
_SIZE = "size"
_SAMPLING = "sampling"
_AUTO = "auto"


@dataclass(frozen=True)
class Settings:
    """What a family is set to: each parameter's value, in the order of the declaration.

    Attributes:
        values: (name, value) of every parameter.
        size: (rows, columns) by hand; None for the family's own rule.
        integrated: the mean over each pixel instead of the value at its centre.
    """

    values: tuple[tuple[str, Setting], ...]
    size: Pair | None = None
    integrated: bool = False
    _by_name: Mapping[str, Setting] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", dict(self.values))

    def number(self, name: str) -> float:
        """The value of a number."""
        return float(self._by_name[name])

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return bool(self._by_name[name])

    def choice(self, name: str) -> str:
        """The option chosen."""
        return str(self._by_name[name])

    def with_value(self, name: str, value: Setting) -> Settings:
        """These settings with one parameter's value set."""
        changed = ((n, value if n == name else v) for n, v in self.values)
        return Settings(tuple(changed), self.size, self.integrated)

    def with_size(self, size: Pair | None) -> Settings:
        """These settings with the size by hand, or by the rule."""
        return replace(self, size=size)

    def with_integrated(self, integrated: bool) -> Settings:
        """These settings with the sampling chosen."""
        return replace(self, integrated=integrated)


@dataclass(frozen=True)
class Family:
    """A family of kernels.

    Attributes:
        identifier: in recipes.
        label: for people.
        summary: one line on what it does.
        source: where it is defined.
        parameters: in the order in which they are shown.
        weights: (settings, rows, columns) → weights before they are normalised.
        size: settings → (rows, columns) that the parameters ask for, before the limit of 63.
        size_rule: the same in words.
        named: settings → what stands after the label in the kernel's name.
        total: what the weights sum to; the weights are scaled to 1, or moved to 0.
        sum_words: what is said of the sum, where it is as computed.
        samples: whether the centre's value and the pixel's mean differ.
        sized_by_hand: whether the size may be other than the rule's.
        integrated: the sampling at first.
    """

    identifier: str
    label: str
    summary: str
    source: str
    parameters: tuple[Parameter, ...]
    weights: Callable[[Settings, int, int], FloatArray]
    size: Callable[[Settings], Pair]
    size_rule: str
    named: Callable[[Settings], str]
    total: Total
    sum_words: str = ""
    samples: bool = True
    sized_by_hand: bool = True
    integrated: bool = False

    @property
    def rule(self) -> str:
        """How size and sum are chosen, in words."""
        sums = {"1": "Sum 1: brightness is kept.", "0": "Sum 0: even areas become 0."}
        words = sums.get(self.total, self.sum_words)
        return f"Auto size: {self.size_rule}, at most 63. {words}"

    @property
    def defaults(self) -> Settings:
        """The settings at first."""
        values = tuple((p.name, p.default) for p in self.parameters)
        return Settings(values, integrated=self.integrated)

    def size_of(self, settings: Settings) -> Pair:
        """(rows, columns) of the kernel, each at most 63."""
        if settings.size is not None and self.sized_by_hand:
            return settings.size
        rows, columns = self.size(settings)
        return min(rows, MAX_SIZE), min(columns, MAX_SIZE)

    def kernel(self, settings: Settings) -> Kernel:
        """The kernel of these settings, named, with its recipe.

        Raises:
            ArgumentValueError: settings that contradict each other; says which.
        """
        rows, columns = self.size_of(settings)
        weights = _normalised(self.weights(settings, rows, columns), self)
        return Kernel(
            tuple(map(tuple, weights.tolist())),
            name=f"{self.label} {self.named(settings)}",
            description=self.summary,
            source=self.source,
            recipe=self.recipe(settings),
        )

    def recipe(self, settings: Settings) -> Recipe:
        """The settings as a recipe."""
        size = settings.size if self.sized_by_hand else None
        text = _AUTO if size is None else f"{size[0]}×{size[1]}"
        sampling = "integrated" if settings.integrated else "point"
        return Recipe(
            "family", self.identifier, (*settings.values, (_SIZE, text), (_SAMPLING, sampling))
        )

    def settings(self, recipe: Recipe) -> Settings:
        """The settings that a recipe holds; what it leaves out is as it is at first.

        Raises:
            ArgumentTypeError: a value of the wrong type.
            ArgumentValueError: an unknown name, or a value out of its range.
        """
        given: dict[str, object] = dict(recipe.settings)
        size = _size_from(given.pop(_SIZE, _AUTO))
        sampling = given.pop(_SAMPLING, "integrated" if self.integrated else "point")
        if sampling not in ("point", "integrated"):
            raise ArgumentValueError(
                "sampling", given=f"“{sampling}”", wanted="point or integrated"
            )
        values = []
        for parameter in self.parameters:
            value = given.pop(parameter.name, parameter.default)
            values.append((parameter.name, parameter.checked(value)))
        if given:
            known = ", ".join(parameter.name for parameter in self.parameters)
            raise ArgumentValueError(
                f"a setting of {self.label}", given=f"“{str(next(iter(given)))[:40]}”", wanted=known
            )
        return Settings(tuple(values), size, sampling == "integrated")

    def parameter(self, name: str) -> Parameter:
        """The declaration of that name."""
        return next(parameter for parameter in self.parameters if parameter.name == name)


def _size_from(text: object) -> Pair | None:
    """The size that a recipe's text says.

    Raises:
        ArgumentValueError: none that it could be.
    """
    if text == _AUTO:
        return None
    rows, sign, columns = str(text)[:16].partition("×")
    if not sign or not (rows.isascii() and rows.isdigit() and columns.isascii()):
        raise ArgumentValueError("size", given=f"“{str(text)[:40]}”", wanted="auto or such as 5×7")
    if not columns.isdigit():
        raise ArgumentValueError("size", given=f"“{str(text)[:40]}”", wanted="auto or such as 5×7")
    return check_size(int(rows), "rows"), check_size(int(columns), "columns")


def _normalised(weights: FloatArray, family: Family) -> FloatArray:
    """The weights with the sum that the family promises, and no −0."""
    total = math.fsum(weights.ravel())
    if family.total == "1":
        weights = weights / total
    elif family.total == "0":
        weights = weights - total / weights.size
    # What is 0 but for rounding is 0.
    sizes = np.abs(weights)
    weights = np.where(sizes <= 1e-16 * float(np.max(sizes)), 0.0, weights)
    return balanced(weights) if is_balanced(weights) else weights


def odd(reach: float) -> int:
    """The odd size that holds the pixels whose centre is within ``reach`` of the centre."""
    return 2 * math.ceil(min(reach, MAX_SIZE)) + 1


def covering(extent: float) -> int:
    """The odd size that holds a shape of ±``extent`` whole."""
    return odd(max(extent - 0.5 - 1e-9, 0.0))


def short(value: float) -> str:
    """A parameter's value in a name."""
    return f"{value + 0.0:.4g}".replace("-", "−")
