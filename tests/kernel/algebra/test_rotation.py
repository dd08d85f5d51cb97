"""Rotations, flips and the transpose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from tests.kernel.algebra.kernels import kernels, slid

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
PICTURE = np.random.default_rng(5).integers(0, 255, (9, 12)).astype(float)


def test_sobel_turns_through_the_compass():
    turned = algebra.rotated_45(SOBEL_X)
    assert turned.weights == ((-2, -1, 0), (-1, 0, 1), (0, 1, 2))
    assert turned.name == "Custom"
    assert algebra.rotated_45(turned).weights == ((-1, -2, -1), (0, 0, 0), (1, 2, 1))


def test_the_outer_ring_of_a_large_kernel_turns_by_as_many_places_as_it_is_far():
    weights = np.zeros((5, 5))
    weights[0, 0] = weights[1, 1] = 1
    turned = algebra.rotated_45(Kernel(tuple(map(tuple, weights)))).array
    assert np.argwhere(turned).tolist() == [[0, 2], [1, 2]]


@given(kernels(square=True), st.integers(-9, 9))
def test_eight_turns_by_45_are_the_identity_and_two_are_90(kernel, turns):
    turned = kernel
    for _ in range(8):
        turned = algebra.rotated_45(turned)
    assert turned.same_numbers(kernel)
    assert algebra.rotated_45(kernel, 2 * turns).same_numbers(algebra.rotated_90(kernel, turns))
    assert algebra.rotated_45(algebra.rotated_45(kernel, turns), -turns).same_numbers(kernel)


@given(kernels())
def test_four_turns_two_flips_and_two_transpositions_are_the_identity(kernel):
    for operation, times in (
        (algebra.rotated_90, 4),
        (algebra.flipped_left_right, 2),
        (algebra.flipped_up_down, 2),
        (algebra.transposed, 2),
        (algebra.negated, 2),
    ):
        made = kernel
        for _ in range(times):
            made = operation(made)
        assert made.same_numbers(kernel)


@given(kernels())
def test_a_turned_kernel_makes_of_a_turned_picture_the_turned_map(kernel):
    for of_kernel, of_picture in (
        (algebra.rotated_90, lambda x: np.rot90(x, -1)),
        (algebra.flipped_left_right, np.fliplr),
        (algebra.flipped_up_down, np.flipud),
        (algebra.transposed, np.transpose),
    ):
        expected = of_picture(slid(PICTURE, kernel))
        np.testing.assert_allclose(
            slid(of_picture(PICTURE), of_kernel(kernel)), expected, atol=1e-9
        )


def test_what_nothing_changes_stays_what_it_is_by_name_too():
    box = Kernel(((1, 1, 1),) * 3, 9, "Box")
    assert algebra.rotated_45(box) is box


@pytest.mark.parametrize(
    ("shape", "hint"),
    [((3, 5), "Make it 5×5 first"), ((4, 4), "Make it 5×5 first"), ((1, 63), "Make it 63×63")],
)
def test_other_shapes_do_not_turn_by_45_and_say_what_would(shape, hint):
    kernel = Kernel(((1.0,) * shape[1],) * shape[0])
    with pytest.raises(ArgumentValueError, match="square and of odd size") as caught:
        algebra.rotated_45(kernel)
    assert hint in caught.value.hint
    assert "90°" in caught.value.hint
