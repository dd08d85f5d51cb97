"""Cropped and padded kernels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from tests.kernel.algebra.kernels import kernels, slid

PICTURE = np.random.default_rng(6).random((10, 11))


@given(kernels(), st.integers(0, 3), st.integers(0, 3))
def test_a_frame_of_zeros_changes_no_map_and_is_cropped_again(kernel, rows, columns):
    framed = algebra.padded(kernel, rows, columns)
    assert framed.shape == (kernel.rows + 2 * rows, kernel.columns + 2 * columns)
    np.testing.assert_allclose(slid(PICTURE, framed), slid(PICTURE, kernel), atol=1e-9)
    cropped = algebra.cropped(framed)
    np.testing.assert_allclose(slid(PICTURE, cropped), slid(PICTURE, kernel), atol=1e-9)
    assert cropped.same_numbers(algebra.cropped(kernel))


def test_zeros_on_one_side_alone_stay_for_the_sake_of_the_centre():
    kernel = Kernel(((0, 0, 0, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 0)))
    assert algebra.cropped(kernel).weights == ((0, 0, 1),)
    assert algebra.cropped(Kernel(((0, 0, 1),))).weights == ((0, 0, 1),)


def test_the_anchor_is_not_cropped_away():
    kernel = Kernel(((0,) * 5,) * 2 + ((0, 0, 1, 0, 0),) + ((0,) * 5,) * 2, anchor=(1, 2))
    cropped = algebra.cropped(kernel)
    assert cropped.shape == (3, 1)
    assert cropped.anchor == (0, 0)


def test_zeros_alone_leave_one():
    assert algebra.cropped(Kernel(((0,) * 5,) * 5)).weights == ((0,),)


@pytest.mark.parametrize("amounts", [(31, 31), (-1, 0), (0, -1)])
def test_no_frame_is_too_large_or_below_0(amounts):
    with pytest.raises(ArgumentValueError):
        algebra.padded(Kernel(((1,) * 3,) * 3), *amounts)
