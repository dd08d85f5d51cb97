"""GIMP's Convolution Matrix, which is GEGL's ``gegl:convolution-matrix``.

The properties a1 … e5 are the weights: the letter is the column, the digit the row, as the dialog
shows them and as operations/common/convolution-matrix.c reads them. A correlation in linear light.
"""

from __future__ import annotations

import re
from itertools import chain

from convstudio.kernel.notation.centred import centred
from convstudio.kernel.notation.constants import cell_of
from convstudio.kernel.notation.grid import Cell, in_rows, kernel_of
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written
from convstudio.numerics.borders import BorderMode

FORM = "gimp"
LABEL = "GIMP convolution matrix"
SIDE = 5
_NAMES = tuple(f"{letter}{digit}" for digit in "12345" for letter in "abcde")
_PROPERTY = re.compile(
    r"(?<![\w-])(?P<name>[a-e][1-5]|divisor|offset|normalize|border|alpha-weight)\"?"
    r"[ \t]{0,9}[=:, \t]\s{0,9}\"?(?P<value>[^\s,\"();]{1,99})"
)
_BORDERS: dict[str, tuple[BorderMode, float]] = {
    "none": ("zeros", 0.0), "black": ("zeros", 0.0), "clamp": ("edge", 0.0),
    "loop": ("wrap", 0.0), "white": ("constant", 1.0),
}  # fmt: skip
_PDB_BORDERS = ("clamp", "loop", "none")  # EXTEND, WRAP, CLEAR
_WRITTEN_BORDERS = {"zeros": "black", "edge": "clamp", "wrap": "loop"}
_ARGUMENT = re.compile(
    r"(?<![\w.])(?:[+-]?\d{1,20}+(?:\.\d{0,20}+)?(?![\w.])|TRUE\b|FALSE\b)",
    re.IGNORECASE | re.ASCII,
)
_YES = ("true", "yes", "1", "t", "#t")


def looks_like(text: str) -> bool:
    """Whether the text names the operation, or sets three of its weights."""
    named = "convolution-matrix" in text or "convmatrix" in text
    return named or len(re.findall(r"(?<![\w-])[a-e][1-5]\"?\s?[=:]", text[:4000])) > 2


def read(source: Source) -> Recognised:
    """The matrix of a chain of properties, of a saved preset, or of a call of the PDB.

    Raises:
        KernelTextError: no weight, a divisor of 0, or an unknown border.
    """
    if re.search(r"convmatrix", source.text):
        return _read_call(source)
    found = {m["name"]: m.span("value") for m in _PROPERTY.finditer(source.text)}
    if not any(name in found for name in _NAMES):
        raise source.refusal(
            0, len(source.text), "No weight of the convolution matrix is set.",
            "Wanted: a1=… to e5=…, with divisor=… and offset=….",
        )  # fmt: skip
    end = len(source.text)
    cells = [
        cell_of(source, *found[name]) if name in found else Cell(float(name == "c3"), end, end)
        for name in _NAMES
    ]
    normalize = _word(source, found, "normalize", "true") in _YES
    border = _word(source, found, "border", "clamp")
    if border not in _BORDERS:
        hint = f"Known borders: {', '.join(_BORDERS)}."
        raise source.refused(*found["border"], "is no border of GEGL.", hint)
    divisor = cell_of(source, *found["divisor"]) if "divisor" in found else Cell(1.0, end, end)
    offset = cell_of(source, *found["offset"]) if "offset" in found else Cell(0.0, end, end)
    return _recognised(source, cells, divisor, offset, border, normalize)


def _word(source: Source, found: dict[str, tuple[int, int]], name: str, default: str) -> str:
    return source.text[slice(*found[name])].lower() if name in found else default


