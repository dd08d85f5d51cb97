"""The values printed in enlarged pixels: read back from the screen, sign by sign."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.cells import VALUES_FROM, font_size, is_bright
from convstudio.gui.viewer.layers import PlacedFrame, Surface
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.pyramid import Pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement, Region
from tests.gui.viewer.seeing import seen

SIGNS = "0123456789−.e…"


def trimmed(ink: np.ndarray) -> np.ndarray:
    """Without the columns at either side that have no ink."""
    columns = np.flatnonzero(ink.any(axis=0))
    return ink[:, columns[0] : columns[-1] + 1]


def drawn_by_qt(sign: str, family: str, size: int) -> np.ndarray:
    """(rows, columns) of ink."""
    image = QImage(4 * size, 3 * size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    font = QFont(family)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(QPointF(size, 2 * size), sign)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(3 * size, -1) >> 24


def read_cell(cell: np.ndarray, paper: int, ink: int, family: str, size: int) -> str:
    """The signs in a cell of one colour, by finding each where it lies."""
    opacity = np.abs(cell[..., 0].astype(float) - paper) * 255 / abs(ink - paper)
    shapes = {sign: drawn_by_qt(sign, family, size).astype(float) for sign in SIGNS}
    rows = np.flatnonzero(np.max([shape.max(axis=1) for shape in shapes.values()], axis=0))
    shapes = {s: trimmed(shape[rows[0] : rows[-1] + 1]) for s, shape in shapes.items()}
    best: list[tuple[int, str]] = []
    found = np.zeros(opacity.shape, bool)
    # The widest first: a point would be found in many a sign.
    for sign in sorted(SIGNS, key=lambda s: -np.count_nonzero(shapes[s])):
        shape = shapes[sign]
        windows = np.lib.stride_tricks.sliding_window_view(opacity, shape.shape)
        fits = np.abs(windows - shape).max(axis=(2, 3)) <= 3
        for y, x in np.argwhere(fits):
            box = np.s_[y : y + shape.shape[0], x : x + shape.shape[1]]
            if not (found[box] & (shape > 0)).any():
                found[box] |= shape > 0
                best.append((int(x), sign))
    return "".join(sign for _x, sign in sorted(best))


def show_frame(canvas: Canvas, values: np.ndarray, gray: int) -> None:
    pixels = np.full((*values.shape[:2], 1), gray, np.uint8)
    region = Region(0, 0, *values.shape[:2])
    frame = Frame(pixels, region, values=values.astype(np.float32))
    canvas.show_frame(PlacedFrame(frame, Placement()), backdrop=False)


@pytest.mark.parametrize(("gray", "ink"), [(0, 255), (60, 255), (190, 0), (255, 0)])
def test_the_maps_values_are_printed_in_black_or_white(canvas: Canvas, gray: int, ink: int) -> None:
    values = np.array([[[-1020.5], [0.5]], [[93.25], [12345.0]]])
    show_frame(canvas, values, gray)
    canvas.set_viewport(Viewport(1, 1, 64.0))
    canvas.resize(128, 128)
    shown = seen(canvas)
    family = canvas.font().family()
    for (row, column), text in {
        (0, 0): "−1020.5",
        (0, 1): "0.5",
        (1, 0): "93.25",
        (1, 1): "12345",
    }.items():
        cell = shown[64 * row + 1 : 64 * row + 64, 64 * column + 1 : 64 * column + 64]
        assert read_cell(cell, gray, ink, family, 13) == text


def test_the_originals_own_values_stand_on_three_lines(canvas: Canvas) -> None:
    values = np.array([[[65535, 1200, 7]]], np.uint16)
    pixels = np.full((1, 1, 3), 255, np.uint8)
    canvas.show_surface(Surface(Pyramid((pixels,)), Placement(), values))
    canvas.set_viewport(Viewport(0.5, 0.5, 64.0))
    cell = seen(canvas)[18:82, 28:92]
    inked = np.flatnonzero((cell[..., 0] < 200).any(axis=1))
    lines = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    family = canvas.font().family()
    texts = [read_cell(cell[rows[0] - 4 : rows[-1] + 5], 255, 0, family, 13) for rows in lines]
    assert texts == ["65535", "1200", "7"]


def test_nothing_is_printed_in_small_cells_or_without_values(canvas: Canvas) -> None:
    show_frame(canvas, np.full((40, 40, 1), 5.0), 255)
    canvas.set_viewport(Viewport(2, 2, 21.0))
    assert set(np.unique(seen(canvas)[8:92, 18:102])) == {207, 255}, "the grid alone"
    canvas.set_viewport(Viewport(2, 2, 22.0))
    assert (seen(canvas)[8:92, 18:102] < 100).any()
    frame = Frame(np.full((4, 4, 1), 255, np.uint8), Region(0, 0, 4, 4))
    canvas.show_frame(PlacedFrame(frame, Placement()), backdrop=False)
    assert set(np.unique(seen(canvas)[8:92, 18:102])) == {207, 255}


def test_a_tiny_picture_prints_in_smaller_cells_what_fits_in_all_of_them(canvas: Canvas) -> None:
    def printed() -> bool:
        return bool((seen(canvas)[8:92, 18:102] < 100).any())

    show_frame(canvas, np.arange(169.0).reshape(13, 13, 1), 255)
    for scale, there in ((15.0, False), (16.0, True), (21.0, True)):
        canvas.set_viewport(Viewport(6.5, 6.5, scale))
        assert printed() == there, scale
    canvas.set_viewport(Viewport(12.5, 12.5, 21.0))
    cell = seen(canvas)[41:60, 51:70]  # the last, in the middle of the view
    assert read_cell(cell, 255, 0, canvas.font().family(), 8) == "168"
    far = np.zeros((13, 13, 1))
    far[12, 12] = -12345
    show_frame(canvas, far, 255)
    canvas.set_viewport(Viewport(6.5, 6.5, 16.0))
    assert not printed(), "one has no room, and where it is out of view none is printed either"


def test_coarse_samples_have_neither_grid_nor_values(canvas: Canvas) -> None:
    frame = Frame(np.full((2, 2, 1), 255, np.uint8), Region(0, 0, 8, 8, 4))
    canvas.show_frame(PlacedFrame(frame, Placement()), backdrop=False)
    canvas.set_viewport(Viewport(4, 4, 32.0))
    assert (seen(canvas) == 255).all()


def test_text_does_not_leave_its_cell(canvas: Canvas) -> None:
    values = np.full((3, 3, 3), np.nan)
    values[1, 1] = -123456.789
    show_frame(canvas, values, 255)
    for scale in (24.0, 31.0, 47.5):
        canvas.set_viewport(Viewport(1.5, 1.5, scale))
        shown = seen(canvas).min(axis=2)
        side = int(scale)
        edges = [round(v) for v in (60 - scale / 2, 50 - scale / 2)]
        border = shown[edges[1] : edges[1] + side, edges[0] : edges[0] + side].copy()
        border[1:-1, 1:-1] = 255
        assert border.min() >= 200


@pytest.mark.parametrize("lines", [1, 3])
def test_the_font_grows_with_the_cell_and_fits_its_height(lines: int) -> None:
    sizes = [font_size(side, side, lines) for side in range(1, 200)]
    assert sizes == sorted(sizes)
    for side, size in enumerate(sizes, 1):
        assert bool(size) == (side >= VALUES_FROM)
        assert size * lines * 0.92 <= side
    assert font_size(24, 400, lines) > 0
    assert font_size(400, 20, lines) == 0


def test_black_on_light_and_white_on_dark() -> None:
    pixels = np.array([[[0, 0, 0], [255, 255, 255], [0, 0, 255], [255, 255, 0]]], np.uint8)
    assert is_bright(pixels).tolist() == [[False, True, False, True]]
    clear = np.array([[[0, 0, 0, 0], [0, 0, 0, 255]]], np.uint8)
    assert is_bright(clear).tolist() == [[True, False]]
