"""Fields of the directory that a TIFF ends with, little-endian.

TIFF 6.0, section 2.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

BYTE, ASCII, SHORT, LONG, UNDEFINED, LONG8 = 1, 2, 3, 4, 7, 16
_LETTERS = {SHORT: "H", LONG: "L", LONG8: "Q"}
_WIDTHS = {LONG: 4, LONG8: 8}


def numbers(kind: int, *values: int) -> tuple[int, int, bytes]:
    """A field of whole numbers."""
    return kind, len(values), struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values)


def many(kind: int, values: Sequence[int]) -> tuple[int, int, bytes]:
    """A field of ever so many LONG or LONG8."""
    return kind, len(values), np.array(values, f"<u{_WIDTHS[kind]}").tobytes()
