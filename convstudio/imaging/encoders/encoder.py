"""What every encoder is: rows go in by bands, are packed side by side, and are written in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import BinaryIO

from convstudio.imaging.captions import NO_CAPTIONS, Captions
from convstudio.imaging.levels import Levels, Samples

# Samples of so many bytes are packed at once: enough to compress well, and to share out well.
_BAND_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is to be written, but for the pixels.

    Attributes:
        samples: of a pixel, 1 to 4; alpha, where ``has_alpha``, is the last.
        levels: what a sample can hold.
        profile, exif, xmp, resolution, captions: as in Picture.
        software: what made it, for formats that have a place for that besides EXIF.
        quality: from 1 to 100, for lossy formats.
        page: what the page is called, in files of several.
        column: whether the numbers of one row stand one below the other, in a table.
    """

    width: int
    height: int
    samples: int
    levels: Levels
    has_alpha: bool = False
    profile: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    resolution: tuple[float, float] | None = None
    software: str = ""
    quality: int = 95
    captions: Captions = NO_CAPTIONS
    page: str = ""
    column: bool = False

    @property
    def row_bytes(self) -> int:
        """Of a row of pixels."""
        return self.width * self.samples * self.levels.dtype.itemsize

    @property
    def size(self) -> int:
        """Of all pixels, in bytes."""
        return self.row_bytes * self.height


class EncodingError(Exception):
    """An encoder could not do with what it was given: metadata that its format cannot hold."""


class Encoder(ABC):
    """Writes one picture to a file from the top down.

    ``pack`` may run in several threads at once; ``append`` takes what it made in order.

    Attributes:
        rows: so many are packed at once; the last band may have fewer.
    """

    def __init__(self, sheet: Sheet, file: BinaryIO) -> None:
        self.sheet = sheet
        self.file = file
        self.rows = max(min(_BAND_BYTES // sheet.row_bytes, sheet.height), 1)

    @abstractmethod
    def pack(self, pixels: Samples) -> bytes:
        """The next rows, C-contiguous (rows, columns, samples), as the file holds them."""

    @abstractmethod
    def append(self, packed: bytes) -> None:
        """Writes what was packed, band after band.

        Raises:
            OSError: the disk does not take it.
        """

    @abstractmethod
    def finish(self) -> None:
        """Writes what stands after the pixels, once all are there."""
