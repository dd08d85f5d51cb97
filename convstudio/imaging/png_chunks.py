"""The texts of a PNG and its colour chunks, read by ourselves and kept from Pillow.

Pillow puts texts under their keywords among what it knows of the picture: one that is called
``interlace`` or ``transparency`` would spoil the pixels, a second one of a name hides the first,
and a million of them take half a minute. A gAMA, cHRM or sRGB of a wrong length costs it the
picture.

W3C, Portable Network Graphics (PNG) Specification, third edition, 11.3.3.
"""

from __future__ import annotations

import io
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO

from PIL import Image, ImageFile

from convstudio.imaging import png_colour

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = "XML:com.adobe.xmp"
RAW_PROFILE = "Raw profile type "  # ImageMagick's: blocks of other formats in hexadecimals
# Keywords that would spoil the picture for whoever reads it with Pillow, as many do.
PILLOWS_OWN = frozenset(
    {
        "aspect", "background", "bbox", "blend", "chromaticity", "default_image", "disposal", "dpi",
        "duration", "exif", "gamma", "icc_profile", "interlace", "loop", "srgb", "timestamp",
        "transparency", "xmp",
    }
)  # fmt: skip
_FOUND = "convstudio:texts"  # among what Pillow knows of an image
_COLOUR_TYPE = 25  # its place in every PNG
_PALETTE_OR_PIXELS = (b"PLTE", b"IDAT")
_KINDS = (b"tEXt", b"zTXt", b"iTXt")
_HEADER, _CHECKSUM = 8, 4
_MOST_TEXTS, _MOST_BYTES = 10_000, 16 << 20  # what is beyond is passed over
_UNREADABLE = (ValueError, zlib.error)
_Piece = tuple[int, int]
"""(first byte, length) of a part of a file."""


@dataclass(frozen=True)
class PngTexts:
    """What the chunks hold: pairs of keyword and text in the file's order, but for the XMP."""

    pairs: tuple[tuple[str, str], ...] = ()
    xmp: bytes | None = None

    def raw_profile(self, kind: str) -> bytes | None:
        """A block of another format; None where there is none that can be read."""
        told = dict(self.pairs).get(RAW_PROFILE + kind, "")
        try:
            return bytes.fromhex("".join(told.split("\n")[3:])) or None
        except ValueError:
            return None


def open_image(file: BinaryIO, formats: tuple[str, ...]) -> ImageFile.ImageFile:
    """A file's header as Pillow reads it; of a PNG, what its texts are goes into ``texts_of``, and
    what colours it has, where no profile tells, into a profile.

    The file stands at its start.

    Raises:
        what Pillow raises.
    """
    start = file.read(len(SIGNATURE))
    file.seek(0)
    if start != SIGNATURE:
        return Image.open(file, formats=formats)
    texts, colours, pieces = _read_own(file)
    hidden: Any = file if len(pieces) == 1 else io.BufferedReader(_Spliced(file, pieces))
    hidden.seek(0)
    image = Image.open(hidden, formats=formats)
    info: dict[Any, Any] = image.info
    info[_FOUND] = texts
    if not info.get("icc_profile"):  # or one that nobody can unpack
        info["icc_profile"] = png_colour.profile_of(colours, _has_grays(file))
    # Where Pillow looks for an orientation.
    if texts.xmp is not None:
        info["xmp"] = texts.xmp
    info |= {name: text for name, text in texts.pairs if name == RAW_PROFILE + "exif"}
    return image


def texts_of(image: Image.Image) -> PngTexts:
    """The texts of an image that was opened here."""
    found = image.info.get(_FOUND)
    return found if isinstance(found, PngTexts) else PngTexts()


def as_raw_profile(kind: str, block: bytes) -> str:
    """A block as a text."""
    digits = block.hex()
    lines = [digits[start : start + 72] for start in range(0, len(digits), 72)]
    return "\n".join(["", kind, f"{len(block):8}", *lines, ""])


