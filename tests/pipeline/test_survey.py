"""What a map and a picture hold, and what tones take from the whole map: beside numpy's."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.exposure import equalize_adapthist

from convstudio.errors import Cancelled
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline import survey as surveying
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.survey import Survey, grade, survey, survey_picture
from tests.imaging.tones import ALL_TONES

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_IDENTITY = Kernel(((1,),))
_LUMA = (0.2126, 0.7152, 0.0722)


def _picture(rows: int, columns: int, samples: int, dtype: type) -> Picture:
    rng = np.random.default_rng(rows * 100 + columns)
    shape = rows, columns, samples
    if dtype == np.float32:
        return Picture(rng.normal(0.5, 1, shape).astype(np.float32))
    return Picture(rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True))


_PICTURES = st.builds(
    _picture,
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([1, 3]),
    st.sampled_from([np.uint8, np.uint16, np.float32]),
)


def _holds(found: Survey, values: np.ndarray, full_range: float, ends: object = None) -> None:
    """Asserts that a survey is that of these values (rows, columns, channels)."""
    exact, told = values.astype(np.float64), found.statistics
    assert (told.count, told.nans, told.infinities) == (values.size, 0, 0)
    assert told.range == (exact.min(), exact.max())
    assert (told.below, told.above) == ((exact < 0).sum(), (exact > full_range).sum())
    np.testing.assert_allclose(told.mean, exact.mean(), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(told.deviation, exact.std(), rtol=1e-9, atol=1e-9)
    low, high = ends or told.range
    assert (found.histogram.low, found.histogram.high) == (low, high)
    width = max(high - low, 1e-300)
    bins = np.minimum(((exact - low) / width * 256).astype(int), 255)
    for channel, counts in enumerate(found.histogram.counts):
        wanted = np.bincount(bins[..., channel].ravel(), minlength=256)
        np.testing.assert_array_equal(counts, wanted)


@pytest.mark.parametrize("held", [1 << 22, 10])
@settings(max_examples=25)
@given(_PICTURES, st.integers(1, 3))
def test_a_map_is_surveyed_in_one_go_and_in_passes(held: int, picture: Picture, step: int) -> None:
    pipeline = Pipeline((Convolution(_SOBEL, bias=0.25),))
    region = Region(picture.height // 3, 0, picture.height, picture.width, step)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surveying, "_HELD", held)
        found = survey(pipeline, picture, region)
    assert (found.exact, found.region) == (step == 1, region)
    _holds(found, render(pipeline, picture, region).values, picture.full_range)


@settings(max_examples=40)
@given(_PICTURES, st.integers(1, 3))
def test_a_picture_is_surveyed_in_its_own_units(picture: Picture, step: int) -> None:
    region = Region(0, picture.width // 2, picture.height, picture.width, step)
    values = picture.pixels[::step, picture.width // 2 :: step]
    ends = (0.0, 255.0) if picture.pixels.dtype == np.uint8 else None
    found = survey_picture(picture, region)
    assert found.exact == (step == 1)
    _holds(found, values, picture.full_range, ends)


def test_alpha_is_no_value_of_a_picture() -> None:
    pixels = np.array([[[10, 255], [20, 0]]], np.uint8)
    found = survey_picture(Picture(pixels, has_alpha=True), Region(0, 0, 1, 2))
    assert found.statistics.range == (10, 20)
    assert found.histogram.counts.shape == (1, 256)


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("colour_map", ["gray", "viridis"])
def test_grading_takes_the_whole_maps_range(samples, dtype, step: int, colour_map: str) -> None:
    picture = _picture(71, 83, samples, dtype)
    layer = Convolution(_SOBEL)
    values = render(Pipeline((layer,)), picture, Region(0, 0, 71, 83)).values[::step, ::step]
    luma = sum(values[..., c] * np.float32(_LUMA[c]) for c in range(3)) if samples == 3 else values
    seen = luma if colour_map != "gray" else values

    def found(tone: Tone, seen: np.ndarray) -> tuple[float, float]:
        made = grade(Pipeline((layer,), tone), picture, step=step)
        assert (made.tone, made.exact) == (tone, step == 1)
        return made.low, made.high

    assert found(Tone("minmax", colour_map=colour_map), seen) == (seen.min(), seen.max())
    percentile = Tone("percentile", low=2.5, high=97, colour_map=colour_map)
    wanted = np.percentile(seen.astype(np.float64), (2.5, 97))
    np.testing.assert_array_equal(found(percentile, seen), wanted)
    limit = np.abs(luma).max()
    assert found(Tone("signed", colour_map=colour_map), luma) == (-limit, limit)
    equalize = found(Tone("equalize", colour_map=colour_map), seen)
    if samples == 3 and colour_map == "gray":
        seen = np.maximum(values.max(axis=2), 0)
    assert equalize == (seen.min(), seen.max())


@pytest.mark.parametrize("step", [2, 5])
def test_an_estimate_equalizes_as_the_samples_would_be(step: int) -> None:
    picture = _picture(90, 75, 1, np.uint8)
    samples = Picture(picture.pixels[::step, ::step].copy())
    pipeline = Pipeline((Convolution(_IDENTITY),), Tone("equalize"))
    found, wanted = grade(pipeline, picture, step=step).contexts, grade(pipeline, samples).contexts
    assert found is not None
    assert wanted is not None
    np.testing.assert_array_equal(found.mappings, wanted.mappings)
    rows, columns = (range(0, n, step) for n in (90, 75))
    values = samples.pixels[..., 0].astype(np.float32)
    np.testing.assert_array_equal(
        found.equalized(values, rows, columns),
        wanted.equalized(values, range(len(rows)), range(len(columns))),
    )


@pytest.mark.parametrize("samples", [1, 3])
def test_equalize_is_scikit_images_of_the_picture_itself(samples: int) -> None:
    picture = _picture(121, 97, samples, np.uint8)
    pipeline = Pipeline((Convolution(_IDENTITY),), Tone("equalize"))
    shown = develop(pipeline, picture).pixels
    wanted = equalize_adapthist(picture.pixels.squeeze(), clip_limit=0.03) * 255
    # Half of it is rounding to whole numbers.
    np.testing.assert_allclose(shown.squeeze(), wanted, atol=0.55)


def _strange(kind: str, samples: int) -> Picture:
    pixels = np.random.default_rng(1).normal(0.5, 1, (40, 30, samples)).astype(np.float32)
    if kind == "constant":
        pixels[:] = 0.5
    elif kind == "nan":
        pixels[:] = np.nan
    else:
        pixels[3, 4:7] = [[np.inf], [-np.inf], [np.nan]]
        pixels[9, 9, :] = 3e38
    return Picture(pixels)


@pytest.mark.parametrize("tone", ALL_TONES, ids=str)
@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("kind", ["constant", "nan", "infinities"])
def test_strange_maps_are_shown_without_a_warning(tone: Tone, samples: int, kind: str) -> None:
    picture = _strange(kind, samples)
    pipeline = Pipeline((Convolution(_IDENTITY),), tone)
    developed = develop(pipeline, picture)
    assert np.isfinite([developed.grading.low, developed.grading.high]).all()
    if kind == "nan":
        assert not developed.pixels.any()
    if kind == "infinities":
        assert not developed.pixels[3, 6].any()
    if kind == "constant":
        assert np.ptp(developed.pixels, axis=(0, 1)).max() == 0
    if kind == "constant" and tone.mode in ("minmax", "percentile", "equalize"):
        assert developed.grading.low == developed.grading.high == pytest.approx(0.5)


def test_strange_maps_are_counted() -> None:
    region = Region(0, 0, 40, 30)
    pipeline = Pipeline((Convolution(_IDENTITY),))
    for found in (
        survey(pipeline, _strange("infinities", 1), region),
        survey_picture(_strange("infinities", 1), region),
    ):
        assert (found.statistics.nans, found.statistics.infinities) == (1, 2)
        assert found.histogram.counts.sum() == 40 * 30 - 3
    empty = survey(pipeline, _strange("nan", 1), region)
    assert empty.statistics.nans == 40 * 30
    assert (empty.histogram.low, empty.histogram.high) == (0, 0)
    assert empty.histogram.counts.sum() == 0


def _whole(picture: Picture) -> Region:
    return Region(0, 0, picture.height, picture.width)


_WORK = [
    lambda picture, *more: survey(
        Pipeline((Convolution(_SOBEL),)), picture, _whole(picture), *more
    ),
    lambda picture, *more: survey_picture(picture, _whole(picture), *more),
    *(
        lambda picture, *more, mode=mode: grade(
            Pipeline((Convolution(_SOBEL),), Tone(mode)), picture, *more
        )
        for mode in ("minmax", "signed", "percentile", "equalize")
    ),
]


@pytest.mark.parametrize("work", _WORK)
def test_work_can_be_called_off(work) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        work(_picture(40, 30, 1, np.uint8), token)


@pytest.mark.parametrize("work", _WORK)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_progress_rises_to_1_in_many_steps(work, dtype) -> None:
    told: list[float] = []
    work(Picture(np.broadcast_to(dtype(7), (3000, 4000, 1))), None, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert max(np.diff([0, *told])) < 0.15


@pytest.mark.parametrize("work", _WORK)
def test_no_whole_float_copy_is_held(work) -> None:
    picture = Picture(np.broadcast_to(np.uint8(7), (4000, 6000, 1)))
    tracemalloc.start()
    try:
        work(picture)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40e6  # a float copy is 96 MB


def test_a_tone_that_knows_its_range_looks_at_nothing() -> None:
    token = CancelToken()
    token.cancel()
    pipeline = Pipeline((Convolution(_SOBEL),), Tone("signed", white=0.5))
    found = grade(pipeline, _picture(4, 4, 1, np.uint8), token)
    assert isinstance(found, Grading)
    assert (found.low, found.high) == (-127.5, 127.5)


@pytest.mark.parametrize("mode", ["minmax", "percentile"])
def test_what_sums_round_away_is_no_contrast(mode: str) -> None:
    picture = Picture(np.full((40, 50, 1), 0.3, np.float32))
    weights = tuple(tuple(0.1 * (i + 1) + 0.03 * j for j in range(5)) for i in range(5))
    layer = Convolution(Kernel(weights, 3), "valid")
    grading = grade(Pipeline((layer,), Tone(mode)), picture)
    assert grading.low == grading.high
