"""The locally connected layer as a value."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.locally import LocallyConnected, Weights
from convstudio.pipeline.maps import Maps

_MEAN = Kernel(((1, 1, 1),) * 3, 9)


def test_it_counts_the_weights_of_every_place() -> None:
    shared = Convolution(_MEAN, "valid")
    local = LocallyConnected.like(shared, (8, 8), Maps(1, 1))
    assert local.parameters(Maps(1, 1)) == 6 * 6 * 9 + 1
    assert shared.parameters(Maps(1, 1)) == 9 + 1
    assert local.title == "Locally connected 1 × 3×3"
    assert local.kernel_at(5, 5).weights[2][2] == 1 / 9


def test_planes_and_groups_become_kernels_over_all_channels() -> None:
    bank = Bank.of_array(np.arange(1.0, 5).reshape(1, 1, 2, 2), groups=2)
    local = LocallyConnected.like(bank, (2, 2), Maps(4, 1))
    np.testing.assert_array_equal(local.weights.array[0, 0, 0, 0], [[1, 0], [3, 0], [0, 2], [0, 4]])


def test_equal_numbers_are_equal_layers() -> None:
    one, other = (LocallyConnected(Weights(np.ones((2, 2, 3, 3, 1, 1)))) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != other.with_kernel(0, 1, _MEAN)
    with pytest.raises(ValueError, match="read-only"):
        one.weights.array[0] = 5


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Weights(np.ones((3, 3))), "of the axes"),
        (lambda: Weights(np.full((1, 1, 1, 1, 1, 1), np.nan)), "finite"),
        (lambda: LocallyConnected.like(Convolution(_MEAN), (4000, 6000), Maps(1, 3)), "at most"),
        (lambda: LocallyConnected(Weights(np.ones((1,) * 6)), (1.0, 2.0)), "biases must be 1"),
        (
            lambda: LocallyConnected.like(Convolution(_MEAN), (8, 8), Maps(1, 1)).axes((9, 8)),
            "an input of 8×8 pixels",
        ),
        (
            lambda: LocallyConnected.like(Convolution(_MEAN), (3, 3), Maps(1, 1)).axes((1, 50)),
            "one of 1×50 pixels (rows × columns), which has no place for its 3×3 kernels, was",
        ),
        (
            lambda: LocallyConnected.like(Convolution(_MEAN), (9, 1), Maps(1, 1)),
            "(rows × columns) was given. What would fit: a kernel of at most 1 column.",
        ),
        (
            lambda: LocallyConnected.like(Convolution(_MEAN), (8, 8), Maps(1, 1)).maps(Maps(1, 3)),
            "on an input of 1 channel, for which it has weights; one of 3 channels was",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, words: str) -> None:
    with pytest.raises(ArgumentValueError) as refusal:
        make()
    told = refusal.value
    assert words in str(told)
