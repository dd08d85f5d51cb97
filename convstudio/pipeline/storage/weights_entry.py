"""Arrays of weights in pipeline files: numbers for people where they are few, else packed.

Packed they are the bytes of little-endian floats, from the last axis up, in Base64, with a checksum
of the bytes: a slip in them would be a wrong weight that nobody sees.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from typing import Annotated, Literal

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from convstudio.errors import ArgumentValueError
from convstudio.numerics.validation import FloatArray

MOST_READABLE = 4096  # weights of a layer that are written as numbers
_DTYPES: dict[str, npt.DTypeLike] = {"float32": "<f4", "float64": "<f8"}
_Length = Annotated[int, Meta(ge=1, le=1 << 24)]


class ArrayEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of an array.

    Attributes:
        shape: of each axis its length.
        values: the numbers, from the last axis up; None where they are packed.
        dtype: of the packed numbers; float32 where that loses nothing.
        crc32: the CRC-32 of the packed bytes, eight hexadecimal digits.
        base64: the packed bytes.
    """

    shape: Annotated[list[_Length], Meta(min_length=1, max_length=6)]
    values: list[float] | None = None
    dtype: Literal["float32", "float64"] = "float64"
    crc32: Annotated[str, Meta(pattern="^([0-9a-f]{8})?$")] = ""
    base64: bytes | None = None


def array_of(entry: ArrayEntry, axes: int, most: int) -> FloatArray:
    """The array that a file tells of, float64.

    Args:
        axes: how many it must have.
        most: so many numbers it may have.

    Raises:
        ArgumentValueError: other axes, too many numbers, or not as many as its shape says; or they
            are damaged.
    """
    size = math.prod(entry.shape)
    if len(entry.shape) != axes or size > most:
        told = " × ".join(f"{length:,}" for length in entry.shape)
        wanted = f"of {axes} axes and at most {most:,} numbers"
        raise ArgumentValueError("weights", given=f"an array of {told}", wanted=wanted)
    if (entry.values is None) == (entry.base64 is None):
        given = "none of them" if entry.values is None else "both"
        raise ArgumentValueError("weights", given=given, wanted="told by “values” or by “base64”")
    numbers = _unpacked(entry, size) if entry.base64 is not None else _listed(entry, size)
    return numbers.reshape(entry.shape)


def array_text(array: FloatArray, indent: int) -> str:
    """The array as a JSON object, its members indented by so much, from which it is read again."""
    before = "\n" + " " * indent
    shape = json.dumps(list(array.shape))
    if array.size <= MOST_READABLE:
        rows = array.reshape(-1, array.shape[-1]).tolist()
        lines = f",{before}  ".join(json.dumps(row)[1:-1] for row in rows)
        return f'{{{before}"shape": {shape},{before}"values": [{before}  {lines}{before}]}}'
    data, dtype = _packed(array)
    text = base64.b64encode(data).decode("ascii")
    return (
        f'{{{before}"shape": {shape},{before}"dtype": "{dtype}",'
        f'{before}"crc32": "{zlib.crc32(data):08x}",{before}"base64": "{text}"}}'
    )


def _packed(array: FloatArray) -> tuple[bytes, str]:
    """The bytes, and of what: what a network was trained in is most often float32."""
    with np.errstate(over="ignore"):
        single = array.astype(_DTYPES["float32"])
    if np.array_equal(single, array):
        return single.tobytes(), "float32"
    return array.astype(_DTYPES["float64"]).tobytes(), "float64"


def _unpacked(entry: ArrayEntry, size: int) -> FloatArray:
    data = entry.base64 or b""
    dtype = np.dtype(_DTYPES[entry.dtype])
    if len(data) != size * dtype.itemsize:
        raise ArgumentValueError(
            "weights",
            given=f"{len(data):,} bytes",
            wanted=f"{size * dtype.itemsize:,} bytes for {size:,} numbers of {entry.dtype}",
            hint="Use another copy of the file.",
        )
    if entry.crc32 and f"{zlib.crc32(data):08x}" != entry.crc32:
        raise ArgumentValueError(
            "weights",
            given="bytes of another checksum",
            wanted=f"those of the checksum {entry.crc32}",
            hint="They are damaged; use another copy of the file. Who changed them on purpose "
            "leaves “crc32” out.",
        )
    return np.frombuffer(data, dtype).astype(np.float64)


def _listed(entry: ArrayEntry, size: int) -> FloatArray:
    values = entry.values or []
    if len(values) != size:
        wanted = f"{size:,} numbers, as its shape says"
        raise ArgumentValueError("weights", given=f"{len(values):,}", wanted=wanted)
    return np.array(values, np.float64)
