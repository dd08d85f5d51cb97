"""Numbers for small cells: few digits, typographic signs."""

from __future__ import annotations

import math

from convstudio.gui.numerals import shown
from convstudio.kernel.notation import format_value


def short(value: float, digits: int = 5) -> str:
    """A number for a small cell: whole numbers whole, others in so many digits."""
    if not math.isfinite(value):
        return format_value(value)
    if value == int(value) and abs(value) < 1e7:
        return f"{int(value)}".replace("-", "−")
    text = f"{value:.{digits}g}".replace("-", "−").replace("e+0", "e").replace("e−0", "e−")
    return shown(text)


def signed(value: float, digits: int = 5) -> str:
    """The same with its sign printed: +12, −3, 0."""
    text = short(value, digits)
    return f"+{text}" if value > 0 else text
