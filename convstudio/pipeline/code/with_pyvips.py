"""libvips, through its own binding pyvips: embed, conv, crop and subsample."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.activations import vips_activation
from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import function_text, import_lines
from convstudio.pipeline.code.steps import Code, Job, Step, Task, number, rows_text
from convstudio.pipeline.code.tones import tone_warnings

EXTENDS = {
    "zeros": "black",
    "constant": "background",
    "edge": "copy",
    "symmetric": "mirror",
    "wrap": "repeat",
}
PAD = '''def pad(image, left, top, right, bottom, **extend):
    """The picture with so many pixels around it."""
    width, height = image.width + left + right, image.height + top + bottom
    return image.embed(left, top, width, height, **extend)'''
REFLECT = '''def reflect(image, left, top, right, bottom):
    """Mirrors about the edge pixels, which libvips cannot."""
    widths = ((top, bottom), (left, right), (0, 0))
    pixels = image.numpy().reshape(image.height, image.width, image.bands)
    return pyvips.Image.new_from_array(np.pad(pixels, widths, mode="reflect"))'''
_CORRELATE = '''def correlate(image, kernel):
    """The sums where the kernel lies wholly on the picture."""
    sums = image.conv(kernel, precision="float")
    width, height = image.width - kernel.width + 1, image.height - kernel.height + 1
    return sums.crop(kernel.width // 2, kernel.height // 2, width, height)'''
STRIDED = '''def every(image, down, over):
    """Every so many rows and columns, from the first on."""
    wide = image.embed(0, 0, image.width + over - 1, image.height + down - 1)
    return wide.subsample(over, down)'''
DECODE = '''def decode(values):
    """sRGB as linear light."""
    share = values.abs() / {white}
    linear = (share <= 0.04045).ifthenelse(share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return (values < 0).ifthenelse(-1 * linear, linear) * {white}'''
ENCODE = '''def encode(values):
    """Linear light as sRGB."""
    share = values.abs() / {white}
    encoded = (share <= 0.0031308).ifthenelse(share * 12.92, share ** (1 / 2.4) * 1.055 - 0.055)
    return (values < 0).ifthenelse(-1 * encoded, encoded) * {white}'''


def write(job: Job) -> Code:
    """The pipeline as a program for pyvips."""
    arrays = _Vips(job)
    imports = ["import pyvips"]
    needs_numpy = any(step.layer.border == "reflect" for step in job.steps)
    if needs_numpy or job.tone.mode == "percentile":
        imports.append("import numpy as np")
    body = [*arrays.body(), f"return {arrays.returned()}"]
    texts = [_helper.format(white=arrays.white) for _helper in _called(body)]
    texts += [text for text in arrays.helpers() if text.startswith("def same")]
    samples = job.last.mixed + job.last.sums.leaves_alpha
    bands = "1 band" if samples == 1 else f"{samples} bands"
    docstring = f"A picture of 0 … {arrays.white} → its map, {bands} of floats in the same units."
    parts = (
        f'"""{job.title}."""\n\n{import_lines(tuple(imports))}\n',
        "\n\n".join("\n".join(arrays.kernel_lines(step)) for step in job.steps) + "\n\n",
        *(f"{text}\n\n" for text in texts),
        function_text(docstring, body),
        main_text(job),
    )
    return Code("\n".join(parts), tuple(tone_warnings(job)))


def _called(body: list[str]) -> list[str]:
    """The helpers that the statements call."""
    text = "\n".join(body)
    names = {
        " pad(": PAD,
        "(pad(": PAD,
        "reflect(": REFLECT,
        "correlate(": _CORRELATE,
        "every(": STRIDED,
        "decode(": DECODE,
        "encode(": ENCODE,
    }
    return list(dict.fromkeys(helper for call, helper in names.items() if call in text))


class _Vips(Arrays):
    """Images of doubles; a band a channel."""

    keeps_axis = True

    def kernel_lines(self, step: Step) -> list[str]:
        rows = "\n".join(rows_text(step.slid, "    "))
        notes = []
        if step.layer.flip:
            notes.append("turned by 180°: mathematical convolution")
        if step.dilation != (1, 1):
            notes.append(f"dilation {step.dilation[0]}×{step.dilation[1]}")
        note = f"  # {', '.join(notes)}" if notes else ""
        return [f"kernel{step.suffix} = pyvips.Image.new_from_array([{note}\n{rows}\n])"]

    def taken(self) -> list[str]:
        if not self.job.has_alpha:
            return ['colour = image.cast("double")']
        last = self.job.colours
        first = "0" if last == 1 else f":{last}"
        return [
            f'colour = image[{first}].cast("double")',
            f'alpha = image[{last}].cast("double")',
        ]

    def one_channel(self, index: int) -> str:
        return f"colour[{index}]"

    def luma(self) -> str:
        shares = ", ".join(number(share) for share in LUMA)
        return f"colour.recomb([[{shares}]])  # luma, Rec. 709"

    def channel_sum(self) -> str:
        return "colour[0] + colour[1] + colour[2]"

    def size(self, name: str, axis: int) -> str:
        return f"{name}.{('height', 'width')[axis]}"

    def pad_call(self, step: Step, name: str, border: str, outside: float = 0.0) -> str:
        if step.padding is None:
            amounts = "padding[1][0], padding[0][0], padding[1][1], padding[0][1]"
        else:
            (top, bottom), (left, right) = step.padding
            amounts = f"{left}, {top}, {right}, {bottom}"
        if border == "reflect":
            return f"reflect({name}, {amounts})"
        extend = EXTENDS[border]
        if border == "constant":
            extend = "background" if outside else "black"
        words = f', extend="{extend}"'
        words += f", background={number(outside)}" if outside else ""
        return f"pad({name}, {amounts}{words})"

    def correlated(self, step: Step, padded: str, name: str) -> str:  # noqa: ARG002
        sums = f"correlate({padded}, kernel{step.suffix})"
        if step.strides == (1, 1):
            return sums
        return f"every({sums}, {step.strides[0]}, {step.strides[1]})"

    def activation(self, name: str) -> str:
        return vips_activation(name, self.white)

    def nonzero(self, least: str, divisor: str) -> str:
        return f"(weight.abs() <= {least}).ifthenelse({divisor}, weight / {self.white})"

    def kept_alpha(self, step: Step) -> list[str]:
        lines = super().kept_alpha(step)[:-1]
        source = "padded" if lines else "alpha"
        (row, column), (rows, columns) = step.centre, step.extent
        width = f"{source}.width{f' - {columns - 1}' if columns > 1 else ''}"
        height = f"{source}.height{f' - {rows - 1}' if rows > 1 else ''}"
        picked = f"{source}.crop({column}, {row}, {width}, {height})"
        if step.strides != (1, 1):
            picked = f"every({picked}, {step.strides[0]}, {step.strides[1]})"
        return [*lines, f"alpha = {picked}  # from under the kernel's centre"]

    def returned(self) -> str:
        return "colour.bandjoin(alpha)" if self.job.last.sums.leaves_alpha else "colour"


_SIGNAL = """if __name__ == "__main__":
    image = pyvips.Image.new_from_file("input.csv")
    image = image.rot270() if image.width == 1 else image  # samples in one row
    result = feature_map(image)
    bands = [result[index].rot90() for index in range({bands})]  # a column a map
    pyvips.Image.arrayjoin(bands, across={bands}).write_to_file("output.csv", separator=",")
