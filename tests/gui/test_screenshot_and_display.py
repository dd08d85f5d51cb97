"""The program as a process: the window drawn without a screen, and no screen at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.paths import sample_picture
from convstudio.pipeline.examples import EXAMPLES


def convstudio(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the program in an environment without any display but what is given."""
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
    environment = {k: v for k, v in os.environ.items() if k not in unwanted}
    return subprocess.run(
        [sys.executable, "-m", "convstudio", *map(str, arguments)],
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_window_is_drawn_without_a_screen(tmp_path: Path) -> None:
    shot = tmp_path / "studio.png"
    done = convstudio("--screenshot", shot)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pixels = np.asarray(Image.open(shot).convert("RGB"))
    assert pixels.shape == (800, 1280, 3)
    coffee = np.asarray(Image.open(sample_picture("coffee.png")).resize((60, 40))).reshape(-1, 3)
    left = pixels[100:780, :460].reshape(-1, 3)
    assert np.abs(left[left.std(axis=1) > 25].mean(axis=0) - coffee.mean(axis=0)).max() < 60


def test_a_screenshot_shows_the_picture_that_was_named(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), (12, 200, 34)).save(tmp_path / "green.png")
    shot = tmp_path / "studio.png"
    assert convstudio("--screenshot", shot, tmp_path / "green.png").returncode == 0
    pixels = np.asarray(Image.open(shot).convert("RGB")).reshape(-1, 3)
    assert (pixels == (12, 200, 34)).all(axis=1).sum() > 64 * 64


def test_a_screenshot_of_a_stack_asks_nobody_and_shows_its_first_page(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (64, 64), colour) for colour in ((12, 200, 34), (1, 2, 3))]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    shot = tmp_path / "studio.png"
    assert convstudio("--screenshot", shot, tmp_path / "stack.tif").returncode == 0
    pixels = np.asarray(Image.open(shot).convert("RGB")).reshape(-1, 3)
    assert (pixels == (12, 200, 34)).all(axis=1).sum() > 64 * 64


def test_a_screenshot_of_no_picture_is_one_line_and_exit_1(tmp_path: Path) -> None:
    done = convstudio("--screenshot", tmp_path / "studio.png", tmp_path / "none.png")
    assert done.returncode == 1
    assert done.stderr.startswith("convstudio: There is no file “")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_screenshot_that_cannot_be_written_is_one_line_and_exit_1(tmp_path: Path) -> None:
    done = convstudio("--screenshot", tmp_path / "missing" / "studio.png")
    assert done.returncode == 1
    assert done.stderr.endswith("could not be saved: its folder does not exist.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X and Wayland are Linux's")
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "ConvStudio needs a screen and finds none."),
        ({"DISPLAY": ":7399"}, "The screen “:7399” does not answer."),
        ({"QT_QPA_PLATFORM": "xcb"}, "ConvStudio needs a screen and finds none."),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "ConvStudio needs a screen and finds none."),
    ],
)
def test_without_a_screen_one_sentence_says_what_to_do(variables, sentence: str) -> None:
    done = convstudio(**variables)
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr or "library" in done.stderr
    assert done.stderr.count("\n") == 1
    for way in ("xvfb-run", "--screenshot", "convstudio apply"):
        assert way in done.stderr or "library" in done.stderr


def test_wrong_usage_is_exit_2() -> None:
    done = convstudio("--size", "huge", "--screenshot", "x.png")
    assert done.returncode == 2
    assert "“huge” is no size such as 1280x800" in done.stderr


def test_a_screenshot_leaves_the_null_device_alone(tmp_path: Path) -> None:
    assert convstudio("--screenshot", tmp_path / "studio.png").returncode == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X and Wayland are Linux's")
@pytest.mark.parametrize("platform", ["garbage", "wayland", "xcb;wayland", ""])
def test_no_platform_makes_qt_abort(platform: str) -> None:
    done = convstudio(QT_QPA_PLATFORM=platform)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_a_screenshot_shows_the_drawer_that_a_session_opens(tmp_path: Path) -> None:
    shot = tmp_path / "studio.png"
    session = EXAMPLES[0].session
    assert convstudio("--screenshot", shot, "--theme", "light", session).returncode == 0
    drawer = np.asarray(Image.open(shot).convert("RGB"))[500:760, 10:350]
    assert (drawer == (0xF5, 0xF5, 0xF6)).all(axis=2).mean() > 0.9  # not the canvas's gray
