"""Test charts: pictures whose values are known, to see what a kernel does to them.

Each chart declares its parameters once; the form and the command line follow. Levels are shares of
white: 0 is black and 1 is 255, 65535 or 1.0, as the depth has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from convstudio.declarations import Choice, Number, Setting
from convstudio.errors import ArgumentValueError
from convstudio.imaging.limits import require_memory
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.samples import bands
from convstudio.numerics.tiles import CancelToken

Shares = npt.NDArray[np.floating[Any]]
_DEPTHS = {"8": np.uint8, "16": np.uint16, "float": np.float32}


@dataclass(frozen=True)
class _Canvas:
    """A band of rows to be drawn: centres of pixels from the left and the top, in pixels."""

    x: Shares  # (1, columns)
    y: Shares  # (rows, 1)
    width: int
    height: int
    random: np.random.Generator


@dataclass(frozen=True)
class Chart:
    """One sort of chart; ``parameters`` begin with those that all have."""

    name: str
    label: str
    help: str
    parameters: tuple[Number | Choice, ...]
    draw: Callable[[_Canvas, Mapping[str, float]], Shares]
    channels: int = 1

    @property
    def defaults(self) -> dict[str, Setting]:
        """A value for each parameter, by its name."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    def checked(self, settings: Mapping[str, object]) -> dict[str, Setting]:
        """A value for each parameter: those given, else the defaults.

        Raises:
            ArgumentTypeError, ArgumentValueError: one is refused, or of no such name.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in settings:
            if name not in known:
                raise ArgumentValueError(
                    "A parameter", given=repr(name)[:60], wanted="one of " + ", ".join(known)
                )
        return {n: p.checked(settings.get(n, p.default)) for n, p in known.items()}


def make_chart(
    name: str, settings: Mapping[str, object] | None = None, cancel: CancelToken | None = None
) -> Picture:
    """A chart as a picture; the same settings make the same pixels everywhere.

    Raises:
        ArgumentTypeError, ArgumentValueError: no such chart, or a setting is refused.
        PictureReadError: it does not fit into the memory.
        Cancelled: the token was set.
    """
    chart = chart_named(name)
    chosen = chart.checked(settings or {})
    numbers = {key: value for key, value in chosen.items() if isinstance(value, float)}
    width, height = int(numbers["width"]), int(numbers["height"])
    dtype = np.dtype(_DEPTHS[str(chosen["depth"])])
    require_memory(width, height, dtype.itemsize * chart.channels + 5, chart.label)
    pixels = np.empty((height, width, chart.channels), dtype)
    random = np.random.default_rng(int(numbers.get("seed", 0)))
    x = np.arange(width, dtype=np.float64)[None, :] + 0.5
    for rows in bands(height):
        if cancel is not None:
            cancel.check()
        y = np.arange(rows.start, rows.stop, dtype=np.float64)[:, None] + 0.5
        shares = chart.draw(_Canvas(x, y, width, height, random), numbers)
        pixels[rows] = _as_stored(shares.reshape(len(y), width, -1), dtype)
    return Picture(pixels, title=f"{chart.label} {width}×{height}")


def chart_named(name: str) -> Chart:
    """The chart of that name.

    Raises:
        ArgumentValueError: there is none.
    """
    for chart in CHARTS:
        if chart.name == name:
            return chart
    names = ", ".join(chart.name for chart in CHARTS)
    raise ArgumentValueError("A test chart", given=f"“{name[:40]}”", wanted=f"one of {names}")


def _as_stored(shares: Shares, dtype: np.dtype[Any]) -> Pixels:
    """Shares of white in the picture's own units; whole numbers are rounded, and cut."""
    if dtype.kind == "f":
        return shares.astype(dtype)
    white = np.iinfo(dtype).max
    return np.rint(np.clip(shares, 0, 1) * white).astype(dtype)


def _between(share: Shares, numbers: Mapping[str, float]) -> Shares:
    """Levels from the low to the high one."""
    low, high = numbers["low"], numbers["high"]
    return low + (high - low) * share


