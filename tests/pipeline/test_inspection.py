"""What stands behind one value of a map, against the map itself, over random settings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES, OUTSIDE
from convstudio.numerics.geometry import Region
from convstudio.pipeline.inspection import Inspection, inspect, pixel_at, value_names
from convstudio.pipeline.parameters import ACTIVATION, ALPHA, CHANNELS
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.stages import stages

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_GAUSSIAN = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)
_ODD = Kernel(((0.1, -2, 3), (4, 5.5, -6), (7, 8, 9.25)), 3)
_LARGE = Kernel(tuple(tuple(float((7 * i + 3 * j) % 11 - 4) for j in range(9)) for i in range(9)))
_DTYPES = (np.uint8, np.uint16, np.float32)
_AMOUNTS, _STEPS = st.integers(0, 6), st.integers(1, 4)
_SIDES = st.tuples(_AMOUNTS, _AMOUNTS)
_UNIT = 2.0**-24  # half a last digit of float32
_APPROXIMATED = 4e-7  # of Σ|w| · max|x|: what a plan of low rank or a transform may be off by


def _layers(kernels: list[Kernel], **fixed: object) -> st.SearchStrategy[Convolution]:
    parts: dict[str, st.SearchStrategy] = {
        "padding": st.sampled_from(["same", "valid"]) | st.tuples(_SIDES, _SIDES),
        "strides": st.tuples(_STEPS, _STEPS),
        "dilation": st.tuples(_STEPS, _STEPS),
        "border": st.sampled_from(BORDER_MODES),
        "border_value": st.sampled_from([0.0, 0.4, 1.0]),
        "channels": st.sampled_from(CHANNELS.values),
        "alpha": st.sampled_from(ALPHA.values),
        "bias": st.sampled_from([0.0, 0.25, -1.0]),
        "activation": st.sampled_from(ACTIVATION.values),
        "flip": st.booleans(),
    }
    parts |= {
        name: st.sampled_from(value) if isinstance(value, list) else st.just(value)
        for name, value in fixed.items()
    }
    return st.builds(Convolution, st.sampled_from(kernels), **parts)


def _picture(rows: int, columns: int, samples: int, dtype: type) -> Picture:
    rng = np.random.default_rng(rows * 100 + columns)
    values = rng.random((rows, columns, samples))
    values *= 1 if dtype == np.float32 else np.iinfo(dtype).max
    values[: rows // 2, : columns // 2, samples - 1] = 0  # a transparent corner, if it is alpha
    return Picture(values.astype(dtype), has_alpha=samples in (2, 4))


_PICTURES = st.builds(
    _picture, st.integers(1, 14), st.integers(1, 14), st.integers(1, 4), st.sampled_from(_DTYPES)
)
_WHOLE = st.builds(
    _picture,
    st.integers(1, 14),
    st.integers(1, 14),
    st.integers(1, 4),
    st.sampled_from(_DTYPES[:2]),
)


def _drawn(pipeline: Pipeline, picture: Picture, data) -> Inspection | None:
    """Some value of the map, None where these settings give no map of this picture."""
    try:
        rows, columns = check(pipeline, picture)
    except ArgumentValueError:
        return None
    return inspect(
        pipeline,
        picture,
        data.draw(st.integers(0, rows - 1)),
        data.draw(st.integers(0, columns - 1)),
        data.draw(st.integers(0, len(value_names(pipeline, picture)) - 1)),
    )


def _stored(pipeline: Pipeline, picture: Picture, found: Inspection) -> np.float32:
    region = Region(found.row, found.column, found.row + 1, found.column + 1)
    part = render(pipeline, picture, region)
    if found.channel < part.values.shape[2]:
        return part.values[0, 0, found.channel]
    return part.alpha[0, 0]


def _bound(pipeline: Pipeline, picture: Picture, found: Inspection) -> float:
    """How far float32 may take the value from the worked one, by the first-order rule."""
    layer = stages(pipeline, picture)[-1]
    weights = np.abs(found.weights).sum()

    def sums_off(planes) -> float:
        terms = found.weights.size * len(planes)
        size = sum(abs(p.share) * np.abs(p.products).sum() for p in planes)
        largest = max(np.abs(p.values).max() for p in planes)
        shares = sum(abs(p.share) for p in planes)
        return (terms + 2) * _UNIT * size + _APPROXIMATED * weights * shares * largest

    off, before = sums_off(found.planes), found.steps[0].value
    for step in found.steps[1:]:
        if step.kind in ("divisor", "no-counts"):
            off /= abs(step.operand)
        elif step.kind == "counts":
            counts_off = weights * (_APPROXIMATED + 11 * _UNIT)
            room = abs(step.operand) - counts_off
            off = (off + abs(step.value) * counts_off) / room if room > 0 else np.inf
        elif step.kind == "bias":
            off += _UNIT * (abs(before) + abs(step.operand))
        elif step.kind == "activation":
            off += 8 * _UNIT * layer.full_range
        elif step.kind == "encode":
            off = 12.93 * off + 32 * _UNIT * (abs(step.value) + layer.full_range)
        off += 2 * _UNIT * abs(step.value)
        before = step.value
    return off + 2 * _UNIT * abs(before)


@settings(max_examples=400)
@given(
    st.builds(
        Pipeline,
        st.lists(_layers([_SOBEL, _GAUSSIAN, _ODD, _LARGE]), min_size=1, max_size=2).map(tuple),
        linear_light=st.booleans(),
    ),
    _PICTURES,
    st.data(),
)
def test_the_value_is_the_maps_and_the_worked_sum_comes_to_it(pipeline, picture, data) -> None:
    found = _drawn(pipeline, picture, data)
    if found is None:
        return
    assert found.value == _stored(pipeline, picture, found)
    assert found.worked == pytest.approx(
        float(found.value), rel=0, abs=_bound(pipeline, picture, found)
    )
    if found.rounding:
        assert found.rounding == float(found.value) - found.worked
    else:
        assert np.float32(found.worked) == found.value


@settings(max_examples=300)
@given(
    _layers(
        [_SOBEL, _LARGE],
        bias=[0.0, -1.0],
        alpha=["kept", "filtered"],
        activation=["none", "relu", "absolute"],
        border_value=[0.0, 1.0],
    ),
    _WHOLE,
    st.data(),
)
def test_whole_numbers_are_worked_exactly(layer: Convolution, picture: Picture, data) -> None:
    found = _drawn(Pipeline((layer,)), picture, data)
    if found is None or "Luminance" in found.names:  # its shares are no whole numbers
        return
    assert found.worked == float(found.value)
    assert found.rounding == 0


@settings(max_examples=300)
@given(_layers([_SOBEL, _GAUSSIAN, _ODD], alpha="kept"), _PICTURES, st.data())
def test_what_is_outside_is_what_numpy_pads(layer: Convolution, picture: Picture, data) -> None:
    """Each cell is the padded picture's, and is marked where it is padding."""
    found = _drawn(Pipeline((layer,)), picture, data)
    if found is None:
        return
    mode = {"zeros": "constant"}.get(layer.border, layer.border)
    constant = layer.border_value * picture.full_range if layer.border == "constant" else 0.0
    options = {"constant_values": constant} if mode == "constant" else {}
    axes = layer.axes((picture.height, picture.width))
    amounts = [(axis.before, axis.after) for axis in axes]
    samples = {"Gray": 0, "Red": 0, "Green": 1, "Blue": 2, "Alpha": -1}
    window = found.window
    for plane in found.planes:
        whole = picture.pixels[..., samples[plane.name]].astype(np.float64)
        padded = np.pad(whole, amounts, mode, **options)
        rows, columns = (
            np.array(indices) + axis.before
            for indices, axis in zip((window.rows, window.columns), axes, strict=True)
        )
        np.testing.assert_array_equal(plane.given, padded[np.ix_(rows, columns)])
        inside = np.pad(np.zeros(whole.shape, bool), amounts, constant_values=True)
        np.testing.assert_array_equal(window.outside, inside[np.ix_(rows, columns)])
        for i, j in np.ndindex(plane.given.shape):
            down, over = window.from_rows[i], window.from_columns[j]
            told = constant if OUTSIDE in (down, over) else whole[down, over]
            assert plane.given[i, j] == told
        np.testing.assert_array_equal(plane.products, plane.values * found.weights)


