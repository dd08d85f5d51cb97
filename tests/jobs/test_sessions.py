"""Sessions read and written in a worker: what becomes of the picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.errors import Cancelled, PipelineFileError, SessionFileError
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.jobs.sessions import (
    FilePipeline,
    KnownPicture,
    comparing_picture,
    known_picture,
    reading_pipeline,
    reading_session,
    writing_pipeline,
    writing_session,
)
from convstudio.jobs.worker import Work
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.picture_search import FoundPicture
from convstudio.pipeline.storage.session_file import StoredSession, Views, read_session

_STORED = StoredSession(
    Pipeline((Convolution(Kernel(((1, 2, 1),))),)), views=Views(compare="split", page="formula")
)


def _done(work: Work) -> object:
    return work(CancelToken(), lambda _value: None)


@pytest.fixture
def rose(tmp_path: Path) -> Path:
    pixels = np.arange(600, dtype=np.uint16).reshape(20, 30)
    Image.fromarray(pixels).save(tmp_path / "rose.png")
    return tmp_path / "rose.png"


def test_a_session_is_written_with_its_pictures_hash_and_read_again(tmp_path, rose: Path) -> None:
    path = tmp_path / "rose.convstudio"
    known = known_picture(read_picture(rose))
    assert known.stored is not None
    assert known.stored.sha256 == ""
    written = _done(writing_session(path, _STORED, known))
    assert (written.path, written.beside) == (path, None)
    assert written.known.stored.sha256 != ""
    read = _done(reading_session(path, ()))
    assert read.stored == written.stored
    assert read.found == FoundPicture(rose, same=True)
    assert (read.stored.views, read.stored.pipeline) == (_STORED.views, _STORED.pipeline)


def test_a_hash_that_is_known_is_not_made_again(tmp_path, rose: Path, monkeypatch) -> None:
    first = _done(writing_session(tmp_path / "a", _STORED, known_picture(read_picture(rose))))

    def never(*_arguments: object) -> None:
        raise AssertionError

    monkeypatch.setattr("convstudio.jobs.sessions.fingerprint", never)
    second = _done(writing_session(tmp_path / "b", _STORED, first.known))
    assert second.stored == first.stored


def _gone(path: Path) -> None:
    path.unlink()


def _written_over(path: Path) -> None:
    path.write_bytes(b"something else")


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("fate", [_gone, _written_over, _a_folder])
def test_pixels_that_no_file_holds_any_more_are_kept_beside(
    tmp_path: Path, rose: Path, fate: Callable[[Path], None]
) -> None:
    picture = read_picture(rose)
    known = known_picture(picture)
    fate(rose)
    written = _done(writing_session(tmp_path / "rose.convstudio", _STORED, known))
    assert written.beside == tmp_path / "rose-picture.tif"
    np.testing.assert_array_equal(read_picture(written.beside).pixels, picture.pixels)
    assert read_session(written.path).picture == written.known.stored
    again = _done(writing_session(tmp_path / "rose.convstudio", _STORED, written.known))
    assert again.beside is None
    written.beside.unlink()
    third = _done(writing_session(tmp_path / "rose.convstudio", _STORED, written.known))
    assert third.beside == written.beside


def test_a_session_without_a_picture(tmp_path: Path) -> None:
    written = _done(writing_session(tmp_path / "bare.convstudio", _STORED, None))
    read = _done(reading_session(written.path, (tmp_path,)))
    assert (written.stored, read.stored, read.found) == (_STORED, _STORED, None)


def test_a_save_that_is_called_off_writes_no_session(tmp_path: Path, rose: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    pasted = KnownPicture(Picture(np.zeros((3, 3, 1), np.uint8)))
    for known in (None, known_picture(read_picture(rose)), pasted):
        with pytest.raises(Cancelled):
            writing_session(tmp_path / "a.convstudio", _STORED, known)(cancel, lambda _value: None)
    assert [path.name for path in tmp_path.iterdir()] == ["rose.png"]


def test_a_session_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SessionFileError, match="its folder does not exist"):
        _done(writing_session(tmp_path / "gone" / "a.convstudio", _STORED, None))


def test_a_session_that_cannot_be_written_leaves_no_picture_either(tmp_path: Path) -> None:
    (tmp_path / "a.convstudio").mkdir()
    pasted = KnownPicture(Picture(np.zeros((3, 3, 1), np.uint8)))
    with pytest.raises(SessionFileError, match="a folder has that name"):
        _done(writing_session(tmp_path / "a.convstudio", _STORED, pasted))
    assert [path.name for path in tmp_path.iterdir()] == ["a.convstudio"]


def test_a_picture_that_was_chosen_is_compared(tmp_path: Path, rose: Path) -> None:
    written = _done(writing_session(tmp_path / "a", _STORED, known_picture(read_picture(rose))))
    stored = written.stored.picture
    copy = tmp_path / "copy.png"
    copy.write_bytes(rose.read_bytes())
    assert _done(comparing_picture(copy, stored)) == FoundPicture(copy, same=True)
    copy.write_bytes(b"else")
    assert _done(comparing_picture(copy, stored)) == FoundPicture(copy, same=False)


def test_pipelines_go_through_files_too(tmp_path: Path) -> None:
    expected = FilePipeline(tmp_path / "a.json", _STORED.pipeline)
    assert _done(writing_pipeline(tmp_path / "a.json", _STORED.pipeline)) == expected
    assert _done(reading_pipeline(tmp_path / "a.json")) == expected
    with pytest.raises(PipelineFileError):
        _done(reading_pipeline(tmp_path / "none.json"))
