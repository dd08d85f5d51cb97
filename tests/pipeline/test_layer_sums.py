"""Colour, alpha, light, bias and activation of a layer, against the formulas of SEMANTICS.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.geometry import Region
from convstudio.pipeline.developing import develop
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.parameters import ACTIVATION, ALPHA, CHANNELS
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import FeatureMap, check, render

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)
_ODD = Kernel(((0.1, -2, 3), (4, 5.5, -6), (7, 8, 9.25)), 3)
_UNEVEN = Kernel(((1, 2, 3), (0, 5, 1), (0, 0, 7)), 19)
_LUMA = (0.2126, 0.7152, 0.0722)
_KINDS = [
    (samples, dtype) for samples in (1, 2, 3, 4) for dtype in (np.uint8, np.uint16, np.float32)
]
_NUMPY_PAD = {"zeros": "constant", "constant": "constant"}


def _picture(samples: int, dtype: type, rows: int = 8, columns: int = 11) -> Picture:
    rng = np.random.default_rng(samples + rows)
    values = rng.random((rows, columns, samples)) * (
        1 if dtype == np.float32 else np.iinfo(dtype).max
    )
    values[: rows // 2, :3, samples - 1] = 0  # a transparent corner
    return Picture(values.astype(dtype), has_alpha=samples in (2, 4))


def _whole(pipeline: Pipeline, picture: Picture) -> FeatureMap:
    return render(pipeline, picture, Region(0, 0, *check(pipeline, picture)))


class _Naive:
    """One layer by the definition, in float64 on whole planes: pad, slide, sum."""

    def __init__(self, pipeline: Pipeline, picture: Picture) -> None:
        (self._layer,) = pipeline.layers
        self._range = picture.full_range
        self._linear = pipeline.linear_light and self._layer.channels != "alpha"
        self._weights = self._layer.kernel.array / self._layer.kernel.divisor
        if self._layer.flip:
            self._weights = np.rot90(self._weights, 2)
        self._axes = self._layer.axes((picture.height, picture.width))
        value = self._layer.border_value if self._layer.border == "constant" else 0.0
        self._outside_alpha, self._outside = value, value * self._range
        colour = picture.colour.astype(np.float64)
        colour = _decoded(colour / self._range) * self._range if self._linear else colour
        self._planes = [self._padded(plane, self._outside) for plane in np.moveaxis(colour, 2, 0)]
        if picture.alpha is not None:
            self._kept = picture.alpha.astype(np.float64)
            self._alpha = self._padded(self._kept / self._range, self._outside_alpha)

    def _padded(self, plane: np.ndarray, value: float) -> np.ndarray:
        mode = _NUMPY_PAD.get(self._layer.border, self._layer.border)
        amounts = [(axis.before, axis.after) for axis in self._axes]
        options = {"constant_values": value} if mode == "constant" else {}
        return np.pad(plane, amounts, mode, **options)

    def sums(self, padded: np.ndarray) -> np.ndarray:
        vertical, horizontal = self._axes
        found = np.zeros((vertical.output, horizontal.output))
        for row, column in np.ndindex(found.shape):
            top, left = row * vertical.stride, column * horizontal.stride
            window = padded[
                top : top + vertical.extent : vertical.dilation,
                left : left + horizontal.extent : horizontal.dilation,
            ]
            found[row, column] = (window * self._weights).sum()
        return found

    def maps(self, has_alpha: bool) -> np.ndarray:
        """(rows, columns, maps) after bias, activation and encoding."""
        channels, planes = self._layer.channels, self._planes
        if channels == "alpha":
            return self._finished(self.sums(self._alpha) * self._range)[..., np.newaxis]
        if channels in ("red", "green", "blue"):
            index = ("red", "green", "blue").index(channels)
            planes = [planes[index if len(planes) == 3 else 0]]
        shares = _LUMA if channels == "luminance" and len(planes) == 3 else (1, 1, 1)
        if has_alpha and self._layer.alpha == "weighted":
            weight = self.sums(self._alpha)
            weight = np.where(np.abs(weight) < 1e-12, 1, weight)
            found = [self.sums(plane * self._alpha) / weight for plane in planes]
        else:
            found = [self.sums(plane) for plane in planes]
        if channels in ("luminance", "sum"):
            found = [sum(share * one for share, one in zip(shares, found, strict=False))]
        return np.stack([self._finished(one) for one in found], axis=2)

    def _finished(self, sums: np.ndarray) -> np.ndarray:
        share = sums / self._range + self._layer.bias
        share = _ACTIVATIONS[self._layer.activation](share)
        return (_encoded(share) if self._linear else share) * self._range

    def alpha(self) -> np.ndarray:
        if self._layer.alpha == "filtered":
            return self.sums(self._alpha) * self._range
        border = self._layer.border
        mode = "edge" if border in ("zeros", "constant") else border
        vertical, horizontal = self._axes
        padded = np.pad(self._kept, [(a.before, a.after) for a in self._axes], mode)
        return padded[
            (vertical.extent - 1) // 2 :: vertical.stride,
            (horizontal.extent - 1) // 2 :: horizontal.stride,
        ][: vertical.output, : horizontal.output]


_ACTIVATIONS = {
    "none": lambda v: v,
    "relu": lambda v: np.maximum(v, 0),
    "leaky_relu": lambda v: np.where(v > 0, v, 0.01 * v),
    "sigmoid": lambda v: 1 / (1 + np.exp(-v)),
    "tanh": np.tanh,
    "absolute": np.abs,
}


def _decoded(share: np.ndarray) -> np.ndarray:
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _encoded(share: np.ndarray) -> np.ndarray:
    size = np.abs(share)
    curve = np.where(size <= 0.0031308, size * 12.92, 1.055 * size ** (1 / 2.4) - 0.055)
    return np.sign(share) * curve


def _assert_is_naive(pipeline: Pipeline, picture: Picture) -> None:
    layer = pipeline.layers[0]
    found, naive = _whole(pipeline, picture), _Naive(pipeline, picture)
    expected = naive.maps(picture.has_alpha)
    gain = np.abs(layer.kernel.array).sum() / abs(layer.kernel.divisor)
    gain *= 3 if layer.channels == "sum" else 1
    reach = max(1, abs(layer.border_value)) + abs(layer.bias)
    # The slope of sRGB is at most 12.92.
    within = 1e-6 * gain * picture.full_range * reach * (13 if pipeline.linear_light else 1)
    assert found.values.dtype == np.float32
    np.testing.assert_allclose(found.values, expected, rtol=1e-5, atol=within)
    assert (found.alpha is None) == (not picture.has_alpha or layer.channels == "alpha")
    if found.alpha is not None and layer.alpha == "filtered":
        np.testing.assert_allclose(found.alpha, naive.alpha(), atol=within)
    elif found.alpha is not None:
        np.testing.assert_array_equal(found.alpha, naive.alpha().astype(picture.pixels.dtype))
        assert found.alpha.dtype == picture.pixels.dtype


@pytest.mark.parametrize("alpha", ALPHA.values)
@pytest.mark.parametrize("channels", CHANNELS.values)
@pytest.mark.parametrize(("samples", "dtype"), _KINDS)
def test_every_colour_and_alpha_mode_on_every_kind(samples, dtype, channels, alpha) -> None:
    picture = _picture(samples, dtype)
    for kernel in (_GAUSSIAN, _SOBEL):
        pipeline = Pipeline((Convolution(kernel, channels=channels, alpha=alpha),))
        if channels == "alpha" and not picture.has_alpha:
            with pytest.raises(ArgumentValueError, match="channels must be one that the picture"):
                check(pipeline, picture)
        else:
            _assert_is_naive(pipeline, picture)


_SIDES = st.tuples(st.integers(0, 7), st.integers(0, 7))
_PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))
_LAYERS = st.builds(
    Convolution,
    st.sampled_from([_SOBEL, _GAUSSIAN, _ODD, _UNEVEN]),
    padding=st.sampled_from(["same", "valid"]) | st.tuples(_SIDES, _SIDES),
    strides=_PAIRS,
    dilation=_PAIRS,
    border=st.sampled_from(BORDER_MODES),
    border_value=st.sampled_from([-0.5, 0.3, 1.0]),
    channels=st.sampled_from(CHANNELS.values),
    alpha=st.sampled_from(["kept", "filtered"]),
    bias=st.sampled_from([0.0, 0.5, -0.25]),
    activation=st.sampled_from(ACTIVATION.values),
    flip=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(_LAYERS, st.booleans(), st.sampled_from(_KINDS), st.integers(3, 12), st.integers(3, 12))
def test_every_setting_together(layer, linear: bool, kind, rows: int, columns: int) -> None:
    picture, pipeline = _picture(*kind, rows, columns), Pipeline((layer,), linear_light=linear)
    try:
        check(pipeline, picture)
    except ArgumentValueError:
        return
    _assert_is_naive(pipeline, picture)


@settings(max_examples=100, deadline=None)
@given(_LAYERS, st.booleans(), st.sampled_from([np.uint8, np.uint16, np.float32]))
def test_weighted_colours_with_every_setting(layer, linear: bool, dtype) -> None:
    """With weights of one sign, so that no sum is divided by what nearly cancels out."""
    positive = replace(layer, kernel=_UNEVEN, alpha="weighted", border_value=0.7)
    picture, pipeline = _picture(4, dtype), Pipeline((positive,), linear_light=linear)
    try:
        check(pipeline, picture)
    except ArgumentValueError:
        return
    _assert_is_naive(pipeline, picture)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize(
    "kernel", [_SOBEL, _SOBEL.resized(31), Kernel(((-0.1,) * 3, (0.1, 0.2, 0.3), (-0.1,) * 3))]
)
def test_an_edge_kernel_over_even_alpha_divides_by_nothing(dtype, linear, kernel) -> None:
    """Σ(α·w) is 0 inside, whatever alpha: then it is Σ(α·w·p), and no rounding error is divided."""
    picture = _picture(4, dtype, 40, 40)
    pixels = picture.pixels.copy()
    pixels[..., 3] = picture.full_range * 0.3
    picture = Picture(pixels, has_alpha=True)
    layer = Convolution(kernel, "valid", alpha="weighted")
    share = float(pixels[0, 0, 3]) / picture.full_range
    plain = _whole(Pipeline((replace(layer, alpha="kept"),), linear_light=linear), picture).values
    found = _whole(Pipeline((layer,), linear_light=linear), picture).values
    if linear:
        plain = _encoded(share * _signed_decode(plain / picture.full_range)) * picture.full_range
    else:
        plain = share * plain
    np.testing.assert_allclose(found, plain, atol=2e-5 * picture.full_range)


def _signed_decode(share: np.ndarray) -> np.ndarray:
    return np.sign(share) * _decoded(np.abs(share))


def test_weighted_blur_has_no_dark_fringe() -> None:
    pixels = np.zeros((9, 9, 4), np.uint8)
    pixels[:, 4:] = (200, 100, 50, 255)
    layer = Convolution(_GAUSSIAN, alpha="weighted")
    found = _whole(Pipeline((layer,)), Picture(pixels, has_alpha=True)).values
    np.testing.assert_allclose(found[:, 3:], np.broadcast_to([200, 100, 50], (9, 6, 3)), rtol=1e-6)
    np.testing.assert_array_equal(found[:, :3], np.zeros((9, 3, 3)))


@settings(max_examples=60, deadline=None)
@given(_LAYERS, st.sampled_from(ALPHA.values), st.booleans())
def test_8_and_16_bits_look_the_same(layer, alpha: str, linear: bool) -> None:
    small = _picture(4, np.uint8)
    large = Picture(small.pixels.astype(np.uint16) * 257, has_alpha=True)
    pipeline = Pipeline((replace(layer, kernel=_UNEVEN, alpha=alpha),), linear_light=linear)
    try:
        check(pipeline, small)
    except ArgumentValueError:
        return
    found, wide = _whole(pipeline, small), _whole(pipeline, large)
    np.testing.assert_allclose(wide.values / 257, found.values, rtol=1e-5, atol=0.01)
    shown, widely = develop(pipeline, small), develop(pipeline, large)
    assert np.abs(shown.pixels.astype(int) - widely.pixels).max() <= 1  # ties of rounding
    assert (shown.pixels != widely.pixels).mean() < 0.05


def test_light_is_decoded_before_the_first_layer_and_encoded_after_the_last() -> None:
    picture = _picture(3, np.uint8)
    pipeline = Pipeline((Convolution(_GAUSSIAN), Convolution(_UNEVEN)), linear_light=True)
    light = _decoded(picture.pixels / 255).astype(np.float32)
    plain = _whole(Pipeline(pipeline.layers), Picture(light)).values
    expected = 255 * _encoded(plain.astype(np.float64))
    np.testing.assert_allclose(_whole(pipeline, picture).values, expected, atol=1e-3)


def test_alpha_is_no_light_in_any_layer() -> None:
    """What was never decoded is not encoded either."""
    picture = _picture(4, np.uint8)
    layers = (Convolution(_GAUSSIAN, channels="alpha"), Convolution(_GAUSSIAN))
    found = _whole(Pipeline(layers, linear_light=True), picture)
    np.testing.assert_array_equal(found.values, _whole(Pipeline(layers), picture).values)


def test_the_constant_outside_is_light_under_linear_light() -> None:
    """The border stands after the decoding, as SEMANTICS orders them."""
    picture = Picture(np.full((1, 1, 1), 255, np.uint8))
    layer = Convolution(
        Kernel(((0, 0, 0), (1, 0, 0), (0, 0, 0))), 1, border="constant", border_value=0.5
    )
    found = _whole(Pipeline((layer,), linear_light=True), picture).values
    np.testing.assert_allclose(found, [[[255 * _encoded(np.array(0.5))]]], rtol=1e-6)


def test_the_samples_of_one_channel_are_a_view() -> None:
    pixels = _picture(4, np.uint8).pixels
    for channels in ("red", "green", "blue", "alpha"):
        for alpha in ALPHA.values:
            layer = Convolution(_SOBEL, channels=channels, alpha=alpha)
            assert LayerSums(layer, 3, True, 255).samples(pixels).base is not None
