"""Pixels made smaller: fine waves become gray, colours under clear pixels do not show."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.shrinking import shrunk


@pytest.mark.parametrize("samples", [1, 3, 4])
def test_what_is_even_stays(samples: int) -> None:
    made = shrunk(np.full((30, 40, samples), 77, np.uint8), 10, 6)
    assert made.shape == (6, 10, samples)
    assert np.abs(made.astype(int) - 77).max() <= 1


def test_waves_too_fine_become_gray_and_others_stay() -> None:
    x = np.arange(512) + 0.5

    def contrast(period: float) -> int:
        row = np.rint(127.5 + 127.5 * np.cos(2 * np.pi * x / period)).astype(np.uint8)
        made = shrunk(np.broadcast_to(row[None, :, None], (64, 512, 1)), 256, 32)
        return int(np.ptp(made[8:-8, 8:-8]))

    assert contrast(2.9) < 16  # means of two would leave 57 % of it, as a wave of 9 px
    assert contrast(32) > 240


def test_clear_pixels_lend_no_colour() -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :4] = (200, 100, 50, 255)
    pixels[:, 4:] = (0, 255, 0, 0)
    made = shrunk(pixels, 2, 2)
    assert np.abs(made[:, 0, :3].astype(int) - (200, 100, 50)).max() <= 2
