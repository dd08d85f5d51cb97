"""A formula as a kernel: its sliders, its size, how it is sampled and normalised."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.kernel.formula.functions import CONSTANTS, FUNCTIONS, VARIABLES
from convstudio.kernel.formula.parser import MOST_SLIDERS
from convstudio.kernel.formula.tokens import LONGEST_FORMULA, LONGEST_NAME
from convstudio.kernel.kernel import LARGEST_WEIGHT, check_size
from convstudio.kernel.recipe import Recipe, Setting

Scaling = Literal["none", "sum 1", "zero mean"]
SCALINGS: tuple[Scaling, ...] = get_args(Scaling)
# 1 is the value at the cell's centre; the others are nodes a side over the cell.
POINTS = (1, 2, 4, 8)

# Names no slider can have, so that a recipe tells the two apart.
_ROWS, _COLUMNS, _POINTS, _SCALING = "@rows", "@columns", "@points", "@normalise"
_LOW, _HIGH = "@low", "@high"


@dataclass(frozen=True)
class Slider:
    """A name in a formula that is no variable: its value, and the slider's ends."""

    name: str
    value: float = 1.0
    low: float = 0.0
    high: float = 10.0

    def __post_init__(self) -> None:
        for what, number in (("value", self.value), ("from", self.low), ("to", self.high)):
            if not (math.isfinite(number) and abs(number) <= LARGEST_WEIGHT):
                raise ArgumentValueError(
                    f"{self.name} {what}", given=f"{number:g}", wanted="between −10¹² and 10¹²"
                )
        if not self.low < self.high:
            raise ArgumentValueError(
                f"the range of {self.name}",
                given=f"{self.low:g} to {self.high:g}",
                wanted="from a number to a larger one",
            )

    def holding(self, value: float) -> Slider:
        """This slider with another value; its ends move out to it where it lies beyond."""
        return replace(self, value=value, low=min(self.low, value), high=max(self.high, value))


@dataclass(frozen=True)
class FormulaSettings:
    """What a formula's kernel is made from.

    Attributes:
        text: the formula.
        sliders: of the names in it, and perhaps of names that were in it before.
        rows: F_v.
        columns: F_h.
        points: nodes a side over each cell, 1 for the value at its centre.
        scaling: what is done to the weights at last.
    """

    text: str
    sliders: tuple[Slider, ...] = ()
    rows: int = 7
    columns: int = 7
    points: int = 1
    scaling: Scaling = "none"

    def __post_init__(self) -> None:
        check_size(self.rows, "rows")
        check_size(self.columns, "columns")
        if self.points not in POINTS:
            wanted = ", ".join(map(str, POINTS))
            raise ArgumentValueError("points", given=str(self.points), wanted=f"one of {wanted}")
        if self.scaling not in SCALINGS:
            raise ArgumentValueError(
                "normalisation", given=f"“{self.scaling}”"[:64], wanted=", ".join(SCALINGS)
            )

    def slider(self, name: str) -> Slider:
        """The slider of a name; one at its first value where there is none yet."""
        return next((s for s in self.sliders if s.name == name), Slider(name))

    def with_slider(self, slider: Slider) -> FormulaSettings:
        """These settings with one slider set."""
        others = [s for s in self.sliders if s.name != slider.name]
        index = next((i for i, s in enumerate(self.sliders) if s.name == slider.name), len(others))
        return replace(self, sliders=(*others[:index], slider, *others[index:]))

    @property
    def recipe(self) -> Recipe:
        """The settings as a recipe."""
        settings: list[tuple[str, Setting]] = []
        for slider in self.sliders:
            settings.append((slider.name, slider.value))
            settings.append((slider.name + _LOW, slider.low))
            settings.append((slider.name + _HIGH, slider.high))
        settings += [(_ROWS, float(self.rows)), (_COLUMNS, float(self.columns))]
        settings += [(_POINTS, float(self.points)), (_SCALING, self.scaling)]
        return Recipe("formula", self.text, tuple(settings))


def settings_of(recipe: Recipe) -> FormulaSettings:
    """The settings that a recipe holds; what it leaves out is as it is at first.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: a formula that is too long, an unknown name, or a value out of range.
    """
    if len(recipe.text) > LONGEST_FORMULA:
        raise ArgumentValueError(
            "formula",
            given=f"one of {len(recipe.text):,}",
            wanted=f"at most {LONGEST_FORMULA:,} characters long",
        )
    given = dict(recipe.settings)
    rows, columns = _whole(given, _ROWS, 7), _whole(given, _COLUMNS, 7)
    points = _whole(given, _POINTS, 1)
    scaling = cast(Scaling, given.pop(_SCALING, "none"))
    ends = {name: _number(name, given.pop(name)) for name in list(given) if "@" in name}
    sliders = tuple(_slider(name, value, ends) for name, value in given.items())
    if ends or len(sliders) > 2 * MOST_SLIDERS:
        unknown = f"“{next(iter(ends))[:40]}”" if ends else f"{len(sliders)} sliders"
        raise ArgumentValueError(
            "a setting of a formula", given=unknown, wanted="one of its names or sizes"
        )
    return FormulaSettings(recipe.text, sliders, rows, columns, points, scaling)


def _slider(name: str, value: object, ends: dict[str, float]) -> Slider:
    reserved = name in VARIABLES or name in CONSTANTS or name in FUNCTIONS
    if not name.isidentifier() or len(name) > LONGEST_NAME or reserved:
        raise ArgumentValueError(
            "a slider's name", given=f"“{name[:40]}”", wanted="a name that has no other meaning"
        )
    number = _number(name, value)
    first = Slider(name)
    low = ends.pop(name + _LOW, min(first.low, number))
    high = ends.pop(name + _HIGH, max(first.high, number))
    return Slider(name, number, low, high)


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ArgumentTypeError(name[:40], given=repr(value)[:64], wanted="a number")
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _whole(given: dict[str, Setting], name: str, default: int) -> int:
    number = _number(name, given.pop(name, float(default)))
    if not math.isfinite(number) or number != int(number):
        raise ArgumentValueError(name.strip("@"), given=f"{number:g}", wanted="a whole number")
    return int(number)
