"""SVG's filter primitive feConvolveMatrix, written and read.

https://www.w3.org/TR/filter-effects-1/#feConvolveMatrixElement
"""

from __future__ import annotations

import re
from dataclasses import replace

from convstudio.errors import KernelTextError
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.kernel.notation.constants import cell_of
from convstudio.kernel.notation.grid import Cell, in_rows, kernel_of
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.separated import numbers_in
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written
from convstudio.numerics.borders import BorderMode

FORM = "svg"
_SAID = frozenset({"anchor", "flip", "bias", "linear_light", "border"})
_BORDERS: dict[str, BorderMode] = {"duplicate": "edge", "wrap": "wrap", "none": "zeros"}
_ELEMENT = re.compile(r"<(?:\w{1,20}:)?feConvolveMatrix\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?P<name>[A-Za-z][\w:-]{0,60}+)\s{0,99}=\s{0,99}(?:\"(?P<double>[^\"<]*)\"|'(?P<single>[^'<]*)')"
)
_KNOWN = ("order", "kernelMatrix", "divisor", "bias", "targetX", "targetY", "edgeMode",
          "preserveAlpha", "kernelUnitLength", "color-interpolation-filters")  # fmt: skip
_MOST = 64
_EDGE_MODES = {"zeros": "none", "constant": "none", "wrap": "wrap"}


def element(settings: Settings) -> str:
    """The element feConvolveMatrix alone.

    SVG turns its matrix by 180°: a kernel that is not flipped is written turned, so that it lies
    over the picture as it does here.
    """
    kernel, (row, column) = settings.kernel, settings.anchor
    rows, target = kernel.weights, (row, column)
    if settings.flip:
        target = (kernel.rows - 1 - row, kernel.columns - 1 - column)
    else:
        rows = tuple(line[::-1] for line in rows[::-1])
    numbers = "  ".join(" ".join(map(format_number, line)) for line in rows)
    attributes = {
        "order": f"{kernel.columns} {kernel.rows}",
        "kernelMatrix": numbers,
        "divisor": format_number(kernel.divisor),
        "bias": format_number(settings.bias),
        "targetX": str(target[1]),
        "targetY": str(target[0]),
        "edgeMode": _EDGE_MODES.get(settings.border, "duplicate"),
        "preserveAlpha": "false" if settings.alpha == "filtered" else "true",
    }
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<feConvolveMatrix {written}/>"


def write(settings: Settings) -> Written:
    """A filter element with the one primitive in it."""
    space = "linearRGB" if settings.linear_light else "sRGB"
    text = (
        '<filter id="convolution" x="0%" y="0%" width="100%" height="100%" '
        f'color-interpolation-filters="{space}">\n  {element(settings)}\n</filter>'
    )
    warnings = losses(settings, "SVG", _SAID)
    if settings.border in ("constant", "reflect", "symmetric"):
        instead = _EDGE_MODES.get(settings.border, "duplicate")
        warnings.append(f"SVG has no border “{settings.border}”; “{instead}” is written.")
    return Written(text, tuple(warnings))


def looks_like(text: str) -> bool:
    """Whether it is markup; what is in it is found out by reading."""
    return text.lstrip().startswith("<") or _ELEMENT.search(text) is not None


def read(source: Source) -> Recognised:
    """The filter primitives in a piece of markup. No document is parsed, no entity expanded.

    Raises:
        KernelTextError: there is none, or an attribute that cannot be.
    """
    starts = [match.end() for match in _ELEMENT.finditer(source.text)]
    if not starts:
        raise source.refusal(
            0, len(source.text), "There is no feConvolveMatrix in the markup.",
            "Of SVG, the element <feConvolveMatrix order=… kernelMatrix=…/> is read.",
        )  # fmt: skip
    found = [_element(source, start) for start in starts[:_MOST]]
    return replace(found[0], more=tuple(one.kernel for one in found[1:]))


