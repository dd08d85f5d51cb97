"""Opening and saving through the workers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.imaging.picture import Picture
from convstudio.pipeline.developing import develop


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_the_map_is_saved_at_full_size_as_it_is_shown(
    studio, qtbot, tmp_path: Path, sample_opened: Path, ending: str
) -> None:
    path = tmp_path / f"map.{ending}"
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        studio.files.saving.save(path)
    expected = develop(studio.session.pipeline, studio.session.picture).pixels
    np.testing.assert_array_equal(np.asarray(Image.open(path)), expected)


def test_a_jpeg_is_near_the_map(studio, qtbot, tmp_path: Path, sample_opened: Path) -> None:
    path = tmp_path / "map.jpg"
    studio.editor.choose_preset("gaussian-5")
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        studio.files.saving.save(path)
    expected = develop(studio.session.pipeline, studio.session.picture).pixels.astype(int)
    assert np.abs(np.asarray(Image.open(path)).astype(int) - expected).mean() < 1


def test_what_jpeg_loses_is_told(studio, qtbot, tmp_path: Path) -> None:
    clear = tmp_path / "clear.png"
    Image.new("RGBA", (30, 20), (255, 0, 0, 128)).save(clear)
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(clear)
    told: list[str] = []
    studio.files.told.connect(told.append)
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        studio.files.saving.save(tmp_path / "map.jpg")
    assert told[-1] == ("Saved map.jpg. JPEG has no transparency: it is laid on white.")


def test_what_is_saved_is_what_was_there_when_it_was_asked_for(
    studio, qtbot, tmp_path: Path, sample_opened: Path
) -> None:
    path = tmp_path / "map.png"
    expected = develop(studio.session.pipeline, studio.session.picture).pixels
    with qtbot.waitSignal(studio.files.saving.worker.finished):
        studio.files.saving.save(path)
        studio.editor.choose_preset("box-5")
    np.testing.assert_array_equal(np.asarray(Image.open(path)), expected)


def test_two_saves_are_both_done(studio, qtbot, tmp_path: Path, sample_opened: Path) -> None:
    for name in ("one.png", "two.png"):
        studio.files.saving.save(tmp_path / name)
    qtbot.waitUntil(lambda: not studio.files.saving.worker.busy)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_closing_the_window_finishes_a_save(
    studio, qtbot, tmp_path: Path, sample_opened: Path
) -> None:
    path = tmp_path / "map.png"
    studio.files.saving.save(path)
    studio.window.close()
    qtbot.waitUntil(lambda: not studio.window.isVisible())
    Image.open(path).load()


def test_a_save_that_fails_keeps_the_window_open_and_is_told(
    studio, qtbot, tmp_path: Path, sample_opened: Path, notice_words
) -> None:
    studio.files.saving.save(tmp_path / "missing" / "map.png")
    studio.window.close()
    assert "its folder does not exist" in notice_words()[0]
    assert studio.window.isVisible()
    studio.window.close()
    assert not studio.window.isVisible()


def test_the_suggested_name_says_picture_and_kernel(studio, sample_opened: Path) -> None:
    assert studio.files.saving.suggested_stem == "coffee-sobel-x"
    studio.editor.choose_preset("gaussian-3")
    assert studio.files.saving.suggested_stem == "coffee-gaussian-blur-3-3"


def test_without_a_picture_there_is_nothing_to_save(studio, notice_words) -> None:
    studio.files.saving.ask_save()
    assert notice_words()[0] == "There is no picture yet, so no feature map."


def test_only_the_newest_of_two_pictures_is_opened(
    studio, qtbot, tmp_path: Path, sample_opened: Path
) -> None:
    names = []
    studio.session.picture_changed.connect(lambda: names.append(studio.session.picture.name))
    for name in ("one.png", "two.png"):
        Image.new("L", (8, 8)).save(tmp_path / name)
        studio.files.opening.open(tmp_path / name)
    qtbot.waitUntil(lambda: not studio.files.opening.worker.busy)
    assert names == ["two.png"]


def test_memory_that_is_lacking_is_told(studio, notice_words, monkeypatch) -> None:
    studio.notices.show(MemoryError())
    assert notice_words()[0].startswith("There is not enough memory")


def test_an_unforeseen_error_is_shown_with_its_name(studio, notice_words) -> None:
    studio.notices.show(ZeroDivisionError("of all things"))
    message, hint = notice_words()
    assert message.endswith("ZeroDivisionError: of all things")
    assert hint.startswith("Your picture and your edits are still here.")


def test_the_same_mistake_is_not_told_twice_at_once(studio, notice_words) -> None:
    for _ in range(3):
        studio.notices.show(ZeroDivisionError("same"))
    notice_words()
    assert not studio.notices.telling


def test_pixels_cannot_be_changed_once_they_are_a_picture() -> None:
    picture = Picture(np.zeros((2, 2, 1), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 1
