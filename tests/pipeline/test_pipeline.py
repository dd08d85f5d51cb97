"""Pipeline and layers as values."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Axis
from convstudio.pipeline.pipeline import Convolution, Pipeline

_BOX = Kernel(((1,) * 3,) * 3, 9)
_BOX_5 = Kernel(((1,) * 5,) * 5, 25)


def test_a_layer_begins_with_same_and_stride_1() -> None:
    layer = Convolution(_BOX)
    assert (layer.padding, layer.strides) == ("same", (1, 1))


def test_numbers_become_plain_ints_so_that_equal_layers_are_equal() -> None:
    layer = Convolution(_BOX, np.int64(2), [np.int8(1), 3])
    assert layer == Convolution(_BOX, 2, (1, 3))
    assert hash(layer) == hash(Convolution(_BOX, 2, (1, 3)))


def test_pipelines_of_equal_values_are_equal_and_hash_alike() -> None:
    one, other = (Pipeline((Convolution(_BOX),), Tone("absolute")) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Pipeline((Convolution(_BOX),))


def test_frozen_values_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Convolution(_BOX).padding = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"padding": -1}, "padding must be at least 0; -1 was given."),
        ({"padding": 1025}, "padding must be from 0 to 1024; 1025 was given."),
        ({"padding": "full"}, "padding must be “same”, “valid” or an integer; “full” was given."),
        ({"strides": (0, 1)}, "stride must be from 1 to 1024; 0 was given."),
        ({"strides": (1, 1025)}, "stride must be from 1 to 1024; 1025 was given."),
    ],
)
def test_values_out_of_range_are_refused(options, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Convolution(_BOX, **options)
    assert caught.value.message == message


def test_three_strides_are_refused() -> None:
    with pytest.raises(ArgumentValueError, match=r"stride must be an integer or \(vertical, hori"):
        Convolution(_BOX, "same", (1, 1, 1))


@pytest.mark.parametrize("options", [{"padding": 1.0}, {"padding": True}, {"strides": (1.0, 1)}])
def test_values_of_other_types_are_type_errors(options) -> None:
    with pytest.raises(ArgumentTypeError):
        Convolution(_BOX, **options)


def test_a_pipeline_without_a_layer_is_refused() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Pipeline(())
    assert caught.value.message == "pipeline must be at least one layer; no layer was given."


def test_each_layer_is_measured_on_the_map_of_the_one_before() -> None:
    pipeline = Pipeline((Convolution(_BOX, "valid", (2, 1)), Convolution(_BOX_5, 1)))
    assert pipeline.axes((20, 30)) == (
        (Axis(20, 3, 2, 0, 0), Axis(30, 3, 1, 0, 0)),
        (Axis(9, 5, 1, 1, 1), Axis(28, 5, 1, 1, 1)),
    )
    assert pipeline.output_size((20, 30)) == (7, 26)


def test_a_second_kernel_larger_than_its_map_is_refused() -> None:
    pipeline = Pipeline((Convolution(_BOX, "valid"), Convolution(_BOX_5, "valid")))
    assert pipeline.output_size((7, 7)) == (1, 1)
    with pytest.raises(ArgumentValueError, match="5×5 kernel for a picture of 4×5 pixels"):
        pipeline.output_size((6, 7))
