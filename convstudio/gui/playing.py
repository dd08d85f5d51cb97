"""Playing: the kernel slides over what is in view row by row, at a chosen speed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.gui.viewer.viewport import Rectangle
from convstudio.numerics.geometry import Placement, Region

FRAME = 16  # milliseconds of a screen's refresh
# Values of the map a second; beyond one a frame there are several in each. None: a row a frame.
SPEEDS: tuple[int | None, ...] = (1, 2, 5, 10, 25, 60, 250, 1000, 5000, None)
FIRST_SPEED = 3


def speed_words(speed: int | None) -> str:
    """What a speed is, for people."""
    if speed is None:
        return "as fast as the screen: a row a frame"
    return f"{speed:,} value{'s' if speed > 1 else ''} a second"


def in_view(visible: Rectangle, place: Placement, size: tuple[int, int]) -> Region:
    """The pixels of a map of (rows, columns) of which at least half is in view; always one.

    Args:
        visible: the part of the picture's plane that is in view.
        place: where the map lies on it.
    """
    top, bottom = _between(visible.top, visible.bottom, place.top, place.height, size[0])
    left, right = _between(visible.left, visible.right, place.left, place.width, size[1])
    return Region(top, left, bottom, right)


def _between(first: float, last: float, start: float, pitch: float, count: int) -> tuple[int, int]:
    low = min(max(round((first - start) / pitch), 0), count - 1)
    return low, min(max(round((last - start) / pitch), low + 1), count)


def advanced(place: tuple[int, int], area: Region, by: int) -> tuple[int, int] | None:
    """So many pixels on in the area's reading order; its first at least, None past its last.

    From outside the area it goes to where the area is entered: in the same row or the next, or
    at its first pixel.

    Args:
        place: (row, column).
        area: of the map, with step 1.
    """
    row, column = place
    columns = area.right - area.left
    if not (area.top <= row < area.bottom and area.left <= column < area.right):
        row += column >= area.right
        return (row, area.left) if area.top <= row < area.bottom else (area.top, area.left)
    index = max((row - area.top) * columns + column - area.left + by, 0)
    if index >= (area.bottom - area.top) * columns:
        return None
    return area.top + index // columns, area.left + index % columns


class Player(QObject):
    """Where the kernel stands, and the clock that moves it.

    Args:
        area: tells which pixels of the map it slides over; asked for each move.

    Signals:
        moved: (row, column) where it stands now.
        running_changed: whether it moves by itself.
        ended: it has passed the last pixel.
    """

    moved = Signal(int, int)
    running_changed = Signal(bool)
    ended = Signal()

    def __init__(self, area: Callable[[], Region], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self.timer = QTimer(self)
        self.timer.timeout.connect(self._on_timeout)
        self._place: tuple[int, int] | None = None
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

    def start(self, place: tuple[int, int]) -> None:
        """Puts the kernel there; it does not move yet."""
        self._place = place
        self.moved.emit(*place)

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
        place = advanced(self._place, self._area(), by)
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
            area = self._area()
            self.step(area.right - area.left)
