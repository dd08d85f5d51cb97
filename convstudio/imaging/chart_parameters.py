"""How a test chart declares its parameters: the form, the options and the checks follow."""

from __future__ import annotations

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
        if not self.low <= value <= self.high or (self.whole and value != int(value)):
            wanted = f"a whole number from {ends}" if self.whole else f"from {ends}"
            given = f"{value:g}" if abs(value) < 1e15 else "a number beyond them"
            raise ArgumentValueError(self.label, given=given, wanted=wanted)
        return float(value)


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
