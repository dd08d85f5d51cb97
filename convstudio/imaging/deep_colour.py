"""Colour with more than 8 bits a sample in PNG and TIFF, which Pillow would cut down to 8."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile

from convstudio.imaging.picture import Pixels

_BITS_PER_SAMPLE, _SAMPLES, _SAMPLE_FORMAT, _PLANAR = 258, 277, 339, 284
_RGB, _MIN_IS_WHITE = 2, 0


def is_deep(image: ImageFile.ImageFile) -> bool:
    """Whether the file holds more than 8 bits a sample of colour (or of gray with alpha)."""
    if image.format == "PNG":
        return image.tile[0].args in ("RGB;16B", "RGBA;16B", "LA;16B")
    if image.format != "TIFF":
        return False
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    bits = tags.get(_BITS_PER_SAMPLE, (1,))
    return int(tags.get(_SAMPLES, 1)) > 1 and max(bits) > 8


def read(image: Image.Image, path: Path, orientation: int) -> tuple[Pixels, bool, int]:
    """(pixels, has_alpha, orientation still to be obeyed) of a deep picture."""
    pixels = _read_png(path) if image.format == "PNG" else _read_tiff(path)
    pixels = plain_dtype(pixels if pixels.ndim == 3 else pixels[..., np.newaxis])
    samples = pixels.shape[2]
    if samples > 4:  # beyond RGB and alpha: the extra samples have no place here
        pixels, samples = np.ascontiguousarray(pixels[..., :3]), 3
    return pixels, samples in (2, 4), orientation


def plain_dtype(pixels: Pixels) -> Pixels:
    """uint8, uint16 or float32: whole numbers in 16 bits where they fit, else float as stored."""
    if pixels.dtype in (np.uint8, np.uint16, np.float32):
        return pixels
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8) * np.uint8(255)
    if pixels.dtype.kind in "iu" and pixels.min() >= 0 and pixels.max() <= 65535:
        return pixels.astype(np.uint16)
    with np.errstate(over="ignore"):  # float64 beyond float32 is infinity, as IEEE 754 has it
        return pixels.astype(np.float32)


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """The pixels turned and mirrored as an EXIF orientation (1 to 8) says."""
    turned = {
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.swapaxes(0, 1),
        6: lambda p: p[::-1].swapaxes(0, 1),
        7: lambda p: p[::-1, ::-1].swapaxes(0, 1),
        8: lambda p: p.swapaxes(0, 1)[::-1],
    }.get(orientation, lambda p: p)(pixels)
    return np.ascontiguousarray(turned)


def _read_png(path: Path) -> Pixels:
    import imagecodecs  # noqa: PLC0415 - half a second that only such pictures should cost

    decoded: Pixels = imagecodecs.png_decode(path.read_bytes())
    return decoded


def _read_tiff(path: Path) -> Pixels:
    import tifffile  # noqa: PLC0415

    logging.getLogger("tifffile").addHandler(logging.NullHandler())  # it would write to stderr
    with tifffile.TiffFile(path) as file:
        page: Any = file.pages[0]
        pixels: Pixels = page.asarray()
        if pixels.ndim == 3 and page.planarconfig == 2:
            pixels = pixels.transpose(1, 2, 0)
        if page.photometric == _MIN_IS_WHITE and pixels.dtype.kind == "u":
            pixels = np.iinfo(pixels.dtype).max - pixels
    return np.ascontiguousarray(pixels)
