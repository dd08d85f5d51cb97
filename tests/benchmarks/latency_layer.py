"""A layer of a network on a large photograph: its map under the hand, and the gallery of all."""

from __future__ import annotations

import gc
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from convstudio.gui.map_gallery.map_gallery import MapGallery
from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Activation, Bank, Pipeline
from tests.benchmarks.latency_loop import Ticks
from tests.benchmarks.latency_window import Stage, noise
from tests.resident import resident

Answer = dict[str, Any]
_HAND_RESTS = 0.03  # seconds between edits
_ZOOMS = ("fit", "100 %")


def layer(megapixels: float, filters: int, size: int, count: int) -> Answer:
    """Edits of one weight of a bank, ReLU above it, with the gallery of its maps open.

    Answers milliseconds from an edit until the map was painted and until every thumbnail in view
    was made anew, of each zoom; the event loop's gaps meanwhile; and the memory's peak.
    """
    stage = Stage()
    stage.spin(0.2)
    bare = resident("VmRSS")
    picture = Picture(noise(megapixels, 3))
    stage.open(picture)
    opened = resident("VmHWM")
    hand = _Hand(stage, filters, size)
    ticks = Ticks()
    rows, gaps = [], []
    for zoom in _ZOOMS:
        stage.zoom(zoom)
        hand.edit()  # what a first time costs is not the hand's
        gc.collect()
        ticks.begin()
        found = [hand.edit() for _ in range(count)]
        gaps += ticks.end()
        painted, complete = zip(*found, strict=True)
        rows.append({"zoom": zoom, "painted": painted, "complete": complete})
    peak = resident("VmHWM")
    hand.end()
    return {
        "picture": picture.pixels.nbytes, "filters": filters, "size": size, "rows": rows,
        "gaps": gaps, "bare": bare, "opened": opened, "peak": peak,
    }  # fmt: skip


class _Hand:
    """Edits filter after filter of a bank, and looks at the map that it makes."""

    def __init__(self, stage: Stage, filters: int, size: int) -> None:
        self._stage, self._edits = stage, 0
        random = np.random.default_rng(5)
        weights = random.normal(0, 0.1, (size, size, 3, filters)).round(3)
        layers = Bank.of_array(weights, name="conv1"), Activation()
        session = stage.studio.session
        stage.painted_after(lambda: session.change(Pipeline(layers), "Bank"))
        self._gallery = stage.studio.window.findChild(MapGallery)
        self._gallery.actions["maps"].trigger()
        stage.painted_after(lambda: session.choose(replace(session.hand, result=True, map=1)))
        stage.until(lambda: self._gallery.complete)

    def edit(self) -> tuple[float, float]:
        """Milliseconds until the map was painted, and until the gallery was complete."""
        stage, session = self._stage, self._stage.studio.session
        stage.spin(_HAND_RESTS)
        self._edits += 1
        bank = session.pipeline.layers[0]
        number = session.hand.map
        kernel = bank.kernel_at(number, 0)
        weights = [list(row) for row in kernel.weights]
        weights[0][0] = self._edits / 100
        changed = bank.with_kernel(number, 0, replace(kernel, weights=tuple(map(tuple, weights))))
        started = perf_counter()
        painted = stage.painted_after(lambda: session.put_layer(0, changed, "Weight"))[2]
        stage.until(lambda: self._gallery.complete)
        return 1000 * (painted - started), 1000 * (perf_counter() - started)

    def end(self) -> None:
        """Closes the window."""
        self._stage.studio.files.forget_changes()
        self._stage.studio.window.close()
