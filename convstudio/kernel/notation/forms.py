"""Every text form: which one a text is in, and how each is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from convstudio.kernel.notation import (
    gimp,
    imagej,
    imagemagick,
    kernel_json,
    literals,
    magick_commands,
    photoshop,
    svg,
    tables,
    vips,
    written_lists,
)
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written


@dataclass(frozen=True)
class Form:
    """A text form that kernels are written in.

    Attributes:
        identifier: for ``write``.
        label: for menus and messages: "Copied as ImageMagick kernel".
        tip: what it is for, a sentence.
    """

    identifier: str
    label: str
    tip: str
    writer: Callable[[Settings], Written]


FORMS: tuple[Form, ...] = (
    Form("lists", "Nested lists", "Rows in brackets, with the divisor: Python and JSON read them.",
         written_lists.write_lists),
    Form("tsv", "Spreadsheet cells", "Rows with tabs: paste into Calc, Excel or Sheets.",
         written_lists.write_tsv),
    Form("csv", "CSV", "Rows with commas.", written_lists.write_csv),
    Form("json", "JSON kernel file", "As this program keeps kernels.", kernel_json.write),
    Form("imagemagick", "ImageMagick kernel", "The options that convolve with this kernel.",
         imagemagick.write),
    Form("gimp", "GIMP / GEGL", "gegl:convolution-matrix with its properties.", gimp.write),
    Form("imagej", "ImageJ", "Rows for Process ▸ Filters ▸ Convolve…", imagej.write),
    Form("vips", "libvips matrix", "A .mat file for vips_conv and nip.", vips.write),
    Form("svg", "SVG filter", "A filter with feConvolveMatrix.", svg.write),
    Form("photoshop", "Photoshop custom filter", "25 weights, scale and offset.", photoshop.write),
    Form("opencv", "OpenCV filter2D", "The array and the call.", written_lists.write_opencv),
    Form("numpy", "NumPy array", "np.array, with the divisor.", written_lists.write_numpy),
    Form("matlab", "MATLAB matrix", "[1 2; 3 4], with the divisor.", written_lists.write_matlab),
)  # fmt: skip


def write(form: str, settings: Settings) -> Written:
    """A kernel with its settings in one of the forms.

    Args:
        form: the identifier of one of FORMS.
        settings: what is written; what the form cannot say is told in the warnings.

    Raises:
        KeyError: there is no such form.
    """
    return {one.identifier: one for one in FORMS}[form].writer(settings)


def recognise(text: str) -> Recognised:
    """The kernel in a text of any form, with all that the text says of its use.

    Raises:
        KernelTextError: there is none; says what is wrong, where, and what would be right.
    """
    source = Source(text)
    plain = source.text
    for looks_like, read in _READERS:
        if looks_like(plain):
            return read(source)
    return tables.read(source)


# A tuple, or a call of another function than those that a single number may have.
_CALL_OR_TUPLE = re.compile(r"\(\(|\([^()]*,|\b(?!sqrt\b)[A-Za-z_]\w{1,60}+\s?\(")


def _is_code(text: str) -> bool:
    return "[" in text or "{" in text or _CALL_OR_TUPLE.search(text) is not None


_Reader = tuple[Callable[[str], bool], Callable[[Source], Recognised]]
_READERS: tuple[_Reader, ...] = (
    (svg.looks_like, svg.read),
    (gimp.looks_like, gimp.read),
    (imagej.looks_like, imagej.read),
    (kernel_json.looks_like, kernel_json.read),
    (magick_commands.looks_like, magick_commands.read),
    (_is_code, literals.read),
)