GRAY = Picture(np.arange(1, 21, dtype=np.uint8).reshape(4, 5, 1))


def test_the_worked_example_of_a_corner() -> None:
    layer = Convolution(_GAUSSIAN, bias=0.5, activation="relu")
    found = inspect(Pipeline((layer,)), GRAY, 0, 0)
    (plane,) = found.planes
    assert plane.given.tolist() == [[0, 0, 0], [0, 1, 2], [0, 6, 7]]
    assert found.window.outside.tolist() == [[True] * 3, [True, False, False], [True, False, False]]
    assert found.window.rows == (-1, 0, 1)
    assert found.window.from_columns == (OUTSIDE, 0, 1)
    assert plane.products.tolist() == [[0, 0, 0], [0, 4, 4], [0, 12, 7]]
    assert [(step.kind, step.operand, step.value) for step in found.steps] == [
        ("sum", None, 27.0),
        ("divisor", 16.0, 1.6875),
        ("bias", 127.5, 129.1875),
        ("activation", None, 129.1875),
    ]
    assert found.value == 129.1875


def test_flip_turns_the_kernel_that_is_shown() -> None:
    found = inspect(Pipeline((Convolution(_ODD, flip=True),)), GRAY, 1, 1)
    np.testing.assert_array_equal(found.weights, _ODD.array[::-1, ::-1])


