"""Waves, edges, lines and points through a kernel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import freqz

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.response import (
    edge_response,
    highest_frequency,
    line_response,
    magnitudes,
    point_response,
    spectral_slice,
    spectrum,
)
from convstudio.numerics.convolution import conv2d
from tests.kernel.algebra.kernels import kernels

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 4)
GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)


def test_a_spectrum_has_zero_in_the_middle():
    found = spectrum(GAUSSIAN)
    size = len(found.frequencies)
    assert (size, found.frequencies[0], found.frequencies[size // 2]) == (256, -0.5, 0)
    assert found.magnitude.shape == (size, size)
    assert found.magnitude[size // 2, size // 2] == pytest.approx(1)
    assert found.magnitude[0, size // 2] == pytest.approx(0, abs=1e-12)
    across = freqz([0.25, 0.5, 0.25], worN=2 * math.pi * found.frequencies)[1]
    np.testing.assert_allclose(found.magnitude[size // 2], np.abs(across), atol=1e-12)


@given(kernels(), st.integers(0, 15), st.integers(0, 15))
def test_slices_and_spectrum_agree(kernel, row, column):
    found = spectrum(kernel, 16)
    across, down = found.frequencies[[column]], found.frequencies[[row]]
    np.testing.assert_allclose(
        magnitudes(kernel, across, down), found.magnitude[row, column], atol=1e-9
    )


def test_a_slice_runs_anticlockwise_from_the_right():
    level = spectral_slice(SOBEL_X, 0)
    assert (level.places[0], level.places[-1]) == (0, 0.5)
    np.testing.assert_allclose(level.values, 2 * np.sin(2 * math.pi * level.places), atol=1e-12)
    assert np.abs(spectral_slice(SOBEL_X, 90).values).max() < 1e-12
    rising = Kernel(((0, 0, -1), (0, 0, 0), (1, 0, 0)))  # answers to waves that run up and right
    assert spectral_slice(rising, 45).values.max() == pytest.approx(2)
    assert spectral_slice(rising, 135).values.max() < 1e-12


@pytest.mark.parametrize(("angle", "highest"), [(0, 0.5), (90, 0.5), (45, math.sqrt(0.5))])
def test_a_slice_ends_where_the_plane_does(angle, highest):
    assert highest_frequency(angle) == pytest.approx(highest)


@given(kernels(), st.booleans(), st.sampled_from([0, 90, 180, 270]))
def test_upright_and_level_edges_and_lines_are_what_our_convolution_makes(kernel, flip, angle):
    picture = np.zeros((41, 41))
    picture[:, 20:] = 1
    line = np.zeros((41, 41))
    line[:, 20] = 1
    for made, found in (
        (picture, edge_response(kernel, angle, flip=flip)),
        (line, line_response(kernel, angle, flip=flip)),
    ):
        turned = np.rot90(made, angle // 90)
        weights = kernel.array / kernel.divisor
        row, column = kernel.anchored_at
        if flip:
            weights = weights[::-1, ::-1]
            row, column = kernel.rows - 1 - row, kernel.columns - 1 - column
        around = ((row, kernel.rows - 1 - row), (column, kernel.columns - 1 - column))
        mapped = np.rot90(conv2d(turned, weights, padding=around, border="edge"), -(angle // 90))
        middle = 19.5 if made is picture else 20
        places = (found.places + middle).astype(int)
        np.testing.assert_allclose(found.values, mapped[20][places], atol=1e-6)


def test_a_slanted_edge_goes_from_dark_to_bright_over_the_gain():
    found = edge_response(GAUSSIAN, 30)
    assert found.values[0] == 0
    assert found.values[-1] == pytest.approx(1)
    assert (np.diff(found.values) >= -1e-12).all()


def test_a_point_becomes_the_kernel_turned():
    kernel = Kernel(((1, 2), (3, 4)), 2)
    assert point_response(kernel).tolist() == [[2, 1.5], [1, 0.5]]
    assert point_response(kernel, flip=True).tolist() == [[0.5, 1], [1.5, 2]]
