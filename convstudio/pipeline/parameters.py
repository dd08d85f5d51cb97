"""The parameters of a layer, each declared once for forms, command line and checks."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.numerics import validation


@dataclass(frozen=True)
class IntegerParameter:
    """A whole number with a range: its name in messages, its label and what it means."""

    name: str
    label: str
    minimum: int
    maximum: int
    help: str
    step: int = 1

    def check(self, value: object) -> int:
        """The value as an int.

        Raises:
            ArgumentTypeError: no integer.
            ArgumentValueError: out of range.
        """
        return validation.integer(value, self.name, minimum=self.minimum, maximum=self.maximum)


STRIDE = IntegerParameter(
    "stride", "Stride", 1, 1024, "Pixels from one output value to the next: 2 halves the map."
)
PADDING = IntegerParameter(
    "padding", "Padding", 0, 1024, "Zeros added on every side of the picture, in pixels."
)
