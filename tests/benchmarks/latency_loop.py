"""How long the event loop leaves what is due waiting, and how much memory the process has."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

from tests.benchmarks.latency_window import Stage

_TICK = 2  # milliseconds


class Ticks(QObject):
    """How long the event loop left a timer waiting."""

    def __init__(self) -> None:
        super().__init__()
        self._last = 0.0
        self.gaps: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._on_timeout)

    def run(self, stage: Stage, seconds: float) -> list[float]:
        """Milliseconds from turn to turn of the loop while it runs."""
        self.begin()
        stage.spin(seconds)
        return self.end()

    def begin(self) -> None:
        """Counts from here on."""
        self.gaps = []
        self._last = perf_counter()
        self._timer.start()

    def end(self) -> list[float]:
        """Milliseconds from turn to turn of the loop since it began."""
        self._timer.stop()
        return self.gaps

    def _on_timeout(self) -> None:
        now = perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self._last = now
