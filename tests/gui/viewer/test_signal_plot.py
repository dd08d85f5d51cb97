"""Signals as plots: where a sample stands, and what is drawn of very many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.layers import PlacedFrame, Surface
from convstudio.gui.viewer.signal_numbers import way
from convstudio.gui.viewer.signal_plot import (
    Trace,
    common_scale,
    envelope,
    trace_of,
    value_ticks,
)
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture, size_words
from convstudio.imaging.pyramid import Pyramid
from convstudio.imaging.tone import TONE_MODES, Tone
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement, Region


def test_only_samples_in_a_row_are_a_signal() -> None:
    row = np.zeros((1, 8, 1), np.uint8)
    assert Picture(row, samples=True).is_signal
    assert not Picture(row).is_signal
    assert not Picture(np.zeros((1, 1, 1), np.uint8), samples=True).is_signal
    assert size_words(1, 900, signal=True) == "900 samples"
    assert size_words(1, 900, signal=False) == "900 × 1"
    assert size_words(3, 900, signal=True) == "900 × 3"


def test_all_values_have_room_on_one_scale() -> None:
    traces = [Trace(np.array([[low], [high]]), Placement()) for low, high in ((2, 5), (-1, 1))]
    scale = common_scale(tuple(traces), 260, 1)
    assert (scale.low, scale.high) == (-1, 5)
    assert scale.y(5) == 30
    assert scale.y(-1) == 214  # above its number, which stands above that of its sample
    np.testing.assert_array_equal(scale.all(np.array([5, 2, -1, np.inf])), [30, 122, 214, 0])
    assert common_scale((), 260, 1).high == 1
    nothing = Trace(np.full((3, 1), np.nan), Placement())
    assert nothing.range == (0.0, 1.0)


def test_the_ends_of_what_lies_on_a_pixel_are_drawn() -> None:
    values = np.array([0, 9, -4, 1, 2, 3, 7, 7, 5.0])
    xs, ys = envelope(np.arange(9) / 4, values)
    assert xs.tolist() == [0.5, 0.5, 1.5, 1.5, 2.5, 2.5]
    assert ys.reshape(-1, 2).tolist() == [[-4, 9], [2, 7], [5, 5]]
    few = np.array([1.0, 2.0])
    assert envelope(few * 10, few)[1] is few


@pytest.fixture
def canvas(qtbot) -> Canvas:
    canvas = Canvas("Signal")
    qtbot.addWidget(canvas)
    canvas.resize(400, 200)
    values = np.array([0, 0, 0, 100, 255, 0, 0, 0], np.uint8).reshape(1, 8, 1)
    canvas.show_surface(Surface(Pyramid((values,)), Placement(), values))
    canvas.set_signal(True)
    canvas.set_viewport(Viewport(4, 0.5, 50, fitted=False))
    canvas.show()
    return canvas


def test_dots_stand_at_their_values(canvas: Canvas) -> None:
    image = canvas.grab().toImage()
    accent = canvas.palette().highlight().color()

    def is_accent(x: int, y: int) -> bool:
        found = QColor(image.pixel(x, y))
        return abs(found.red() - accent.red()) + abs(found.blue() - accent.blue()) < 40

    assert is_accent(4 * 50 + 25, 30)  # 255 stands at the top margin
    assert is_accent(7 * 50 + 25, 170)  # 0 at the bottom margin
    assert is_accent(3 * 50 + 25, round(170 - 140 * 100 / 255))
    assert not is_accent(4 * 50 + 25, 100)


def test_a_point_of_a_plot_is_one_of_the_row(canvas: Canvas) -> None:
    assert canvas.picture_point(QPointF(225, 3)) == (4.5, 0.5)
    assert canvas.picture_point(QPointF(225, 190)) == (4.5, 0.5)


def test_no_more_lines_than_are_read_at_any_height() -> None:
    for height in (200, 700, 1300, 4000):
        for high, fewest in ((1, 5), (255, 4), (9, 5)):
            traces = (Trace(np.array([[0.0], [high]]), Placement()),)
            marks = value_ticks(common_scale(traces, height, 1), 1)
            assert len(marks) <= 9
            assert height < 700 or len(marks) >= fewest
    bump = common_scale((Trace(np.array([[0.0], [1.0]]), Placement()),), 1300, 1)
    assert value_ticks(bump, 1) == [0, 0.2, 0.4, 0.6, 0.8, 1]


def test_a_number_goes_aside_for_a_steep_line_only() -> None:
    assert way(50, 140, 5, 7) == pytest.approx(7 - 50 * 5 / 140)
    assert way(50, 5, 5, 7) == 0  # it ends below the number
    assert way(50, -140, 5, 7) == 0  # it goes the other way
    assert way(50, 30, 5, 7) == 0  # far from the number


def test_at_the_feet_of_a_bump_the_numbers_stand_outside(canvas: Canvas, monkeypatch) -> None:
    drawn: list[tuple[float, str]] = []

    def note(_self: QPainter, place: QRectF, _flags: object, text: str) -> None:
        if place.height() > 0 and text in ("0", "100", "255"):
            drawn.append((place.center().x(), text))

    monkeypatch.setattr(QPainter, "drawText", note)
    canvas.grab()
    at = [x for x, text in drawn if text in ("0", "100", "255")][:8]
    aside = [x - (index * 50 + 25) for index, x in enumerate(at)]
    assert aside[0] == aside[1] == aside[6] == aside[7] == 0
    assert -10 < aside[2] < -2  # left of the rising line
    assert aside[3] < -2
    assert aside[4] == 0  # the top has no line above it
    assert 2 < aside[5] < 10


def test_of_the_tone_a_plot_takes_the_absolute_value() -> None:
    values = np.array([-1.0, 0, 1], np.float32).reshape(1, 3, 1)
    for mode, wanted in (("clip", [-1, 0, 1]), ("absolute", [1, 0, 1]), ("minmax", [-1, 0, 1])):
        frame = Frame(
            np.zeros((1, 3, 1), np.uint8),
            Region(0, 0, 1, 3),
            values=values,
            grading=Grading(Tone(mode), 0, 1),  # type: ignore[arg-type]
        )
        trace = trace_of(PlacedFrame(frame, Placement()))
        assert trace is not None
        assert trace.values[:, 0].tolist() == wanted
    original = Surface(Pyramid((np.zeros((1, 3, 1), np.uint8),)), Placement(), values)
    trace = trace_of(original)
    assert trace is not None
    assert trace.values[:, 0].tolist() == [-1, 0, 1]


def test_what_changes_no_plot_is_disabled_and_says_why(studio, qtbot) -> None:
    panel = studio.window.tone_panel
    row = np.array([-1, 0, 1, 0], np.float32).reshape(1, 4, 1)
    with qtbot.waitSignal(studio.live_map.shown):
        studio.session.open(Picture(row, samples=True))
    fields = panel.numbers.fields
    assert panel.mode.isEnabled()
    assert not panel.colour_map.isEnabled()
    assert not fields["black"].isEnabled()
    assert "only the absolute value" in " ".join(panel.colour_map.toolTip().split())
    offered = [
        mode
        for mode in TONE_MODES
        if panel.mode.model().item(panel.mode.findData(mode)).isEnabled()
    ]
    assert offered == ["clip", "absolute"]
    studio.viewer.set_mode("difference")
    assert not panel.mode.isEnabled()
    assert "The plot shows the difference itself" in " ".join(panel.mode.toolTip().split())
    studio.viewer.set_mode("side-by-side")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.session.open(Picture(np.zeros((4, 4, 1), np.uint8)))
    assert panel.colour_map.isEnabled()
    assert fields["black"].isEnabled()
    assert panel.mode.model().item(5).isEnabled()
    assert "only the absolute value" not in panel.colour_map.toolTip()


def test_a_plot_has_no_zoom_in_per_cent(studio, sample_opened, qtbot, tmp_path: Path) -> None:
    zoom = studio.window.status._zoom
    assert zoom.text().endswith("%")
    path = tmp_path / "bump.csv"
    path.write_text("0\n1\n1\n0")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(path)
    assert zoom.text() == ""
