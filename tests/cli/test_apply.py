"""``convstudio apply``: the window's work without a window, its exit codes and its one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from scipy import ndimage

from convstudio.cli import main
from convstudio.cli.commands import COMMANDS
from convstudio.imaging.reading import read_picture
from convstudio.kernel.library import load_library
from convstudio.paths import kernels_folder, sample_picture

_COFFEE = sample_picture("coffee.png")


@pytest.fixture(scope="module")
def coffee() -> np.ndarray:
    with Image.open(_COFFEE) as image:
        return np.asarray(image)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A gray picture of 9×12."""
    path = tmp_path / "small.png"
    pixels = np.random.default_rng(1).integers(0, 256, (9, 12), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def _by_scipy(pixels: np.ndarray, kernel_name: str) -> np.ndarray:
    """The kernel's exact sums, zeros outside, each channel by itself."""
    kernel = load_library(kernels_folder()).named(kernel_name)
    weights = kernel.array if pixels.ndim == 2 else kernel.array[..., np.newaxis]
    sums = ndimage.correlate(pixels.astype(np.float64), weights, mode="constant")
    return sums / kernel.divisor


def _to_8_bit(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "convstudio", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def _refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """The one line that a run with exit code 1 says on standard error."""
    assert main([str(word) for word in words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("convstudio: ")
    assert err.count("\n") == 1
    return err.removeprefix("convstudio: ").rstrip("\n")


@pytest.mark.parametrize("name", ["sobel-x", "gaussian-3", "laplacian-8", "box-5", "identity"])
def test_apply_equals_scipy_on_a_photograph(tmp_path, coffee: np.ndarray, name: str) -> None:
    out = tmp_path / "out.png"
    assert main(["apply", str(_COFFEE), "--kernel", name, "-o", str(out)]) == 0
    np.testing.assert_array_equal(_pixels(out), _to_8_bit(_by_scipy(coffee, name)))


def test_absolute_tone_drops_the_signs_first(tmp_path: Path, coffee: np.ndarray) -> None:
    out = tmp_path / "out.png"
    words = ["apply", str(_COFFEE), "-k", "sobel-x", "--tone", "absolute", "-o", str(out)]
    assert main(words) == 0
    np.testing.assert_array_equal(_pixels(out), _to_8_bit(np.abs(_by_scipy(coffee, "sobel-x"))))


@pytest.mark.parametrize(
    ("options", "crop"),
    [
        ([], np.s_[:, :]),
        (["--padding", "same"], np.s_[:, :]),
        (["--padding", "1"], np.s_[:, :]),
        (["--padding", "valid"], np.s_[1:-1, 1:-1]),
        (["--padding", "0"], np.s_[1:-1, 1:-1]),
        (["--padding", "valid", "--stride", "2"], np.s_[1:-1:2, 1:-1:2]),
        (["--padding", "1", "--stride", "3"], np.s_[::3, ::3]),
        (["--stride", "5", "--padding", "1"], np.s_[::5, ::5]),
        (["--stride", "1000", "--padding", "1"], np.s_[:1, :1]),
    ],
)
def test_padding_and_stride_choose_from_the_whole_map(small, options, crop) -> None:
    out = small.with_name("out.png")
    assert main(["apply", str(small), "-k", "gaussian-3", *options, "-o", str(out)]) == 0
    whole = _to_8_bit(_by_scipy(_pixels(small), "gaussian-3"))
    np.testing.assert_array_equal(_pixels(out), whole[crop])


def test_padding_beyond_half_the_kernel_makes_the_map_larger(small: Path) -> None:
    out = small.with_name("out.png")
    assert main(["apply", str(small), "-k", "identity", "--padding", "4", "-o", str(out)]) == 0
    np.testing.assert_array_equal(_pixels(out), np.pad(_pixels(small), 3))


def test_same_with_a_stride_pads_no_more_than_it_needs(small: Path) -> None:
    """9 rows need one pixel on both sides, 12 columns one at the right alone."""
    out = small.with_name("out.png")
    assert main(["apply", str(small), "-k", "identity", "--stride", "2", "-o", str(out)]) == 0
    np.testing.assert_array_equal(_pixels(out), _pixels(small)[::2, 1::2])


def test_a_kernel_of_ones_own_is_read_from_a_file(small: Path) -> None:
    own = small.with_name("own.json")
    own.write_text('{"name": "a", "description": "b", "source": "c", "weights": [[-1]]}')
    out = small.with_name("out.png")
    words = ["apply", str(small), "-k", str(own), "--tone", "absolute", "-o", str(out)]
    assert main(words) == 0
    np.testing.assert_array_equal(_pixels(out), _pixels(small))


def test_jpeg_of_a_transparent_picture_is_written_and_the_loss_is_told(tmp_path, capsys) -> None:
    picture, out = tmp_path / "a.png", tmp_path / "out.jpg"
    Image.new("RGBA", (16, 16), (200, 0, 0, 0)).save(picture)
    assert main(["apply", str(picture), "-k", "identity", "-o", str(out)]) == 0
    assert capsys.readouterr().err == (
        "convstudio: out.jpg: JPEG has no transparency: it is laid on white.\n"
    )
    np.testing.assert_allclose(_pixels(out), 255, atol=2)


@pytest.mark.parametrize(
    ("name", "words", "dtype"),
    [
        ("o.png", [], np.uint16),
        ("o.tif", [], np.uint16),
        ("o.npy", [], np.uint16),
        ("o.jpg", [], np.uint8),
        ("o.png", ["--depth", "8"], np.uint8),
        ("o.tif", ["--depth", "float"], np.float32),
        ("o.tif", ["--raw"], np.float32),
        ("o.png", ["--raw"], np.uint16),
    ],
)
def test_the_depth_follows_the_picture(tmp_path: Path, name: str, words, dtype) -> None:
    pixels = np.arange(256, dtype=np.uint16).reshape(16, 16) * 200
    picture, out = tmp_path / "deep.png", tmp_path / name
    Image.fromarray(pixels).save(picture)
    assert main(["apply", str(picture), "-k", "identity", *words, "-o", str(out)]) == 0
    saved = read_picture(out).pixels[..., 0]
    assert saved.dtype == dtype
    if dtype == np.uint16:
        np.testing.assert_array_equal(saved, pixels)


def test_a_float_picture_keeps_more_than_8_bits_and_8_bits_stay_8(tmp_path: Path) -> None:
    for dtype, wanted in ((np.float32, np.uint16), (np.uint8, np.uint8)):
        picture, out = tmp_path / "a.npy", tmp_path / "b.png"
        np.save(picture, np.ones((4, 4), dtype))
        assert main(["apply", str(picture), "-k", "identity", "-o", str(out)]) == 0
        assert read_picture(out).pixels.dtype == wanted


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["--channels", "luminance"], []),
        (
            ["--tone", "signed"],
            [
                "Three channels saved as one number, their luma.",
                "Numbers saved as 256 colours of a colour map.",
            ],
        ),
    ],
)
def test_a_profile_that_is_left_out_is_told(tmp_path, capsys, words, more) -> None:
    picture, out = tmp_path / "a.png", tmp_path / "out.png"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (16, 16), (200, 0, 0)).save(picture, icc_profile=profile)
    assert main(["apply", str(picture), "-k", "identity", *words, "-o", str(out)]) == 0
    told = [*more, "Colour profile left out: it is not for such pixels."]
    assert capsys.readouterr().err == "".join(f"convstudio: out.png: {line}\n" for line in told)


