"""Pictures that are in no file of the user's, put on disk as they are and read back as they were.

Pixels as NumPy's .npy, which the studio and others open too, should it come to that; what belongs
to them in a JSON file of the same name.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
import numpy as np

from convstudio.atomic import atomic_file, read_plain, reading_reason
from convstudio.errors import RecoveryError
from convstudio.imaging.captions import Captions, Resources, Texts
from convstudio.imaging.picture import Picture, Pixels
from convstudio.json_words import wrong
from convstudio.numerics.tiles import CancelToken, bands

_BAND = 8 << 20  # bytes, between two looks at whether it was called off
_LARGEST_ENTRY = 64 << 20  # bytes of metadata


class _PictureEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What is not in the pixels."""

    shape: tuple[int, int, int]
    dtype: Literal["uint8", "uint16", "float32"]
    has_alpha: bool
    icc_profile: bytes | None
    exif: bytes | None
    xmp: bytes | None
    resolution: tuple[float, float] | None
    title: str = ""
    resources: Resources = ()
    texts: Texts = ()


def write_kept_picture(stem: Path, picture: Picture, cancel: CancelToken | None = None) -> None:
    """Writes ``stem``.npy and ``stem``.json, each whole or not at all, the latter last.

    Raises:
        OSError: they cannot be written.
        Cancelled: the token was set.
    """
    pixels = picture.pixels
    with atomic_file(stem.with_suffix(".npy")) as file:
        _write_pixels(file, pixels, cancel)
    entry = _PictureEntry(
        pixels.shape,
        pixels.dtype.name,  # type: ignore[arg-type]  # a Picture has no other
        picture.has_alpha,
        picture.icc_profile,
        picture.exif,
        picture.xmp,
        picture.resolution,
        picture.title,
        picture.captions.resources,
        picture.captions.texts,
    )
    with atomic_file(stem.with_suffix(".json")) as file:
        file.write(msgspec.json.encode(entry))


def read_kept_picture(stem: Path) -> Picture:
    """The picture that was written there.

    Raises:
        RecoveryError: it is gone or broken.
    """
    try:
        data = read_plain(stem.with_suffix(".json"), _LARGEST_ENTRY)
        entry = msgspec.json.decode(data, type=_PictureEntry)
        pixels = _read_pixels(stem.with_suffix(".npy"), entry)
        return Picture(
            pixels,
            entry.has_alpha,
            entry.icc_profile,
            entry.exif,
            entry.resolution,
            xmp=entry.xmp,
            title=entry.title,
            captions=Captions(entry.resources, entry.texts),
        )
    except OSError as error:
        told = reading_reason(error)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        told = f"it is broken ({wrong(error)})"
    raise RecoveryError(f"its picture cannot be read: {told}.")


def _write_pixels(file: BinaryIO, pixels: Pixels, cancel: CancelToken | None) -> None:
    header = {"descr": pixels.dtype.str, "fortran_order": False, "shape": pixels.shape}
    np.lib.format.write_array_header_1_0(file, header)
    row = max(pixels[:1].nbytes, 1)
    for top, bottom in bands(pixels.shape[0], max(_BAND // row, 1)):
        if cancel is not None:
            cancel.check()
        file.write(np.ascontiguousarray(pixels[top:bottom]).data)


def _read_pixels(path: Path, entry: _PictureEntry) -> Pixels:
    """
    Raises:
        OSError: it cannot be read.
        ValueError: it is not what was written; nothing is allocated that the file does not hold.
    """
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"version {version}")
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file)
        if by_columns or (shape, dtype.name) != (entry.shape, entry.dtype):
            raise ValueError(f"{dtype} of shape {shape}, not {entry.dtype} of {entry.shape}")
        left = path.stat().st_size - file.tell()
        count = shape[0] * shape[1] * shape[2]
        if left != count * dtype.itemsize:
            raise ValueError(f"{left} bytes for {count} samples")
        return np.fromfile(file, dtype, count).reshape(shape)
