"""A stack for libvips, through pyvips: a band a channel; sums over bands are recombinations."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.activations import vips_activation
from convstudio.pipeline.code.program import function_text, import_lines
from convstudio.pipeline.code.stacks.arrays import StackArrays
from convstudio.pipeline.code.stacks.stack import Place, Stack
from convstudio.pipeline.code.stacks.texts import called, same_text
from convstudio.pipeline.code.stacks.weights import is_biased
from convstudio.pipeline.code.steps import Code, number
from convstudio.pipeline.code.tones import tone_warnings
from convstudio.pipeline.code.with_pyvips import (
    DECODE,
    ENCODE,
    EXTENDS,
    PAD,
    REFLECT,
    STRIDED,
    main_text,
)
from convstudio.pipeline.elements import Combine, Pooling

_BANK = '''def bank(image, weights, strides=(1, 1)):
    """Each filter's sum over the bands; the weights are (filters, bands, rows, columns)."""
    height, width = weights.shape[2:]
    across, along = image.width - width + 1, image.height - height + 1
    sums = []
    for row, column in np.ndindex(height, width):
        under = image.crop(column, row, across, along)
        sums.append(under.recomb(weights[:, :, row, column].tolist()))
    return every(pyvips.Image.sum(sums), *strides)'''
_EACH = '''def each(image, weights, strides=(1, 1)):
    """Every filter on every band by itself; one plane of weights serves all bands."""
    height, width = weights.shape[2:]
    across, along = image.width - width + 1, image.height - height + 1
    maps = []
    for planes in weights:
        planes = np.broadcast_to(planes, (image.bands, height, width))
        places = np.ndindex(height, width)
        sums = [image.crop(c, r, across, along) * planes[:, r, c].tolist() for r, c in places]
        maps.append(pyvips.Image.sum(sums))
    return every(joined(maps), *strides)'''
_GROUPED = '''def grouped(image, weights, groups, strides=(1, 1)):
    """Each group of filters on its own group of bands."""
    parts = zip(split(image, image.bands // groups), np.split(weights, groups))
    return joined([bank(part, some, strides) for part, some in parts])'''
_POOLED = '''def pooled(image, size, strides, combine):
    """What stands in each window, combined across and then down."""
    rows, columns = image.height - size[0] + 1, image.width - size[1] + 1
    wide = combine([image.crop(first, 0, columns, image.height) for first in range(size[1])])
    found = combine([wide.crop(0, first, columns, rows) for first in range(size[0])])
    return every(found, *strides)'''
_LARGEST = '''def largest(images):
    """The largest of several images, pixel by pixel."""
    found = images[0]
    for image in images[1:]:
        found = (image > found).ifthenelse(image, found)
    return found'''
_SPLIT = '''def split(image, size):
    """So many bands at a time."""
    return [image[first : first + size] for first in range(0, image.bands, size)]'''
_JOINED = '''def joined(images):
    """The bands of all images in one."""
    return images[0].bandjoin(images[1:]) if len(images) > 1 else images[0]'''
_LOCAL = '''def locally(image, weights, strides):
    """A kernel for each place, which libvips has not: NumPy does it.

    The weights are (out rows, out columns, rows, columns, bands, filters).
    """
    (rows, columns, height, width), (down, over) = weights.shape[:4], strides
    values = image.numpy().reshape(image.height, image.width, image.bands)
    sums = 0
    for row, column in np.ndindex(height, width):
        under = values[row::down, column::over][:rows, :columns]
        sums = sums + np.einsum("yxc,yxck->yxk", under, weights[:, :, row, column])
    return pyvips.Image.new_from_array(sums)'''


def write(job: Stack) -> Code:
    """The stack as a program for pyvips."""
    arrays = _Vips(job)
    body = [*arrays.body(), f"return {arrays.returned()}"]
    constants, helpers = arrays.constants(), arrays.helpers()
    imports = ["import pyvips", *arrays.imports()]
    if job.tone.mode == "percentile" or "np." in "\n".join([*constants, *helpers]):
        imports.append("import numpy as np")
    made = job.made.channels + job.made.has_alpha
    bands = "1 band" if made == 1 else f"{made} bands"
    docstring = f"A picture of 0 … {arrays.white} → its map, {bands} of floats in the same units."
    parts = (
        f'"""{job.title}."""\n\n{import_lines(tuple(imports))}\n',
        *(["\n\n".join(constants) + "\n\n"] if constants else [""]),
        *(f"{text}\n\n" for text in helpers),
        function_text(docstring, body),
        main_text(job),
    )
    return Code("\n".join(parts), tuple(tone_warnings(job)))


class _Vips(StackArrays):
    """Images of doubles; a band a channel."""

    def __init__(self, job: Stack) -> None:
        super().__init__(job)
        self.functions = {
            " pad(": PAD,
            "(pad(": PAD,
            "reflect(": REFLECT,
            "every(": STRIDED,
            "split(": _SPLIT,
            "joined(": _JOINED,
            "grouped(": _GROUPED,
            "bank(": _BANK,
            "each(": _EACH,
            "pooled(": _POOLED,
            "largest": _LARGEST,
            "locally(": _LOCAL,
            "decode(": DECODE.format(white=self.white),
            "encode(": ENCODE.format(white=self.white),
        }

    def helpers(self) -> list[str]:
        body = self.body()
        texts = list(dict.fromkeys(called(body, self.functions)))
        return [*same_text(body, texts), *texts]

    def taken(self) -> list[str]:
        last = self.job.colours
        if not self.job.has_alpha:
            return ['colour = image.cast("double")']
        return [
            f'colour = image[{"0" if last == 1 else f":{last}"}].cast("double")',
            f'alpha = image[{last}].cast("double")',
        ]

    def chosen(self, place: Place) -> list[str]:
        if place.bank.channels == "alpha":
            return ["colour = alpha"]
        if place.taken is not None:
            return [f"colour = colour[{place.taken[0]}:{place.taken[1]}]"]
        if place.shares is None:
            return []
        if place.bank.channels == "luminance":
            shares = ", ".join(number(share) for share in LUMA)
            return [f"colour = colour.recomb([[{shares}]])  # luma, Rec. 709"]
        return [f"colour = colour[{int(place.shares.argmax())}]"]

    def size(self, name: str, axis: int) -> str:
        return f"{name}.{('height', 'width')[axis]}"

    def padded(self, place: Place, name: str, border: str, outside: str = "") -> str:
        if place.window.padding is None:
            amounts = "padding[1][0], padding[0][0], padding[1][1], padding[0][1]"
        else:
            (top, bottom), (left, right) = place.window.padding
            amounts = f"{left}, {top}, {right}, {bottom}"
        if border == "reflect":
            return f"reflect({name}, {amounts})"
        extend = EXTENDS[border]
        if border == "constant":
            extend = "background" if outside else "black"
        words = f', extend="{extend}"' + (f", background={outside}" if outside else "")
        return f"pad({name}, {amounts}{words})"

    def bias(self, place: Place) -> str:
        return f" + biases{place.suffix}.tolist()" if is_biased(place) else ""

    def pooling(self, place: Place, layer: Pooling) -> list[str]:
        window = place.window
        words, padded = f"{window.shape}, {window.strides}", "colour"
        lines = self.padding_lines(place)
        if window.pads:
            outside, padded = 'float("-inf")' if layer.mode == "max" else "", "padded"
            lines.append(f"padded = {self.padded(place, 'colour', 'constant', outside)}")
        lines += self.exact_lines(place, padded)
        if layer.mode == "max":
            return [*lines, f"colour = pooled({padded}, {words}, largest)"]
        sums = f"pooled({padded}, {words}, pyvips.Image.sum)"
        if not window.pads:
            return [*lines, f"colour = {sums} / {window.shape[0] * window.shape[1]}"]
        return [
            *lines,
            "inside = colour[0] * 0 + 1  # what is outside is left out of the mean",
            f"padded_inside = {self.padded(place, 'inside', 'constant')}",
            f"colour = {sums} / pooled(padded_inside, {words}, pyvips.Image.sum)",
        ]

    def combined(self, place: Place, layer: Combine) -> list[str]:
        below = place.below
        if layer.mode == "direction":
            return self.direction(place)
        if below.channels == 1:
            return ["colour = colour.abs()"] if layer.mode == "magnitude" else []
        parts = f"split(colour, {below.colours if below.count > 1 else 1})"
        made = {
            "sum": f"pyvips.Image.sum({parts})",
            "maximum": f"largest({parts})",
            "magnitude": f"pyvips.Image.sum([part**2 for part in {parts}]) ** 0.5",
        }
        return [f"colour = {made[layer.mode]}"]

    def direction(self, place: Place) -> list[str]:
        """libvips has its angles in degrees, from 0 to 360."""
        size = place.below.colours
        across, down = ("0", "1") if size == 1 else (f"0:{size}", f"{size}:{2 * size}")
        angle = f'(colour[{down}] * -1).math2(colour[{across}], "atan2")'
        return [f"colour = {angle} * {number(self.job.full_range / 360)}"]

    def activation(self, name: str) -> str:
        return vips_activation(name, self.white)

    def nonzero(self, least: str) -> str:
        return f"(weight.abs() <= {least}).ifthenelse(1, weight / {self.white})"

    def under_centre(self, place: Place, source: str) -> str:
        (row, column), (rows, columns) = place.window.centre, place.window.extent
        width = f"{source}.width{f' - {columns - 1}' if columns > 1 else ''}"
        height = f"{source}.height{f' - {rows - 1}' if rows > 1 else ''}"
        picked = f"{source}.crop({column}, {row}, {width}, {height})"
        strides = place.window.strides
        return picked if strides == (1, 1) else f"every({picked}, {strides[0]}, {strides[1]})"

    def returned(self) -> str:
        return "colour.bandjoin(alpha)" if self.job.made.has_alpha else "colour"
