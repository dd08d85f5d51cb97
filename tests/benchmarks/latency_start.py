"""A studio that tells when it was first painted, and closes: ``python -m … PICTURE``.

The program's own ``run``, with its window watched. Standard output has two numbers: the system's
monotonic clock at the first paint of the window, and of the first feature map.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from convstudio.gui import app
from convstudio.gui.settings import Settings
from tests.benchmarks.latency_window import Frames, Paints


class Watched(app.Studio):
    """The studio with an eye on its paints."""

    def __init__(self, application: app.StudioApplication, settings: Settings) -> None:
        super().__init__(application, settings)
        self._window_painted = 0.0
        self._framed = False
        self._frames, self._paints = Frames(self), Paints(self.viewer.map)
        self._window_paints = Paints(self.window)
        self._frames.arrived.connect(self._on_arrived)
        self._window_paints.painted.connect(self._on_window_painted)
        self._paints.painted.connect(self._on_map_painted)

    def _on_window_painted(self) -> None:
        self._window_painted = self._window_painted or time.monotonic()

    def _on_arrived(self) -> None:
        self._framed = True

    def _on_map_painted(self) -> None:
        if self._framed and self._window_painted:
            print(self._window_painted, time.monotonic(), flush=True)
            self._framed = False
            self.window.close()


if __name__ == "__main__":
    app.Studio = Watched  # type: ignore[misc]
    sys.exit(app.run(picture=Path(sys.argv[1])))
