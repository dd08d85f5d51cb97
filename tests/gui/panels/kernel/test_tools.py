"""The tools beside the grid: by hand, by menu and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from convstudio.gui.panels.kernel.tools import ToolColumn
from convstudio.gui.theme import DARK
from convstudio.kernel.brush import Brush
from convstudio.kernel.constraints import Constraints
from convstudio.kernel.kernel import Kernel


@pytest.fixture
def tools(qtbot) -> ToolColumn:
    made = ToolColumn()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_tool_is_taken_and_left_again(tools: ToolColumn) -> None:
    assert tools.brush is None
    tools.modes["positive"].click()
    assert tools.brush == Brush()
    tools.modes["erase"].click()
    assert tools.brush == Brush(mode="erase")
    assert not tools.modes["positive"].isChecked()
    tools.modes[None].click()
    assert tools.brush is None


def test_the_menus_want_constraints_and_show_those_in_force(tools: ToolColumn) -> None:
    wanted: list[Constraints] = []
    tools.constraints_wanted.connect(wanted.append)
    tools.symmetry_menu.actions()[1].trigger()
    tools.show_constraints(wanted[-1])
    tools.total_menu.actions()[3].trigger()
    tools.show_constraints(wanted[-1])
    tools.integers.click()
    assert wanted[-1] == Constraints("left-right", "kept", integers=True)
    assert tools.symmetry.isChecked()
    assert tools.symmetry.accessibleName() == "Symmetry while editing: Left–right"
    tools.show_constraints(Constraints())
    assert not tools.symmetry.isChecked()
    assert not tools.integers.isChecked()


def test_a_rectangle_is_not_offered_what_it_cannot_have(tools: ToolColumn) -> None:
    tools.show_kernel(Kernel(((1, 2, 3),)))
    diagonal = tools.symmetry_menu.actions()[3]
    assert not diagonal.isEnabled()
    assert "Not of 1×3 weights: it needs a square." in diagonal.toolTip()


def test_every_field_has_room_for_its_number(tools: ToolColumn) -> None:
    tools.set_colours(DARK)
    tools.show_brush(Brush(63, 0.25, 1))
    for field in tools.fields.values():
        edit = field.lineEdit()
        assert edit.width() >= edit.fontMetrics().horizontalAdvance(field.text()) + 2


def test_a_key_and_the_menu_paint(studio, qtbot) -> None:
    grid, action = studio.window.kernel_panel.grid, studio.workbench.actions["paint"]
    qtbot.waitActive(studio.window)
    action.trigger()
    assert grid.is_painting
    assert action.isChecked()
    assert grid.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert studio.edits.kernel.weights[1][1] == 1
    action.trigger()
    assert not grid.is_painting
    assert not action.isChecked()
    menus = [entry.menu() for entry in studio.window.kernel_menu.actions() if entry.menu()]
    assert studio.window.kernel_panel.tools.symmetry_menu in menus
