"""Which pixel is inspected: hovered, clicked, walked to, pinned, played; what the views mark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtTest import QTest

from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from tests.gui.inspected import IDENTITY, edit, roles, settled, spot, stored


@pytest.fixture
def told(inspecting) -> list[str]:
    found: list[str] = []
    inspecting.told.connect(found.append)
    return found


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
    assert studio.inspector.title.full_text.endswith("Blue")
    edit(studio, channels="sum")
    qtbot.waitUntil(lambda: studio.inspector.title.full_text.endswith("Sum"))


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
    qtbot.waitUntil(lambda: studio.live_job.idle)  # or the map's own grading comes after this one
    inspecting.show_grading(Grading(Tone(), 3.0, 7.0, exact=False))
    qtbot.waitUntil(lambda: "about 3 … 7" in studio.inspector.steps.lines[-1].text)
    edit(studio, bias=0.1)  # of the map as it was
    qtbot.waitUntil(lambda: "0 … 255" in studio.inspector.steps.lines[-1].text)
    qtbot.waitUntil(lambda: studio.live_job.idle)
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


# In view


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
