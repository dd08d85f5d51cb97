"""The dialog that makes a test chart."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from convstudio.gui.files.pictures.chart_dialog import TestChartDialog
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.imaging.charts import CHARTS, make_chart


@pytest.fixture
def dialog(studio) -> TestChartDialog:
    studio.files.actions["new-chart"].trigger()
    return studio.window.findChildren(TestChartDialog)[-1]


def choose(dialog: TestChartDialog, name: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(name))
    dialog.kind.activated.emit(dialog.kind.currentIndex())


def fields(dialog: TestChartDialog) -> dict:
    return dialog._built[dialog.chart.name].fields


def enter(dialog: TestChartDialog, name: str, text: str) -> None:
    fields(dialog)[name].text_entered.emit(text)


def test_every_chart_has_a_field_for_each_parameter(dialog: TestChartDialog) -> None:
    for chart in CHARTS:
        choose(dialog, chart.name)
        assert dialog.chart is chart
        assert list(fields(dialog)) == [parameter.name for parameter in chart.parameters]
        assert dialog.settings == chart.defaults
        for field in fields(dialog).values():
            assert field.toolTip()
            assert field.accessibleName()
    dialog.reject()


def test_the_chart_is_seen_while_it_is_shaped(dialog: TestChartDialog, qtbot) -> None:
    choose(dialog, "vertical-line")
    enter(dialog, "width", "6")
    enter(dialog, "height", "4")
    enter(dialog, "thickness", "4")
    expected = np.array([[0, 255, 255, 255, 255, 0]] * 4, np.uint8)[..., None]
    qtbot.waitUntil(
        lambda: (
            dialog.preview.frame.pixels is not None
            and np.array_equal(dialog.preview.frame.pixels, expected)
        )
    )
    assert dialog.preview.words.text() == "6 × 4\n32-bit float gray"
    dialog.reject()


def test_the_made_chart_is_the_window_s_picture(dialog: TestChartDialog, studio, qtbot) -> None:
    choose(dialog, "checker")
    enter(dialog, "side", "5")
    depth = fields(dialog)["depth"]
    assert isinstance(depth, ChoiceBox)
    depth.activated.emit(depth.findData("16"))
    with qtbot.waitSignal(studio.files.opening.opened):
        dialog.accept()
    picture = studio.session.picture
    assert picture.path is None
    assert picture.kind == "16-bit gray"
    expected = make_chart("checker", {"side": 5.0, "depth": "16"}).pixels
    np.testing.assert_array_equal(picture.pixels, expected)


def test_the_textbook_s_line_is_its_own_numbers(dialog: TestChartDialog, studio, qtbot) -> None:
    choose(dialog, "vertical-line")
    with qtbot.waitSignal(studio.files.opening.opened):
        dialog.accept()
    assert studio.session.picture.pixels[..., 0].tolist() == [[0, 0, 0, 1, 1, 0, 0, 0]] * 8


def test_settings_are_offered_again(dialog: TestChartDialog, studio, qtbot) -> None:
    choose(dialog, "dots")
    enter(dialog, "spacing", "7")
    with qtbot.waitSignal(studio.files.opening.opened):
        dialog.accept()
    studio.files.actions["new-chart"].trigger()
    again = studio.window.findChildren(TestChartDialog)[-1]
    assert again.chart.name == "dots"
    assert again.settings["spacing"] == 7
    again.reject()


@pytest.mark.parametrize("text", ["0", "1.5", "many", "1e9"])
def test_a_wrong_number_is_refused_and_the_last_good_one_stays(
    dialog: TestChartDialog, qtbot, text: str
) -> None:
    enter(dialog, "width", text)
    (box,) = [box for box in dialog.findChildren(QMessageBox, "notice") if box.isVisible()]
    assert "Width" in box.text()
    assert fields(dialog)["width"].marked
    dialog._on_make()  # Enter in the field reaches the button too
    assert dialog.isVisible()
    box.accept()
    assert dialog.settings["width"] == 512
    dialog.reject()


def test_enter_in_a_field_takes_it_and_makes_the_chart(
    dialog: TestChartDialog, studio, qtbot
) -> None:
    field = fields(dialog)["width"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "64")
    with qtbot.waitSignal(studio.files.opening.opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert studio.session.picture.width == 64


def test_tab_comes_to_the_fields_before_the_buttons(dialog: TestChartDialog, qtbot) -> None:
    for chart in CHARTS:
        choose(dialog, chart.name)
        dialog.kind.setFocus()
        for field in fields(dialog).values():
            dialog.focusNextChild()
            assert dialog.focusWidget() is field
        dialog.focusNextChild()
        assert isinstance(dialog.focusWidget(), QPushButton)
    dialog.reject()


@pytest.mark.parametrize("button", ["Make", "Cancel"])
@pytest.mark.parametrize("last", ["kind", "width", "depth"])
def test_enter_makes_the_chart_wherever_the_keyboard_has_been(
    dialog: TestChartDialog, studio, qtbot, button: str, last: str
) -> None:
    buttons = {found.text(): found for found in dialog.findChildren(QPushButton)}
    fields(dialog)["width"].setFocus()
    buttons[button].setFocus(Qt.FocusReason.TabFocusReason)
    dialog.kind.setFocus(Qt.FocusReason.MouseFocusReason)
    choose(dialog, "checker")
    (dialog.kind if last == "kind" else fields(dialog)[last]).setFocus()
    assert [found.text() for found in buttons.values() if found.isDefault()] == ["Make"]
    with qtbot.waitSignal(studio.files.opening.opened):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert studio.session.picture.width == 256


def test_a_huge_chart_is_not_made_for_its_preview(dialog: TestChartDialog, studio) -> None:
    enter(dialog, "width", "32768")
    enter(dialog, "height", "32768")
    assert dialog.preview.frame.message == "So large a chart is seen once it is made."
    assert not studio.files.opening.previews.busy
    dialog.reject()


def test_escape_makes_nothing(dialog: TestChartDialog, studio, qtbot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not studio.files.opening.worker.busy
    assert not studio.files.opening.previews.busy


def test_no_word_is_cut(dialog: TestChartDialog, qtbot) -> None:
    for chart in CHARTS:
        choose(dialog, chart.name)
        for label in dialog._built[chart.name].findChildren(QLabel):
            assert label.sizeHint().width() <= label.width(), label.text()
        assert dialog.help.heightForWidth(dialog.help.width()) <= dialog.help.height()
    dialog.reject()


def test_every_field_has_a_key_of_its_own(dialog: TestChartDialog) -> None:
    for chart in CHARTS:
        choose(dialog, chart.name)
        labels = dialog._built[chart.name].findChildren(QLabel)
        texts = [label.text() for label in labels if label.buddy() is not None]
        keys = [text[text.index("&") + 1].lower() for text in texts]
        assert len(keys) == len(chart.parameters)
        assert len({*keys, "c"}) == len(keys) + 1
    dialog.reject()


def test_the_preview_has_no_rings_that_the_chart_has_not(dialog: TestChartDialog, qtbot) -> None:
    choose(dialog, "zone-plate")
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    frame = dialog.preview.frame
    side = 256
    frame.resize(side, side)
    seen = frame.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(seen.constBits(), np.uint8).reshape(seen.height(), -1)
    middle = rows[side // 2, :side].astype(float)
    # Waves of less than 2 px at the screen's size: near the edges there is gray alone.
    assert np.ptp(middle[4:24]) < 30
    assert np.ptp(middle[112:144]) > 200
    dialog.reject()