def test_the_picture_itself_may_be_the_output_where_that_is_said(small: Path, capsys) -> None:
    before, data = _pixels(small), small.read_bytes()
    told = _refused(capsys, "apply", small, "-k", "sobel-y", "-o", small)
    assert told == (
        f"“{small}” would be written over a picture that is read. Choose another name or folder. "
        "--overwrite permits it."
    )
    assert small.read_bytes() == data
    assert main(["apply", str(small), "-k", "sobel-y", "-o", str(small), "--overwrite"]) == 0
    np.testing.assert_array_equal(_pixels(small), _to_8_bit(_by_scipy(before, "sobel-y")))


def test_an_unknown_kernel_is_told_with_those_that_come_near(small: Path, capsys) -> None:
    told = _refused(capsys, "apply", small, "-k", "sobl-x", "-o", small.with_name("out.png"))
    assert told.startswith("There is no kernel named “sobl-x”. Similar: sobel-x")
    assert not small.with_name("out.png").exists()


def test_a_broken_kernel_file_is_told(small: Path, capsys) -> None:
    own = small.with_name("own.json")
    own.write_text("{")
    told = _refused(capsys, "apply", small, "-k", own, "-o", small.with_name("out.png"))
    assert told.startswith("“own.json” is not a kernel file: ")


