"""Filling a layer: tried out at once, one step to undo, and Cancel leaves all as it was."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox
from scipy.signal import correlate2d

from convstudio.gui.banks.filter_tiles import filter_image
from convstudio.gui.theme import LIGHT
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.numerics.initializers import draw
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.elements import Activation
from convstudio.pipeline.pipeline import Convolution
from convstudio.pipeline.rendering import render

NO_KEY = Qt.KeyboardModifier.NoModifier
OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


def press(dialog, button) -> None:
    dialog.buttons.button(button).click()


def named(dialog) -> list[str]:
    return list(dialog.tiles.tiles._names)


# Library


def test_ticked_kernels_become_filters_in_one_step(studio, filling, settled, undo):
    before = studio.session.pipeline
    dialog = filling(lambda d: d.library)
    settled(dialog)
    assert "No kernel is ticked yet. Tick kernels" in dialog.outcome.text()
    assert not dialog.ok.isEnabled()
    dialog.library.tick("sobel-x", "sobel-y", "gaussian-5")
    settled(dialog)
    assert named(dialog) == ["Gaussian blur 5×5", "Sobel x", "Sobel y"]
    assert studio.session.pipeline == before
    tried = studio.session.whole_shown.layers[0]
    assert isinstance(tried, Bank)
    assert tried.size == (5, 5)
    assert "3 filters of 5×5" in dialog.outcome.text()
    assert "78 parameters" in dialog.outcome.text()
    press(dialog, OK)
    assert studio.session.pipeline.layers == (tried,)
    assert not studio.session.trying
    assert undo.texts[-1] == "Fill from Library"
    undo.undo()
    assert studio.session.pipeline == before


def test_one_kernel_alone_leaves_a_convolution_with_one_kernel(studio, filling, settled):
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-y")
    settled(dialog)
    press(dialog, OK)
    layer = studio.session.layer
    assert isinstance(layer, Convolution)
    assert layer.kernel.name == "Sobel y"


def test_what_several_filters_do_otherwise_with_alpha_is_told(studio, filling, settled):
    pixels = np.zeros((4, 4, 4), np.uint8)
    studio.session.open(Picture(pixels, has_alpha=True))
    layer = replace(studio.session.layer, alpha="weighted")
    studio.session.put_layer(0, layer, "Alpha")
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-y")
    settled(dialog)
    assert "Alpha" not in dialog.outcome.text()
    dialog.library.tick("sobel-x", "sobel-y")
    settled(dialog)
    assert "Alpha is kept" in dialog.outcome.text()


def test_cancel_leaves_all_as_it_was(studio, filling, settled, undo):
    before = studio.session.pipeline
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-x")
    settled(dialog)
    press(dialog, CANCEL)
    assert studio.session.whole_shown is before
    assert not undo.can_undo


def test_a_groups_tick_takes_all_of_it_and_the_search_hides_only(filling, settled):
    dialog = filling(lambda d: d.library)
    heads = [dialog.library.list.topLevelItem(n) for n in range(3)]
    heads[0].setCheckState(0, Qt.CheckState.Checked)
    settled(dialog)
    ticked = dialog.library.ticked
    assert {preset.group for preset in ticked} == {heads[0].text(0)}
    assert len(ticked) == heads[0].childCount()
    dialog.library.search.setText("sobel")
    assert heads[0].isHidden()
    assert dialog.library.ticked == ticked


def test_filters_can_come_after_those_that_are_there(studio, filling, settled):
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-y")
    dialog.place.setCurrentIndex(1)
    dialog.place.activated.emit(1)
    settled(dialog)
    press(dialog, OK)
    titles = [one.title for one in studio.session.pipeline.layers[0].filters]
    assert titles == ["Sobel x", "Sobel y"]


# Family sweep


def test_a_family_is_swept_over_its_angle(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    assert named(dialog)[:3] == ["Gabor 0°", "Gabor 22.5°", "Gabor 45°"]
    dialog.sweep.first.count.put(4)
    settled(dialog)
    assert named(dialog) == ["Gabor 0°", "Gabor 45°", "Gabor 90°", "Gabor 135°"]
    assert not dialog.sweep.form.fields["angle"].isEnabled()
    press(dialog, OK)
    assert [f.name for f in studio.session.pipeline.layers[0].filters][1] == "Gabor 45°"


def test_a_second_parameter_makes_every_pair(filling, settled):
    dialog = filling(lambda d: d.sweep)
    box = dialog.sweep.second.parameter
    box.setCurrentIndex(box.findData("sigma"))
    box.activated.emit(box.currentIndex())
    dialog.sweep.second.count.put(2)
    settled(dialog)
    assert len(named(dialog)) == 16
    assert named(dialog)[0] == "Gabor 0°, σ 1.25 px"


def test_what_cannot_be_swept_is_told_and_the_trial_ends(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    dialog.sweep.first.last.put(500)
    settled(dialog)
    assert "from -180 to 180" in dialog.outcome.text()
    assert not studio.session.trying
    assert not dialog.ok.isEnabled()


@pytest.mark.parametrize("identifier", ["box", "savitzky-golay", "emboss", "steerable"])
def test_every_familys_page_has_something_to_show(filling, settled, identifier):
    dialog = filling(lambda d: d.sweep)
    dialog.sweep.choose(identifier)
    dialog.sweep.changed.emit()
    settled(dialog)
    assert dialog.ok.isEnabled()


# Random


def test_random_filters_are_those_of_their_seed(studio, filling, settled):
    dialog = filling(lambda d: d.random)
    settled(dialog)
    assert "896 parameters" in dialog.outcome.text()
    dialog.random.seed.put(7)
    dialog.random.count.put(2)
    dialog.random.distribution.choose("he_normal")
    dialog.random.distribution.activated.emit(3)
    settled(dialog)
    press(dialog, OK)
    bank = studio.session.pipeline.layers[0]
    assert bank.channels == "sum"
    assert np.array_equal(bank.array(3), draw("he_normal", (3, 3, 3, 2), 7))


def test_what_was_drawn_stands_in_the_fields_again(studio, filling, settled):
    dialog = filling(lambda d: d.random)
    dialog.random.seed.put(41)
    settled(dialog)
    press(dialog, OK)
    again = filling(lambda d: d.random)
    assert again.random.initializer == replace(again.random.initializer, seed=41)
    settled(again)
    press(again, OK)
    # The same again is no step.
    assert studio.session.undo_stack.texts == ("Fill with Random Weights",)


def test_depthwise_and_shared_planes(studio, filling, settled):
    dialog = filling(lambda d: d.random)
    for planes, words in (("each", "32 maps in colours"), ("shared", "one plane each")):
        dialog.random.planes.choose(planes)
        dialog.random.planes.activated.emit(0)
        settled(dialog)
        assert words in dialog.outcome.text()


def test_a_number_that_is_none_is_refused_in_words_and_the_last_stays(filling, settled, qtbot):
    dialog = filling(lambda d: d.random)
    settled(dialog)
    dialog.random.count.text_entered.emit("513")
    (box,) = dialog.findChildren(QMessageBox, "notice")
    assert "512" in box.text()
    box.accept()
    assert dialog.random.count.marked
    assert dialog.random.count.value == 32
    assert dialog.ok.isEnabled()


# File


@pytest.fixture
def network(tmp_path):
    """A file with two layers, in PyTorch's order."""
    drawn = np.random.default_rng(0)
    arrays = {
        "conv1.weight": drawn.normal(size=(8, 3, 5, 5)).astype(np.float32),
        "conv1.bias": np.linspace(0, 1, 8, dtype=np.float32),
        "conv2.weight": drawn.normal(size=(4, 8, 3, 3)).astype(np.float32),
    }
    np.savez(tmp_path / "net.npz", **arrays)
    return tmp_path / "net.npz", arrays


