"""What ``conv2d`` refuses and in which words, and what it takes however far it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio import ValidationError, conv2d, explain
from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics.borders import BORDER_MODES

_X, _WEIGHTS = np.ones((5, 6)), np.ones((3, 3))
_COLOUR, _LAYER = np.ones((5, 6, 4)), np.ones((3, 3, 4, 2))
_NO_REALS = (
    "must be an array of real numbers (integers or floats); an array of dtype {0} was given."
)
_PAIR = "an integer or (vertical, horizontal)"
_PADDINGS = "must be “same”, “valid”, an integer, (vertical, horizontal) or ((top, bottom), "


def _refusal(kind: type[Exception], **arguments: object) -> ValidationError:
    """The refusal, which is a ValidationError as well as the error one expects."""
    given_all = {"x": _X, "weights": _WEIGHTS} | arguments
    with pytest.raises(kind) as caught:
        conv2d(**given_all)
    with pytest.raises(kind) as explained:
        explain(**given_all)
    assert str(explained.value) == str(caught.value)
    assert isinstance(caught.value, ValidationError)
    assert caught.value.argument
    assert caught.value.given
    assert caught.value.wanted
    return caught.value


@pytest.mark.parametrize("name", ["x", "weights", "bias"])
@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (np.ones((3, 3), bool), "bool"),
        (np.full((3, 3), "a"), "<U1"),
        (np.full((3, 3), None), "object"),
        (np.ones((3, 3), complex), "complex128"),
        (np.zeros((3, 3), "M8[s]"), "datetime64[s]"),
        (np.zeros((3, 3), "m8[s]"), "timedelta64[s]"),
        (np.zeros((3, 3), [("a", "f4")]), "[('a', '<f4')]"),
        (np.zeros((3, 3), "V4"), "|V4"),
    ],
)
def test_arrays_of_what_is_no_real_number(name: str, value, dtype: str) -> None:
    assert str(_refusal(TypeError, **{name: value})) == f"{name} {_NO_REALS.format(dtype)}"


@pytest.mark.parametrize("name", ["x", "weights"])
@pytest.mark.parametrize(
    ("value", "given_as"),
    [([[1.0]], "a list"), (None, "None"), (3, "an int"), (np.float64(3), "a float64")],
)
def test_what_is_no_array(name: str, value: object, given_as: str) -> None:
    message = f"{name} must be a numpy array; {given_as} was given."
    assert str(_refusal(TypeError, **{name: value})) == message


@pytest.mark.parametrize("name", ["x", "weights", "bias"])
def test_a_mask_is_refused_and_not_passed_over(name: str) -> None:
    message = f"{name} must be a numpy array without a mask; a masked array was given."
    assert _refusal(TypeError, **{name: np.ma.masked_equal(np.eye(3), 1)}).message == message


_WRONG_SHAPES = [
    ((), (3, 3), 1, "x must be (rows, columns) or (..., rows, columns, channels); shape () was"),
    ((4,), (1, 1), 1, "x must be (rows, columns) or (..., rows, columns, channels); shape (4,)"),
    ((0, 2), (1, 1), 1, "x must be not empty; shape (0, 2) was"),
    ((2, 2, 0), (1, 1), 1, "x must be not empty; shape (2, 2, 0) was"),
    ((0, 5, 5, 1), (1, 1), 1, "x must be not empty; shape (0, 5, 5, 1) was"),
    ((5, 5), (), 1, "weights must be 2-dimensional or 3-dimensional or 4-dimensional; shape ()"),
    ((5, 5), (3,), 1, "weights must be 2-dimensional or 3-dimensional or 4-dimensional; shape (3"),
    ((5, 5), (1,) * 5, 1, "weights must be 2-dimensional or 3-dimensional or 4-dimensional; shape"),
    ((5, 5), (0, 3), 1, "weights must be not empty; shape (0, 3) was"),
    ((5, 5), (3, 3, 1, 0), 1, "weights must be not empty; shape (3, 3, 1, 0) was"),
    ((5, 5), (3, 3, 3), 1, "weights must be (rows, columns, 1); shape (3, 3, 3) for 1 channels"),
    ((5, 5, 4), (3, 3, 3), 1, "weights must be (rows, columns, 4); shape (3, 3, 3) for 4 channels"),
    ((5, 5, 4), (3, 3, 1), 1, "weights must be (rows, columns, 4); shape (3, 3, 1) for 4 channels"),
    (
        (5, 5, 4), (3, 3, 3, 2), 1,
        "weights must be (rows, columns, 4, filters); shape (3, 3, 3, 2) for 4 channels was",
    ),
    (
        (5, 5, 4), (3, 3, 4, 2), 2,
        "weights must be (rows, columns, 2, filters); shape (3, 3, 4, 2) for 4 channels in 2",
    ),
    ((5, 5, 4), (3, 3, 2, 3), 2, "groups must be a divisor of the filters; 2 for 3 filters was"),
    ((5, 5, 4), (3, 3, 1, 3), 3, "groups must be a divisor of the channels; 3 for 4 channels was"),
    (
        (5, 5, 4), (3, 3), 2,
        "groups must be 1 unless weights are (rows, columns, channels / groups, filters); 2 for",
    ),
    (
        (5, 5, 4), (3, 3, 2), 2,
        "groups must be 1 unless weights are (rows, columns, channels / groups, filters); 2 for",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("x", "weights", "groups", "message"), _WRONG_SHAPES)
def test_wrong_shapes(x, weights, groups: int, message: str) -> None:
    found = _refusal(ValueError, x=np.ones(x), weights=np.ones(weights), groups=groups)
    assert str(found).startswith(message)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("strides", 1.0, f"strides must be {_PAIR}; 1.0 was given."),
        ("strides", True, f"strides must be {_PAIR}; True was given."),
        ("strides", None, f"strides must be {_PAIR}; None was given."),
        ("strides", "2", f"strides must be {_PAIR}; a str was given."),
        ("strides", (1, 2.5), "strides must be an integer; 2.5 was given."),
        ("strides", np.array([1, 1]), f"strides must be {_PAIR}; a numpy array was given."),
        ("dilation", 1.5, f"dilation must be {_PAIR}; 1.5 was given."),
        ("dilation", (1, None), "dilation must be an integer; None was given."),
        ("groups", 1.0, "groups must be an integer; 1.0 was given."),
        ("groups", (1, 1), "groups must be an integer; a tuple was given."),
        ("padding", None, f"padding {_PADDINGS}(left, right)); None was given."),
        ("padding", 1.5, f"padding {_PADDINGS}(left, right)); 1.5 was given."),
        ("padding", (1, "1"), f"padding {_PADDINGS}(left, right)); a str was given."),
        (
            "padding",
            np.array([1, 1]),
            f"padding {_PADDINGS}(left, right)); a numpy array was given.",
        ),
        ("border", None, "border must be one of “zeros”, “constant”, “edge”, “reflect”, "),
        ("border", np.array(["edge", "wrap"]), "border must be one of “zeros”, “constant”, “edge”"),
        ("value", "0", "value must be a real number; a str was given."),
        ("value", 1j, "value must be a real number; a complex was given."),
        ("value", True, "value must be a real number; a bool was given."),
        ("value", None, "value must be a real number; None was given."),
        ("flip", 1, "flip must be True or False; an int was given."),
        ("flip", None, "flip must be True or False; None was given."),
        ("exact", 0, "exact must be True or False; an int was given."),
        ("exact", "yes", "exact must be True or False; a str was given."),
        ("activation", 5, "activation must be None, a function or one of “relu”, "),
        ("activation", {}, "activation must be None, a function or one of “relu”, "),
        ("activation", np.ones(2), "activation must be None, a function or one of “relu”, "),
        ("data_format", None, "data_format must be one of “channels_last”, “channels_first”; None"),
        ("data_format", np.array([1, 2]), "data_format must be one of “channels_last”, "),
        ("bias", "1", "bias must be a real number; a str was given."),
        ("bias", [1], "bias must be a real number; a list was given."),
        ("bias", True, "bias must be a real number; a bool was given."),
        ("bias", np.array(True), f"bias {_NO_REALS.format('bool')}"),
        ("bias", 1j, "bias must be a real number; a complex was given."),
        ("bias", np.array(None), f"bias {_NO_REALS.format('object')}"),
        ("bias", np.ma.masked, "bias must be a numpy array without a mask; a masked array was"),
    ],
)
def test_arguments_of_the_wrong_type(name: str, value: object, message: str) -> None:
    assert str(_refusal(TypeError, **{name: value})).startswith(message)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("strides", 0, "strides must be at least 1; 0 was given."),
        ("strides", (1, -1), "strides must be at least 1; -1 was given."),
        ("strides", (1, 1, 1), "strides must be an integer or (vertical, horizontal); a sequence"),
        ("strides", -(10**30), "strides must be at least 1; a number of 31 digits was given."),
        ("dilation", 0, "dilation must be from 1 to 2147483647; 0 was given."),
        ("dilation", (), "dilation must be an integer or (vertical, horizontal); a sequence of 0"),
        ("dilation", 10**30, "dilation must be from 1 to 2147483647; a number of 31 digits was"),
        ("groups", 0, "groups must be from 1 to 9223372036854775807; 0 was given."),
        ("padding", -1, "padding must be from 0 to 2147483647; -1 was given."),
        ("padding", 2**31, "padding must be from 0 to 2147483647; 2147483648 was given."),
        ("padding", 10**30, "padding must be from 0 to 2147483647; a number of 31 digits was"),
        ("padding", ((0, -1), 0), "padding must be from 0 to 2147483647; -1 was given."),
        ("padding", (1, 2, 3), f"padding {_PADDINGS}(left, right)); a sequence of 3 values was"),
        ("padding", "full", f"padding {_PADDINGS}(left, right)); “full” was given."),
        ("border", "mirror", "border must be one of “zeros”, “constant”, “edge”, “reflect”, "),
        ("value", np.nan, "value must be a finite number; nan was given."),
        ("value", np.inf, "value must be a finite number; inf was given."),
        ("value", 10**400, "value must be a finite number; a number of 401 digits was given."),
        ("activation", "RELU", "activation must be None, a function or one of “relu”, "),
        ("activation", "", "activation must be None, a function or one of “relu”, "),
        ("data_format", "NHWC", "data_format must be one of “channels_last”, “channels_first”; “N"),
        ("bias", np.nan, "bias must be a finite number; nan was given."),
        ("bias", -np.inf, "bias must be a finite number; -inf was given."),
        ("bias", np.array([np.nan]), "bias must be a finite number; nan was given."),
        ("bias", np.ones(2), "bias must be a number or of shape (1,); shape (2,) was given."),
        (
            "bias",
            np.ones((1, 1)),
            "bias must be a number or of shape (1,); shape (1, 1) was given.",
        ),
        ("bias", np.ones(0), "bias must be a number or of shape (1,); shape (0,) was given."),
    ],
)
def test_values_out_of_range(name: str, value: object, message: str) -> None:
    assert str(_refusal(ValueError, **{name: value})).startswith(message)


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"padding": "valid", "weights": np.ones((6, 3))}, "kernel"),
        ({"padding": "valid", "dilation": 3}, "kernel"),
        ({"padding": 1, "dilation": 2**31 - 1}, "kernel"),
        ({"padding": 5, "border": "reflect"}, "padding"),
        ({"weights": np.ones((11, 11)), "border": "reflect"}, "padding"),
        ({"strides": 3, "padding": "valid", "exact": True}, "vertical stride"),
        ({"strides": (1, 2), "padding": "valid", "exact": True}, "horizontal stride"),
        ({"strides": 10**30, "padding": "valid", "exact": True}, "vertical stride"),
    ],
)
def test_geometry_that_cannot_be(options: dict[str, object], argument: str) -> None:
    found = _refusal(ValueError, **options)
    assert found.argument == argument
    assert found.hint.startswith("What would fit: ")


@pytest.mark.parametrize("maps", [np.ones(4), np.ones(3), np.ones((2, 1))])
def test_a_bias_for_another_number_of_maps(maps: np.ndarray) -> None:
    found = _refusal(ValueError, x=_COLOUR, weights=_LAYER, bias=maps)
    assert found.wanted == "a number or of shape (2,)"
    assert _refusal(ValueError, x=_COLOUR, bias=np.ones(2)).wanted.endswith("of shape (4,)")


@pytest.mark.parametrize(
    ("returned", "kind"),
    [
        ([1.0], TypeError), (None, TypeError), (np.ones((1, 5, 6, 1), bool), TypeError),
        (np.ones((5, 6)), ValueError), (np.float64(1), TypeError),
    ],
)  # fmt: skip
def test_what_an_activation_may_not_return(returned: object, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="what activation returns must be") as caught:
        conv2d(_X, _WEIGHTS, activation=lambda _: returned)
    assert isinstance(caught.value, ValidationError)


def test_an_output_that_no_memory_holds_is_refused_before_any_work() -> None:
    with pytest.raises(ValueError, match="the output must be of a size that memory can") as caught:
        conv2d(_X, _WEIGHTS, padding=2**31 - 1)
    assert isinstance(caught.value, ValidationError)
    assert caught.value.hint == "Use less padding or a larger stride."


_FAR = 2**31 - 1


@pytest.mark.parametrize("border", BORDER_MODES)
@pytest.mark.parametrize("kernel", [(3, 3), (3, 3, 1, 2)])
def test_strides_beyond_any_index(border: str, kernel) -> None:
    for padding in (0, 1, "same", "valid"):
        near = conv2d(_X, np.ones(kernel), strides=50, padding=padding, border=border)
        far = conv2d(_X, np.ones(kernel), strides=(10**30, 2**64), padding=padding, border=border)
        np.testing.assert_array_equal(near, far)


@pytest.mark.parametrize("border", sorted({*BORDER_MODES} - {"reflect"}))
def test_dilations_and_paddings_far_beyond_the_picture(border: str) -> None:
    x = np.arange(30.0).reshape(5, 6)
    corners = np.array([[1, 0, 2], [0, 4, 0], [8, 0, 16]])
    for dilation in (_FAR, 30 * 10**6):  # multiples of 30 and not
        found = conv2d(x, corners, dilation=dilation, border=border)
        reference = dilation % 60 + 60 if border in ("wrap", "symmetric") else 60
        expected = conv2d(x, corners, dilation=reference, border=border)
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(conv2d(x, np.ones((1, 1)), dilation=_FAR, border=border), x)
    found = conv2d(x, corners, padding=_FAR, strides=_FAR, border=border)
    assert found.shape == (3, 3)
    assert found[1, 1] == (corners * x[:3, :3]).sum()
    for layer in (np.ones((2, 2, 1, 9)), np.ones((2, 1)), np.ones((1, 2))):
        assert conv2d(x, layer, dilation=_FAR, border=border).shape[:2] == (5, 6)


@settings(max_examples=500)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.sampled_from(
                [0, 1, -1, 2, 10**30, 2.5, True, None, "same", "edge", "relu", (1, 2), (1,), [],
                 ((1, 2), (3, 4)), np.nan, np.ones(2), np.array(3), np.int8(2), np.float16(1), b"x"]
            )
            for name in (
                "bias", "strides", "padding", "dilation", "groups", "border", "value", "flip",
                "activation", "data_format", "exact",
            )
        },
    ),
    st.lists(st.integers(0, 3), max_size=5),
    st.lists(st.integers(0, 3), max_size=5),
)  # fmt: skip
def test_whatever_comes_in_it_is_a_result_or_a_refusal(options, shape, kernel) -> None:
    try:
        found = conv2d(np.ones(shape), np.ones(kernel), **options)
    except (ArgumentTypeError, ArgumentValueError):
        return
    assert found.dtype == np.float64
