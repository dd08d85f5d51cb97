"""What a hand does with filters: each step makes another layer, and maps stay what they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline import filters
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render

_BOX = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9, name="Mean")
_RAMP = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)))
_COLOURS = Maps(1, 3)
_GENERATOR = np.random.default_rng(7)
_PICTURE = Picture(_GENERATOR.integers(0, 256, (7, 8, 3), np.uint8))


def _maps(layer: Convolution | Bank) -> np.ndarray:
    return render(Pipeline((layer,)), _PICTURE, Region(0, 0, 7, 8)).values


def test_a_convolution_becomes_a_bank_with_the_identity_behind_it() -> None:
    layer = Convolution(_BOX, bias=0.25, border="edge", channels="sum", name="conv1")
    bank = filters.added(layer, 0)
    assert [one.title for one in bank.filters] == ["Mean", "Identity"]
    assert (bank.border, bank.name, bank.filters[0].bias) == ("edge", "conv1", 0.25)
    maps = _maps(bank)
    np.testing.assert_array_equal(maps[..., :1], _maps(layer))
    np.testing.assert_array_equal(maps[..., 1], _PICTURE.colour.sum(axis=2))


def test_without_the_second_filter_it_is_that_convolution_again() -> None:
    layer = Convolution(_BOX, bias=0.25, strides=2, flip=True)
    assert filters.removed(filters.added(layer, 0), 1) == layer


def test_the_last_filter_stays() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        filters.removed(Convolution(_BOX), 0)
    assert "Remove the layer" in caught.value.hint


def test_filters_are_doubled_moved_and_named() -> None:
    bank = filters.added(Convolution(_BOX), 0)
    bank = filters.renamed(filters.duplicated(bank, 0), 1, "blur 2")
    assert [one.title for one in bank.filters] == ["Mean", "blur 2", "Identity"]
    assert filters.duplicated(bank, 1).filters[2].name == "blur 2 copy"
    moved = filters.moved(bank, 0, 2)
    assert [one.title for one in moved.filters] == ["blur 2", "Identity", "Mean"]
    assert filters.moved(moved, 2, 0) == bank
    assert filters.biased(bank, 1, 0.5).filters[1].bias == 0.5


def test_a_kernel_for_each_channel_does_what_the_shared_one_did() -> None:
    layer = Convolution(_BOX, channels="sum")
    bank = filters.apart(layer, _COLOURS, [0])
    assert bank.planes == 3
    np.testing.assert_allclose(_maps(bank), _maps(layer), rtol=1e-5)
    assert filters.shared(bank, 2, [0]) == layer


def test_of_kernels_apart_the_chosen_one_is_kept() -> None:
    planes = tuple(_RAMP.with_weight(0, 0, n) for n in range(3))
    bank = Bank((Filter(planes), Filter((_BOX,)), Filter(planes)))
    kept = filters.shared(bank, 1, [0])
    assert isinstance(kept, Bank)
    assert [len(one.planes) for one in kept.filters] == [1, 1, 3]
    assert kept.filters[0].planes[0] == planes[1]


def test_a_layer_of_luminance_sums_where_channels_are_apart() -> None:
    assert filters.apart(Convolution(_BOX, channels="luminance"), _COLOURS, [0]).channels == "sum"


@given(st.integers(0, 50), st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]))
def test_groups_keep_what_their_filters_may_still_see(seed: int, old: int, new: int) -> None:
    generator = np.random.default_rng(seed)
    below = Maps(4, 1)
    weights = generator.normal(size=(1, 1, 4 // old, 4))
    bank = Bank.of_array(weights, groups=old)
    made = filters.regrouped(bank, new, below)
    assert made.groups == new
    if 4 // old > 1 or (new > 1 and 4 // new > 1):
        assert made.seen(below) == 4 // new
    whole = _dense(bank, old)
    seen = np.kron(np.eye(new), np.ones((4 // new, 4 // new))) if bank.planes > 1 else 1.0
    if bank.planes > 1:
        np.testing.assert_array_equal(_dense(made, new), whole * seen)


def _dense(bank: Bank, groups: int) -> np.ndarray:
    """(channels, filters), zeros where a filter does not see a channel."""
    count = len(bank.filters)
    weights = bank.array(count // groups)[0, 0]
    found = np.zeros((count, count))
    size = count // groups
    for part in range(groups):
        span = slice(part * size, (part + 1) * size)
        found[span, span] = weights[:, span]
    return found


def test_groups_that_do_not_divide_are_refused_in_words() -> None:
    bank = Bank.of_array(np.ones((1, 1, 1, 4)))
    with pytest.raises(ArgumentValueError, match="groups"):
        filters.regrouped(bank, 3, Maps(4, 1))


def test_of_groups_a_filter_names_the_channels_that_it_sees() -> None:
    bank = Bank.of_array(np.ones((1, 1, 2, 4)), groups=2)
    channels = ("a", "b", "c", "d")
    assert filters.plane_names(bank, 1, channels) == ("a", "b")
    assert filters.plane_names(bank, 2, channels) == ("c", "d")
    assert filters.plane_names(bank, 2, ("a",)) == ("Channel 1", "Channel 2")
    whole = Bank.of_array(np.ones((1, 1, 4, 3)))
    assert filters.plane_names(whole, 2, channels) == channels


def test_new_filters_have_the_size_and_anchor_of_the_others() -> None:
    bank = filters.added(Convolution(replace(_RAMP, anchor=(0, 2))), 0)
    made = bank.filters[1].planes[0]
    assert made.anchor == (0, 2)
    assert made.weights[0][2] == 1.0
    assert made.total == 1.0
