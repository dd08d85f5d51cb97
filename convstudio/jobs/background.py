"""What the background finds out about a map while nothing more urgent is asked for."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.jobs.painting import Request
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.geometry import Region, placement
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.survey import Survey, grade, survey, survey_picture

# Values from which a survey is first estimated, and how many are looked at for that.
_ESTIMATED_FROM, _ESTIMATE = 1_000_000, 65_536
# What is only visible is looked at as a whole up to so many pixels; beyond, who asks for the whole.
_EXACT_UP_TO = 50_000_000
_ORIGINAL = 0.2  # the share of a survey's time that the original takes, about
_PATIENCE = 0.004  # seconds between two looks at whether the work was called off


@dataclass(frozen=True)
class Progress:
    """What goes on, and its share that is done, from 0 to 1; None where nobody knows."""

    what: str
    share: float | None


@dataclass(frozen=True, eq=False)
class Surveyed:
    """Original and map in numbers, of what is ``"visible"`` or of the ``"whole"``."""

    original: Survey
    map: Survey
    scope: str


class GivingWay(CancelToken):
    """The token of work that stands still while something more urgent runs."""

    def __init__(self, token: CancelToken, clear: threading.Event) -> None:
        super().__init__()
        self._token, self._clear = token, clear

    @property
    def cancelled(self) -> bool:
        return self._token.cancelled

    def check(self) -> None:
        self._token.check()
        while not self._clear.wait(_PATIENCE):
            self._token.check()


def survey_key(request: Request, scope: str) -> tuple[object, ...]:
    """What a survey rests on: not the tone, and of the whole not what is visible."""
    pipeline = request.pipeline
    region = request.visible if scope == "visible" else None
    return pipeline.layers, pipeline.linear_light, id(request.picture), region


def grading_work(request: Request, clear: threading.Event) -> Work:
    """Work that looks at the whole map for the sake of its tone; returns the Grading."""

    def work(cancel: CancelToken, publish: Publish) -> Grading:
        token = GivingWay(cancel, clear)
        return grade(
            request.pipeline,
            request.picture,
            token,
            teller(publish, "Range of the tone", 0, 1),
        )

    return work


def survey_work(request: Request, scope: str, clear: threading.Event) -> Work:
    """Work that publishes an estimated Surveyed where that comes sooner, and returns the last."""

    def work(cancel: CancelToken, publish: Publish) -> Surveyed:
        token = GivingWay(cancel, clear)
        rows, columns = check(request.pipeline, request.picture)
        region = Region(0, 0, rows, columns)
        if scope == "visible":
            visible = request.visible
            region = Region(visible.top, visible.left, visible.bottom, visible.right)
        pixels = len(region.rows) * len(region.columns)
        if pixels > _ESTIMATED_FROM:
            step = math.isqrt(pixels // _ESTIMATE)
            estimate = _surveyed(request, scope, replace(region, step=step), token, publish)
            if scope == "visible" and pixels > _EXACT_UP_TO:
                return estimate
            publish(estimate)
        return _surveyed(request, scope, region, token, publish)

    return work


def _surveyed(
    request: Request, scope: str, region: Region, token: CancelToken, publish: Publish
) -> Surveyed:
    pipeline, picture = request.pipeline, request.picture
    tell = teller(publish, "Statistics", 0, _ORIGINAL)
    original = survey_picture(picture, _under(pipeline, picture, region), token, tell)
    tell = teller(publish, "Statistics", _ORIGINAL, 1)
    return Surveyed(original, survey(pipeline, picture, region, token, tell), scope)


def teller(publish: Publish, what: str, begin: float, end: float) -> Callable[[float], None]:
    """Publishes a share, as a part of all, whenever it has grown by a hundredth."""
    told = begin

    def tell(share: float) -> None:
        nonlocal told
        reached = begin + share * (end - begin)
        if reached >= told + 0.01:
            told = reached
            publish(Progress(what, reached))

    return tell


def _under(pipeline: Pipeline, picture: Picture, region: Region) -> Region:
    """The part of the original that a region of the map covers, with its step.

    What is left over at an edge, where no window fits, goes with the map's last pixels there: it is
    a part of the picture, and seen beside them.
    """
    rows, columns = check(pipeline, picture)
    place = placement(pipeline.axes((picture.height, picture.width)))
    vertical, horizontal = (place.top, place.height), (place.left, place.width)
    top, bottom = _span(*vertical, (region.top, region.bottom, rows), picture.height)
    left, right = _span(*horizontal, (region.left, region.right, columns), picture.width)
    return Region(top, left, bottom, right, region.step)


def _span(first: float, size: float, indices: tuple[int, int, int], limit: int) -> tuple[int, int]:
    """Map indices, and how many there are, as a half-open span of the original's: at least one."""
    start, stop, count = indices
    low = min(max(math.floor(first + start * size), 0), limit - 1) if start > 0 else 0
    if stop >= count:
        return low, limit
    return low, min(max(math.ceil(first + stop * size), low + 1), limit)
