"""Pictures that nobody expects: nothing stalls, nothing draws garbage, nothing is printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from convstudio.gui.viewer.canvas import Canvas
from convstudio.imaging import memory
from convstudio.imaging.tone import TONE_MODES, Tone
from convstudio.numerics.geometry import Region
from convstudio.pipeline.rendering import render
from tests.stories.walk import COFFEE, Walk

_LONG = 50_000
_RAMP = np.arange(_LONG) % 251  # no power of two: a part that is shown in the wrong place shows


def _saved(path: Path, pixels: np.ndarray) -> Path:
    if pixels.dtype == np.float32:
        tifffile.imwrite(path, pixels)
    else:
        Image.fromarray(pixels).save(path)
    return path


def _infinities() -> np.ndarray:
    pixels = np.full((30, 40), 0.5, np.float32)
    pixels[3, 4], pixels[10, 20], pixels[20, 5] = np.inf, -np.inf, np.nan
    return pixels


PICTURES = {
    "1×1.png": np.full((1, 1), 200, np.uint8),
    "1×50000.png": _RAMP.astype(np.uint8)[:, None],
    "50000×1.png": _RAMP.astype(np.uint8)[None],
    "black.png": np.zeros((30, 40, 3), np.uint8),
    "white.png": np.full((30, 40), 65535, np.uint16),
    "nan.tif": np.full((30, 40), np.nan, np.float32),
    "infinities.tif": _infinities(),
    "infinity.tif": np.full((9, 9), np.inf, np.float32),
}


@pytest.fixture
def quiet(capfd) -> object:
    """Whatever comes to the terminal fails the test."""
    capfd.readouterr()
    yield
    printed = capfd.readouterr()
    told = [line for line in printed.err.splitlines() if "This plugin does not support" not in line]
    assert (printed.out, told) == ("", [])


def _opened(walk: Walk, path: Path) -> None:
    walk.studio.files.opening.open(path)
    picture = walk.studio.session
    walk.until(lambda: picture.picture is not None and picture.picture.name == path.name)


def _grabbed(canvas: Canvas) -> np.ndarray:
    """(rows, columns, 3): what the canvas paints."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


@pytest.mark.parametrize("name", PICTURES)
def test_it_opens_in_every_tone_and_at_every_zoom(walk: Walk, tmp_path, quiet, name: str) -> None:
    _opened(walk, _saved(tmp_path / name, PICTURES[name]))
    viewer, session = walk.studio.viewer, walk.studio.session
    for tone in TONE_MODES:
        session.change(replace(session.pipeline, tone=Tone(tone)), f"Tone {tone}")
        for zoom in (
            viewer.navigator.fit,
            viewer.navigator.actual_size,
            viewer.navigator.zoom_in,
            viewer.navigator.fit,
        ):
            zoom()
            walk.until(lambda: True)
            assert _grabbed(viewer.map).shape[2] == 3
    assert walk.notice is None
    rows, columns = session.picture.height, session.picture.width
    assert render(session.pipeline, session.picture, Region(0, 0, min(rows, 9), min(columns, 9)))


@pytest.mark.parametrize("name", ["1×50000.png", "50000×1.png"])
@pytest.mark.parametrize("scale", [1.0, 8.0, 32.0])
@pytest.mark.parametrize("at", [100, 32_765, 40_000, 49_990])
def test_the_far_end_of_a_long_picture_is_painted_true(
    walk: Walk, tmp_path, quiet, name: str, scale: float, at: int
) -> None:
    walk.studio.editor.choose_preset("identity")
    _opened(walk, _saved(tmp_path / name, PICTURES[name]))
    upright = PICTURES[name].shape[1] == 1
    viewer = walk.studio.viewer
    viewer.navigator.fit()
    viewer.map.zoom_wanted.emit(scale / viewer.navigator.viewport.scale, None)
    behind = (at + 0.5 - _LONG / 2) * scale
    viewer.map.pan_wanted.emit(*((0.0, -behind) if upright else (-behind, 0.0)))
    walk.until(lambda: True)
    for canvas in (viewer.original, viewer.map):
        shown = _grabbed(canvas)
        for pixel in (at - 3, at, at + 3):
            # Beside the value that is printed in it, and the grid around it.
            x, y = (0.2, pixel + 0.2) if upright else (pixel + 0.2, 0.2)
            left, top = viewer.navigator.viewport.origin(*canvas.device_size)
            column, row = int(left + x * scale), int(top + y * scale)
            assert (shown[row, column] == _RAMP[pixel]).all(), (pixel, canvas.accessibleName())


