"""What Pillow would cut to 8 bits, misread or not know: 16-bit colour PNG, gray and RGB TIFF."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ImageFile

from convstudio.imaging.picture import Pixels

_BITS_PER_SAMPLE, _COMPRESSION, _PHOTOMETRIC = 258, 259, 262
_MIN_IS_WHITE, _MIN_IS_BLACK, _RGB, _YCBCR = 0, 1, 2, 6
_JPEG = 7
_PREMULTIPLIED, _STRAIGHT = 1, 2
# In JPEG XR one spoilt byte ends the whole process inside its decoder.
_JPEG_XR = (22610, 34934)
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def is_deep(image: ImageFile.ImageFile) -> bool:
    """Whether the file is one for this module though Pillow knows it too.

    Of TIFF that is gray and RGB from 8 bits on. Pillow would cut 16-bit colour to 8, wrap int8 and
    uint32 round and show 16-bit gray with a white 0 as a negative; its libtiff tells of damage on
    standard error. CMYK, palettes and less than 8 bits are Pillow's.
    """
    if image.format == "PNG":
        return image.tile[0].args in ("RGB;16B", "RGBA;16B", "LA;16B")
    if image.format != "TIFF":
        return False
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    return min(tags.get(_BITS_PER_SAMPLE, (1,))) >= 8 and _is_known(
        tags.get(_PHOTOMETRIC), tags.get(_COMPRESSION)
    )


def is_tiff(path: Path) -> bool:
    """Whether the file begins as a TIFF or a BigTIFF does."""
    with path.open("rb") as file:
        return file.read(4) in _TIFF_STARTS


def picture_samples(stored: Pixels) -> tuple[Pixels, bool]:
    """(pixels, has_alpha) of samples as stored: (rows, columns, samples) of a Picture's dtype."""
    pixels = plain_dtype(stored if stored.ndim == 3 else stored[..., np.newaxis])
    return pixels, pixels.shape[2] in (2, 4)


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


def read_png(path: Path) -> Pixels:
    """The samples of a 16-bit PNG, (rows, columns) or (rows, columns, samples)."""
    import imagecodecs  # noqa: PLC0415 - half a second that only such pictures should cost

    decoded: Pixels = imagecodecs.png_decode(path.read_bytes())
    return decoded


def read_tiff(path: Path, require_size: Callable[[int, int], None]) -> Pixels:
    """The samples of the first page as stored, (rows, columns) or (rows, columns, samples).

    Args:
        require_size: is told width and height before anything is decoded, and may raise.

    Raises:
        ValueError: neither gray nor RGB, a volume, or a compression not to be trusted.
        whatever tifffile and its decoders raise on hostile bytes.
    """
    import tifffile  # noqa: PLC0415 - a quarter of a second that only TIFF should cost

    logging.getLogger("tifffile").addHandler(logging.NullHandler())  # it would write to stderr
    with tifffile.TiffFile(path) as file:
        page: Any = file.pages[0]
        _require_known(page)
        require_size(page.imagewidth, page.imagelength)
        _require_whole(page, path.stat().st_size)
        pixels: Pixels = page.asarray()
        if pixels.ndim == 3 and page.planarconfig == 2:
            pixels = pixels.transpose(1, 2, 0)
        if page.photometric == _MIN_IS_WHITE and pixels.dtype.kind == "u":
            pixels = np.iinfo(pixels.dtype).max - pixels
        extra = page.extrasamples
        colour = 3 if page.photometric in (_RGB, _YCBCR) else 1
    return np.ascontiguousarray(pixels if pixels.ndim == 2 else _samples(pixels, colour, extra))


def _is_known(photometric: object, compression: object) -> bool:
    """Gray, RGB, and the YCbCr of JPEG, which its decoder turns into RGB."""
    if photometric == _YCBCR:
        return compression == _JPEG
    colour = photometric in (_MIN_IS_WHITE, _MIN_IS_BLACK, _RGB)
    return colour and compression not in _JPEG_XR


def _require_known(page: Any) -> None:
    """Raises ValueError for what this module does not read; tifffile guesses at missing tags."""
    told = _PHOTOMETRIC in page.tags and _BITS_PER_SAMPLE in page.tags
    plain = page.imagedepth == 1 and page.dtype is not None and page.bitspersample >= 8
    if not (told and plain and _is_known(page.photometric, page.compression)):
        raise ValueError("a kind of TIFF that is not supported")


def _require_whole(page: Any, size: int) -> None:
    """Raises EOFError for a file cut short; tifffile would leave what is missing black."""
    spans = list(zip(page.dataoffsets, page.databytecounts, strict=False))
    if not spans or any(offset + count > size for offset, count in spans):
        raise EOFError("the file ends before its pixels do")


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
