"""ImageJ's Convolver: rows with blanks between the numbers, odd sizes, the edge repeated.

https://imagej.net/ij/docs/guide/146-29.html (Process ▸ Filters ▸ Convolve…). Its macros quote the
rows: ``run("Convolve...", "text1=[-1 -1 -1\\n-1 24 -1\\n] normalize");``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from convstudio.kernel.notation.grid import kernel_of
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.separated import numbers_in
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written

FORM = "imagej"
_START = "text1=["


def looks_like(text: str) -> bool:
    """Whether it is a macro's call."""
    return _START in text


def read(source: Source) -> Recognised:
    """The kernel of a macro's call; ``normalize`` divides by the sum, where that is not 0.

    Raises:
        KernelTextError: no closing bracket, or rows that make no kernel.
    """
    start = source.text.index(_START)
    at, end = start + len(_START), source.text.find("]", start)
    if end < 0:
        raise source.refused(start, at, "has no closing bracket.", "“]” is missing.")
    rows = []
    for line in re.split(r"(\\n|\n|\\\\n)", source.text[at:end]):
        if line.strip() and line not in ("\\n", "\\\\n"):
            rows.append(list(numbers_in(source, at, at + len(line))))
        at += len(line)
    kernel = kernel_of(source, rows)
    if "normalize" in source.text[end : end + 99] and kernel.total:
        kernel = replace(kernel, divisor=kernel.total)
    return Recognised(FORM, "ImageJ macro", kernel, flip=False, border="edge")


def write(settings: Settings) -> Written:
    """The rows for the dialog, the divisor worked in, so that Normalize Kernel stays off."""
    kernel = settings.kernel
    rows, warnings = kernel.weights, []
    if settings.flip:
        rows = tuple(row[::-1] for row in rows[::-1])
        warnings.append("ImageJ does not flip: the kernel is written turned by 180°.")
    if kernel.divisor != 1:
        rows = tuple(tuple(weight / kernel.divisor for weight in row) for row in rows)
        divisor = format_number(kernel.divisor)
        warnings.append(f"The divisor {divisor} is worked into the numbers: leave Normalize off.")
    elif kernel.total not in (0, 1):
        warnings.append("Leave Normalize Kernel off in ImageJ.")
    if kernel.rows % 2 == 0 or kernel.columns % 2 == 0:
        warnings.append(f"ImageJ takes odd sizes only; the kernel is {kernel.size_text}.")
    warnings += losses(settings, "ImageJ", frozenset({"flip"}), border="edge")
    lines = (" ".join(map(format_number, row)) for row in rows)
    return Written("\n".join(lines) + "\n", tuple(warnings))