@pytest.mark.parametrize("size", [(400, 300), (5120, 2880)])
def test_the_window_may_be_tiny_or_huge(walk: Walk, quiet, size: tuple[int, int]) -> None:
    walk.window.resize(QSize(*size))
    for act in (
        walk.studio.viewer.navigator.fit,
        walk.studio.viewer.navigator.actual_size,
        walk.studio.viewer.navigator.zoom_in,
    ):
        act()
        walk.until(lambda: True)
    least = walk.window.minimumSize()
    assert walk.window.width() == max(size[0], least.width())
    assert walk.window.height() == max(size[1], least.height())
    assert _grabbed(walk.studio.viewer.map).std() > 10


def test_zoom_and_pan_are_hammered_while_pictures_are_swapped(walk: Walk, tmp_path, quiet) -> None:
    random = np.random.default_rng(3)
    paths = [COFFEE]
    for number, (rows, columns) in enumerate([(1, 1), (1, 3000), (2500, 1), (700, 900), (64, 64)]):
        pixels = random.integers(0, 256, (rows, columns, 3), np.uint8)
        paths.append(_saved(tmp_path / f"{number}.png", pixels))
    paths.append(_saved(tmp_path / "infinities.tif", _infinities()))
    studio, viewer = walk.studio, walk.studio.viewer
    acts = [
        lambda: studio.files.opening.open(paths[random.integers(len(paths))]),
        lambda: viewer.map.zoom_wanted.emit(float(random.choice([0.25, 0.8, 1.25, 8])), None),
        lambda: viewer.original.zoom_wanted.emit(1.25, (float(random.integers(-50, 900)), 7.0)),
        lambda: viewer.map.pan_wanted.emit(*map(float, random.integers(-2000, 2000, 2))),
        lambda: viewer.original.pan_wanted.emit(*map(float, random.integers(-90, 90, 2))),
        lambda: walk.window.convolution_panel.stride.vertical.stepBy(int(random.integers(-1, 2))),
        viewer.navigator.fit,
        viewer.navigator.actual_size,
        viewer.map.grab,
        lambda: walk.studio.live_map.reading(*map(float, random.integers(-5, 900, 2))),
    ]
    for number in range(300):
        acts[random.integers(len(acts))]()
        if number % 7 == 0:
            QApplication.processEvents()
        if walk.notice is not None:  # a stride below 1 is refused, and told
            walk.notice.accept()
    walk.until(lambda: walk.notice is None)
    walk.window.convolution_panel.stride.vertical.text_entered.emit("1")
    studio.editor.choose_preset("identity")
    _opened(walk, paths[5])
    viewer.navigator.fit()
    walk.until(lambda: True)
    scale = viewer.navigator.viewport.scale
    places = ((np.arange(64) + 0.5) * scale).astype(int)
    for canvas in (viewer.original, viewer.map):
        left, top = viewer.navigator.viewport.origin(*canvas.device_size)
        shown = _grabbed(canvas)[np.ix_(top + places, left + places)]
        np.testing.assert_array_equal(shown, studio.session.picture.pixels)


def test_a_picture_that_memory_cannot_hold_is_refused_and_the_old_one_stays(
    walk: Walk, tmp_path, quiet, monkeypatch
) -> None:
    path = _saved(tmp_path / "slide.png", np.zeros((3000, 4000, 3), np.uint8))
    monkeypatch.setattr(memory, "available", lambda: 300 << 20)
    walk.studio.files.opening.open(path)
    message, hint = walk.read_notice()
    assert message == (
        "“slide.png” is too large for this computer: 4000 × 3000 pixels need about 80 MiB of "
        "memory, of which 44 MiB are free."
    )
    assert hint == "Close other programs, or open a smaller picture."
    assert walk.studio.session.picture.name == COFFEE.name
