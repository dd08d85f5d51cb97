"""Every tone as options: the file that is written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.exposure import equalize_adapthist

from convstudio.cli import main
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS, lookup
from convstudio.imaging.tone import TONE_MODES


@pytest.fixture
def gray(tmp_path: Path) -> Path:
    """A gray picture of 24×31, from 40 to 200."""
    pixels = np.random.default_rng(7).integers(40, 201, (24, 31), np.uint8)
    pixels[0, :2] = 40, 200
    path = tmp_path / "gray.png"
    Image.fromarray(pixels).save(path)
    return path


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def _shown(picture: Path, *options: str) -> np.ndarray:
    out = picture.with_name("out.png")
    assert main(["apply", str(picture), "-k", "identity", *options, "-o", str(out)]) == 0
    return _pixels(out)


def _stretched(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.clip(np.rint((values - low) / (high - low) * 255), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("options", "ends"),
    [
        (["--tone", "minmax"], (40, 200)),
        (["--tone", "clip", "--black", "1/5", "--white", "0.6"], (51, 153)),
        (["--tone", "absolute", "--white", "2"], (0, 510)),
        (["--black", "-1"], (-255, 255)),
    ],
)
def test_a_tone_stretches_between_its_levels(gray: Path, options: list[str], ends) -> None:
    found = _shown(gray, *options).astype(int)
    # Halves may be rounded either way: float32 on one side, float64 on the other.
    assert np.abs(found - _stretched(_pixels(gray).astype(float), *ends)).max() <= 1


@pytest.mark.parametrize(
    ("options", "shares"),
    [
        ([], (1, 99)),
        (["--percentiles", "10,80.5"], (10, 80.5)),
        (["--percentiles", "5, 9"], (5, 9)),
    ],
)
def test_percentiles_are_numpys(gray: Path, options: list[str], shares) -> None:
    values = _pixels(gray).astype(float)
    found = _shown(gray, "--tone", "percentile", *options).astype(int)
    assert np.abs(found - _stretched(values, *np.percentile(values, shares))).max() <= 1


def test_signed_of_the_negative_is_the_diverging_maps_lower_half(gray: Path) -> None:
    values = _pixels(gray)
    shifted = _shown(gray, "--tone", "signed", "--bias", "-120/255", "--colour-map", "berlin")
    wanted = lookup("berlin")[128 + np.rint((values - 120.0) / 80 * 127).astype(int)]
    np.testing.assert_array_equal(shifted, wanted)
    limited = _shown(gray, "--tone", "signed", "--white", "1")
    np.testing.assert_array_equal(
        limited, lookup("vik")[128 + np.rint(values / 255 * 127).astype(int)]
    )


def test_equalize_is_scikit_images(gray: Path) -> None:
    wanted = equalize_adapthist(_pixels(gray), clip_limit=0.03) * 255
    np.testing.assert_allclose(_shown(gray, "--tone", "equalize"), wanted, atol=0.55)


@pytest.mark.parametrize("name", [name for name in COLOUR_MAPS if name != "gray"])
def test_a_gray_map_in_colours_is_saved_in_rgb(gray: Path, name: str) -> None:
    found = _shown(gray, "--colour-map", name)
    np.testing.assert_array_equal(found, lookup(name)[_pixels(gray)])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--tone", "minmax", "--black", "0"], "black must be left out where the tone is minmax"),
        (["--black", "1"], "black must be below white, which is 1; 1 was given"),
        (["--black", "dark"], "black must be a finite number such as"),
        (["--tone", "signed", "--white", "-1"], "white must be above 0; -1 was given"),
        (["--percentiles", "1,99"], "percentiles must be left out where the tone is clip"),
        (["--tone", "percentile", "--percentiles", "5"], "percentiles must be LOW,HIGH; “5” was"),
        (["--tone", "percentile", "--percentiles", "9,9"], "low percentile must be below the high"),
        (["--tone", "percentile", "--percentiles", "-1,9"], "must be from 0 to 100; -1 was given"),
        (["--colour-map", "jet"], "colour map must be one of “gray”, “viridis”"),
        (["--colour-map", "vik"], "colour map must be one of “gray”, “viridis”"),
        (
            ["--tone", "signed", "--colour-map", "magma"],
            "diverging colour map must be one of “vik”",
        ),
    ],
)
def test_wrong_usage_says_what_would_be_right(gray: Path, capsys, options, words: str) -> None:
    out = gray.with_name("out.png")
    with pytest.raises(SystemExit) as caught:
        main(["apply", str(gray), "-k", "identity", *options, "-o", str(out)])
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("usage: convstudio apply")
    assert words in told
    assert not out.exists()


def test_help_names_every_tone_and_every_colour_map(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["apply", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    for name in TONE_MODES:
        assert f"{name}: " in words
    for option in ("--black", "--white", "--percentiles LOW,HIGH", "--colour-map NAME"):
        assert option in words
    assert ", ".join(COLOUR_MAPS) in words
    assert ", ".join(DIVERGING_MAPS) in words


def test_a_colour_map_without_a_name_is_refused(gray, tmp_path, capsys) -> None:
    words = ["apply", str(gray), "-k", "emboss", "--colour-map", ""]
    with pytest.raises(SystemExit):
        main([*words, "-o", str(tmp_path / "out.png")])
    assert "olour map" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()
