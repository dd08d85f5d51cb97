"""What is measured, each in a fresh process: ``python -m tests.benchmarks.latency_measures JSON``.

The argument is what to measure and with which settings; the answer, JSON too, is the last line on
standard output.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.imaging.pyramid import build_pyramid
from convstudio.imaging.screen import picture_pixels
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.benchmarks.latency_layer import layer
from tests.benchmarks.latency_loop import Ticks
from tests.benchmarks.latency_window import Stage, noise, random_kernel
from tests.resident import resident

Answer = dict[str, Any]
_HAND_RESTS = 0.03  # seconds between edits: the rest of the last one is still being computed
_HAND = 16  # milliseconds between what a hammering hand does


def edits(megapixels: float, samples: int, kernels: list[tuple[int, bool]], zooms: list[str],
          count: int, finals: int) -> Answer:  # fmt: skip
    """One weight edited again and again; milliseconds of every edit, a row for kernel and zoom."""
    stage = Stage()
    stage.open(Picture(noise(megapixels, samples)))
    rows = []
    for size, whole in kernels:
        stage.take(random_kernel(size, whole))
        for zoom in zooms:
            stage.zoom(zoom)
            row = {"size": size, "whole": whole, "zoom": zoom} | _edited(stage, count, finals)
            rows.append(row)
    stage.studio.files.forget_changes()
    stage.studio.window.close()
    return {"rows": rows, "viewer": stage.viewer_size}


def _edited(stage: Stage, count: int, finals: int) -> Answer:
    stage.edit()  # what a first time costs is not the hand's
    found = []
    gc.collect()
    for _ in range(count):
        stage.spin(_HAND_RESTS)
        found.append(stage.edit())
    ends = [stage.edit(to_the_end=True).final for _ in range(finals)]
    return {
        "handled": [1000 * edit.handled for edit in found],
        "framed": [1000 * edit.framed for edit in found],
        "painted": [1000 * edit.painted for edit in found],
        "final": [1000 * end for end in ends],
    }


class Hammer(QObject):
    """A hand that steps the stride ten times a second for a while, then drags and turns the wheel.

    In the second half of each four seconds the full result has time to be computed.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(_HAND)

    def stop(self) -> None:
        """Takes the hand away."""
        self._timer.stop()

    def _on_timeout(self) -> None:
        self._number += 1
        viewer, phase = self._stage.studio.viewer, self._number * _HAND % 4000
        if phase < 2000 and self._number % 6 == 0:
            stride = self._stage.studio.window.convolution_panel.stride.vertical
            stride.stepBy(1 if self._number // 6 % 4 < 2 else -1)
        elif self._number % 16 == 0:
            factor = 1.25 if math.sin(self._number / 60) > 0 else 1 / 1.25
            viewer.map.zoom_wanted.emit(factor, None)
        else:
            across = 24 * math.sin(self._number / 20)
            viewer.map.pan_wanted.emit(across, 16 * math.cos(self._number / 33))


def gaps(megapixels: float, samples: int, seconds: float) -> Answer:
    """The event loop's gaps while a hand hammers, and of an idle loop before it."""
    stage = Stage()
    ticks = Ticks()
    stage.spin(0.5)
    idle = ticks.run(stage, seconds / 4)
    stage.open(Picture(noise(megapixels, samples)))
    gc.collect()
    hammer = Hammer(stage)
    found = ticks.run(stage, seconds)
    hammer.stop()
    stage.studio.files.forget_changes()
    stage.studio.window.close()
    return {"idle": idle, "hammered": found}


def stale(megapixels: float, sizes: list[int], count: int) -> Answer:
    """Milliseconds from a job's being called off until its thread has come back."""
    picture = Picture(noise(megapixels, 3))
    pixels = picture_pixels(picture)
    jobs: dict[str, Callable[[CancelToken], object]] = {
        f"whole map, F = {size}": _developing(picture, size) for size in sizes
    }
    jobs["the original's pyramid"] = lambda cancel: build_pyramid(pixels, cancel)
    return {"rows": [{"job": name, "stopped": _stops(job, count)} for name, job in jobs.items()]}


def _developing(picture: Picture, size: int) -> Callable[[CancelToken], object]:
    pipeline = Pipeline((Convolution(random_kernel(size, whole=True)),))
    return lambda cancel: develop(pipeline, picture, cancel)


def _stops(job: Callable[[CancelToken], object], count: int) -> list[float]:
    random = np.random.default_rng(1)
    started = perf_counter()
    job(CancelToken())
    longest = perf_counter() - started
    return [_stopped_after(job, share * longest) for share in random.uniform(0.05, 0.8, count)]


def _stopped_after(job: Callable[[CancelToken], object], seconds: float) -> float:
    token = CancelToken()

    def run() -> float:
        with contextlib.suppress(Cancelled):
            job(token)
        return perf_counter()

    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(run)
        with contextlib.suppress(TimeoutError):
            future.result(timeout=seconds)
        called_off = perf_counter()
        token.cancel()
        return 1000 * max(future.result() - called_off, 0)


def memory(megapixels: float, samples: int, seconds: float) -> Answer:
    """Peak bytes of the process: bare, and with a picture opened from a file, edited, hammered."""
    stage = Stage()
    stage.spin(0.2)
    bare = resident("VmRSS")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture.pgm" if samples == 1 else "picture.ppm")
        picture_bytes = _written(path, megapixels, samples)
        before = resident("VmHWM")
        stage.studio.files.opening.open(path)
        stage.until(
            lambda: stage.studio.session.picture is not None or stage.studio.notices.telling
        )
    opened = resident("VmHWM")
    for _ in range(3):
        stage.edit()
    hammer = Hammer(stage)
    stage.spin(seconds)
    hammer.stop()
    for zoom in ("fit", "100 %", "800 %"):
        stage.zoom(zoom)
        stage.edit()
    peak = resident("VmHWM")
    stage.studio.files.forget_changes()
    stage.studio.window.close()
    return {
        "picture": picture_bytes, "bare": bare, "before": before, "opened": opened, "peak": peak,
    }  # fmt: skip


def _written(path: Path, megapixels: float, samples: int) -> int:
    """Writes a picture, in another process: its memory is not the studio's; returns its bytes."""
    return int(ask("write", path=str(path), megapixels=megapixels, samples=samples)["bytes"])


def write(path: str, megapixels: float, samples: int) -> Answer:
    """Writes a PGM or PPM; answers how many bytes its pixels are."""
    pixels = noise(megapixels, samples)
    rows, columns = pixels.shape[:2]
    with Path(path).open("wb") as file:
        file.write(f"P{5 if samples == 1 else 6}\n{columns} {rows}\n255\n".encode())
        file.write(pixels.data)
    return {"bytes": pixels.nbytes}


MEASURES: dict[str, Callable[..., Answer]] = {
    "edits": edits,
    "gaps": gaps,
    "stale": stale,
    "memory": memory,
    "layer": layer,
    "write": write,
}


def ask(measure: str, **settings: Any) -> Answer:
    """Measures in a fresh process.

    Raises:
        RuntimeError: it failed; tells what it said last.
    """
    command = [sys.executable, "-m", "tests.benchmarks.latency_measures"]
    question = json.dumps({"measure": measure, **settings})
    done = subprocess.run([*command, question], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{measure} failed: {done.stderr.strip()[-400:]}")
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Answers the question on the command line."""
    question = json.loads(sys.argv[1])
    print(json.dumps(MEASURES[question.pop("measure")](**question)))


if __name__ == "__main__":
    main()
