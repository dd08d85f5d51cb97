"""What people wrote on a picture outside EXIF and XMP: IPTC records, comments, texts of a PNG.

IPTC-NAA Information Interchange Model 4.2; Adobe Photoshop File Formats (image resource blocks);
PNG, third edition, 11.3.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

RAW_PROFILE = "Raw profile type "  # ImageMagick's, in PNG: blocks of other formats in hexadecimals
IPTC_FIELD, RESOURCES_FIELD = 33723, 34377  # of a TIFF
COMMENT = "Comment"  # what a JPEG's or a GIF's comment is called among the texts
_IPTC_RESOURCE, _MARK = 0x0404, b"8BIM"
_HEADER = struct.Struct(">4sHH")  # the mark, which resource, an empty name
_A_LINE = 72  # digits of ImageMagick's
_LONGEST_KEYWORD = 79
# What programs write of the file and of themselves. With a colon: date:create, Thumb::MTime …
_OF_THE_FILE = frozenset({"Software"})


@dataclass(frozen=True)
class Captions:
    """What is carried from a picture to what is made of it.

    Attributes:
        iptc: the IPTC record, byte for byte: headline, caption, credit, keywords.
        texts: pairs of keyword and text, in the file's order.
    """

    iptc: bytes | None = None
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def comments(self) -> tuple[str, ...]:
        """The texts without a keyword of their own."""
        return tuple(text for keyword, text in self.texts if keyword == COMMENT)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Of the other texts, each once."""
        return tuple(dict.fromkeys(name for name, _ in self.texts if name != COMMENT))


NO_CAPTIONS = Captions()


def captions_of(image: Image.Image) -> Captions:
    """The captions that Pillow found in a file."""
    if image.format == "PNG":
        return Captions(_iptc_of_png(image.info), tuple(_texts_of_png(image.info)))
    found = [data for name, data in getattr(image, "applist", ()) if name == "COM"]
    if not found and isinstance(comment := image.info.get("comment"), bytes):
        found = [comment]
    resources = image.info.get("photoshop")
    iptc = resources.get(_IPTC_RESOURCE) if isinstance(resources, dict) else None
    texts = tuple((COMMENT, text) for data in found if (text := _decoded(data)))
    return Captions(iptc if isinstance(iptc, bytes) and iptc else None, texts)


def raw_profile(info: Mapping[Any, object], kind: str) -> bytes | None:
    """A block of another format among a PNG's texts; None where there is none that can be read."""
    told = info.get(RAW_PROFILE + kind)
    if not isinstance(told, str):
        return None
    try:
        return bytes.fromhex("".join(told.split("\n")[3:]))
    except ValueError:
        return None


def as_raw_profile(kind: str, block: bytes) -> str:
    """A block as a PNG's text."""
    digits = block.hex()
    lines = [digits[start : start + _A_LINE] for start in range(0, len(digits), _A_LINE)]
    return "\n".join(["", kind, f"{len(block):8}", *lines, ""])


def iptc_of_tiff(record: bytes, resources: bytes) -> bytes | None:
    """The record out of a TIFF's two fields: the longer one, for some programs cut the other."""
    return max(record, _iptc_in(resources) or b"", key=len) or None


def resource_of(iptc: bytes) -> bytes:
    """A record as the resource block that Photoshop makes of it."""
    header = _HEADER.pack(_MARK, _IPTC_RESOURCE, 0) + struct.pack(">L", len(iptc))
    return header + iptc + bytes(len(iptc) % 2)


def _iptc_of_png(info: Mapping[Any, object]) -> bytes | None:
    for kind in ("iptc", "8bim"):
        block = raw_profile(info, kind)
        if block is not None:
            found = _iptc_in(block) if block.startswith(_MARK) else block
            if found:
                return found
    return None


def _iptc_in(block: bytes) -> bytes | None:
    """The record of a run of resource blocks."""
    place = 0
    while block[place : place + 4] == _MARK and len(block) >= place + 12:
        (code,) = struct.unpack_from(">H", block, place + 4)
        place += 6 + (1 + block[place + 6] + 1) // 2 * 2  # the name, padded to even
        length = int.from_bytes(block[place : place + 4], "big")
        place += 4
        if code == _IPTC_RESOURCE:
            return block[place : place + length]
        place += length + length % 2
    return None


def _texts_of_png(info: Mapping[Any, object]) -> Iterator[tuple[str, str]]:
    for keyword, text in info.items():
        if not (isinstance(keyword, str) and isinstance(text, str)):
            continue
        told_elsewhere = ":" in keyword or keyword.startswith(RAW_PROFILE)
        named = 0 < len(keyword) <= _LONGEST_KEYWORD and keyword.isprintable()
        sound = named and "\0" not in text and text != ""
        if sound and not told_elsewhere and keyword not in _OF_THE_FILE:
            yield COMMENT if keyword.lower() == COMMENT.lower() else keyword, str(text)


def _decoded(data: bytes) -> str:
    """UTF-8 where it is any; else every byte a letter, as the old programs have it."""
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
