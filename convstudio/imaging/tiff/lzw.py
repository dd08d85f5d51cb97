"""The order of codes in LZW of TIFF, checked before imagecodecs decodes it.

imagecodecs (2026.5.10 still) takes any code after a clear code for one of its table, which is not
filled yet: a flipped bit there ends the whole process. TIFF 6.0, section 13, has the codes: 9 bits
wide after a clear code, wider as the table grows, the greater bits first.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

_CLEAR, _FIRST = 256, 258
_USUAL_CODES = 3840  # between two clear codes: the table has 4094 entries then
_MOST_CODES = 5120 - _FIRST  # after which imagecodecs gives up by itself
_Whole = npt.NDArray[np.int32]


def require_sound(data: bytes) -> None:
    """Refuses codes that no encoder writes: one that is not in the table yet.

    Raises:
        ValueError: the data are damaged.
    """
    if len(data) < 2 or data[0] != 128 or data[1] & 128:
        raise ValueError("its LZW data do not begin with a clear code")
    buffer = np.frombuffer(data + bytes(3), np.uint8).astype(np.int32)
    words = (buffer[:-2] << 16) | (buffer[1:-1] << 8) | buffer[2:]
    bit, end = 0, len(data) * 8
    while bit < end:
        for most in (_USUAL_CODES, _MOST_CODES):
            codes, ends = _codes(words, bit, end, most)
            stops = (codes >> 1) == _CLEAR >> 1  # clear codes, and the end, which is one more
            stop = int(stops.argmax()) if stops.any() else len(codes)
            if stop < len(codes) or len(codes) < most:
                break
        if np.any(codes[:stop] > _newest()[:stop]):
            raise ValueError("its LZW data hold a code too early")
        if stop == len(codes) or codes[stop] != _CLEAR:
            return
        bit += int(ends[stop])


def _codes(words: _Whole, bit: int, end: int, most: int) -> tuple[_Whole, _Whole]:
    """The codes from a bit on, as if none were a clear code, and the bits up to their ends."""
    starts, shifts, masks, ends = _places(bit % 8)
    many = min(int(ends.searchsorted(end - bit, side="right")), most)
    codes = words[bit // 8 :].take(starts[:many])
    codes >>= shifts[:many]
    codes &= masks[:many]
    return codes, ends


@cache
def _newest() -> _Whole:
    """The greatest code that may stand at each place after a clear code."""
    newest = np.arange(_FIRST - 1, _FIRST - 1 + _MOST_CODES, dtype=np.int32)
    newest[0] = 255
    return newest


@cache
def _places(phase: int) -> tuple[_Whole, _Whole, _Whole, _Whole]:
    """(first byte, shift, mask, bits up to its end) of each code, from a bit of a byte on."""
    widths = np.full(_MOST_CODES, 9, np.int32)
    for width, table in ((10, 511), (11, 1023), (12, 2047)):
        widths[table - _FIRST + 1 :] = width
    ends = np.cumsum(widths, dtype=np.int32)
    starts = ends - widths + phase
    return starts // 8, 24 - widths - starts % 8, (1 << widths) - 1, ends
