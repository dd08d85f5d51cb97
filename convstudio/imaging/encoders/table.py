"""CSV: the numbers of one channel as text, a line for each row, and nothing else.

"," parts the numbers, decimals have a point, and there is no line of headings: spreadsheets read
it, ``numpy.loadtxt(file, delimiter=",")``, and ``arrays/table.py`` to the same numbers.
"""

from __future__ import annotations

import numpy as np

from convstudio.imaging.encoders.encoder import Encoder
from convstudio.imaging.levels import Samples
from convstudio.numerics.validation import FloatArray

_BAND = 1 << 18  # floats whose digits are looked for together
_AT_ONCE = 4096  # numbers: Python's lock is held while they become text
_FEWEST, _MOST = 6, 9  # digits: all float32 of so many come back, and so many tell all apart
_LARGEST_POWER = 22  # of ten, that float64 holds exactly
_WHOLE = 1e15  # up to here floats that are whole are written without an exponent
_BETWEEN = ", "  # as Python writes a list


class CsvEncoder(Encoder):
    """The first sample of each pixel; one row as a column where the sheet says so."""

    def pack(self, pixels: Samples) -> bytes:
        numbers = pixels[..., 0]
        if numbers.dtype.kind != "u":
            flat = numbers.ravel()
            parts = [_shortest(flat[at : at + _BAND]) for at in range(0, flat.size, _BAND)]
            numbers = np.concatenate(parts).reshape(numbers.shape)
        sign = "\n" if self.sheet.column else ","
        return "".join(_line(row, sign) for row in numbers).encode("ascii")

    def append(self, packed: bytes) -> None:
        self.file.write(packed)

    def finish(self) -> None:
        """The last line has its end."""


def _line(row: Samples, sign: str) -> str:
    """The numbers of a row, parted by a sign of one character, and the end of the line."""
    parts = (row[start : start + _AT_ONCE] for start in range(0, len(row), _AT_ONCE))
    told = "".join(repr(part.tolist())[1:-1] + _BETWEEN for part in parts)
    told = told.replace(".0" + _BETWEEN, _BETWEEN).replace(_BETWEEN, sign)
    return told[:-1] + "\n"


def _shortest(numbers: Samples) -> FloatArray:
    """Of a row of float32 the float64 of the fewest digits that become them again.

    Whoever reads a table takes its numbers as float64 first, and rounding twice is not always as
    rounding once: it is tried on each. A power of ten that float64 holds makes the digits' own
    float64, of which Python writes these very digits.
    """
    wide: FloatArray = numbers.astype(np.float64)
    with np.errstate(invalid="ignore"):
        plain = (wide == np.rint(wide)) & (np.abs(wide) < _WHOLE)
        left = np.flatnonzero(np.isfinite(wide) & ~plain)
    exponents = np.floor(np.log10(np.abs(wide[left])))
    near = (exponents >= _MOST - 1 - _LARGEST_POWER) & (exponents < _FEWEST + _LARGEST_POWER)
    far, left, exponents = left[~near], left[near], exponents[near]
    _take(wide, far, numbers[far].astype("U32").astype(np.float64), numbers)
    for digits in range(_FEWEST, _MOST + 1):
        power, values = 10.0 ** np.abs(digits - 1 - exponents), wide[left]
        below = exponents < digits
        tried = np.where(below, np.rint(values * power) / power, np.rint(values / power) * power)
        other = ~_take(wide, left, tried, numbers)
        left, exponents = left[other], exponents[other]
    return wide


def _take(wide: FloatArray, places: Samples, tried: FloatArray, numbers: Samples) -> Samples:
    """Puts in what becomes the same float32; tells of each whether it does."""
    with np.errstate(all="ignore"):
        same: Samples = tried.astype(np.float32) == numbers[places]
    wide[places[same]] = tried[same]
    return same
