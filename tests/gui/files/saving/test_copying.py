"""Feature map and comparison on the clipboard."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage

from convstudio.gui.files.saving.copying import copying_map, owned_image
from convstudio.imaging.picture import Picture
from convstudio.jobs.background import Progress
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline

MEAN = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9)


def array_of(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows, columns = image.height(), image.width()
    return np.frombuffer(image.constBits(), np.uint8).reshape(rows, columns, 4).copy()


def copied(studio, qtbot, slot) -> tuple[np.ndarray, np.ndarray]:
    """(as an image, as a PNG) of what is on the clipboard afterwards."""
    with qtbot.waitSignal(studio.files.saving.copying.worker.finished):
        slot()
    data = QGuiApplication.clipboard().mimeData()
    png = Image.open(io.BytesIO(bytes(data.data("image/png").data())))
    return array_of(QGuiApplication.clipboard().image()), np.asarray(png.convert("RGBA"))


def test_the_map_is_copied_as_it_is_shown(studio, qtbot, sample_opened: Path) -> None:
    told: list[str] = []
    studio.files.told.connect(told.append)
    image, png = copied(studio, qtbot, studio.files.actions["copy-map"].trigger)
    expected = develop(studio.session.pipeline, studio.session.picture).pixels
    np.testing.assert_array_equal(image[..., :3], expected)
    np.testing.assert_array_equal(png[..., :3], expected)
    assert told[-1] == "Copied the feature map, 600 × 400 pixels."


def test_alpha_is_copied_too(studio, qtbot, tmp_path: Path) -> None:
    rgba = np.random.default_rng(0).integers(0, 256, (6, 9, 4), np.uint8)
    Image.fromarray(rgba).save(tmp_path / "clear.png")
    studio.editor.choose_preset("identity")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(tmp_path / "clear.png")
    image, png = copied(studio, qtbot, studio.files.saving.copying.copy_map)
    np.testing.assert_array_equal(png, rgba)
    np.testing.assert_array_equal(image[..., 3], rgba[..., 3])


def test_both_are_copied_side_by_side(studio, qtbot, sample_opened: Path) -> None:
    image, png = copied(studio, qtbot, studio.files.actions["copy-comparison"].trigger)
    assert image.shape == png.shape == (400, 1216, 4)
    np.testing.assert_array_equal(png[:, :600, :3], studio.session.picture.pixels)
    expected = develop(studio.session.pipeline, studio.session.picture).pixels
    np.testing.assert_array_equal(png[:, 616:, :3], expected)
    assert (png[:, 600:616, 3] == 0).all()
    np.testing.assert_array_equal(image[..., 3], png[..., 3])


def test_stacked_views_are_copied_stacked(studio, qtbot, sample_opened: Path) -> None:
    studio.viewer.set_mode("stacked")
    image, _png = copied(studio, qtbot, studio.files.saving.copying.copy_comparison)
    assert image.shape == (816, 600, 4)


def test_without_a_picture_there_is_nothing_to_copy(studio, notice_words) -> None:
    studio.files.saving.copying.copy_map()
    assert notice_words()[0] == "There is no picture yet, so no feature map."


def test_copying_can_be_called_off(studio, qtbot, sample_opened: Path) -> None:
    told: list[str] = []
    studio.files.told.connect(told.append)
    QGuiApplication.clipboard().clear()
    studio.files.saving.copying.copy_map()
    studio.files.saving.call_off()
    assert told[-1] == "Copying was stopped."
    studio.files.saving.copying.worker.stop()
    qtbot.wait(0)
    assert QGuiApplication.clipboard().image().isNull()


def test_the_png_keeps_the_profile() -> None:
    profile = b"\0" * 16 + b"RGB " + b"\0" * 108
    picture = Picture(np.zeros((3, 3, 3), np.uint8), icc_profile=profile)
    work = copying_map(Pipeline((Convolution(MEAN),)), picture)
    png = work(CancelToken(), lambda _share: None).png
    assert Image.open(io.BytesIO(png)).info["icc_profile"] == profile


@pytest.mark.parametrize("samples", [1, 3, 4])
def test_an_image_of_its_own_has_the_pixels(samples: int) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, samples), np.uint8)
    found = array_of(owned_image(pixels))
    expected = np.broadcast_to(pixels[..., :1], (5, 7, 3)) if samples == 1 else pixels[..., :3]
    np.testing.assert_array_equal(found[..., :3], expected)
    assert (found[..., 3] == (pixels[..., 3] if samples == 4 else 255)).all()


def test_copying_is_not_called_saving(studio, qtbot, sample_opened: Path) -> None:
    told: list[Progress | None] = []
    studio.files.saving.progressed.connect(told.append)
    with qtbot.waitSignal(studio.files.saving.copying.worker.finished):
        studio.files.saving.copying.copy_map()
    assert {progress.what for progress in told if progress is not None} == {"Copying"}
    assert told[-1] is None
    end = studio.window.status.saving.end
    assert end.accessibleName() == "Stop copying"
    assert end.toolTip() == "Stop copying; what is on the clipboard stays."
