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


@pytest.mark.parametrize(
    ("padding", "kept"),
    [
        (2, ((2, 2), (2, 2))),
        ((1, 2), ((1, 1), (2, 2))),
        ([[1, 2], (3, np.uint8(4))], ((1, 2), (3, 4))),
        ("valid", "valid"),
    ],
)
def test_every_form_of_padding_is_kept_in_one(padding: object, kept: object) -> None:
    assert Convolution(_BOX, padding).padding == kept


@pytest.mark.parametrize(
    ("changed", "others"),
    [
        ("strides", (2, 2)),
        ("dilation", (2, 2)),
        ("border", "wrap"),
        ("border_value", 0.5),
        ("channels", "sum"),
        ("alpha", "weighted"),
        ("bias", 1.0),
        ("activation", "relu"),
        ("flip", True),
        ("exact", True),
    ],
)
def test_layers_that_differ_in_one_setting_differ(changed: str, others: object) -> None:
    layer = Convolution(_BOX, **{changed: others})
    assert layer != Convolution(_BOX)
    assert layer == Convolution(_BOX, **{changed: others})
    assert getattr(layer, changed) == others


def test_linear_light_is_a_switch() -> None:
    assert Pipeline((Convolution(_BOX),), linear_light=True) != Pipeline((Convolution(_BOX),))
    with pytest.raises(ArgumentTypeError, match="linear light must be True or False; an int was"):
        Pipeline((Convolution(_BOX),), linear_light=1)  # type: ignore[arg-type]


def test_the_geometry_knows_dilation_and_each_side() -> None:
    layer = Convolution(_BOX, ((1, 2), (3, 0)), (2, 3), (4, 2))
    assert layer.axes((20, 30)) == (Axis(20, 3, 2, 1, 2, 4), Axis(30, 3, 3, 3, 0, 2))


def test_an_exact_fit_refuses_a_remainder_of_any_layer() -> None:
    fitting = Convolution(_BOX, "valid", 2, exact=True)
    assert Pipeline((fitting, fitting)).output_size((7, 11)) == (1, 2)
    with pytest.raises(ArgumentValueError, match="vertical stride must be a divisor"):
        Pipeline((fitting, fitting)).output_size((9, 11))


def test_reflect_reaches_no_further_than_the_map_below() -> None:
    layer = Convolution(_BOX, 4, 2, border="reflect")
    assert layer.axes((5, 5))[0].output == 6
    with pytest.raises(ArgumentValueError, match="padding must be at most 3 with border “reflect”"):
        Pipeline((Convolution(_BOX, "valid", 2), layer)).output_size((9, 20))


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
        ({"padding": -1}, "padding must be from 0 to 2147483647; -1 was given."),
        ({"padding": ((0, 1025), (0, 0))}, "padding must be from 0 to 1024; 1025 was given."),
        ({"padding": 1025}, "padding must be from 0 to 1024; 1025 was given."),
        (
            {"padding": "full"},
            (
                "padding must be “same”, “valid”, an integer, (vertical, horizontal) or "
                "((top, bottom), (left, right)); “full” was given."
            ),
        ),
        ({"strides": (0, 1)}, "stride must be from 1 to 1024; 0 was given."),
        ({"strides": (1, 1025)}, "stride must be from 1 to 1024; 1025 was given."),
        ({"dilation": 0}, "dilation must be from 1 to 1024; 0 was given."),
        ({"dilation": (1, 1025)}, "dilation must be from 1 to 1024; 1025 was given."),
        (
            {"border": "mirror"},
            (
                "border must be one of “zeros”, “constant”, “edge”, “reflect”, “symmetric”, "
                "“wrap”; “mirror” was given."
            ),
        ),
        ({"border_value": np.inf}, "border value must be a finite number; inf was given."),
        ({"border_value": 2e6}, "border value must be from -1e+06 to 1e+06; 2e+06 was given."),
        (
            {"channels": "cyan"},
            (
                "channels must be one of “each”, “luminance”, “sum”, “red”, “green”, “blue”, "
                "“alpha”; “cyan” was given."
            ),
        ),
        (
            {"alpha": "none"},
            "alpha must be one of “kept”, “filtered”, “weighted”; “none” was given.",
        ),
        ({"bias": np.nan}, "bias must be a finite number; nan was given."),
        ({"bias": -1e7}, "bias must be from -1e+06 to 1e+06; -1e+07 was given."),
        (
            {"activation": "softmax"},
            (
                "activation must be one of “none”, “relu”, “leaky_relu”, “sigmoid”, “tanh”, "
                "“absolute”; “softmax” was given."
            ),
        ),
    ],
)
def test_values_out_of_range_are_refused(options, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Convolution(_BOX, **options)
    assert caught.value.message == message


def test_three_strides_are_refused() -> None:
    with pytest.raises(ArgumentValueError, match=r"stride must be an integer or \(vertical, hori"):
        Convolution(_BOX, "same", (1, 1, 1))


@pytest.mark.parametrize(
    "options",
    [
        {"padding": 1.0},
        {"padding": True},
        {"padding": ((0, 1), (1, 2.0))},
        {"strides": (1.0, 1)},
        {"dilation": 2.0},
        {"dilation": None},
        {"border": 1},
        {"border_value": "0"},
        {"channels": None},
        {"alpha": True},
        {"bias": True},
        {"activation": None},
        {"flip": 1},
        {"exact": "no"},
    ],
)
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
