"""Playing: the kernel slides over the picture row by row, at a chosen speed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

FRAME = 16  # milliseconds of a screen's refresh
# Pixels a second; beyond a pixel a frame there are several in each. None: a row a frame.
SPEEDS: tuple[int | None, ...] = (1, 2, 5, 10, 25, 60, 250, 1000, 5000, None)
FIRST_SPEED = 3


def speed_words(speed: int | None) -> str:
    """What a speed is, for people."""
    if speed is None:
        return "as fast as the screen: a row a frame"
    return f"{speed:,} pixel{'s' if speed > 1 else ''} a second"


def advanced(place: tuple[int, int], size: tuple[int, int], by: int) -> tuple[int, int] | None:
    """So many pixels on in reading order; the first at least, None past the last.

    Args:
        place: (row, column).
        size: (rows, columns).
    """
    index = max(place[0] * size[1] + place[1] + by, 0)
    return None if index >= size[0] * size[1] else divmod(index, size[1])


class Player(QObject):
    """Where the kernel stands, and the clock that moves it.

    Signals:
        moved: (row, column) where it stands now.
        running_changed: whether it moves by itself.
        ended: it has passed the last pixel.
    """

    moved = Signal(int, int)
    running_changed = Signal(bool)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.timeout.connect(self._on_timeout)
        self._place: tuple[int, int] | None = None
        self._size = (1, 1)
        self._speed = SPEEDS[FIRST_SPEED]
        self.set_speed(self._speed)

    @property
    def place(self) -> tuple[int, int] | None:
        """(row, column) of the kernel; None while nothing is played."""
        return self._place

    @property
    def running(self) -> bool:
        """Whether it moves by itself."""
        return self.timer.isActive()

    def set_speed(self, speed: int | None) -> None:
        """Pixels a second; None for a row a frame."""
        self._speed = speed
        self.timer.setInterval(FRAME if speed is None else max(1000 // speed, FRAME))

    def start(self, place: tuple[int, int], size: tuple[int, int]) -> None:
        """Puts the kernel there; it does not move yet."""
        self._place, self._size = place, size
        self.moved.emit(*place)

    def resize(self, size: tuple[int, int]) -> bool:
        """Tells that the map has another size; whether the kernel still stands on it."""
        self._size = size
        return self._place is not None and all(
            at < far for at, far in zip(self._place, size, strict=True)
        )

    def run(self, running: bool) -> None:
        """Lets it move by itself, or halts it."""
        if running != self.running:
            if running:
                self.timer.start()
            else:
                self.timer.stop()
            self.running_changed.emit(running)

    def step(self, by: int) -> None:
        """Moves it so many pixels on, or back where less than 0."""
        if self._place is None:
            return
        place = advanced(self._place, self._size, by)
        if place is None:
            self.stop()
            self.ended.emit()
            return
        self._place = place
        self.moved.emit(*place)

    def stop(self) -> None:
        """Takes the kernel away."""
        self.run(running=False)
        self._place = None

    def _on_timeout(self) -> None:
        if self._speed is not None:
            self.step(max(round(self._speed * self.timer.interval() / 1000), 1))
        elif self._place is not None:
            self.step(self._size[1])
