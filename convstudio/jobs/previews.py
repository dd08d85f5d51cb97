"""Previews: what each of many kernels makes of the part of the picture that is on screen, small.

The tiles of the gallery. Each is the pipeline in force with another kernel, on exact values of the
map at up to 4×4 points a tile's pixel, of which the tile shows the means.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from convstudio.errors import ConvStudioError
from convstudio.imaging.colour import image_of, pixels_of
from convstudio.imaging.grading import Grading, graded, graded_numbers, known_grading
from convstudio.imaging.levels import FloatPixels
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.tone import Tone
from convstudio.jobs.on_screen import map_profile
from convstudio.jobs.worker import Publish, Work
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region, placement
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.kernel_places import FIRST, KernelPlace, with_kernel
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.viewing import viewed

_POINTS = 4  # of the map to a tile's pixel, each way
# A kernel whose gain is between these keeps the picture recognisable in the pipeline's own tone.
_LEAST_GAIN, _MOST_GAIN = 0.25, 4.0
_LEAST_SHARE = 0.4
_TOP = 99.0  # percentile of |v| that is white where signs are dropped
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


@dataclass(frozen=True, eq=False)
class PreviewScene:
    """What all tiles have in common.

    Attributes:
        pipeline: the one in force; each tile has another kernel at ``place``.
        picture: what it runs on.
        visible: left, top, right and bottom of the part on screen, in the picture's pixels.
        size: (width, height) at most of a tile, in pixels.
        place: where the kernel stands.
        shown: the layer whose map the tile shows, and which of its maps; None: the last layer's.
    """

    pipeline: Pipeline
    picture: Picture
    visible: tuple[float, float, float, float]
    size: tuple[int, int]
    place: KernelPlace = FIRST
    shown: tuple[int, int | None] | None = None

    def with_kernel(self, kernel: Kernel) -> Pipeline:
        """The pipeline of a tile.

        Raises:
            ArgumentValueError: the layer has no kernel, or none of that size.
        """
        pipeline = with_kernel(self.pipeline, self.place, kernel)
        return pipeline if self.shown is None else viewed(pipeline, *self.shown)


@dataclass(frozen=True, eq=False)
class Preview:
    """A tile: its pixels, or why there are none.

    Attributes:
        identifier: of the preset.
        kernel: that it shows.
        pixels: (rows, columns, 1, 3 or 4), C-contiguous, or None.
        reason: why the kernel has no map on this picture, if it has none.
        stretched: whether it is |v|, stretched, in place of the pipeline's tone.
    """

    identifier: str
    kernel: Kernel
    pixels: ScreenPixels | None = None
    reason: str = ""
    stretched: bool = False


def framed(
    visible: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """The middle of the visible part in the shape of a tile, so that high views fill it too.

    At least 2/5 of each side stay: of a strip more is shown than would fill the tile.
    """
    left, top, right, bottom = visible
    across, down = right - left, bottom - top
    shape = size[0] / size[1]
    width = min(across, max(down * shape, across * _LEAST_SHARE))
    height = min(down, max(across / shape, down * _LEAST_SHARE))
    x, y = (left + right) / 2, (top + bottom) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def preview_work(scene: PreviewScene, wanted: Iterable[tuple[str, Kernel]]) -> Work:
    """Work that publishes a Preview for each (identifier, kernel), in that order."""
    kernels = tuple(wanted)

    def work(cancel: CancelToken, publish: Publish) -> None:
        for identifier, kernel in kernels:
            cancel.check()
            publish(preview(scene, identifier, kernel, cancel))

    return work


def preview(
    scene: PreviewScene, identifier: str, kernel: Kernel, cancel: CancelToken | None = None
) -> Preview:
    """The tile of one kernel; of one that the picture has no room for, the reason.

    Raises:
        Cancelled: the token was set.
    """
    try:
        pipeline = scene.with_kernel(kernel)
        size = check(pipeline, scene.picture)
        region = _region(pipeline, scene, size)
        found = render(pipeline, scene.picture, region, cancel)
    except ConvStudioError as error:
        return Preview(identifier, kernel, reason=error.sentence)
    values, alpha = found.values, found.alpha
    stretched = is_stretched(pipeline.tone, kernel)
    if stretched:  # thin lines among much black: the means of |v| are what the tile can show
        values, alpha = _means(np.abs(values), alpha, scene.size)
    full_range = scene.picture.full_range
    grading = tile_grading(pipeline.tone, values, full_range, stretched=stretched)
    pixels = _fitted(graded(values, alpha, grading, full_range, region), scene.size)
    profile = map_profile(pipeline, scene.picture)
    pixels = pixels if profile is None else profile.shown(pixels)
    return Preview(identifier, kernel, pixels, stretched=stretched)


def is_stretched(tone: Tone, kernel: Kernel) -> bool:
    """Whether a kernel's tile is |v|, stretched, because its tone would show it black or white.

    ``clip`` and ``absolute`` show what keeps the brightness as the map does; edges they hardly do.
    """
    gain = kernel.total / kernel.divisor
    return tone.mode in ("clip", "absolute") and not _LEAST_GAIN <= gain <= _MOST_GAIN


def tile_grading(tone: Tone, values: FloatPixels, full_range: float, *, stretched: bool) -> Grading:
    """The tone of a tile: that of the map, or from 0 to the 99th percentile of |v|.

    What a tone must know of the map it takes from the tile's own values; ``equalize`` is too much
    for a tile and becomes the percentiles.
    """
    numbers = graded_numbers(values, tone)
    finite = numbers[np.isfinite(numbers)]
    if finite.size == 0:
        finite = np.zeros(1, np.float32)
    if stretched:
        white = float(np.percentile(finite, _TOP)) or float(finite.max()) or 1.0
        return Grading(Tone("absolute", colour_map=tone.colour_map), 0.0, white)
    known = known_grading(tone, full_range)
    if known is not None:
        return known
    if tone.mode == "signed":
        limit = float(np.abs(finite).max())
        return Grading(tone, -limit, limit)
    if tone.mode == "minmax":
        return Grading(tone, float(finite.min()), float(finite.max()))
    low, high = np.percentile(finite, [tone.low, tone.high])
    kept = tone if tone.mode == "percentile" else replace(tone, mode="percentile")
    return Grading(kept, float(low), float(high))


def _means(
    values: FloatPixels, alpha: Pixels | None, size: tuple[int, int]
) -> tuple[FloatPixels, Pixels | None]:
    """Means of square blocks, as many to a tile's pixel; a rest at the edges is left out."""
    rows, columns = values.shape[:2]
    block = math.floor(max(columns / size[0], rows / size[1]))
    if block < 2 or min(rows, columns) < block:
        return values, alpha
    down, over = rows // block, columns // block
    blocks = values[: down * block, : over * block].reshape(down, block, over, block, -1)
    shown = None if alpha is None else np.ascontiguousarray(alpha[::block, ::block][:down, :over])
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32), shown


