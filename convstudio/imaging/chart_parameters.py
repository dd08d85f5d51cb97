"""How a test chart declares its parameters: the form, the options and the checks follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

from convstudio.errors import ArgumentTypeError, ArgumentValueError

Setting = float | str


@dataclass(frozen=True)
class Number:
    """A parameter that is a number: in recipes ``name``, for people ``label`` and ``help``."""

    name: str
    label: str
    low: float
    high: float
    default: float
    help: str
    unit: str = ""
    step: float = 1
    whole: bool = False

    def checked(self, value: object) -> float:
        """The value as a float.

        Raises:
            ArgumentTypeError: no number.
            ArgumentValueError: out of range, or not whole where it must be.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ArgumentTypeError(self.label, given=repr(value)[:60], wanted="a number")
        ends = f"{self.low:g} to {self.high:g}{self.unit}"
        wanted = f"a whole number from {ends}" if self.whole else f"from {ends}"
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not self.low <= number <= self.high or (self.whole and number != int(number)):
            raise ArgumentValueError(self.label, given=f"{number:g}", wanted=wanted)
        return number


@dataclass(frozen=True)
class Choice:
    """A parameter that is one of a few: ``options`` are (name, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    default: str
    help: str

    def checked(self, value: object) -> str:
        """The value.

        Raises:
            ArgumentValueError: none of the options.
        """
        names = [name for name, _ in self.options]
        if not isinstance(value, str) or value not in names:
            raise ArgumentValueError(
                self.label, given=repr(value)[:60], wanted="one of " + ", ".join(names)
            )
        return value


Parameter = Number | Choice
