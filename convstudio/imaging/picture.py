"""The Picture: pixels as read, with what must survive saving."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convstudio.imaging.captions import NO_CAPTIONS, Captions

Pixels = npt.NDArray[Any]

LONGEST_SIGNAL = 4_000_000  # samples that are shown as a plot; more are a picture of one row
_FULL_RANGE = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0, np.dtype(np.float32): 1.0}


def kind_in_words(depth: int, colours: int, has_alpha: bool) -> str:
    """What pixels are: of ``depth`` bytes a sample, 1 or 3 samples of colour, and perhaps alpha."""
    size = {1: "8-bit", 2: "16-bit", 4: "32-bit float"}[depth]
    colour = "gray" if colours == 1 else "RGB"
    return f"{size} {colour}{' with alpha' if has_alpha else ''}"


def size_words(rows: int, columns: int, *, signal: bool) -> str:
    """How large something is: ``"640 × 480"``, or ``"900 samples"`` of a signal."""
    return f"{columns} samples" if signal and rows == 1 else f"{columns} × {rows}"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in memory; two are equal only if they are the same one.

    Attributes:
        pixels: (rows, columns, samples) of uint8, uint16 or float32; 1 or 3 colour samples, then
            alpha where ``has_alpha``. Read-only from here on.
        has_alpha: whether the last sample is alpha, straight and not premultiplied.
        icc_profile: the colour profile as found.
        exif: the EXIF block as found, without an orientation: the pixels obey it already.
        resolution: (horizontal, vertical) in pixels per inch.
        path: where it was read from.
        part: which page, frame or array of its file: ``""`` where the file holds one picture, pages
            and frames ``"1"``, ``"2"`` …, arrays of an .npz by their names.
        xmp: the XMP packet as found, but with the orientation that the pixels have now: upright.
        captions: IPTC, comments and texts as found.
        samples: whether it was read as numbers in a row, one after the other: as a signal.
        column: whether its file has these numbers one below the other, as spreadsheets do.
        title: what to call it where it is in no file: ``"Zone plate 512×512"``.
    """

    pixels: Pixels
    has_alpha: bool = False
    icc_profile: bytes | None = None
    exif: bytes | None = None
    resolution: tuple[float, float] | None = None
    path: Path | None = None
    part: str = ""
    xmp: bytes | None = None
    title: str = ""
    captions: Captions = NO_CAPTIONS
    samples: bool = False
    column: bool = False

    def __post_init__(self) -> None:
        samples = self.pixels.shape[2] - self.has_alpha if self.pixels.ndim == 3 else 0
        if samples not in (1, 3) or self.pixels.size == 0 or self.pixels.dtype not in _FULL_RANGE:
            raise ValueError(f"no picture: {self.pixels.dtype} of shape {self.pixels.shape}")
        self.pixels.flags.writeable = False

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def colour(self) -> Pixels:
        """The samples without alpha, (rows, columns, 1 or 3); a view."""
        return self.pixels[..., :-1] if self.has_alpha else self.pixels

    @property
    def alpha(self) -> Pixels | None:
        """The alpha samples, (rows, columns); a view."""
        return self.pixels[..., -1] if self.has_alpha else None

    @property
    def is_signal(self) -> bool:
        """Whether it is a signal, shown as a plot."""
        return self.samples and self.height == 1 < self.width <= LONGEST_SIGNAL

    @property
    def full_range(self) -> float:
        """The value of white: 255, 65535, or 1 for float pictures."""
        return _FULL_RANGE[self.pixels.dtype]

    @property
    def kind(self) -> str:
        """What it is, for people: ``"8-bit RGB"``, ``"16-bit gray with alpha"``."""
        return kind_in_words(self.pixels.dtype.itemsize, self.colour.shape[2], self.has_alpha)

    @property
    def name(self) -> str:
        """The file's name; else its title, or ``untitled``."""
        return self.path.name if self.path else self.title or "untitled"

    @property
    def stem(self) -> str:
        """What the names of files made of it begin with: ``coffee``, ``zone-plate-512x512``."""
        if self.path:
            return self.path.stem
        words = "".join(c if c.isalnum() else " " for c in self.name.lower().replace("×", "x"))
        return "-".join(words.split()) or "untitled"

    def is_beside(self, other: Picture | None) -> bool:
        """Whether it is another part of the same file and as large: places stay what they are."""
        if other is None:
            return False
        same_file = self.path is not None and self.path == other.path
        same_size = (self.height, self.width) == (other.height, other.width)
        return same_file and same_size and self.part != other.part
