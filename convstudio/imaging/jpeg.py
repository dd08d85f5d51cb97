"""How often a JPEG goes over its picture: each scan of a progressive one costs as much as all.

ITU-T T.81, annex B.
"""

from __future__ import annotations

import re

_MOST_SCANS = 100  # programs write ten; a few hundred bytes can hold a thousand
_END, _SCAN = 0xD9, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_MARKER_AFTER_PIXELS = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


def require_few_scans(data: bytes) -> None:
    """Refuses a JPEG that would be gone over again and again.

    Raises:
        ValueError: it has more scans than any program writes.
    """
    place, scans, after_pixels = 2, 0, False
    while found := (_MARKER_AFTER_PIXELS if after_pixels else _MARKER).search(data, place):
        marker, place = found[1][0], found.end()
        if marker == _END:
            return
        if marker not in _ALONE:
            place += max(int.from_bytes(data[place : place + 2], "big"), 2)
        after_pixels = marker == _SCAN
        scans += after_pixels
        if scans > _MOST_SCANS:
            raise ValueError(f"it has more than {_MOST_SCANS} scans")
