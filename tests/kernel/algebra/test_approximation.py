"""Approximations of low rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from tests.kernel.algebra.kernels import kernels

LAPLACIAN = Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)), name="Laplacian")


def test_what_is_separable_stays_what_it_is():
    sobel = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
    found = algebra.approximated(sobel)
    assert found.kernel is sobel
    assert (found.error, found.largest_error) == (0, 0)
    assert algebra.approximated(LAPLACIAN, 2).kernel is LAPLACIAN


def test_the_error_of_the_laplacian():
    found = algebra.approximated(LAPLACIAN)
    values = np.linalg.svd(LAPLACIAN.array, compute_uv=False)
    assert found.error == pytest.approx(values[1] / np.linalg.norm(values))
    difference = np.abs(found.kernel.array - LAPLACIAN.array).max()
    assert found.largest_error == pytest.approx(difference / 4)
    assert np.linalg.matrix_rank(found.kernel.array) == 1


@given(kernels(), st.integers(1, 6))
def test_nothing_of_that_rank_is_nearer(kernel, rank):
    assume(rank <= min(kernel.shape))
    assume(np.abs(kernel.array).max() > 1e-3)
    found = algebra.approximated(kernel, rank)
    norm = np.linalg.norm(kernel.array)
    assert np.linalg.norm(found.kernel.array - kernel.array) / norm == pytest.approx(
        found.error, abs=1e-9
    )
    assert found.kernel.divisor == kernel.divisor
    if rank == 1:  # no column times row of its own is nearer
        for row in kernel.array:
            if row.any():
                column = kernel.array @ row / (row @ row)
                other = np.linalg.norm(np.outer(column, row) - kernel.array) / norm
                assert other >= found.error - 1e-9


@pytest.mark.parametrize("rank", [0, 4])
def test_ranks_have_bounds(rank):
    with pytest.raises(ArgumentValueError, match="rank"):
        algebra.approximated(LAPLACIAN, rank)
