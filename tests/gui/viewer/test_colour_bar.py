"""The colour bar: its gradient, its numbers, and when it is there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics

from convstudio.gui.theme import apply_theme
from convstudio.gui.viewer.bar_numbers import bar_text
from convstudio.gui.viewer.colour_bar import ColourBar
from convstudio.imaging.colour_maps import lookup
from tests.gui.entering import choose
from tests.gui.tones import grading


@pytest.fixture
def bar(qapp, qtbot) -> ColourBar:
    apply_theme(qapp, "light")
    made = ColourBar()
    qtbot.addWidget(made)
    made.resize(56, 400)
    return made


def colour_at(bar: ColourBar, value: float) -> np.ndarray:
    """As painted, in the middle of the gradient."""
    place = bar.bar
    y = min(max(int(bar.place_of(value)), place.top() + 1), place.bottom())
    return np.array(bar.grab().toImage().pixelColor(place.center().x(), y).getRgb()[:3])


@pytest.mark.parametrize(
    ("mode", "name", "low", "high"),
    [
        ("clip", "viridis", 0, 255),
        ("minmax", "gray", -1009, 991),
        ("percentile", "magma", -30, 40),
        ("absolute", "gray", 0, 255),
        ("signed", "vik", -1009, 1009),
        ("signed", "berlin", -0.5, 0.5),
    ],
)
def test_each_value_has_its_colour(bar, mode, name, low, high) -> None:
    part = "diverging" if mode == "signed" else "colour_map"
    bar.show_grading(grading(mode, low, high, **{part: name}), 255)
    table = lookup(name).astype(int)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        entry = round(1 + share * 254) if mode == "signed" else round(share * 255)
        value = low + share * (high - low)
        assert np.abs(colour_at(bar, value) - table[entry]).max() <= 8, share


def test_lightest_is_at_the_top(bar) -> None:
    bar.show_grading(grading("absolute"), 255)
    assert bar.place_of(255) < bar.place_of(0)
    assert colour_at(bar, 255).min() > 245
    assert colour_at(bar, 0).max() < 10


def test_round_numbers_between_the_ends(bar) -> None:
    bar.show_grading(grading("minmax", -1009, 991), 255)
    assert bar.numbers[0] == -1009
    assert bar.numbers[-1] == 991
    assert 0 in bar.numbers
    assert all(one % 50 == 0 for one in bar.numbers[1:-1])
    heights = [bar.place_of(one) for one in bar.numbers]
    room = bar.fontMetrics().height() - 1
    assert all(above - below >= room for above, below in pairwise(heights))


@pytest.mark.parametrize("height", [80, 400, 1400])
def test_zero_is_in_the_middle_of_signed(bar, height) -> None:
    bar.resize(56, height)
    bar.show_grading(grading("signed", -317.3, 317.3), 255)
    numbers = bar.numbers
    assert numbers == [-one if one else 0 for one in reversed(numbers)]
    assert numbers[len(numbers) // 2] == 0
    middle = (bar.place_of(-317.3) + bar.place_of(317.3)) / 2
    assert bar.place_of(0) == pytest.approx(middle)


def test_equalize_says_local_and_no_numbers(bar) -> None:
    bar.show_grading(grading("equalize", 0, 255), 255)
    assert bar.numbers == []
    assert bar.width() == 72
    assert "no colour stands for one value" in bar.toolTip()


def test_it_keeps_its_room(bar) -> None:
    for shown in (grading("clip"), grading("clip", colour_map="cividis"), None):
        bar.show_grading(shown, 255)
        assert bar.width() == 72


def test_no_number_is_cut(bar) -> None:
    bar.show_grading(grading("minmax", -1234567.8, 0.000123456), 65535)
    widest = QFontMetrics(bar.font()).horizontalAdvance("−1.235e6") * 10 // 13
    assert bar.width() >= bar.bar.right() + widest
    bar.show_grading(grading("minmax", 5, 5), 255)
    assert bar.numbers == [5]
    assert bar.width() == 72


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (65535, "65535"),
        (60000, "60000"),
        (255, "255"),
        (1, "1"),
        (0, "0"),
        (-65535, "−65535"),
        (12345.678, "12346"),
        (0.33333, "0.3333"),
        (1.25e-5, "1.25e−5"),
        (2_000_000, "2e6"),
    ],
)
def test_numbers_in_words(value: float, words: str) -> None:
    assert bar_text(value) == words


@pytest.mark.parametrize("height", [300, 700, 1000, 1400])
@pytest.mark.parametrize("white", [1, 255, 65535])
def test_white_is_exact_and_nothing_crowds_it(bar, height: int, white: int) -> None:
    bar.resize(56, height)
    bar.show_grading(grading("clip", 0, white), white)
    numbers = bar.numbers
    assert bar_text(numbers[-1]) == str(white)
    assert 250 not in numbers
    if height >= 700:
        assert numbers[-2] == {1: 0.8, 255: 200, 65535: 60000}[white]
    places = [bar.place_of(one) for one in numbers]
    room = 1.3 * bar.fontMetrics().height()
    assert all(below - above >= room for below, above in pairwise(places))


def test_in_the_window_it_stands_beside_the_map(studio, sample_opened, qtbot) -> None:
    bar = studio.colour_bar
    room = studio.viewer.map.geometry()
    assert bar.isVisible()
    with qtbot.waitSignal(studio.live_map.shown):
        choose(studio.window.tone_panel.mode, "signed")
    assert studio.viewer.map.geometry() == room
    assert (
        bar.mapTo(studio.window, bar.rect().topLeft()).x()
        > studio.viewer.map.mapTo(studio.window, studio.viewer.map.rect().center()).x()
    )


def test_directions_are_told_in_degrees(bar) -> None:
    bar.show_grading(grading("clip", 0, 255), 255, angles=True)
    told = [bar_text(value, 255) for value in bar.numbers]
    assert (told[0], told[-1]) == ("0°", "360°")
    assert "90°" in told
    assert "180°" in told
    assert bar.toolTip() == "From 0° to 360°; in the map, 0 … 255 stands for 0° … 360°."
    bar.show_grading(grading("minmax", 0, 63.75), 255, angles=True)
    assert [bar_text(value, 255) for value in bar.numbers][-1] == "90°"
    bar.show_grading(grading("clip", 0, 255), 255)
    assert bar_text(bar.numbers[-1]) == "255"
