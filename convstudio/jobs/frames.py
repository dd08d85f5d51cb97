"""Frames: what the canvas of the map paints. What is on screen first, exact; then its averages.

From 100 % on, a frame holds every value of the visible region. Zoomed out, it first holds the exact
values at the points that the screen shows, and then the mean of all that lie under each of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from convstudio.imaging.grading import Grading, known_grading
from convstudio.imaging.picture import Picture
from convstudio.jobs.averages import Averages
from convstudio.jobs.painting import Frame, Painting, Request, difference_grading
from convstudio.jobs.tile_cache import TileCache
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.effort import products_for_a_pixel
from convstudio.pipeline.held_sums import HeldSums, emit_held, hold, renew
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream
from convstudio.pipeline.survey import grade

# Multiplications that take about a third of a screen refresh: what needs fewer is made at once.
_AT_ONCE = 2e7
# A first look that takes longer has fewer points: what they rest on lies far apart.
_FIRST_LOOK = 8e6
# Multiplications of several layers that a hand would wait for: there are glances between the first
# and the frame then, each with so many times more rows and columns than the one before.
_LONG = 5e8
_FINER = 4
# From here on sums are kept, so that the next edit need not make them again.
_WORTH_HOLDING = 2e8
_HELD = 2
# Seconds in which a frame that was just told is painted, and a hand that goes on is heard.
_PAINTING = 0.03
_ESTIMATED_FROM = 16_384  # values of the whole map
_KEPT = 4_000_000  # pixels at most whose values a frame holds: more than most screens have


@dataclass(frozen=True)
class Averaged:
    """How much of a frame is averaged, from 0 to 1."""

    share: float


class FrameMaker:
    """Makes frames, one request after another, and keeps what the next may need."""

    def __init__(self, cache: TileCache) -> None:
        self._cache = cache
        self._held: list[HeldSums] = []
        self._estimate: tuple[Pipeline, Grading] | None = None
        self._picture: Picture | None = None

    def frames(
        self, request: Request, cancel: CancelToken, publish: Callable[[object], None]
    ) -> Frame:
        """Publishes frames that are not final, and Averaged; returns the last one.

        Raises:
            ArgumentValueError: see ``rendering.check``.
            Cancelled: the token was set.
        """
        size = check(request.pipeline, request.picture)
        if request.picture is not self._picture:
            self._picture, self._held, self._estimate = request.picture, [], None
            self._cache.clear()
        grading = self._grading(request, size, cancel)
        if request.visible.step == 1:
            return self._exact(request, grading, cancel, publish)
        averages = Averages(request, grading, size, self._cache)
        sampled = None
        if averages.values_missing * _products(request) > _AT_ONCE:
            sampled = self._sampled(request, grading, cancel, publish)
            publish(sampled)
            cancel.rest(_PAINTING)
        for share in averages.fill(cancel):
            if sampled is not None:  # else there is nothing to show where means are missing
                publish(averages.frame(sampled, final=False))
            publish(Averaged(share))
        return averages.frame(sampled, final=grading.exact)

    def _grading(self, request: Request, size: tuple[int, int], cancel: CancelToken) -> Grading:
        """That of the tone; if need be, estimated from a few of the map's values."""
        pipeline, full_range = request.pipeline, request.picture.full_range
        if request.difference:
            return difference_grading(full_range)
        known = request.grading or known_grading(pipeline.tone, full_range)
        if known is not None:
            return known
        if self._estimate is None or self._estimate[0] != pipeline:
            step = max(math.isqrt(size[0] * size[1] // _ESTIMATED_FROM), 1)
            self._estimate = pipeline, grade(pipeline, request.picture, cancel, step=step)
        return self._estimate[1]

    def _exact(
        self,
        request: Request,
        grading: Grading,
        cancel: CancelToken,
        publish: Callable[[object], None],
    ) -> Frame:
        """Every value of the visible region; where many layers make that long, fewer first."""
        region = request.visible
        keeps = _points(region) <= _KEPT
        painting = Painting(request, grading, region, keeps_values=keeps)
        held = self._renewed(request, region, cancel)
        if held is not None and held.whole_numbers:
            emit_held(held, painting.emit, cancel)
            return painting.frame(final=grading.exact)
        if _is_long(request):
            self._glances(request, grading, cancel, publish)
        if _points(region) * _products(request) > _WORTH_HOLDING:
            self._paint_and_hold(request, region, painting, cancel)
        else:
            stream(request.pipeline, request.picture, region, painting.emit, cancel)
        return painting.frame(final=grading.exact)

    def _sampled(
        self,
        request: Request,
        grading: Grading,
        cancel: CancelToken,
        publish: Callable[[object], None],
    ) -> Frame:
        """The exact values at the points that the screen shows; if that takes long, fewer first."""
        region = request.visible
        painting = Painting(request, grading, region)
        held = self._renewed(request, region, cancel)
        if held is not None:
            emit_held(held, painting.emit, cancel)
            return painting.frame(final=False)
        self._glances(request, grading, cancel, publish)
        self._paint_and_hold(request, region, painting, cancel)
        return painting.frame(final=False)

    def _glances(
        self,
        request: Request,
        grading: Grading,
        cancel: CancelToken,
        publish: Callable[[object], None],
    ) -> None:
        """Publishes frames of fewer points: few enough to be there at once, then more and more."""
        for step in _coarser_steps(request):
            coarse = replace(request.visible, step=step)
            glance = Painting(request, grading, coarse)
            held = self._renewed(request, coarse, cancel)
            if held is not None:
                emit_held(held, glance.emit, cancel)
            else:
                self._paint_and_hold(request, coarse, glance, cancel)
            publish(glance.frame(final=False))
            cancel.rest(_PAINTING)

    def _renewed(self, request: Request, region: Region, cancel: CancelToken) -> HeldSums | None:
        for before in self._held:
            held = renew(request.pipeline, request.picture, region, before, cancel)
            if held is not None:
                self._hold(held)
                return held
        return None

    def _paint_and_hold(
        self, request: Request, region: Region, painting: Painting, cancel: CancelToken
    ) -> None:
        held = hold(request.pipeline, request.picture, region, cancel)
        if held is None:
            stream(request.pipeline, request.picture, region, painting.emit, cancel)
            return
        self._hold(held)
        emit_held(held, painting.emit, cancel)

    def _hold(self, held: HeldSums) -> None:
        """Of one region the newest; of few regions: the first look's and the screen's."""
        others = [other for other in self._held if other.region != held.region]
        self._held = [held, *others[: _HELD - 1]]


def _points(region: Region) -> int:
    return len(region.rows) * len(region.columns)


def _products(request: Request, step: int | None = None) -> float:
    """Multiplications for one pixel of a frame, about; of sampled layers below much more."""
    wanted = request.visible.step if step is None else step
    return products_for_a_pixel(request.pipeline, request.picture, wanted)


def _is_long(request: Request) -> bool:
    """Whether several layers are so much work; one layer has quicker ways than products."""
    several = len(request.pipeline.active) > 1
    return several and _points(request.visible) * _products(request) > _LONG


def _coarser_steps(request: Request) -> list[int]:
    """The steps of what is looked at before a frame, the coarsest first; none where it is quick."""
    region, points = request.visible, _points(request.visible)
    work = points * _products(request)
    if work <= _FIRST_LOOK:
        return []
    times = math.ceil(math.sqrt(work / _FIRST_LOOK))
    # What windows share where they lie together, each needs by itself where they lie apart.
    apart = points * _products(request, region.step * times)
    times = math.ceil(math.sqrt(max(apart, work) / _FIRST_LOOK))
    found = [times]
    while _is_long(request) and found[-1] >= 2 * _FINER:
        found.append(found[-1] // _FINER)
    return [region.step * times for times in found]