def test_luminance_has_a_share_a_channel() -> None:
    picture = _picture(6, 7, 3, np.uint8)
    found = inspect(Pipeline((Convolution(_SOBEL, channels="luminance"),)), picture, 2, 3)
    assert [(plane.name, plane.share) for plane in found.planes] == [
        ("Red", 0.2126),
        ("Green", 0.7152),
        ("Blue", 0.0722),
    ]
    assert found.names == ("Luminance",)
    total = sum(plane.share * plane.products.sum() for plane in found.planes)
    assert found.steps[0].value == pytest.approx(total, rel=1e-15)


def test_colours_that_count_by_their_alpha() -> None:
    picture = _picture(6, 7, 4, np.uint8)
    pipeline = Pipeline((Convolution(_GAUSSIAN, alpha="weighted"),))
    found = inspect(pipeline, picture, 2, 3, 1)
    (plane,), counts = found.planes, found.counts
    alpha = picture.pixels[1:4, 2:5, 3] / 255
    np.testing.assert_array_equal(plane.given, picture.pixels[1:4, 2:5, 1])
    np.testing.assert_array_equal(plane.alpha, alpha)
    np.testing.assert_array_equal(plane.values, plane.given * alpha)
    np.testing.assert_array_equal(counts.products, alpha * found.weights)
    assert counts.total == pytest.approx(counts.products.sum())
    assert [step.kind for step in found.steps] == ["sum", "counts", "bias"]
    assert found.alpha_from == (2, 3)
    assert found.names == ("Red", "Green", "Blue"), "alpha is kept, so it is no sum"


def test_where_nothing_counts_the_divisor_divides() -> None:
    picture = Picture(np.full((5, 5, 2), 100, np.uint8), has_alpha=True)
    found = inspect(Pipeline((Convolution(_SOBEL, alpha="weighted"),)), picture, 2, 2)
    steps = [(step.kind, step.operand, step.changes) for step in found.steps]
    assert steps == [("sum", None, True), ("no-counts", 1, False), ("bias", 0, False)]


def test_filtered_alpha_is_a_sum_of_its_own() -> None:
    picture = _picture(6, 7, 4, np.uint16)
    layer = Convolution(_GAUSSIAN, alpha="filtered", bias=0.5, activation="relu")
    found = inspect(Pipeline((layer,)), picture, 2, 3, 3)
    assert found.names == ("Red", "Green", "Blue", "Alpha")
    assert [step.kind for step in found.steps] == ["sum", "divisor"]
    assert found.value == render(Pipeline((layer,)), picture, Region(2, 3, 3, 4)).alpha[0, 0]


def test_linear_light_shows_both_values() -> None:
    layer = Convolution(_SOBEL, border="constant", border_value=0.5)
    found = inspect(Pipeline((layer,), linear_light=True), GRAY, 0, 0)
    (plane,) = found.planes
    assert plane.given[1, 1] == 1
    assert plane.light[1, 1] == pytest.approx(1 / 12.92)
    assert plane.light[0, 0] == 127.5, "the constant outside is light"
    assert plane.given[0, 0] == pytest.approx(187.52, abs=0.01)
    assert found.steps[-1].kind == "encode"