def test_a_missing_picture_is_told(tmp_path: Path, capsys) -> None:
    path = tmp_path / "none.png"
    told = _refused(capsys, "apply", path, "-k", "box-3", "-o", tmp_path / "out.png")
    assert told == f"There is no file “{path}”."


def test_a_picture_cut_short_is_told(small: Path, capsys) -> None:
    small.write_bytes(small.read_bytes()[:100])
    told = _refused(capsys, "apply", small, "-k", "box-3", "-o", small.with_name("out.png"))
    assert told.startswith("“small.png” is a broken picture: ")
    assert not small.with_name("out.png").exists()


def test_a_missing_output_folder_is_told(small: Path, capsys) -> None:
    out = small.with_name("none") / "out.png"
    told = _refused(capsys, "apply", small, "-k", "box-3", "-o", out)
    assert told == (
        f"“{out}” could not be saved: its folder does not exist. Choose another folder or name."
    )


def test_an_ending_that_cannot_be_saved_is_told_before_any_work(tmp_path: Path, capsys) -> None:
    told = _refused(capsys, "apply", tmp_path / "none.png", "-k", "?", "-o", tmp_path / "out.gif")
    assert told.startswith("“out.gif” has the ending “.gif”")


def test_a_kernel_larger_than_the_picture_is_told(small: Path, capsys) -> None:
    tiny = small.with_name("tiny.png")
    Image.new("L", (2, 2)).save(tiny)
    words = ["-k", "box-5", "--padding", "valid", "-o", small.with_name("out.png")]
    told = _refused(capsys, "apply", tiny, *words)
    assert told.startswith("kernel must be no larger than the padded picture; a 5×5 kernel for")


def test_too_little_memory_is_told_in_one_line(small: Path, capsys, monkeypatch) -> None:
    def without_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("convstudio.cli.map_saving.save_map", without_memory)
    told = _refused(capsys, "apply", small, "-k", "box-3", "-o", small.with_name("out.png"))
    assert told == "There is not enough memory for this picture."


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "the following arguments are required"),
        (["-k", "box-3"], "the following arguments are required: -o/--output"),
        (["-k", "box-3", "-o", "o.png", "--stride", "0"], "stride must be from 1 to 1024; 0 was"),
        (["-k", "box-3", "-o", "o.png", "--stride", "1.5"], "stride must be a whole number; “1.5”"),
        (["-k", "box-3", "-o", "o.png", "--padding", "-1"], "numbers from 0 to 1024; “-1” was"),
        (["-k", "box-3", "-o", "o.png", "--padding", "full"], "“same”, “valid”, N, V,H or TOP,"),
        (["-k", "box-3", "-o", "o.png", "--padding", "9" * 30], "from 0 to 1024; “999999"),
        (["-k", "box-3", "-o", "o.png", "--tone", "sepia"], "invalid choice: 'sepia'"),
        (["-k", "box-3", "-o", "o.png", "--unknown"], "unrecognized arguments: --unknown"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_wrong(small, capsys, options, words) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["apply", str(small), *options])
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("usage: convstudio apply")
    assert words in err


