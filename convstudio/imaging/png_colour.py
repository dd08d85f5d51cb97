"""What a PNG's gAMA and cHRM chunks say of its colours, as the colour profile they stand for.

W3C, Portable Network Graphics (PNG) Specification, third edition, 4.3 and 11.3.2;
ICC.1:2001-04, File Format for Color Profiles.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np

from convstudio.imaging.light import decode
from convstudio.numerics.validation import FloatArray

KINDS = (b"cICP", b"sRGB", b"gAMA", b"cHRM")  # a profile of its own, iCCP, is left to Pillow
LONGEST = 32  # bytes of such a chunk

_UNIT = 100_000  # of what both chunks hold
_SRGB_GAMMA, _NEAR_GAMMA = 0.45455, 0.05  # whoever writes sRGB writes 45455; libpng's tolerance
_GAMMAS = (0.1, 5.0)  # what is beyond is no picture's
# x, y of white, red, green, blue.
_SRGB = np.array([[0.3127, 0.3290], [0.64, 0.33], [0.30, 0.60], [0.15, 0.06]])
_NEAR_PRIMARIES = 0.002
_WHITES = (0.2, 0.5)  # coordinates of what eyes take for white: tungsten, daylight, blue sky
_LARGEST = 2.0  # coordinate of a colorant: as much light as two whites
_LEAST_TRIANGLE = 0.002  # twice its area; sRGB's is 0.22
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
_NEAR_EXPONENT = 0.0006  # of itself; beyond, colours that other primaries barely make jump
_ENTRIES = 4 * 255 + 1  # of a curve that is no power: each level of 8 bits has its own
_COLOURS, _CURVES = (b"rXYZ", b"gXYZ", b"bXYZ"), (b"rTRC", b"gTRC", b"bTRC")
_VERSION, _DATE = 0x02400000, (2025, 6, 24, 0, 0, 0)  # the same bytes whenever they are made


def profile_of(chunks: Mapping[bytes, bytes], gray: bool) -> bytes | None:
    """A profile for a picture without one; None where it is sRGB, or nothing sane is told.

    Args:
        chunks: contents of ``KINDS``, those that are there.
        gray: whether that picture is: its profile has no colours.
    """
    # What cICP tells (mostly video) is not read here; what stands beside it is at best close to it,
    # and would be kept as if it were true.
    if b"cICP" in chunks or b"sRGB" in chunks:
        return None
    gamma = _gamma(chunks.get(b"gAMA", b""))
    # Of gray, cHRM tells the white alone, and any white is shown as the screen's own.
    primaries = None if gray else _primaries(chunks.get(b"cHRM", b""))
    if primaries is None and (gamma is None or _is_srgb(gamma)):
        return None
    curve = _srgb_curve() if gamma is None else _power(1 / gamma)
    tags = {b"desc": _description(_name(gamma, primaries)), b"cprt": b"text\0\0\0\0Public domain\0"}
    if gray:
        return _packed(b"GRAY", tags | {b"wtpt": _xyz(_as_xyz(_SRGB[0])), b"kTRC": curve})
    points = _SRGB if primaries is None else primaries
    tags[b"wtpt"] = _xyz(_as_xyz(points[0]))
    tags |= {name: _xyz(colour) for name, colour in zip(_COLOURS, _colorants(points), strict=True)}
    return _packed(b"RGB ", tags | dict.fromkeys(_CURVES, curve))


def _gamma(content: bytes) -> float | None:
    """From light to samples; None where it is missing or absurd."""
    if len(content) != 4:
        return None
    gamma = int.from_bytes(content, "big") / _UNIT
    return gamma if _GAMMAS[0] <= gamma <= _GAMMAS[1] else None


def _is_srgb(gamma: float) -> bool:
    return abs(gamma / _SRGB_GAMMA - 1) <= _NEAR_GAMMA


def _primaries(content: bytes) -> FloatArray | None:
    """White, red, green and blue; None where they are missing, absurd, or sRGB's."""
    if len(content) != LONGEST:
        return None
    points: FloatArray = np.array(struct.unpack(">8L", content)).reshape(4, 2) / _UNIT
    if np.abs(points - _SRGB).max() <= _NEAR_PRIMARIES:
        return None
    return points if _are_sane(points) else None


