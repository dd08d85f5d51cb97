"""ImageMagick: kernel strings and the part of a command that convolves with one, written.

https://imagemagick.org/script/command-line-options.php#morphology, and the comments of
MagickCore/morphology.c.
"""

from __future__ import annotations

import numpy as np

from convstudio.kernel.kernel import Kernel, Pair
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.values import Settings, Written

FORM = "imagemagick"
_SAID = frozenset({"anchor", "flip", "bias", "border", "linear_light"})
_VIRTUAL_PIXELS = {
    "zeros": "-virtual-pixel black",
    "edge": "-virtual-pixel edge",
    "symmetric": "-virtual-pixel mirror",
    "wrap": "-virtual-pixel tile",
}


def kernel_string(kernel: Kernel, anchor: Pair | None = None) -> str:
    """The weights as typed as ``WxH: …``, with ``+X+Y`` where the anchor is not ImageMagick's own.

    Args:
        kernel: its divisor goes into ``scale_text``.
        anchor: (row, column) of the weight over the output's pixel; the kernel's own by default.

    >>> kernel_string(Kernel(((1, 2), (3, 4))))
    '2x2: 1,2 3,4'
    """
    row, column = kernel.anchored_at if anchor is None else anchor
    origin = "" if (row, column) == kernel.centre else f"+{column}+{row}"
    rows = (",".join(map(format_number, row)) for row in kernel.weights)
    return f"{kernel.columns}x{kernel.rows}{origin}: {' '.join(rows)}"


def scale_text(kernel: Kernel) -> str:
    """What ``convolve:scale`` must be for the kernel's divisor; nothing where that is 1."""
    if kernel.divisor == 1:
        return ""
    return np.format_float_positional(1 / kernel.divisor, trim="-")


def write(settings: Settings) -> Written:
    """The part of an ImageMagick command that does what the layer does."""
    parts = []
    scale = scale_text(settings.kernel)
    if scale:
        parts.append(f"-define convolve:scale={scale}")
    if settings.bias:
        percent = np.format_float_positional(settings.bias * 100, trim="-")
        parts.append(f"-define convolve:bias={percent}%")
    parts.append(_virtual_pixel(settings))
    method = "Convolve" if settings.flip else "Correlate"
    parts.append(f"-morphology {method} '{kernel_string(settings.kernel, settings.anchor)}'")
    if settings.linear_light:
        parts = ["-colorspace RGB", *parts, "-colorspace sRGB"]
    warnings = losses(settings, "ImageMagick", _SAID)
    if settings.border == "reflect":
        warnings.append("ImageMagick has no border “reflect”; its “mirror” repeats the edge pixel.")
    return Written(" ".join(parts), tuple(warnings))


def _virtual_pixel(settings: Settings) -> str:
    if settings.border == "constant":
        percent = np.format_float_positional(settings.border_value * 100, trim="-")
        return f"-background 'gray({percent}%)' -virtual-pixel background"
    return _VIRTUAL_PIXELS.get(settings.border, "-virtual-pixel mirror")
