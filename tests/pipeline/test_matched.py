"""A region of the picture as a kernel: what its map answers, and where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.pipeline.matched import (
    SCALINGS,
    Selection,
    matched_kernel,
    patch,
    spanned,
)
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render


def _noise(rows: int = 40, columns: int = 60, channels: int = 1, seed: int = 1) -> Picture:
    random = np.random.default_rng(seed)
    return Picture(random.integers(0, 256, (rows, columns, channels), np.uint8))


def _map(picture: Picture, kernel, **settings) -> np.ndarray:
    pipeline = Pipeline((Convolution(kernel, **settings),))
    whole = Region(0, 0, *pipeline.output_size((picture.height, picture.width)))
    return render(pipeline, picture, whole).values[..., 0]


@pytest.mark.parametrize("shape", [(9, 9), (7, 11), (8, 6), (10, 7)])
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("scaling", ["zero-mean", "zero-mean, unit norm"])
def test_the_map_is_largest_where_the_patch_was_taken(shape, flip: bool, scaling) -> None:
    picture = _noise()
    selection = Selection(13, 21, *shape)
    kernel = matched_kernel(patch(picture, selection), scaling, flip=flip)
    found = _map(picture, kernel, flip=flip)
    row, column = np.unravel_index(found.argmax(), found.shape)
    anchor = Convolution(kernel, flip=flip).anchor
    if flip:
        anchor = shape[0] - 1 - anchor[0], shape[1] - 1 - anchor[1]
    assert (row, column) == (13 + anchor[0], 21 + anchor[1])


def test_normalised_correlation_is_one_at_the_patch_and_nowhere_more() -> None:
    picture = _noise()
    pixels = patch(picture, Selection(5, 8, 9, 9))
    kernel = matched_kernel(pixels, "zero-mean, unit norm")
    found = _map(picture, kernel, padding="valid")
    windows = np.lib.stride_tricks.sliding_window_view(picture.pixels[..., 0].astype(float), (9, 9))
    norms = np.linalg.norm(windows - windows.mean(axis=(2, 3), keepdims=True), axis=(2, 3))
    normalised = found / norms
    assert normalised[5, 8] == pytest.approx(1, abs=1e-6)
    assert normalised.max() == normalised[5, 8]


@pytest.mark.parametrize("scaling", SCALINGS)
def test_the_weights_are_those_of_numpy(scaling) -> None:
    picture = _noise(channels=3)
    selection = Selection(2, 3, 5, 7)
    luma = picture.pixels[2:7, 3:10].astype(float) @ [0.2126, 0.7152, 0.0722]
    np.testing.assert_allclose(patch(picture, selection), luma, rtol=1e-12)
    weights = luma - luma.mean() if scaling.startswith("zero-mean") else luma
    divisor = {
        "as is": luma.sum(),
        "zero-mean": weights[weights > 0].sum(),
    }.get(scaling, np.linalg.norm(weights))
    kernel = matched_kernel(luma, scaling)
    np.testing.assert_allclose(
        kernel.array / kernel.divisor,
        weights / divisor,
        atol=1e-6 * np.abs(weights / divisor).max(),
    )


def test_the_map_of_a_taken_kernel_is_scipys() -> None:
    picture = _noise()
    kernel = matched_kernel(patch(picture, Selection(0, 0, 5, 5)), "zero-mean")
    weights = kernel.array / kernel.divisor
    expected = ndimage.correlate(picture.pixels[..., 0].astype(float), weights, mode="constant")
    np.testing.assert_allclose(_map(picture, kernel), expected, atol=1e-3)


@given(
    st.integers(1, 63), st.integers(1, 63), st.integers(0, 1000), st.sampled_from([1, 1e-4, 257])
)
def test_zero_mean_adds_up_to_zero_exactly(rows, columns, seed, scale) -> None:
    pixels = np.random.default_rng(seed).random((rows, columns)) * 255 * scale
    if rows * columns > 1:
        assert matched_kernel(pixels, "zero-mean").total == 0


def test_one_channel_is_taken_as_it_stands() -> None:
    picture = _noise(channels=3)
    for index, name in enumerate(("red", "green", "blue")):
        taken = patch(picture, Selection(4, 6, 3, 3), name)
        np.testing.assert_array_equal(taken, picture.pixels[4:7, 6:9, index])


def test_alpha_is_no_part_of_it() -> None:
    gray_alpha = Picture(np.dstack([np.full((8, 8), 9, np.uint8), np.eye(8, dtype=np.uint8)]), True)
    np.testing.assert_array_equal(patch(gray_alpha, Selection(0, 0, 3, 3), "blue"), 9)


def test_only_the_selected_pixels_are_read() -> None:
    """Of a picture of 20 terapixels, which no machine could read whole."""
    huge = np.broadcast_to(np.arange(3, dtype=np.uint8), (1 << 22, 1 << 22, 3))
    picture = object.__new__(Picture)
    object.__setattr__(picture, "pixels", huge)
    object.__setattr__(picture, "has_alpha", False)
    taken = patch(picture, Selection(4_000_000, 4_000_000, 63, 63), "blue")
    np.testing.assert_array_equal(taken, np.full((63, 63), 2))


@pytest.mark.parametrize(
    ("pixels", "scaling", "given"),
    [
        (np.zeros((3, 3)), "as is", "pixels that are all 0"),
        (np.full((3, 3), 7.0), "zero-mean", "pixels that are all alike"),
        (np.full((5, 4), 0.1), "zero-mean, unit norm", "pixels that are all alike"),
        (np.zeros((3, 3)), "unit norm", "pixels that are all 0"),
    ],
)
def test_a_region_with_nothing_in_it_is_refused(pixels, scaling, given: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        matched_kernel(pixels, scaling)
    assert caught.value.given == given


def test_a_region_beyond_the_picture_or_with_nan_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="inside the picture"):
        patch(_noise(8, 8), Selection(0, 6, 3, 3))
    broken = np.ones((4, 4, 1), np.float32)
    broken[1, 1] = np.nan
    with pytest.raises(ArgumentValueError, match="finite"):
        patch(Picture(broken), Selection(0, 0, 3, 3))


@given(
    st.tuples(st.floats(-50, 200), st.floats(-50, 200)),
    st.tuples(st.floats(-50, 200), st.floats(-50, 200)),
    st.booleans(),
)
def test_a_dragged_rectangle_is_always_one_that_can_be_taken(start, end, odd: bool) -> None:
    picture = _noise(90, 120)
    selection = spanned(start, end, picture, odd=odd)
    assert selection == selection.within(picture)
    if odd:
        assert selection.rows % 2 == 1
        assert selection.columns % 2 == 1


def test_a_drag_keeps_the_pixel_where_the_hand_pressed() -> None:
    picture = _noise(90, 120)
    assert spanned((50.5, 40.2), (54.9, 43.1), picture, odd=True) == Selection(40, 50, 3, 5)
    assert spanned((50.5, 40.2), (54.9, 43.1), picture, odd=False) == Selection(40, 50, 4, 5)
    assert spanned((50.5, 40.2), (46.1, 37.1), picture, odd=True) == Selection(38, 46, 3, 5)
    assert spanned((10, 10), (119, 80), picture, odd=True) == Selection(10, 10, 63, 63)
