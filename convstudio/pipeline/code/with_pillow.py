"""Pillow: ImageFilter.Kernel, 3×3 or 5×5 on 8 bits; beyond that NumPy does the sums.

Its kernels have their first row at the bottom, and it leaves the outermost pixels as they are: they
are padded before and cut off after.
"""

from __future__ import annotations

import numpy as np

from convstudio.numerics.padding import Sides
from convstudio.pipeline.code import with_numpy
from convstudio.pipeline.code.program import function_text, import_lines
from convstudio.pipeline.code.steps import Code, Job, Step, number

_PICKED = {"red": "R", "green": "G", "blue": "B", "alpha": "A"}

_MAIN = """if __name__ == "__main__":
    image = Image.open("{file}").convert("{mode}")
    feature_map(image).save("output.png")
"""


def write(job: Job) -> Code:
    """The pipeline as a program for Pillow, with NumPy where Pillow cannot."""
    reasons = _reasons(job)
    if reasons:
        code = with_numpy.write(job)
        told = f"NumPy does the sums: Pillow's own filter has no {'; no '.join(reasons)}."
        return Code(code.text, (told, *code.warnings))
    step = job.last
    imports = ["from PIL import Image, ImageFilter"]
    pads = _pads(step)
    if any(any(sides) for sides in pads):
        if step.layer.border in ("zeros", "constant"):
            imports = ["from PIL import Image, ImageFilter, ImageOps"]
        else:
            imports.append("import numpy as np")
    text = "\n".join(
        (
            f'"""{job.title}."""\n\n{import_lines(tuple(imports))}\n',
            _kernel_text(step) + "\n\n",
            function_text("An 8-bit picture → its map, rounded and cut to 0 … 255.", _body(job)),
            _MAIN.format(file=job.input_file, mode=job.mode),
        )
    )
    return Code(text, ("Pillow rounds to 8 bits and cuts what leaves 0 … 255.",))


def _reasons(job: Job) -> list[str]:
    """What the pipeline has that ImageFilter.Kernel has not."""
    step, layer, tone = job.last, job.last.layer, job.tone
    rows, columns = step.extent
    tests = {
        "second layer on unrounded values": step.count > 1,
        "16-bit or float pictures": job.full_range != 255,
        f"kernel of {rows}×{columns}": max(rows, columns) > 5,
        "stride": step.strides != (1, 1),
        "linear light": step.sums.linear,
        f"activation “{layer.activation}”": layer.activation not in ("none", "relu"),
        "mixing of channels without rounding": step.mixes,
        "colours weighted by alpha": step.sums.weighted,
        "bias that leaves alpha out": _filters_alpha(step) and step.bias != 0,
        "alpha beyond the picture": not _filters_alpha(step) and not _alpha_inside(step),
        "constant outside 0 … 255 or between two": step.outside not in range(256),
        f"tone “{tone.mode}” of unrounded values": tone.mode != "clip",
        "other black and white": tone.mode == "clip" and tone.levels != (0, 1),
        "colour map": tone.mode != "signed" and tone.colour_map != "gray",
    }
    return [reason for reason, holds in tests.items() if holds]


def _filters_alpha(step: Step) -> bool:
    return step.sums.joins_alpha and not step.sums.weighted


def _alpha_inside(step: Step) -> bool:
    """Whether alpha under the centre lies on the picture everywhere."""
    if not step.sums.leaves_alpha or step.padding is None:
        return True
    edges = _alpha_edges(step, step.padding)
    return min(edges) >= 0


def _alpha_edges(step: Step, padding: Sides) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) that are cut off alpha."""
    (top, bottom), (left, right) = padding
    (row, column), (rows, columns) = step.centre, step.extent
    return column - left, row - top, columns - 1 - column - right, rows - 1 - row - bottom


def _size(step: Step) -> int:
    return 3 if max(step.extent) <= 3 else 5


def _pads(step: Step) -> Sides:
    """The padding, and what a kernel smaller than Pillow's needs to reach the last pixel."""
    (top, bottom), (left, right) = step.padding or ((0, 0), (0, 0))
    rows, columns = step.extent
    size = _size(step)
    return (top, bottom + size - rows), (left, right + size - columns)


def _kernel_text(step: Step) -> str:
    size = _size(step)
    whole = np.zeros((size, size))
    whole[: step.extent[0], : step.extent[1]] = step.slid
    texts = [[number(float(weight)) for weight in row] for row in whole[::-1]]
    width = max(len(text) for row in texts for text in row)
    rows = "\n".join(
        "        " + ", ".join(text.rjust(width) for text in row) + "," for row in texts
    )
    offset = f"    offset={number(step.bias)},\n" if step.bias else ""
    return (
        f"kernel = ImageFilter.Kernel(\n    ({size}, {size}),\n    [  # Pillow's rows run upwards\n"
        f"{rows}\n    ],\n    scale={number(step.kernel.divisor)},\n{offset})"
    )


def _body(job: Job) -> list[str]:
    step, layer, lines = job.last, job.last.layer, []
    picked = layer.channels in _PICKED and (job.colours == 3 or layer.channels == "alpha")
    splits = step.sums.leaves_alpha and not _filters_alpha(step)
    if splits:
        lines.append('alpha = image.getchannel("A")')
    if _filters_alpha(step) and picked:
        alpha = f'image.getchannel("{_PICKED[layer.channels]}"), image.getchannel("A")'
        lines.append(f'image = Image.merge("LA", ({alpha}))')
    elif picked:
        lines.append(f'image = image.getchannel("{_PICKED[layer.channels]}")')
    elif splits:
        lines.append(f'image = image.convert("{"L" if job.colours == 1 else "RGB"}")')
    bands = step.mixed + _filters_alpha(step)
    lines += [*_padding(step, bands), "image = image.filter(kernel)"]
    margin = _size(step) // 2
    lines.append(
        f"image = image.crop(({margin}, {margin}, image.width - {margin}, image.height - {margin}))"
    )
    if splits:
        lines += _alpha(step)
    return [*lines, "return image"]


def _padding(step: Step, bands: int) -> list[str]:
    (top, bottom), (left, right) = _pads(step)
    if not any((top, bottom, left, right)):
        return []
    if step.layer.border in ("zeros", "constant"):
        fill = number(step.outside)
        fill = fill if bands == 1 or fill == "0" else f"({', '.join([fill] * bands)})"
        return [f"image = ImageOps.expand(image, ({left}, {top}, {right}, {bottom}), fill={fill})"]
    widths = f"(({top}, {bottom}), ({left}, {right}){', (0, 0)' if bands > 1 else ''})"
    return [f'image = Image.fromarray(np.pad(image, {widths}, mode="{step.layer.border}"))']


def _alpha(step: Step) -> list[str]:
    if step.keeps_place or step.padding is None:
        return ["image.putalpha(alpha)"]
    left, top, right, bottom = _alpha_edges(step, step.padding)
    box = f"({left}, {top}, alpha.width - {right}, alpha.height - {bottom})"
    return [f"image.putalpha(alpha.crop({box}))"]
