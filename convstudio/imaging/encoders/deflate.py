"""Deflate in pieces that several threads make, and that follow on one another in one stream.

RFC 1950 and 1951. Each piece ends on a whole byte and looks back at no other.
"""

from __future__ import annotations

import zlib

_MODULUS = 65521
_LEVEL, _MEMORY = 4, 9  # from there on each level takes twice the time and saves a per cent
_SAMPLE = 1 << 14
_WORTH = 0.95  # of the size: what the search must save at least

HEADER = b"\x78\x9c"
END = b"\x03\x00"  # a last block that holds nothing


def piece(data: memoryview) -> bytes:
    """A piece of a deflate stream."""
    return _deflated(data, _strategy(data), -zlib.MAX_WBITS, zlib.Z_SYNC_FLUSH)


def whole(data: memoryview) -> bytes:
    """A stream of its own, with header and checksum."""
    return _deflated(data, _strategy(data), zlib.MAX_WBITS, zlib.Z_FINISH)


def joined_checksum(first: int, second: int, length: int) -> int:
    """Adler-32 of two texts one after the other, of theirs and the length of the second."""
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + ((first & 0xFFFF) - 1) * length
    return (high % _MODULUS) << 16 | low % _MODULUS


def _strategy(data: memoryview) -> int:
    """Noise, as photographs hold it, repeats nothing: to search it takes several times as long."""
    places = {0, len(data) // 2, max(len(data) - _SAMPLE, 0)}
    parts = b"".join(data[place : place + _SAMPLE] for place in places)
    quick, searched = (
        len(_deflated(memoryview(parts), strategy, -zlib.MAX_WBITS, zlib.Z_FINISH))
        for strategy in (zlib.Z_RLE, zlib.Z_DEFAULT_STRATEGY)
    )
    return zlib.Z_DEFAULT_STRATEGY if searched < _WORTH * quick else zlib.Z_RLE


def _deflated(data: memoryview, strategy: int, bits: int, end: int) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, bits, _MEMORY, strategy)
    return packer.compress(data) + packer.flush(end)
