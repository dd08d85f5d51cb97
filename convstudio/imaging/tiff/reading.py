"""The first picture of a TIFF, in gray or RGB, and what the file tells besides its pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from convstudio.imaging.captions import IPTC_FIELD, RESOURCES_FIELD, captions_of_tiff
from convstudio.imaging.colour import cmyk_to_rgb, image_of, lab_to_rgb, pixels_of
from convstudio.imaging.exif import ORIENTATION, exif_of
from convstudio.imaging.metadata import Metadata, metadata_of, told_of
from convstudio.imaging.picture import Pixels
from convstudio.imaging.samples import bands, negate, plain_dtype, straighten, stretch
from convstudio.imaging.tiff.directory import Directory
from convstudio.imaging.tiff.layout import (
    CMYK,
    JPEGS,
    LAB,
    OLD_JPEG,
    PALETTE,
    WHITE_IS_0,
    YCBCR,
    Layout,
)
from convstudio.imaging.tiff.segments import can_decompress, decode

_XMP, _PROFILE = 700, 34675
_CAPTIONS = IPTC_FIELD, RESOURCES_FIELD


def is_for_pillow(layout: Layout) -> bool:
    """Whether tifffile cannot decode it: JPEG of the old sort, rare compressions and colours."""
    return (
        layout.compression == OLD_JPEG
        or layout.colours == 0
        or not can_decompress(layout.compression)
    )


def read_pixels(
    directory: Directory, layout: Layout, profile: bytes | None
) -> tuple[Pixels, bool, bytes | None]:
    """(pixels as stored, has_alpha, the profile that is true of them)."""
    if layout.samples < layout.colours:
        raise ValueError(f"{layout.samples} samples are too few for its colours")
    colours, alpha = layout.colours, layout.alpha
    if layout.photometric == YCBCR and layout.compression not in JPEGS and not layout.planar:
        pixels, alpha = _decode_ycbcr(directory, layout), None
    else:
        wanted = [*range(colours), *([] if alpha is None else [alpha])]
        pixels = decode(directory, layout, wanted)
    if layout.photometric == WHITE_IS_0:
        negate(pixels[..., :colours], layout.bits)
    if layout.photometric == PALETTE:
        pixels = _by_palette(pixels, directory, layout)
    elif layout.photometric in (CMYK, LAB) or (
        layout.photometric == YCBCR and layout.compression not in JPEGS
    ):
        pixels, profile = _to_rgb(pixels, layout, profile)
    else:
        stretch(pixels, layout.bits)
    pixels = plain_dtype(pixels)
    if layout.premultiplied:
        straighten(pixels)
    return pixels, alpha is not None, profile


def _decode_ycbcr(directory: Directory, layout: Layout) -> Pixels:
    """(rows, columns, 3): the data units of TIFF 6.0, section 21, read as gray, taken apart."""
    across, down = (*layout.subsampling, 0, 0)[:2]
    unit = across * down + 2
    rows, columns = layout.segment
    whole = rows % down == 0 if down > 0 and rows < layout.height else True
    if not ({across, down} <= {1, 2, 4} and layout.samples == 3 and layout.bits == 8 and whole):
        raise ValueError("its chroma is laid out in no known way")
    units = replace(
        layout,
        width=-(-layout.width // across) * unit,
        height=-(-layout.height // down),
        samples=1,
        photometric=1,
        segment=(-(-rows // down), -(-columns // across) * unit),
        extra=(),
    )
    stored = decode(directory, units, [0]).reshape(units.height, -1, unit)
    luma = stored[..., :-2].reshape(units.height, -1, down, across).swapaxes(1, 2)
    pixels = np.empty((units.height * down, stored.shape[1] * across, 3), np.uint8)
    pixels[..., 0] = luma.reshape(pixels.shape[:2])
    for sample in (1, 2):
        chroma = stored[..., sample - 3].repeat(down, axis=0).repeat(across, axis=1)
        pixels[..., sample] = chroma
    return pixels[: layout.height, : layout.width]


def _by_palette(pixels: Pixels, directory: Directory, layout: Layout) -> Pixels:
    """8-bit RGB, and alpha where there is some."""
    table = np.array(directory.numbers(320), np.uint32).reshape(3, -1).T
    if layout.bits > 16 or len(table) != 2**layout.bits or pixels.dtype.kind not in "bu":
        raise ValueError(f"its palette has {len(table)} colours for {layout.bits} bits")
    if table.max() > 255:  # some old writers noted 8 bits
        table >>= 8
    coloured = np.empty((*pixels.shape[:2], 2 + pixels.shape[2]), np.uint8)
    for rows in bands(layout.height):
        coloured[rows, :, :3] = table[pixels[rows, :, 0].astype(np.uint16)]
        coloured[rows, :, 3:] = _eight_bits(pixels[rows, :, 1:], layout)
    return coloured


def _to_rgb(pixels: Pixels, layout: Layout, profile: bytes | None) -> tuple[Pixels, bytes | None]:
    """8-bit RGB of CMYK, L*a*b* and YCbCr, alpha behind it; and the profile, if still true."""
    pixels = _eight_bits(pixels, layout)
    colour, alpha = pixels[..., : layout.colours], pixels[..., layout.colours :]
    if layout.photometric == CMYK:
        image, profile = cmyk_to_rgb(image_of(colour, "CMYK"), profile), None
    elif layout.photometric == LAB:
        image, profile = lab_to_rgb(image_of(colour, "LAB")), None
    else:
        image = image_of(colour, "YCbCr").convert("RGB")
    return np.concatenate([pixels_of(image), alpha], axis=2), profile


def _eight_bits(pixels: Pixels, layout: Layout) -> Pixels:
    if pixels.dtype.kind not in "bu" or layout.bits > 16:
        raise ValueError(f"its colours are of {layout.bits} bits")
    pixels = plain_dtype(pixels)
    stretch(pixels, layout.bits)
    return pixels if pixels.dtype == np.uint8 else (pixels >> 8).astype(np.uint8)


def read_metadata(directory: Directory) -> Metadata:
    """What the directory tells besides the pixels; what cannot be read is left out."""
    info = {"icc_profile": _data(directory, _PROFILE), "xmp": _data(directory, _XMP)}
    orientation = _orientation(directory)
    if orientation is None:  # XMP's, as Pillow finds it
        carrier = Image.new("L", (1, 1))
        carrier.info["xmp"] = info["xmp"]
        orientation = metadata_of(carrier).orientation
    captions = captions_of_tiff(*(_data(directory, code) for code in _CAPTIONS))
    return told_of(info, exif_of(directory), None, orientation, captions)


def _orientation(directory: Directory) -> int | None:
    try:
        found = directory.number(ORIENTATION, 0) if ORIENTATION in directory.fields else None
    except (ValueError, EOFError):
        return 1
    return found if found is None or found in range(1, 9) else 1


def _data(directory: Directory, code: int) -> bytes:
    try:
        return directory.data(code)
    except EOFError:
        return b""
