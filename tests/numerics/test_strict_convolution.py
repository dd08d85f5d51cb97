"""``convolution2D``, the strict teaching function: its worked examples and its refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from convstudio import ValidationError, convolution2D

_IMAGE, _KERNEL = np.ones((5, 6)), np.ones((3, 3))


def test_two_bright_columns_under_a_vertical_line() -> None:
    image = np.zeros((8, 8))
    image[:, 3:5] = 1
    kernel = np.array([[0, 1, 0]] * 3)
    found = convolution2D(image, kernel, padding=0)
    np.testing.assert_array_equal(found, [[0, 0, 3, 3, 0, 0]] * 6)


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "stride", "expected"),
    [(9, 3, 0, 1, 7), (9, 3, 1, 1, 9), (13, 5, 0, 2, 5), (9, 3, None, 1, 9), (13, 5, None, 2, 7)],
)
def test_the_sizes_of_the_rules(size: int, kernel: int, padding, stride: int, expected) -> None:
    found = convolution2D(np.ones((size, size)), np.ones((kernel, kernel)), padding, stride)
    assert found.shape == (expected, expected)


def test_no_padding_given_means_half_the_kernel_whatever_the_stride() -> None:
    rng = np.random.default_rng(2)
    image, kernel = rng.normal(size=(10, 11)), rng.normal(size=(5, 5))
    whole = signal.correlate2d(image, kernel, mode="same")
    for stride in (1, 2, 3):
        found = convolution2D(image, kernel, stride=stride)
        np.testing.assert_allclose(found, whole[::stride, ::stride], rtol=1e-12, atol=1e-12)


def test_the_kernel_is_not_turned() -> None:
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(0, 256, (7, 9)), rng.integers(-9, 9, (3, 3))
    expected = signal.correlate2d(image, kernel, mode="valid")
    np.testing.assert_array_equal(convolution2D(image, kernel, padding=0), expected)


@pytest.mark.parametrize("integer", [np.int8, np.uint8, np.int64, np.uint64])
def test_numpy_integers_are_integers(integer: type) -> None:
    found = convolution2D(_IMAGE, _KERNEL, padding=integer(0), stride=integer(2))
    np.testing.assert_array_equal(found, [[9, 9], [9, 9]])


def test_numpy_integers_do_not_overflow() -> None:
    found = convolution2D(np.ones((3, 3)), np.ones((1, 1)), np.int8(100), np.int8(127))
    np.testing.assert_array_equal(found, [[0, 0]] * 2)


@pytest.mark.parametrize(
    ("dtype", "result"), [("f4", "f4"), ("f8", "f8"), ("u1", "f8"), ("i4", "f8")]
)
def test_float32_gives_float32_and_everything_else_float64(dtype: str, result: str) -> None:
    assert convolution2D(_IMAGE.astype(dtype), _KERNEL).dtype == np.dtype(result)
    assert convolution2D(_IMAGE.astype(dtype), _KERNEL.astype("f4")).dtype == np.dtype(result)


def test_a_kernel_as_large_as_the_image_is_taken() -> None:
    np.testing.assert_array_equal(convolution2D(np.ones((3, 3)), _KERNEL, padding=0), [[9]])


@pytest.mark.parametrize("name", ["image", "kernel"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([[1.0]], "must be a numpy array; a list was given."),
        (None, "must be a numpy array; None was given."),
        (3, "must be a numpy array; an int was given."),
        (np.float64(3), "must be a numpy array; a float64 was given."),
        (np.ones((3, 3), bool), "dtype bool was given."),
        (np.full((3, 3), "a"), "dtype <U1 was given."),
        (np.full((3, 3), None), "dtype object was given."),
        (np.ones((3, 3), complex), "dtype complex128 was given."),
        (np.zeros((3, 3), "M8[s]"), "dtype datetime64[s] was given."),
    ],
)
def test_what_is_no_array_of_real_numbers_is_a_type_error(name: str, value, message: str) -> None:
    if "dtype" in message:
        message = f"must be an array of real numbers (integers or floats); an array of {message}"
    with pytest.raises(TypeError) as caught:
        convolution2D(**{"image": _IMAGE, "kernel": _KERNEL, name: value})
    assert isinstance(caught.value, ValidationError)
    assert str(caught.value) == f"{name} {message}"


@pytest.mark.parametrize("name", ["padding", "stride"])
@pytest.mark.parametrize(
    ("value", "given"),
    [
        (True, "True"),
        (np.False_, "a bool"),
        (1.0, "1.0"),
        ("1", "a str"),
        ((1, 1), "a tuple"),
        (np.array(1), "a numpy array"),
    ],
)
def test_what_is_no_integer_is_a_type_error(name: str, value: object, given: str) -> None:
    with pytest.raises(TypeError) as caught:
        convolution2D(_IMAGE, _KERNEL, **{name: value})
    assert isinstance(caught.value, ValidationError)
    assert str(caught.value) == f"{name} must be an integer; {given} was given."


def test_no_stride_at_all_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="stride must be an integer; None was given"):
        convolution2D(_IMAGE, _KERNEL, stride=None)


_LARGER = "kernel must be no larger than the image; a {0} kernel for a {1} image was given."
_EVEN = "kernel size must be odd, so that one weight is the centre; {0} was given. {1} would do."


@pytest.mark.parametrize(
    ("image", "kernel", "message"),
    [
        ((3,), (3, 3), "image must be 2-dimensional; shape (3,) was given."),
        ((5, 5, 3), (3, 3), "image must be 2-dimensional; shape (5, 5, 3) was given."),
        ((), (3, 3), "image must be 2-dimensional; shape () was given."),
        ((5, 5), (3, 3, 1), "kernel must be 2-dimensional; shape (3, 3, 1) was given."),
        ((0, 5), (3, 3), "image must be not empty; shape (0, 5) was given."),
        ((5, 5), (0, 0), "kernel must be not empty; shape (0, 0) was given."),
        ((5, 5), (3, 1), "kernel must be square; 3×1 was given."),
        ((5, 5), (2, 4), "kernel must be square; 2×4 was given."),
        ((5, 5), (2, 2), _EVEN.format(2, "1 or 3")),
        ((5, 5), (4, 4), _EVEN.format(4, "3 or 5")),
        ((5, 5), (7, 7), _LARGER.format("7×7", "5×5")),
        ((9, 3), (5, 5), _LARGER.format("5×5", "9×3")),
    ],
)
def test_wrong_shapes_are_value_errors(image, kernel, message: str) -> None:
    with pytest.raises(ValueError, match="must be") as caught:
        convolution2D(np.ones(image), np.ones(kernel))
    assert isinstance(caught.value, ValidationError)
    assert str(caught.value) == message


def test_a_kernel_larger_than_the_image_is_refused_whatever_the_padding() -> None:
    with pytest.raises(ValueError, match="no larger than the image"):
        convolution2D(np.ones((3, 3)), np.ones((5, 5)), padding=10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"padding": -1}, "padding must be at least 0; -1 was given."),
        ({"padding": np.int64(-3)}, "padding must be at least 0; -3 was given."),
        ({"stride": 0}, "stride must be at least 1; 0 was given."),
        ({"stride": -2}, "stride must be at least 1; -2 was given."),
    ],
)
def test_padding_and_stride_out_of_range_are_value_errors(options, message: str) -> None:
    with pytest.raises(ValueError, match="must be") as caught:
        convolution2D(_IMAGE, _KERNEL, **options)
    assert isinstance(caught.value, ValidationError)
    assert str(caught.value) == message