def _recognised(
    source: Source, cells: list[Cell], divisor: Cell, offset: Cell, border: str, normalize: bool
) -> Recognised:
    if divisor.value == 0 and not normalize:
        raise source.refused(divisor.start, divisor.end, "is the divisor; it cannot be 0.")
    over, bias = divisor.value, offset.value
    notes: tuple[str, ...] = ()
    if normalize:
        total = kernel_of(source, [cells]).total if len(cells) else 0.0
        over, bias = _normalised(total)
        notes = (f"Normalize: divisor {format_number(over)}, offset {format_number(bias)}.",)
    elif abs(bias) > 1:
        notes = (f"The offset {format_number(bias)} was read as grey levels of 8 bits.",)
        bias /= 255
    kernel = kernel_of(source, in_rows(cells, SIDE), over)
    outer = chain(*kernel.weights[::4], *(row[::4] for row in kernel.weights))
    if not any(outer):  # GEGL's own rule
        kernel = kernel.resized(3)
    mode, value = _BORDERS[border]
    return Recognised(
        FORM, LABEL, kernel, flip=False, bias=bias, border=mode,
        border_value=value if mode == "constant" else None, linear_light=True, notes=notes,
    )  # fmt: skip


def _normalised(total: float) -> tuple[float, float]:
    """(divisor, offset) that normalize puts in force."""
    if total > 0:
        return total, 0.0
    return (-total, 1.0) if total < 0 else (1.0, 0.5)


def _read_call(source: Source) -> Recognised:
    """``plug-in-convmatrix … 25 #(…) alpha-alg divisor offset 5 #(…) border``."""
    start = source.text.index("convmatrix") + len("convmatrix")
    numbers = _numbers(source, start)
    counts = [i for i, cell in enumerate(numbers) if cell.value == 25]
    at = next((i for i in counts if len(numbers) >= i + 1 + 25 + 3), -1)
    if at < 0:
        raise source.refusal(
            start, len(source.text), "The call of plug-in-convmatrix is not whole.",
            "Wanted: 25 weights, then alpha-alg, divisor and offset.",
        )  # fmt: skip
    cells = numbers[at + 1 : at + 26]
    _, divisor, offset = numbers[at + 26 : at + 29]
    rest = numbers[at + 29 :]
    border = int(rest[6].value) if len(rest) > 6 and 0 <= rest[6].value <= 2 else 0
    return _recognised(source, cells, divisor, offset, _PDB_BORDERS[border], normalize=False)


def _numbers(source: Source, start: int) -> list[Cell]:
    """Every number with its sign, and TRUE and FALSE."""
    found: list[Cell] = []
    for match in _ARGUMENT.finditer(source.text, start):
        word = match[0].upper()
        value = float(word == "TRUE") if word in ("TRUE", "FALSE") else float(word)
        found.append(Cell(value, *match.span()))
    return found


def write(settings: Settings) -> Written:
    """The operation with its properties, as gegl's command line and GIMP's GEGL tool take them."""
    matrix, warnings = centred(settings, SIDE, "GIMP")
    weights = zip(_NAMES, chain.from_iterable(matrix), strict=True)
    border = _WRITTEN_BORDERS.get(settings.border, "clamp")
    if settings.border == "constant":
        border = "white" if settings.border_value >= 0.5 else "black"
        if settings.border_value not in (0, 1):
            warnings.append("GIMP has no constant border but black and white.")
    elif settings.border not in _WRITTEN_BORDERS:
        warnings.append(f"GIMP has no border “{settings.border}”; “{border}” is written.")
    if not settings.linear_light:
        warnings.append("GIMP works in linear light, this layer does not.")
    if abs(settings.bias) > 1:
        warnings.append("GIMP takes an offset from −1 to 1.")
    warnings += losses(
        settings, "GIMP", frozenset({"flip", "anchor", "bias", "border", "linear_light"})
    )
    values = [f"{name}={format_number(weight)}" for name, weight in weights]
    values += [
        f"divisor={format_number(settings.kernel.divisor)}",
        f"offset={format_number(settings.bias)}",
        "normalize=false",
        f"alpha={'true' if settings.alpha == 'filtered' else 'false'}",
        "alpha-weight=false",
        f"border={border}",
    ]
    return Written(f"gegl:convolution-matrix {' '.join(values)}", tuple(warnings))
