"""SVG's filter primitive feConvolveMatrix, written.

https://www.w3.org/TR/filter-effects-1/#feConvolveMatrixElement
"""

from __future__ import annotations

from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.values import Settings, Written

FORM = "svg"
_SAID = frozenset({"anchor", "flip", "bias", "linear_light", "border"})
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
