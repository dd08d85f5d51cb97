"""The worked examples of SEMANTICS, as they stand there."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio import conv1d, conv2d, convolution2D, output_size, parameter_count, relu


def test_two_bright_columns_under_a_vertical_line() -> None:
    x = np.zeros((8, 8))
    x[:, 3:5] = 1  # columns 4 and 5, counted from 1
    kernel = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]])
    expected = [[0, 0, 3, 3, 0, 0]] * 6
    np.testing.assert_array_equal(conv2d(x, kernel, padding="valid"), expected)
    np.testing.assert_array_equal(convolution2D(x, kernel, padding=0), expected)


def test_a_signal_under_a_line() -> None:
    signal, kernel = np.array([0, 0, 0, 1, 1, 0, 0, 0]), np.array([0, 1, 0])
    expected = [0, 0, 1, 1, 0, 0]
    np.testing.assert_array_equal(conv1d(signal, kernel, padding="valid"), expected)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "expected"),
    [(9, 3, 1, "valid", 7), (9, 3, 1, 1, 9), (13, 5, 2, "valid", 5)],
)
def test_the_sizes(size: int, kernel: int, stride: int, padding, expected: int) -> None:
    assert output_size(size, kernel, strides=stride, padding=padding) == (expected, expected)
    x, weights = np.ones((size, size)), np.ones((kernel, kernel))
    assert conv2d(x, weights, strides=stride, padding=padding).shape == (expected, expected)
    pixels = 0 if padding == "valid" else padding
    assert convolution2D(x, weights, pixels, stride).shape == (expected, expected)


def test_two_filters_on_a_colour_picture_at_once() -> None:
    rng = np.random.default_rng(6)
    x = rng.integers(0, 256, (11, 12, 3), np.uint8)
    edges = np.full((3, 3), -1.0)
    edges[1, 1] = 8
    mean = np.full((3, 3), 1 / 9)
    weights = np.stack([np.dstack([edges] * 3), np.dstack([mean] * 3)], axis=3)
    assert weights.shape == (3, 3, 3, 2)
    maps = conv2d(x, weights, np.array([1, 0]), padding="valid")
    assert maps.shape == (9, 10, 2)
    window = x[4:7, 5:8].astype(float)
    assert maps[4, 5, 0] == 9 * window[1, 1].sum() - window.sum() + 1
    assert maps[4, 5, 1] == pytest.approx(window.sum() / 9, rel=1e-14)
    first = relu(maps[..., 0])
    assert (first >= 0).all()
    assert (maps[..., 0] < 0).any()
    alone = conv2d(x, weights[..., 0], 1, padding="valid", activation="relu")
    np.testing.assert_array_equal(alone, first)


def test_a_layer_of_32_filters() -> None:
    rng = np.random.default_rng(7)
    x, weights = rng.normal(size=(28, 28, 1)), rng.normal(size=(5, 5, 1, 32))
    maps = conv2d(x, weights, np.zeros(32), padding="same", activation="relu")
    assert maps.shape == (28, 28, 32)
    assert (maps >= 0).all()
    assert parameter_count(5, in_channels=1, filters=32) == weights.size + 32 == 832


def test_the_sum_that_is_written_there() -> None:
    rng = np.random.default_rng(8)
    x, w, b = rng.normal(size=(9, 10, 2)), rng.normal(size=(2, 3, 2, 2)), rng.normal(size=2)
    found = conv2d(x, w, b, strides=(2, 3), dilation=(3, 2), padding="valid")
    for y, across, k in np.ndindex(found.shape):
        expected = b[k] + sum(
            x[y * 2 + i * 3, across * 3 + j * 2, c] * w[i, j, c, k]
            for i, j, c in np.ndindex(2, 3, 2)
        )
        assert found[y, across, k] == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("border", "pattern"),
    [
        ("zeros", "00abcd00"), ("constant", "vvabcdvv"), ("edge", "aaabcddd"),
        ("reflect", "cbabcdcb"), ("symmetric", "baabcddc"), ("wrap", "cdabcdab"),
    ],
)  # fmt: skip
def test_the_borders(border: str, pattern: str) -> None:
    meaning = {"a": 1, "b": 2, "c": 3, "d": 4, "v": 9, "0": 0}
    signal = np.array([1, 2, 3, 4])
    found = conv1d(signal, np.array([1]), padding=2, border=border, value=9)
    np.testing.assert_array_equal(found, [meaning[letter] for letter in pattern])
    upright = conv2d(signal[:, None], np.array([[1]]), padding=(2, 0), border=border, value=9)
    np.testing.assert_array_equal(upright[:, 0], found)


def test_the_odd_pixel_of_same_goes_to_the_bottom_and_the_right() -> None:
    x = np.arange(1, 13).reshape(3, 4)
    found = conv2d(x, np.array([[1, 0], [0, 0]]))  # looks at the pixel itself: nothing above it
    np.testing.assert_array_equal(found, x)
    below = conv2d(x, np.array([[0, 0], [0, 1]]))
    np.testing.assert_array_equal(below[:2, :3], x[1:, 1:])
    assert not below[2].any()
    assert not below[:, 3].any()


def test_the_strict_function_pads_by_half_the_kernel_whatever_the_stride() -> None:
    x, kernel = np.arange(100.0).reshape(10, 10), np.ones((3, 3))
    found = convolution2D(x, kernel, stride=2)
    np.testing.assert_array_equal(found, conv2d(x, kernel, strides=2, padding=1))
    assert not np.array_equal(found, conv2d(x, kernel, strides=2, padding="same"))
