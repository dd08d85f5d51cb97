"""Signals as plots: where a sample stands, and what is drawn of very many."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.layers import Surface
from convstudio.gui.viewer.signal_plot import Trace, common_scale, envelope
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.picture import Picture, size_words
from convstudio.imaging.pyramid import Pyramid
from convstudio.numerics.geometry import Placement


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