def _read_own(file: BinaryIO) -> tuple[PngTexts, dict[bytes, bytes], list[_Piece]]:
    """The texts, the colour chunks by their kinds, and what else there is in the file."""
    pairs: list[tuple[str, str]] = []
    xmp: bytes | None = None
    colours: dict[bytes, bytes] = {}
    late = False  # for colour chunks
    pieces: list[_Piece] = [(0, len(SIGNATURE))]
    room = _MOST_BYTES
    for kind, place, length in _chunks(file):
        if kind in png_colour.KINDS:
            small = length <= _HEADER + png_colour.LONGEST + _CHECKSUM
            body = _checked(kind, file.read(length - _HEADER)) if small and not late else None
            if body is not None:
                colours.setdefault(kind, body)
            continue
        late = late or kind in _PALETTE_OR_PIXELS
        if kind not in _KINDS:
            pieces = _joined(pieces, (place, length))
            continue
        if len(pairs) < _MOST_TEXTS and length <= room:
            keyword, text = _text(kind, file.read(length - _HEADER), room) or ("", b"")
            room -= len(text)
            if keyword == XMP_KEYWORD and kind == b"iTXt":
                xmp = text
            elif keyword:
                decoded = text.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace")
                pairs.append((keyword, decoded))
    return PngTexts(tuple(pairs), xmp), colours, pieces


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where it begins, its length) of each chunk; the file stands behind its header.

    From the last one on all is one, as far as the file goes.
    """
    place, size = len(SIGNATURE), file.seek(0, io.SEEK_END)
    while place < size:
        file.seek(place)
        header = file.read(_HEADER)
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        end = place + _HEADER + length + _CHECKSUM
        if kind == b"IEND" or end > size or len(header) < _HEADER:
            end = size
        yield kind, place, end - place
        place = end


def _joined(pieces: list[_Piece], piece: _Piece) -> list[_Piece]:
    place, length = pieces[-1]
    if place + length == piece[0]:
        pieces[-1] = place, length + piece[1]
    else:
        pieces.append(piece)
    return pieces


def _has_grays(file: BinaryIO) -> bool:
    """Pillow opens gray of 16 bits with alpha as RGBA; the file's position is as before."""
    place = file.tell()
    file.seek(_COLOUR_TYPE)
    colours = file.read(1)[0] & 2
    file.seek(place)
    return not colours


def _checked(kind: bytes, content: bytes) -> bytes | None:
    """What is in a chunk before its checksum; None where that is another's."""
    body, checksum = content[:-_CHECKSUM], content[-_CHECKSUM:]
    return body if zlib.crc32(kind + body) == int.from_bytes(checksum, "big") else None


def _text(kind: bytes, content: bytes, room: int) -> tuple[str, bytes] | None:
    """The keyword and the text of a chunk with its checksum; None where it is broken."""
    keyword, mark, rest = (_checked(kind, content) or b"").partition(b"\0")
    if not mark:
        return None
    packed = kind == b"zTXt"
    if kind == b"zTXt":
        rest = rest[1:]
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:]
        _language, _, rest = rest.partition(b"\0")
        _translated, _, rest = rest.partition(b"\0")
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, room)
        except _UNREADABLE:
            return None
    return keyword.decode("latin-1"), rest


class _Spliced(io.RawIOBase):
    """Pieces of a file as if there were nothing between them."""

    def __init__(self, file: BinaryIO, pieces: list[_Piece]) -> None:
        self._file = file
        self._pieces = pieces
        self._starts = list(accumulate((length for _, length in pieces), initial=0))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = (0, self._at, self._starts[-1])[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        number = bisect_right(self._starts, self._at) - 1
        if number >= len(self._pieces):
            return 0
        place, length = self._pieces[number]
        within = self._at - self._starts[number]
        self._file.seek(place + within)
        got = self._file.read(min(len(buffer), length - within))
        buffer[: len(got)] = got
        self._at += len(got)
        return len(got)
