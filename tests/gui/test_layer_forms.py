"""The forms of layers without kernels, and the panels that give way to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from tests.gui.entering import choose, enter, steps

_BOX = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9)


@pytest.fixture
def forms(studio, sample_opened) -> dict[str, object]:
    return {form.accessibleName(): form for form in studio.layer_forms.forms}


def _seen(studio) -> list[str]:
    window = studio.window
    panels = (window.kernel_panel, window.convolution_panel, *studio.layer_forms.forms)
    return [panel.accessibleName() for panel in panels if not panel.isHidden()]


@pytest.mark.parametrize(
    ("layer", "title"),
    [(Pooling(), "Pooling"), (Activation(), "Activation"), (Combine("sum"), "Combine")],
)
def test_a_layer_without_kernels_has_a_form_of_its_own(studio, forms, layer, title) -> None:
    assert _seen(studio) == ["Kernel", "Convolution"]
    studio.session.insert_layer(1, layer, title)
    assert _seen(studio) == [title]
    studio.session.choose(replace(studio.session.hand, layer=0))
    assert _seen(studio) == ["Kernel", "Convolution"]


def test_pooling_is_set_and_its_size_told(studio, forms, qtbot, undo) -> None:
    form = forms["Pooling"]
    studio.session.insert_layer(1, Pooling(), "Pooling")
    assert "1 map in colours of 400×600 → 1 map in colours of 200×300" in form.words.text()
    assert form.formula.height_label.text() == "⌊(400 + 2·0 − 2)/2⌋ + 1 = 200"
    assert "rows of the map below" in form.formula.height_label.toolTip()
    choose(form.fields["mode"], "average")
    enter(qtbot, form.fields["size"].vertical, "4")
    layer = studio.session.layer
    assert (layer.mode, layer.size, layer.strides) == ("average", (4, 4), (4, 4))
    enter(qtbot, form.fields["strides"].vertical, "3")
    enter(qtbot, form.fields["size"].vertical, "2")
    assert studio.session.layer.strides == (3, 3), "one of its own stays"
    assert steps(undo)[1:] == ["Pooling Average", "Size 4", "Stride 3", "Size 2"]


def test_a_stride_that_leaves_a_remainder_is_refused_under_exact_fit(
    studio, forms, qtbot, notice_words
) -> None:
    studio.session.insert_layer(1, Pooling(exact=True), "Pooling")
    stride = forms["Pooling"].fields["strides"].vertical
    enter(qtbot, stride, "3")
    wrong, right = notice_words()
    assert "stride" in wrong.lower()
    assert right
    assert stride.marked
    assert studio.session.layer.strides == (2, 2)


def test_an_activation_says_what_it_does(studio, forms, undo) -> None:
    form = forms["Activation"]
    studio.session.insert_layer(1, Activation(), "ReLU")
    assert form.words.text().startswith("max(v, 0)")
    choose(form.fields["function"], "tanh")
    assert studio.session.layer.function == "tanh"
    assert steps(undo)[-1] == "Activation Tanh"


def test_a_direction_of_one_map_is_refused_with_what_would_fit(studio, forms, notice_words) -> None:
    studio.session.insert_layer(1, Combine("magnitude"), "Magnitude")
    form = forms["Combine"]
    assert "→ 1 map of 400×600" in form.words.text()
    choose(form.fields["mode"], "direction")
    wrong, right = notice_words()
    assert "two maps" in wrong
    assert "Sobel" in right
    assert form.fields["mode"].currentData() == "magnitude"


def test_the_settings_of_a_later_layer_are_its_own(studio, forms, qtbot) -> None:
    first = studio.session.layer
    studio.session.insert_layer(1, Pooling(), "Pooling")
    studio.session.insert_layer(2, Convolution(_BOX, channels="sum"), "Mean")
    panel = studio.window.convolution_panel
    assert panel.formula.height_label.text() == "⌊(200 + 2·1 − 3)/1⌋ + 1 = 200"
    enter(qtbot, panel.stride.vertical, "2")
    layers = studio.session.pipeline.layers
    assert layers[0] == first
    assert layers[2].strides == (2, 2)
    assert studio.window.kernel_panel.grid.kernel.name == _BOX.name
    studio.edits.put(_BOX.with_weight(0, 0, 5), "Five")
    assert studio.session.pipeline.layers[0] == first


def test_colours_of_a_picture_are_not_offered_for_several_maps(studio, forms) -> None:
    studio.session.put_layer(0, Bank.of_array(np.ones((1, 1, 1, 2))), "Two")
    studio.session.insert_layer(1, Convolution(_BOX, channels="sum"), "Mean")
    box = studio.window.convolution_panel.options.fields["channels"]
    model = box.model()
    enabled = [box.itemData(i) for i in range(box.count()) if model.item(i).isEnabled()]
    assert enabled == ["each", "sum"]


@pytest.fixture
def local(studio, forms):
    """A layer with a kernel for each place, behind a pooling that leaves few."""
    studio.session.insert_layer(0, Pooling(size=40, strides=40), "Small")
    layer = LocallyConnected.like(Convolution(_BOX), (10, 15), Maps(1, 3))
    studio.session.insert_layer(1, layer, "Local")
    studio.session.remove_layer(2, "Rest")
    studio.session.choose(replace(studio.session.hand, layer=1))
    return forms["Locally connected"]


def test_a_locally_connected_layer_shows_one_kernel_and_counts_them_all(studio, local) -> None:
    assert _seen(studio) == ["Kernel", "Locally connected"]
    own, shared = 8 * 13 * 27 + 1, 27 + 1
    assert f"= {own:,} parameters" in local.count.text()
    assert f"{shared:,}." in local.count.text()
    assert not studio.window.kernel_panel.sizes.isEnabled()


def test_the_place_is_typed_or_clicked_and_edited_alone(studio, local, qtbot) -> None:
    enter(qtbot, local.places["row"], "3")
    enter(qtbot, local.places["column"], "4")
    enter(qtbot, local.places["channel"], "2")
    assert local.channel_name.full_text == "Green"
    studio.edits.put(studio.edits.kernel.with_weight(1, 1, 9), "Nine")
    array = studio.session.layer.weights.array
    assert array[3, 4, 1, 1, 1, 0] == 9
    assert np.count_nonzero(array == 9) == 1
    studio.window.viewer.clicked.emit(40 * 7.5, 40 * 2.5)
    assert studio.session.hand.place == (1, 6)
    assert local.places["row"].text() == "1"
    # In the order in which the inspector tells the pixel.
    assert studio.edits.kernel.name == "At map pixel (6, 1)"
    assert local.places["column"].text() == "6"
    assert local.places["column"].x() < local.places["row"].x()


def test_a_place_that_is_not_there_is_refused(studio, local, qtbot, notice_words) -> None:
    enter(qtbot, local.places["row"], "8")
    wrong, _right = notice_words()
    assert "from 0 to 7" in wrong or "0 … 7" in wrong
    assert local.places["row"].marked
    assert studio.session.hand.place == (0, 0)


def test_a_kernel_of_another_size_is_refused_there(studio, local, notice_words) -> None:
    studio.editor.choose_preset("gaussian-5")
    wrong, _right = notice_words()
    assert "3×3" in wrong


def test_without_kernels_the_kernel_menu_rests(studio, forms) -> None:
    actions, page = studio.workbench.actions, studio.workbench.library.page
    studio.session.insert_layer(1, Activation(), "ReLU")
    assert not actions["copy-kernel"].isEnabled()
    assert actions["library"].isEnabled()
    assert not page.isEnabled()
    studio.session.choose(replace(studio.session.hand, layer=0))
    assert actions["copy-kernel"].isEnabled()
    assert page.isEnabled()


def test_a_bias_of_a_locally_connected_layer_is_its_filters(studio, local, qtbot) -> None:
    enter(qtbot, local.fields["bias"], "51")
    assert studio.session.layer.biases == (0.2,)
