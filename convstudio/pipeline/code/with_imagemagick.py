"""ImageMagick: -morphology Correlate, channel by channel."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.limits import crops, limits
from convstudio.pipeline.code.steps import Code, Job, Step, number

# Its Mirror repeats the edge pixel.
_BORDERS = {
    "zeros": "Black",
    "edge": "Edge",
    "reflect": "Mirror",
    "symmetric": "Mirror",
    "wrap": "Tile",
}


def write(job: Job) -> Code:
    """The pipeline as a shell command for ImageMagick 7."""
    options = ["-set colorspace sRGB -colorspace RGB"] if job.steps[0].sums.linear else []
    for step in job.steps:
        options += _options(step)
    if job.last.sums.encodes:
        options.append("-colorspace sRGB")
    lines = [f"magick {job.input_file}", *options, "output.png"]
    text = (
        f"#!/bin/sh\n# {job.title}.\n# ImageMagick 7; for version 6 write convert for magick.\n"
        + " \\\n  ".join(lines)
        + "\n"
    )
    warnings = limits(
        job,
        "ImageMagick",
        borders=("zeros", "constant", "edge", "symmetric", "wrap"),
        activations=("relu", "absolute"),
        alphas=("kept", "filtered"),
    )
    return Code(text, (*warnings, *_depth(job)))


def _depth(job: Job) -> list[str]:
    """What builds without HDRI cut off on the way."""
    found = []
    beyond = len(job.steps) > 1 or any(_absolute(step) or step.mixes for step in job.steps)
    if beyond:
        found.append(
            "Values below 0 and above white live on between the operations only in builds of "
            "ImageMagick with HDRI, as version 7 is; others cut them off."
        )
    if any(step.layer.alpha == "filtered" and step.bias for step in job.steps if _alpha(step)):
        found.append("ImageMagick adds the bias to alpha too.")
    return found


def _alpha(step: Step) -> bool:
    return step.sums.joins_alpha and not step.sums.weighted


def _absolute(step: Step) -> bool:
    return step.layer.activation == "absolute"


def _options(step: Step) -> list[str]:
    layer, (row, column) = step.layer, step.centre
    options = []
    if layer.channels == "alpha":
        options.append("-alpha extract")
    elif step.mixes or step.channel is not None:
        options.append(f"-color-matrix '{_matrix(step)}'")
    options.append(f"{_border(step)} -channel {'RGBA' if _alpha(step) else 'RGB'}")
    bias = f"{number(layer.bias * 100)}%"
    scale = number((3 if layer.channels == "sum" and step.mixes else 1) / step.kernel.divisor)
    options.append(f"-define convolve:scale={scale} -define convolve:bias={bias}")
    rows, columns = step.extent
    weights = " ".join(",".join(number(float(w)) for w in line) for line in step.slid)
    options.append(f"-morphology Correlate '{columns}x{rows}+{column}+{row}: {weights}'")
    if layer.activation == "relu":
        options.append("-evaluate Max 0")
    if _absolute(step):
        options.append("-evaluate Abs 0")
    options.append("+channel")
    return options + _chopped(step)


def _border(step: Step) -> str:
    """What stands outside; alpha too, where that goes through the kernel."""
    if step.layer.border == "constant":
        share, value = number(step.layer.border_value * 100), step.layer.border_value
        colour = ",".join([f"{share}%"] * 3)
        colour = f"rgba({colour},{number(value)})" if _alpha(step) else f"rgb({colour})"
        return f"-background '{colour}' -virtual-pixel Background"
    if step.layer.border == "zeros" and _alpha(step):
        return "-virtual-pixel Transparent"
    return f"-virtual-pixel {_BORDERS[step.layer.border]}"


def _matrix(step: Step) -> str:
    """A row three times: red, green and blue all become the one channel that is summed."""
    if step.channel is not None:
        shares = ["1" if index == step.channel else "0" for index in range(3)]
    elif step.layer.channels == "luminance":
        shares = [number(share) for share in LUMA]
    else:  # a third, so that nothing is cut off before the kernel; its scale is tripled
        shares = [repr(1 / 3)] * 3
    return "  ".join([" ".join(shares)] * 3)


def _chopped(step: Step) -> list[str]:
    left, top, right, bottom = crops(step)
    found = []
    if left or top:
        found.append(f"-gravity NorthWest -chop {left}x{top}")
    if right or bottom:
        found.append(f"-gravity SouthEast -chop {right}x{bottom}")
    return [*found, "+gravity +repage"] if found else []
