"""The Convolution panel: what each parameter takes, keeps, says and refuses."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from convstudio.gui.bindings import OPTIONS, THE_BORDER, THE_BORDER_VALUE
from convstudio.imaging.picture import Picture
from convstudio.pipeline.parameters import ALPHA, CHANNELS, ChoiceParameter
from tests.gui.entering import choose, enter, steps

SAME_1 = ((1, 1), (1, 1))

# attribute, what is chosen, the undo step
CHOICES = [
    ("border", "reflect", "Border Reflect"),
    ("channels", "luminance", "Channels Luminance"),
    ("channels", "sum", "Channels Sum Over Channels"),
    ("activation", "leaky_relu", "Activation Leaky ReLU"),
    ("activation", "relu", "Activation ReLU"),
]


@pytest.mark.parametrize(("attribute", "value", "step"), CHOICES)
def test_a_choice_is_kept_and_undone(studio, panel, undo, attribute, value, step) -> None:
    box = panel.border if attribute == "border" else panel.options.fields[attribute]
    before = box.currentData()
    choose(box, value)
    assert getattr(studio.editor.layer, attribute) == value
    assert steps(undo) == [step]
    assert box.currentText() in box.toolTip()
    undo.undo()
    assert getattr(studio.editor.layer, attribute) == before
    assert box.currentData() == before
    undo.redo()
    assert box.currentData() == value


@pytest.mark.parametrize(
    ("attribute", "step"),
    [("flip", "Flip Kernel"), ("exact", "Exact Fit"), ("linear_light", "Linear Light")],
)
def test_a_switch_is_kept_and_undone(studio, panel, undo, attribute, step) -> None:
    box = panel.options.fields[attribute]
    option = next(option for option in OPTIONS if option.attribute == attribute)
    box.click()
    assert option.value(studio.session.pipeline) is True
    box.click()
    assert option.value(studio.session.pipeline) is False
    assert steps(undo) == [step, f"{step} Off"]
    undo.undo()
    assert box.isChecked()
    undo.undo()
    assert not box.isChecked()


@pytest.mark.parametrize(("attribute", "name"), [("strides", "Stride"), ("dilation", "Dilation")])
def test_a_linked_number_is_for_both_directions(
    studio, panel, undo, qtbot, attribute, name
) -> None:
    field = panel.stride if attribute == "strides" else panel.options.fields[attribute]
    assert not field.apart
    assert field.vertical.accessibleName() == name
    enter(qtbot, field.vertical, "3")
    assert getattr(studio.editor.layer, attribute) == (3, 3)
    assert steps(undo) == [f"{name} 3"]
    undo.undo()
    assert field.vertical.text() == "1"


def test_apart_the_vertical_one_comes_first_and_linking_takes_it(studio, panel, undo, qtbot):
    stride = panel.stride
    qtbot.mouseClick(stride.link, Qt.MouseButton.LeftButton)
    assert stride.apart
    assert steps(undo) == [], "to look at both is no edit"
    assert stride.vertical.x() < stride.horizontal.x()
    assert stride.vertical.accessibleName() == "Vertical stride"
    assert stride.horizontal.accessibleName() == "Horizontal stride"
    enter(qtbot, stride.vertical, "2")
    assert studio.editor.layer.strides == (2, 1)
    enter(qtbot, stride.horizontal, "2")
    assert studio.editor.layer.strides == (2, 2)
    assert stride.apart, "a field does not vanish from under the hand"
    enter(qtbot, stride.horizontal, "3")
    qtbot.mouseClick(stride.link, Qt.MouseButton.LeftButton)
    assert studio.editor.layer.strides == (2, 2)
    assert not stride.apart
    expected = ["Vertical 2", "Horizontal 2", "Horizontal 3", "2"]
    assert steps(undo) == [f"Stride {words}" for words in expected]
    undo.undo()
    assert stride.apart, "values that differ are apart by themselves"
    assert (stride.vertical.text(), stride.horizontal.text()) == ("2", "3")
    assert not stride.link.isChecked()


def test_a_refused_part_says_which_one_it_was(studio, panel, qtbot, notice_words) -> None:
    panel.stride.link.click()
    enter(qtbot, panel.stride.horizontal, "0")
    assert notice_words()[0] == "Horizontal stride must be from 1 to 1024; 0 was given."
    assert panel.stride.horizontal.marked
    assert not panel.stride.vertical.marked
    assert studio.editor.layer.strides == (1, 1)


def test_padding_by_mode_number_and_side(studio, panel, undo, qtbot) -> None:
    padding = panel.padding
    assert not padding.sides["top"].isVisible()
    choose(padding.mode, "each side")
    assert studio.editor.layer.padding == SAME_1, "from the pixels that were in force"
    assert padding.mode.currentData() == "each side"
    assert padding.sides["top"].isVisible()
    assert not padding.number.isVisible()
    for amount, side in enumerate(("top", "bottom", "left", "right")):
        assert padding.sides[side].accessibleName() == f"{side.capitalize()} padding"
        enter(qtbot, padding.sides[side], str(amount + 2))
    assert studio.editor.layer.padding == ((2, 3), (4, 5))
    assert steps(undo)[-2:] == ["Padding Left 4", "Padding Right 5"]
    choose(padding.mode, "number")
    assert studio.editor.layer.padding == ((5, 5), (5, 5)), "no side gets less than it had"
    assert padding.number.isVisible()
    choose(padding.mode, "valid")
    assert padding.number.text() == "0"
    undo.undo()
    undo.undo()
    assert padding.mode.currentData() == "each side"
    assert [field.text() for field in padding.sides.values()] == ["2", "3", "4", "5"]
    while undo.can_undo:
        undo.undo()
    assert padding.mode.currentData() == "same"
    assert not padding.sides["top"].isVisible()


def test_each_side_of_equal_paddings_is_no_edit(studio, panel, undo, qtbot) -> None:
    enter(qtbot, panel.padding.number, "2")
    choose(panel.padding.mode, "each side")
    assert steps(undo) == ["Padding 2"]
    assert panel.padding.sides["left"].isVisible()
    choose(panel.padding.mode, "number")
    assert steps(undo) == ["Padding 2"]
    assert not panel.padding.sides["left"].isVisible()


def test_the_border_value_stands_beside_a_constant_alone(studio, panel, undo, qtbot) -> None:
    width = panel.border.width()
    assert not panel.border_value.isVisible()
    choose(panel.border, "constant")
    assert panel.border_value.isVisible()
    assert panel.border.width() == width, "and nothing moves"
    enter(qtbot, panel.border_value, "51")
    assert studio.editor.layer.border_value == 0.2
    assert steps(undo) == ["Border Constant", "Border Value 51"]


@pytest.mark.parametrize(
    ("dtype", "typed", "fraction", "shown", "stepped"),
    [
        (np.uint8, "128", 128 / 255, "128", "129"),
        (np.uint16, "32768", 32768 / 65535, "32768", "33025"),
        (np.float32, "1/8", 0.125, "0.125", "0.135"),
    ],
)
def test_values_are_in_the_pictures_own_units(
    studio, panel, undo, qtbot, dtype, typed, fraction, shown, stepped
) -> None:
    studio.session.open(Picture(np.zeros((20, 20, 3), dtype)))
    bias = panel.options.fields["bias"]
    enter(qtbot, bias, typed)
    assert studio.editor.layer.bias == pytest.approx(fraction, rel=1e-15)
    assert bias.text() == shown
    assert steps(undo) == [f"Bias {shown}"]
    assert f"{np.iinfo(dtype).max if dtype != np.float32 else 1} is white" in one_line(
        bias.toolTip()
    )
    qtbot.keyClick(bias, Qt.Key.Key_Up)
    assert bias.text() == stepped


def test_a_bias_is_the_same_share_of_another_picture(studio, panel, qtbot) -> None:
    bias = panel.options.fields["bias"]
    enter(qtbot, bias, "51")
    studio.session.open(Picture(np.zeros((20, 20, 3), np.uint16)))
    assert bias.text() == "13107"
    studio.session.open(Picture(np.zeros((20, 20, 3), np.float32)))
    assert bias.text() == "0.2"


def test_a_bias_out_of_range_is_told_in_those_units(panel, qtbot, notice_words) -> None:
    bias = panel.options.fields["bias"]
    enter(qtbot, bias, "1e9")
    assert notice_words()[0] == "Bias must be from -2.55e+08 to 2.55e+08; 1e+09 was given."
    assert bias.marked


def test_alpha_can_be_chosen_where_there_is_some(studio, panel, undo) -> None:
    alpha = panel.options.fields["alpha"]
    assert not alpha.isEnabled()
    assert "This picture has no alpha channel." in alpha.toolTip()
    studio.session.open(Picture(np.zeros((9, 9, 4), np.uint8), has_alpha=True))
    assert alpha.isEnabled()
    choose(alpha, "weighted")
    assert studio.editor.layer.alpha == "weighted"
    choose(panel.options.fields["channels"], "alpha")
    assert not alpha.isEnabled()
    assert steps(undo) == ["Alpha Weighted", "Channels Alpha"]


def test_folded_it_says_how_many_options_are_set(studio, panel, undo, qtbot) -> None:
    options = panel.options
    options.unfold(False)
    assert options.button.text() == "&More options"
    assert not options.reset.isVisible()
    options.unfold(True)
    choose(options.fields["channels"], "luminance")
    enter(qtbot, options.fields["dilation"].vertical, "2")
    options.fields["linear_light"].click()
    assert options.button.text() == "Fewer options"
    options.unfold(False)
    assert options.button.text() == "&More options (3 set)"
    assert options.button.accessibleName() == "More options (3 set)"
    before = studio.session.pipeline
    options.reset.click()
    assert options.button.text() == "&More options"
    assert studio.session.pipeline.linear_light is False
    assert studio.editor.layer.dilation == (1, 1)
    assert steps(undo)[-1] == "Reset Options"
    undo.undo()
    assert studio.session.pipeline == before


def test_whether_it_is_unfolded_is_remembered(studio) -> None:
    options = studio.window.convolution_panel.options
    assert not options.is_unfolded
    assert studio.settings.more_options is False
    options.button.click()
    assert options.fields["bias"].isVisible()
    assert studio.settings.more_options is True
    options.button.click()
    assert not options.fields["bias"].isVisible()
    assert studio.settings.more_options is False


def test_the_plan_is_shown_where_it_is_asked_for(studio, sample_opened, qtbot) -> None:
    label = next(
        label
        for label in studio.window.findChildren(QLabel)
        if label.accessibleName() == "Plan of the feature map"
    )
    assert not label.isVisible()
    studio.actions["plan"].trigger()
    assert label.isVisible()
    assert studio.settings.show_plan is True
    plan = label.text().removeprefix("Plan: ")
    assert plan in ("direct", "banded", "separable", "fourier")
    assert label.toolTip().startswith(f"{plan}: ")
    studio.session.open(Picture(np.zeros((2, 2, 4), np.uint8), has_alpha=True))
    qtbot.waitUntil(lambda: label.text() != "")
    studio.actions["plan"].trigger()
    assert not label.isVisible()
    assert studio.settings.show_plan is False


def one_line(tip: str) -> str:
    return " ".join(tip.split())


def test_every_option_says_what_it_does(panel) -> None:
    boxes = {CHANNELS: panel.options.fields["channels"], ALPHA: panel.options.fields["alpha"]}
    for parameter, box in boxes.items():
        assert isinstance(parameter, ChoiceParameter)
        tips = [box.itemData(i, Qt.ItemDataRole.ToolTipRole) for i in range(box.count())]
        for tip, option in zip(tips, parameter.options, strict=True):
            assert one_line(tip).startswith(option.help)
    for option in (*OPTIONS, THE_BORDER):
        field = panel.border if option is THE_BORDER else panel.options.fields[option.attribute]
        tip = one_line(getattr(field, "vertical", field).toolTip())
        assert tip.startswith(getattr(option.parameter, "meaning", option.parameter.help))
    value_tip = panel.border_value.toolTip()
    assert THE_BORDER_VALUE.parameter.meaning in one_line(value_tip)
    assert max(map(len, value_tip.splitlines())) <= 72


def test_no_letter_leads_to_two_fields(studio, panel) -> None:
    labels = [label for label in studio.window.findChildren(QLabel) if label.buddy()]
    texts = [label.text() for label in labels if label.isVisibleTo(studio.window)]
    texts += [action.text() for action in studio.window.menuBar().actions()]
    texts += [box.text() for box in map(panel.options.fields.get, ("flip", "exact"))]
    texts += [panel.options.fields["linear_light"].text(), "&More options", "&Reset"]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(letters) > 15
    assert len(letters) == len(set(letters)), sorted(letters)


def test_leaving_an_untouched_field_changes_nothing(studio, panel, undo) -> None:
    for field in (panel.border_value, panel.options.fields["bias"], panel.stride.vertical):
        field.setFocus()
        field.clearFocus()
    QApplication.processEvents()
    assert len(undo.texts) == 0


def test_a_run_of_steps_is_one_undo_step(studio, panel, undo) -> None:
    bias, stride = panel.options.fields["bias"], panel.stride.vertical
    for _ in range(3):
        bias.stepBy(1)
    stride.stepBy(1)
    bias.stepBy(1)
    assert len(undo.texts) == 3
    undo.undo()
    undo.undo()
    undo.undo()
    assert studio.session.pipeline.layers[0].bias == 0
