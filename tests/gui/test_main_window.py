"""Every action in a menu with shortcut and tip; every widget with a name; text never cut."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QToolButton,
)

from convstudio.gui.actions import ACTIONS
from convstudio.gui.banks.actions import BANK_ACTIONS
from convstudio.gui.examples.actions import EXAMPLE_ACTIONS
from convstudio.gui.files.actions import FILE_ACTIONS
from convstudio.gui.filter_actions import FILTER_ACTIONS
from convstudio.gui.layers.actions import LAYER_ACTIONS
from convstudio.gui.map_gallery.actions import MAP_ACTIONS
from convstudio.gui.viewer.canvas import Canvas


def menu_actions(menu):
    for action in menu.actions():
        if action.menu() is not None:
            yield from menu_actions(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_action_is_in_a_menu_with_a_tip(studio) -> None:
    found = set(menu_actions(studio.window.menuBar()))
    network = studio.network
    for table, actions in (
        (ACTIONS, studio.actions),
        (FILE_ACTIONS, studio.files.actions),
        (LAYER_ACTIONS, network.layering.actions),
        (FILTER_ACTIONS, studio.filtering.actions),
        (BANK_ACTIONS, network.banks.actions),
        (MAP_ACTIONS, network.map_gallery.actions),
        (EXAMPLE_ACTIONS, network.examples.actions),
    ):
        for name, action in actions.items():
            assert action in found, name
            assert action.toolTip().startswith(table[name].tip)
            assert bool(action.shortcuts()) == bool(table[name].shortcuts), name


def test_no_shortcut_means_two_things(studio) -> None:
    tables = (
        studio.actions,
        studio.files.actions,
        studio.workbench.actions,
        studio.network.layering.actions,
        studio.filtering.actions,
        studio.network.banks.actions,
        studio.network.map_gallery.actions,
        studio.network.examples.actions,
    )
    actions = [action for table in tables for action in table.values()]
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_every_control_has_a_name_and_says_what_it_does(studio) -> None:
    kinds = (QAbstractSpinBox, QComboBox, QTableView, Canvas, QToolButton)
    controls = [w for kind in kinds for w in studio.window.findChildren(kind) if w.isVisible()]
    assert len(controls) > 12
    for control in controls:
        if control.objectName() == "qt_toolbar_ext_button":
            continue
        assert control.accessibleName(), control
        if not isinstance(control, Canvas):
            assert control.toolTip(), control.accessibleName()
    for edit in studio.window.findChildren(QLineEdit):
        assert edit.accessibleName()


@pytest.mark.parametrize("preset", ["sobel-x", "gaussian-5", "laplacian-8", "emboss"])
def test_no_label_of_the_panels_is_cut(studio, qtbot, preset: str, sample_opened) -> None:
    studio.window.resize(1280, 800)
    options = studio.window.convolution_panel.options
    options.unfold(True)
    studio.editor.choose_preset(preset)
    qtbot.waitUntil(lambda: not studio.live_job.busy)
    QApplication.processEvents()  # which lays out what was unfolded
    for panel in (
        studio.window.kernel_panel,
        studio.window.convolution_panel,
        studio.window.tone_panel,
        studio.window.histogram,
    ):
        for label in panel.findChildren(QLabel):
            needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
            assert label.height() >= needed, label.text()
            if not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), label.text()
    for button in (options.button, options.fields["flip"]):
        assert button.width() >= button.sizeHint().width()


def test_folded_the_panels_need_no_scrolling(studio, sample_opened) -> None:
    studio.window.resize(1280, 960)
    studio.window.histogram.unfold(False)
    for _ in range(3):
        QApplication.processEvents()
    scroll = studio.window.findChild(QScrollArea, "panel-scroll")
    assert scroll.verticalScrollBar().maximum() == 0
    assert scroll.horizontalScrollBar().maximum() == 0


def test_a_letter_brings_a_field_into_view(studio, qtbot, sample_opened) -> None:
    studio.window.resize(1280, 500)
    options = studio.window.convolution_panel.options
    options.unfold(True)
    QApplication.processEvents()
    scroll = studio.window.findChild(QScrollArea, "panel-scroll")
    scroll.verticalScrollBar().setValue(0)
    exact = options.fields["exact"]
    assert exact.visibleRegion().isEmpty()
    qtbot.waitActive(studio.window)
    exact.setFocus()
    qtbot.waitUntil(lambda: not exact.visibleRegion().isEmpty())


def test_the_longest_formula_and_divisor_are_not_cut(studio, qtbot, tmp_path) -> None:
    Image.new("L", (100_000, 40)).save(tmp_path / "wide.png")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(tmp_path / "wide.png")
    panel, kernel = studio.window.convolution_panel, studio.window.kernel_panel
    for field, text in ((kernel.kernel_size, "31"), (panel.stride.vertical, "2")):
        field.text_entered.emit(text)
    assert panel.formula.width_label.text() == "⌊(100000 + 14 + 15 − 31)/2⌋ + 1 = 50000"
    assert panel.formula.width_label.width() >= panel.formula.width_label.sizeHint().width()
    kernel.divisor.text_entered.emit("0.333333")
    edit = kernel.divisor.lineEdit()
    assert edit.width() >= edit.fontMetrics().horizontalAdvance("0.333333") + 4


def drop(window, *urls: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    window.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_dropped_file_is_opened(studio, qtbot) -> None:
    from convstudio.paths import sample_picture  # noqa: PLC0415

    path = sample_picture("camera.png")
    with qtbot.waitSignal(studio.session.picture_changed):
        drop(studio.window, QUrl.fromLocalFile(str(path)).toString())
    assert studio.session.picture.path == path
    assert studio.window.windowTitle() == "camera.png[*]"


def test_a_dropped_web_address_is_told(studio, notice_words) -> None:
    drop(studio.window, "https://example.org/cat.png")
    assert notice_words() == (
        "“https://example.org/cat.png” is no file on this computer.",
        "Save the picture first, then open the file; or copy the picture itself.",
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_background(studio, theme: str) -> None:
    studio.use_theme(theme)
    palette = studio.window.palette()
    text, back = palette.windowText().color(), palette.window().color()
    assert abs(text.lightness() - back.lightness()) > 150


def test_the_theme_is_remembered(studio) -> None:
    studio.choose_theme("dark")
    assert studio.settings.theme == "dark"
