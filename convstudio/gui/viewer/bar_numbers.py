"""Which values have a number beside a colour bar, on screen and on what is saved of it."""

from __future__ import annotations

import math

from convstudio.gui.viewer.histogram_axis import in_digits, ticks
from convstudio.imaging.grading import Grading

_TICK_LINES = 3.1  # heights of a number at least from one to the next
_CROWD_LINES, _CROWD_STEPS = 1.3, 0.2  # heights, and steps, at least from either end
_DIGITS = 4
_TURN = 360.0  # degrees
_ANGLES = (1, 2, 5, 10, 15, 30, 45, 90)  # degrees from one number to the next
_WHOLE = 1e6  # below which no digit before the point is left out
_MOST = 6  # numbers between the ends, or between one end and signed's middle


def bar_numbers(
    grading: Grading, height: float, line: float, turn: float | None = None
) -> list[float]:
    """The values from the bottom up: both ends, and round numbers that do not crowd them.

    Args:
        grading: whose colours the bar shows; where each part of a map has its own, none has one.
        height: of the bar, in pixels.
        line: of a number.
        turn: the value that is 360°, where the values are angles.
    """
    if grading.tone.mode == "equalize":
        return []
    low, high = grading.low, grading.high
    if grading.tone.mode == "signed":
        upper = _between(0.0, high, height / 2, line, turn)
        return sorted({-one for one in upper} | set(upper))
    return _between(low, high, height, line, turn)


def bar_text(value: float, turn: float | None = None) -> str:
    """A value beside the bar: ``65535``, ``0.3333``; what is whole to the last digit.

    Args:
        turn: the value that is 360°, where it is an angle: ``45°``.
    """
    if turn is not None:
        return angle_text(value, turn)
    if abs(value) < _WHOLE:  # False of NaN
        return in_digits(value, max(_DIGITS, len(str(int(abs(value))))))
    return in_digits(value, _DIGITS)


def angle_text(value: float, turn: float) -> str:
    """An angle of which a whole turn is that value: ``"45°"``."""
    return f"{in_digits(value / turn * _TURN, _DIGITS)}°"


def _angles(low: float, high: float, turn: float, most: int) -> list[float]:
    """Multiples of a usual angle between two values, at most about so many."""
    first, last = low / turn * _TURN, high / turn * _TURN
    step = next((one for one in _ANGLES if (last - first) / one <= most + 1), _ANGLES[-1])
    found = range(math.ceil(first / step), math.floor(last / step) + 1)
    return [index * step / _TURN * turn for index in found]


def _between(
    low: float, high: float, height: float, line: float, turn: float | None
) -> list[float]:
    if not high > low:
        return [low]
    most = min(max(int(height // (_TICK_LINES * line)), 1), _MOST)
    inner = ticks(low, high, most) if turn is None else _angles(low, high, turn, most)
    step = inner[1] - inner[0] if len(inner) > 1 else 0.0
    crowd = max((high - low) * _CROWD_LINES * line / max(height, 1), _CROWD_STEPS * step)
    return [low, *(one for one in inner if low + crowd < one < high - crowd), high]
