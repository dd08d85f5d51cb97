"""Photoshop's Custom filter: 25 weights, scale and offset, as text or as the file .acf.

The file is 27 big-endian 16-bit integers (Adobe Photoshop File Formats Specification, “Custom
Kernel”). The offset is in grey levels of 8 bits.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import chain

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation.centred import centred
from convstudio.kernel.notation.grid import Row, in_rows, kernel_of
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written

FORM = "photoshop"
SIDE = 5
_COUNT = SIDE * SIDE + 2
_FULL_RANGE = 255.0
_LARGEST = 999, 9999  # a weight; scale and offset


def looks_like(rows: Sequence[Row]) -> bool:
    """Whether these are 27 numbers that are no rectangle of a kernel's shape."""
    lengths = [len(row) for row in rows]
    return sum(lengths) == _COUNT and (len(set(lengths)) > 1 or 1 in (len(rows), lengths[0]))


def read(source: Source, rows: Sequence[Row]) -> Recognised:
    """The kernel of 27 numbers.

    Raises:
        KernelTextError: a scale of 0.
    """
    cells = list(chain.from_iterable(rows))
    scale, offset = cells[-2:]
    if scale.value == 0:
        raise source.refused(scale.start, scale.end, "is the scale; it cannot be 0.")
    kernel = kernel_of(source, in_rows(cells[:-2], SIDE), scale.value)
    notes: tuple[str, ...] = ()
    if offset.value:
        notes = (f"The offset {format_number(offset.value)} was read as grey levels of 8 bits.",)
    return Recognised(
        FORM, "Photoshop custom filter", kernel, flip=False, bias=offset.value / _FULL_RANGE,
        notes=notes,
    )  # fmt: skip


def text_of_file(data: bytes) -> str | None:
    """The numbers in a binary .acf file as text; None where it is not 27 integers long."""
    if len(data) != 2 * _COUNT:
        return None
    numbers = struct.unpack(f">{_COUNT}h", data)
    return _lines([str(number) for number in numbers])


def write(settings: Settings) -> Written:
    """Five rows of five weights, then scale and offset."""
    matrix, warnings = centred(settings, SIDE, "Photoshop")
    offset = settings.bias * _FULL_RANGE
    numbers = [*chain.from_iterable(matrix), settings.kernel.divisor, offset]
    warnings += losses(settings, "Photoshop", frozenset({"flip", "anchor", "bias"}))
    warnings += _unfit(settings.kernel, numbers)
    return Written(_lines([format_number(number) for number in numbers]), tuple(warnings))


def _unfit(kernel: Kernel, numbers: list[float]) -> list[str]:
    found = []
    if any(number != int(number) for number in numbers):
        found.append("Photoshop takes whole numbers only.")
    weight, scale = _LARGEST
    if any(abs(number) > weight for number in numbers[:-2]):
        found.append(f"Photoshop takes weights from −{weight} to {weight}.")
    if not 1 <= kernel.divisor <= scale or abs(numbers[-1]) > scale:
        found.append(f"Photoshop takes a scale from 1 to {scale} and an offset within ±{scale}.")
    return found


def _lines(numbers: list[str]) -> str:
    rows = [numbers[i : i + SIDE] for i in range(0, _COUNT, SIDE)]
    return "\n".join(" ".join(row) for row in rows) + "\n"