def _are_sane(points: FloatArray) -> bool:
    """Whether red, green and blue are lights that make that white, and fit in a profile."""
    white_is = _WHITES[0] <= points[0].min() and points[0].max() <= _WHITES[1]
    if not white_is or points[1:].sum(axis=1).max() > 1:
        return False
    if abs(np.linalg.det(_whole(points[1:]))) < _LEAST_TRIANGLE:
        return False
    return bool(_shares(points).min() > 0 and np.abs(_colorants(points)).max() <= _LARGEST)


def _colorants(points: FloatArray) -> FloatArray:
    """Rows X, Y, Z of red, green and blue, as they are under D50."""
    cones = _BRADFORD @ _as_xyz(points[0])
    adapted = np.linalg.inv(_BRADFORD) @ np.diag(_BRADFORD @ _D50 / cones) @ _BRADFORD
    found: FloatArray = (_whole(points[1:]) * _shares(points)[:, None]) @ adapted.T
    return found


def _shares(points: FloatArray) -> FloatArray:
    """How much there is of red, green and blue in white."""
    found: FloatArray = np.linalg.solve(_whole(points[1:]).T, _as_xyz(points[0]))
    return found


def _whole(points: FloatArray) -> FloatArray:
    """x, y, z of each."""
    return np.column_stack([points, 1 - points.sum(axis=1)])


def _as_xyz(white: FloatArray) -> FloatArray:
    """X, Y, Z, where Y is 1."""
    found: FloatArray = _whole(white[None])[0] / white[1]
    return found


def _name(gamma: float | None, primaries: FloatArray | None) -> str:
    """For people, who call by gamma what goes from samples to light."""
    curve = "PNG, sRGB's curve" if gamma is None else f"PNG gamma {round(1 / gamma, 2)}"
    return curve if primaries is None else f"{curve}, primaries of its own"


def _power(exponent: float) -> bytes:
    """As such, where the format's 256ths are fine enough; else its values."""
    parts = round(exponent * 256)
    if abs(parts / (exponent * 256) - 1) <= _NEAR_EXPONENT:
        return b"curv\0\0\0\0" + struct.pack(">LH", 1, parts)
    return _values(np.linspace(0, 1, _ENTRIES) ** exponent)


def _srgb_curve() -> bytes:
    """For primaries without gAMA: the likely one, and so the grays stay what they are.

    The specification leaves it to the viewer (13.13); Skia takes the same.
    """
    return _values(decode(np.linspace(0, 1, _ENTRIES), 1.0))


def _values(light: FloatArray) -> bytes:
    entries = np.rint(light * 65535).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">L", entries.size) + entries.tobytes()


def _description(words: str) -> bytes:
    """In ASCII; empty in Unicode and in the Macintosh's script."""
    told = words.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">L", len(told)) + told + bytes(8 + 3 + 67)


def _xyz(values: FloatArray) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _fixed(values: FloatArray) -> bytes:
    return np.rint(values * 65536).astype(">i4").tobytes()


def _packed(space: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    """A profile of a display; tags of the same content share it."""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    data = b""
    for content in tags.values():
        if content not in places:
            places[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
    table = struct.pack(">L", len(tags)) + b"".join(
        name + struct.pack(">LL", places[content], len(content)) for name, content in tags.items()
    )
    kind = struct.pack(">L4s4s4s6H", _VERSION, b"mntr", space, b"XYZ ", *_DATE)
    head = struct.pack(">L4x", start + len(data)) + kind
    return (head + b"acsp" + bytes(28) + _fixed(_D50)).ljust(128, b"\0") + table + data
