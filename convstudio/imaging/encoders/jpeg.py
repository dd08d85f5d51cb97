"""Baseline JPEG by strips, each encoded by itself, with a restart marker between any two.

ISO/IEC 10918-1, annexes B and E. A restart begins the differences anew, as a file does: the strips
are those of the whole picture, pixel for pixel.
"""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

from PIL import Image

from convstudio.imaging.captions import RESOURCES_HEADER
from convstudio.imaging.encoders.encoder import Encoder, Sheet
from convstudio.imaging.levels import Samples

LARGEST_SIDE = 65500  # libjpeg's own limit
LARGEST_SEGMENT = 65533  # bytes in one marker's segment
EXIF_HEADER, XMP_HEADER = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_PROFILE_HEADER = b"ICC_PROFILE\0"
_BLOCK = 8
_LONGEST_INTERVAL = 65535  # blocks between two restarts
_SIZE_MARKER, _SCAN_MARKER, _INTERVAL_MARKER, _FIRST_RESTART = 0xC0, 0xDA, 0xDD, 0xD0
_JFIF_MARKER, _EXIF_MARKER, _PROFILE_MARKER = 0xE0, 0xE1, 0xE2
_RESOURCES_MARKER, _COMMENT_MARKER = 0xED, 0xFE


class JpegEncoder(Encoder):
    """Gray or RGB, without chroma subsampling."""

    def __init__(self, sheet: Sheet, file: BinaryIO) -> None:
        super().__init__(sheet, file)
        across = -(-sheet.width // _BLOCK)
        down = max(min(self.rows // _BLOCK, _LONGEST_INTERVAL // across), 1)
        self.rows = down * _BLOCK
        self._interval = down * across if self.rows < sheet.height else 0
        self._strips = 0

    def pack(self, pixels: Samples) -> bytes:
        """A JPEG of its own."""
        strip = io.BytesIO()
        image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
        image.save(strip, "JPEG", quality=self.sheet.quality, subsampling=0)
        return strip.getvalue()

    def append(self, packed: bytes) -> None:
        scan = self._write_start(packed) if self._strips == 0 else _place_of_scan(packed)
        if self._strips:
            self.file.write(bytes((0xFF, _FIRST_RESTART + (self._strips - 1) % 8)))
        self.file.write(memoryview(packed)[scan:-2])
        self._strips += 1

    def finish(self) -> None:
        self.file.write(b"\xff\xd9")

    def _write_start(self, strip: bytes) -> int:
        """What stands before the pixels, with the strip's own tables; where its pixels begin."""
        self.file.write(b"\xff\xd8")
        self._write_metadata()
        for marker, start, end in _segments(strip):
            content = strip[start:end]
            if marker == _SIZE_MARKER:  # precision, height, width …
                content = content[:1] + struct.pack(">H", self.sheet.height) + content[3:]
            if marker == _SCAN_MARKER:
                if self._interval:
                    self._segment(_INTERVAL_MARKER, struct.pack(">H", self._interval))
                self._segment(marker, content)
                return end
            if marker != _JFIF_MARKER:
                self._segment(marker, content)
        raise ValueError("the encoder made no JPEG")

    def _write_metadata(self) -> None:
        sheet = self.sheet
        unit, density = 0, (1, 1)
        if sheet.resolution is not None:
            across, down = (max(min(round(value), 65535), 1) for value in sheet.resolution)
            unit, density = 1, (across, down)
        jfif = b"JFIF\0\1\1" + struct.pack(">BHHBB", unit, *density, 0, 0)
        self._segment(_JFIF_MARKER, jfif)
        if sheet.exif is not None:
            self._segment(_EXIF_MARKER, EXIF_HEADER + sheet.exif.removeprefix(EXIF_HEADER))
        if sheet.xmp is not None:
            self._segment(_EXIF_MARKER, XMP_HEADER + sheet.xmp)
        packed, step = sheet.captions.packed, LARGEST_SEGMENT - len(RESOURCES_HEADER)
        for start in range(0, len(packed), step):
            self._segment(_RESOURCES_MARKER, RESOURCES_HEADER + packed[start : start + step])
        for comment in sheet.captions.comments:
            self._segment(_COMMENT_MARKER, comment.encode())
        if sheet.profile is not None:
            step = LARGEST_SEGMENT - len(_PROFILE_HEADER) - 2
            starts = range(0, len(sheet.profile), step)
            for number, start in enumerate(starts, start=1):
                header = _PROFILE_HEADER + bytes((number, len(starts)))
                self._segment(_PROFILE_MARKER, header + sheet.profile[start : start + step])

    def _segment(self, marker: int, content: bytes) -> None:
        self.file.write(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)


def _place_of_scan(strip: bytes) -> int:
    """Where a strip's pixels begin."""
    return next(end for marker, _, end in _segments(strip) if marker == _SCAN_MARKER)


def _segments(strip: bytes) -> list[tuple[int, int, int]]:
    """(marker, start, end) of each segment's content, up to the pixels."""
    found: list[tuple[int, int, int]] = []
    place = 2
    while not found or found[-1][0] != _SCAN_MARKER:
        _, marker, length = struct.unpack_from(">BBH", strip, place)
        found.append((marker, place + 4, place + 2 + length))
        place += 2 + length
    return found
