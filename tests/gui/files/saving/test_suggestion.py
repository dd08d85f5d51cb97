"""Names and folders that are suggested to whoever saves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.gui.files.pictures.incoming import Incoming
from convstudio.gui.files.saving.suggestion import folder_for, output_for, stem_of
from convstudio.gui.settings import Forgetful, Settings
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.paths import sample_picture

PIXELS = np.zeros((3, 3, 1), np.uint8)


@pytest.mark.parametrize(
    ("name", "part", "stem"),
    [
        ("photo.jpg", "", "photo"),
        ("scan.tif", "3", "scan-p3"),
        ("arrs.npz", "second", "arrs-second"),
        ("arrs.npz", "arr_0", "arrs-arr_0"),
        ("arrs.npz", "a/b\\c:d\ne", "arrs-a-b-c-d-e"),
        ("arrs.npz", "../..", "arrs"),
        ("arrs.npz", "x" * 300, "arrs-" + "x" * 80),
    ],
)
def test_the_stem_carries_the_part(name: str, part: str, stem: str) -> None:
    assert stem_of(Picture(PIXELS.copy(), path=Path("/there") / name, part=part)) == stem


def test_what_is_in_no_file_is_called_by_its_title() -> None:
    assert stem_of(None) == "picture"
    assert stem_of(Picture(PIXELS.copy(), title="Zone plate 512×512")) == "zone-plate-512x512"


def test_the_folder_is_the_pictures_own(tmp_path: Path, monkeypatch) -> None:
    settings = Settings(Forgetful())
    settings.folder = tmp_path
    photos = tmp_path / "photos"
    photos.mkdir()
    monkeypatch.chdir(photos)
    for path in (photos / "a.png", Path("a.png"), Path("../photos/a.png")):
        assert folder_for(Picture(PIXELS.copy(), path=path), settings) == photos
    gone = Picture(PIXELS.copy(), path=tmp_path / "gone" / "a.png")
    sample = Picture(PIXELS.copy(), path=sample_picture("coffee.png"))
    for picture in (gone, sample, Picture(PIXELS.copy()), None):
        assert folder_for(picture, settings) == tmp_path


@pytest.mark.parametrize("action", ["save", "export-comparison", "export-sum"])
def test_every_dialog_begins_beside_the_picture_with_its_part(
    studio, qtbot, tmp_path: Path, action: str
) -> None:
    path = tmp_path / "scan.tif"
    pages = [Image.new("L", (9, 9), level) for level in (10, 20, 30)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(path, "3")
    studio.inspecting.open(opened=True)
    studio.inspecting.pick((2, 4))
    studio.files.actions[action].trigger()
    names = {
        "save": ("save-map", "scan-p3-sobel-x.png"),
        "export-comparison": ("export-comparison", "scan-p3-comparison.png"),
        "export-sum": ("export-sum", "scan-p3-sum-4-2.png"),
    }
    (dialog,) = [d for d in studio.window.children() if d.objectName() == names[action][0]]
    assert dialog.place.path == tmp_path / names[action][1]
    dialog.reject()


def test_a_drop_is_where_dialogs_begin_next(studio, qtbot, tmp_path: Path) -> None:
    Image.new("L", (5, 5)).save(tmp_path / "a.png")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.take(Incoming(paths=(tmp_path / "a.png",)))
    assert studio.settings.folder == tmp_path


@pytest.mark.parametrize(
    ("name", "signal", "format_"),
    [
        ("a.csv", True, "CSV"),
        ("a.txt", True, "CSV"),
        ("a.npy", True, "PNG"),
        ("a.csv", False, "PNG"),
    ],
)
def test_a_signal_from_a_table_goes_back_into_one(name: str, signal: bool, format_: str) -> None:
    picture = Picture(np.zeros((1, 9, 1), np.uint8), path=Path("/there") / name, samples=signal)
    settings = Settings(Forgetful(), None)
    found = output_for(picture, settings)
    assert found == Output(format_, "float" if format_ == "CSV" else "8", raw=format_ == "CSV")
    settings.output = Output("TIFF", "16")
    assert output_for(picture, settings) == Output("TIFF", "16"), "what was chosen is not overruled"
