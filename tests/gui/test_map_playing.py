"""Playing over the map: where it begins, how far the map is filled in, how it ends."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from tests.gui.inspected import edit, roles, settled, stored


@pytest.fixture
def told(inspecting) -> list[str]:
    found: list[str] = []
    inspecting.told.connect(found.append)
    return found


def test_playing_fills_the_map_in_from_the_picked_pixel(studio, inspecting, views, qtbot) -> None:
    studio.viewer.clicked.emit(598.5, 50.5)
    qtbot.keyClick(studio.window, Qt.Key.Key_F8)
    player = inspecting.player
    assert player.running
    assert studio.actions["play"].isChecked()
    assert views.reached == (50, 599)
    visible = studio.viewer.map.visible
    assert visible.left < 598
    assert visible.right > 599, "the pixel that was picked is brought into view"
    first = round(visible.left)
    player.timer.timeout.emit()
    assert player.place == (50, 599)
    player.timer.timeout.emit()
    assert player.place == (51, first), "in the next row at the first pixel in view"
    assert views.reached == (51, first + 1)
    assert studio.inspector.title.text() == f"Map pixel ({first}, 51) · Red"
    assert roles(views.original)[-1] == "patch"
    qtbot.keyClick(studio.window, Qt.Key.Key_F8)
    assert not player.running
    assert not studio.actions["play"].isChecked()
    assert player.place == (51, first), "a pause keeps the place"
    studio.actions["stop"].trigger()
    assert views.reached is None
    assert studio.inspector.title.text() == "Map pixel (598, 50) · Red"


def test_without_a_pick_it_begins_with_the_first_pixel_in_view(studio, inspecting, views) -> None:
    studio.viewer.hovered.emit((300.5, 200.5))
    studio.actions["play"].trigger()
    visible = studio.viewer.map.visible
    row, column = inspecting.player.place
    assert (row, column) == (round(visible.top), round(visible.left))
    assert views.reached == (row, column + 1)
    places = []
    inspecting.player.moved.connect(lambda *place: places.append(place))
    for _ in range(round(visible.right - visible.left) + 1):
        inspecting.player.timer.timeout.emit()
    assert {at for at, _ in places} == {row, row + 1}
    assert all(visible.left - 0.5 <= at < visible.right for _, at in places)


def test_what_is_filled_in_has_an_outline_in_view(studio, inspecting, views) -> None:
    studio.actions["play"].trigger()
    (extent,) = [mark for mark in views.map if mark.role == "extent"]
    visible = studio.viewer.map.visible
    assert visible.left < extent.rectangle.left < visible.left + 1
    assert visible.bottom - 1 < extent.rectangle.bottom < visible.bottom
    studio.actions["stop"].trigger()
    assert "extent" not in roles(views.map)
    studio.viewer.navigator.fit()
    studio.actions["play"].trigger()
    (extent,) = [mark for mark in views.map if mark.role == "extent"]
    assert extent.rectangle == Rectangle(0, 0, 600, 400)


def test_a_view_that_is_moved_while_it_plays_is_filled_in(studio, inspecting, views, qtbot) -> None:
    studio.actions["play"].trigger()
    studio.viewer.reveal(Rectangle(10, 10, 11, 11))
    inspecting.player.timer.timeout.emit()
    visible = studio.viewer.map.visible
    assert inspecting.player.place == (max(round(visible.top), 0), max(round(visible.left), 0))
    area = Rectangle(visible.left, visible.top, visible.right, visible.bottom)
    qtbot.waitUntil(lambda: not inspecting._soon.isActive())
    (extent,) = [mark for mark in views.map if mark.role == "extent"]
    assert area.united(extent.rectangle) == area


def test_a_sweep_of_what_is_in_view_says_where_it_ended(studio, inspecting, told) -> None:
    studio.actions["play"].trigger()
    visible = studio.viewer.map.visible
    inspecting.pick((round(visible.bottom) - 1, round(visible.right) - 1))
    inspecting.player.run(running=True)
    inspecting.player.timer.timeout.emit()
    assert told == ["The kernel has passed the last pixel in view."]


def test_stepping_goes_on_and_back(studio, inspecting) -> None:
    studio.viewer.navigator.fit()
    studio.actions["step-forward"].trigger()
    assert inspecting.player.place == (0, 0)
    studio.actions["step-forward"].trigger()
    assert inspecting.player.place == (0, 1)
    studio.actions["step-back"].trigger()
    assert inspecting.player.place == (0, 0)
    assert not inspecting.player.running


def test_walking_moves_the_kernel_and_pauses_it(studio, inspecting, qtbot) -> None:
    studio.actions["play"].trigger()
    row, column = inspecting.player.place
    studio.viewer.map.setFocus()
    qtbot.keyClick(studio.viewer.map, Qt.Key.Key_Down)
    assert inspecting.player.place == (row + 1, column)
    assert not inspecting.player.running


def test_it_ends_with_the_whole_map(studio, inspecting, views, told) -> None:
    studio.viewer.navigator.fit()
    inspecting.pick((399, 599))
    studio.actions["play"].trigger()
    inspecting.player.timer.timeout.emit()
    assert views.reached is None
    assert not studio.actions["play"].isChecked()
    assert told == ["The kernel has passed the last pixel."]


@pytest.mark.parametrize("way", ["close", "picture", "smaller"])
def test_playing_ends_with_what_it_played_on(studio, inspecting, views, qtbot, way: str) -> None:
    inspecting.pick((300, 500))
    studio.actions["play"].trigger()
    if way == "close":
        studio.actions["inspector"].trigger()
    elif way == "picture":
        studio.session.open(Picture(np.zeros((400, 600, 1), np.uint8)))
    else:
        edit(studio, strides=4)
    assert inspecting.player.place is None
    assert not inspecting.player.running
    assert views.reached is None
    settled(studio, qtbot)


def test_weights_can_be_edited_while_it_plays(studio, inspecting, qtbot) -> None:
    inspecting.pick((300, 500))
    studio.actions["play"].trigger()
    edit(studio, bias=0.5)
    settled(studio, qtbot)
    assert inspecting.player.running
    row, column = inspecting.player.place
    assert studio.inspector.found.value == stored(studio, row, column)[0]


def test_the_slider_sets_the_speed(studio, inspecting) -> None:
    studio.inspector.speed.setValue(0)
    assert inspecting.player.timer.interval() == 1000


@pytest.mark.parametrize("played", [False, True])
def test_a_trial_with_a_smaller_map_takes_no_pixel_away(
    studio, inspecting, qtbot, played: bool
) -> None:
    edit(studio, padding="valid")
    settled(studio, qtbot)
    rows, columns = inspecting._place.size
    last = rows - 1, columns - 1
    inspecting.pick(last)
    if played:
        inspecting.play()
        inspecting.pick(last)
        assert inspecting.player.place == last
    large = Kernel(((1.0,) * 31,) * 31)
    studio.edits.try_out(large)
    told = f"The map of what is tried out ends before pixel ({columns - 1}, {rows - 1})."
    qtbot.waitUntil(lambda: studio.inspector.sum.message == told)
    assert inspecting.place is None
    assert inspecting.picked == last
    studio.edits.try_out(None)
    qtbot.waitUntil(lambda: studio.inspector.found is not None)
    assert inspecting.place == inspecting.picked == last
    assert (studio.inspector.found.row, studio.inspector.found.column) == last
    inspecting.pick((rows, 0))
    assert inspecting.picked is None, "there is no such pixel"
