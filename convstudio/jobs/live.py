"""The live job: the feature map follows the hand. Newest request wins, visible part first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import Pyramid, build_pyramid
from convstudio.imaging.tone import Clipping, ScreenPixels, tone_pixels
from convstudio.jobs.worker import Publish, Worker
from convstudio.numerics.engine import Explanation
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, develop, explain, render

# Multiplications that take about one screen refresh: a map that needs fewer is made whole at once.
_AT_ONCE = 2e7


@dataclass(frozen=True, eq=False)
class Request:
    """A pipeline on a picture, and the region of the map that is on screen."""

    pipeline: Pipeline
    picture: Picture
    visible: Region


@dataclass(frozen=True, eq=False)
class Preview:
    """The pixels of the visible region, exact at every ``region.step``-th row and column."""

    request: Request
    pixels: ScreenPixels

    @property
    def region(self) -> Region:
        """Where in the map the pixels stand."""
        return self.request.visible


@dataclass(frozen=True, eq=False)
class WholeMap:
    """The whole map made visible, at every zoom, and by which plan it was made."""

    request: Request
    pyramid: Pyramid
    clipping: Clipping
    explanation: Explanation


class LiveJob(QObject):
    """Renders requests: first what is visible, then the whole.

    Signals:
        previewed: a Preview.
        completed: a WholeMap; nothing more follows for its request.
        failed: the exception that ended the newest request.
        busy_changed: whether the map on screen is not yet the whole one.
    """

    previewed = Signal(object)
    completed = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._whole = Worker("live", newest_wins=True, parent=self)
        self._glance = Worker("glance", newest_wins=True, parent=self)
        self._request: Request | None = None
        self._whole.published.connect(self.previewed)
        self._whole.finished.connect(self._on_completed)
        self._whole.failed.connect(self.failed)
        self._whole.busy_changed.connect(self.busy_changed)
        self._glance.finished.connect(self.previewed)
        self._glance.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether the newest request is not yet complete."""
        return self._whole.busy

    def start(self, request: Request) -> None:
        """Renders this request, in place of any before it."""
        self._request = request
        self._glance.cancel()
        self._whole.start(lambda cancel, publish: _render_whole(request, cancel, publish))

    def look(self, visible: Region) -> None:
        """Tells that another region is on screen; it is rendered at once if the whole is not."""
        if self._request is None or not self.busy:
            return
        request = Request(self._request.pipeline, self._request.picture, visible)
        self._glance.start(lambda cancel, _publish: _render_visible(request, cancel))

    def cancel(self) -> None:
        """Calls the work off: there is nothing to show."""
        self._glance.cancel()
        self._whole.cancel()

    def stop(self) -> None:
        """Ends the threads."""
        self._glance.stop()
        self._whole.stop()

    def _on_completed(self, whole: WholeMap) -> None:
        self._glance.cancel()
        self.completed.emit(whole)


def _render_visible(request: Request, cancel: CancelToken) -> Preview:
    pipeline, picture = request.pipeline, request.picture
    part = render(pipeline, picture, request.visible, cancel)
    pixels = tone_pixels(part.values, part.alpha, pipeline.tone, picture.full_range)
    return Preview(request, pixels)


def _render_whole(request: Request, cancel: CancelToken, publish: Publish) -> WholeMap:
    pipeline, picture = request.pipeline, request.picture
    rows, columns = check(pipeline, picture)
    weights = sum(layer.kernel.size**2 for layer in pipeline.layers)
    if rows * columns * picture.colour.shape[2] * weights > _AT_ONCE:
        publish(_render_visible(request, cancel))
    developed = develop(pipeline, picture, cancel)
    pyramid = build_pyramid(developed.pixels, cancel)
    return WholeMap(request, pyramid, developed.clipping, explain(pipeline, picture))
