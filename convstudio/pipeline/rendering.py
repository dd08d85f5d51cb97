"""Pipeline × Picture → feature map, for any region, and its visible pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.tone import Clipping, ScreenPixels, clipping, tone_pixels
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.convolution import correlate, exact_in_float32
from convstudio.numerics.geometry import Axis, Region
from convstudio.numerics.tiles import CancelToken, bands
from convstudio.numerics.validation import Array
from convstudio.pipeline.pipeline import Pipeline

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
# A map beyond this would not fit beside its picture in an ordinary machine's memory.
LARGEST_MAP_MEGAPIXELS = 600
_BAND_PIXELS = 1 << 20

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class FeatureMap:
    """The exact result in a region.

    Attributes:
        values: (rows, columns, channels), float32, in the picture's own units.
        alpha: (rows, columns), the picture's own at the centre of each kernel window, or None.
    """

    values: npt.NDArray[np.float32]
    alpha: Pixels | None


@dataclass(frozen=True, eq=False)
class Developed:
    """A whole feature map made visible: 8-bit pixels, and what lay outside their range."""

    pixels: ScreenPixels
    clipping: Clipping


def check(pipeline: Pipeline, picture: Picture) -> tuple[int, int]:
    """(rows, columns) of the feature map of this picture.

    Raises:
        ArgumentValueError: a kernel is larger than its padded input, or the map would be too large.
    """
    rows, columns = pipeline.output_size((picture.height, picture.width))
    megapixels = rows * columns / 1e6
    if megapixels > LARGEST_MAP_MEGAPIXELS:
        raise ArgumentValueError(
            "feature map",
            given=f"{columns} × {rows} pixels ({megapixels:,.0f} megapixels)",
            wanted=f"of at most {LARGEST_MAP_MEGAPIXELS} megapixels",
            hint="Use less padding or a larger stride.",
        )
    return rows, columns


def render(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken | None = None
) -> FeatureMap:
    """The feature map in a region, exact; only what that region rests on is read.

    Raises:
        ArgumentValueError: a kernel is larger than its padded input.
        Cancelled: the token was set.
    """
    all_axes = pipeline.axes((picture.height, picture.width))
    values = _render_layer(pipeline, all_axes, len(all_axes) - 1, picture, region, cancel)
    return FeatureMap(values, _alpha(picture, all_axes, region))


def develop(
    pipeline: Pipeline,
    picture: Picture,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> Developed:
    """The whole feature map in its tone, by bands of rows: never a whole float copy.

    Args:
        progress: called with the share that is done, from 0 to 1.

    Raises:
        ArgumentValueError: see ``check``.
        Cancelled: the token was set.
    """
    rows, columns = check(pipeline, picture)
    samples = 4 if picture.has_alpha else picture.colour.shape[2]
    pixels = np.empty((rows, columns, samples), np.uint8)
    counted = Clipping()
    for top, bottom in bands(rows, max(_BAND_PIXELS // columns, 1)):
        band = render(pipeline, picture, Region(top, 0, bottom, columns), cancel)
        pixels[top:bottom] = tone_pixels(band.values, band.alpha, pipeline.tone, picture.full_range)
        counted += clipping(band.values, picture.full_range)
        progress(bottom / rows)
    return Developed(pixels, counted)


def filtered_picture(picture: Picture, developed: Developed) -> Picture:
    """What is shown, as a picture to save: 8 bits, with the metadata of the original."""
    return Picture(
        developed.pixels,
        picture.has_alpha,
        picture.icc_profile,
        picture.exif,
        picture.resolution,
    )


def _render_layer(
    pipeline: Pipeline,
    all_axes: tuple[tuple[Axis, Axis], ...],
    index: int,
    picture: Picture,
    region: Region,
    cancel: CancelToken | None,
) -> npt.NDArray[np.float32]:
    """A region of one layer's map, float32, from just the input that it rests on."""
    vertical, horizontal = all_axes[index]
    layer = pipeline.layers[index]
    count = len(region.rows), len(region.columns)
    if 0 in count:  # a later layer's padding, wholly outside this map
        return np.zeros((*count, picture.colour.shape[2]), np.float32)
    top, bottom = vertical.input_span(region.rows[0], region.rows[-1])
    left, right = horizontal.input_span(region.columns[0], region.columns[-1])
    if index == 0:
        source: Array = picture.colour[top:bottom, left:right]
    else:
        needed = Region(top, left, bottom, right)
        source = _render_layer(pipeline, all_axes, index - 1, picture, needed, cancel)
    return _weighted_sums(
        source,
        layer.kernel,
        start=(
            vertical.first_input(region.top) - top,
            horizontal.first_input(region.left) - left,
        ),
        count=count,
        strides=(vertical.stride * region.step, horizontal.stride * region.step),
        cancel=cancel,
    )


def _weighted_sums(
    source: Array,
    kernel: Kernel,
    *,
    start: tuple[int, int],
    count: tuple[int, int],
    strides: tuple[int, int],
    cancel: CancelToken | None,
) -> npt.NDArray[np.float32]:
    """Σ w·x / divisor, rounded once to float32: the sum before the division is exact or float64."""
    typed = kernel.array
    dtype = FLOAT32 if exact_in_float32(source, typed) else FLOAT64
    total = correlate(
        source, typed, start=start, count=count, strides=strides, dtype=dtype, cancel=cancel
    )
    with np.errstate(over="ignore", invalid="ignore"):
        if kernel.divisor == 1:
            return total.astype(np.float32, copy=False)
        # In float64 the quotient of an exact sum is the true one to 16 digits before it is rounded.
        return np.divide(total, kernel.divisor, dtype=FLOAT64).astype(np.float32)


def _alpha(
    picture: Picture, all_axes: tuple[tuple[Axis, Axis], ...], region: Region
) -> Pixels | None:
    """Alpha is copied from under the kernel's centre; beyond the picture, from its edge."""
    if picture.alpha is None:
        return None
    rows, columns = np.array(region.rows), np.array(region.columns)
    for vertical, horizontal in reversed(all_axes):
        rows = _centres(rows, vertical)
        columns = _centres(columns, horizontal)
    alpha: Pixels = picture.alpha[np.ix_(rows, columns)]
    return alpha


def _centres(outputs: Array, axis: Axis) -> Array:
    """The input index under the kernel's centre for each output, held inside the input."""
    centres = outputs * axis.stride - axis.before + (axis.kernel - 1) // 2
    inside: Array = np.clip(centres, 0, axis.size - 1)
    return inside
