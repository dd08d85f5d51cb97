"""What becomes of the range shown when one end of it is moved. Pure."""

from __future__ import annotations

from convstudio.imaging.tone import ToneMode


def moved(
    mode: ToneMode, shown: tuple[float, float], end: str, value: float, step: float
) -> tuple[float, float]:
    """(darkest, lightest) after ``end``, "black" or "white", was moved to a value.

    The ends never meet: at least a step is between them. Those of signed are as far from 0 as
    each other, and absolute's black is not below 0.
    """
    black, white = shown
    if mode == "signed":
        limit = max(value if end == "white" else -value, step)
        return -limit, limit
    lowest = 0.0 if mode == "absolute" else value
    if end == "black":
        return _plain(min(max(value, lowest), white - step)), white
    return black, _plain(max(value, black + step))


def _plain(value: float) -> float:
    """Without the dust of the sum."""
    return float(f"{value:.12g}")