def test_help_names_every_option_and_is_exit_code_0(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["apply", "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    for option in ("--kernel", "--padding", "--stride", "--tone", "--output", "--explain"):
        assert option in out


def test_the_version_is_printed(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("ConvStudio ")


def test_a_true_run_filters_in_silence(small: Path) -> None:
    out = small.with_name("out.png")
    done = _run("apply", small, "--kernel", "sobel-x", "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    np.testing.assert_array_equal(_pixels(out), _to_8_bit(_by_scipy(_pixels(small), "sobel-x")))


def test_a_true_run_that_fails_says_one_line_without_a_traceback(small: Path) -> None:
    done = _run("apply", small, "--kernel", "nothing", "-o", small.with_name("out.png"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("convstudio: There is no kernel named “nothing”.")
    assert done.stderr.count("\n") == 1


def test_a_true_run_on_a_tiff_cut_short_says_one_line(tmp_path: Path, coffee: np.ndarray) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(coffee).save(path, compression="tiff_deflate")
    path.write_bytes(path.read_bytes()[:-50])
    done = _run("apply", path, "--kernel", "box-3", "-o", tmp_path / "out.png")
    assert done.returncode == 1
    assert done.stderr.startswith("convstudio: “a.tif” is ")
    assert done.stderr.count("\n") == 1


def test_a_true_run_with_wrong_usage_is_exit_code_2(small: Path) -> None:
    done = _run("apply", small)
    assert done.returncode == 2
    assert "required" in done.stderr


def test_apply_never_loads_qt(small: Path) -> None:
    code = (
        "import sys; from convstudio.cli import main; code = main(sys.argv[1:]); "
        "print(code, sorted(m for m in sys.modules if m.startswith(('PySide6', 'shiboken'))))"
    )
    words = ["apply", str(small), "-k", "box-3", "-o", str(small.with_name("out.tif"))]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "0 []"


@pytest.mark.parametrize("words", [["aply", "a.png"], ["kernel"], ["docter"]])
def test_a_mistyped_command_is_told_with_the_one_that_comes_near(capsys, words) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    meant = {"aply": "apply", "kernel": "kernels", "docter": "doctor"}[words[0]]
    assert told.startswith(f"convstudio: There is no command “{words[0]}”. “{meant}” may be meant.")
    assert told.count("\n") == 1


@pytest.mark.parametrize(("words", "usage"), [([], ""), (["kernels", "list"], " kernels list")])
def test_help_is_a_word_too(capsys, words: list[str], usage: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["help", *words])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: convstudio{usage} [-h]")


def test_every_command_is_in_the_help_with_what_it_does(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    words = " ".join(capsys.readouterr().out.split())
    for name, command in COMMANDS.items():
        assert f" {name} {command.summary}" in words


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_help_of_every_command_fits_80_columns(capsys, monkeypatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    parser = COMMANDS[name].parser()
    parts = [action for action in parser._actions if isinstance(action.choices, dict)]
    for text in (parser, *(one for part in parts for one in part.choices.values())):
        assert max(map(len, text.format_help().splitlines())) <= 80


def test_a_signal_of_a_column_comes_back_as_one(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("volts\n3\n6\n-9\n")
    words = ["apply", str(tmp_path / "s.csv"), "--kernel-text", "1 1 1", "--divisor", "3", "--raw"]
    assert main([*words, "-o", str(tmp_path / "o.csv")]) == 0
    assert (tmp_path / "o.csv").read_text() == "3\n0\n-1\n"


def test_colours_are_no_table(tmp_path: Path, capsys) -> None:
    out = tmp_path / "o.csv"
    assert main(["apply", str(_COFFEE), "-k", "sobel-x", "--raw", "-o", str(out)]) == 1
    assert capsys.readouterr().err == (
        "convstudio: CSV holds one number a pixel, and here are 3. Save it as NPY or TIFF, or "
        "choose one channel, such as luminance, or one of several maps.\n"
    )
    assert not out.exists()
