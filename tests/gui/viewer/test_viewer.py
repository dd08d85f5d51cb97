"""Frames come and go, both views are linked, and every way to compare is exact on its pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from convstudio.gui.viewer.colour_bar import ColourBar
from convstudio.gui.viewer.modes import MODES, neighbour
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.viewer.viewport import Rectangle, Viewport
from convstudio.imaging.pyramid import Pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Axis, Placement, Region, placement
from tests.gui.viewer.seeing import (
    BACKGROUND,
    COLUMNS,
    MAP,
    PICTURE,
    ROWS,
    WHOLE,
    noise,
    on_picture,
    seen,
)

# Frames


def test_a_map_of_the_same_place_stays_until_the_new_one_comes(both: Viewer) -> None:
    both.place_map(Placement(), (ROWS, COLUMNS), ("Another",))
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)
    part = Region(0, 0, 30, COLUMNS)
    both.show_frame(Frame(PICTURE[:30].copy(), part), Placement(), backdrop=True)
    shown = on_picture(seen(both.map))
    np.testing.assert_array_equal(shown[:30], PICTURE[:30])
    assert (shown[30:] == BACKGROUND).all(), "what was before the edit is never a backdrop"


def test_a_map_of_another_place_or_size_is_gone_at_once(both: Viewer) -> None:
    both.place_map(Placement(0.5, 0.5, 2, 2), (30, 40), ("Strided",))
    assert (seen(both.map) == BACKGROUND).all()


def test_frames_of_one_map_lie_over_each_other(both: Viewer) -> None:
    part = Region(10, 20, 20, 40)
    newer = np.zeros((10, 20, 3), np.uint8)
    both.show_frame(Frame(newer, part), Placement(), backdrop=True)
    wanted = MAP.copy()
    wanted[10:20, 20:40] = 0
    np.testing.assert_array_equal(on_picture(seen(both.map)), wanted)
    for number in range(20):
        region = Region(number, number, number + 8, number + 8)
        both.show_frame(Frame(newer[:8, :8].copy(), region), Placement(), backdrop=True)
    assert len(both.map.layers) <= 5
    assert both.map.layers[0].bounds == Rectangle(0, 0, COLUMNS, ROWS)
    both.show_frame(Frame(MAP, WHOLE), Placement(), backdrop=True)
    assert len(both.map.layers) == 1


def test_another_picture_leaves_nothing_of_the_map_before(both: Viewer) -> None:
    both.show_picture(Pyramid((noise(ROWS, COLUMNS),)), ("another.png",))
    assert (seen(both.map) == BACKGROUND).all()


def test_words_take_the_place_of_a_map(both: Viewer) -> None:
    both.explain_no_map("No feature map.")
    assert both.map.message == "No feature map."
    assert both.map.layers == ()


@given(
    st.floats(1 / 512, 64),
    st.floats(-50, 250),
    st.floats(-50, 250),
    st.integers(1, 5),
    st.integers(1, 400),
    st.integers(1, 400),
)
def test_the_visible_region_has_a_value_for_each_screen_pixel(
    viewer_of_one: Viewer, scale, x, y, stride, rows, columns
) -> None:
    viewer = viewer_of_one
    viewer.place_map(Placement(0, 0, stride, stride), (rows, columns), ())
    viewer.navigator.show(Viewport(x, y, scale, fitted=False))
    region = viewer.visible_region()
    assert 0 <= region.top < region.bottom <= rows
    assert 0 <= region.left < region.right <= columns
    assert region.top % region.step == region.left % region.step == 0
    assert region.step >= 1
    assert region.step == 1 or region.step * stride * viewer.navigator.viewport.scale <= 1 + 1e-9


@pytest.fixture(scope="module")
def viewer_of_one(qapp) -> Viewer:
    made = Viewer()
    made.resize(500, 300)
    made.show_picture(Pyramid((noise(40, 40),)), ())
    return made


# Linked


@pytest.mark.parametrize(
    "axis",
    [
        Axis(80, 3, 1, 1, 1),
        Axis(80, 3, 2, 1, 1),
        Axis(80, 5, 3, 0, 0),
        Axis(80, 3, 1, 0, 0, dilation=4),
        Axis(80, 3, 4, 7, 2, dilation=2),
    ],
)
def test_a_pixel_of_the_map_lies_where_its_receptive_field_has_its_centre(
    both: Viewer, axis: Axis
) -> None:
    place = placement(((axis, axis),))
    size = axis.output, axis.output
    both.place_map(place, size, ())
    both.navigator.show(Viewport(40, 40, 4.0, fitted=False))
    pixels = np.zeros((*size, 1), np.uint8)
    row = column = min(10, axis.output // 2)
    pixels[row, column] = 255
    both.show_frame(Frame(pixels, Region(0, 0, *size)), place)
    white = np.argwhere((seen(both.map) == 255).all(axis=2))
    middle = white.mean(axis=0) + 0.5
    x, y = both.original.picture_point(QPointF(middle[1], middle[0]))
    first = axis.first_input(row)
    centre = first + (axis.extent - 1) / 2 + 0.5
    assert (x, y) == pytest.approx((centre, centre), abs=0.26)


def test_the_cursor_casts_its_shadow_on_the_other_view(both: Viewer) -> None:
    before = seen(both.map)
    both.original.hovered.emit((40.0, 30.0))
    changed = np.argwhere((seen(both.map) != before).any(axis=2))
    middle = (changed.min(axis=0) + changed.max(axis=0)) / 2
    assert middle == pytest.approx(np.array(before.shape[:2]) / 2, abs=1)
    both.original.hovered.emit(None)
    np.testing.assert_array_equal(seen(both.map), before)


# Ways to compare


def is_shown(pane: QWidget) -> bool:
    return not pane.visibleRegion().isEmpty()


@pytest.mark.parametrize("mode", ["side-by-side", "stacked"])
def test_two_views(both: Viewer, mode: str) -> None:
    both.set_mode("result")
    both.set_mode(mode)
    np.testing.assert_array_equal(on_picture(seen(both.original)), PICTURE)
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)
    corners = [c.mapTo(both, c.rect().topLeft()) for c in (both.original, both.map)]
    assert (corners[0].x() == corners[1].x()) == (mode == "stacked")
    assert (corners[0].y() == corners[1].y()) == (mode == "side-by-side")


def test_the_result_only(both: Viewer) -> None:
    both.set_mode("result")
    assert not is_shown(both.original)
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)


@pytest.mark.parametrize("share", [0.5, 0.45, 0.54])
def test_left_of_the_line_is_the_original_and_right_of_it_the_map(
    both: Viewer, share: float
) -> None:
    both.set_mode("split")
    both.map.split_wanted.emit(share)
    shown = on_picture(seen(both.map))
    line = round(share * both.map.width()) - (both.map.width() - COLUMNS) // 2
    near = 2  # the line itself
    rows = np.r_[0:15, 45:60]  # clear of the handle
    np.testing.assert_array_equal(shown[rows, : line - near], PICTURE[rows, : line - near])
    np.testing.assert_array_equal(shown[rows, line + near :], MAP[rows, line + near :])


def test_the_split_line_cannot_be_lost(both: Viewer) -> None:
    both.set_mode("split")
    for share in (-3.0, 7.0):
        both.map.split_wanted.emit(share)
        assert 0 < both.map.split < 1


def test_blinking_shows_the_original_while_the_key_is_held(both: Viewer) -> None:
    both.set_mode("blink")
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)
    QTest.keyPress(both.map, Qt.Key.Key_B)
    np.testing.assert_array_equal(on_picture(seen(both.map)), PICTURE)
    QTest.keyRelease(both.map, Qt.Key.Key_B)
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)
    button = both.findChild(QWidget, "blink")
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(on_picture(seen(both.map)), PICTURE)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)


def test_elsewhere_the_key_does_nothing(both: Viewer) -> None:
    both.set_mode("result")
    QTest.keyPress(both.map, Qt.Key.Key_B)
    np.testing.assert_array_equal(on_picture(seen(both.map)), MAP)


def test_for_the_difference_other_frames_are_asked_for(both: Viewer, qtbot) -> None:
    with qtbot.waitSignal(both.difference_wanted) as asked:
        both.set_mode("difference")
    assert asked.args == [True]
    assert (seen(both.map) == BACKGROUND).all(), "a map is no difference"
    both.show_frame(Frame(PICTURE, WHOLE), Placement())
    np.testing.assert_array_equal(on_picture(seen(both.map)), PICTURE)
    with qtbot.waitSignal(both.difference_wanted) as asked:
        both.set_mode("side-by-side")
    assert asked.args == [False]
    assert (seen(both.map) == BACKGROUND).all()


def test_going_round_comes_to_every_way_and_back(both: Viewer) -> None:
    mode, met = both.mode, []
    for _ in MODES:
        mode = neighbour(mode, 1)
        both.set_mode(mode)
        met.append(both.mode)
    assert sorted(met) == sorted(MODES)
    assert both.mode == "side-by-side"
    assert neighbour("side-by-side", -1) == "difference"


def test_a_fitted_picture_is_fitted_to_the_views_that_are_there(both: Viewer, qtbot) -> None:
    both.navigator.fit()
    small = both.navigator.viewport.scale
    both.set_mode("result")
    assert both.navigator.viewport.fitted
    qtbot.waitUntil(lambda: both.navigator.viewport.scale > small)
    both.set_mode("side-by-side")
    qtbot.waitUntil(lambda: both.navigator.viewport.scale == small)


def test_a_colour_bar_stands_beside_the_map(both: Viewer) -> None:
    bar = QWidget()
    bar.setFixedWidth(40)
    both.place_colour_bar(bar)
    bar.show()
    left = bar.mapTo(both, bar.rect().topLeft()).x()
    assert left >= both.map.mapTo(both, both.map.rect().topRight()).x()
    assert bar.height() == both.map.height()


def test_a_colour_bar_gives_way_where_the_map_is_narrow(both: Viewer, qtbot) -> None:
    bar = ColourBar()
    both.place_colour_bar(bar)
    both.resize(300, 300)
    assert bar.sizeHint().width() * 3 > both.map.parentWidget().width()
    qtbot.waitUntil(bar.isHidden)
    both.resize(600, 300)
    qtbot.waitUntil(bar.isVisible)


def test_stacked_columns_are_in_line_beside_a_colour_bar(both: Viewer, qtbot) -> None:
    bar = QWidget()
    bar.setFixedWidth(40)
    both.place_colour_bar(bar)
    bar.show()
    both.set_mode("stacked")
    qtbot.waitUntil(lambda: both.original.width() == both.map.width() == both.width() - 40)
    both.set_mode("side-by-side")
    qtbot.waitUntil(lambda: both.original.width() + both.map.width() == both.width() - 43)
    qtbot.waitUntil(lambda: abs(both.original.width() - both.map.width()) <= 1)
    both.resize(both.width() + 121, both.height())
    qtbot.waitUntil(lambda: abs(both.original.width() - both.map.width()) <= 1)
    both.moveSplitter(both.width() // 3, 1)  # as a hand does: it stays where that put it
    narrow = both.original.width()
    assert both.map.width() - narrow > 50
    both.resize(both.width() + 40, both.height())
    qtbot.waitUntil(lambda: both.original.width() > narrow)
    assert both.map.width() - both.original.width() > 50


def test_room_is_made_for_what_lies_beyond_the_picture(both: Viewer) -> None:
    both.navigator.fit()
    fitted = both.navigator.viewport
    both.make_room(Rectangle(-COLUMNS, 0, 4, 4))
    assert both.original.lens.visible.left <= -COLUMNS
    assert both.navigator.viewport.fitted
    both.make_room(None)
    assert both.navigator.viewport == fitted
    both.navigator.zoom(3)
    zoomed = both.navigator.viewport
    both.make_room(Rectangle(-COLUMNS, 0, 4, 4))
    assert both.navigator.viewport == zoomed, "who has zoomed in stays there"


def test_what_is_pointed_at_stays_when_the_view_loses_rows(both: Viewer, qtbot) -> None:
    both.navigator.show(Viewport(40, 30, 20, fitted=False))
    both.map.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    spot = QPointF(100, 50)
    before = both.map.picture_point(spot)
    height = both.map.height()
    both.resize(both.width(), both.height() - 61)
    qtbot.waitUntil(lambda: both.map.height() == height - 61)
    assert both.map.picture_point(spot) == pytest.approx(before)
