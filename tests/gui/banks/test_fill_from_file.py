"""Filters from files: guessed, previewed, refused with what would fit."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from scipy.signal import correlate2d

from convstudio.gui.hand import Hand
from convstudio.numerics.geometry import Region
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.axes import PYTORCH
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render
from tests.gui.banks.filling import NO_KEY, OK, opened, press


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


def test_a_file_is_guessed_previewed_and_taken(studio, filling, settled, qtbot, network):
    path, arrays = network
    dialog = filling(lambda d: d.file)
    assert "No file is chosen yet" in dialog.outcome.text()
    opened(dialog, path, qtbot, settled)
    assert dialog.file.order.usual.currentText().startswith("PyTorch")
    assert dialog.file.biases.currentData() == "conv1.bias"
    assert "8 filters of 5×5" in dialog.outcome.text()
    assert "from 3 channels to 8 maps" in dialog.outcome.text()
    press(dialog, OK)
    bank = studio.session.pipeline.layers[0]
    assert np.array_equal(bank.array(3), arrays["conv1.weight"].transpose(2, 3, 1, 0))
    assert [one.bias for one in bank.filters] == arrays["conv1.bias"].tolist()
    assert bank.name == "conv1"
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


def test_a_file_of_many_arrays_offers_those_that_can_be_filters(filling, settled, qtbot, tmp_path):
    arrays = [
        (f"layer{n}.{word}", shape)
        for n in range(4000)
        for word, shape in (("bias", [1]), ("weight", [1, 1, 1, 1]))
    ]
    header = {
        name: {"dtype": "F32", "shape": shape, "data_offsets": [4 * at, 4 * at + 4]}
        for at, (name, shape) in enumerate(arrays)
    }
    text = json.dumps(header).encode()
    path = tmp_path / "many.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(4 * len(arrays)))
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


@pytest.mark.parametrize(
    ("shape", "order", "told", "channels", "groups"),
    [
        ((32, 1, 3, 3), "PyTorch depthwise", "1 filter of 3×3, 32 planes each: from 32", "each", 1),
        ((64, 4, 3, 3), "PyTorch: filters", "64 filters of 3×3 in 8 groups, 4 planes", "sum", 8),
    ],
)
def test_filters_of_layers_with_groups_fit_the_maps_below(
    studio, filling, settled, qtbot, tmp_path, shape, order, told, channels, groups
):
    weights = np.random.default_rng(0).normal(size=shape)
    np.savez(tmp_path / "net.npz", weight=weights, bias=np.zeros(shape[0]))
    below = Bank.of_array(np.ones((1, 1, 1, 32)), channels="sum")
    layer = studio.session.pipeline.layers[0]
    studio.session.adopt(Pipeline((below, layer)), "Two layers")
    studio.session.choose(Hand(1))
    dialog = filling(lambda d: d.file)
    opened(dialog, tmp_path / "net.npz", qtbot, settled)
    assert dialog.file.order.usual.currentText().startswith(order)
    assert dialog.file.words.text() == "Guessed from its shape: look at the tiles."
    assert told in dialog.outcome.text()
    press(dialog, OK)
    bank = studio.session.pipeline.layers[1]
    assert (bank.channels, bank.groups) == (channels, groups)


def test_the_plain_order_of_one_input_makes_a_group_for_each_channel(
    studio, filling, settled, qtbot, tmp_path
):
    np.save(tmp_path / "net.npy", np.random.default_rng(0).normal(size=(32, 1, 3, 3)))
    below = Bank.of_array(np.ones((1, 1, 1, 32)), channels="sum")
    studio.session.adopt(Pipeline((below, studio.session.pipeline.layers[0])), "Two layers")
    studio.session.choose(Hand(1))
    dialog = filling(lambda d: d.file)
    opened(dialog, tmp_path / "net.npy", qtbot, settled)
    dialog.file.order.put(PYTORCH)
    settled(dialog)
    assert "32 filters of 3×3 in 32 groups, one plane each" in dialog.outcome.text()
    press(dialog, OK)
    bank = studio.session.pipeline.layers[1]
    assert (bank.channels, bank.groups, bank.planes) == ("sum", 32, 1)
