"""A batch as work for a Worker: planning it, a look at its first picture, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from convstudio.errors import BatchError, ConvStudioError, PictureReadError
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.screen import ScreenPixels, picture_pixels
from convstudio.jobs.batch.inputs import find_inputs
from convstudio.jobs.batch.plan import Plan, Request, Task, make_plan
from convstudio.jobs.batch.record import Record
from convstudio.jobs.batch.report import Report
from convstudio.jobs.batch.running import run_batch
from convstudio.jobs.comparison_picture import Compared, panels, whole_area
from convstudio.jobs.opening import Previewed
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.viewing import picture_maps

_GAP = 8  # pixels between the original and its map


@dataclass(frozen=True)
class Asked:
    """A batch as it is asked for.

    Attributes:
        words: files, folders and patterns.
        recursive: whether folders in folders are looked into.
        jobs: pictures at once; 0 for the cores there are.
    """

    words: tuple[str, ...]
    recursive: bool
    request: Request
    jobs: int = 0

    def plan(self) -> tuple[Plan, Record]:
        """What is to be done, as things are now.

        Raises:
            BatchError: as of ``make_plan``.
        """
        record = Record(self.request.folder)
        found = find_inputs(
            self.words, recursive=self.recursive, outputs=record.folder, is_output=record.made
        )
        return make_plan(self.request, found, record), record


@dataclass(frozen=True)
class Planned:
    """What would be done, or why nothing can be."""

    plan: Plan | None
    refusal: ConvStudioError | None = None


def planning(asked: Asked) -> Work:
    """Work that returns Planned; nothing is written."""

    def work(_cancel: CancelToken, _publish: Publish) -> Planned:
        try:
            return Planned(asked.plan()[0])
        except ConvStudioError as error:
            return Planned(None, error)

    return work


@dataclass(frozen=True)
class Looked(Previewed):
    """A picture and its map, side by side.

    Attributes:
        name: of the picture's file.
        unread: names of those before it that cannot be read.
    """

    name: str
    unread: tuple[str, ...]


def looking(tasks: Sequence[Task], pipeline: Pipeline, side: int) -> Work:
    """Work that returns Looked, of the first task whose picture can be read.

    Args:
        tasks: at least one.
        side: pixels of the longer side of each, about.

    The work raises PictureReadError where none of them can be read, that of the first; or
    ArgumentValueError where the picture has no such map.
    """

    def work(cancel: CancelToken, _publish: Publish) -> Looked:
        picture, unread = _first_readable(tasks, cancel)
        seen = _one_map(pipeline, picture, tasks[0].map)
        area = whole_area(seen, picture)
        shown = picture_pixels(picture)
        compared = Compared(seen, picture, shown, "side-by-side", area).sampled(side)
        pixels = _side_by_side(panels(compared, cancel).pixels)
        return Looked(pixels, picture.name, unread)

    return work


def _one_map(pipeline: Pipeline, picture: Picture, wanted: int | None) -> Pipeline:
    """The pipeline with the map that is looked at: of several that are all wanted, the first."""
    if pipeline.map is not None or pipeline.maps(picture_maps(picture))[-1].count == 1:
        return pipeline
    return replace(pipeline, map=wanted or 0)


def running(asked: Asked, stop: CancelToken) -> Work:
    """Work that publishes the Plan, then every Event, and returns the Report.

    Args:
        stop: calls the batch off; what it came to until then is reported all the same.

    The work raises BatchError.
    """

    def work(_cancel: CancelToken, publish: Publish) -> Report:
        plan, record = asked.plan()
        if not plan.tasks and not plan.failures:
            raise BatchError("There are no pictures to work on.")
        publish(plan)
        return run_batch(plan, record, asked.jobs, stop, publish, aside=True)

    return work


def _first_readable(tasks: Sequence[Task], cancel: CancelToken) -> tuple[Picture, tuple[str, ...]]:
    """The first picture that can be read, and the names of those before it."""
    errors: list[PictureReadError] = []
    for task in tasks:
        try:
            picture = read_picture(task.source, task.part, cancel)
        except PictureReadError as error:
            errors.append(error)
            continue
        return picture, tuple(one.source.name for one in tasks[: len(errors)])
    raise errors[0]


def _side_by_side(pixels: tuple[ScreenPixels, ...]) -> ScreenPixels:
    """Pictures of one size beside one another as RGBA, nothing between them."""
    rows, columns = pixels[0].shape[:2]
    width = len(pixels) * (columns + _GAP) - _GAP
    joined = np.zeros((rows, width, 4), np.uint8)
    for number, panel in enumerate(pixels):
        left = number * (columns + _GAP)
        joined[:, left : left + columns, 3] = 255
        joined[:, left : left + columns, : panel.shape[2]] = panel
    return joined
