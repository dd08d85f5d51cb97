"""Sessions through the window: saved, opened again, with pictures that moved or were pasted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QMessageBox

from convstudio.gui.files.sessions.missing_picture import MissingPicture
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tone import Tone
from convstudio.jobs.sessions import WrittenSession
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.pipeline_file import read_pipeline, write_pipeline
from convstudio.pipeline.storage.session_file import StoredPicture, StoredSession, read_session

_RNG = np.random.default_rng(66)


def _picture(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(path, compress_level=0)
    return path


@pytest.fixture
def rose(studio, qtbot, tmp_path: Path, request) -> Path:
    """A picture of the user's own, open; another in each test, as their folders are neighbours."""
    path = _picture(tmp_path / "photos" / "rose.png", crc32(request.node.name.encode()))
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(path)
    return path


@pytest.fixture
def saved(studio, qtbot) -> Callable[[Path], WrittenSession]:
    def save(path: Path) -> WrittenSession:
        with qtbot.waitSignal(studio.files.sessions.worker.finished) as told:
            studio.files.sessions.save_as(path)
        return told.args[0]

    return save


@pytest.fixture
def opened(studio, qtbot, told: list[str]) -> Callable[[Path], None]:
    """Opens a session with all that belongs to it."""

    def open_it(path: Path) -> None:
        del told[:]
        studio.files.opening.open(path)
        qtbot.waitUntil(lambda: f"Opened {path.name}" in told)
        qtbot.waitUntil(lambda: not studio.live_job.busy)

    return open_it


@pytest.fixture
def told(studio) -> list[str]:
    """What the status bar was told, the last last."""
    found: list[str] = []
    studio.files.told.connect(found.append)
    return found


@pytest.fixture
def question(studio, qtbot) -> Callable[[], MissingPicture]:
    """Waits for the question where the picture is."""

    def find() -> MissingPicture:
        def there() -> list[MissingPicture]:
            boxes = studio.window.findChildren(MissingPicture)
            return [box for box in boxes if box.isVisible()]

        qtbot.waitUntil(lambda: bool(there()))
        return there()[0]

    return find


def _edit(studio) -> Pipeline:
    """Some edits; the pipeline that they lead to."""
    studio.editor.choose_preset("box-5")
    pipeline = studio.session.pipeline
    changed = Pipeline(pipeline.layers, Tone("signed", white=0.5), linear_light=True)
    studio.session.change(changed, "Tone")
    return changed


def test_a_session_brings_all_back(studio, qtbot, tmp_path: Path, rose, saved, opened) -> None:
    pipeline = _edit(studio)
    studio.viewer.set_mode("split")
    studio.inspecting.open(opened=True)
    studio.inspecting.pick((12, 7))
    studio.inspecting.pinning.toggle((3, 4))
    studio.inspecting.pinning.toggle((30, 50))
    studio.window.drawer.open("families")
    studio.viewer.navigator.show(Viewport(30.5, 20.25, 40.0, fitted=False))
    path = tmp_path / "work" / "rose.convstudio"
    path.parent.mkdir()
    written = saved(path)
    assert written.stored == read_session(path)
    assert json.loads(path.read_text("utf-8"))["picture"]["path"] == "../photos/rose.png"

    studio.editor.choose_preset("emboss")
    studio.viewer.set_mode("result")
    studio.inspecting.open(opened=False)
    studio.window.drawer.shut()
    studio.viewer.navigator.fit()
    with qtbot.waitSignal(studio.files.opening.opened):
        studio.files.opening.open(_picture(tmp_path / "other.png", 1))
    studio.files.forget_changes()
    opened(path)
    assert studio.session.pipeline == pipeline
    assert studio.session.picture.path == rose
    assert studio.viewer.mode == "split"
    assert studio.inspecting.opened
    assert studio.inspecting.picked == (12, 7)
    assert [(pin.row, pin.column) for pin in studio.inspecting.pinning.pins] == [(3, 4), (30, 50)]
    assert studio.window.drawer.opened == "families"
    assert studio.viewer.navigator.viewport == Viewport(30.5, 20.25, 40.0, fitted=False)
    assert studio.files.sessions.stored == written.stored
    assert not studio.files.changes.there


