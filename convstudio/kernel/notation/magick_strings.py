"""ImageMagick's kernel strings, read: ``WxH+X+Y@: v,v …``, old lists, built-in names, several.

After ParseKernelArray and ParseKernelName of MagickCore/morphology.c; stricter than the program
where it would guess: too few or too many numbers are told.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from convstudio.kernel.kernel import CUSTOM, MAX_SIZE, Kernel
from convstudio.kernel.notation.constants import cell_of
from convstudio.kernel.notation.grid import Cell, check_cell, in_rows, kernel_of, square_side
from convstudio.kernel.notation.magick_builtins import KNOWN, Geometry, TooLargeError, built_in
from convstudio.kernel.notation.magick_lists import MagickKernel, expanded, ranges, scaled_apart
from convstudio.kernel.notation.source import Source

_HEAD = re.compile(
    r"\s*+(?P<width>\d{1,6})(?:\s?x\s?(?P<height>\d{0,6}))?(?:\+(?P<x>\d{1,6})\+(?P<y>\d{1,6}))?"
    r"(?P<flags>[@<>]*+)\s*+:", re.ASCII,
)  # fmt: skip
_NAME = re.compile(r"\s*(?P<name>[A-Za-z]\w*)[\s:,]*", re.ASCII)
_NUMBER = r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?"
_GEOMETRY = re.compile(
    rf"\s*(?P<rho>{_NUMBER})?\s*(?:[x,]\s*(?P<sigma>{_NUMBER}))?\s*"
    rf"(?:,?\s*(?P<xi>{_NUMBER}))?\s*(?:,?\s*(?P<psi>{_NUMBER}))?\s*", re.ASCII,
)  # fmt: skip
_FLAGS = "%!^<>@"
_MOST = 64
_EMPTY = ("nan", "-")


@dataclass(frozen=True)
class Scale:
    """``convolve:scale``: times ``factor`` after normalising, plus ``unity`` at the origin."""

    factor: float = 1.0
    unity: float = 0.0
    normalize: str = ""  # "!", "^" or nothing


def looks_like(text: str) -> bool:
    """Whether a text begins as a kernel string does, or is a built-in's name."""
    if _HEAD.match(text):
        return True
    name = _NAME.match(text)
    known = {one.lower() for one in KNOWN}
    return name is not None and name["name"].lower() in known and "(" not in text[:40]


def read_kernels(source: Source, start: int, end: int, scale: Scale) -> list[Kernel]:
    """Every kernel of a string, scaled.

    Raises:
        KernelTextError: one that cannot be read, or too many.
    """
    found: list[MagickKernel] = []
    at = start
    for piece in source.text[start:end].split(";"):
        if piece.strip():
            found += _read_one(source, at, at + len(piece))
        at += len(piece) + 1
        if len(found) > _MOST:
            raise source.refusal(start, end, f"More than {_MOST} kernels; {_MOST} are read.")
    if not found:
        raise source.refusal(start, end, "There is no kernel in the quotes.")
    return [_scaled(source, (start, end), one, scale) for one in found]


def read_scale(source: Source, start: int, end: int) -> Scale:
    """The value of ``convolve:scale``: ``k[!^][,u][%]``.

    Raises:
        KernelTextError: anything else.
    """
    text = source.text[start:end]
    match = _GEOMETRY.fullmatch("".join(c for c in text if c not in _FLAGS))
    if match is None or match["xi"]:
        raise source.refused(
            start, end, "is no scale.", "Wanted: a number with ! or ^, and perhaps ,u: 1!,0.5"
        )
    share = 0.01 if "%" in text else 1.0
    factor = 1.0 if match["rho"] is None else float(match["rho"]) * share
    unity = float(match["sigma"] or 0) * share
    return Scale(factor, unity, "^" if "^" in text else "!" if "!" in text else "")


def _read_one(source: Source, start: int, end: int) -> list[MagickKernel]:
    text = source.text
    head = _HEAD.match(text, start, end)
    if head is not None:
        return expanded(_array(source, head, end), head["flags"])
    name = _NAME.match(text, start, end)
    if name is not None and name["name"].lower() not in _EMPTY:
        return _named(source, name, end)
    cells = _cells(source, start, end)
    side = square_side(len(cells))
    if not side:
        raise source.refusal(
            start, end, f"A list of {len(cells)} numbers is no square of odd size.",
            "ImageMagick wants the size before a colon: 3x2: 1,2,3 4,5,6",
        )  # fmt: skip
    return [_made(cells, side, None)]


