"""Every setting of a layer as an option: the file that is written, refusals and help."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from convstudio import conv2d
from convstudio.cli import main
from convstudio.pipeline import parameters
from convstudio.pipeline.parameters import ChoiceParameter

_SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
_BOX = np.ones((3, 3)) / 9
_SIDES = ((1, 2), (3, 0))


@pytest.fixture
def gray(tmp_path: Path) -> Path:
    """A gray picture of 9×12."""
    return _saved(tmp_path / "gray.png", (9, 12))


@pytest.fixture
def rgba(tmp_path: Path) -> Path:
    """A picture of 9×12 with alpha."""
    return _saved(tmp_path / "rgba.png", (9, 12, 4))


def _saved(path: Path, shape: tuple[int, ...]) -> Path:
    Image.fromarray(np.random.default_rng(7).integers(0, 256, shape, np.uint8)).save(path)
    return path


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def _to_8_bit(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _applied(picture: Path, kernel: str, *options: str) -> np.ndarray:
    out = picture.with_name("out.png")
    assert main(["apply", str(picture), "-k", kernel, *options, "-o", str(out)]) == 0
    return _pixels(out)


def _told(code: int, capsys, picture: Path, kernel: str, *options: str) -> str:
    """What a refused run says; nothing is written."""
    out = picture.with_name("out.png")
    words = ["apply", str(picture), "-k", kernel, *options, "-o", str(out)]
    if code == 2:
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 2
    else:
        assert main(words) == code
    assert not out.exists()
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        (["--padding", "2,0"], {"padding": (2, 0)}),
        (["--padding", "1,2,3,0"], {"padding": _SIDES}),
        (["--padding", "1, 2, 3, 0"], {"padding": _SIDES}),
        (["--padding", "valid"], {"padding": "valid"}),
        (["--stride", "2,3"], {"strides": (2, 3)}),
        (["--stride", "2"], {"strides": 2}),
        (["--dilation", "2"], {"dilation": 2}),
        (["--dilation", "1,3", "--padding", "2,1"], {"dilation": (1, 3), "padding": (2, 1)}),
        (["--border", "edge"], {"border": "edge"}),
        (["--border", "reflect"], {"border": "reflect"}),
        (["--border", "symmetric"], {"border": "symmetric"}),
        (["--border", "wrap", "--padding", "11"], {"border": "wrap", "padding": 11}),
        (["--border", "constant"], {"border": "zeros"}),
        (["--border", "constant", "--border-value", "1/3"], {"border": "constant", "value": 85}),
        (["--border", "constant", "--border-value", "-1/3"], {"border": "constant", "value": -85}),
        (["--bias", "1/2"], {"bias": 127.5}),
        (["--bias", "−.1"], {"bias": -25.5}),
        (["--bias", "-1/5"], {"bias": -51}),
        (["--bias=-1e-1"], {"bias": -25.5}),
        (["--flip"], {"flip": True}),
        (["--activation", "relu", "--bias", "0.2"], {"activation": "relu", "bias": 51}),
        (["--activation", "absolute"], {"activation": "absolute"}),
        (["--exact-fit", "--stride", "1,2", "--padding", "0,1,0,1"],
         {"strides": (1, 2), "padding": ((0, 1), (0, 1))}),
    ],
)  # fmt: skip
def test_an_option_is_what_conv2d_calls_by_that_name(gray: Path, options, settings) -> None:
    expected = conv2d(_pixels(gray), _SOBEL, **settings)
    np.testing.assert_array_equal(_applied(gray, "sobel-x", *options), _to_8_bit(expected))


@pytest.mark.parametrize(
    ("word", "mode"),
    [("edge", "nearest"), ("reflect", "mirror"), ("symmetric", "reflect"), ("wrap", "wrap")],
)
def test_borders_are_those_of_scipy(gray: Path, word: str, mode: str) -> None:
    expected = ndimage.correlate(_pixels(gray).astype(float), _BOX, mode=mode)
    np.testing.assert_array_equal(_applied(gray, "box-3", "--border", word), _to_8_bit(expected))


def test_sigmoid_is_of_the_fraction_of_the_full_range(gray: Path) -> None:
    sums = ndimage.correlate(_pixels(gray).astype(float), _SOBEL, mode="constant")
    expected = 255 / (1 + np.exp(-sums / 255))
    found = _applied(gray, "sobel-x", "--activation", "sigmoid")
    np.testing.assert_array_equal(found, _to_8_bit(expected))


@pytest.mark.parametrize(("word", "channel"), [("red", 0), ("green", 1), ("blue", 2)])
def test_one_channel_is_a_gray_map_beside_alpha(rgba: Path, word: str, channel: int) -> None:
    pixels, found = _pixels(rgba), _applied(rgba, "sobel-x", "--channels", word)
    expected = _to_8_bit(conv2d(pixels[..., channel], _SOBEL))
    for shown in range(3):
        np.testing.assert_array_equal(found[..., shown], expected)
    np.testing.assert_array_equal(found[..., 3], pixels[..., 3])


def test_the_alpha_channel_is_saved_as_gray(rgba: Path) -> None:
    found = _applied(rgba, "sobel-x", "--channels", "alpha")
    np.testing.assert_array_equal(found, _to_8_bit(conv2d(_pixels(rgba)[..., 3], _SOBEL)))


@pytest.mark.parametrize(
    ("word", "shares"), [("luminance", (0.2126, 0.7152, 0.0722)), ("sum", (1, 1, 1))]
)
def test_channels_are_mixed_into_one_map(rgba: Path, word: str, shares) -> None:
    pixels = _pixels(rgba)
    expected = _to_8_bit(conv2d(pixels[..., :3] @ np.array(shares), _SOBEL))
    found = _applied(rgba, "sobel-x", "--channels", word)
    np.testing.assert_array_equal(found[..., 0], expected)


def test_alpha_is_filtered_where_asked(rgba: Path) -> None:
    found = _applied(rgba, "box-3", "--alpha", "filtered")
    np.testing.assert_array_equal(found, _to_8_bit(conv2d(_pixels(rgba), _BOX)))


def test_colours_count_by_their_alpha_where_asked(rgba: Path) -> None:
    pixels = _pixels(rgba).astype(float)
    alpha = pixels[..., 3:]
    mean = conv2d(pixels[..., :3] * alpha, _BOX) / conv2d(alpha, _BOX)
    found = _applied(rgba, "box-3", "--alpha", "weighted")
    np.testing.assert_array_equal(found[..., :3], _to_8_bit(mean))
    np.testing.assert_array_equal(found[..., 3:], alpha)


def test_linear_light_mixes_light(tmp_path: Path) -> None:
    """Half black and half white is half the light, which sRGB writes as 188."""
    picture = tmp_path / "stripes.png"
    Image.fromarray(np.tile(np.array([[0, 255, 0, 255]], np.uint8), (4, 1))).save(picture)
    own = tmp_path / "own.json"
    own.write_text(
        '{"name": "a", "description": "b", "source": "c", "divisor": 4,'
        ' "weights": [[0, 0, 0], [1, 2, 1], [0, 0, 0]]}'
    )
    found = _applied(picture, str(own), "--linear-light", "--border", "wrap")
    np.testing.assert_array_equal(found, np.full((4, 4), 188))


def test_explain_says_on_standard_error_which_plan_runs(gray: Path, capsys) -> None:
    quiet = _applied(gray, "sobel-x")
    assert capsys.readouterr().err == ""
    loud = _applied(gray, "sobel-x", "--explain")
    told = capsys.readouterr()
    assert told.out == ""
    plan = told.err.removeprefix("convstudio: ").partition(":")[0]
    assert plan in ("direct", "banded", "separable", "fourier")
    assert told.err.count("\n") == 1
    np.testing.assert_array_equal(loud, quiet)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--stride", "1,2,3"], "stride must be N or V,H; “1,2,3” was given."),
        (["--stride", "2,"], "stride must be a whole number; nothing was given."),
        (["--stride", "2,0"], "stride must be from 1 to 1024; 0 was given."),
        (["--dilation", "0"], "dilation must be from 1 to 1024; 0 was given."),
        (["--padding", "1,2,3"], "numbers from 0 to 1024; “1,2,3” was given."),
        (["--padding", "1,-2"], "numbers from 0 to 1024; “1,-2” was given."),
        (["--padding", "1,same"], "“same”, “valid”, N, V,H or TOP,BOTTOM,LEFT,RIGHT with"),
        (["--border", "mirror"], "invalid choice: 'mirror'"),
        (
            ["--border-value", "1/2"],
            "--border-value must be left out, or --border constant",
        ),
        (["--border", "constant", "--border-value", "x"], "border value must be a finite number"),
        (["--border", "constant", "--border-value", "1e7"], "from -1e+06 to 1e+06; 1e+07 was"),
        (["--bias", "1/0"], "bias must be a fraction with no 0 below it; “1/0” was given."),
        (["--bias", "0,5"], "Decimals stand after a point: 1.5."),
        (["--bias"], "argument --bias: expected one argument"),
        (["--channels", "cyan"], "invalid choice: 'cyan'"),
        (["--alpha", "none"], "invalid choice: 'none'"),
        (["--activation", "softmax"], "invalid choice: 'softmax'"),
    ],
)
def test_wrong_usage_is_exit_code_2(gray: Path, capsys, options: list[str], words: str) -> None:
    told = _told(2, capsys, gray, "box-3", *options)
    assert told.startswith("usage: convstudio apply")
    assert words in told
    assert told.count("\n") == 2  # the usage and the error


@pytest.mark.parametrize(
    ("kernel", "options", "wanted", "nearest"),
    [
        ("box-5", ["--padding", "valid", "--dilation", "3"],
         "kernel must be no larger than the padded picture; a 5×5 kernel, 13×13 as dilated,",
         "What would fit: a kernel of at most 3×3, padding “same”, or a padding of at least 2."),
        ("box-3", ["--border", "reflect", "--padding", "9"],
         "padding must be at most 8 with border “reflect”",
         "What would fit: a padding of 8, padding “valid”, or border “symmetric” or “edge”."),
        ("box-3", ["--padding", "valid", "--stride", "1,2", "--exact-fit"],
         "horizontal stride must be a divisor of the",
         "What would fit: a horizontal stride of 1 or 3, or padding “same”"),
        ("box-3", ["--channels", "alpha"],
         "channels must be one that the picture has; alpha, for a picture without alpha, was given",
         "What would fit: each channel, luminance, sum, red, green or blue."),
    ],
)  # fmt: skip
def test_what_the_picture_refuses_is_one_line_with_what_would_fit(
    gray: Path, capsys, kernel: str, options: list[str], wanted: str, nearest: str
) -> None:
    told = _told(1, capsys, gray, kernel, "--explain", *options)
    assert told.startswith(f"convstudio: {wanted}")
    assert nearest in told
    assert told.count("\n") == 1


def test_help_says_what_the_declarations_say(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        main(["apply", "--help"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    words = " ".join(out.split())
    for title in ("sizes:", "border:", "colour:", "the sum and after it:", "what is shown:"):
        assert f"\n{title}\n" in out
    of_words = (  # of --add, which has a grammar of its own
        parameters.POOLING_MODE,
        parameters.POOL_SIZE,
        parameters.POOL_STRIDE,
        parameters.COMBINE_MODE,
    )
    declared = [
        value
        for value in vars(parameters).values()
        if hasattr(value, "help") and value not in of_words
    ]
    assert len(declared) > 10
    for parameter in (parameters.POOLING_MODE, parameters.COMBINE_MODE):
        assert "|".join(parameter.values) in words
    for parameter in declared:
        assert re.search(rf"--{parameter.name.replace(' ', '-')}[ ,]", words)
        assert parameter.help in words
        if isinstance(parameter, ChoiceParameter):
            for option in parameter.options:
                assert f"{option.value}: {option.help}" in words