def test_opening_a_session_is_a_step_that_can_be_undone(
    studio, tmp_path: Path, rose, saved, opened, undo
) -> None:
    _edit(studio)
    saved(tmp_path / "rose.convstudio")
    studio.editor.choose_preset("emboss")
    before = studio.session.pipeline
    studio.files.forget_changes()
    opened(tmp_path / "rose.convstudio")
    assert undo.texts[-1] == "Open rose.convstudio"
    undo.undo()
    assert studio.session.pipeline == before
    assert studio.files.changes.there


def test_save_goes_to_the_same_file_again(studio, qtbot, tmp_path: Path, rose, saved) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    pipeline = _edit(studio)
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        studio.files.actions["save-session"].trigger()
    assert read_session(path).pipeline == pipeline
    assert path in studio.settings.recent
    assert not studio.files.changes.there


def test_a_first_save_asks_for_a_name_like_the_picture(studio, qtbot, tmp_path: Path, rose) -> None:
    studio.files.actions["save-session"].trigger()
    dialog = studio.window.findChild(QFileDialog, "save-session")
    assert [Path(name).name for name in dialog.selectedFiles()] == ["rose.convstudio"]
    dialog.selectFile("tulip")
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        dialog.accept()
    assert read_session(rose.with_name("tulip.convstudio")).picture.path == rose
    assert studio.settings.folder == rose.parent
    assert studio.window.windowTitle() == "tulip.convstudio[*] · rose.png"


def test_files_may_be_named_from_where_the_program_was_started(
    studio, qtbot, tmp_path: Path, rose, saved, told, monkeypatch
) -> None:
    saved(tmp_path / "rose.convstudio")
    monkeypatch.chdir(tmp_path)
    studio.files.opening.open(Path("rose.convstudio"))
    qtbot.waitUntil(lambda: told[-1] == "Opened rose.convstudio")
    assert studio.files.changes.path == tmp_path / "rose.convstudio"
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(Path("photos/rose.png"))
    assert not studio.files.changes.there


# Where the picture is


def test_a_session_moves_together_with_its_picture(
    studio, qtbot, tmp_path: Path, rose, saved, opened
) -> None:
    (tmp_path / "work").mkdir()
    saved(tmp_path / "work" / "rose.convstudio")
    (tmp_path / "new").mkdir()
    for folder in ("work", "photos"):
        (tmp_path / folder).rename(tmp_path / "new" / folder)
    opened(tmp_path / "new" / "work" / "rose.convstudio")
    moved = tmp_path / "new" / "photos" / "rose.png"
    assert studio.session.picture.path == moved
    assert not studio.files.changes.there
    assert studio.files.sessions.stored.picture.path == moved
    assert studio.files.sessions.stored.picture.sha256


def test_a_picture_that_was_renamed_is_found_by_its_content(
    studio, qtbot, tmp_path: Path, rose, saved, told
) -> None:
    saved(tmp_path / "rose.convstudio")
    rose.rename(tmp_path / "flower.png")
    studio.files.opening.open(tmp_path / "rose.convstudio")
    words = f"Opened rose.convstudio; its picture was found at {tmp_path / 'flower.png'}"
    qtbot.waitUntil(lambda: told[-1] == words)
    assert studio.session.picture.path == tmp_path / "flower.png"
    assert not studio.files.changes.there


def test_a_sample_is_found_wherever_the_program_is_installed(
    studio, tmp_path: Path, sample_opened, saved, opened
) -> None:
    path = tmp_path / "coffee.convstudio"
    saved(path)
    whole = json.loads(path.read_text("utf-8"))
    whole["picture"] |= {"path": "../nowhere/coffee.png", "absolute": "/nowhere/coffee.png"}
    path.write_text(json.dumps(whole), "utf-8")
    opened(path)
    assert studio.session.picture.path == sample_opened


def test_another_picture_in_its_place_is_told_and_may_be_used(
    studio, qtbot, tmp_path: Path, rose, saved, question, told
) -> None:
    path = tmp_path / "rose.convstudio"
    pipeline = _edit(studio)
    saved(path)
    _picture(rose, 7)
    studio.files.opening.open(path)
    box = question()
    assert box.text() == "rose.png is not the picture that “rose.convstudio” was made with."
    assert str(rose) in box.informativeText()
    box.use.click()
    qtbot.waitUntil(lambda: told[-1].startswith("Opened rose.convstudio"))
    assert studio.session.pipeline == pipeline
    assert studio.session.picture.path == rose
    assert studio.files.changes.there  # the file tells of another one


