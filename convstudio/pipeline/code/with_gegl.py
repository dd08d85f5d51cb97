"""GEGL: gegl:convolution-matrix, whose columns have letters and whose rows have numbers."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.light import LUMA
from convstudio.numerics.geometry import Region
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.code.limits import crops, limits
from convstudio.pipeline.code.steps import Code, Job, Step, number

# The operation takes its numbers as linear light: a cast calls sRGB so while it works.
_TO_SRGB = """gegl:cast-format input-format="R'G'B'A float" output-format="RGBA float\""""
_FROM_SRGB = """gegl:cast-format input-format="RGBA float" output-format="R'G'B'A float\""""
_BORDERS = {"zeros": "black", "edge": "clamp", "wrap": "loop"}
_SIDE = 5


def write(job: Job) -> Code:
    """The pipeline as a command for gegl."""
    operations, window = [], _whole(job)
    for step in job.steps:
        operations += _operations(step)
        if window is not None and any(crops(step)):
            window = _within(step, window)
            operations.append(_crop(window))
    if not job.steps[0].sums.linear:
        operations = [_TO_SRGB, *operations, _FROM_SRGB]
    lines = [f"gegl {job.input_file} -o output.png --", *operations]
    text = f"#!/bin/sh\n# {job.title}.\n" + " \\\n  ".join(lines) + "\n"
    constants = [step for step in job.steps if step.layer.border == "constant"]
    white = all(step.layer.border_value == 1 for step in constants)
    warnings = limits(
        job,
        "GEGL",
        borders=(*_BORDERS, *(["constant"] if white else [])),
        activations=("relu",),
        alphas=("kept", "filtered"),
    )
    return Code(text, (*warnings, *_own_warnings(job)))


def _own_warnings(job: Job) -> list[str]:
    found = []
    for step in job.steps:
        if not _fits(step):
            rows, columns = step.extent
            found.append(
                f"GEGL's convolution matrix has 5×5 weights about its centre: of this kernel of "
                f"{rows}×{columns} only those are there."
            )
        if any(crops(step)) and job.size is None:
            found.append(_uncropped(step))
        if step.layer.channels == "alpha":
            found.append("gegl:convolution-matrix makes no map of alpha alone: colours are shown.")
        if step.sums.joins_alpha and step.layer.alpha == "filtered" and step.bias:
            found.append("GEGL adds the bias to alpha too.")
    return found


def _uncropped(step: Step) -> str:
    if step.number < step.count:
        return (
            f"The map of layer {step.number} is not cropped, as the size of the picture is not "
            "known: later layers see its edges."
        )
    return "The map is not cropped, as the size of the picture is not known."


def _window(step: Step) -> FloatArray:
    """The 5×5 weights with the centre in the middle; what lies beyond them is left out."""
    reach, (row, column) = _SIDE // 2, step.centre
    padded = np.pad(step.slid, reach)
    return padded[row : row + _SIDE, column : column + _SIDE]


def _fits(step: Step) -> bool:
    return bool(np.count_nonzero(_window(step)) == np.count_nonzero(step.slid))


def _weights(step: Step) -> list[str]:
    """a1 … e5, all of them: those left out would not be 0."""
    window = _window(step)
    return [
        " ".join(f"{letter}{row + 1}={number(float(window[row, column]))}" for row in range(_SIDE))
        for column, letter in enumerate("abcde")
    ]


def _operations(step: Step) -> list[str]:
    found = []
    if step.mixes or step.channel is not None:
        # gegl:channel-mixer works in place in some releases: its green is of the red it has made.
        found.append(f"gegl:mono-mixer preserve-luminosity=false {_shares(step)}")
    found.append("gegl:convolution-matrix")
    found += _weights(step)
    alpha = step.sums.joins_alpha and not step.sums.weighted
    weighted = str(step.sums.weighted).lower()
    border = _BORDERS.get(step.layer.border, "clamp")
    if step.layer.border == "constant":
        border = "white" if step.layer.border_value == 1 else "black"
    if alpha and border == "black":
        border = "none"  # black is opaque there
    found.append(
        f"divisor={number(step.kernel.divisor)} offset={number(step.layer.bias)} normalize=false "
        f"alpha={str(alpha).lower()} alpha-weight={weighted} border={border}"
    )
    if step.layer.activation == "relu":
        found.append("gegl:rgb-clip clip-low=true low-limit=0 clip-high=false")
    return found


def _whole(job: Job) -> Region | None:
    return None if job.size is None else Region(0, 0, *job.size)


def _within(step: Step, window: Region) -> Region:
    """What is left of a map as large as what it is made of, at its place in the first picture."""
    left, top, right, bottom = crops(step)
    top, left = window.top + top, window.left + left
    return Region(top, left, max(window.bottom - bottom, top), max(window.right - right, left))


def _crop(window: Region) -> str:
    """At its own place: of what is moved to the origin, GEGL crops the next map wrongly."""
    return (
        f"gegl:crop x={window.left} y={window.top} "
        f"width={window.right - window.left} height={window.bottom - window.top}"
    )


def _shares(step: Step) -> str:
    """How much red, green and blue there is in the one channel that is summed."""
    if step.channel is not None:
        shares = ["1" if index == step.channel else "0" for index in range(3)]
    elif step.layer.channels == "luminance":
        shares = [number(share) for share in LUMA]
    else:
        shares = ["1"] * 3
    named = zip(("red", "green", "blue"), shares, strict=True)
    return " ".join(f"{colour}={share}" for colour, share in named)
