"""PNG and TIFF that Pillow would cut down to 8 bits or misread, above all 16-bit colour."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile

from convstudio.imaging.picture import Pixels

_BITS_PER_SAMPLE, _PHOTOMETRIC, _SAMPLES, _SAMPLE_FORMAT = 258, 262, 277, 339
_MIN_IS_WHITE, _MIN_IS_BLACK, _RGB = 0, 1, 2
_PREMULTIPLIED, _STRAIGHT = 1, 2
# (bits, sample format) of gray whose values Pillow would wrap round: int8 and uint32.
_WRAPPED = ((8, 2), (32, 1))


def is_deep(image: ImageFile.ImageFile) -> bool:
    """Whether Pillow would cut the file's samples to 8 bits, or misread them."""
    if image.format == "PNG":
        return image.tile[0].args in ("RGB;16B", "RGBA;16B", "LA;16B")
    if image.format != "TIFF":
        return False
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    bits = max(tags.get(_BITS_PER_SAMPLE, (1,)))
    if int(tags.get(_SAMPLES, 1)) == 1:
        wrapped = (bits, tags.get(_SAMPLE_FORMAT, (1,))[0]) in _WRAPPED
        return wrapped or (bits == 16 and tags.get(_PHOTOMETRIC) == _MIN_IS_WHITE)
    # Of CMYK with 16 bits Pillow's 8 are taken: they become RGB.
    return bits > 8 and tags.get(_PHOTOMETRIC) in (_MIN_IS_WHITE, _MIN_IS_BLACK, _RGB)


def read(image: Image.Image, path: Path, orientation: int) -> tuple[Pixels, bool, int]:
    """(pixels, has_alpha, orientation still to be obeyed) of a deep picture."""
    pixels = _read_png(path) if image.format == "PNG" else _read_tiff(path)
    pixels = plain_dtype(pixels if pixels.ndim == 3 else pixels[..., np.newaxis])
    return pixels, pixels.shape[2] in (2, 4), orientation


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
        extra = page.extrasamples
        colour = 3 if page.photometric == _RGB else 1
    return np.ascontiguousarray(pixels if pixels.ndim == 2 else _samples(pixels, colour, extra))


def _samples(pixels: Pixels, colour: int, extra: tuple[int, ...]) -> Pixels:
    """Colour and straight alpha of TIFF samples; other extra samples have no place here."""
    kind = extra[0] if extra else _STRAIGHT
    if kind not in (_PREMULTIPLIED, _STRAIGHT):
        return pixels[..., :colour]
    pixels = pixels[..., : colour + 1]
    if kind == _STRAIGHT or pixels.shape[2] == colour or pixels.dtype.kind != "u":
        return pixels
    white = np.iinfo(pixels.dtype).max
    alpha = pixels[..., colour:].astype(np.float64)
    ratio = np.divide(
        pixels[..., :colour], alpha, out=np.zeros(pixels[..., :colour].shape), where=alpha > 0
    )
    straight = pixels.copy()
    straight[..., :colour] = np.rint(np.minimum(ratio, 1) * white)
    return straight