def opened(dialog, path, qtbot, settled) -> None:
    with qtbot.waitSignal(dialog.file.listed):
        dialog.file.open(path)
    settled(dialog)


def test_a_file_is_guessed_previewed_and_taken(studio, filling, settled, qtbot, network):
    path, arrays = network
    dialog = filling(lambda d: d.file)
    assert "No file is chosen yet" in dialog.outcome.text()
    opened(dialog, path, qtbot, settled)
    assert dialog.file.order.usual.currentText().startswith("PyTorch")
    assert dialog.file.biases.currentData() == "conv1.bias"
    assert "8 filters of 5×5" in dialog.outcome.text()
    press(dialog, OK)
    bank = studio.session.pipeline.layers[0]
    assert np.array_equal(bank.array(3), arrays["conv1.weight"].transpose(2, 3, 1, 0))
    assert [one.bias for one in bank.filters] == arrays["conv1.bias"].tolist()
    assert studio.session.undo_stack.texts == ("Fill from File",)


def test_another_number_of_channels_is_refused_with_what_would_fit(
    studio, filling, settled, qtbot, network
):
    path, _ = network
    dialog = filling(lambda d: d.file)
    opened(dialog, path, qtbot, settled)
    dialog.file.array.choose("conv2.weight")
    dialog.file.array.activated.emit(2)
    settled(dialog)
    assert "one for 8 channels was given" in dialog.outcome.text()
    assert "1 or 3 would fit" in dialog.outcome.text()
    assert dialog.tiles.tiles.rowCount() == 4  # to be seen all the same
    assert not dialog.ok.isEnabled()
    assert not studio.session.trying


