"""Saving all maps of a layer in one file: an array, arrays by name, or pages.

Who uses it: someone who carries what a layer sees to another program, map by map or as one block.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from convstudio.errors import PictureWriteError
from convstudio.imaging import memory
from convstudio.imaging.captions import NO_CAPTIONS
from convstudio.imaging.encoders.encoder import Sheet
from convstudio.imaging.encoders.feeding import Feeding
from convstudio.imaging.encoders.tiff import TiffEncoder
from convstudio.imaging.format_limits import fitted
from convstudio.imaging.grading import raw_samples
from convstudio.imaging.levels import LEVELS, Samples
from convstudio.imaging.output import SEVERAL, Output
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.writing import Saved, as_fitted, written
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.developing import develop_to, saved_samples, sheet_of
from convstudio.pipeline.losses import losses
from convstudio.pipeline.map_names import map_labels
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream, too_large
from convstudio.pipeline.storage.stamp import provenance_of
from convstudio.pipeline.survey import Progress
from convstudio.pipeline.viewing import picture_maps


@dataclass(frozen=True)
class _Work:
    """What is to be saved, and how."""

    pipeline: Pipeline
    picture: Picture
    output: Output
    maps: Maps
    cancel: CancelToken | None
    progress: Progress

    def one(self, index: int) -> Pipeline:
        """The pipeline with one of the maps."""
        return replace(self.pipeline, map=index)

    def told(self, index: int) -> Progress:
        """The progress of all, as that of one map goes on."""
        return lambda share: self.progress((index + share) / self.maps.count)

    def names(self) -> Iterator[str]:
        """A word for each map, in the order of their numbers, from 1: ``03-sobel-x``."""
        width = len(str(self.maps.count))
        labels = map_labels(self.pipeline.active, picture_maps(self.picture))
        for number, label in enumerate(labels, 1):
            own = "".join(c if c.isalnum() else " " for c in label.lower()).split()
            if len(labels) > 1:  # whose number, in the label first or last, comes first
                own = own[1:] if label.startswith(f"{number}: ") else own[:-1]
            yield "-".join([f"{number:0{width}}", *own])


def save_maps(
    pipeline: Pipeline,
    picture: Picture,
    target: Path,
    output: Output,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
    noting: Callable[[BinaryIO], None] = lambda _: None,
) -> Saved:
    """Makes all maps of the last layer, whatever ``map`` says, and writes them into one file.

    ``.npy`` is one array (rows, columns, maps), with the samples of a pixel as a last axis where a
    map has several; raw numbers of maps in colours are (rows, columns, maps, 3), and have no alpha.
    ``.npz`` holds an array for each map, by its number and name. TIFF has a page for each.

    Args:
        target: its ending says which.
        output: depth, and raw or as shown; each map has the tone by itself.
        progress, noting: as of ``save_map``.

    Returns:
        Where it is, and what it does not hold: as of ``save_map``, for the first map.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        PictureWriteError: the size or the place cannot be; the file that stood there before is
            unchanged.
        Cancelled: the token was set.
    """
    pipeline = replace(pipeline, map=None)
    maps = pipeline.maps(picture_maps(picture))[-1]
    work = _Work(pipeline, picture, output, maps, cancel, progress)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise PictureWriteError(
            f"“{target.name}” can hold one map, and there are {maps.count}.",
            hint=f"What would fit: {', '.join(SEVERAL)}, or a file for each map.",
        )
    told = [f"{one.text}." for one in losses(work.one(0), picture, output) if not one.usual]
    if write is _array and output.raw and maps.has_alpha:
        told.append("Alpha is left out: the array holds the maps alone.")

    def confirm(file: BinaryIO) -> None:
        if cancel is not None:
            cancel.check()
        noting(file)

    with written(target, confirm) as file:
        write(work, file)
    return Saved(target, tuple(told))


def _array(work: _Work, file: BinaryIO) -> None:
    """One array, filled where it lies in the file: never all of it in memory."""
    rows, columns = check(work.one(0), work.picture)
    samples = work.maps.colours
    if not work.output.raw:
        samples = saved_samples(work.one(0), work.picture, raw=False)
    shape = (rows, columns, work.maps.count) + ((samples,) if samples > 1 else ())
    dtype = LEVELS[work.output.depth].dtype
    header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    place = file.tell()
    file.truncate(place + int(np.prod(shape, dtype=np.int64)) * dtype.itemsize)
    mapped = np.memmap(file, dtype, "r+", place, shape)
    whole = mapped.reshape(rows, columns, work.maps.count, samples)
    if work.output.raw:
        _stream_all(work, whole)
    else:
        for index in range(work.maps.count):
            _develop(work, index, whole[:, :, index])
    mapped.flush()


def _stream_all(work: _Work, whole: Samples) -> None:
    """All maps at once, as they come."""
    levels, white = LEVELS[work.output.depth], work.picture.full_range

    def emit(values: FloatArray, _alpha: Pixels | None, span: Span) -> None:
        part = raw_samples(values, None, white, levels)
        whole[span.slices] = part.reshape(*part.shape[:2], *whole.shape[2:])

    region = Region(0, 0, *whole.shape[:2])
    stream(work.pipeline, work.picture, region, emit, work.cancel)
    work.progress(1.0)


def _arrays(work: _Work, file: BinaryIO) -> None:
    """An array for each map, made and written one after the other."""
    rows, columns = check(work.one(0), work.picture)
    samples = saved_samples(work.one(0), work.picture, raw=work.output.raw)
    dtype = LEVELS[work.output.depth].dtype
    size = rows * columns * samples * dtype.itemsize
    if size > (room := memory.room()):
        free = f"small enough for the {memory.in_words(room)} of memory that are free"
        raise too_large(rows, columns, samples, free)
    pixels = np.empty((rows, columns, samples), dtype)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for index, name in enumerate(work.names()):
            _develop(work, index, pixels)
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                shown = pixels[..., 0] if samples == 1 else pixels
                np.lib.format.write_array(entry, shown, allow_pickle=False)


def _pages(work: _Work, file: BinaryIO) -> None:
    """A page for each map; the first one tells what made them, and has the picture's metadata."""
    before: TiffEncoder | None = None
    for index, name in enumerate(work.names()):
        sheet = _page(work, index, name)
        encoder = TiffEncoder(sheet, file, pages=work.maps.count, after=before)
        fed = Feeding(encoder)

        def put(pixels: Samples, span: Span, fed: Feeding = fed, sheet: Sheet = sheet) -> None:
            fed.put(as_fitted(pixels, sheet), span)

        levels, raw = LEVELS[work.output.depth], work.output.raw
        one, told = work.one(index), work.told(index)
        develop_to(put, one, work.picture, levels, work.cancel, told, raw=raw)
        fed.finish()
        before = encoder


def _page(work: _Work, index: int, name: str) -> Sheet:
    sheet = sheet_of(work.one(index), work.picture, work.output)
    if index:
        sheet = replace(sheet, exif=None, xmp=None, captions=NO_CAPTIONS)
    else:
        made_by = provenance_of(work.pipeline, work.picture, work.output)
        sheet, _ = fitted(sheet, work.output, made_by)
    return replace(sheet, page=name)


def _develop(work: _Work, index: int, pixels: Samples) -> None:
    """One map into an array (rows, columns, samples)."""

    def put(part: Samples, span: Span) -> None:
        pixels[span.slices] = part

    levels, raw = LEVELS[work.output.depth], work.output.raw
    one, told = work.one(index), work.told(index)
    develop_to(put, one, work.picture, levels, work.cancel, told, raw=raw)


_WRITERS: dict[str, Callable[[_Work, BinaryIO], None]] = {
    ".npy": _array,
    ".npz": _arrays,
    ".tif": _pages,
    ".tiff": _pages,
}
