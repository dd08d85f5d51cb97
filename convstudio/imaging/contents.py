"""What a file holds before it is read, and a small picture of it: what an open dialog shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convstudio.errors import PictureReadError
from convstudio.imaging.decoding import draft, is_jpeg
from convstudio.imaging.parts import Contents, Part
from convstudio.imaging.profile import ScreenProfile, screen_profile
from convstudio.imaging.reading import list_contents, read_source, refusing, require_file
from convstudio.imaging.screen import ScreenPixels, picture_pixels
from convstudio.imaging.source import source_of
from convstudio.numerics.tiles import CancelToken

__all__ = ["Contents", "Part", "Preview", "contents_of", "preview"]

_MOST_PIXELS = 60_000_000  # of what must be decoded whole for its preview


def contents_of(path: Path, cancel: CancelToken | None = None) -> Contents:
    """The format of a file and its pictures, from headers alone; at most 10,000 of them.

    Raises:
        PictureReadError: missing, unreadable, no picture, or its headers are broken.
        Cancelled: the token was set.
    """
    require_file(path)
    with refusing(path.name), path.open("rb") as file:
        return list_contents(source_of(file, path.name, path, cancel))


@dataclass(frozen=True, eq=False)
class Preview:
    """A small picture of a file.

    Attributes:
        pixels: (rows, columns, 1, 3 or 4) of 8 bits: gray, RGB or RGBA, upright.
        profile: as of ``screen_profile``; the pixels are the picture's own still.
    """

    pixels: ScreenPixels
    profile: ScreenProfile | None


def preview(
    path: Path, side: int = 256, part: str = "", cancel: CancelToken | None = None
) -> Preview:
    """A picture of a file that is at most ``side`` pixels wide and high, by mean over blocks.

    A JPEG is decoded at an eighth to a half of its size; others whole, unless they are so large
    that nobody would wait for it.

    Raises:
        PictureReadError: as of ``read_picture``, or too large for a preview.
        Cancelled: the token was set.
    """
    require_file(path)
    with refusing(path.name), path.open("rb") as file:
        source = source_of(file, path.name, path, cancel)
        picture = draft(source, side) if is_jpeg(source) else None
        if picture is None:
            _require_small(list_contents(source), part, path.name)
            source.file.seek(0)
            picture = read_source(source, part)
        return Preview(_reduced(picture_pixels(picture), side), screen_profile(picture))


def _require_small(contents: Contents, part: str, name: str) -> None:
    shown = next((p for p in contents.parts if p.name == part), contents.parts[0])
    if shown.width * shown.height > _MOST_PIXELS:
        raise PictureReadError(f"“{name}” is too large for a preview.")


def _reduced(pixels: ScreenPixels, side: int) -> ScreenPixels:
    """Means of blocks; rows and columns that fill none are cut off."""
    rows, columns, samples = pixels.shape
    step = -(-max(rows, columns) // side)
    if step == 1:
        return pixels
    down, across = max(rows // step, 1), max(columns // step, 1)
    high, wide = min(step, rows), min(step, columns)
    reduced = np.empty((down, across, samples), np.uint8)
    for row in range(down):
        band = pixels[row * step : row * step + high, : across * wide]
        blocks = band.reshape(high, across, wide, samples)
        reduced[row] = np.rint(blocks.mean(axis=(0, 2), dtype=np.float32))
    return reduced
