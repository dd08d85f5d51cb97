"""The clock that slides the kernel: where it goes, how fast, and where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.gui.playing import FRAME, SPEEDS, Player, advanced, speed_words


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_it_goes_in_reading_order(rows: int, columns: int, data) -> None:
    place = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    by = data.draw(st.integers(-100, 100))
    index = place[0] * columns + place[1] + by
    found = advanced(place, (rows, columns), by)
    if index >= rows * columns:
        assert found is None
    else:
        assert found == divmod(max(index, 0), columns)


@pytest.fixture
def player(qapp) -> Player:
    return Player()


def test_it_plays_to_the_end_and_says_so(player: Player, qtbot) -> None:
    places, ended = [], []
    player.moved.connect(lambda *place: places.append(place))
    player.ended.connect(lambda: ended.append(True))
    player.start((0, 1), (2, 3))
    player.run(running=True)
    for _ in range(5):
        player.timer.timeout.emit()
    assert places == [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert ended == [True]
    assert player.place is None
    assert not player.running


@pytest.mark.parametrize("speed", SPEEDS)
def test_each_speed_moves_as_many_pixels_as_it_says(player: Player, speed) -> None:
    player.set_speed(speed)
    player.start((0, 0), (1000, 50))
    player.timer.timeout.emit()
    row, column = player.place
    moved = row * 50 + column
    if speed is None:
        assert moved == 50
        assert player.timer.interval() == FRAME
    else:
        assert moved * 1000 / player.timer.interval() == pytest.approx(speed, rel=0.1)
        assert player.timer.interval() >= FRAME


def test_the_clock_runs_while_it_is_on(player: Player, qtbot) -> None:
    player.set_speed(None)
    player.start((0, 0), (2, 2))
    with qtbot.waitSignal(player.ended):
        player.run(running=True)


def test_running_is_announced_once(player: Player) -> None:
    told = []
    player.running_changed.connect(told.append)
    player.start((0, 0), (9, 9))
    player.run(running=True)
    player.run(running=True)
    player.stop()
    player.stop()
    assert told == [True, False]


def test_a_smaller_map_may_lose_it(player: Player) -> None:
    player.start((4, 4), (9, 9))
    assert player.resize((5, 5))
    assert not player.resize((4, 9))


def test_speeds_in_words() -> None:
    assert [speed_words(speed) for speed in (1, 5000, None)] == [
        "1 pixel a second",
        "5,000 pixels a second",
        "as fast as the screen: a row a frame",
    ]
