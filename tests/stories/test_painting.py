"""An effect found from nothing: zeros, a symmetry, a few strokes, and the eye on the map."""

from __future__ import annotations

import time

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint

from convstudio.gui.panels.kernel.tools import ToolColumn
from tests.stories.walk import COFFEE, Walk, on_screen, scipy_map

# What the hand is after: a soft glow of the neighbours, from which the middle is taken away.
_FOUND = np.array(
    [
        [0, 1, 1, 1, 0],
        [1, 0, 0, 0, 1],
        [1, 0, -11, 0, 1],
        [1, 0, 0, 0, 1],
        [0, 1, 1, 1, 0],
    ],
    float,
)


def test_an_effect_is_painted_from_nothing_with_symmetry(walk: Walk, look_at) -> None:
    panel = walk.window.kernel_panel
    grid, tools, hand = panel.grid, panel.tools, walk.hand
    begun = time.monotonic()

    walk.type_into(panel.kernel_size, "5")
    walk.until(lambda: walk.kernel.rows == 5)
    hand.click(grid, walk.cell(2, 2))
    walk.until(grid.hasFocus)
    hand.press("Ctrl+A")
    hand.press("Del")
    walk.until(lambda: not walk.kernel.array.any())

    choose_symmetry(walk, tools, "All")
    walk.until(lambda: tools.constraints.symmetry == "all")

    hand.click(tools.modes["positive"])
    walk.until(lambda: grid.is_painting)
    hand.drag(grid, walk.cell(0, 1), walk.cell(0, 2))
    walk.until(lambda: walk.kernel.weights[4][3] == 1)
    assert walk.studio.session.undo_stack.texts[-1] == "Paint 12 cells"

    hand.click(tools.modes["negative"])
    walk.type_into(tools.fields["value"], "11")
    walk.until(lambda: grid.paints == -11)
    hand.click(grid, walk.cell(2, 2))
    walk.until(lambda: walk.kernel.weights[2][2] == -11)
    seconds = time.monotonic() - begun

    np.testing.assert_array_equal(walk.kernel.array, _FOUND)
    assert panel.total.full_text == "Sum 1  (+12, −11)"
    hand.click(walk.studio.viewer.original)
    hand.press("Ctrl+1")
    walk.until(lambda: walk.studio.viewer.navigator.viewport.scale == 1)
    hand.point_at(walk.window.statusBar())
    coffee = np.asarray(Image.open(COFFEE))
    shown = on_screen(look_at(walk.studio.viewer.map), coffee.shape)
    np.testing.assert_array_equal(shown, scipy_map(coffee, _FOUND))
    print(f"an effect from nothing, by hand: {seconds:.1f} s")  # noqa: T201 - for the record

    for _ in range(4):
        hand.press("Ctrl+Z")
    walk.until(lambda: walk.kernel.rows == 3)
    assert walk.kernel.name == "Sobel x"


def test_a_large_kernel_is_painted_in_strokes(walk: Walk) -> None:
    panel = walk.window.kernel_panel
    walk.type_into(panel.kernel_size, "63")
    walk.until(lambda: walk.kernel.rows == 63)
    walk.hand.click(panel.grid, walk.cell(31, 31))
    walk.hand.press("Ctrl+B")
    walk.until(lambda: panel.grid.is_painting)
    walk.type_into(panel.tools.fields["size"], "5")
    walk.until(lambda: panel.grid.brush.size == 5)
    walk.hand.drag(panel.grid, walk.cell(10, 5), walk.cell(10, 30), walk.cell(10, 57))
    walk.until(lambda: walk.kernel.weights[10][57] == 1)
    assert (walk.kernel.array[10, 5:58] == 1).all(), "no cell of a quick stroke is left out"
    assert (walk.kernel.array[9, 5:58] == 1).all()
    walk.hand.press("Ctrl+Z")
    walk.until(lambda: not walk.kernel.array[10].any())


def test_a_weight_is_scrubbed_and_undone(walk: Walk) -> None:
    grid = walk.window.kernel_panel.grid
    spot = walk.cell(1, 1)
    walk.hand.drag(grid, spot, spot - QPoint(0, 12), spot - QPoint(0, 24), spot - QPoint(0, 48))
    walk.until(lambda: walk.kernel.weights[1][1] == 8)
    assert walk.studio.session.undo_stack.texts == ("Scrub row 2, column 2",)
    walk.hand.press("Ctrl+Z")
    walk.until(lambda: walk.kernel.name == "Sobel x")


def choose_symmetry(walk: Walk, tools: ToolColumn, name: str) -> None:
    """In the menu of its button."""
    walk.hand.click(tools.symmetry)
    walk.until(tools.symmetry_menu.isVisible)
    actions = tools.symmetry_menu.actions()
    action = next(one for one in actions if one.text().replace("&", "") == name)
    walk.hand.click(tools.symmetry_menu, tools.symmetry_menu.actionGeometry(action).center())