"""


def main_text(job: Task) -> str:
    """The lines that read a picture, and save its map, or each of its maps, in the tone."""
    made = job.made
    if job.is_signal:
        return _SIGNAL.format(bands=made.channels)
    lines = [f'image = pyvips.Image.new_from_file("{job.input_file}")']
    if made.count > 1:
        picked = "index" if made.colours == 1 else "3 * index : 3 * index + 3"
        each = [f"colour = result[{picked}]"]
        each += [f"alpha = result[{made.channels}]"] if made.has_alpha else []
        each += [
            line.replace('"output.png"', 'f"output-{index + 1}.png"') for line in _saved_lines(job)
        ]
        loop = [f"for index in range({made.count}):", *(f"    {line}" for line in each)]
        lines += ["result = feature_map(image)", *loop]
    elif made.has_alpha:
        first = "0" if made.colours == 1 else f":{made.colours}"
        lines += [
            "result = feature_map(image)",
            f"colour, alpha = result[{first}], result[{made.colours}]",
            *_saved_lines(job),
        ]
    else:
        lines += ["colour = feature_map(image)", *_saved_lines(job)]
    return 'if __name__ == "__main__":\n' + "".join(f"    {line}\n" for line in lines)


def _saved_lines(job: Task) -> list[str]:
    """The map in its tone, as a file."""
    lines = [*_tone_lines(job), 'shown = shown.rint().cast("uchar")  # which cuts to 0 … 255']
    gray = job.made.colours == 1 or job.tone.one_number
    if job.made.has_alpha:
        scale = "" if job.full_range == 255 else f" * {number(255 / job.full_range)}"
        alpha = f"({'alpha' + scale})" if scale else "alpha"
        lines.append(f'shown = shown.bandjoin({alpha}.rint().cast("uchar"))')
    interpretation = "b-w" if gray else "srgb"
    return [*lines, f'shown.copy(interpretation="{interpretation}").write_to_file("output.png")']


def _tone_lines(job: Task) -> list[str]:
    tone, white = job.tone, job.full_range
    lines = []
    if tone.one_number and job.made.colours == 3:
        shares = ", ".join(number(share) for share in LUMA)
        lines.append(f"colour = colour.recomb([[{shares}]])  # luma, Rec. 709")
    if tone.mode == "absolute":
        lines.append("colour = colour.abs()")
    if tone.mode == "signed":
        limit = "colour.abs().max()" if tone.white is None else number(tone.white * white)
        return [
            *lines,
            f"limit = {limit}",
            "shown = colour * (127.5 / limit) + 127.5  # 0 is middle gray",
        ]
    if tone.mode in ("clip", "absolute"):
        black, light = (level * white for level in tone.levels)
        scale = 255 / (light - black)
        value = f"(colour - {number(black)})" if black else "colour"
        return [*lines, f"shown = {value}{f' * {number(scale)}' if scale != 1 else ''}"]
    low_high = "colour.min(), colour.max()"
    if tone.mode == "percentile":
        low_high = f"np.percentile(colour.numpy(), [{number(tone.low)}, {number(tone.high)}])"
    return [
        *lines,
        f"low, high = {low_high}",
        "shown = (colour - low) * (255 / (high - low))",
    ]
