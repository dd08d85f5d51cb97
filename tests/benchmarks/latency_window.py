"""The real window under the benchmark's hand: a picture made on the fly, edits, frames, paints."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from convstudio.gui.app import StudioApplication
from convstudio.gui.settings import Forgetful, Settings
from convstudio.gui.studio import Studio
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.pyramid import build_pyramid
from convstudio.imaging.screen import picture_pixels
from convstudio.jobs.opening import Opened
from convstudio.jobs.worker import Publish
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken

VIEWER = (1200, 800)
PATIENCE = 60.0  # seconds; whatever takes longer is a failure of the benchmark
_TILE = 1024


def noise(megapixels: float, samples: int) -> Pixels:
    """(rows, columns, samples) of uint8, 8:5: tiled noise on a gradient, made at memory speed."""
    rows = max(round(math.sqrt(megapixels * 1e6 / 1.6)), 1)
    columns = max(round(megapixels * 1e6 / rows), 1)
    random = np.random.default_rng(4)
    tile = random.integers(0, 128, (_TILE, _TILE, samples), np.uint8)
    strip = np.tile(tile, (1, -(-columns // _TILE), 1))[:, :columns]
    pixels = np.empty((rows, columns, samples), np.uint8)
    for top in range(0, rows, _TILE):
        band = pixels[top : top + _TILE]
        np.add(strip[: len(band)], np.uint8(127 * top // rows), out=band)
    return pixels


def random_kernel(size: int, whole: bool) -> Kernel:
    """Random weights, whole-numbered or not, that keep a picture's brightness about in range."""
    random = np.random.default_rng(size)
    weights = random.integers(-9, 10, (size, size)) if whole else random.normal(0, 3, (size, size))
    return Kernel(tuple(map(tuple, weights.tolist())), divisor=float(size * size))


class Frames(QObject):
    """What the live job sends for the newest request: all that depends on its signals is here.

    What a job sends after a change of the pipeline belongs to that change: the worker drops the
    rest in the window's own thread.

    Signals:
        arrived: whether this frame is the last of its request.
    """

    arrived = Signal(bool)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        job: Any = studio.live_job
        if hasattr(job, "framed"):
            job.framed.connect(self._on_framed)
        else:
            job.previewed.connect(self._on_previewed)
            job.completed.connect(self._on_completed)

    def _on_framed(self, frame: Any) -> None:
        self.arrived.emit(frame.final)

    def _on_previewed(self, _preview: object) -> None:
        self.arrived.emit(False)

    def _on_completed(self, _whole: object) -> None:
        self.arrived.emit(True)


class Paints(QObject):
    """Tells when a widget has painted itself.

    Signals:
        painted: perf_counter() when its paint event came, and when it was done.
    """

    painted = Signal(float, float)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint or not isinstance(watched, QWidget):
            return False
        begun = perf_counter()
        if isinstance(event, QPaintEvent):
            watched.event(event)
        self.painted.emit(begun, perf_counter())
        return True


