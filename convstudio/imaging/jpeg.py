"""What a JPEG's markers tell before it is decoded: its bits, and how often it goes over its
picture, for each scan of a progressive one costs as much as all.

ITU-T T.81, annex B.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST_SCANS = 100  # programs write ten; a few hundred bytes can hold a thousand
_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the three are tables
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_AT_ONCE = 1 << 16  # bytes that are searched in one go: other threads wait for the end of it
_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_MARKER_AFTER_PIXELS = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


def require_few_scans(data: bytes) -> None:
    """Refuses a JPEG that would be gone over again and again.

    Raises:
        ValueError: it has more scans than any program writes.
    """
    scans = 0
    for marker, _ in _segments(data):
        scans += marker == _SCAN
        if scans > _MOST_SCANS:
            raise ValueError(f"it has more than {_MOST_SCANS} scans")


def bits_of_samples(data: bytes) -> int:
    """What the header of its frame says; 8 where there is none."""
    for marker, place in _segments(data):
        if marker == _SCAN:
            break
        if marker in _FRAMES and place + 2 < len(data):
            return data[place + 2]
    return 8


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker, and where what belongs to it begins."""
    place, after_pixels = 2, False
    while found := _next(_MARKER_AFTER_PIXELS if after_pixels else _MARKER, data, place):
        marker, place = found[1][0], found.end()
        if marker == _END:
            return
        yield marker, place
        if marker not in _ALONE:
            place += max(int.from_bytes(data[place : place + 2], "big"), 2)
        after_pixels = marker == _SCAN


def _next(marker: re.Pattern[bytes], data: bytes, place: int) -> re.Match[bytes] | None:
    """The first marker from a place on."""
    while place < len(data):
        end = place + _AT_ONCE
        found = marker.search(data, place, end)
        if found is not None:
            return found
        place = max(end - 1, place + 1)  # a marker may lie across the end
    return None
