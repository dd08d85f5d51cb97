"""What fields show and say: marks, arrows, tooltips in the window's own units, room for the sum."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QStyle,
    QStyleOptionSpinBox,
    QWidget,
)

from convstudio.errors import ArgumentValueError
from convstudio.gui.theme import DARK, LIGHT
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import placement
from tests.gui.entering import choose, enter, steps

REFUSAL = ArgumentValueError("border", given="0", wanted="another")


def one_line(tip: str) -> str:
    return " ".join(tip.split())


def colour_of(field: QWidget) -> str:
    """That beside its text, as painted."""
    shown = field.grab().toImage()
    return shown.pixelColor(shown.width() // 2, 6).name()


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_every_field_is_marked_alike(studio, panel, theme, colours) -> None:
    studio.use_theme(theme)
    for field in (panel.border, panel.stride.vertical, studio.window.tone_panel.mode):
        field.mark(REFUSAL)
        assert colour_of(field) == colours.refused
        field.mark(None)
        assert colour_of(field) != colours.refused
    assert panel.border.palette().button().color().name() == colours.button


class Painted(QObject):
    """The region that a widget is painted anew in."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


def test_the_arrows_are_painted_with_each_value(panel, qtbot) -> None:
    field = panel.stride.vertical
    QApplication.processEvents()
    painted = Painted()
    field.installEventFilter(painted)
    field.show_value(7)
    option = QStyleOptionSpinBox()
    field.initStyleOption(option)
    down = field.style().subControlRect(
        QStyle.ComplexControl.CC_SpinBox, option, QStyle.SubControl.SC_SpinBoxDown, field
    )
    qtbot.waitUntil(lambda: painted.region.contains(down))


def test_the_divisor_leaves_its_label_alone(studio, sample_opened) -> None:
    kernel = studio.window.kernel_panel
    studio.window.resize(1280, 800)
    QApplication.processEvents()
    left = kernel.divisor.mapTo(kernel, kernel.divisor.rect().topLeft()).x()
    studio.editor.choose_preset("gaussian-5")
    kernel.kernel_size.text_entered.emit("3")
    studio.window.findChild(QMessageBox, "drop-weights").defaultButton().click()
    for _ in range(5):  # a layout asks the one around it in turn
        QApplication.processEvents()
    assert kernel.total.text() == "Sum 196 ÷ 256 = 0.765625  (+196)"
    assert kernel.divisor.mapTo(kernel, kernel.divisor.rect().topLeft()).x() == left
    label = next(label for label in kernel.findChildren(QLabel) if label.buddy() is kernel.divisor)
    assert label.geometry().right() < left
    assert label.width() >= label.sizeHint().width()
    assert kernel.total.width() >= kernel.total.sizeHint().width()


def test_numbers_are_explained_in_the_pictures_own_units(studio, panel, qtbot) -> None:
    bias = panel.options.fields["bias"]
    choose(panel.border, "constant")
    for field, told in (
        (bias, "127.5 is middle gray, 255 is white here."),
        (panel.border_value, "255 is white here. Under linear light it is light."),
    ):
        first = field.toolTip().split("\nNow")[0]
        assert one_line(first).endswith(f"in the picture's own units: {told}")
        assert "raction" not in first
        assert "from -255000000 to 255000000" in one_line(field.toolTip())
    label = next(label for label in panel.findChildren(QLabel) if label.buddy() is bias)
    assert label.toolTip() == bias.toolTip()
    studio.session.open(Picture(np.zeros((20, 20, 3), np.float32)))
    assert "0.5 is middle gray, 1 is white here" in one_line(bias.toolTip())


def test_six_digits_are_shown_and_all_are_kept(studio, panel, undo, qtbot) -> None:
    bias = panel.options.fields["bias"]
    enter(qtbot, bias, "128.501945525292")
    stored = studio.editor.layer.bias
    assert bias.text() == "128.502"
    assert "Now 128.501945525292;" in bias.toolTip()
    bias.setFocus()
    qtbot.keyClick(bias, Qt.Key.Key_Return)
    bias.clearFocus()
    assert studio.editor.layer.bias == stored
    assert len(steps(undo)) == 1
    enter(qtbot, bias, "123456789")
    assert bias.text() == "123456789"


def test_each_part_says_what_it_is(panel, qtbot) -> None:
    for side, where in (
        ("top", "at the top"),
        ("bottom", "at the bottom"),
        ("left", "on the left"),
        ("right", "on the right"),
    ):
        tip = panel.padding.sides[side].toolTip()
        assert one_line(tip).startswith(f"Pixels added {where} of the picture")
    for field, what in ((panel.stride, "stride"), (panel.options.fields["dilation"], "dilation")):
        assert field.vertical.toolTip().startswith("Pixels from one")
        field.link.click()
        assert field.vertical.toolTip().startswith(f"Vertical {what}, from row to row.")
        assert field.horizontal.toolTip().startswith(f"Horizontal {what}, from column to column.")
        field.link.click()
        assert field.vertical.toolTip().startswith("Pixels from one")


def test_height_comes_first_like_vertical(panel) -> None:
    assert panel.formula.height_label.y() < panel.formula.width_label.y()


def test_a_number_that_stands_for_four_says_which(studio, panel) -> None:
    padding = panel.padding
    assert "Now:" not in padding.number.toolTip()
    panel.stride.vertical.text_entered.emit("2")
    assert "Now: top 0, bottom 1, left 0, right 1." in padding.number.toolTip()
    assert "\nSame: Pads so that" in padding.mode.toolTip()


def test_alpha_is_offered_where_there_is_some(studio, panel) -> None:
    box = panel.options.fields["channels"]
    index = box.findData("alpha")
    assert not box.model().item(index).isEnabled()
    reason = "This picture has no alpha channel."
    assert reason in box.itemData(index, Qt.ItemDataRole.ToolTipRole)
    studio.session.open(Picture(np.zeros((9, 9, 4), np.uint8), has_alpha=True))
    assert box.model().item(index).isEnabled()
    assert reason not in box.itemData(index, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(("size", "stride"), [((400, 600), 200), ((17, 23), 5), ((17, 23), 7)])
def test_fit_shows_all_of_a_map_with_a_stride(studio, qtbot, size, stride) -> None:
    studio.session.open(Picture(np.zeros((*size, 3), np.uint8)))
    studio.window.convolution_panel.stride.vertical.text_entered.emit(str(stride))
    qtbot.waitUntil(lambda: not studio.live_job.busy)
    studio.viewer.navigator.zoom_in()
    studio.actions["zoom-fit"].trigger()
    frame, visible = studio.viewer.map.frame, studio.viewer.map.visible
    vertical, horizontal = studio.editor.layer.axes(size)
    place, (rows, columns) = placement(((vertical, horizontal),)), frame.pixels.shape[:2]
    assert (rows, columns) == (vertical.output, horizontal.output)
    assert visible.left <= place.left
    assert visible.top <= place.top
    assert visible.right >= place.left + columns * place.width
    assert visible.bottom >= place.top + rows * place.height
