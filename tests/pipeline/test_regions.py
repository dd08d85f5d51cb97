"""Any region of a map, with any step, is the crop of the whole; and it costs what it covers."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.geometry import Region
from convstudio.pipeline.parameters import ALPHA, CHANNELS
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import FeatureMap, check, render

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 8)
_GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)
_SLANTED = Kernel(((0.1, 2, 3, 4, 5.5), *(((1, 0, 2, 0, 3),) * 4)), 40)
_EVEN = Kernel(((1, 2, 3, 4), (0, -5, 6, 1)), 12)
_ANCHORED = Kernel(((1, 2), (3, -4), (0, 5)), 7, anchor=(2, 1))
_KERNELS = [_SOBEL, _GAUSSIAN, _SLANTED, _EVEN, _ANCHORED]
_DTYPES = (np.uint8, np.uint16, np.float32)
_AMOUNTS = st.integers(0, 7)
_STEPS = st.integers(1, 4)


def _layers(alpha: str, kernels: list[Kernel]) -> st.SearchStrategy[Convolution]:
    sides = st.tuples(_AMOUNTS, _AMOUNTS)
    return st.builds(
        Convolution,
        st.sampled_from(kernels),
        padding=st.sampled_from(["same", "valid"]) | st.tuples(sides, sides),
        strides=st.tuples(_STEPS, _STEPS),
        dilation=st.tuples(_STEPS, _STEPS),
        border=st.sampled_from(BORDER_MODES),
        border_value=st.sampled_from([0.0, 0.5, 1.0]),
        channels=st.sampled_from(CHANNELS.values),
        alpha=st.just(alpha),
        bias=st.sampled_from([0.0, 0.25]),
        activation=st.sampled_from(["none", "relu", "sigmoid"]),
        flip=st.booleans(),
    )


# Where alpha weighs, weights of both signs could cancel out and magnify the last digit at will.
_PIPELINES = st.sampled_from(ALPHA.values).flatmap(
    lambda alpha: st.builds(
        Pipeline,
        st.lists(
            _layers(alpha, [_GAUSSIAN] if alpha == "weighted" else _KERNELS),
            min_size=1,
            max_size=3,
        ).map(tuple),
        linear_light=st.booleans(),
    )
)


def _picture(rows: int, columns: int, samples: int, dtype: type) -> Picture:
    rng = np.random.default_rng(rows * 100 + columns)
    shape = rows, columns, samples
    values = rng.random(shape) * (1 if dtype == np.float32 else np.iinfo(dtype).max)
    return Picture(values.astype(dtype), has_alpha=samples in (2, 4))


_PICTURES = st.builds(
    _picture, st.integers(1, 25), st.integers(1, 25), st.integers(1, 4), st.sampled_from(_DTYPES)
)


def _assert_close(found: np.ndarray, expected: np.ndarray, picture: Picture) -> None:
    within = 1e-4 * picture.full_range  # float32 through three layers, and through sRGB
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=within)


@settings(max_examples=300, deadline=None)
@given(_PIPELINES, _PICTURES, st.data())
def test_a_region_equals_the_crop_of_the_whole(pipeline: Pipeline, picture, data) -> None:
    try:
        rows, columns = check(pipeline, picture)
    except ArgumentValueError:
        return
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    bottom = data.draw(st.integers(top + 1, rows))
    right = data.draw(st.integers(left + 1, columns))
    step = data.draw(st.integers(1, 5))
    whole = render(pipeline, picture, Region(0, 0, rows, columns))
    part = render(pipeline, picture, Region(top, left, bottom, right, step))
    crop = np.s_[top:bottom:step, left:right:step]
    _assert_close(part.values, whole.values[crop], picture)
    assert (part.alpha is None) == (whole.alpha is None)
    if part.alpha is not None:
        _assert_close(part.alpha, whole.alpha[crop], picture)


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("border", BORDER_MODES)
def test_every_tile_of_every_border_is_exact(border: str, layers: int) -> None:
    """Sums and quotients that float32 holds, so not a digit may differ."""
    picture = _picture(17, 14, 4, np.uint8)
    layer = Convolution(_GAUSSIAN, 5, border=border, border_value=1, alpha="filtered")
    pipeline = Pipeline((layer,) * layers)
    rows, columns = check(pipeline, picture)
    whole = render(pipeline, picture, Region(0, 0, rows, columns))
    for top in range(0, rows, 6):
        for left in range(0, columns, 7):
            region = Region(top, left, min(top + 6, rows), min(left + 7, columns))
            part: FeatureMap = render(pipeline, picture, region)
            crop = np.s_[region.top : region.bottom, region.left : region.right]
            np.testing.assert_array_equal(part.values, whole.values[crop])
            np.testing.assert_array_equal(part.alpha, whole.alpha[crop])


@pytest.mark.parametrize(
    ("corner", "layers", "border"),
    [(15000, 1, "zeros"), (15000, 3, "zeros"), (0, 1, "wrap"), (0, 3, "wrap"), (0, 2, "reflect")],
)
def test_a_small_region_of_a_huge_picture_takes_little_memory(corner, layers, border) -> None:
    picture = Picture(np.zeros((30000, 30000, 1), np.uint8))
    pipeline = Pipeline((Convolution(_GAUSSIAN, border=border, alpha="weighted"),) * layers)
    tracemalloc.start()
    try:
        render(pipeline, picture, Region(corner, corner, corner + 100, corner + 100))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_every_8th_pixel_of_two_layers_holds_little_of_the_first() -> None:
    picture = Picture(np.broadcast_to(np.uint8(7), (4000, 4000, 1)))
    pipeline = Pipeline((Convolution(_GAUSSIAN, border="edge"),) * 2)
    tracemalloc.start()
    try:
        found = render(pipeline, picture, Region(0, 0, 4000, 4000, 8))
        assert tracemalloc.get_traced_memory()[1] < 45_000_000  # the first map: 64 MB
    finally:
        tracemalloc.stop()
    np.testing.assert_array_equal(found.values, np.full((500, 500, 1), 7))


def test_every_300th_pixel_of_a_huge_picture_takes_little_memory() -> None:
    picture = Picture(np.broadcast_to(np.uint8(7), (30000, 30000, 4)), has_alpha=True)
    pipeline = Pipeline((Convolution(_GAUSSIAN, border="edge", alpha="weighted"),))
    tracemalloc.start()
    try:
        found = render(pipeline, picture, Region(0, 0, 30000, 30000, 300))
        assert tracemalloc.get_traced_memory()[1] < 15_000_000
    finally:
        tracemalloc.stop()
    np.testing.assert_array_equal(found.values, np.full((100, 100, 3), 7))


@pytest.mark.parametrize("border", BORDER_MODES)
@pytest.mark.parametrize("alpha", ALPHA.values)
@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("channels", ["each", "luminance", "sum", "green", "alpha"])
@pytest.mark.parametrize("dilation", [2, (1, 20)])
def test_windows_far_apart_are_read_at_once_and_alike(
    border, alpha, linear, channels, dilation
) -> None:
    if border == "reflect" and dilation != 2:
        pytest.skip("it would reach further than the picture")
    picture = _picture(40, 53, 4, np.uint8)
    kernel = Kernel(tuple(tuple(float(i + j + 1) for j in range(5)) for i in range(5)), 60)
    colours = {"alpha": alpha, "channels": channels}
    edges = {"padding": (4, 30), "border": border, "border_value": 0.5}
    layer = Convolution(kernel, dilation=dilation, **edges, **colours)
    pipeline = Pipeline((layer,), linear_light=linear)
    rows, columns = check(pipeline, picture)
    whole = render(pipeline, picture, Region(0, 0, rows, columns))
    for step in (1, 5, 9, 13, 50):
        part = render(pipeline, picture, Region(0, 1, rows, columns, step))
        crop = np.s_[0:rows:step, 1:columns:step]
        _assert_close(part.values, whole.values[crop], picture)
        if whole.alpha is not None:
            _assert_close(part.alpha, whole.alpha[crop], picture)
