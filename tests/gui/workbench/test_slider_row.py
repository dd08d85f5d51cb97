"""A slider with its number: what its places stand for, and which gesture moves it."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from convstudio.gui.workbench.slider_row import Scale, SliderRow

LINEAR, RATIOS = Scale(-180, 180, 1), Scale(0.2, 20, 0.1, logarithmic=True)


@pytest.fixture
def row(qtbot) -> SliderRow:
    gestures = count()
    made = SliderRow("σ", "How far it smooths.", RATIOS, lambda: next(gestures), " px")
    qtbot.addWidget(made)
    made.resize(320, 30)
    made.show_value(1.4)
    made.show()
    return made


@pytest.fixture
def moved(row: SliderRow) -> list[tuple[float, object]]:
    told: list[tuple[float, object]] = []
    row.moved.connect(lambda *what: told.append(what))
    return told


@pytest.mark.parametrize("scale", [LINEAR, RATIOS, Scale(0, 10, 0.02)])
def test_each_place_is_the_place_of_its_value(scale: Scale) -> None:
    assert [scale.value(at) for at in (0, scale.places)] == [scale.low, scale.high]
    values = [scale.value(place) for place in range(scale.places + 1)]
    assert values == sorted(values)
    if not scale.logarithmic:
        assert [scale.place(value) for value in values] == list(range(scale.places + 1))


@given(st.floats(-1e6, 1e6))
def test_a_value_beyond_has_an_end_for_its_place(value: float) -> None:
    for scale in (LINEAR, RATIOS):
        place = scale.place(value)
        assert 0 <= place <= scale.places
        if value <= scale.low:
            assert place == 0
        if value >= scale.high:
            assert place == scale.places


def test_it_shows_the_value_and_tells_nobody(row: SliderRow, moved) -> None:
    row.show_value(5.0)
    assert row.field.text() == "5"
    assert row.slider.value() == RATIOS.place(5.0)
    assert moved == []


def test_one_drag_is_one_gesture_and_the_next_another(row: SliderRow, moved, qtbot) -> None:
    def drag(start: float, end: float) -> None:
        width, middle = row.slider.width(), row.slider.height() // 2
        qtbot.mousePress(
            row.slider, Qt.MouseButton.LeftButton, pos=QPoint(int(start * width), middle)
        )
        for step in range(1, 5):
            at = int((start + (end - start) * step / 4) * width)
            qtbot.mouseMove(row.slider, QPoint(at, middle))
        qtbot.mouseRelease(
            row.slider, Qt.MouseButton.LeftButton, pos=QPoint(int(end * width), middle)
        )

    drag(0.2, 0.8)
    first = {key for _, key in moved}
    assert len(first) == 1
    assert moved[-1][0] > moved[0][0]
    moved.clear()
    drag(0.8, 0.3)
    assert len({key for _, key in moved} | first) == 2


def test_it_goes_where_it_is_pressed(row: SliderRow, moved, qtbot) -> None:
    at = QPoint(row.slider.width() // 2, row.slider.height() // 2)
    qtbot.mouseClick(row.slider, Qt.MouseButton.LeftButton, pos=at)
    assert moved[-1][0] == pytest.approx(2.0, rel=0.1)  # half way from 0.2 to 20, in ratios


def test_keys_in_a_row_are_one_gesture(row: SliderRow, moved, qtbot) -> None:
    row.slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert len(moved) == 3
    assert len({key for _, key in moved}) == 1


def test_label_and_fields_have_names_and_tips(row: SliderRow) -> None:
    assert row.label.text() == "σ (px)"
    assert row.slider.accessibleName() == "σ, slider"
    assert row.field.accessibleName() == "σ"
    assert row.slider.toolTip() == row.field.toolTip() == "How far it smooths."
