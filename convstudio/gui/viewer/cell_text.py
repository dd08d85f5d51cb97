"""Numbers for the cells of an enlarged picture: as many digits as there is room for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from convstudio.numerics.validation import FloatArray

_MOST_DIGITS = 7  # what a float32 can tell
SMALLEST_PLAIN = 0.001  # below, a power of ten may tell more


@lru_cache(maxsize=1 << 15)
def number_text(value: float, room: int) -> str:
    """A number in at most ``room`` characters: rounded where it must be, never cut.

    An … says that not even one digit of it would fit.
    """
    quick = _plain(value, room)
    if quick is not None:
        return quick
    return next((text for text in _forms(value, room) if len(text) <= room), "…" if room else "")


def _plain(value: float, room: int) -> str | None:
    """The number without a power of ten, where that tells most of it: nearly always."""
    magnitude = abs(value)
    if not magnitude < 10**_MOST_DIGITS:
        return None
    whole = int(magnitude)
    if magnitude == whole:
        text = str(int(value))
    elif magnitude < SMALLEST_PLAIN:
        return None
    else:
        # Digits of a number from 0.001 on: those before the point, less the zeros behind it.
        before = len(str(whole)) if whole else -(magnitude < 0.1) - (magnitude < 0.01)
        after = min(room - max(before, 1) - 1 - (value < 0), _MOST_DIGITS - before)
        if after + before < 1:
            return None
        text = f"{value:.{max(after, 0)}f}"
        if after > 0:
            text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") if len(text) <= room else None


def _forms(value: float, room: int) -> Iterator[str]:
    """The number with fewer and fewer digits, plainly and with a power of ten."""
    if math.isnan(value):
        yield "NaN"
    elif math.isinf(value):
        yield "∞" if value > 0 else "−∞"
    else:
        for digits in range(min(_MOST_DIGITS, room), 0, -1):
            yield _compact(f"{value:.{digits}g}")
            yield _compact(f"{value:.{digits - 1}e}")


def largest_of(values: FloatArray) -> float:
    """The largest finite magnitude, 1 where there is none but 0: what tints are measured by."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0


def _compact(form: str) -> str:
    """``1.20e-05`` as ``1.2e−5``."""
    mantissa, e, power = form.partition("e")
    if e and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return (mantissa + (f"e{int(power)}" if e else "")).replace("-", "−")
