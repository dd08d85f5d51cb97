"""Pipeline × Picture → feature map: exact, in any region, and made visible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from convstudio import conv2d
from convstudio.errors import ArgumentValueError, Cancelled
from convstudio.imaging import memory
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline import layer_rendering, rendering
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import check, explain, render

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)
_IDENTITY = Kernel(((1,),))
_ODD = Kernel(((0.1, -2, 3), (4, 5.5, -6), (7, 8, 9.25)), 0.3)

_UNHURRIED = settings(deadline=None)  # a busy machine is no failure

_WHOLE = [_SOBEL, _GAUSSIAN, _IDENTITY, _SOBEL.resized(5)]


def _layers_of(kernels: list[Kernel]) -> st.SearchStrategy[Convolution]:
    return st.builds(
        Convolution,
        st.sampled_from(kernels),
        st.one_of(st.sampled_from(["same", "valid"]), st.integers(0, 9)),
        st.tuples(st.integers(1, 6), st.integers(1, 6)),
    )


_LAYERS = _layers_of([*_WHOLE, _ODD, _ODD.resized(7)])


def _picture(rows: int, columns: int, samples: int, dtype: type, alpha: bool = False) -> Picture:
    rng = np.random.default_rng(rows * 100 + columns)
    shape = rows, columns, samples + alpha
    if dtype == np.float32:
        return Picture(rng.random(shape, np.float32), alpha)
    return Picture(rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True), alpha)


_PICTURES = st.builds(
    _picture,
    st.integers(1, 25),
    st.integers(1, 25),
    st.sampled_from([1, 3]),
    st.sampled_from([np.uint8, np.uint16, np.float32]),
    st.booleans(),
)


def _whole(pipeline: Pipeline, picture: Picture) -> rendering.FeatureMap:
    return render(pipeline, picture, Region(0, 0, *check(pipeline, picture)))


def _fits(pipeline: Pipeline, picture: Picture) -> bool:
    try:
        check(pipeline, picture)
    except ArgumentValueError:
        return False
    return True


def _layer_by_layer(pipeline: Pipeline, picture: Picture) -> np.ndarray:
    """Each layer by ``conv2d`` on the whole map of the one before."""
    values = picture.colour
    for layer in pipeline.layers:
        sums = conv2d(
            values.astype(np.float64),
            layer.kernel.array,
            strides=layer.strides,
            padding=layer.padding,
        )
        values = (sums / layer.kernel.divisor).astype(np.float32)
    return values


def _assert_same(found: np.ndarray, expected: np.ndarray, pipeline: Pipeline, picture: Picture):
    """Exactly where whole numbers are summed, else within 1e-6 · Σ|w| · max|x| a layer."""
    kernels = [layer.kernel for layer in pipeline.layers]
    whole = picture.pixels.dtype != np.float32 and all(w == int(w) for w in kernels[0].array.flat)
    if whole and len(kernels) == 1:
        np.testing.assert_array_equal(found, expected)
        return
    gain = np.prod([np.abs(kernel.array).sum() / abs(kernel.divisor) for kernel in kernels])
    within = 1e-6 * len(kernels) * gain * picture.colour.max()
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=within)


@_UNHURRIED
@given(st.lists(_LAYERS, min_size=1, max_size=3), _PICTURES)
def test_the_whole_map_equals_conv2d_layer_by_layer(layers, picture: Picture) -> None:
    pipeline = Pipeline(tuple(layers))
    if _fits(pipeline, picture):
        found = _whole(pipeline, picture).values
        expected = _layer_by_layer(pipeline, picture)
        assert found.dtype == np.float32
        assert found.shape == expected.shape
        _assert_same(found, expected, pipeline, picture)


@_UNHURRIED
@given(st.lists(_LAYERS, min_size=1, max_size=3), _PICTURES, st.data())
def test_a_region_equals_the_crop_of_the_whole(layers, picture: Picture, data) -> None:
    pipeline = Pipeline(tuple(layers))
    if not _fits(pipeline, picture):
        return
    rows, columns = check(pipeline, picture)
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    bottom = data.draw(st.integers(top + 1, rows))
    right = data.draw(st.integers(left + 1, columns))
    step = data.draw(st.integers(1, 5))
    whole = _whole(pipeline, picture)
    part = render(pipeline, picture, Region(top, left, bottom, right, step))
    crop = np.s_[top:bottom:step, left:right:step]
    _assert_same(part.values, whole.values[crop], pipeline, picture)
    if picture.has_alpha:
        np.testing.assert_array_equal(part.alpha, whole.alpha[crop])
    else:
        assert part.alpha is None


def test_a_region_in_the_padding_of_a_later_layer_is_zeros() -> None:
    picture = Picture(np.full((4, 5, 1), 7, np.uint8))
    pipeline = Pipeline((Convolution(_IDENTITY), Convolution(_IDENTITY, 9)))
    whole = _whole(pipeline, picture).values
    np.testing.assert_array_equal(whole[..., 0], np.pad(picture.pixels[..., 0], 9))
    corner = render(pipeline, picture, Region(0, 0, 3, 3)).values
    np.testing.assert_array_equal(corner, np.zeros((3, 3, 1)))


@settings(max_examples=30, deadline=None)
@given(_layers_of(_WHOLE), st.integers(1, 25), st.integers(1, 25), st.integers(1, 60))
def test_bands_equal_the_whole(layer: Convolution, rows: int, columns: int, band: int) -> None:
    picture = _picture(rows, columns, 3, np.uint8, alpha=True)
    pipeline = Pipeline((layer, Convolution(_SOBEL)), Tone("absolute"))
    if not _fits(pipeline, picture):
        return
    whole = develop(pipeline, picture)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layer_rendering, "_BAND_VALUES", band)
        banded = develop(pipeline, picture)
    np.testing.assert_array_equal(banded.pixels, whole.pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kernel", [_SOBEL, _SOBEL.resized(31).with_weight(0, 0, 99)])
def test_integer_weights_give_exact_maps_in_the_pictures_own_units(dtype, kernel: Kernel) -> None:
    picture = _picture(40, 50, 3, dtype)
    found = _whole(Pipeline((Convolution(kernel),)), picture).values
    weights = kernel.array.astype(np.int64)[..., np.newaxis]
    expected = ndimage.correlate(picture.colour.astype(np.int64), weights, mode="constant")
    np.testing.assert_array_equal(found, expected)


def test_the_quotient_is_the_true_one_rounded_once() -> None:
    picture = _picture(20, 20, 1, np.uint16)
    kernel = Kernel(((1,) * 3,) * 3, 9)
    found = _whole(Pipeline((Convolution(kernel),)), picture).values
    sums = conv2d(picture.colour, kernel.array)
    np.testing.assert_array_equal(found, (sums / 9).astype(np.float32))


def test_nan_stays_inside_its_windows() -> None:
    pixels = np.ones((12, 12, 1), np.float32)
    pixels[5, 6] = np.nan
    found = _whole(Pipeline((Convolution(_SOBEL),)), Picture(pixels)).values[..., 0]
    expected = np.zeros((12, 12), bool)
    expected[4:7, 5:8] = True
    np.testing.assert_array_equal(np.isnan(found), expected)


def test_only_what_the_region_rests_on_is_read() -> None:
    pixels = np.full((50, 60, 1), np.nan, np.float32)
    pixels[9:14, 19:26] = 1
    part = render(Pipeline((Convolution(_GAUSSIAN),)), Picture(pixels), Region(10, 20, 13, 25))
    np.testing.assert_array_equal(part.values, np.ones((3, 5, 1)))


@pytest.mark.parametrize(
    ("padding", "strides", "rows", "columns"),
    [
        ("same", (1, 1), range(6), range(7)),
        ("valid", (1, 1), range(1, 5), range(1, 6)),
        ("valid", (2, 3), range(1, 5, 2), range(1, 6, 3)),
        (2, (1, 1), [0, 0, 1, 2, 3, 4, 5, 5], [0, 0, 1, 2, 3, 4, 5, 6, 6]),
    ],
)
def test_alpha_is_that_under_the_centre_of_the_kernel(padding, strides, rows, columns) -> None:
    picture = _picture(6, 7, 3, np.uint8, alpha=True)
    found = _whole(Pipeline((Convolution(_SOBEL, padding, strides),)), picture)
    np.testing.assert_array_equal(found.alpha, picture.pixels[..., 3][np.ix_(rows, columns)])


def test_alpha_follows_two_layers() -> None:
    picture = _picture(11, 13, 1, np.uint8, alpha=True)
    layer = Convolution(_SOBEL, "valid", (2, 1))
    found = _whole(Pipeline((layer, layer)), picture)
    # Rows 1, 3, 5, 7, 9 of the picture, of which the second layer takes the second and the fourth.
    np.testing.assert_array_equal(found.alpha, picture.pixels[[3, 7], 2:11, 1])


def test_colour_under_alpha_0_counts_like_any_other() -> None:
    picture = _picture(6, 7, 3, np.uint8, alpha=True)
    plain = Picture(picture.pixels[..., :3].copy())
    pipeline = Pipeline((Convolution(_GAUSSIAN),))
    np.testing.assert_array_equal(_whole(pipeline, picture).values, _whole(pipeline, plain).values)


def test_rendering_can_be_called_off() -> None:
    token = CancelToken()
    token.cancel()
    pipeline, picture = Pipeline((Convolution(_SOBEL),)), _picture(8, 7, 1, np.uint8)
    with pytest.raises(Cancelled):
        render(pipeline, picture, Region(0, 0, 8, 7), token)
    with pytest.raises(Cancelled):
        develop(pipeline, picture, token)


def test_a_map_that_no_memory_here_holds_is_refused_with_what_would_help(monkeypatch) -> None:
    monkeypatch.setattr(memory, "total", lambda: 1 << 30)
    picture = Picture(np.zeros((30000, 1, 1), np.uint8))
    pipeline = Pipeline(tuple(Convolution(_IDENTITY, 1024) for _ in range(11)))
    with pytest.raises(ArgumentValueError) as caught:
        check(pipeline, picture)
    assert str(caught.value) == (
        "feature map must be small enough for the 1.0 GiB of this computer; one of "
        "22529 × 52528 pixels (1.1 GiB) was given. Use less padding or a larger stride."
    )


def test_a_map_that_memory_has_no_room_for_now_is_shown_but_not_made_whole(monkeypatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: 300 << 20)
    picture = Picture(np.zeros((9000, 8000, 1), np.uint8))
    pipeline = Pipeline((Convolution(_IDENTITY),))
    assert check(pipeline, picture) == (9000, 8000)
    with pytest.raises(ArgumentValueError) as caught:
        develop(pipeline, picture)
    assert str(caught.value) == (
        "feature map must be small enough for the 44 MiB of memory that are free; one of "
        "8000 × 9000 pixels (69 MiB) was given. Use less padding or a larger stride."
    )


def test_a_map_with_a_side_that_no_window_can_show_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(memory, "total", lambda: 1 << 50)
    longest = Picture(np.broadcast_to(np.uint8(0), (1 << 25, 1, 1)))
    assert check(Pipeline((Convolution(_IDENTITY),)), longest) == (1 << 25, 1)
    with pytest.raises(ArgumentValueError, match="of at most 33,554,432 pixels a side"):
        check(Pipeline((Convolution(_IDENTITY, 1),)), longest)


def test_a_kernel_larger_than_the_padded_picture_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="kernel must be no larger than the padded"):
        check(Pipeline((Convolution(_SOBEL, "valid"),)), _picture(2, 9, 1, np.uint8))


@pytest.mark.parametrize("before", [(), (Convolution(_SOBEL, channels="alpha"),)])
def test_a_channel_that_the_picture_lacks_is_refused_before_any_work(before) -> None:
    pipeline = Pipeline((*before, Convolution(_SOBEL, channels="alpha")))
    picture = _picture(6, 7, 3, np.uint8, alpha=bool(before))
    for refusing in (check, develop, explain):
        with pytest.raises(ArgumentValueError, match="channels must be one that the picture has"):
            refusing(pipeline, picture)


@pytest.mark.parametrize("layers", [1, 2])
def test_explain_names_a_plan_without_rendering(layers: int) -> None:
    picture = Picture(np.broadcast_to(np.float32(1), (20000, 20000, 1)))
    told = explain(Pipeline((Convolution(_GAUSSIAN),) * layers), picture)
    assert told.plan in ("direct", "banded", "separable", "fourier")
    assert told.reason.startswith(f"{told.plan}: ")
