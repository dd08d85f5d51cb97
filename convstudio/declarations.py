"""Parameters declared once: the form, the options, the checks and the words follow from these.

Families of kernels and test charts have them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from convstudio.errors import ArgumentTypeError, ArgumentValueError

Setting = float | str | bool


@dataclass(frozen=True)
class Number:
    """A number with a slider.

    Attributes:
        name: in recipes.
        label: for people.
        low: the least value.
        high: the greatest.
        default: at first.
        help: one sentence.
        unit: written after the number.
        step: of the arrow keys and the wheel.
        logarithmic: the slider moves by ratios, not by differences.
        whole: it takes whole numbers only.
        needs: (name, setting) of the switch or choice under which it has an effect.
    """

    name: str
    label: str
    low: float
    high: float
    default: float
    help: str
    unit: str = ""
    step: float = 0.1
    logarithmic: bool = False
    whole: bool = False
    needs: tuple[str, Setting] | None = None

    @property
    def spoken(self) -> str:
        """The label where a sentence may begin with it: the capital of σ would be another sign."""
        return self.label if self.label.isascii() else f"Parameter {self.label}"

    def checked(self, value: object) -> float:
        """The value as a float.

        Raises:
            ArgumentTypeError: no number.
            ArgumentValueError: not finite, out of range, or not whole where it must be.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ArgumentTypeError(self.spoken, given=_quoted(value), wanted="a number")
        ends = f"{self.low:g} to {self.high:g}{self.unit}"
        wanted = f"a whole number from {ends}" if self.whole else f"from {ends}"
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not self.low <= number <= self.high or (self.whole and number != int(number)):
            raise ArgumentValueError(self.spoken, given=f"{number:g}", wanted=wanted)
        return number


@dataclass(frozen=True)
class Switch:
    """Something that holds or not."""

    name: str
    label: str
    default: bool
    help: str
    needs: tuple[str, Setting] | None = None

    def checked(self, value: object) -> bool:
        """The value.

        Raises:
            ArgumentTypeError: neither true nor false.
        """
        if not isinstance(value, bool):
            raise ArgumentTypeError(self.label, given=_quoted(value), wanted="true or false")
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few: ``options`` are (name in recipes, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    default: str
    help: str
    needs: tuple[str, Setting] | None = None

    def checked(self, value: object) -> str:
        """The value.

        Raises:
            ArgumentValueError: none of the options.
        """
        names = [name for name, _ in self.options]
        if not isinstance(value, str) or value not in names:
            wanted = "one of " + ", ".join(names)
            raise ArgumentValueError(self.label, given=_quoted(value), wanted=wanted)
        return value


Parameter = Number | Switch | Choice


def _quoted(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= 64 else f"{text[:63]}…"
