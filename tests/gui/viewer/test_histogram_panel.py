"""The histogram: curves, axis, handles by mouse and keyboard, statistics, folding."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QToolTip

from convstudio.gui.theme import LIGHT, apply_theme
from convstudio.gui.viewer.histogram_axis import (
    ValueAxis,
    axis_for,
    in_digits,
    round_below,
    spread,
    ticks,
    under,
)
from convstudio.gui.viewer.histogram_curves import LABEL_WIDTH
from convstudio.gui.viewer.histogram_panel import HistogramPanel
from convstudio.gui.viewer.histogram_range import moved
from convstudio.imaging.tone import TONE_MODES
from convstudio.numerics.analysis import Histogram
from tests.gui.entering import choose, steps
from tests.gui.tones import grading, ramp, survey_of, surveyed

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.fixture
def panel(qapp, qtbot) -> HistogramPanel:
    """By itself: an original from 0 to 255 and a map from −1000 to 1000, clipped to 0 … 255."""
    apply_theme(qapp, "light")
    made = HistogramPanel()
    qtbot.addWidget(made)
    made.setFixedWidth(340)
    made.show()
    made.show_surveyed(surveyed(ramp(0, 255), ramp(-1000, 1000)))
    made.show_grading(grading())
    QApplication.processEvents()
    return made


@pytest.fixture
def plot(panel):
    return panel.plot


@pytest.fixture
def of_studio(studio, sample_opened, qtbot) -> HistogramPanel:
    """That of a window, once the Sobel map of a photograph has been counted."""
    made = studio.window.histogram
    qtbot.waitUntil(made.plot.black.isVisible)
    return made


# Pure: axis, ticks, counts


@given(NUMBERS, st.floats(1e-6, 1e6), st.integers(1, 12))
def test_ticks_are_round_and_inside_and_few(low, width, most) -> None:
    high = low + width
    found = ticks(low, high, most)
    assert len(found) <= most
    dust = 1e-9 * max(abs(low), abs(high))
    assert all(low - dust <= one <= high + dust for one in found)


def test_ticks_that_people_know() -> None:
    assert ticks(-1000, 1000, 5) == [-1000, -500, 0, 500, 1000]
    assert ticks(0, 255, 4) == [0, 100, 200]
    assert ticks(0.1, 0.36, 6) == [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]
    assert ticks(7, 7, 5) == [7]


@given(st.floats(1e-9, 1e9))
def test_round_numbers(value) -> None:
    found = round_below(value)
    assert value / 2.5 * (1 - 1e-9) <= found <= value * (1 + 1e-9)
    assert f"{found:.0e}"[0] in "125"


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    NUMBERS,
    st.floats(1e-3, 1e6),
    st.integers(1, 300),
)
def test_counts_keep_their_sum_on_an_axis_that_holds_them(counts, low, width, pixels) -> None:
    histogram = Histogram(low, low + width, np.array([counts], np.int64))
    axis = ValueAxis(low - width, low + 2 * width, pixels)
    assert spread(histogram, axis).sum() == pytest.approx(sum(counts))
    assert spread(histogram, axis).min() >= 0


def test_all_of_one_value_stands_on_its_pixel() -> None:
    counts = np.zeros((1, 256), np.int64)
    counts[0, 0] = 12
    columns = spread(Histogram(128, 128, counts), ValueAxis(0, 256, 64))
    assert columns[0, 32] == columns.sum() == 12


def test_the_axis_holds_all_data_and_a_sensible_range() -> None:
    counted = tuple(survey_of(ramp(*ends)).statistics for ends in ((0, 255), (-1000, 1000)))
    axis = axis_for(counted, (0, 255), 200)
    assert (axis.low, axis.high) == (-1000, 1000)
    assert axis_for(counted, (-1200, 1500), 200).high == 1500
    far = axis_for(counted, (-1e9, 1e9), 200)
    assert far.high - far.low == pytest.approx(2000 / 0.4)
    one_value = survey_of(np.full((2, 2, 1), 7.0)).statistics
    assert axis_for((one_value,), None, 9) == ValueAxis(6.5, 7.5, 9)
    assert axis_for((), (0, 255), 9) == ValueAxis(0, 255, 9)


def test_counts_under_a_pixel_are_whole_bins() -> None:
    histogram = Histogram(0, 10, np.arange(10, dtype=np.int64).reshape(1, 10))
    assert under(histogram, 2.5, 4.5) == (2, 5, [2 + 3 + 4])
    assert under(histogram, 20, 30)[2] == [0]


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (-1009.0, 6, "−1009"),
        (0.242539166, 6, "0.242539"),
        (-0.0, 6, "0"),
        (1.5e-7, 6, "1.5e−7"),
        (123456789.0, 6, "1.23457e8"),
        (math.nan, 6, "–"),
        (-math.inf, 6, "−∞"),
    ],
)
def test_numbers_for_people(value, digits, words) -> None:
    assert in_digits(value, digits) == words


@given(
    st.sampled_from(TONE_MODES),
    NUMBERS,
    st.floats(1, 1e6),
    st.sampled_from(["black", "white"]),
    NUMBERS,
)
def test_the_ends_never_meet(mode, black, width, end, value) -> None:
    if mode in ("absolute", "signed"):
        black = 0.0 if mode == "absolute" else -width
    white = black + width
    low, high = moved(mode, (black, white), end, value, 0.5)
    assert low < high
    if mode == "signed":
        assert low == -high
    elif mode == "absolute":
        assert low >= 0
    elif end == "black":
        assert high == white
    else:
        assert low == black


# What is painted


def image(plot) -> QImage:
    return plot.grab().toImage()


def column_height(shown: QImage, x: int, top: int, bottom: int, ground: QColor) -> int:
    return sum(shown.pixelColor(x, y) != ground for y in range(top, bottom))


def test_both_curves_stand_on_one_axis(panel, plot) -> None:
    shown, ground = image(plot), plot.palette().base().color()
    axis = plot.axis
    for value, inked in ((-500, False), (100, True), (250, True), (400, False)):
        x = LABEL_WIDTH + int(axis.x(value))
        assert (column_height(shown, x, 0, 36, ground) > 0) == inked, value
    x = LABEL_WIDTH + int(axis.x(128))
    assert column_height(shown, x, 40, 76, ground) > 20, "the map is everywhere"


def test_what_is_cut_lies_in_the_shade(panel, plot) -> None:
    shown = image(plot)
    bottom = 36 + 4 + 36 - 2
    inside, outside = (
        shown.pixelColor(LABEL_WIDTH + int(plot.axis.x(value)), bottom).lightness()
        for value in (128, 600)
    )
    ground = plot.palette().base().color().lightness()
    assert abs(inside - ground) > 1.5 * abs(outside - ground)


def test_red_green_and_blue_lie_over_each_other(panel, plot) -> None:
    plot.set_colours(LIGHT)
    values = np.zeros((1, 100, 3))
    values[..., 0], values[..., 1], values[..., 2] = 50, 150, 250
    panel.show_surveyed(surveyed(values, ramp(0, 255, 3)))
    shown = image(plot)
    for value, ink in ((50, LIGHT.red), (150, LIGHT.green), (250, LIGHT.blue)):
        near = range(int(plot.axis.x(value)) - 3, int(plot.axis.x(value)) + 4)
        found = {shown.pixelColor(LABEL_WIDTH + x, 30).name() for x in near}
        assert ink in found, value


def test_what_is_rare_is_seen_in_logarithms(panel, plot) -> None:
    values = np.zeros((1, 10_000, 1))
    values[0, :100] = 255
    panel.show_surveyed(surveyed(values, ramp(0, 255)))
    heights = {}
    for scale in ("log", "linear"):
        choose(panel.scale, scale)
        shown = image(plot)
        xs = range(LABEL_WIDTH + int(plot.axis.x(250)), LABEL_WIDTH + plot.axis.width)
        ground = plot.palette().base().color()
        heights[scale] = max(column_height(shown, x, 0, 36, ground) for x in xs)
    assert heights["linear"] <= 2
    assert heights["log"] == pytest.approx(34 * math.log(101) / math.log(9901), abs=2)


def test_the_scale_is_told_and_remembered(studio) -> None:
    panel = studio.window.histogram
    choose(panel.scale, "linear")
    assert studio.settings.log_histogram is False


def test_while_it_counts_anew_it_greys_and_nothing_moves(panel, plot, qtbot) -> None:
    before, place = image(plot), plot.geometry()
    words = panel.table.words(1, "minimum")
    panel.show_surveyed(None)
    qtbot.waitUntil(lambda: image(plot) != before)
    assert plot.geometry() == place
    assert panel.table.words(1, "minimum") == words
    assert not panel.table.isEnabled()
    panel.show_surveyed(surveyed(ramp(0, 255), ramp(-1000, 1000)))
    assert image(plot) == before


def test_without_a_map_there_is_nothing(panel, plot) -> None:
    height = panel.height()
    panel.show_no_map()
    assert not plot.black.isVisible()
    assert panel.table.words(0, "mean") == "–"
    assert plot.words_at(150, 10) == ""
    assert panel.height() == height


def test_under_the_cursor_stand_value_and_count(panel, plot) -> None:
    counts = np.zeros((1, 256, 1))
    counts[0, :, 0] = np.arange(256)
    panel.show_surveyed(surveyed(counts, np.repeat(counts, 3, axis=2), exact=False))
    panel.show_grading(grading())
    x = LABEL_WIDTH + plot.axis.x(100) + 0.5
    assert plot.words_at(x, 10).startswith("Original, 99.")
    assert plot.words_at(x, 50).startswith("Map, 99.")
    assert ": ≈ R 2, G 2, B 2" in plot.words_at(x, 50)
    assert plot.words_at(5, 10) == ""


def test_hovering_shows_them_in_a_tooltip(panel, plot, qtbot) -> None:
    at = QPoint(LABEL_WIDTH + int(plot.axis.x(100)), 10)
    qtbot.mouseMove(plot, QPoint(LABEL_WIDTH, 10))
    qtbot.mouseMove(plot, at)
    qtbot.waitUntil(lambda: QToolTip.text() == plot.words_at(at.x(), at.y()))
    assert QToolTip.text().startswith("Original, ")


def test_statistics_have_six_digits(panel) -> None:
    values = np.array([[[-1234.5678], [0.0], [4321.0]]])
    panel.show_surveyed(surveyed(ramp(0, 255), values))
    table = panel.table
    assert table.words(0, "minimum") == "0"
    assert table.words(0, "maximum") == "255"
    assert table.words(0, "mean") == "127.5"
    assert table.words(0, "deviation") == in_digits(float(ramp(0, 255).std()))
    assert table.words(1, "minimum").startswith("−1234")
    assert table.words(1, "mean") == in_digits(float(values.mean()))


def test_estimates_say_so_in_few_digits(panel) -> None:
    counted = surveyed(ramp(0, 255), np.array([[[-1234.5678], [0.0], [4321.0]]]))
    panel.show_surveyed(replace(counted, map=replace(counted.map, exact=False)))
    table = panel.table
    assert table.words(0, "mean") == "127.5"
    assert table.words(1, "minimum").startswith("≈ −1.2")
    assert table.words(1, "mean") == "≈ 1.03e3"


# Handles


def spot(plot, value: float, handle) -> QPoint:
    """Where in a handle a value stands."""
    x = LABEL_WIDTH + plot.axis.x(value) - handle.x()
    return QPoint(round(x), handle.height() - 4)


def drag(qtbot, plot, handle, *values: float) -> None:
    """Press in its middle, move over these values, release."""
    middle = QPoint(handle.width() // 2, handle.height() - 4)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    for value in values:
        qtbot.mouseMove(handle, spot(plot, value, handle))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)


def test_the_handles_stand_at_black_and_white(plot) -> None:
    for handle, value in ((plot.black, 0), (plot.white, 255)):
        middle = handle.x() + handle.width() / 2
        assert middle == pytest.approx(LABEL_WIDTH + plot.axis.x(value), abs=1)
        assert handle.cursor().shape() == Qt.CursorShape.SizeHorCursor
    assert plot.black.accessibleName() == "Black point 0"
    assert plot.white.accessibleName() == "White point 255"


def test_a_drag_tells_while_it_moves(panel, plot, qtbot) -> None:
    told: list[tuple[float, float]] = []
    panel.range_dragged.connect(lambda low, high: told.append((low, high)))
    drag(qtbot, plot, plot.white, 400, 600)
    assert len(told) == 2
    step = plot.axis.step
    assert [low for low, _high in told] == [0, 0]
    assert told[0][1] == pytest.approx(400, abs=2 * step)
    assert told[1][1] == pytest.approx(600, abs=2 * step)
    assert told[1][1] % step == pytest.approx(0, abs=1e-9), "values under the hand are round"


def test_the_axis_stays_while_a_handle_is_held(panel, plot, qtbot) -> None:
    axis = plot.axis
    middle = plot.white.rect().center()
    qtbot.mousePress(plot.white, Qt.MouseButton.LeftButton, pos=middle)
    panel.show_grading(grading(high=2500))
    assert plot.axis == axis
    qtbot.mouseRelease(plot.white, Qt.MouseButton.LeftButton, pos=middle)
    panel.show_grading(grading(high=2600))
    assert plot.axis.high == 2500 or plot.axis.high > axis.high


def test_the_keyboard_moves_a_handle(panel, plot, qtbot) -> None:
    told: list[tuple[float, float]] = []
    panel.range_dragged.connect(lambda low, high: told.append((low, high)))
    step = plot.axis.step
    qtbot.keyClick(plot.black, Qt.Key.Key_Right)
    qtbot.keyClick(plot.black, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(plot.white, Qt.Key.Key_Left)
    assert told == [
        (step, 255),
        (11 * step, 255),
        (11 * step, plot.axis.rounded(255 - step)),
    ]


def test_a_double_click_or_delete_resets(panel, plot, qtbot) -> None:
    with qtbot.waitSignal(panel.range_reset):
        qtbot.mouseDClick(plot.white, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.range_reset):
        qtbot.keyClick(plot.black, Qt.Key.Key_Delete)


def test_tab_leads_to_both_handles(panel, plot, qtbot) -> None:
    panel.activateWindow()
    qtbot.waitActive(panel)
    panel.scope.setFocus()
    qtbot.keyClick(panel.scope, Qt.Key.Key_Tab)
    assert plot.black.hasFocus()
    qtbot.keyClick(plot.black, Qt.Key.Key_Tab)
    assert plot.white.hasFocus()


def test_a_handle_says_what_it_does(panel, plot) -> None:
    assert "shown darkest" in plot.black.toolTip()
    panel.show_grading(grading("minmax", -1000, 1000))
    assert "clipped to this range" in " ".join(plot.black.toolTip().split())
    assert plot.white.toolTip().startswith("White point 1000")


# In the window


@pytest.mark.parametrize("mode", TONE_MODES)
def test_a_drag_is_one_step_in_every_mode(studio, of_studio, undo, qtbot, mode) -> None:
    plot, session = of_studio.plot, studio.session
    if mode != "clip":
        choose(studio.window.tone_panel.mode, mode)
        qtbot.waitUntil(lambda: plot.white.isEnabled() and plot.mode == mode)
    before, count = session.pipeline, len(undo.texts)
    drag(qtbot, plot, plot.white, 300, 350, 400)
    tone = session.pipeline.tone
    assert len(undo.texts) == count + 1
    assert tone.white * 255 == pytest.approx(400, abs=2 * plot.axis.step)
    if mode in ("clip", "absolute"):
        assert (tone.mode, tone.black) == (mode, None)
    elif mode == "signed":
        assert tone.mode == "signed"
        assert undo.texts[count].startswith("Limit ")
    else:
        assert tone.mode == "clip"
        assert undo.texts[count].startswith("Tone Range ")
    undo.undo()
    assert session.pipeline == before


def test_two_drags_are_two_steps(studio, of_studio, undo, qtbot) -> None:
    plot = of_studio.plot
    drag(qtbot, plot, plot.white, 300, 400)
    drag(qtbot, plot, plot.black, -200, -100)
    assert len(undo.texts) == 2
    assert studio.window.tone_panel.numbers.fields["black"].value == pytest.approx(
        -100, abs=2 * plot.axis.step
    )


def test_a_reset_takes_the_range_of_the_mode(studio, of_studio, undo, qtbot) -> None:
    plot = of_studio.plot
    drag(qtbot, plot, plot.white, 400)
    qtbot.mouseDClick(plot.white, Qt.MouseButton.LeftButton)
    assert studio.session.pipeline.tone.white is None
    assert steps(undo)[-1] == "Reset Tone Range"


def test_folding_is_remembered_and_loses_no_keyboard(studio, of_studio, qtbot) -> None:
    of_studio.plot.black.setFocus()
    studio.window.side.scroll_area.verticalScrollBar().setValue(0)
    studio.actions["histogram"].trigger()  # out of sight, it comes into sight
    assert of_studio.is_unfolded
    assert not of_studio.plot.visibleRegion().isEmpty()
    studio.actions["histogram"].trigger()
    assert not of_studio.is_unfolded
    assert not of_studio.plot.isVisible()
    assert studio.settings.show_histogram is False
    assert not studio.actions["histogram"].isChecked()
    qtbot.waitUntil(of_studio.button.hasFocus)
    of_studio.button.click()
    assert of_studio.plot.isVisible()
    assert studio.actions["histogram"].isChecked()
    assert studio.settings.show_histogram is True


def test_the_scope_is_asked_for_and_told(studio, of_studio, qtbot) -> None:
    choose(of_studio.scope, "whole")
    words = studio.window.tone_panel.audit.words
    qtbot.waitUntil(lambda: words.text().endswith("of the whole map"))
    assert of_studio.scope.currentData() == "whole"


def test_it_costs_little_height(of_studio) -> None:
    assert of_studio.height() <= 200
