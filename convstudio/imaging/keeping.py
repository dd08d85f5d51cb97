"""Pictures that are in no file, put into one bit for bit: TIFF, whatever their depth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tifffile

from convstudio.atomic import atomic_file, reason
from convstudio.errors import PictureWriteError
from convstudio.imaging.picture import Picture

KEPT_ENDING = ".tif"


def keep_picture(picture: Picture, path: Path, confirm: Callable[[], None] = lambda: None) -> None:
    """Writes a picture's very samples, alpha included, with its profile and resolution.

    Args:
        confirm: called when all is written, before the file takes its place; may raise.

    Raises:
        PictureWriteError: it cannot be written; what stood there is as it was.
    """
    options: dict[str, Any] = {}
    if picture.has_alpha:
        options["extrasamples"] = ["UNASSALPHA"]
    if picture.resolution is not None:
        options.update(resolution=picture.resolution, resolutionunit="INCH")
    colour = picture.colour.shape[2]
    pixels = picture.pixels[..., 0] if picture.pixels.shape[2] == 1 else picture.pixels
    try:
        with atomic_file(path) as file:
            tifffile.imwrite(
                tifffile.FileHandle(file, name=path.name),  # the file's own is a number
                pixels,
                photometric="RGB" if colour == 3 else "MINISBLACK",
                planarconfig=None if pixels.ndim == 2 else "CONTIG",
                compression="zlib",
                predictor=True,
                rowsperstrip=64,
                iccprofile=picture.icc_profile,
                metadata=None,
                software="ConvStudio",
                **options,
            )
            confirm()
    except OSError as error:
        raise PictureWriteError(
            f"“{path}” could not be saved: {reason(error)}.", hint="Choose another folder or name."
        ) from error