def _region(pipeline: Pipeline, scene: PreviewScene, size: tuple[int, int]) -> Region:
    """The map's pixels over the visible part, with a step that leaves 4×4 to a tile's pixel."""
    place = placement(pipeline.axes((scene.picture.height, scene.picture.width)))
    left, top, right, bottom = scene.visible
    width, height = scene.size
    first, last = _span(top - place.top, bottom - place.top, place.height, size[0])
    start, stop = _span(left - place.left, right - place.left, place.width, size[1])
    points = max((last - first) / height, (stop - start) / width)
    return Region(first, start, last, stop, max(math.ceil(points / _POINTS), 1))


def _span(start: float, stop: float, step: float, count: int) -> tuple[int, int]:
    first = min(max(math.floor(start / step), 0), count - 1)
    return first, min(max(math.ceil(stop / step), first + 1), count)


def _fitted(pixels: ScreenPixels, size: tuple[int, int]) -> ScreenPixels:
    """As large as fits a tile: means where it was larger, whole pixels where it was smaller."""
    rows, columns, samples = pixels.shape
    scale = min(size[0] / columns, size[1] / rows)
    width, height = max(round(columns * scale), 1), max(round(rows * scale), 1)
    image = image_of(pixels, _MODES[samples])
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.NEAREST
    return np.ascontiguousarray(pixels_of(image.resize((width, height), how)))
