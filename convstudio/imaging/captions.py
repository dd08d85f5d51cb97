"""What people wrote on a picture outside EXIF and XMP: IPTC records, comments, texts of a PNG.

IPTC-NAA Information Interchange Model 4.2; Adobe Photoshop File Formats (image resource blocks).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image

from convstudio.imaging.png_chunks import RAW_PROFILE, PngTexts, texts_of

RESOURCES_HEADER = b"Photoshop 3.0\0"  # of a JPEG's segments
IPTC_FIELD, RESOURCES_FIELD = 33723, 34377  # of a TIFF
COMMENT = "Comment"  # what a JPEG's or a GIF's comment is called among the texts
_IPTC, _RIGHTS = 0x0404, (0x040A, 0x040B, 0x0425)  # copyright mark, address, the record's digest
_MARK = b"8BIM"
_MARKS = (_MARK, b"AgHg", b"DCSR", b"MeSa", b"PHUT")  # the others of other programs
_LONGEST_KEYWORD = 79
# What programs write of the file and of themselves. With a colon: date:create, Thumb::MTime …
_OF_THE_FILE = frozenset({"Software"})

Resources = tuple[tuple[int, bytes], ...]
"""Pairs of number and content."""
Texts = tuple[tuple[str, str], ...]
"""Pairs of keyword and text."""


@dataclass(frozen=True)
class Captions:
    """What is carried from a picture to what is made of it.

    Attributes:
        resources: the image resources of Photoshop that tell of it, byte for byte: the IPTC record
            (headline, caption, credit, keywords), whether it is copyrighted, and its address.
        texts: in the file's order.
    """

    resources: Resources = ()
    texts: Texts = ()

    @property
    def iptc(self) -> bytes | None:
        """The IPTC record."""
        return dict(self.resources).get(_IPTC)

    @property
    def packed(self) -> bytes:
        """The resources as files hold them."""
        return b"".join(
            struct.pack(">4sHHL", _MARK, code, 0, len(data)) + data + bytes(len(data) % 2)
            for code, data in self.resources
        )

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
    """The captions of a file that Pillow opened."""
    if image.format == "PNG":
        texts = texts_of(image)
        return Captions(_resources_of_png(texts), tuple(_told(texts)))
    found = [data for name, data in getattr(image, "applist", ()) if name == "COM"]
    if not found and isinstance(comment := image.info.get("comment"), bytes):
        found = [comment]
    return Captions(
        _resources_of_jpeg(image),
        tuple((COMMENT, text) for data in found if (text := _decoded(data))),
    )


def captions_of_tiff(record: bytes, blocks: bytes) -> Captions:
    """Of a TIFF's two fields. Of two IPTC records the longer: some programs cut the other."""
    found = dict(_unpacked(blocks))
    found[_IPTC] = max(record, found.get(_IPTC, b""), key=len)
    return Captions(_kept(found.items()))


def _resources_of_jpeg(image: Image.Image) -> Resources:
    """Of all segments in one: what is too long for one goes on in the next."""
    segments = [data for name, data in getattr(image, "applist", ()) if name == "APP13"]
    told = [data for data in segments if data.startswith(RESOURCES_HEADER)]
    return _kept(_unpacked(b"".join(data[len(RESOURCES_HEADER) :] for data in told)))


def _resources_of_png(texts: PngTexts) -> Resources:
    blocks = [texts.raw_profile(kind) or b"" for kind in ("iptc", "8bim")]
    bare = [(_IPTC, block) for block in blocks if block and not block.startswith(_MARKS)]
    found = dict(bare) | {code: data for block in blocks for code, data in _unpacked(block)}
    return _kept(found.items())


def _kept(resources: Iterable[tuple[int, bytes]]) -> Resources:
    found = dict(resources)
    return tuple((code, found[code]) for code in (_IPTC, *_RIGHTS) if found.get(code))


def _unpacked(blocks: bytes) -> Iterator[tuple[int, bytes]]:
    """Each resource of Photoshop's own, as far as they are sound."""
    place = 0
    while blocks[place : place + 4] in _MARKS and len(blocks) >= place + 12:
        mark, code = struct.unpack_from(">4sH", blocks, place)
        place += 6 + (1 + blocks[place + 6] + 1) // 2 * 2  # the name, padded to even
        length = int.from_bytes(blocks[place : place + 4], "big")
        place += 4
        if mark == _MARK:
            yield code, blocks[place : place + length]
        place += length + length % 2


def _told(texts: PngTexts) -> Iterator[tuple[str, str]]:
    for name, text in texts.pairs:
        keyword = " ".join(filter(None, name.split(" ")))  # as the standard wants it
        told_elsewhere = ":" in keyword or keyword.startswith(RAW_PROFILE)
        named = 0 < len(keyword) <= _LONGEST_KEYWORD and keyword.isprintable()
        sound = named and "\0" not in text and text != ""
        if sound and not told_elsewhere and keyword not in _OF_THE_FILE:
            yield COMMENT if keyword.lower() == COMMENT.lower() else keyword, text


def _decoded(data: bytes) -> str:
    """UTF-8 where it is any; else every byte a letter, as the old programs have it."""
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