def test_an_axis_given_another_role_exchanges_the_two(filling, settled, qtbot, network):
    path, _ = network
    dialog = filling(lambda d: d.file)
    opened(dialog, path, qtbot, settled)
    order = dialog.file.order
    order.axes[0].choose("inputs")
    order.axes[0].activated.emit(2)
    assert order.order.roles == ("inputs", "filters", "rows", "columns")
    assert order.usual.currentText() == "Another order"
    settled(dialog)
    assert "one for 8 channels was given" in dialog.outcome.text()
    order.usual.setCurrentIndex(1)
    order.usual.activated.emit(1)
    settled(dialog)
    assert dialog.ok.isEnabled()


def test_biases_of_pixels_to_255_are_divided(studio, filling, settled, qtbot, network):
    path, _ = network
    dialog = filling(lambda d: d.file)
    opened(dialog, path, qtbot, settled)
    dialog.file.pixels.choose("255")
    dialog.file.pixels.activated.emit(1)
    settled(dialog)
    assert studio.session.whole_shown.layers[0].filters[7].bias == pytest.approx(1 / 255)


def test_a_file_that_is_none_is_told(filling, settled, qtbot, tmp_path):
    (tmp_path / "a.safetensors").write_bytes(b"nothing")
    dialog = filling(lambda d: d.file)
    opened(dialog, tmp_path / "a.safetensors", qtbot, settled)
    assert "no safetensors file" in dialog.outcome.text()
    assert not dialog.ok.isEnabled()


# The window


def test_fewer_maps_on_trial_than_the_hand_looks_at(studio, filling, settled, qtbot):
    drawn = Bank.of_array(draw("he_normal", (3, 3, 3, 8), 0))
    studio.session.put_layer(0, drawn, "Eight")
    studio.session.choose(replace(studio.session.hand, map=7))
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-x", "sobel-y")
    settled(dialog)
    assert studio.session.shown.map == 0
    press(dialog, CANCEL)
    assert studio.session.shown.map == 7
    two = replace(drawn, filters=drawn.filters[:2])
    studio.session.try_out(replace(studio.session.pipeline, layers=(two,)))
    assert studio.session.shown.map == 1


def test_a_tile_shows_its_map_and_cancel_looks_where_it_was(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    before = studio.session.hand
    dialog.tiles.setCurrentIndex(dialog.tiles.tiles.index(5))
    assert (studio.session.hand.map, studio.session.shown.map) == (5, 5)
    dialog.sweep.first.last.put(90)
    settled(dialog)
    assert studio.session.shown.map == 5
    press(dialog, CANCEL)
    assert studio.session.hand == before


def test_the_filter_that_was_looked_at_is_under_the_hand_after_ok(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    dialog.place.choose("after")
    dialog.place.activated.emit(1)
    settled(dialog)
    dialog.tiles.setCurrentIndex(dialog.tiles.tiles.index(2))
    press(dialog, OK)
    hand = studio.session.hand
    assert (hand.filter, hand.map) == (3, 3)
    assert studio.session.layer.filters[3].name == "Gabor 45°"


def test_a_file_that_is_dropped_is_opened(filling, settled, qtbot, network):
    path, _ = network
    dialog = filling(lambda d: d.library)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO_KEY
    )
    dialog.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO_KEY
    )
    with qtbot.waitSignal(dialog.file.listed):
        dialog.dropEvent(drop)
    settled(dialog)
    assert dialog.page is dialog.file
    assert "8 filters of 5×5" in dialog.outcome.text()


def test_the_actions_are_off_where_the_layer_has_no_filters(studio, banks):
    assert all(action.isEnabled() for action in banks.actions.values())
    studio.session.insert_layer(1, Activation(), "Add ReLU")
    assert studio.session.hand.layer == 1
    assert not any(action.isEnabled() for action in banks.actions.values())
    assert banks.fill() is None


def test_every_field_has_a_name_and_a_tip(filling, settled):
    dialog = filling(lambda d: d.library)
    settled(dialog)
    fields = (
        dialog.library.search,
        dialog.library.list,
        dialog.sweep.first.parameter,
        dialog.sweep.first.first,
        dialog.random.seed,
        dialog.random.planes,
        dialog.file.path,
        dialog.file.array,
        dialog.file.order.usual,
        dialog.file.order.axes[3],
        dialog.tiles,
        dialog.place,
    )
    assert all(field.accessibleName() and field.toolTip() for field in fields)


