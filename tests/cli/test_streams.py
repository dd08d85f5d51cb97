"""Real processes: pipes, several pictures, signals and poorer encodings."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from convstudio.paths import sample_picture
from convstudio.pipeline.storage.pipeline_file import read_pipeline

_SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@pytest.fixture
def gray(tmp_path: Path) -> Path:
    """A gray picture of 9×12."""
    path = tmp_path / "gray.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (9, 12), np.uint8)).save(path)
    return path


def _pixels(data: bytes | Path) -> np.ndarray:
    with Image.open(io.BytesIO(data) if isinstance(data, bytes) else data) as image:
        return np.asarray(image)


def _run(*words: object, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "convstudio", *map(str, words)],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **env},
    )


def test_a_picture_goes_through_a_pipe(gray: Path) -> None:
    done = _run("apply", "-", "-k", "sobel-x", "-o", "-", given=gray.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    sums = ndimage.correlate(_pixels(gray).astype(float), _SOBEL, mode="constant")
    np.testing.assert_array_equal(_pixels(done.stdout), np.clip(sums, 0, 255))


def test_the_numbers_themselves_go_through_a_pipe(gray: Path) -> None:
    words = ["apply", gray, "-k", "sobel-x", "--raw", "--format", "npy", "-o", "-"]
    values = np.load(io.BytesIO(_run(*words).stdout))
    assert values.dtype == np.float32
    sums = ndimage.correlate(_pixels(gray).astype(float), _SOBEL, mode="constant")
    np.testing.assert_array_equal(values.reshape(sums.shape), sums)


def test_a_table_goes_through_a_pipe() -> None:
    words = ["apply", "-", "-k", "sobel-x", "--raw", "--format", "csv", "-o", "-"]
    found = np.loadtxt(io.BytesIO(_run(*words, given=b"1,2\n3,5\n").stdout), delimiter=",")
    values = np.array([[1.0, 2], [3, 5]])
    np.testing.assert_array_equal(found, ndimage.correlate(values, _SOBEL, mode="constant"))


def test_a_saved_picture_is_a_pipeline_for_another(gray: Path) -> None:
    first, second = gray.with_name("a.png"), gray.with_name("b.png")
    options = ["--tone", "absolute", "--flip", "--bias", "1/8", "--kernel-text", "1 2; 3 -9"]
    assert _run("apply", gray, *options, "-o", first).returncode == 0
    assert _run("apply", gray, "--pipeline", first, "-o", second).returncode == 0
    np.testing.assert_array_equal(_pixels(first), _pixels(second))
    stored = gray.with_name("p.json")
    stored.write_bytes(_run("info", first, "--pipeline").stdout)
    layer = read_pipeline(stored).layers[0]
    assert (layer.kernel.weights, layer.bias, layer.flip) == (((1, 2), (3, -9)), 0.125, True)
    piped = _run("apply", gray, "--pipeline", "-", "-o", "-", given=stored.read_bytes())
    np.testing.assert_array_equal(_pixels(piped.stdout), _pixels(first))


def test_past_a_bad_picture_the_others_are_filtered(gray: Path) -> None:
    broken = gray.with_name("broken.png")
    broken.write_bytes(gray.read_bytes()[:60])
    folder = gray.with_name("maps")
    done = _run("apply", broken, gray, gray.with_name("none.png"), "-k", "box-3", "-o", folder)
    assert done.returncode == 1
    told = done.stderr.decode().splitlines()
    assert len(told) == 2
    assert told[0].startswith(f"convstudio: {broken}: “broken.png” is a broken picture")
    assert "none.png" in told[1]
    assert [path.name for path in folder.iterdir()] == ["gray.png"]


@pytest.mark.parametrize(
    ("words", "given", "code", "told"),
    [
        (["-", "-k", "box-3", "-o", "-"], b"", 1, "“standard input” is empty"),
        (["-", "-k", "box-3", "-o", "-"], b"no picture", 1, "is no picture that ConvStudio"),
        (["-", "-k", "-", "-o", "-"], b"", 2, "- is standard input, which can be read but once"),
        (["-", "--pipeline", "-", "-o", "-"], b"", 2, "can be read but once"),
        (["-", "-", "-k", "box-3", "-o", "x/"], b"", 2, "can be read but once"),
        (["-", "-k", "box-3", "-o", "-", "--part", "9"], b"P5 1 1 255\na", 1, "standard input"),
    ],
)
def test_what_a_stream_cannot_be_is_one_line(words, given: bytes, code: int, told: str) -> None:
    done = _run("apply", *words, given=given)
    assert (done.returncode, done.stdout) == (code, b"")
    assert told in done.stderr.decode().splitlines()[-1]
    assert done.stderr.count(b"\n") == (1 if code == 1 else 2)


def test_a_reader_that_goes_away_is_no_traceback(gray: Path) -> None:
    coffee = sample_picture("coffee.png")
    for words in (
        ["kernels", "list"],
        ["apply", coffee, "-k", "box-3", "-o", "-"],
    ):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "convstudio", *map(str, words)],
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
        os.close(write)
        assert done.returncode in (1, 141)
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr


@pytest.mark.parametrize(
    ("words", "shell", "code", "told"),
    [
        ("apply {gray} -k - -o o.png", "</dev/zero", 1, "convstudio: "),
        ("apply {gray} --pipeline - -o o.png", "</dev/zero", 1, "too large to be a pipeline"),
        ("kernels list", ">/dev/full", 1, "Standard output: No space left on device."),
        ("kernels convert box-3 --to csv", ">/dev/full", 1, "Standard output: No space left"),
        ("apply {gray} -k box-3 -o -", ">/dev/full", 1, "could not be saved: the disk is full"),
        ("apply {gray} -k box-3 -o -", ">&-", 1, "Standard output is closed"),
        ("apply - -k box-3 -o -", "<&-", 1, "“standard input” is empty"),
        ("kernels list", ">&-", 0, ""),
        ("kernels show nosuch", "2>&-", 1, ""),
    ],
)
def test_streams_that_are_full_or_closed_are_one_line(gray, words, shell, code, told) -> None:
    if "full" in shell and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    line = f"exec {sys.executable} -m convstudio {words.format(gray=gray)} {shell}"
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == bool(told)


def test_an_encoding_without_our_signs_loses_only_those() -> None:
    done = _run("kernels", "show", "sobel-x", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"Size     3?3\n" in done.stdout
    done = _run("kernels", "show", "sobel-x", "--json", PYTHONIOENCODING="ascii")
    assert rb"A 3\u00d73 Isotropic Gradient" in done.stdout


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_the_first_help_needs_no_numerics(words: list[str]) -> None:
    code = (
        "import sys\nfrom convstudio.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print({'numpy', 'PIL', 'msgspec', 'PySide6', 'shtab', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "set()"


def test_ctrl_c_leaves_whole_files_only(tmp_path: Path) -> None:
    """Interrupted at some moment of many pictures, also while one of them is written."""
    pixels = np.random.default_rng(2).integers(0, 256, (1500, 2000, 3), np.uint8)
    for number in range(8):
        Image.fromarray(pixels).save(tmp_path / f"{number}.tif")
    folder = tmp_path / "maps"
    words = ["apply", *sorted(tmp_path.glob("*.tif")), "-k", "gaussian-7", "-o", folder]
    for end, code in ((signal.SIGINT, 130), (signal.SIGTERM, 130)):
        process = subprocess.Popen(
            [sys.executable, "-m", "convstudio", *map(str, words)],
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        for _ in range(6000):  # until the first is there, or is about to be
            if process.poll() is not None or (folder.is_dir() and any(folder.iterdir())):
                break
            threading.Event().wait(0.01)
        process.send_signal(end)
        _, told = process.communicate(timeout=60)
        assert (process.returncode, told) in ((code, b""), (0, b""))
        assert not list(folder.glob(".*"))
        for path in folder.iterdir():
            assert _pixels(path).shape == pixels.shape
            path.unlink()
