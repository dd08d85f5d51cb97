"""Map values → visible pixels of a region, tile by tile, on the threads that make the values.

Graded by the tone, then converted from the picture's colour profile to the screen's.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convstudio.imaging.grading import Grading, graded
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.tone import Tone
from convstudio.jobs.on_screen import map_profile
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import Span
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.comparison import original_under
from convstudio.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from convstudio.imaging.profile import ScreenProfile


@dataclass(frozen=True, eq=False)
class Request:
    """A pipeline on a picture, and what of its map is on screen.

    Attributes:
        visible: the region, with the step that gives at least one value for each screen pixel.
        difference: whether the original is to be taken off.
        grading: the tone with what it must know of the map, where that is known already.
    """

    pipeline: Pipeline
    picture: Picture
    visible: Region
    difference: bool = False
    grading: Grading | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """Visible pixels of a region of a map.

    Attributes:
        pixels: one for each ``region.step``-th row and column; or, where ``averaged``, the mean of
            each block of step × step.
        values: (rows, columns, channels) float32, where every one is there: the map's, or the
            differences.
        final: whether nothing better follows for the request.
        grading: the tone in which they are shown.
    """

    pixels: ScreenPixels
    region: Region
    averaged: bool = False
    values: FloatArray | None = None
    final: bool = True
    grading: Grading | None = None

    def value_at(self, row: int, column: int) -> FloatArray | None:
        """The values of a pixel of the map, (channels,), if the frame holds them."""
        if self.values is None:
            return None
        down, over = row - self.region.top, column - self.region.left
        rows, columns = self.values.shape[:2]
        return self.values[down, over] if 0 <= down < rows and 0 <= over < columns else None


class Painting:
    """Collects the graded pixels of a region, whole tiles in whatever order.

    Args:
        keeps_values: whether the frame is to hold the map's values too.
        own_colours: whether they stay in the picture's own colours, to be converted later.
    """

    def __init__(
        self,
        request: Request,
        grading: Grading,
        region: Region,
        *,
        keeps_values: bool = False,
        own_colours: bool = False,
    ) -> None:
        self._request, self._grading, self._region = request, grading, region
        self._keeps_values = keeps_values
        self._profile = None if own_colours else profile_of(request)
        self._lock = threading.Lock()
        self._pixels: ScreenPixels | None = None
        self._values: FloatArray | None = None

    def emit(self, values: FloatArray, alpha: Pixels | None, span: Span) -> None:
        """Takes a tile of the map; its values are used up."""
        request, region = self._request, part_of(self._region, span)
        if request.difference:
            values -= original_under(request.pipeline, request.picture, region)
        kept = values.copy() if self._keeps_values else None
        pixels = graded(values, alpha, self._grading, request.picture.full_range, region)
        if self._profile is not None:
            pixels = self._profile.shown(pixels)
        with self._lock:
            if self._pixels is None:
                self._pixels = self._empty(pixels.shape[2], np.dtype(np.uint8))
            if kept is not None and self._values is None:
                self._values = self._empty(kept.shape[2], np.dtype(np.float32))
        self._pixels[span.slices] = pixels
        if kept is not None and self._values is not None:
            self._values[span.slices] = kept

    def frame(self, *, final: bool) -> Frame:
        """What was collected."""
        assert self._pixels is not None  # noqa: S101 - a region has at least one pixel
        return Frame(
            self._pixels, self._region, values=self._values, final=final, grading=self._grading
        )

    def _empty(self, samples: int, dtype: np.dtype[Any]) -> Array:
        return np.empty((len(self._region.rows), len(self._region.columns), samples), dtype)


def profile_of(request: Request) -> ScreenProfile | None:
    """What converts the graded pixels of a request; None where they are shown as they are."""
    return None if request.difference else map_profile(request.pipeline, request.picture)


def part_of(region: Region, span: Span) -> Region:
    """A tile of a region, as a region of the map."""
    return Region(
        region.top + span.top * region.step,
        region.left + span.left * region.step,
        min(region.top + span.bottom * region.step, region.bottom),
        min(region.left + span.right * region.step, region.right),
        region.step,
    )


def difference_grading(full_range: float) -> Grading:
    """Zero is middle gray, the full range to either side black and white."""
    return Grading(Tone(black=-1.0, white=1.0), -full_range, full_range)