def _array(source: Source, head: re.Match[str], end: int) -> MagickKernel:
    width = max(int(head["width"]), 1)
    height = int(head["height"] or 0) or width
    if width > MAX_SIZE or height > MAX_SIZE:
        raise source.refused(
            head.start(), head.end(), f"is {height}×{width}; a kernel is at most 63×63."
        )
    cells = _cells(source, head.end(), end)
    if len(cells) != width * height:
        raise source.refused(
            head.start(), head.end(), f"wants {width * height} numbers; there are {len(cells)}."
        )
    if all(math.isnan(cell.value) for cell in cells):
        raise source.refusal(head.end(), end, "No cell is part of the kernel.")
    origin = None
    if head["x"]:
        origin = int(head["y"]), int(head["x"])
        if origin[0] >= height or origin[1] >= width:
            raise source.refused(head.start(), head.end(), "has its origin outside the kernel.")
    return _made(cells, width, origin)


def _made(cells: list[Cell], width: int, origin: tuple[int, int] | None) -> MagickKernel:
    values = np.array([cell.value for cell in cells]).reshape(-1, width)
    centre = (values.shape[0] - 1) // 2, (values.shape[1] - 1) // 2
    return MagickKernel(values, origin or centre)


def _cells(source: Source, start: int, end: int) -> list[Cell]:
    """Numbers between blanks and commas; NaN where a cell is not part of the kernel."""
    found = []
    for match in re.compile(r"[^\s,]+").finditer(source.text, start, end):
        if match[0].lower() in _EMPTY:
            found.append(Cell(math.nan, *match.span()))
            continue
        cell = cell_of(source, *match.span())
        check_cell(source, cell)
        found.append(cell)
    return found


def _named(source: Source, name: re.Match[str], end: int) -> list[MagickKernel]:
    text = source.text[name.end() : end]
    match = _GEOMETRY.fullmatch("".join(c for c in text if c not in _FLAGS))
    if match is None:
        raise source.refused(name.end(), end, f"are no settings of {name['name']}.")
    numbers = [match[key] for key in ("rho", "sigma", "xi", "psi")]
    geometry = Geometry(*(None if n is None else float(n) for n in numbers))
    try:
        found = built_in(name["name"], geometry)
    except (TooLargeError, OverflowError):
        raise source.refused(
            name.start("name"), end, "is larger than 63×63, the largest kernel."
        ) from None
    if found is None:
        raise source.refused(
            name.start("name"),
            name.end("name"),
            "is not among the ImageMagick kernels that are read here.",
            f"Known names: {', '.join(KNOWN)}.",
        )  # fmt: skip
    return expanded(found[0], text) if len(found) == 1 else found


def _scaled(source: Source, place: tuple[int, int], kernel: MagickKernel, scale: Scale) -> Kernel:
    """The scale worked in: as the divisor, so that the numbers stay as typed, where it can be."""
    cells, divisor = kernel.cells, 1.0
    positive, negative = ranges(cells)
    if scale.normalize == "^" and (positive or 1.0) != (-negative or positive or 1.0):
        cells = scaled_apart(cells)
    elif scale.normalize == "^":
        divisor = positive or 1.0
    elif scale.normalize:
        total = abs(positive + negative)
        divisor = total if total >= 1e-12 else positive or 1.0
    if scale.factor == 0:
        cells = cells * 0.0
    elif scale.factor != 1:
        divisor *= _over(scale.factor)
    cells = cells.copy()
    cells[kernel.origin] += scale.unity * divisor
    typed = np.nan_to_num(cells, nan=0.0, posinf=math.inf, neginf=-math.inf) + 0.0
    rows = in_rows([Cell(float(v), *place) for v in typed.flat], typed.shape[1])
    sizes = typed.shape
    centred = all(n % 2 and at == n // 2 for n, at in zip(sizes, kernel.origin, strict=True))
    anchor = None if centred else kernel.origin
    return kernel_of(source, rows, divisor, anchor, kernel.name or CUSTOM)


def _over(factor: float) -> float:
    """The divisor that is this factor: the whole number where 1 over it is the same float."""
    whole = round(1 / factor) if abs(1 / factor) < 1e15 else 0
    return float(whole) if whole and 1 / whole == factor else 1 / factor
