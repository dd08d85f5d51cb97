"""Draws test-chart.png: patterns on which a kernel shows what it does.

Run it from the top of the project: ``uv run python resources/samples/draw_test_chart.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Chart = npt.NDArray[np.uint8]
SIDE = 256


def chart() -> Chart:
    """512×512 gray: zone plate, checkers of 1 to 32 pixels, steps and a ramp, lines and points."""
    return np.block([[zone_plate(), checkers()], [steps(), lines_and_points()]])


def zone_plate() -> Chart:
    """cos(k·r²): every direction, frequencies from 0 in the middle to the limit at the sides."""
    offset = np.arange(SIDE) - SIDE / 2
    radius_squared = offset[:, np.newaxis] ** 2 + offset**2
    return np.rint(127.5 + 127.5 * np.cos(np.pi * radius_squared / SIDE)).astype(np.uint8)


def checkers() -> Chart:
    """Bands of checkers, the squares twice as large in each."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    size = 2 ** np.minimum(rows * 6 // SIDE, 5)
    return ((rows // size + columns // size) % 2 * 255).astype(np.uint8)


def steps() -> Chart:
    """Above, eight even steps from black to white; below, a ramp of every value."""
    columns = np.arange(SIDE)
    wedge = columns * 8 // SIDE * 255 // 7
    ramp = columns * 255 // (SIDE - 1)
    return np.vstack([np.tile(row, (SIDE // 2, 1)) for row in (wedge, ramp)]).astype(np.uint8)


def lines_and_points() -> Chart:
    """White on black: lines of 1 to 4 pixels, upright, level and slanting, and single points."""
    part = np.zeros((SIDE, SIDE), np.uint8)
    half = SIDE // 2
    for width in (1, 2, 3, 4):
        place = 24 * width
        part[8 : half - 8, place : place + width] = 255
        part[place : place + width, half + 8 : SIDE - 8] = 255
    along = np.arange(8, half - 8)
    part[half + along, along] = 255
    part[half + along, half - 1 - along] = 255
    part[half + 16 : SIDE : 16, half + 16 : SIDE : 16] = 255
    return part


if __name__ == "__main__":
    Image.fromarray(chart()).save(Path(__file__).with_name("test-chart.png"), optimize=True)
