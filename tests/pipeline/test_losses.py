"""What each choice would lose, counted value by value."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import Cancelled, PictureWriteError
from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import DEPTHS, FORMATS, Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop_to
from convstudio.pipeline.losses import Loss, losses
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.tally import Tally, tally
from tests.imaging.tones import ALL_TONES

_IDENTITY = Kernel(((1,),))


def _floats(*values: float) -> Picture:
    return Picture(np.array(values, np.float32).reshape(1, -1, 1))


def _bytes(*values: int) -> Picture:
    return Picture(np.array(values, np.uint8).reshape(1, -1, 1))


def _words(picture: Picture, output: Output, tone: Tone | None = None, **layer) -> list[str]:
    layer.setdefault("kernel", _IDENTITY)
    pipeline = Pipeline((Convolution(**layer),), tone or Tone())
    counted = tally(pipeline, picture, output)
    return [loss.words for loss in losses(pipeline, picture, output, counted)]


def test_a_picture_that_fits_loses_nothing() -> None:
    for output in (
        Output(),
        Output("PNG", raw=True),
        Output("TIFF", "16", raw=True),
        Output("WebP"),
    ):
        lossless = Output(output.format, output.depth, output.raw, 100)
        assert _words(_bytes(0, 7, 255), lossless) == []


def test_what_is_clipped_is_counted() -> None:
    picture = _floats(-1, -0.5, 0, 1, 1, 1, 1, 1, 2, np.inf)
    assert _words(picture, Output()) == [
        "Negative values clipped: 20 %",
        "Values above white clipped: 20 %",
        "As shown: values rescaled, 0 … 1 → 0 … 255",
    ]
    assert _words(picture, Output(), Tone(black=-0.5, white=1.5))[:2] == [
        "Values below −0.5 clipped: 10 %",
        "Values above 1.5 clipped: 20 %",
    ]


def test_raw_whole_numbers_are_clipped_and_rounded() -> None:
    picture = _floats(-1, 0.25, 3, 300, 70000, np.nan, 4, 5, 6, 7)
    assert _words(picture, Output(raw=True)) == [
        "Negative values clipped: 10 %",
        "Values above 255 clipped: 20 %",
        "NaN saved as 0: 10 %",
        "Values between two whole numbers rounded: 10 %",
    ]
    assert _words(picture, Output("TIFF", "16", raw=True))[1] == "Values above 65,535 clipped: 10 %"


def test_raw_floats_lose_nothing_whatever_they_are() -> None:
    picture = _floats(-1, 0.25, 300, np.nan, np.inf, -np.inf)
    assert _words(picture, Output("TIFF", "float", raw=True), Tone("equalize")) == []


def test_values_between_levels_are_counted() -> None:
    picture = Picture(np.array([0, 1, 256, 257, 514, 65535, 300, 400], np.uint16).reshape(1, 8, 1))
    assert _words(picture, Output()) == [
        "Values between two of 256 levels rounded: 50 %",
        "As shown: values rescaled, 0 … 65,535 → 0 … 255",
    ]
    assert _words(picture, Output("PNG", "16")) == []
    assert _words(picture, Output("TIFF", "float", raw=True)) == []
    third = _words(picture, Output("PNG", "16"), kernel=Kernel(((1,),), 3))
    assert third == ["Values between two of 65,536 levels rounded: 62 %"]


def test_absolute_drops_signs() -> None:
    assert _words(_floats(-0.5, -2, 0, 1), Output("TIFF", "float"), Tone("absolute")) == [
        "Values above white clipped: 25 %",
        "Signs dropped: 50 %",
    ]


_RGBA16 = np.dstack(
    [np.full((2, 2, 3), 257 * 9, np.uint16), np.array([[0, 1], [257, 65535]], np.uint16)]
)


def test_alpha_between_levels_is_counted() -> None:
    picture = Picture(_RGBA16.copy(), True)
    rounded = "Transparency between two of 256 levels rounded: 25 %"
    assert _words(picture, Output()) == [rounded, "As shown: values rescaled, 0 … 65,535 → 0 … 255"]
    assert _words(picture, Output("WebP", "8", raw=True, quality=100))[-1] == rounded
    assert _words(picture, Output("PNG", "16")) == []
    assert _words(picture, Output("NPY", "float", raw=True)) == []
    laid = _words(picture, Output("JPEG", quality=100))
    assert "JPEG has no transparency: it is laid on white: 75 %" in laid
    assert not any("rounded" in words for words in laid), "what is not there is not rounded"


@pytest.mark.parametrize("raw", [False, True])
def test_alpha_beyond_opaque_is_cut_and_counted(raw: bool) -> None:
    pixels = np.zeros((1, 5, 4), np.float32)
    pixels[0, :, 3] = 0, 0.3, 1, 1.5, np.nan
    picture = Picture(pixels, True)
    assert _words(picture, Output("TIFF", "float", raw)) == [
        "Transparency beyond clear and opaque cut: 40 %"
    ]
    assert "Transparency between two of 65,536 levels rounded: 20 %" in _words(
        picture, Output("PNG", "16", raw)
    )


@pytest.mark.parametrize("tone", [Tone("minmax"), Tone("percentile")])
def test_a_map_of_one_value_becomes_black(tone: Tone) -> None:
    assert _words(_bytes(7, 7), Output(), tone) == ["No range to stretch: 7 saved as black"]
    assert _words(_bytes(0, 0), Output(), tone) == [], "which it was"
    assert _words(_bytes(7, 7), Output("TIFF", "float", raw=True), tone) == []


def test_a_stretched_range_is_told() -> None:
    told = "As shown: values rescaled, "
    picture = _bytes(0, 51, 204)
    assert _words(picture, Output("TIFF", "float")) == [f"{told}0 … 255 → 0 … 1"]
    assert _words(picture, Output(), Tone("minmax"))[-1] == f"{told}0 … 204 → 0 … 255"
    half = Tone(black=-1, white=0.5)
    assert _words(picture, Output("PNG", "16"), half)[-1] == f"{told}−255 … 127.5 → 0 … 65,535"
    assert _words(_bytes(0, 7, 255), Output(), Tone("minmax")) == [], "its range as it was"


def test_before_the_map_is_looked_at_its_range_has_no_numbers() -> None:
    pipeline = Pipeline((Convolution(_IDENTITY),), Tone("percentile", low=2))
    assert [loss.text for loss in losses(pipeline, _bytes(1, 2), Output())] == [
        "As shown: values rescaled, 2 % … 99 % of the map → 0 … 255"
    ]
    pipeline = Pipeline((Convolution(_IDENTITY),), Tone("minmax"))
    assert [loss.text for loss in losses(pipeline, _bytes(1, 2), Output("NPY", "float"))] == [
        "As shown: values rescaled, least … greatest of the map → 0 … 1"
    ]


def test_colour_maps_and_equalization_are_told() -> None:
    colour = Picture(np.zeros((4, 4, 3), np.uint8))
    assert _words(colour, Output(), Tone(colour_map="magma")) == [
        "Three channels saved as one number, their luma",
        "Numbers saved as 256 colours of a colour map",
    ]
    assert _words(_bytes(1, 2), Output("PNG", "16"), Tone("signed")) == [
        "Numbers saved as colours of a colour map"
    ]
    assert _words(_bytes(1, 2), Output(), Tone("equalize")) == [
        "Equalized by parts: one level stands for different values"
    ]


def test_nan_is_black_as_shown() -> None:
    assert _words(_floats(np.nan, 0, 1, 1), Output("TIFF", "float")) == ["NaN saved as black: 25 %"]
    shown = _words(_floats(np.nan, 0, 1, 1), Output(), Tone("minmax", colour_map="magma"))
    assert shown[0] == "NaN saved as black: 25 %"


def test_transparency_profile_and_metadata() -> None:
    pixels = np.full((2, 2, 4), 255, np.uint8)
    pixels[0, 0, 3] = 254
    picture = Picture(pixels, True, bytes(16) + b"RGB ", None, (72.0, 72.0))
    assert _words(picture, Output("JPEG")) == [
        "JPEG has no transparency: it is laid on white: 25 %",
        "JPEG changes pixels a little at quality 95",
    ]
    assert _words(picture, Output("NPY")) == [
        "A NumPy array holds numbers alone, and nothing of these: colour profile and resolution"
    ]
    gray = Picture(picture.pixels[..., :3].copy(), icc_profile=bytes(16) + b"RGB ")
    assert _words(gray, Output(), channels="luminance")[-1] == (
        "Colour profile left out: it is not for such pixels"
    )


def test_webp_is_lossless_at_100() -> None:
    assert _words(_bytes(1), Output("WebP", quality=80)) == [
        "WebP changes pixels a little at quality 80"
    ]
    assert _words(_bytes(1), Output("WebP", quality=100)) == []


def test_what_the_format_cannot_be_is_refused() -> None:
    wide = Picture(np.broadcast_to(np.uint8(0), (1, 70000, 1)))
    with pytest.raises(PictureWriteError, match="too many for JPEG"):
        losses(Pipeline((Convolution(_IDENTITY),)), wide, Output("JPEG"))


def test_without_a_count_only_what_is_always_lost_is_told() -> None:
    pipeline = Pipeline((Convolution(_IDENTITY),))
    assert losses(pipeline, _bytes(1, 2), Output()) == ()
    assert losses(pipeline, _floats(-1, 2), Output("TIFF", "float")) == ()
    assert [loss.share for loss in losses(pipeline, _bytes(1, 2), Output("JPEG"))] == [None]


@pytest.mark.parametrize("tone", ALL_TONES, ids=str)
@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("raw", [False, True])
def test_every_tone_is_counted_over_the_whole_map(tone: Tone, samples: int, raw: bool) -> None:
    rng = np.random.default_rng(4)
    picture = Picture(rng.normal(0.5, 0.5, (70, 1100, samples)).astype(np.float32))
    pipeline = Pipeline((Convolution(Kernel(((-1, 1),))),), tone)
    for known in (known for known in FORMATS if known.colours):
        for depth in known.depths:
            output = Output(known.name, depth, raw)
            counted = tally(pipeline, picture, output)
            assert counted.pixels == 70 * 1100
            assert counted.values == 77000 * (1 if tone.one_number and not raw else samples) or (
                tone.mode == "equalize" and not raw
            )
            assert counted.share == 1
            assert losses(pipeline, picture, output, counted) is not None


def test_it_is_told_while_it_is_counted() -> None:
    picture = Picture(np.broadcast_to(np.float32(-1), (1500, 2000, 1)))
    told: list[Tally] = []
    shares: list[float] = []
    pipeline = Pipeline((Convolution(_IDENTITY),), Tone("absolute"))
    found = tally(pipeline, picture, Output(), None, shares.append, told.append)
    assert 0 < told[0].share < 0.9
    assert [part.negative for part in told] == sorted(part.negative for part in told)
    assert told[0].negative == told[0].values == told[0].pixels
    assert shares == sorted(shares)
    assert (told[-1].negative, found.negative) == (3_000_000, 3_000_000)
    assert shares[-1] == pytest.approx(1)


def test_it_can_be_called_off() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        tally(Pipeline((Convolution(_IDENTITY),)), _bytes(1), Output(), cancel)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0004, "below 0.1 %"),
        (0.034, "3.4 %"),
        (0.12, "12 %"),
        (0.995, "99.5 %"),
        (0.9999, "over 99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_in_words(share: float, words: str) -> None:
    assert Loss("Clipped", share).words == f"Clipped: {words}"


@pytest.mark.parametrize("tone", [*ALL_TONES, Tone(white=0.5), Tone("signed", white=1)], ids=str)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_where_nothing_is_lost_the_file_holds_the_map(tone: Tone, dtype: str) -> None:
    rng = np.random.default_rng(11)
    white = {"u1": 255, "u2": 65535, "f4": 1}[dtype]
    kept = 0
    chosen = ((0,), (1,), (0, 1), (0, 0.3, 1), (-1, 0, 2), (0, 1 / 255, 1))
    for levels, samples in zip(chosen, (1, 2, 3, 4, 2, 4), strict=True):
        values = rng.choice(np.array(levels) * white, (6, 7, samples))
        values[0, 0] = levels[-1] * white
        if dtype != "f4":
            values = np.rint(values.clip(0, white))
        picture = Picture(values.astype(dtype), has_alpha=samples in (2, 4))
        kept += sum(_holds_all(picture, tone, output) for output in _lossless())
    assert kept > 0


def _lossless() -> list[Output]:
    return [Output("TIFF", depth, raw) for depth in DEPTHS for raw in (False, True)]


def _holds_all(picture: Picture, tone: Tone, output: Output) -> bool:
    """Whether nothing is told to be lost; then all of it is looked for in the samples."""
    pipeline = Pipeline((Convolution(_IDENTITY),), tone)
    if losses(pipeline, picture, output, tally(pipeline, picture, output)):
        return False
    levels = LEVELS[output.depth]
    parts: list[np.ndarray] = []
    develop_to(lambda part, _: parts.append(part), pipeline, picture, levels, raw=output.raw)
    (found,) = parts
    colours = found[..., :-1] if picture.has_alpha else found
    np.testing.assert_array_equal(colours - picture.colour.astype(np.float64), 0)
    if picture.alpha is not None:
        scale = picture.full_range / levels.white
        alpha = found[..., -1].astype(np.float64) * scale
        np.testing.assert_allclose(alpha, picture.alpha, rtol=1e-6, atol=1e-6)
    return True


def test_all_numbers_are_grouped_alike() -> None:
    picture = _floats(-70000, 0.3, 70000)
    words = _words(picture, Output("PNG", "16"), Tone(black=-12345.5, white=60000))
    assert words[0] == "Values below −12,345.5 clipped: 33 %"
    assert words[1] == "Values above 60,000 clipped: 33 %"
    assert "Values between two of 65,536 levels rounded: 33 %" in words
    assert words[-1] == "As shown: values rescaled, −12,345.5 … 60,000 → 0 … 65,535"
