"""The clock that slides the kernel: where it goes, how fast, and where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.gui.playing import FRAME, SPEEDS, Player, advanced, in_view, speed_words
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.numerics.geometry import Placement, Region


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_it_goes_in_reading_order(rows: int, columns: int, data) -> None:
    top, left = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    down, over = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    by = data.draw(st.integers(-100, 100))
    index = down * columns + over + by
    found = advanced((top + down, left + over), Region(top, left, top + rows, left + columns), by)
    if index >= rows * columns:
        assert found is None
    else:
        row, column = divmod(max(index, 0), columns)
        assert found == (top + row, left + column)


def test_from_outside_it_enters_what_is_in_view() -> None:
    area = Region(10, 20, 13, 24)
    assert advanced((3, 21), area, 1) == (10, 20), "above"
    assert advanced((13, 21), area, 1) == (10, 20), "below: begun again"
    assert advanced((11, 4), area, 5) == (11, 20), "left of it: in the same row"
    assert advanced((11, 24), area, 1) == (12, 20), "right of it: in the next row"
    assert advanced((12, 24), area, 1) == (10, 20)


@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        (Rectangle(-50, -50, 500, 500), Region(0, 0, 20, 30)),
        (Rectangle(3.4, 5.6, 8.4, 9.6), Region(6, 3, 10, 8)),
        (Rectangle(400, 400, 500, 500), Region(19, 29, 20, 30)),
        (Rectangle(-400, -400, -300, -300), Region(0, 0, 1, 1)),
        (Rectangle(3.1, 5.1, 3.2, 5.2), Region(5, 3, 6, 4)),
    ],
)
def test_pixels_in_view_are_those_seen_by_half(visible: Rectangle, expected: Region) -> None:
    assert in_view(visible, Placement(), (20, 30)) == expected


def test_in_view_under_stride() -> None:
    assert in_view(Rectangle(4, 4, 16, 16), Placement(0.5, -0.5, 2, 4), (20, 30)) == Region(
        1, 2, 4, 8
    )


class Areas(Player):
    """A player whose area a test sets."""

    def __init__(self) -> None:
        self.area = Region(0, 0, 1000, 50)
        super().__init__(lambda: self.area)


@pytest.fixture
def player(qapp) -> Areas:
    return Areas()


def test_it_carries_on_in_what_is_then_in_view(player: Areas) -> None:
    player.start((0, 0))
    player.area = Region(40, 10, 42, 12)
    places = []
    player.moved.connect(lambda *place: places.append(place))
    for _ in range(4):
        player.timer.timeout.emit()
    assert places == [(40, 10), (40, 11), (41, 10), (41, 11)]


def test_it_plays_to_the_end_and_says_so(player: Areas, qtbot) -> None:
    places, ended = [], []
    player.moved.connect(lambda *place: places.append(place))
    player.ended.connect(lambda: ended.append(True))
    player.area = Region(0, 0, 2, 3)
    player.start((0, 1))
    player.run(running=True)
    for _ in range(5):
        player.timer.timeout.emit()
    assert places == [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert ended == [True]
    assert player.place is None
    assert not player.running


@pytest.mark.parametrize("speed", SPEEDS)
def test_each_speed_moves_as_many_pixels_as_it_says(player: Areas, speed) -> None:
    player.set_speed(speed)
    player.start((0, 0))
    player.timer.timeout.emit()
    row, column = player.place
    moved = row * 50 + column
    if speed is None:
        assert moved == 50
        assert player.timer.interval() == FRAME
    else:
        assert moved * 1000 / player.timer.interval() == pytest.approx(speed, rel=0.1)
        assert player.timer.interval() >= FRAME


def test_the_clock_runs_while_it_is_on(player: Areas, qtbot) -> None:
    player.set_speed(None)
    player.area = Region(0, 0, 2, 2)
    player.start((0, 0))
    with qtbot.waitSignal(player.ended):
        player.run(running=True)


def test_running_is_announced_once(player: Areas) -> None:
    told = []
    player.running_changed.connect(told.append)
    player.start((0, 0))
    player.run(running=True)
    player.run(running=True)
    player.stop()
    player.stop()
    assert told == [True, False]


def test_speeds_in_words() -> None:
    assert [speed_words(speed) for speed in (1, 5000, None)] == [
        "1 value a second",
        "5,000 values a second",
        "as fast as the screen: a row a frame",
    ]