def _zone_plate(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    """½ + ½ cos(π r² / (p R)): at the distance R, the shorter half side, a wave has p pixels."""
    reach = min(canvas.width, canvas.height) / 2
    squares = (canvas.x - canvas.width / 2) ** 2 + (canvas.y - canvas.height / 2) ** 2
    phase = np.pi * squares / (numbers["period"] * reach)
    return _between(0.5 + 0.5 * np.cos(phase), numbers)


def _step(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    """How far a pixel lies to the right of the edge, cut to 0 … 1: half a pixel is gray."""
    angle = math.radians(numbers["angle"])
    place = canvas.width * numbers["position"] / 100
    if angle == 0:
        place = round(place)  # no pixel is cut in two
    across = (canvas.x - place) * math.cos(angle)
    down = (canvas.y - canvas.height / 2) * math.sin(angle)
    return _between(np.clip(across + down + 0.5, 0, 1), numbers)


def _checker(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    side = numbers["side"]
    squares = np.floor(canvas.x / side) + np.floor(canvas.y / side)
    return _between(squares % 2, numbers)


def _dots(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    """Discs in a square grid, each in the middle of its cell, on the centre of a pixel."""
    spacing = numbers["spacing"]
    middle = spacing // 2 + 0.5
    across, down = canvas.x % spacing - middle, canvas.y % spacing - middle
    distance = np.hypot(across, down)
    return _between(np.clip(numbers["diameter"] / 2 - distance + 0.5, 0, 1), numbers)


def _gaussian_noise(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    size = (len(canvas.y), canvas.width)
    return canvas.random.normal(numbers["mean"], numbers["deviation"], size)


def _uniform_noise(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    return _between(canvas.random.random((len(canvas.y), canvas.width)), numbers)


def _salt_and_pepper(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    """White and black in equal parts on gray."""
    drawn = canvas.random.random((len(canvas.y), canvas.width))
    share = numbers["share"] / 100
    return np.where(drawn < share / 2, 0.0, np.where(drawn < share, 1.0, numbers["mean"]))


def _line(canvas: _Canvas, numbers: Mapping[str, float]) -> Shares:
    """The line stands in the middle; of two middles in the left one."""
    thickness = numbers["thickness"]
    left = (canvas.width - thickness) // 2
    inside = (canvas.x > left) & (canvas.x < left + thickness)
    return _between(np.broadcast_to(inside, (len(canvas.y), canvas.width)) * 1.0, numbers)


_LARGEST_SIDE = 32_768


def _common(side: int, depth: str = "8") -> tuple[Number | Choice, ...]:
    whole = Number("width", "Width", 1, _LARGEST_SIDE, side, "Columns.", " px", 1, whole=True)
    depths = (("8", "8-bit"), ("16", "16-bit"), ("float", "32-bit float"))
    return (
        whole,
        replace(whole, name="height", label="Height", help="Rows."),
        Choice("depth", "Depth", depths, depth, "What each pixel is stored as."),
    )


_LOW = Number("low", "Dark level", 0, 1, 0, "The darker level, as a share of white.", step=0.05)
_HIGH = replace(
    _LOW, name="high", label="Light level", default=1, help="The lighter level, a share of white."
)
_LEVELS = (_LOW, _HIGH)
_MEAN = replace(_LOW, name="mean", label="Mean", default=0.5, help="The level under the noise.")
_SEED = Number(
    "seed", "Seed", 0, 2**31 - 1, 1, "Another number, another noise; the same, the same.",
    step=1, whole=True,
)  # fmt: skip

CHARTS: tuple[Chart, ...] = (
    Chart(
        "zone-plate",
        "Zone plate",
        "Rings that grow finer outward: every frequency in every direction, so that it shows at "
        "once what a kernel passes and what it stops.",
        (
            *_common(512),
            Number(
                "period", "Finest wave", 1, 100, 2,
                "The length of a wave where the rings reach the nearer edges; 2 is the finest that "
                "pixels can hold.", " px", 0.5,
            ),
            *_LEVELS,
        ),
        _zone_plate,
    ),
    Chart(
        "step",
        "Step",
        "An edge between dark and light: what a kernel makes of it is its step response.",
        (
            *_common(256),
            Number("position", "Position", 0, 100, 50, "The edge, from the left.", " %", 1),
            Number("angle", "Slant", -89, 89, 0, "Of the edge to the vertical.", "°", 1),
            *_LEVELS,
        ),
        _step,
    ),
    Chart(
        "checker",
        "Checker",
        "Squares, dark and light by turns: edges along rows and columns, and corners.",
        (
            *_common(256),
            Number("side", "Square", 1, 4096, 16, "The side of a square.", " px", 1, whole=True),
            *_LEVELS,
        ),
        _checker,
    ),
    Chart(
        "dots",
        "Dots",
        "Points on a grid: of one pixel each, they show the kernel itself, turned by 180°.",
        (
            *_common(256),
            Number("spacing", "Spacing", 2, 4096, 32, "From dot to dot.", " px", 1, whole=True),
            Number("diameter", "Diameter", 1, 4096, 1, "Of a dot.", " px", 0.5),
            *_LEVELS,
        ),
        _dots,
    ),
    Chart(
        "noise",
        "Noise, Gaussian",
        "Each pixel drawn for itself from a normal distribution, as the noise of a sensor is.",
        (
            *_common(256),
            _MEAN,
            Number("deviation", "Deviation", 0, 1, 0.1, "σ, a share of white.", step=0.01),
            _SEED,
        ),
        _gaussian_noise,
    ),
    Chart(
        "noise-uniform",
        "Noise, uniform",
        "Each pixel drawn for itself, every level as likely as any other.",
        (*_common(256), *_LEVELS, _SEED),
        _uniform_noise,
    ),
    Chart(
        "salt-and-pepper",
        "Noise, salt and pepper",
        "White and black pixels strewn over gray: what a median takes away, and a mean smears.",
        (
            *_common(256),
            _MEAN,
            Number("share", "Share", 0, 100, 5, "Of pixels that are white or black.", " %", 1),
            _SEED,
        ),
        _salt_and_pepper,
    ),
    Chart(
        "vertical-line",
        "Vertical line",
        "The 8×8 picture of the textbooks: ones in columns 4 and 5, zeros elsewhere.",
        (
            *_common(8, "float"),
            Number("thickness", "Thickness", 1, 4096, 2, "Of the line.", " px", 1, whole=True),
            *_LEVELS,
        ),
        _line,
    ),
)  # fmt: skip