def test_the_last_of_two_layers_is_worked_over_the_map_below() -> None:
    picture = _picture(9, 9, 1, np.uint8)
    below = Convolution(_SOBEL, padding="valid", strides=2)
    pipeline = Pipeline((below, Convolution(_GAUSSIAN)))
    found = inspect(pipeline, picture, 1, 2)
    lower = render(Pipeline((below,)), picture, Region(0, 0, 4, 4)).values[..., 0]
    np.testing.assert_array_equal(found.planes[0].given, np.pad(lower, 1)[1:4, 2:5])
    assert found.window.shape == (4, 4)
    assert (found.window.below.left, found.window.below.width) == (0.5, 2)


def test_what_changes_nothing_is_a_step_too() -> None:
    found = inspect(Pipeline((Convolution(_SOBEL),)), GRAY, 1, 1)
    assert [(step.kind, step.operand, step.changes) for step in found.steps] == [
        ("sum", None, True),
        ("divisor", 1.0, False),
        ("bias", 0.0, False),
    ]
    changed = inspect(Pipeline((Convolution(_GAUSSIAN, bias=-1.0),)), GRAY, 1, 1)
    assert [step.changes for step in changed.steps] == [True, True, True]


@pytest.mark.parametrize("alpha", ["filtered", "weighted"])
@pytest.mark.parametrize("channels", ["luminance", "sum"])
def test_what_only_alpha_spoils_is_told(alpha: str, channels: str) -> None:
    picture = _picture(6, 7, 4, np.float32)
    pixels = picture.pixels.copy()
    pixels[2, 3, 3] = np.nan
    picture = Picture(pixels, has_alpha=True)
    layer = Convolution(_GAUSSIAN, channels=channels, alpha=alpha)
    found = inspect(Pipeline((layer,)), picture, 2, 3)
    assert np.isnan(found.value)
    assert found.spoilt == ("Alpha",)
    if alpha == "filtered":
        assert np.isfinite(found.worked)
        assert not found.agrees
    sound = inspect(Pipeline((layer,)), picture, 5, 6)
    assert sound.spoilt == ()
    assert sound.agrees


def test_what_float32_cannot_hold_does_not_agree() -> None:
    picture = Picture(np.full((3, 3, 1), 3e38, np.float32))
    found = inspect(Pipeline((Convolution(Kernel(((2,),))),)), picture, 1, 1)
    assert found.value == np.inf
    assert found.worked == pytest.approx(6e38)
    assert not found.agrees


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_no_number_is_worked_as_the_map_has_it(bad: float) -> None:
    pixels = np.ones((3, 3, 1), np.float32)
    pixels[1, 1] = bad
    found = inspect(Pipeline((Convolution(_SOBEL),)), Picture(pixels), 1, 0)
    np.testing.assert_equal(found.worked, float(found.value))
    assert found.rounding == 0


def test_what_float32_rounds_away_is_told() -> None:
    picture = _picture(40, 40, 1, np.float32)
    kernel = Kernel(tuple(tuple(0.1 + i / 7 + j / 3 for j in range(31)) for i in range(31)), 7)
    found = inspect(Pipeline((Convolution(kernel),)), picture, 20, 20)
    assert found.value == np.float32(found.worked + found.rounding)


def test_the_pixel_at_a_point_is_the_one_whose_field_is_centred_there() -> None:
    picture = _picture(10, 10, 1, np.uint8)
    assert pixel_at(Pipeline((Convolution(_SOBEL),)), picture, 3.9, 7.1) == (7, 3)
    strided = Pipeline((Convolution(_SOBEL, padding="valid", strides=2),))
    assert pixel_at(strided, picture, 1.5, 3.5) == (1, 0)
    assert pixel_at(strided, picture, 0.4, 3.5) is None
    padded = Pipeline((Convolution(_SOBEL, padding=3),))
    assert pixel_at(padded, picture, -1.5, -0.5) == (1, 0)


@pytest.mark.parametrize("place", [(-1, 0, 0), (4, 0, 0), (0, 5, 0), (0, 0, 1)])
def test_a_value_that_the_map_does_not_have_is_refused(place) -> None:
    with pytest.raises(ArgumentValueError, match=r"pixel|channel"):
        inspect(Pipeline((Convolution(_SOBEL),)), GRAY, *place)


def test_only_the_patch_is_read() -> None:
    """A picture that could not be looked at whole: one value that stands for 24 gigapixels."""
    pixels = np.broadcast_to(np.uint8(7), (1_000_000, 24_000, 1))
    picture = Picture(pixels)
    found = inspect(Pipeline((Convolution(_GAUSSIAN, strides=40),)), picture, 12_345, 500)
    assert found.value == 7
