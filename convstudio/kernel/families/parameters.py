"""Parameters that several families declare alike."""

from __future__ import annotations

from convstudio.declarations import Number


def angle(default: float, help_text: str, name: str = "angle", label: str = "Angle") -> Number:
    """An angle's declaration: all angles of the families are measured alike."""
    return Number(name, label, -180, 180, default, help_text + _TURN, "°", 1)


def sigma(
    default: float, help_text: str, name: str = "sigma", label: str = "σ", high: float = 20
) -> Number:
    """The declaration of a standard deviation in pixels."""
    return Number(name, label, 0.2, high, default, help_text, " px", 0.1, logarithmic=True)


_TURN = " Degrees, counter-clockwise from the x axis as seen on the screen."