class Wait(QObject):
    """Runs the event loop for a time, or until it is told to end."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._loop.quit)

    def run(self, seconds: float) -> None:
        """Returns when the time is over, or at ``end``."""
        self._timer.start(round(1000 * seconds))
        self._loop.exec()
        self._timer.stop()

    def end(self) -> None:
        """Lets ``run`` return."""
        self._loop.quit()


@dataclass(frozen=True)
class Edit:
    """Seconds from the hand's edit on.

    Attributes:
        handled: until the edit's own call returned: check, undo stack, panels, request.
        framed: until its first frame arrived in the window's thread.
        painted: until the map's canvas had painted it.
        final: until the last frame of the edit was painted; NaN where nobody waited for it.
    """

    handled: float
    framed: float
    painted: float
    final: float


class Stage:
    """A studio with its window on screen, its viewer 1200×800 of device pixels."""

    def __init__(self, viewer: tuple[int, int] = VIEWER) -> None:
        self.application = StudioApplication(["convstudio"])
        self.studio = Studio(self.application, Settings(Forgetful()))
        self.frames = Frames(self.studio)
        self.paints = Paints(self.studio.viewer.map)
        self._edits = 0
        self._wait = Wait()
        self._watch = _Watch(self.frames, self.paints, self._wait)
        self.studio.window.show()
        self._size_viewer(viewer)

    def _size_viewer(self, size: tuple[int, int]) -> None:
        window, viewer = self.studio.window, self.studio.viewer
        for _ in range(3):  # a window manager, if there is one, has its say in between
            wider, higher = size[0] - viewer.width(), size[1] - viewer.height()
            window.resize(window.width() + wider, window.height() + higher)
            self.spin(0.05)

    @property
    def viewer_size(self) -> tuple[int, int]:
        """(width, height) that the viewer really has: a small screen may hold less."""
        return self.studio.viewer.width(), self.studio.viewer.height()

    # Waiting

    def spin(self, seconds: float) -> None:
        """Runs the event loop for a while."""
        self._wait.run(seconds)

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Runs the event loop until something holds.

        Raises:
            TimeoutError: it does not within that time.
        """
        end = perf_counter() + seconds
        while not holds():
            if perf_counter() > end:
                raise TimeoutError(f"nothing came within {seconds:.0f} s")
            self.spin(0.005)

    # The hand

    def open(self, picture: Picture) -> None:
        """Opens it as the window does, but for the file; returns once its map is painted."""

        def work(cancel: CancelToken, _publish: Publish) -> Opened:
            return Opened(picture, build_pyramid(picture_pixels(picture), cancel))

        def begin() -> None:
            self.studio.files.opening.worker.start(work)

        self.painted_after(begin)

    def take(self, kernel: Kernel) -> None:
        """Puts a kernel in force; returns once its map is painted."""
        pipeline = self.studio.session.pipeline
        layer = replace(pipeline.layers[0], kernel=kernel)
        changed = replace(pipeline, layers=(layer,))
        self.painted_after(lambda: self.studio.session.change(changed, "Kernel"))

    def zoom(self, zoom: str) -> None:
        """``fit``, or a scale in per cent about the picture's middle: ``100 %``."""
        viewer = self.studio.viewer
        viewer.navigator.fit()
        if zoom != "fit":
            wanted = float(zoom.rstrip(" %")) / 100
            viewer.map.zoom_wanted.emit(wanted / viewer.navigator.viewport.scale, None)
        self.spin(0.3)

    def edit(self, *, to_the_end: bool = False) -> Edit:
        """One weight, another each time, as the grid's own editor enters it."""
        grid = self.studio.window.kernel_panel.grid
        self._edits += 1
        number, size = self._edits, grid.kernel.rows
        place = number * 7 % size, number * 3 % size
        text = str(10 + number % 89)  # no weight that is there already
        started = perf_counter()
        handled, framed, painted, final = self.painted_after(
            lambda: grid.weight_entered.emit(*place, text), to_the_end=to_the_end
        )
        return Edit(handled - started, framed - started, painted - started, final - started)

    def painted_after(
        self, act: Callable[[], object], *, to_the_end: bool = False
    ) -> tuple[float, float, float, float]:
        """perf_counter() when an act returned, its first frame came, was painted, and its last.

        Args:
            act: what changes the map that is seen.
            to_the_end: whether to wait for the last frame.

        Raises:
            TimeoutError: nothing was painted.
        """
        watch = self._watch
        watch.begin(to_the_end=to_the_end)
        act()
        handled = perf_counter()
        watch.wait()
        return handled, watch.framed, watch.painted, watch.final


class _Watch(QObject):
    """Waits for the first frame that arrives from now on to be painted, or for the last one.

    One for all edits: a QObject made for each would sooner or later be collected by a worker.
    """

    def __init__(self, frames: Frames, paints: Paints, wait: Wait) -> None:
        super().__init__()
        self._wait = wait
        self.begin(to_the_end=False)
        frames.arrived.connect(self._on_arrived)
        paints.painted.connect(self._on_painted)

    def begin(self, *, to_the_end: bool) -> None:
        """Forgets what came before."""
        self._to_the_end = to_the_end
        self._last_arrived = False
        self.framed = self.painted = self.final = math.nan

    def wait(self) -> None:
        """Returns once it is painted.

        Raises:
            TimeoutError: it is not.
        """
        if not self._done:
            self._wait.run(PATIENCE)
        if not self._done:
            raise TimeoutError("the map was not painted")

    @property
    def _done(self) -> bool:
        return not math.isnan(self.final if self._to_the_end else self.painted)

    def _on_arrived(self, final: bool) -> None:
        if math.isnan(self.framed):
            self.framed = perf_counter()
        self._last_arrived |= final

    def _on_painted(self, _begun: float, done: float) -> None:
        if math.isnan(self.framed) or self._done:
            return
        if math.isnan(self.painted):
            self.painted = done
        if self._last_arrived and math.isnan(self.final):
            self.final = done
        if self._done:
            self._wait.end()
