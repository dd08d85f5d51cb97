"""Original and map as two pictures of one size, pixel under pixel, ready to be put side by side.

As the views show them: in the picture's own plane, where a map's pixel is as large as the stride.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging import memory
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.resampling import covered, points, resampled
from convstudio.imaging.screen import ScreenPixels
from convstudio.jobs.painting import Painting, Request, difference_grading
from convstudio.numerics.geometry import Placement, Region, placement
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream
from convstudio.pipeline.survey import Progress, grade

WAYS = ("side-by-side", "stacked", "split", "result", "difference")
_BAND = 1 << 20  # pixels that are laid over others at a time


@dataclass(frozen=True)
class Scale:
    """Pixels of the panels to one of the picture: ``up`` to one, or one to ``down`` × ``down``."""

    up: int = 1
    down: int = 1

    @property
    def factor(self) -> float:
        """1 is full size."""
        return self.up / self.down

    def size(self, area: Region) -> tuple[int, int]:
        """(rows, columns) of an area's panel."""
        rows, columns = area.bottom - area.top, area.right - area.left
        return math.ceil(rows * self.up / self.down), math.ceil(columns * self.up / self.down)


FULL_SIZE = Scale()


@dataclass(frozen=True, eq=False)
class Compared:
    """What is compared, and how.

    Attributes:
        original: the picture as it is shown, (rows, columns, 1, 3 or 4).
        way: one of WAYS.
        area: of the picture's plane, in whole pixels; it may reach beyond the picture.
        split: of ``split``, the share of the width that is the original's.
        step: above 1, only every so many-th pixel is looked at: for previews.
    """

    pipeline: Pipeline
    picture: Picture
    original: ScreenPixels
    way: str
    area: Region
    scale: Scale = FULL_SIZE
    split: float = 0.5
    step: int = 1

    def sampled(self, most: int) -> Compared:
        """The same with panels of about so many pixels on the longer side, for a preview."""
        area = self.area
        longer = max(area.bottom - area.top, area.right - area.left)
        step = max(longer // most, 1)
        return replace(self, scale=Scale(down=step), step=step)

    @property
    def spacing(self) -> float:
        """Pixels of the plane from one point that is looked at to the next."""
        return self.step if self.step > 1 else 1 / self.scale.up

    @property
    def block(self) -> int:
        """How many of these points a side have their mean shown."""
        return 1 if self.step > 1 else self.scale.down


@dataclass(frozen=True, eq=False)
class Panels:
    """The pictures: the original's and the map's, or one where there is but one.

    Attributes:
        pixels: of each, (rows, columns, 3 or 4), all of one size; clear where nothing lies.
        covered: where in each something lies, clear or not.
        grading: the tone of the map.
    """

    pixels: tuple[ScreenPixels, ...]
    covered: tuple[tuple[Region, ...], ...]
    grading: Grading


def whole_area(pipeline: Pipeline, picture: Picture) -> Region:
    """The picture, and what of its map lies beyond it.

    Raises:
        ArgumentValueError: there is no map; see ``rendering.check``.
    """
    place, (rows, columns) = _layout(pipeline, picture)
    # Half a pixel, by which the map of an even stride is shifted, is no reason for one more.
    return Region(
        min(math.floor(place.top + 0.5), 0),
        min(math.floor(place.left + 0.5), 0),
        max(math.ceil(place.top + rows * place.height - 0.5), picture.height),
        max(math.ceil(place.left + columns * place.width - 0.5), picture.width),
    )


def panels(
    compared: Compared,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> Panels:
    """Makes the panels.

    Args:
        progress: called with the share that is done, from 0 to 1, from any thread.

    Raises:
        ArgumentValueError: there is no map, or the panels do not fit into free memory.
        Cancelled: the token was set.
    """
    place, size = _layout(compared.pipeline, compared.picture)
    _refuse_too_large(compared)
    found, made, grading = _map_pixels(compared, place, size, cancel, progress)
    shown, of_map = _resampled(made, found, compared, cancel)
    if compared.way in ("result", "difference"):
        return Panels((shown,), ((of_map,),), grading)
    step = compared.step
    original, of_picture = _resampled(
        compared.original[::step, ::step], Placement(0, 0, step, step), compared, cancel
    )
    if compared.way == "split":
        line = round(compared.split * shown.shape[1])
        before = replace(of_picture, right=min(of_picture.right, line))
        after = replace(of_map, left=max(of_map.left, line))
        return Panels((_joined(original, shown, line),), ((before, after),), grading)
    return Panels((original, shown), ((of_picture,), (of_map,)), grading)


def _layout(pipeline: Pipeline, picture: Picture) -> tuple[Placement, tuple[int, int]]:
    size = check(pipeline, picture)
    return placement(pipeline.axes((picture.height, picture.width))), size


def _refuse_too_large(compared: Compared) -> None:
    rows, columns = compared.scale.size(compared.area)
    count = rows * columns * 3 * (5 if compared.way in ("side-by-side", "stacked") else 3)
    if count > (room := memory.room()):
        free = memory.in_words(room)
        raise ArgumentValueError(
            "comparison",
            given=f"one of {columns} × {rows} pixels a side ({memory.in_words(count)})",
            wanted=f"small enough for the {free} of memory that are free",
            hint="Choose a smaller scale, or only what is in view.",
        )


def _map_pixels(
    compared: Compared,
    place: Placement,
    size: tuple[int, int],
    cancel: CancelToken | None,
    progress: Progress,
) -> tuple[Placement, ScreenPixels, Grading]:
    """The map's pixels that lie in the area, and where they lie."""
    pipeline, picture, step = compared.pipeline, compared.picture, compared.step
    difference = compared.way == "difference"
    if difference:
        grading = difference_grading(picture.full_range)
    else:
        grading = grade(pipeline, picture, cancel, lambda done: progress(done / 2), step=step)
    area = compared.area
    top, bottom = _touched(area.top, area.bottom, place.top, place.height, size[0])
    left, right = _touched(area.left, area.right, place.left, place.width, size[1])
    corner = Placement(
        place.left + left * place.width,
        place.top + top * place.height,
        place.width * step,
        place.height * step,
    )
    if top >= bottom or left >= right:
        return corner, np.zeros((0, 0, 3), np.uint8), grading
    region = Region(top, left, bottom, right, step)
    painting = Painting(Request(pipeline, picture, region, difference), grading, region)
    emit = _telling(painting.emit, len(region.rows) * len(region.columns), progress)
    stream(pipeline, picture, region, emit, cancel)
    return corner, painting.frame(final=True).pixels, grading


def _telling(
    emit: Callable[[FloatArray, Pixels | None, Span], None], pixels: int, progress: Progress
) -> Callable[[FloatArray, Pixels | None, Span], None]:
    done, lock = [0], threading.Lock()

    def tell(values: FloatArray, alpha: Pixels | None, span: Span) -> None:
        emit(values, alpha, span)
        with lock:
            done[0] += span.count[0] * span.count[1]
            progress((1 + done[0] / pixels) / 2)

    return tell


def _touched(start: int, stop: int, first: float, size: float, limit: int) -> tuple[int, int]:
    """The map's indices of which something lies from start to stop."""
    low = min(max(math.floor((start - first) / size), 0), limit)
    return low, min(max(math.ceil((stop - first) / size), low), limit)


def _resampled(
    source: ScreenPixels, place: Placement, compared: Compared, cancel: CancelToken | None
) -> tuple[ScreenPixels, Region]:
    """Pixels that lie somewhere on the plane, as the area's panel, and where in that they lie."""
    area, block, spacing = compared.area, compared.block, compared.spacing
    rows, columns = compared.scale.size(area)
    down = points(area.top, area.bottom, rows * block, spacing)
    over = points(area.left, area.right, columns * block, spacing)
    made = resampled(source, place, down, over, block, cancel)
    return made, covered(source.shape, place, down, over, block)


def _joined(original: ScreenPixels, shown: ScreenPixels, line: int) -> ScreenPixels:
    """The original left of a line and the map right of it."""
    samples = max(original.shape[2], shown.shape[2])
    made = np.full((*shown.shape[:2], samples), 255, np.uint8)
    made[:, :line, : original.shape[2]] = original[:, :line]
    made[:, line:, : shown.shape[2]] = shown[:, line:]
    return made


def lay_over(panel: ScreenPixels, out: ScreenPixels) -> None:
    """Lays a panel over a part of an RGB picture, which is seen where the panel is clear."""
    if panel.shape[2] == 3:
        out[...] = panel
        return
    rows = max(_BAND // max(panel.shape[1], 1), 1)
    for top in range(0, panel.shape[0], rows):
        part = panel[top : top + rows].astype(np.float32)
        opacity, below = part[..., 3:] / 255, out[top : top + rows]
        below[...] = np.rint(part[..., :3] * opacity + below * (1 - opacity))
