"""Banks of filters as values: shapes, counts, planes, groups, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.sizes import parameter_count
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.single_filter import bank_of, convolution_of

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
_MEAN = Kernel(((1, 1, 1),) * 3, 9, name="Mean")


def test_the_layer_of_the_textbook_has_832_parameters() -> None:
    conv1 = Bank.of_array(np.zeros((5, 5, 1, 32)), activation="relu", name="conv1")
    gray = Maps(1, 1)
    assert conv1.parameters(gray) == 832
    assert conv1.maps(gray) == Maps(32, 1)
    assert [axis.output for axis in conv1.axes((28, 28))] == [28, 28]
    assert conv1.products(gray) == 5 * 5 * 32
    assert conv1.title == "conv1"
    assert replace(conv1, name="").title == "Convolution 32 × 5×5"


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_counts_follow_the_formula(
    size: tuple[int, int], seen: int, groups: int, share: int
) -> None:
    filters = groups * share
    bank = Bank.of_array(np.zeros((*size, seen, filters)), groups=groups)
    below = Maps(seen * groups, 1)
    assert bank.maps(below) == Maps(filters, 1)
    expected = parameter_count(size, seen * groups, filters, groups=groups)
    assert bank.parameters(below) == expected
    assert bank.products(below) == expected - filters
    assert bank.array(seen).shape == (*size, seen, filters)


def test_depthwise_keeps_colours() -> None:
    bank = Bank.of_array(np.zeros((3, 3, 1, 2)), channels="each")
    assert bank.maps(Maps(1, 3, has_alpha=True)) == Maps(2, 3, has_alpha=True)
    assert bank.maps(Maps(5, 1)) == Maps(10, 1)


def test_one_map_needs_no_more_than_it_rests_on() -> None:
    weights = np.arange(36.0).reshape(1, 1, 6, 6)
    bank = Bank.of_array(weights[:, :, :2, :], groups=3)
    alone, need = bank.only(3, Maps(6, 1))
    assert need == Need(channels=(2, 4))
    assert (len(alone.filters), alone.groups) == (1, 1)
    each = Bank.of_array(weights[:, :, :, :2], channels="each")
    alone, need = each.only(3, Maps(2, 3))
    assert need == Need(map=1)
    assert [plane.weights[0][0] for plane in alone.filters[0].planes] == [19, 25, 31]


def test_a_shared_plane_and_planes_go_together() -> None:
    both = Bank((Filter((_MEAN,), 0.5), Filter((_SOBEL, _MEAN, _SOBEL), name="colour edges")))
    weights = both.array(3)
    np.testing.assert_array_equal(weights[..., 1, 0], np.full((3, 3), 1 / 9))
    np.testing.assert_array_equal(weights[..., 2, 1], _SOBEL.array)
    assert both.parameters(Maps(1, 3)) == 9 + 1 + 27 + 1
    typed, divisors = both.typed(3)
    assert divisors.tolist() == [9, 1]
    np.testing.assert_array_equal(typed[..., 0, 0], np.ones((3, 3)))
    np.testing.assert_array_equal(typed[..., 1, 1], np.full((3, 3), 1 / 9))
    assert [one.title for one in both.filters] == ["Mean", "colour edges"]


def test_a_kernel_of_another_size_takes_all_with_it() -> None:
    bank = Bank((Filter((_MEAN,)), Filter((_SOBEL,))))
    wider = bank.with_kernel(1, 0, _SOBEL.resized(5))
    assert wider.size == (5, 5)
    assert wider.kernel_at(0, 0).weights[1][1:4] == (1, 1, 1)
    moved = bank.with_kernel(0, 0, _MEAN.with_anchor((0, 0)))
    assert {one.planes[0].anchored_at for one in moved.filters} == {(0, 0)}
    assert bank.with_kernel(0, 0, _SOBEL).kernel_at(0, 7) == _SOBEL


def test_one_shared_filter_is_a_convolution_and_back() -> None:
    layer = Convolution(_SOBEL, "valid", 2, bias=0.25, activation="relu", channels="luminance")
    bank = bank_of(layer)
    assert convolution_of(bank) == layer
    assert convolution_of(replace(bank, filters=bank.filters * 2)) is None


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Bank(()), "filters"),
        (lambda: Bank((Filter((_SOBEL,)),) * (MOST_FILTERS + 1)), "1 … 512"),
        (lambda: Bank((Filter((_SOBEL,)), Filter((_MEAN.resized(5),)))), "one size"),
        (lambda: Bank((Filter((_SOBEL,)), Filter((_MEAN.with_anchor((0, 0)),)))), "one anchor"),
        (lambda: Bank((Filter((_SOBEL,) * 2), Filter((_SOBEL,) * 3))), "as many planes"),
        (lambda: Bank((Filter((_SOBEL,) * 3),), channels="luminance"), "Share one plane"),
        (lambda: Bank((Filter((_SOBEL,)),) * 2, groups=2, channels="each"), "groups"),
        (lambda: Bank.of_array(np.zeros((33, 33, 1, 512))), "at most 524,288"),
        (lambda: Bank.of_array(np.zeros((3, 3, 2))), "axes"),
        (lambda: Filter(()), "at least one"),
        (lambda: Bank((Filter((_SOBEL,)),), name="x" * 99), "at most 80"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, words: str) -> None:
    with pytest.raises(ArgumentValueError) as refusal:
        make()
    told = refusal.value
    assert words in f"{told.message} {told.hint}"


def test_filters_that_do_not_fit_their_input_say_what_would() -> None:
    bank = Bank.of_array(np.zeros((3, 3, 3, 2)))
    with pytest.raises(
        ArgumentValueError,
        match=r"planes of a filter must be 1, as many as the .* of the input; 3 was given",
    ):
        bank.maps(Maps(1, 1))
    grouped = Bank.of_array(np.zeros((3, 3, 1, 4)), groups=4)
    with pytest.raises(ArgumentValueError) as refusal:
        grouped.maps(Maps(6, 1))
    assert refusal.value.hint == "What would fit: 1, 2."
    assert refusal.value.message == (
        "groups must be a divisor of the input's 6 channels and of the 4 filters; 4 was given."
    )
    with pytest.raises(ArgumentValueError, match="must be 1, shared by all channels, or 5, as"):
        bank.maps(Maps(5, 1))
    luminance = Bank.of_array(np.zeros((3, 3, 1, 4)), channels="luminance")
    with pytest.raises(ArgumentValueError, match="for an input of 32 maps"):
        luminance.maps(Maps(32, 1))


def test_an_edit_looks_at_the_kernels_of_its_own_filter_alone(monkeypatch) -> None:
    bank = Bank.of_array(np.ones((3, 3, 16, 32)))
    looked: list[Kernel] = []
    true_shape = Kernel.shape.fget
    monkeypatch.setattr(
        Kernel, "shape", property(lambda self: (looked.append(self), true_shape(self))[1])
    )
    changed = bank.with_kernel(3, 5, bank.kernel_at(3, 5).with_weight(0, 0, 2.0))
    assert changed.kernel_at(3, 5).array[0, 0] == 2
    assert len(looked) < 16 * 32
    with pytest.raises(ArgumentValueError, match="one size"):
        bank.with_filter(0, Filter((Kernel(((1,),)),)))
