"""What stored samples become, whatever the format: one of three types, white at full, upright."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from convstudio.imaging.picture import Pixels

_BAND_ROWS = 256


def bands(height: int) -> Iterator[slice]:
    """Slices of rows from top to bottom, so that what is computed on the way stays small."""
    for top in range(0, height, _BAND_ROWS):
        yield slice(top, min(top + _BAND_ROWS, height))


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


def stretch(pixels: Pixels, bits: int) -> None:
    """Whole numbers of fewer bits than their type has, spread in place: the most becomes white."""
    if pixels.dtype not in (np.uint8, np.uint16) or bits >= pixels.dtype.itemsize * 8:
        return
    white, most = np.iinfo(pixels.dtype).max, 2**bits - 1
    table = np.rint(np.arange(most + 1) * (white / most)).astype(pixels.dtype)
    for rows in bands(pixels.shape[0]):
        pixels[rows] = table[pixels[rows]]


def negate(pixels: Pixels, bits: int) -> None:
    """Turns black and white round in place; signed numbers and floats have no white to turn to."""
    if pixels.dtype == np.bool_:
        np.logical_not(pixels, out=pixels)
    elif pixels.dtype.kind == "u":
        np.subtract(pixels.dtype.type(2**bits - 1), pixels, out=pixels)


def straighten(pixels: Pixels) -> None:
    """Divides colour by the alpha behind it, in place; there is no colour where alpha is 0."""
    if pixels.dtype not in (np.uint8, np.uint16, np.float32):
        return
    white = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    for rows in bands(pixels.shape[0]):
        colour, alpha = pixels[rows, :, :-1], pixels[rows, :, -1:].astype(np.float64) / white
        straight = np.divide(colour, alpha, out=np.zeros(colour.shape), where=alpha > 0)
        if pixels.dtype.kind == "u":
            straight = np.rint(np.minimum(straight, white))
        colour[:] = straight


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
