"""Which pixel is inspected: hovered, clicked, walked to, pinned, played; what the views mark."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QIcon
from PySide6.QtTest import QTest

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.rendering import render

IDENTITY = Kernel(((1,),))


@dataclass
class Views:
    """What the views were last told to show."""

    original: tuple[Mark, ...] = ()
    map: tuple[Mark, ...] = ()
    reached: tuple[int, int] | None = None


@pytest.fixture
def views(studio, monkeypatch) -> Views:
    seen, viewer = Views(), studio.viewer
    mark, reach = viewer.set_marks, viewer.set_reached

    def set_marks(original, map) -> None:  # noqa: A002 - the viewer's own name
        seen.original, seen.map = original, map
        mark(original, map)

    def set_reached(row, column=0) -> None:
        seen.reached = None if row is None else (row, column)
        reach(row) if row is None else reach(row, column)

    monkeypatch.setattr(viewer, "set_marks", set_marks)
    monkeypatch.setattr(viewer, "set_reached", set_reached)
    return seen


@pytest.fixture
def inspecting(studio, views, sample_opened, qapp):
    """The inspector open over a photograph at 800 %, its middle in both views."""
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight())  # or what it rests on is shown
    made = studio.inspecting
    studio.actions["inspector"].trigger()
    studio.viewer.navigator.actual_size()
    for _ in range(9):
        studio.viewer.navigator.zoom_in()
    return made


@pytest.fixture
def told(inspecting) -> list[str]:
    found: list[str] = []
    inspecting.told.connect(found.append)
    return found


def edit(studio, **changes) -> None:
    pipeline = studio.session.pipeline
    layer = replace(pipeline.layers[0], **changes)
    studio.session.change(replace(pipeline, layers=(layer,)), "edit")


def settled(studio, qtbot) -> None:
    """Until what an edit led to has been looked at, and its map is complete."""
    qtbot.waitUntil(
        lambda: not studio.live_job.busy and not studio.inspecting._soon.isActive(),
    )


def spot(canvas: Canvas, x: float, y: float) -> QPoint:
    """Where a point of the picture is in a view."""
    seen = canvas.visible
    return QPoint(
        round((x - seen.left) / (seen.right - seen.left) * canvas.width()),
        round((y - seen.top) / (seen.bottom - seen.top) * canvas.height()),
    )


def roles(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.role for mark in marks]


def stored(studio, row: int, column: int) -> np.ndarray:
    region = Region(row, column, row + 1, column + 1)
    return render(studio.session.pipeline, studio.session.picture, region).values[0, 0]


def test_it_is_closed_at_first_and_costs_nothing(studio, sample_opened, views) -> None:
    assert not studio.inspector.isVisible()
    studio.viewer.clicked.emit(10.0, 10.0)
    assert studio.inspecting.place is None
    assert views.original == ()


def test_it_opens_by_its_key_and_is_remembered(studio, sample_opened, qtbot) -> None:
    qtbot.keyClick(studio.window, Qt.Key.Key_F7)
    assert studio.inspector.isVisible()
    assert studio.actions["inspector"].isChecked()
    assert studio.settings.inspector
    qtbot.keyClick(studio.window, Qt.Key.Key_F7)
    assert not studio.inspector.isVisible()
    assert not studio.settings.inspector


def test_how_it_shares_the_room_is_remembered(studio, inspecting, qapp) -> None:
    studio.window.resize(1280, 900)
    qapp.processEvents()
    studio.window.viewer_split.setSizes([300, 400])
    sizes = studio.window.viewer_split.sizes()
    studio.window.close()
    assert studio.settings.inspector_split is not None
    studio.window.viewer_split.setSizes([600, 100])
    studio.window.viewer_split.restoreState(studio.settings.inspector_split)
    assert studio.window.viewer_split.sizes() == sizes


def test_it_follows_the_cursor_until_a_pixel_is_clicked(studio, inspecting, qtbot) -> None:
    assert "Point at a pixel" in studio.inspector.sum.message
    canvas = studio.viewer.map
    QTest.mouseMove(canvas, spot(canvas, 300.5, 200.5))
    qtbot.waitUntil(lambda: studio.inspector.title.text() == "Map pixel (300, 200) · Red")
    QTest.mouseClick(
        studio.viewer.original,
        Qt.MouseButton.LeftButton,
        pos=spot(studio.viewer.original, 302.5, 199.5),
    )
    assert inspecting.picked == (199, 302)
    QTest.mouseMove(canvas, spot(canvas, 305.5, 203.5))
    qtbot.waitUntil(lambda: inspecting._hovered == (203, 305))
    assert studio.inspector.title.text() == "Map pixel (302, 199) · Red"
    studio.actions["follow"].trigger()
    assert studio.inspector.title.text() == "Map pixel (305, 203) · Red"


def test_the_patch_and_the_pixel_are_marked(studio, inspecting, views) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    (patch,) = views.original
    assert (patch.role, patch.rectangle) == ("patch", Rectangle(99, 49, 102, 52))
    (pixel,) = views.map
    assert (pixel.role, pixel.rectangle) == ("pixel", Rectangle(100, 50, 101, 51))
    studio.viewer.clicked.emit(0.5, 50.5)
    assert roles(views.original) == ["padding"] * 3 + ["patch"]
    studio.actions["inspector"].trigger()
    assert views.original == ()
    assert views.map == ()


def test_a_click_beside_the_map_lets_go(studio, inspecting) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    studio.viewer.clicked.emit(-7.0, 50.5)
    assert inspecting.picked is None


def test_under_stride_the_pixel_is_the_one_centred_there(studio, inspecting, views, qtbot) -> None:
    edit(studio, strides=4, padding="valid")
    settled(studio, qtbot)
    studio.viewer.clicked.emit(101.5, 49.5)  # the centre of output (12, 25)
    assert inspecting.picked == (12, 25)
    (patch,) = views.original
    assert patch.rectangle == Rectangle(100, 48, 103, 51)
    value = stored(studio, 12, 25)[0]
    assert studio.inspector.found.value == value


def test_arrow_keys_walk_and_stay_on_the_map(studio, inspecting, qtbot) -> None:
    canvas = studio.viewer.original
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, 300.5, 200.5))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(canvas, key)
    assert inspecting.picked == (201, 301)
    studio.viewer.clicked.emit(0.5, 0.5)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert inspecting.picked == (0, 0)
    studio.actions["follow"].trigger()
    before = studio.viewer.navigator.viewport
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert studio.viewer.navigator.viewport != before, "nothing is picked: arrows pan"


def test_arrow_keys_pan_again_once_the_inspector_is_closed(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    studio.actions["inspector"].trigger()
    before = studio.viewer.navigator.viewport
    studio.viewer.map.setFocus()
    qtbot.keyClick(studio.viewer.map, Qt.Key.Key_Right)
    assert studio.viewer.navigator.viewport != before
    studio.actions["inspector"].trigger()
    qtbot.keyClick(studio.viewer.map, Qt.Key.Key_Right)
    assert inspecting.picked == (50, 101)


def test_what_is_shown_is_the_maps_own_value_after_every_edit(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    for changes in ({"bias": 0.1}, {"flip": True}, {"channels": "luminance"}, {"dilation": 3}):
        edit(studio, **changes)
        qtbot.waitUntil(lambda: studio.inspector.found.value == stored(studio, 50, 100)[0])


def test_the_channel_that_was_chosen_stays_as_long_as_there_is_one(
    studio, inspecting, qtbot
) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    studio.inspector.channel_chosen.emit(2)
    assert studio.inspector.title.text().endswith("Blue")
    edit(studio, channels="sum")
    qtbot.waitUntil(lambda: studio.inspector.title.text().endswith("Sum"))


def test_tone_is_what_the_screen_shows(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    value = np.clip(np.rint(stored(studio, 50, 100)), 0, 255)
    assert studio.inspector.steps.swatch is not None
    line = next(line for line in studio.inspector.steps.lines if line.role == "tone")
    numbers = [int(word.strip(",")) for word in line.text.split() if word.strip(",").isdigit()]
    assert numbers == value.tolist() or numbers == [value[0]]
    studio.session.change(replace(studio.session.pipeline, tone=Tone("absolute")), "Absolute value")
    qtbot.waitUntil(lambda: studio.inspector.steps.lines[-1].text.startswith("Absolute value"))


def test_a_grading_of_the_tone_in_force_is_used(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    inspecting.show_grading(Grading(Tone(), 3.0, 7.0, exact=False))
    qtbot.waitUntil(lambda: "about 3 … 7" in studio.inspector.steps.lines[-1].text)
    edit(studio, bias=0.1)  # of the map as it was
    qtbot.waitUntil(lambda: "0 … 255" in studio.inspector.steps.lines[-1].text)
    inspecting.show_grading(Grading(Tone(), 3.0, 7.0))
    qtbot.waitUntil(lambda: ", 3 … 7" in studio.inspector.steps.lines[-1].text)
    inspecting.show_grading(Grading(Tone("absolute"), 3.0, 7.0))
    qtbot.waitUntil(lambda: "0 … 255" in studio.inspector.steps.lines[-1].text)


def test_where_there_is_no_map_it_says_so(studio, inspecting, qtbot, notice_words) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    edit(studio, kernel=IDENTITY.resized(31), padding="valid")
    studio.session.open(Picture(np.zeros((5, 5, 1), np.uint8)))
    notice_words()
    qtbot.waitUntil(lambda: "no feature map" in studio.inspector.sum.message)
    studio.actions["play"].trigger()
    assert not studio.actions["play"].isChecked()
    assert not inspecting.player.running


def test_a_pick_that_the_map_no_longer_has_falls_away(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(590.5, 390.5)
    edit(studio, strides=2)
    qtbot.waitUntil(lambda: inspecting.picked is None)
    settled(studio, qtbot)
    assert studio.inspector.found is None


def test_the_sum_can_be_copied(studio, inspecting) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    studio.actions["copy-sum"].trigger()
    assert QGuiApplication.clipboard().text().startswith("Map pixel (100, 50) · Red\n")


# Pins


def test_a_pin_tells_what_has_changed(studio, inspecting, views, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    first = stored(studio, 50, 100)
    studio.viewer.map.setFocus()
    qtbot.keyClick(studio.viewer.map, Qt.Key.Key_P)
    (pin,) = inspecting.pinning.pins
    assert pin.text.endswith("unchanged since pinned")
    assert studio.inspector.pins.isVisible()
    edit(studio, kernel=studio.editor.layer.kernel.with_weight(1, 1, 2.0))
    qtbot.waitUntil(lambda: "since pinned: " in studio.inspector.pins.list.item(0).text())
    now = stored(studio, 50, 100)
    np.testing.assert_array_equal(inspecting.pinning.pins[0].now, now)
    changes = ", ".join(f"{int(d):+d}" if d else "0" for d in (now - first).tolist())
    assert studio.inspector.pins.list.item(0).text().endswith(changes.replace("-", "−"))
    assert roles(views.map) == ["pinned", "pixel"]
    studio.session.undo_stack.undo()
    qtbot.waitUntil(lambda: "unchanged" in studio.inspector.pins.list.item(0).text())


def test_pins_are_chosen_and_taken_away(studio, inspecting, qtbot) -> None:
    for column in (100, 110):
        studio.viewer.clicked.emit(column + 0.5, 50.5)
        studio.actions["pin"].trigger()
    pins = studio.inspector.pins
    rectangle = pins.list.visualItemRect(pins.list.item(0))
    qtbot.mouseClick(pins.list.viewport(), Qt.MouseButton.LeftButton, pos=rectangle.center())
    assert inspecting.picked == (50, 100)
    pins.list.setFocus()
    qtbot.keyClick(pins.list, Qt.Key.Key_Delete)
    assert [pin.column for pin in inspecting.pinning.pins] == [110]
    studio.viewer.clicked.emit(110.5, 50.5)
    studio.actions["pin"].trigger()
    assert inspecting.pinning.pins == (), "a second time lets go"
    assert not pins.isVisible()


def test_a_pin_that_the_map_no_longer_has_says_so(studio, inspecting, told, qtbot) -> None:
    for column in (100, 590):
        studio.viewer.clicked.emit(column + 0.5, 50.5)
        studio.actions["pin"].trigger()
    edit(studio, strides=2)
    qtbot.waitUntil(lambda: len(inspecting.pinning.pins) == 1)
    assert told == ["The pin (590, 50) fell away: the feature map no longer has that pixel."]


def test_pins_of_other_channels_are_not_compared(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    studio.actions["pin"].trigger()
    edit(studio, channels="luminance")
    qtbot.waitUntil(lambda: "other channels: " in studio.inspector.pins.list.item(0).text())


def test_another_picture_has_no_pins(studio, inspecting, told, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    studio.actions["pin"].trigger()
    studio.session.open(Picture(np.zeros((300, 300, 1), np.uint8)))
    assert inspecting.pinning.pins == ()
    assert told == ["The pins fell away: another picture was opened."]


def test_there_are_so_many_pins_and_none_of_nothing(studio, inspecting, told) -> None:
    inspecting.pinning.toggle(None)
    assert "nothing to pin" in told[-1]
    for column in range(9):
        inspecting.pick((0, column))
        studio.actions["pin"].trigger()
    assert len(inspecting.pinning.pins) == 8
    assert told[-1].startswith("8 pixels are pinned")


def test_the_letter_of_the_pin_is_typed_where_people_type(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    size, preset = studio.window.kernel_panel.kernel_size, studio.window.kernel_panel.preset
    size.setFocus()
    qtbot.keyClick(size, Qt.Key.Key_P)
    size.forget_typed()
    preset.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(preset, Qt.Key.Key_P)
    assert inspecting.pinning.pins == ()
    assert preset.currentText().startswith("P")


def test_after_a_click_it_pins(studio, inspecting, qtbot) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    preset = studio.window.kernel_panel.preset
    before = studio.session.pipeline
    preset.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.keyClick(preset, Qt.Key.Key_P)
    assert len(inspecting.pinning.pins) == 1
    assert studio.session.pipeline is before


def test_another_picture_while_a_pinned_map_is_played(studio, inspecting, qtbot, told) -> None:
    """The smaller picture has neither the pinned pixel nor the one that is played."""
    studio.viewer.clicked.emit(400.5, 300.5)
    studio.actions["pin"].trigger()
    studio.actions["play"].trigger()
    studio.session.open(Picture(np.zeros((20, 20, 1), np.uint8)))
    assert inspecting.pinning.pins == ()
    assert inspecting.place is None
    assert not inspecting.player.running
    assert told[-1] == "The pins fell away: another picture was opened."


# Playing


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


def test_walking_keeps_the_pixel_and_its_patch_in_view(studio, inspecting, qtbot) -> None:
    studio.viewer.map.setFocus()
    edit(studio, kernel=IDENTITY.resized(5))
    settled(studio, qtbot)
    visible = studio.viewer.map.visible
    inspecting.pick((200, int(visible.right) - 4))
    for _ in range(6):
        qtbot.keyClick(studio.viewer.map, Qt.Key.Key_Right)
    row, column = inspecting.picked
    visible = studio.viewer.map.visible
    assert column + 3 <= visible.right + 0.2
    assert row + 3 <= visible.bottom
    scale = studio.viewer.navigator.viewport.scale
    inspecting.pick((200, 595))
    for _ in range(6):
        qtbot.keyClick(studio.viewer.map, Qt.Key.Key_Right)
    visible = studio.viewer.map.visible
    assert visible.right + 0.2 >= 600
    assert visible.right < 603, "padding is not revealed"
    assert studio.viewer.navigator.viewport.scale == scale


def test_a_fitted_view_stays_fitted_while_walking(studio, inspecting, qtbot) -> None:
    studio.viewer.navigator.fit()
    studio.viewer.clicked.emit(0.5, 0.5)
    edit(studio, kernel=IDENTITY.resized(31))
    studio.viewer.map.setFocus()
    qtbot.keyClick(studio.viewer.map, Qt.Key.Key_Down)
    assert inspecting.picked == (1, 0)
    assert studio.viewer.navigator.viewport.fitted


def test_a_pin_that_is_chosen_comes_into_view(studio, inspecting, views) -> None:
    inspecting.pick((10, 10))
    studio.actions["pin"].trigger()
    inspecting.pick((200, 300))
    studio.actions["pin"].trigger()
    assert [mark.label for mark in views.map if mark.role == "pinned"] == ["1", "2"]
    assert studio.inspector.pins.list.item(1).text().startswith("2  (300, 200)  ")
    studio.inspector.pin_chosen.emit(0)
    visible = studio.viewer.map.visible
    assert visible.left <= 9
    assert visible.top <= 9


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


# Keys


@pytest.mark.parametrize("holder", ["preset", "compare_button"])
def test_keys_without_another_use_are_the_views(studio, sample_opened, qtbot, holder: str) -> None:
    window = studio.window
    widget = window.kernel_panel.preset if holder == "preset" else window.compare_button
    before = studio.session.pipeline
    widget.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.keyClick(widget, Qt.Key.Key_1)
    assert studio.viewer.navigator.viewport.scale == 1
    qtbot.keyClick(widget, Qt.Key.Key_0)
    assert studio.viewer.navigator.viewport.fitted
    studio.viewer.set_mode("blink")
    qtbot.keyPress(widget, Qt.Key.Key_B)
    assert studio.viewer._panes[1].header.heading.full_text == "Original"
    qtbot.keyRelease(widget, Qt.Key.Key_B)
    assert studio.viewer._panes[1].header.heading.full_text == "Feature map"
    qtbot.keyClick(widget, Qt.Key.Key_X)  # means nothing to anybody
    assert studio.session.pipeline is before


def test_play_offers_a_pause_while_it_runs(studio) -> None:
    icon, size = studio.actions["play"].icon(), QSize(20, 20)
    drawn = {
        state: icon.pixmap(size, QIcon.Mode.Normal, state).toImage()
        for state in (QIcon.State.Off, QIcon.State.On)
    }
    assert drawn[QIcon.State.Off] != drawn[QIcon.State.On]
    other = studio.actions["panels"].icon()  # it can be checked too, and looks the same then
    same = [other.pixmap(size, QIcon.Mode.Normal, state).toImage() for state in drawn]
    assert same[0] == same[1]


def test_in_difference_the_tone_is_not_what_is_shown(studio, inspecting) -> None:
    studio.viewer.clicked.emit(100.5, 50.5)
    assert "Clip to range, 0 … 255" in studio.inspector.text
    studio.viewer.set_mode("difference")
    inspecting.pick((50, 100))
    assert "not shown in Difference" in studio.inspector.text


def test_a_rectangular_kernel_is_inspected_cell_by_cell(studio, sample_opened, qtbot) -> None:
    kernel = Kernel(((1, -2, 3, 4), (0, 5, 6, -7)))
    edit(studio, kernel=kernel)
    studio.inspecting.open(opened=True)
    studio.inspecting.pick((20, 30))
    found = studio.inspector.found
    assert found is not None
    assert found.weights.shape == found.planes[0].values.shape == (2, 4)
    view = studio.inspector.sum.view
    assert view.cells == (2, 4)
    assert studio.inspector.sum.arrangement.hidden == (0, 0)
    window = studio.session.picture.colour[20:22, 29:33, 0].astype(float)
    np.testing.assert_array_equal(found.planes[0].values, window)
