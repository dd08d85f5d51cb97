"""Arrays on maps: other numbers of channels are refused with what would fit."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.axes import KERAS, KERAS_DEPTHWISE, PYTORCH, AxisOrder
from convstudio.pipeline.banks.filling import check_fit, filled
from convstudio.pipeline.banks.from_array import arrangement, put
from convstudio.pipeline.banks.guessing import layer_name
from convstudio.pipeline.banks.kernels import alike, filters_of
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.single_filter import bank_of

RGB, GRAY = Maps(1, 3), Maps(1, 1)
LIBRARY = shipped_library()
SOBEL = LIBRARY.named("sobel-x")


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape)


def test_as_many_planes_as_channels_are_summed():
    made = arrangement(ones(64, 3, 7, 7), PYTORCH, RGB)
    assert (made.channels, made.groups, made.weights.shape) == ("sum", 1, (7, 7, 3, 64))
    assert made.words == "64 filters of 7×7, summed over 3 channels"


def test_one_plane_is_shared_and_the_layer_keeps_its_channels():
    layer = Convolution(SOBEL, channels="each")
    bank = put(bank_of(layer), arrangement(ones(3, 3, 1, 8), KERAS, RGB))
    assert (bank.channels, bank.planes, len(bank.filters)) == ("each", 1, 8)


def test_planes_that_divide_the_channels_are_groups():
    bank = put(bank_of(Convolution(SOBEL)), arrangement(ones(4, 8, 3, 3), PYTORCH, Maps(16, 1)))
    assert (bank.channels, bank.groups, bank.planes) == ("sum", 2, 8)
    check_fit(bank, Maps(16, 1))


@pytest.mark.parametrize(("shape", "order"), [((32, 1, 3, 3), PYTORCH), ((3, 3, 1, 32), KERAS)])
def test_one_plane_each_on_maps_is_a_group_for_each_channel(shape, order):
    made = arrangement(ones(*shape), order, Maps(32, 1))
    assert (made.channels, made.groups) == ("sum", 32)
    check_fit(put(bank_of(Convolution(SOBEL)), made), Maps(32, 1))
    assert arrangement(ones(*shape), order, Maps(5, 1)).groups == 1
    assert (
        arrangement(ones(3, 3, 32), AxisOrder(("rows", "columns", "filters")), Maps(32, 1)).groups
        == 1
    )


@pytest.mark.parametrize(
    ("shape", "below", "fitting"),
    [
        ((3, 3, 64, 32), RGB, "1 or 3 would fit"),
        ((3, 3, 3, 32), GRAY, "for 1 would fit"),
        ((3, 3, 5, 32), Maps(12, 1), "1, 2, 3, 4, 6 or 12 would fit"),
        ((3, 3, 2, 3), Maps(4, 1), "1, 2 or 4 would fit"),
    ],
)
def test_another_number_of_channels_is_refused_with_what_would_fit(shape, below, fitting):
    with pytest.raises(
        ArgumentValueError, match=f"one for {shape[2]} channels was given"
    ) as caught:
        arrangement(ones(*shape), KERAS, below)
    assert fitting in caught.value.hint
    assert f"a layer with {shape[2]} maps" in caught.value.hint


def test_depthwise_filters_for_other_channels_are_refused():
    with pytest.raises(ArgumentValueError, match="3 channels below"):
        arrangement(ones(3, 3, 4, 1), KERAS_DEPTHWISE, RGB)


def test_too_many_weights_are_refused_before_they_are_made():
    with pytest.raises(ArgumentValueError, match="at most 524,288"):
        arrangement(ones(512, 512, 3, 3), PYTORCH, Maps(512, 1))


def test_biases_must_be_one_a_filter():
    with pytest.raises(ArgumentValueError, match="one a filter"):
        arrangement(ones(3, 3, 1, 4), KERAS, GRAY, np.ones(5))
    made = arrangement(ones(3, 3, 1, 2), KERAS, GRAY, np.array([255.0, 51.0]))
    bank = put(bank_of(Convolution(SOBEL)), made, names=["a"], bias_scale=1 / 255)
    assert [one.bias for one in bank.filters] == pytest.approx([1.0, 0.2])
    assert [one.name for one in bank.filters] == ["a", ""]


def test_what_a_network_slid_is_not_flipped_and_the_rest_of_the_layer_stays():
    layer = Convolution(SOBEL, strides=2, flip=True, activation="relu", name="conv1")
    bank = put(bank_of(layer), arrangement(ones(3, 3, 3, 4), KERAS, RGB))
    assert (bank.flip, bank.strides, bank.activation, bank.name) == (False, (2, 2), "relu", "conv1")


# Filters beside others


def test_filters_put_after_others_get_the_larger_size():
    bank = bank_of(Convolution(SOBEL))
    gaussian = LIBRARY.named("gaussian-5")
    joined = filled(bank, filters_of([gaussian]), "after")
    assert joined.size == (5, 5)
    assert [one.title for one in joined.filters] == [SOBEL.name, gaussian.name]
    assert np.array_equal(joined.array(1)[1:4, 1:4, 0, 0], SOBEL.array / SOBEL.divisor)
    assert np.count_nonzero(joined.array(1)[..., 0, 0]) == 6


def test_filters_of_other_planes_cannot_stand_beside_each_other():
    bank = Bank.of_array(ones(3, 3, 3, 1))
    with pytest.raises(ArgumentValueError, match="3 planes and of 4"):
        filled(bank, Bank.of_array(ones(3, 3, 4, 1)).filters, "after")


def test_planes_of_their_own_make_a_layer_sum():
    bank = bank_of(Convolution(SOBEL, channels="luminance"))
    assert filled(bank, Bank.of_array(ones(3, 3, 3, 1)).filters).channels == "sum"
    assert filled(bank, filters_of([SOBEL])).channels == "luminance"


def test_kernels_of_even_size_and_moved_anchors_do_the_same_as_before():
    roberts = (
        LIBRARY.named("roberts-1")
        if "roberts-1" in {p.identifier for p in LIBRARY.presets}
        else SOBEL.resized(2, 2)
    )
    moved = SOBEL.with_anchor((0, 2))
    for kernel, framed in zip((SOBEL, roberts, moved), alike((SOBEL, roberts, moved)), strict=True):
        row, column = (m - a for m, a in zip(framed.centre, kernel.anchored_at, strict=True))
        inside = framed.array[row : row + kernel.rows, column : column + kernel.columns]
        assert framed.anchor is None
        assert np.array_equal(inside, kernel.array)
        assert np.abs(framed.array).sum() == np.abs(kernel.array).sum()


def test_the_whole_library_goes_into_one_bank():
    kernels = [preset.kernel for preset in LIBRARY.presets]
    filters = filters_of(kernels)
    assert len(filters) == len(kernels)
    assert len({one.planes[0].shape for one in filters}) == 1


def test_no_kernel_is_no_bank():
    with pytest.raises(ArgumentValueError, match="at least one"):
        filters_of([])


@pytest.mark.parametrize(
    ("array", "name"),
    [
        ("conv1.weight", "conv1"),
        ("features.0.weight", "features.0"),
        ("Conv1/kernel:0", "Conv1"),
        ("first", "first"),
        ("weight", ""),
        ("arr_0", ""),
        ("", ""),
        ("a\nb.weight", "a b"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_layer_is_called_by_the_array_of_its_weights(array: str, name: str) -> None:
    assert layer_name(array) == name
