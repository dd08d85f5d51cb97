"""EXIF blocks, field by field: what is kept of one stays byte for byte what its program wrote.

CIPA DC-008. Texts are ASCII by that standard, and in the files of people UTF-8: nobody who decodes
them can write them again as they were.
"""

from __future__ import annotations

import io
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from convstudio.imaging.tiff.directory import Directory, read_directories
from convstudio.imaging.tiff.tree import EXIF, GPS, Fields, Tree, packed, read_tree

HEADER = b"Exif\0\0"
ORIENTATION, SOFTWARE = 274, 305
_ACROSS, _DOWN, _UNIT = 282, 283, 296
_WIDTH, _HEIGHT = 40962, 40963
# The main EXIF tags that tell of the picture: texts, authors and dates, resolution, white point,
# rating, Windows' titles, the EXIF and GPS blocks. The others tell how one file stored its pixels,
# in TIFF and in Photoshop's JPEG, and would be wrong in the next.
KEPT_EXIF = frozenset(
    {269, 270, 271, 272, 285, _ACROSS, _DOWN, _UNIT, SOFTWARE}
    | {306, 315, 316, 318, 319, 18246, 18249, 33432}
    | {EXIF, GPS}
    | set(range(40091, 40096))
)
_ASCII, _SHORT, _LONG, _RATIONAL, _SIGNED_RATIONAL = 2, 3, 4, 5, 10
_NO_UNIT, _PER_INCH, _PER_CENTIMETRE = 1, 2, 3
_INCHES = {_PER_INCH: 1.0, _PER_CENTIMETRE: 2.54}
_FINEST = 10_000  # the denominator of what is no whole number
_UNREADABLE = (ValueError, EOFError, LookupError, struct.error)
_PLAIN = str.maketrans(
    {
        "×": "x", "÷": "/", "·": ".", "•": "*", "−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "′": "'",
        "⁄": "/", "→": "->", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l",
        "Ł": "L", "\0": "",
    }
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Exif:
    """The fields of a block, as they stand in it.

    Attributes:
        tree: with the EXIF and GPS directories; values in the order.
        order: ``<`` or ``>``.
    """

    tree: Tree
    order: str = "<"

    def packed(self) -> bytes | None:
        """The block; None where nothing is in it."""
        if not self.tree.fields and not self.tree.below:
            return None
        return HEADER + packed(self.order, self.tree.fields, self.tree.below)

    def lying(self) -> Exif:
        """The same of the picture on its side."""
        fields = dict(self.tree.fields)
        swapped = {_ACROSS: fields.pop(_DOWN, None), _DOWN: fields.pop(_ACROSS, None)}
        fields |= {code: value for code, value in swapped.items() if value is not None}
        return Exif(Tree(fields, self.tree.below), self.order)

    def without_resolution(self) -> Exif:
        """The same, but for the resolution."""
        told = {_ACROSS, _DOWN, _UNIT}
        fields = {code: value for code, value in self.tree.fields.items() if code not in told}
        return Exif(Tree(fields, self.tree.below), self.order)

    @property
    def has_known_unit(self) -> bool:
        """Whether the resolution has a unit that the standard knows: others refuse the file."""
        try:
            return self._unit() in (_NO_UNIT, _PER_INCH, _PER_CENTIMETRE)
        except _UNREADABLE:
            return False

    @property
    def resolution(self) -> tuple[float, float] | None:
        """(horizontal, vertical) in pixels per inch; None where no unit makes it that."""
        try:
            scale = _INCHES[self._unit()]
            return self._ratio(_ACROSS) * scale, self._ratio(_DOWN) * scale
        except (*_UNREADABLE, ZeroDivisionError):
            return None

    def _unit(self) -> int:
        if _UNIT not in self.tree.fields:
            return _PER_INCH
        kind, _, value = self.tree.fields[_UNIT]
        (unit,) = struct.unpack_from(self.order + {_SHORT: "H", _LONG: "L"}[kind], value)
        return int(unit)

    def _ratio(self, code: int) -> float:
        kind, _, value = self.tree.fields[code]
        letters = {_RATIONAL: "LL", _SIGNED_RATIONAL: "ll"}[kind]
        above, below = struct.unpack_from(self.order + letters, value)
        return float(above) / float(below)


def read_exif(block: bytes, order: str = "") -> Exif:
    """What a block tells of its picture; nothing where it cannot be read.

    Args:
        block: with the header of JPEG or without.
        order: as of ``read_tree``.
    """
    while block.startswith(HEADER):
        block = block[len(HEADER) :]
    try:
        return exif_of(read_directories(io.BytesIO(block), 1)[0], order)
    except _UNREADABLE:
        return Exif(Tree({}))


def exif_of(directory: Directory, order: str = "") -> Exif:
    """What a TIFF's directory tells of its picture."""
    found = Exif(read_tree(directory, KEPT_EXIF, order), order or directory.order)
    return found if found.has_known_unit else found.without_resolution()


def stamped_exif(
    exif: bytes | None,
    software: str,
    size: tuple[int, int],
    resolution: tuple[float, float] | None,
) -> bytes:
    """An EXIF block that names the program, and the true size where it names one.

    Args:
        exif: the picture's; where it cannot be read there is a new one.
        software: in ASCII as far as it goes.
        size: (columns, rows) of what is written.
        resolution: in pixels per inch: some formats have no other place for it.
    """
    found = read_exif(exif or b"")
    order = found.order
    text = plain_text(software).encode() + b"\0"
    fields: Fields = {**found.tree.fields, SOFTWARE: (_ASCII, len(text), text)}
    if resolution is not None:
        fields[_ACROSS], fields[_DOWN] = (rational(value, order) for value in resolution)
        fields[_UNIT] = _SHORT, 1, struct.pack(f"{order}H", _PER_INCH)
    sizes = {
        code: (_LONG, 1, struct.pack(f"{order}L", length))
        for code, length in zip((_WIDTH, _HEIGHT), size, strict=True)
    }
    below = dict(found.tree.below)
    if EXIF in below:
        below[EXIF] = _with_known(below[EXIF], sizes)
    return Exif(Tree(fields, below), order).packed() or b""


def _with_known(tree: Tree, values: Mapping[int, tuple[int, int, bytes]]) -> Tree:
    """A directory with other values for those of these fields that it has."""
    known = {code: value for code, value in values.items() if code in tree.fields}
    return Tree({**tree.fields, **known}, tree.below)


def rational(value: float, order: str = "<") -> tuple[int, int, bytes]:
    """A field of one positive number."""
    above, below = round(value * _FINEST), _FINEST
    if value == round(value) or above >= 2**32:
        above, below = min(round(value), 2**32 - 1), 1
    return _RATIONAL, 1, struct.pack(f"{order}2L", above, below)


def plain_text(text: str) -> str:
    """Text in ASCII: signs by those that stand for them, letters without their accents."""
    spread = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    letters = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return letters.encode("ascii", "replace").decode("ascii")
