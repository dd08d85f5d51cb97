"""WebP: its library wants the whole picture, so the bands are gathered first.

RFC 9649.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from PIL import Image

from convstudio.imaging.encoders.encoder import Encoder, Sheet
from convstudio.imaging.levels import Samples

LARGEST_SIDE = 16383
LOSSLESS = 100  # the quality at which nothing is lost
# Bytes that a pixel takes meanwhile: what is gathered, Pillow's image, and the library's own.
NEEDS = 4 + 4 + 16


class WebpEncoder(Encoder):
    """RGB or RGBA, colours under full transparency included; gray becomes RGB."""

    def __init__(self, sheet: Sheet, file: BinaryIO) -> None:
        super().__init__(sheet, file)
        self._pixels = np.empty((sheet.height, sheet.width, sheet.samples), np.uint8)
        self._done = 0

    def pack(self, pixels: Samples) -> bytes:
        return pixels.tobytes()

    def append(self, packed: bytes) -> None:
        band = np.frombuffer(packed, np.uint8).reshape(-1, *self._pixels.shape[1:])
        self._pixels[self._done : self._done + len(band)] = band
        self._done += len(band)

    def finish(self) -> None:
        sheet = self.sheet
        pixels = self._pixels
        image = Image.fromarray(pixels[..., 0] if sheet.samples == 1 else pixels)
        found = {"icc_profile": sheet.profile, "exif": sheet.exif, "xmp": sheet.xmp}
        metadata = {name: value for name, value in found.items() if value is not None}
        lossless = sheet.quality == LOSSLESS
        image.save(
            self.file, "WEBP", quality=sheet.quality, lossless=lossless, exact=True, **metadata
        )
