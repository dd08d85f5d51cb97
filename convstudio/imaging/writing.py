"""Writing pictures: whole or not at all, with the metadata that the format can carry."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from convstudio.atomic import atomic_file, reason
from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.imaging.encoders.encoder import Encoder, EncodingError, Sheet
from convstudio.imaging.encoders.feeding import Feeding
from convstudio.imaging.encoders.jpeg import JpegEncoder
from convstudio.imaging.encoders.numpy_array import NpyEncoder
from convstudio.imaging.encoders.png import PngEncoder
from convstudio.imaging.encoders.table import CsvEncoder
from convstudio.imaging.encoders.tiff import TiffEncoder
from convstudio.imaging.encoders.webp import WebpEncoder
from convstudio.imaging.format_limits import fitted
from convstudio.imaging.levels import LEVELS, Samples
from convstudio.imaging.output import Depth, Output, format_for
from convstudio.imaging.picture import Picture
from convstudio.numerics.tiles import Scratch, Span, share_out, tiles, usable_cores

Target = Path | BinaryIO

_ENCODERS: dict[str, type[Encoder]] = {
    "PNG": PngEncoder,
    "JPEG": JpegEncoder,
    "WebP": WebpEncoder,
    "TIFF": TiffEncoder,
    "NPY": NpyEncoder,
    "CSV": CsvEncoder,
}
_BAND_ROWS = 64
_HELD = 64 << 20  # bytes of what goes to a stream are held in memory, and more on the disk


@dataclass(frozen=True)
class Saved:
    """A file that was written, and what its format could not say.

    Attributes:
        path: None where it went to a stream.
        losses: sentences.
    """

    path: Path | None
    losses: tuple[str, ...] = ()


def write_picture(
    picture: Picture,
    target: Target,
    output: Output | None = None,
    confirm: Callable[[], None] = lambda: None,
    noting: Callable[[BinaryIO], None] = lambda _: None,
) -> Saved:
    """Writes a picture as it is, at its own depth.

    Args:
        target: a file, or a binary stream.
        output: the format, and its quality; by default what the ending of the name says.
        confirm: called when all is written, before the file takes its place; may raise.
        noting: called with the whole file just before it takes its place.

    Raises:
        PictureWriteError: the ending, the depth, the size or the place cannot be; the file that
            stood there before is unchanged.
    """
    output = _at_depth_of(picture, output or Output(format_for(cast(Path, target)).name))
    sheet = Sheet(
        picture.width,
        picture.height,
        picture.pixels.shape[2],
        LEVELS[output.depth],
        picture.has_alpha,
        picture.icc_profile,
        picture.exif,
        picture.xmp,
        picture.resolution,
        quality=output.quality,
        captions=picture.captions,
        column=picture.column,
    )
    sheet, losses = fitted(sheet, output)
    whole = Span(0, 0, picture.height, picture.width)

    def confirmed(file: BinaryIO) -> None:
        confirm()
        noting(file)

    with feeding(target, sheet, output, confirmed) as fed:

        def put(span: Span, _scratch: Scratch) -> None:
            fed.put(as_fitted(picture.pixels[span.slices], sheet), span)

        share_out(tiles(whole, (_BAND_ROWS, picture.width)), put, usable_cores())
    return Saved(target if isinstance(target, Path) else None, losses)


def _at_depth_of(picture: Picture, output: Output) -> Output:
    depths: dict[int, Depth] = {1: "8", 2: "16", 4: "float"}
    try:
        return replace(output, depth=depths[picture.pixels.dtype.itemsize])
    except ArgumentValueError as error:
        raise PictureWriteError(
            f"{output.format} does not hold {picture.kind} pixels.", hint="Save it as TIFF."
        ) from error


@contextlib.contextmanager
def feeding(
    target: Target, sheet: Sheet, output: Output, confirm: Callable[[BinaryIO], None]
) -> Iterator[Feeding]:
    """Takes the pixels of a sheet tile by tile, and writes the file, whole or not at all.

    Args:
        target: a file, or a binary stream, to which nothing goes before all is made.
        confirm: called with the file when all is written, before it takes its place; may raise.

    Raises:
        PictureWriteError: the place cannot be; the file that stood there before is unchanged.
    """
    with written(target, confirm) as file:
        fed = Feeding(_ENCODERS[output.format](sheet, file))
        yield fed
        fed.finish()


@contextlib.contextmanager
def written(target: Target, confirm: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """A file to write to, whole or not at all; what goes wrong is told in words.

    Args:
        target, confirm: as of ``feeding``.

    Raises:
        PictureWriteError: the place cannot be; the file that stood there before is unchanged.
    """
    try:
        with _opened(target) as file:
            yield file
            confirm(file)
    except OSError as error:
        hint = "Choose another folder or name." if isinstance(target, Path) else ""
        told = f"{_called(target)} could not be saved: {reason(error)}."
        raise PictureWriteError(told, hint=hint) from error
    except MemoryError as error:
        told = f"{_called(target)} could not be saved: there is too little memory."
        raise PictureWriteError(told, hint="Close other programs, or save it as TIFF.") from error
    except EncodingError as error:
        raise PictureWriteError(f"{_called(target)} could not be saved: {error}.") from error


@contextlib.contextmanager
def _opened(target: Target) -> Iterator[BinaryIO]:
    if isinstance(target, Path):
        if "\0" in str(target):
            raise OSError(errno.EINVAL, "the name holds a null character")
        with atomic_file(target) as file:
            yield file
        return
    with tempfile.SpooledTemporaryFile(_HELD) as held:
        yield cast(BinaryIO, held)
        held.seek(0)
        shutil.copyfileobj(held, target)
        target.flush()


def _called(target: Target) -> str:
    return f"“{target}”" if isinstance(target, Path) else "The picture"


def as_fitted(pixels: Samples, sheet: Sheet) -> Samples:
    """Pixels as a sheet has them: without alpha, laid on white, where it has none."""
    if pixels.shape[2] == sheet.samples:
        return pixels
    found = np.empty((*pixels.shape[:2], sheet.samples), np.uint8)
    for top in range(0, pixels.shape[0], _BAND_ROWS):
        band = pixels[top : top + _BAND_ROWS].astype(np.float32)
        opacity = band[..., -1:] / 255
        found[top : top + _BAND_ROWS] = np.rint(band[..., :-1] * opacity + 255 * (1 - opacity))
    return found
