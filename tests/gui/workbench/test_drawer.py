"""The drawer: one page or none, and the keyboard goes there and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from convstudio.gui.workbench.drawer import DRAWER_WIDTH, Drawer
from convstudio.pipeline.elements import Combine


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    window.drawer, window.field = Drawer(), QLineEdit()
    window.pages = {name: QLineEdit() for name in ("library", "families")}
    row.addWidget(window.drawer)
    row.addWidget(window.field)
    for name, page in window.pages.items():
        window.drawer.add_page(name, name.capitalize(), page)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.field.setFocus()
    return window


def test_it_is_closed_at_first_and_takes_no_room(window) -> None:
    assert window.drawer.isHidden()
    assert window.drawer.opened == ""


def test_one_page_at_a_time(window, qtbot) -> None:
    with qtbot.waitSignal(window.drawer.page_changed) as told:
        window.drawer.open("library")
    assert told.args == ["library"]
    assert window.drawer.width() == DRAWER_WIDTH
    assert window.pages["library"].isVisible()
    window.drawer.toggle("families")
    assert window.pages["families"].isVisible()
    assert not window.pages["library"].isVisible()
    window.drawer.toggle("families")
    assert window.drawer.isHidden()


def test_the_keyboard_goes_to_the_page_and_escape_leads_back(window, qtbot) -> None:
    window.drawer.open("library")
    assert window.pages["library"].hasFocus()
    qtbot.keyClick(window.pages["library"], Qt.Key.Key_Escape)
    assert window.drawer.opened == ""
    assert window.field.hasFocus()


def test_a_field_that_has_the_keyboard_keeps_it_when_the_drawer_is_shut(window) -> None:
    window.drawer.open("library")
    window.field.setFocus()
    window.drawer.close_button.click()
    assert window.field.hasFocus()


def test_the_widget_that_had_the_keyboard_may_be_gone(window, qtbot) -> None:
    passing = QLineEdit(window)
    passing.show()
    passing.setFocus()
    window.drawer.open("library")
    passing.deleteLater()
    del passing
    qtbot.waitUntil(lambda: len(window.findChildren(QLineEdit)) == 3)
    window.drawer.shut()
    assert window.drawer.isHidden()


@pytest.mark.parametrize(("page", "told"), [("library", True), ("maps", False)])
def test_a_layer_without_kernels_is_told_of_on_the_pages_of_kernels_alone(
    studio, sample_opened, page: str, told: bool
) -> None:
    heard: list[str] = []
    studio.workbench.told.connect(heard.append)
    studio.window.drawer.open(page)
    studio.session.insert_layer(1, Combine("magnitude"), "Add")
    assert any("has no kernel: choose a convolution" in one for one in heard) == told
