"""Marks, the part of the map that is reached, and clicks and steps."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convstudio.gui.viewer.marks import MARK_ROLES, Mark
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.viewer.viewport import Rectangle, Viewport
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement
from tests.gui.viewer.seeing import (
    BACKGROUND,
    COLUMNS,
    MAP,
    ROWS,
    WHOLE,
    on_picture,
    seen,
)


def test_marks_are_seen_on_black_and_white_alike(both: Viewer) -> None:
    half = np.zeros((ROWS, COLUMNS, 1), np.uint8)
    half[:, 40:] = 255
    both.show_frame(Frame(half, WHOLE), Placement())
    before = seen(both.map).astype(int)
    for role in MARK_ROLES:
        both.set_marks((), (Mark(Rectangle(30, 20, 50, 40), role),))
        changed = np.abs(seen(both.map).astype(int) - before).max(axis=2)
        assert (on_picture(changed)[20, 42:48] > 100).all(), role
        light = on_picture(changed)[20, 32:39] > 100
        assert light.all() if role != "padding" else light.any()
        assert on_picture(changed)[24:36, 34:46].max() == 0, "inside nothing is covered"
    both.set_marks((), ())
    np.testing.assert_array_equal(seen(both.map), before)


@pytest.mark.parametrize("scale", [1 / 64, 1.0, 64.0])
def test_a_mark_is_at_least_a_line(both: Viewer, scale: float) -> None:
    both.navigator.show(Viewport(40, 30, scale, fitted=False))
    before = seen(both.map)
    both.set_marks((), (Mark(Rectangle(40, 30, 40.2, 30.2), "pixel"),))
    assert (seen(both.map) != before).any()


@pytest.mark.parametrize("column", [30, 79])
def test_a_label_stands_beside_its_mark(both: Viewer, column: int) -> None:
    area = Rectangle(column, 30, column + 1, 31)
    both.set_marks((), (Mark(area, "pinned"),))
    before = seen(both.map)
    both.set_marks((), (Mark(area, "pinned", "3"),))
    rows, columns = np.nonzero((seen(both.map) != before).any(axis=2))
    assert len(rows) > 40
    assert abs((rows.min() + rows.max()) / 2 - both.map.height() / 2) < 4
    middle = (columns.min() + columns.max()) / 2 - both.map.width() / 2 + 40
    assert 5 < middle - column < 16


def test_a_label_leaves_the_printed_values_free(both: Viewer) -> None:
    scale = 40
    both.navigator.show(Viewport(30.5, 30.5, scale, fitted=False))
    area = Rectangle(30, 30, 31, 31)
    both.set_marks((), (Mark(area, "pinned"),))
    before = seen(both.map)
    both.set_marks((), (Mark(area, "pinned", "3"),))
    changed = (seen(both.map) != before).any(axis=2)
    assert changed.sum() > 40
    middle, centre = changed.shape[0] // 2, changed.shape[1] // 2
    for down in (-scale, 0, scale):
        for over in (-scale, 0, scale):
            row, column = middle + down, centre + over
            assert not changed[row - 9 : row + 9, column - 9 : column + 9].any()


def test_at_the_edge_of_the_view_a_label_stands_left(both: Viewer) -> None:
    edge = both.map.visible.right
    area = Rectangle(edge - 5, 30, edge - 4, 31)
    both.set_marks((), (Mark(area, "pinned"),))
    before = seen(both.map)
    both.set_marks((), (Mark(area, "pinned", "3"),))
    columns = np.nonzero((seen(both.map) != before).any(axis=(0, 2)))[0]
    assert columns.max() < both.map.width() - 9


def test_marks_of_both_views_are_on_a_split_view(both: Viewer) -> None:
    mine, its = Mark(Rectangle(5, 5, 9, 9), "patch"), Mark(Rectangle(60, 30, 61, 31), "pixel")
    both.set_mode("split")
    before = seen(both.map)
    both.set_marks((mine,), (its,))
    changed = on_picture((seen(both.map) != before).any(axis=2))
    assert changed[5:9, 5:9].any()
    assert changed[25:36, 55:66].any()
    assert not changed[29:32, 59:62].any(), "around a pixel that is too small to be outlined"


def test_what_is_not_reached_is_not_painted(both: Viewer) -> None:
    both.set_reached(20, 35)
    shown = on_picture(seen(both.map))
    np.testing.assert_array_equal(shown[:20], MAP[:20])
    np.testing.assert_array_equal(shown[20, :35], MAP[20, :35])
    assert (shown[20, 35:] == BACKGROUND).all()
    assert (shown[21:] == BACKGROUND).all()
    both.set_reached(0, 0)
    assert (seen(both.map) == BACKGROUND).all()
    both.set_reached(None)
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)


def test_clicks_and_steps_are_passed_on(both: Viewer, qtbot) -> None:
    with qtbot.waitSignal(both.clicked) as clicked:
        QTest.mouseClick(both.map, Qt.MouseButton.LeftButton, pos=both.map.rect().center())
    assert clicked.args == pytest.approx([40, 30], abs=1)
    both.set_walking(True)
    with qtbot.waitSignal(both.walk_wanted) as walked:
        QTest.keyClick(both.original, Qt.Key.Key_Left)
    assert walked.args == [-1, 0]


def test_no_outline_runs_through_a_label(both: Viewer) -> None:
    area = Rectangle(30, 30, 31, 31)
    both.navigator.show(Viewport(30.5, 30.5, 40, fitted=False))
    pin, pixel = Mark(area, "pinned", "3"), Mark(area, "pixel")
    both.set_marks((), (pin,))
    label = seen(both.map)
    both.set_marks((), (Mark(area, "pinned"),))
    plate = (seen(both.map) != label).any(axis=2)
    both.set_marks((), (pin, pixel))
    np.testing.assert_array_equal(seen(both.map)[plate], label[plate])