def test_tiles_have_colours_for_three_planes_and_signs_for_one():
    red = np.zeros((1, 1, 3))
    red[0, 0] = 1, 0, -1
    colour = filter_image(red, LIGHT).pixelColor(0, 0)
    assert (colour.red(), colour.green(), colour.blue()) == (255, 128, 0)
    one = np.array([[[2.0]], [[0.0]], [[-2.0]]])
    image = filter_image(one, LIGHT)
    names = [image.pixelColor(0, row).name() for row in range(3)]
    assert names == [LIGHT.positive, LIGHT.base, LIGHT.negative]


def test_512_filters_are_painted_as_they_come_into_view(filling, settled):
    dialog = filling(lambda d: d.random)
    dialog.random.count.put(512)
    settled(dialog)
    dialog.tiles.grab()
    assert dialog.tiles.tiles.rowCount() == 512
    assert 0 < len(dialog.tiles.tiles._pixmaps) < 100


def test_a_file_of_many_arrays_offers_those_that_can_be_filters(filling, settled, qtbot, tmp_path):
    header = {
        f"layer{n}.{word}": {"dtype": "F32", "shape": shape, "data_offsets": [0, 4]}
        for n in range(4000)
        for word, shape in (("bias", [1]), ("weight", [1, 1, 1, 1]))
    }
    text = json.dumps(header).encode()
    path = tmp_path / "many.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"\0\0\0\0")
    dialog = filling(lambda d: d.file)
    opened(dialog, path, qtbot, settled)
    assert dialog.file.array.count() == 2000
    assert dialog.file.array.currentData() == "layer0.weight"
    assert dialog.file.biases.currentData() == "layer0.bias"
    assert dialog.ok.isEnabled()


def test_an_array_that_cannot_be_read_says_why(filling, settled, qtbot, tmp_path):
    np.savez(tmp_path / "a.npz", flags=np.ones((2, 2), bool))
    dialog = filling(lambda d: d.file)
    opened(dialog, tmp_path / "a.npz", qtbot, settled)
    assert "truth values" in dialog.outcome.text()
    np.save(tmp_path / "b.npy", np.ones((1, 1, 1, 1, 1)))
    opened(dialog, tmp_path / "b.npy", qtbot, settled)
    assert "1 to 4 axes" in dialog.outcome.text()
    np.save(tmp_path / "c.npy", np.ones((1, 1)))
    opened(dialog, tmp_path / "c.npy", qtbot, settled)
    assert dialog.ok.isEnabled()


def test_enter_takes_the_number_that_was_just_typed(studio, filling, settled, qtbot):
    dialog = filling(lambda d: d.random)
    settled(dialog)
    field = dialog.random.count
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "4")
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(studio.session.layer.filters) == 4


def test_enter_on_a_number_that_is_refused_takes_nothing(studio, filling, settled, qtbot):
    before = studio.session.pipeline
    dialog = filling(lambda d: d.random)
    settled(dialog)
    field = dialog.random.count
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "9999")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    (box,) = dialog.findChildren(QMessageBox, "notice")
    box.accept()
    assert dialog.isVisible()
    assert studio.session.pipeline is before


def test_enter_on_a_path_opens_it_and_takes_nothing_yet(
    studio, filling, settled, qtbot, network, tmp_path
):
    path, _ = network
    np.save(tmp_path / "one.npy", np.ones((3, 3)))
    before = studio.session.pipeline
    dialog = filling(lambda d: d.file)
    opened(dialog, path, qtbot, settled)
    dialog.file.path.setFocus()
    dialog.file.path.setText(str(tmp_path / "one.npy"))
    with qtbot.waitSignal(dialog.file.listed):
        qtbot.keyClick(dialog.file.path, Qt.Key.Key_Return)
    settled(dialog)
    assert dialog.isVisible()
    assert "1 filter of 3×3" in dialog.outcome.text()
    assert studio.session.pipeline is before


def test_what_is_tried_out_is_the_map_that_the_file_means(studio, filling, settled, qtbot, network):
    path, arrays = network
    dialog = filling(lambda d: d.file)
    opened(dialog, path, qtbot, settled)
    dialog.tiles.setCurrentIndex(dialog.tiles.tiles.index(3))
    picture = studio.session.picture
    found = render(studio.session.shown, picture, Region(2, 2, 102, 102)).values[..., 0]
    planes = arrays["conv1.weight"][3].astype(np.float64)
    wanted = sum(
        correlate2d(picture.colour[..., channel].astype(np.float64), planes[channel], "valid")
        for channel in range(3)
    )
    bias = arrays["conv1.bias"][3] * 255
    assert np.allclose(found, wanted[:100, :100] + bias, rtol=1e-5, atol=1e-3)
