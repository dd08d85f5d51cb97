"""Filters in the window: chosen, added, moved, taken apart, named; the kernel panel follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.panels.filters.filter_pictures import filter_image
from convstudio.gui.theme import LIGHT
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Pooling
from tests.gui.entering import choose, enter, steps

Key = Qt.Key
_ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def filtering(studio, sample_opened):
    return studio.filtering


@pytest.fixture
def panel(filtering):
    return filtering.panel


def _bank(studio, count: int = 4, planes: int = 1, size: int = 3) -> Bank:
    """Puts a bank of filters in force whose first weights tell their index."""
    weights = np.zeros((size, size, planes, count))
    weights[0, 0] = np.arange(count) + 1 + 10 * np.arange(planes)[:, np.newaxis]
    bank = Bank.of_array(weights, names=[f"f{index}" for index in range(count)])
    studio.session.put_layer(0, bank, "Bank")
    return bank


def _names(studio) -> list[str]:
    return [one.title for one in studio.session.layer.filters]


def test_one_kernel_sees_a_small_button_and_no_filters(studio, panel) -> None:
    assert panel.isHidden()
    assert studio.window.kernel_panel.add_filter.isVisible()
    assert studio.window.kernel_panel.table.isHidden()


def test_the_button_beside_the_kernel_makes_a_bank_of_two(studio, panel, qtbot, undo) -> None:
    before = studio.session.layer
    button = studio.window.kernel_panel.add_filter
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert _names(studio) == ["Sobel x", "Identity"]
    assert steps(undo) == ["Add Filter"]
    assert not panel.isHidden()
    assert not button.isVisible()
    assert panel.count.full_text == "Filter 2 of 2"
    assert studio.window.kernel_panel.grid.kernel.name == "Identity"
    undo.undo()
    assert studio.session.layer == before
    assert panel.isHidden()


def test_the_kernel_panel_edits_the_chosen_filter_alone(studio, panel, filtering) -> None:
    filtering.add()
    studio.editor.choose_preset("sobel-y")
    assert _names(studio) == ["Sobel x", "Sobel y"]
    filtering.choose(0)
    assert studio.window.kernel_panel.preset.currentText() == "Sobel x"
    assert studio.session.hand.map == 0
    filtering.step(1)
    assert studio.session.hand.map == 1
    assert studio.session.shown.map == 1


def test_arrows_choose_and_keys_add_move_and_remove(studio, panel, qtbot, undo) -> None:
    _bank(studio)
    strip = panel.strip
    strip.setFocus()
    qtbot.keyClick(strip, Key.Key_Right)
    assert studio.session.hand.filter == 1
    qtbot.keyClick(strip, Key.Key_Right, _ALT)
    assert _names(studio) == ["f0", "f2", "f1", "f3"]
    assert studio.session.hand.filter == 2, "the hand goes with it"
    qtbot.keyClick(strip, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert _names(studio) == ["f0", "f2", "f1", "f1 copy", "f3"]
    qtbot.keyClick(strip, Key.Key_Delete)
    qtbot.keyClick(strip, Key.Key_Insert)
    assert _names(studio) == ["f0", "f2", "f1", "f3", "Identity"]
    assert steps(undo)[1:] == ["Move Filter", "Duplicate Filter", "Remove Filter", "Add Filter"]


def test_a_filter_is_dragged_elsewhere(studio, panel, qtbot) -> None:
    _bank(studio, 10)
    strip = panel.strip

    def spot(index: int, right: int) -> QPoint:
        rect = strip.visualRect(strip.filters.index(index))
        return rect.center() + QPoint(right, 0)

    view = strip.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=spot(1, 0))
    qtbot.mouseMove(view, spot(3, 0))
    qtbot.mouseMove(view, spot(4, 8))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=spot(4, 8))
    assert _names(studio)[:5] == ["f0", "f2", "f3", "f4", "f1"]
    assert studio.session.hand.filter == 4


def test_name_and_bias_are_the_chosen_filters(studio, panel, filtering, qtbot, undo) -> None:
    _bank(studio)
    filtering.choose(2)
    panel.name.selectAll()
    qtbot.keyClicks(panel.name, "corner")
    qtbot.keyClick(panel.name, Key.Key_Return)
    enter(qtbot, panel.bias, "51")
    assert studio.session.layer.filters[2].name == "corner"
    assert studio.session.layer.filters[2].bias == 0.2
    assert studio.session.layer.filters[1].bias == 0.0
    assert steps(undo)[1:] == ["Name Filter “corner”", "Bias 51"]
    assert panel.strip.filters.tip(2).startswith("Filter 3: corner\n1 kernel of 3×3, bias 51")


def test_a_bias_that_is_none_is_refused_and_the_last_one_stands(
    studio, panel, qtbot, notice_words
) -> None:
    _bank(studio)
    enter(qtbot, panel.bias, "51")
    enter(qtbot, panel.bias, "dark")
    wrong, _right = notice_words()
    assert "bias" in wrong.lower()
    assert panel.bias.marked
    assert panel.bias.text() == "51"
    enter(qtbot, panel.bias, "51.0")
    assert not panel.bias.marked
    assert panel.bias.text() == "51"


def test_channels_get_kernels_of_their_own_and_share_one_again(studio, panel, qtbot) -> None:
    _bank(studio, 2)
    assert panel.alike.isChecked()
    assert panel.plane.isHidden()
    panel.alike.click()
    assert [len(one.planes) for one in studio.session.layer.filters] == [3, 1]
    assert [panel.plane.itemText(i) for i in range(3)] == ["Red", "Green", "Blue"]
    choose(panel.plane, "Green")
    assert studio.session.hand.plane == 1
    studio.edits.put(Kernel(((0, 0, 0), (0, 7, 0), (0, 0, 0))), "Seven")
    planes = studio.session.layer.filters[0].planes
    assert [plane.weights[1][1] for plane in planes] == [0, 7, 0]
    panel.alike.click()
    kept = studio.session.layer.filters[0].planes
    assert len(kept) == 1
    assert kept[0].weights[1][1] == 7


def test_in_every_filter_at_once(studio, filtering) -> None:
    _bank(studio, 3)
    filtering.take_apart(everywhere=True)
    assert studio.session.layer.planes == 3
    assert all(not one.is_shared for one in studio.session.layer.filters)
    filtering.share(everywhere=True)
    assert studio.session.layer.planes == 1


def test_who_looks_at_another_map_edits_what_made_it(studio, filtering) -> None:
    _bank(studio)
    session = studio.session
    session.choose(replace(session.hand, map=3))
    assert session.hand.filter == 3
    session.insert_layer(1, Pooling(), "Pooling")
    session.choose(replace(session.hand, layer=0, result=True))
    session.choose(replace(session.hand, map=1))
    before = session.hand.filter
    session.choose(replace(session.hand, map=2))
    assert session.hand.filter == before, "the last layer's maps are looked at"


def test_depthwise_each_filter_has_a_map_for_each_below(studio, filtering) -> None:
    _bank(studio, 2)
    each = Bank((Filter((Kernel(((1,),)),)),) * 3, channels="each")
    studio.session.insert_layer(1, each, "Depthwise")
    filtering.choose(2)
    assert studio.session.hand.map // 2 == 2


def test_a_larger_preset_lays_zeros_around_the_other_filters(studio, filtering) -> None:
    bank = _bank(studio, 2)
    filtering.choose(1)
    studio.editor.choose_preset("gaussian-5")
    made = studio.session.layer
    assert made.size == (5, 5)
    assert made.filters[0].planes[0].weights[1][1] == bank.filters[0].planes[0].weights[0][0]
    assert studio.window.kernel_panel.note.full_text == "All kernels of the layer are 5×5 now."


def test_the_size_is_that_of_all_filters_and_lost_weights_are_asked_for(
    studio, panel, qtbot
) -> None:
    _bank(studio, 2)
    rows = studio.window.kernel_panel.sizes.rows
    enter(qtbot, rows, "5")
    assert studio.session.layer.size == (5, 5)
    enter(qtbot, rows, "1")
    box = studio.window.findChild(QMessageBox, "drop-weights")
    assert "2 weights" in box.text()
    box.reject()
    assert studio.session.layer.size == (5, 5)


def test_a_bank_of_512_is_shown_without_painting_all(studio, panel, qtbot, no_stall) -> None:
    _bank(studio, MOST_FILTERS, size=1)
    model = panel.strip.filters
    assert model.rowCount() == MOST_FILTERS
    studio.window.repaint()
    assert len(model._images) < 100
    studio.filtering.choose(MOST_FILTERS - 1)
    assert panel.count.full_text == "Filter 512 of 512"
    shown = panel.strip.visualRect(model.index(MOST_FILTERS - 1))
    assert panel.strip.viewport().rect().contains(shown.center())


def test_three_kernels_are_drawn_in_colours() -> None:
    kernels = tuple(Kernel(((w, 0.0),)) for w in (2.0, -2.0, 1.0))
    image = filter_image(Filter(kernels), 0, LIGHT)
    assert image.pixelColor(0, 0).getRgb()[:3] == (255, 0, 191)
    assert image.pixelColor(1, 0).getRgb()[:3] == (128, 128, 128)
    plain = filter_image(Filter(kernels[:1]), 0, LIGHT)
    assert plain.pixelColor(0, 0).name() == LIGHT.positive


def test_one_by_one_kernels_are_a_table(studio, panel, qtbot, undo) -> None:
    studio.session.put_layer(0, Bank.of_array(np.arange(6.0).reshape(1, 1, 3, 2)), "Mix")
    kernel_panel = studio.window.kernel_panel
    table = kernel_panel.table
    assert table.isVisible()
    assert not kernel_panel.grid.isVisible()
    model = table.model()
    assert (model.rowCount(), model.columnCount()) == (2, 3)
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Blue"
    assert model.data(model.index(1, 2)) == "5"
    table.setCurrentIndex(model.index(1, 2))
    assert (studio.session.hand.filter, studio.session.hand.plane) == (1, 2)
    model.setData(model.index(0, 1), "1/4")
    assert studio.session.layer.kernel_at(0, 1).weights == ((0.25,),)
    assert steps(undo)[-1] == "Weight 1/4 in filter 1, channel 2"
    assert model.data(model.index(0, 1)) == "0.25"
    studio.session.put_layer(0, Convolution(Kernel(((1,),))), "One")
    assert kernel_panel.grid.isVisible()


def test_in_the_table_divisor_and_sum_are_the_rows(studio, panel, undo) -> None:
    weights = np.array([[0.2126, 0.7152, 0.0722], [1, 1, 1], [1, -1, 0]]).T.reshape(1, 1, 3, 3)
    studio.session.put_layer(0, Bank.of_array(weights), "Mix")
    kernel_panel = studio.window.kernel_panel
    row, model = kernel_panel.divisor_row, kernel_panel.table.model()
    assert kernel_panel.total.full_text == "Sum 1  (+1)"
    assert not row.equal_sum.isEnabled()
    assert row.auto.isHidden()
    studio.session.choose(replace(studio.session.hand, filter=1))
    assert kernel_panel.total.full_text == "Sum 3  (+3)"
    row.equal_sum.click()
    assert [plane.divisor for plane in studio.session.layer.filters[1].planes] == [3, 3, 3]
    assert steps(undo)[-1] == "Divisor = Sum"
    assert [model.data(model.index(1, i)) for i in range(3)] == ["1 ÷ 3"] * 3
    assert [model.data(model.index(0, i)) for i in range(2)] == ["0.2126", "0.7152"]
    assert kernel_panel.total.full_text == "Sum 3 ÷ 3 = 1  (+3)"
    row.field.text_entered.emit("6")
    assert [plane.divisor for plane in studio.session.layer.filters[1].planes] == [6, 6, 6]
    assert steps(undo)[-1] == "Divisor 6"
    studio.session.choose(replace(studio.session.hand, filter=2))
    assert kernel_panel.total.full_text == "Sum 0  (+1, −1)"
    assert not row.equal_sum.isEnabled()
    studio.session.put_layer(0, Convolution(Kernel(((1,),))), "One")
    assert not row.auto.isHidden()


def test_channels_are_called_by_the_filters_that_made_them(studio, panel) -> None:
    _bank(studio, 2)
    mix = Bank.of_array(np.ones((1, 1, 2, 2)), names=["sum", "again"])
    studio.session.insert_layer(1, mix, "Mix")
    model = studio.window.kernel_panel.table.model()
    assert [model.headerData(i, Qt.Orientation.Horizontal) for i in range(2)] == ["1: f0", "2: f1"]
    assert [panel.plane.itemText(i) for i in range(2)] == ["1: f0", "2: f1"]
    assert (
        model.headerData(1, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)
        == "Filter 2: again"
    )


def test_a_weight_that_is_none_is_refused_in_words(studio, panel, notice_words) -> None:
    studio.session.put_layer(0, Bank.of_array(np.ones((1, 1, 1, 2))), "Mix")
    model = studio.window.kernel_panel.table.model()
    model.setData(model.index(0, 0), "many")
    wrong, _right = notice_words()
    assert "weight of filter 1" in wrong
    assert model.data(model.index(0, 0)) == "1"


def test_the_last_filter_is_not_removed(studio, filtering, notice_words) -> None:
    filtering.remove()
    wrong, right = notice_words()
    assert "only one" in wrong
    assert "Remove the layer" in right


def test_groups_are_offered_to_banks_alone(studio, filtering, qtbot) -> None:
    options = studio.window.convolution_panel.options
    options.unfold(True)
    groups, alpha = options.fields["groups"], options.fields["alpha"]
    assert not groups.isVisible()
    assert alpha.isVisible()
    studio.session.put_layer(0, Bank.of_array(np.ones((3, 3, 3, 3))), "Bank")
    assert groups.isVisible()
    assert not alpha.isVisible()
    enter(qtbot, groups, "3")
    assert studio.session.layer.groups == 3
    assert studio.session.layer.planes == 1
    assert "1 set" in _folded(options)
    options.reset.click()
    assert studio.session.layer.groups == 1


def _folded(options) -> str:
    options.unfold(False)
    return options.button.text()