def _element(source: Source, start: int) -> Recognised:
    given = _attributes(source, start)
    kernel = _matrix(source, start, given)
    divisor, notes = _divisor(source, given, kernel)
    target = [_index(source, given, "targetX", kernel.columns, kernel.columns // 2),
              _index(source, given, "targetY", kernel.rows, kernel.rows // 2)]  # fmt: skip
    anchor = kernel.rows - 1 - target[1], kernel.columns - 1 - target[0]
    even = not (kernel.rows % 2 and kernel.columns % 2)
    kernel = replace(
        kernel, divisor=divisor, anchor=anchor if even or anchor != kernel.centre else None
    )
    edge = _choice(source, given, "edgeMode", "duplicate", tuple(_BORDERS))
    space = _colour_space(source, start, given)
    bias = cell_of(source, *given["bias"]).value if "bias" in given else 0.0
    warnings: tuple[str, ...] = ()
    if "kernelUnitLength" in given:
        warnings = ("kernelUnitLength scales the kernel with the drawing; it is left out.",)
    if _choice(source, given, "preserveAlpha", "false", ("true", "false")) == "false":
        notes += ("The alpha channel is filtered too, with premultiplied colours.",)
    return Recognised(
        FORM, "SVG feConvolveMatrix", kernel, flip=True, bias=bias, border=_BORDERS[edge],
        linear_light=space != "srgb", notes=notes, warnings=warnings,
    )  # fmt: skip


def _attributes(source: Source, start: int) -> dict[str, tuple[int, int]]:
    """The place of each attribute's value, by its name in the specification's spelling."""
    found: dict[str, tuple[int, int]] = {}
    spelt = {name.lower(): name for name in _KNOWN}
    at = start
    while True:
        while at < len(source.text) and source.text[at].isspace():
            at += 1
        match = _ATTRIBUTE.match(source.text, at)
        if match is None:
            break
        group = "double" if match["double"] is not None else "single"
        name = spelt.get(match["name"].lower(), match["name"])
        found[name] = match.span(group)
        if "&" in match[group]:
            raise source.refused(*match.span(group), "holds an entity; none is expanded.")
        at = match.end()
    if source.text[at : at + 1] not in (">", "/"):
        problem = "is no attribute." if at < len(source.text) else "The element is not closed."
        if at >= len(source.text):
            raise source.refusal(start, at, problem, "“/>” is missing.")
        raise source.refused(at, at + 1, problem, 'Wanted: name="value".')
    return found


def _matrix(source: Source, start: int, given: dict[str, tuple[int, int]]) -> Kernel:
    if "kernelMatrix" not in given:
        raise source.refusal(
            start, start, "The feConvolveMatrix has no kernelMatrix.", 'Wanted: kernelMatrix="…".'
        )
    cells = list(numbers_in(source, *given["kernelMatrix"]))
    order = list(numbers_in(source, *given["order"])) if "order" in given else [Cell(3.0, 0, 0)]
    sizes = [cell.value for cell in order]
    if not 1 <= len(sizes) <= 2 or any(n != int(n) or not 1 <= n <= MAX_SIZE for n in sizes):
        raise source.refused(
            *given["order"], "is no order.", "Wanted: one or two whole numbers up to 63."
        )
    columns, rows = int(sizes[0]), int(sizes[-1])
    if len(cells) != rows * columns:
        raise source.refusal(
            *given["kernelMatrix"],
            f"The kernelMatrix has {len(cells)} numbers; order {columns}×{rows} wants "
            f"{rows * columns}.",
        )
    return kernel_of(source, in_rows(cells, columns))


def _divisor(
    source: Source, given: dict[str, tuple[int, int]], kernel: Kernel
) -> tuple[float, tuple[str, ...]]:
    """The divisor, by default the sum of the weights, or 1 where that is 0."""
    default = kernel.total or 1.0
    if "divisor" not in given:
        return default, (
            "No divisor is given: it is the sum of the weights, or 1 where that is 0.",
        )
    value = cell_of(source, *given["divisor"]).value
    if value == 0:
        return default, ("A divisor of 0 stands for the sum of the weights.",)
    return value, ()


def _index(
    source: Source, given: dict[str, tuple[int, int]], name: str, size: int, default: int
) -> int:
    if name not in given:
        return default
    value = cell_of(source, *given[name]).value
    if value != int(value) or not 0 <= value < size:
        raise source.refused(*given[name], f"is no {name}.", f"Wanted: 0 to {size - 1}.")
    return int(value)


def _choice(
    source: Source,
    given: dict[str, tuple[int, int]],
    name: str,
    default: str,
    known: tuple[str, ...],
) -> str:
    if name not in given:
        return default
    value = source.text[slice(*given[name])].strip()
    if value not in known:
        raise source.refused(*given[name], f"is no {name}.", f"Wanted: {', '.join(known)}.")
    return value


def _colour_space(source: Source, start: int, given: dict[str, tuple[int, int]]) -> str:
    """Of the element, or of the filter around it; linearRGB where neither says."""
    name = "color-interpolation-filters"
    if name in given:
        return source.text[slice(*given[name])].strip().lower()
    around = source.text.rfind("<filter", 0, start)
    if around >= 0:
        try:
            outer = _attributes(source, around + len("<filter"))
        except KernelTextError:
            return "linearrgb"
        if name in outer:
            return source.text[slice(*outer[name])].strip().lower()
    return "linearrgb"