def test_a_picture_that_is_nowhere_is_asked_for(
    studio, qtbot, tmp_path: Path, rose, saved, question, told
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    far = tmp_path / "far" / "away" / "here" / "it is.png"
    far.parent.mkdir(parents=True)
    rose.rename(far)
    studio.files.opening.open(path)
    box = question()
    assert box.text() == "The picture of “rose.convstudio”, rose.png, is not to be found."
    assert box.use is box.choose
    box.choose.click()
    dialog = studio.window.findChild(QFileDialog, "find-picture")
    dialog.setDirectory(str(far.parent))
    dialog.selectFile(far.name)
    dialog.accept()
    qtbot.waitUntil(lambda: told[-1].startswith("Opened rose.convstudio"))
    assert studio.session.picture.path == far
    assert not studio.files.changes.there


def test_another_picture_that_is_chosen_is_told(
    studio, qtbot, tmp_path: Path, rose, saved, question, told
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    rose.unlink()
    tulip = _picture(tmp_path / "tulip" / "tulip.png", 8)
    studio.files.opening.open(path)
    question().choose.click()
    dialog = studio.window.findChild(QFileDialog, "find-picture")
    dialog.setDirectory(str(tulip.parent))
    dialog.selectFile(tulip.name)
    dialog.accept()
    qtbot.waitUntil(lambda: told[-1].startswith("Opened rose.convstudio"))
    assert told[-1] == "Opened rose.convstudio; tulip.png is another picture than before"
    assert studio.files.changes.there


def test_a_session_opens_without_its_picture(
    studio, qtbot, tmp_path: Path, rose, saved, question, told
) -> None:
    path = tmp_path / "rose.convstudio"
    pipeline = _edit(studio)
    saved(path)
    studio.editor.choose_preset("emboss")
    studio.files.forget_changes()
    rose.unlink()
    picture = studio.session.picture
    studio.files.opening.open(path)
    question().without.click()
    qtbot.waitUntil(lambda: told[-1].startswith("Opened rose.convstudio"))
    assert studio.session.pipeline == pipeline
    assert studio.session.picture is picture
    assert studio.files.changes.there


def test_a_session_that_is_given_up_changes_nothing(
    studio, qtbot, tmp_path: Path, rose, saved, question
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    studio.files.changes.mark(None, studio.session.pipeline, studio.session.picture)
    rose.unlink()
    pipeline = studio.session.pipeline
    for answer in ("reject", "choose"):
        studio.files.opening.open(path)
        box = question()
        if answer == "reject":
            box.reject()
        else:
            box.choose.click()
            studio.window.findChild(QFileDialog, "find-picture").reject()
        assert studio.session.pipeline is pipeline
        assert studio.files.changes.path is None


def test_a_picture_that_cannot_be_read_is_asked_for(
    studio, qtbot, tmp_path: Path, rose, saved, question, notice_words, told
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    rose.write_bytes(b"no picture" * 20)
    studio.files.opening.open(path)
    question().use.click()
    box = question()
    assert "is not to be found" in box.text()
    assert "rose.png" in notice_words()[0]
    box.without.click()
    qtbot.waitUntil(lambda: told[-1].startswith("Opened rose.convstudio"))


def test_a_session_never_opens_another_one_as_its_picture(
    studio, qtbot, tmp_path: Path, rose, saved, question
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    whole = json.loads(path.read_text("utf-8"))
    whole["picture"] = {"path": "rose.convstudio"}
    path.write_text(json.dumps(whole), "utf-8")
    studio.files.opening.open(path)
    box = question()
    assert "is not to be found" in box.text()
    box.reject()


def test_a_session_that_is_none_is_refused(studio, tmp_path: Path, rose, notice_words) -> None:
    path = tmp_path / "later.convstudio"
    path.write_text('{"format": "convstudio-session", "version": 99}')
    pipeline = studio.session.pipeline
    studio.files.opening.open(path)
    assert "newer ConvStudio" in notice_words()[0]
    assert studio.session.pipeline is pipeline
    assert studio.session.picture.path == rose


def test_nothing_is_asked_for_a_session_that_cannot_be_read(
    studio, tmp_path: Path, rose, notice_words
) -> None:
    path = tmp_path / "later.convstudio"
    path.write_text('{"format": "convstudio-session", "version": 99}')
    studio.editor.choose_preset("box-3")
    studio.files.opening.open(path)
    assert "newer ConvStudio" in notice_words()[0]
    assert not studio.window.findChildren(QMessageBox, "unsaved")
    assert studio.files.changes.there


def test_a_session_that_is_saved_over_before_it_is_opened_is_read_anew(
    studio, qtbot, tmp_path: Path, rose, saved, opened
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    studio.editor.choose_preset("box-3")
    studio.files.opening.open(path)

    def asked() -> QMessageBox | None:
        return studio.window.findChild(QMessageBox, "unsaved")

    qtbot.waitUntil(lambda: asked() is not None)
    with qtbot.waitSignal(studio.files.opening.opened):
        asked().button(QMessageBox.StandardButton.Save).click()
    assert studio.edits.kernel.name == "Box blur 3×3"
    assert not studio.files.changes.there


def test_a_session_that_is_none_leaves_a_sample_in_an_empty_window(
    studio, qtbot, tmp_path: Path, notice_words
) -> None:
    studio.files.opening.open(tmp_path / "none.convstudio")
    assert "it is not there" in notice_words()[0]
    qtbot.waitUntil(lambda: studio.session.picture is not None)
    assert studio.session.picture.name == "coffee.png"


def test_another_picture_that_is_opened_meanwhile_stays(
    studio, qtbot, tmp_path: Path, rose, saved
) -> None:
    path, other = tmp_path / "rose.convstudio", _picture(tmp_path / "other.png", 3)
    saved(path)
    studio.files.changes.mark(None, studio.session.pipeline, studio.session.picture)
    studio.editor.choose_preset("emboss")
    studio.files.forget_changes()
    pipeline = studio.session.pipeline
    with qtbot.waitSignal(studio.files.session_opening.worker.finished):
        studio.files.opening.open(path)
    studio.files.opening.open(other)
    qtbot.waitUntil(lambda: studio.session.picture.path == other)
    assert studio.session.pipeline is pipeline
    assert studio.files.changes.path is None


def test_a_session_whose_picture_is_called_off_is_not_opened(
    studio, qtbot, tmp_path: Path, rose, saved
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)
    studio.files.changes.mark(None, studio.session.pipeline, studio.session.picture)
    with qtbot.waitSignal(studio.files.session_opening.worker.finished):
        studio.files.opening.open(path)
    studio.files.opening.call_off()
    studio.files.opening.open(rose)
    with qtbot.waitSignal(studio.files.opening.opened):
        pass
    assert studio.files.changes.path is None


def test_a_search_can_be_called_off(
    studio, qtbot, tmp_path: Path, rose, saved, monkeypatch
) -> None:
    path = tmp_path / "rose.convstudio"
    saved(path)

    def search(_stored: StoredPicture, _folders: object, cancel: CancelToken) -> None:
        cancel.rest(60)

    monkeypatch.setattr("convstudio.jobs.sessions.find_picture", search)
    stop = studio.window.status.stop_opening_wanted
    for _ in range(2):  # what was called off leaves the way free
        studio.files.opening.open(path)
        qtbot.waitUntil(lambda: studio.files.session_opening.worker.busy)
        stop.emit()
        assert not studio.files.session_opening.worker.busy
    assert studio.session.picture.path == rose


# Pictures that are in no file


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_pasted_picture_gets_a_file_beside_the_session(
    studio, qtbot, tmp_path: Path, saved, opened, dtype, told
) -> None:
    pixels = (_RNG.random((20, 30, 3)) * 200).astype(dtype)
    studio.files.opening.open_picture(Picture(pixels))
    qtbot.waitUntil(lambda: studio.session.picture is not None)
    assert studio.files.changes.there
    (tmp_path / "pasted-picture.tif").write_bytes(b"not ours")
    written = saved(tmp_path / "pasted.convstudio")
    beside = tmp_path / "pasted-picture-2.tif"
    assert written.beside == beside
    assert told[-1] == "Saved pasted.convstudio, its picture in pasted-picture-2.tif."
    np.testing.assert_array_equal(read_picture(beside).pixels, pixels)
    assert not studio.files.changes.there
    assert saved(tmp_path / "pasted.convstudio").beside is None  # it is there already
    opened(tmp_path / "pasted.convstudio")
    np.testing.assert_array_equal(studio.session.picture.pixels, pixels)
    assert (tmp_path / "pasted-picture.tif").read_bytes() == b"not ours"


@pytest.mark.parametrize("fate", ["gone", "written over"])
def test_pixels_whose_file_is_lost_get_another(
    studio, qtbot, tmp_path: Path, rose, saved, fate: str
) -> None:
    pixels = studio.session.picture.pixels
    if fate == "gone":
        rose.unlink()
    else:
        Image.new("L", (3, 3)).save(rose)
    written = saved(tmp_path / "rose.convstudio")
    assert written.beside == tmp_path / "rose-picture.tif"
    np.testing.assert_array_equal(read_picture(written.beside).pixels, pixels)
    assert read_session(tmp_path / "rose.convstudio").picture.path == written.beside


def test_a_session_that_cannot_be_saved_is_told(studio, tmp_path: Path, rose, notice_words) -> None:
    _edit(studio)
    studio.files.sessions.save_as(tmp_path / "gone" / "rose.convstudio")
    assert "could not be saved: its folder does not exist" in notice_words()[0]
    assert studio.files.changes.there
    assert studio.files.changes.path is None


def test_without_a_picture_a_session_is_its_pipeline(studio, tmp_path: Path, saved) -> None:
    saved(tmp_path / "bare.convstudio")
    assert read_session(tmp_path / "bare.convstudio") == StoredSession(
        studio.session.pipeline, None, studio.files.sessions.views
    )
    assert studio.window.windowTitle() == "bare.convstudio[*]"


def test_the_hash_of_an_open_picture_is_known_once_it_was_wanted(
    studio, tmp_path: Path, rose, saved
) -> None:
    assert studio.files.sessions.stored.picture == StoredPicture(rose)
    written = saved(tmp_path / "rose.convstudio")
    assert len(written.stored.picture.sha256) == 64
    assert studio.files.sessions.stored.picture == written.stored.picture


# Pipelines


def test_a_pipeline_is_saved_alone_and_opened_as_a_step(
    studio, qtbot, tmp_path: Path, rose, undo
) -> None:
    pipeline = _edit(studio)
    path = rose.with_name("edges.json")
    assert studio.files.changes.there
    studio.files.actions["save-pipeline"].trigger()
    dialog = studio.window.findChild(QFileDialog, "save-pipeline")
    assert [Path(name).name for name in dialog.selectedFiles()] == ["rose.json"]
    dialog.selectFile("edges")
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        dialog.accept()
    assert read_pipeline(path) == pipeline
    assert not studio.files.changes.there  # it is in a file
    studio.editor.choose_preset("emboss")
    before = studio.session.pipeline
    with qtbot.waitSignal(studio.files.session_opening.worker.finished):
        studio.files.opening.open(path)
    assert studio.session.pipeline == pipeline
    assert studio.session.picture.path == rose
    assert undo.texts[-1] == "Open edges.json"
    assert path in studio.settings.recent
    undo.undo()
    assert studio.session.pipeline == before


def test_a_session_does_not_have_what_its_pipeline_file_has(
    studio, qtbot, tmp_path: Path, rose, saved
) -> None:
    saved(tmp_path / "rose.convstudio")
    _edit(studio)
    with qtbot.waitSignal(studio.files.sessions.worker.finished):
        studio.files.sessions.save_pipeline(tmp_path / "edges.json")
    assert studio.files.changes.there


def test_a_pipeline_too_large_for_the_picture_opens_and_the_views_say_why(
    studio, qtbot, tmp_path: Path
) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "tiny.png")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(tmp_path / "tiny.png")
    studio.editor.choose_preset("box-5")
    layer = studio.session.pipeline.layers[0]
    studio.session.undo_stack.undo()
    large = Pipeline((type(layer)(layer.kernel, padding="valid"),))
    write_pipeline(large, tmp_path / "large.json")
    with qtbot.waitSignal(studio.files.session_opening.worker.finished):
        studio.files.opening.open(tmp_path / "large.json")
    assert studio.session.pipeline == large
    studio.session.undo_stack.undo()


def test_what_is_no_pipeline_is_refused(studio, tmp_path: Path, rose, notice_words) -> None:
    (tmp_path / "a.json").write_text("{}")
    pipeline = studio.session.pipeline
    studio.files.opening.open(tmp_path / "a.json")
    assert "not a pipeline file" in notice_words()[0]
    assert studio.session.pipeline is pipeline
