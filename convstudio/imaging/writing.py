"""Writing pictures: whole or not at all, with the metadata that the format can carry."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from convstudio.atomic import atomic_file, reason
from convstudio.errors import PictureWriteError
from convstudio.imaging.picture import Picture

FORMAT_OF_ENDING = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 95, "subsampling": 0},
    "TIFF": {"compression": "tiff_deflate"},
}
_LARGEST_JPEG_SIDE = 65500  # libjpeg's own limit
_LARGEST_JPEG_EXIF = 65533  # what one marker holds


@dataclass(frozen=True)
class Saved:
    """A file that was written, and what its format could not say."""

    path: Path
    losses: tuple[str, ...] = ()


def format_for(path: Path) -> str:
    """PNG, JPEG or TIFF, by the ending of the name.

    Raises:
        PictureWriteError: another ending, or none.
    """
    ending = path.suffix.lower()
    if ending not in FORMAT_OF_ENDING:
        given = f"the ending “{path.suffix}”" if path.suffix else "no ending"
        raise PictureWriteError(
            f"“{path.name}” has {given}, which names no format that can be saved.",
            hint="Use .png, .jpg, .jpeg, .tif or .tiff.",
        )
    return FORMAT_OF_ENDING[ending]


def write_picture(
    picture: Picture, path: Path, confirm: Callable[[], None] = lambda: None
) -> Saved:
    """Writes an 8-bit picture as PNG, JPEG (quality 95, no chroma subsampling) or TIFF.

    TIFF is compressed by deflate, or not at all where there is EXIF data to keep.

    Args:
        confirm: called when all is written, before the file takes its place; may raise.

    Raises:
        PictureWriteError: the ending, the size or the place cannot be; the file that stood there
            before is unchanged.
    """
    name = format_for(path)
    if name == "JPEG" and max(picture.width, picture.height) > _LARGEST_JPEG_SIDE:
        raise PictureWriteError(
            f"“{path.name}” cannot be a JPEG: {picture.width} × {picture.height} pixels are more "
            f"than the {_LARGEST_JPEG_SIDE} a side that JPEG allows.",
            hint="Save it as PNG or TIFF.",
        )
    flattened = name == "JPEG" and picture.has_alpha
    losses = ("JPEG has no transparency: it was laid on white.",) if flattened else ()
    options, left_out = _options(picture, name)
    image = _image(_on_white(picture.pixels) if flattened else picture.pixels)
    try:
        with atomic_file(path) as file:
            image.save(file, name, **options)
            confirm()
    except OSError as error:
        raise PictureWriteError(
            f"“{path}” could not be saved: {reason(error)}.", hint="Choose another folder or name."
        ) from error
    except (ValueError, TypeError, RuntimeError, struct.error) as error:
        # A name with a null character, for one, or metadata that the format cannot hold.
        raise PictureWriteError(f"“{path.name}” could not be saved: {error}.") from error
    return Saved(path, losses + left_out)


def _options(picture: Picture, name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What Pillow is told besides the pixels, and the metadata that the format cannot hold."""
    exif = picture.exif
    losses: tuple[str, ...] = ()
    if name == "JPEG" and exif is not None and len(exif) > _LARGEST_JPEG_EXIF:
        exif, losses = None, ("JPEG holds no more than 64 KB of EXIF data: it was left out.",)
    found = {"icc_profile": picture.icc_profile, "exif": exif, "dpi": picture.resolution}
    metadata = {key: value for key, value in found.items() if value is not None}
    # libtiff, which compresses, refuses the blocks inside EXIF; Pillow writes them uncompressed.
    plain = name == "TIFF" and exif is not None
    return metadata if plain else {**_OPTIONS[name], **metadata}, losses


def _image(pixels: np.ndarray[Any, Any]) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


def _on_white(rgba: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """RGBA laid on white, (rows, columns, 3), by bands."""
    flat = np.empty((*rgba.shape[:2], 3), np.uint8)
    for top in range(0, rgba.shape[0], 64):
        band = rgba[top : top + 64].astype(np.float32)
        opacity = band[..., 3:] / 255
        flat[top : top + 64] = np.rint(band[..., :3] * opacity + 255 * (1 - opacity))
    return flat
