"""Pictures of sessions, found again: by place, by name, by content."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from convstudio.errors import Cancelled, PictureReadError
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.storage import picture_search
from convstudio.pipeline.storage.picture_search import (
    FoundPicture,
    find_picture,
    fingerprint,
    is_same,
)
from convstudio.pipeline.storage.session_file import StoredPicture

_ROSE = b"a rose " * 1000
_TULIP = b"a tulip" * 1000  # as long


def _file(path: Path, content: bytes = _ROSE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def stored(tmp_path: Path) -> StoredPicture:
    """Of a file that is no longer there."""
    path = _file(tmp_path / "camera" / "rose.png")
    found = fingerprint(path)
    path.unlink()
    return found


def test_a_fingerprint_is_the_content_and_the_place(tmp_path: Path) -> None:
    path = _file(tmp_path / "rose.png")
    sha256 = hashlib.sha256(_ROSE).hexdigest()
    assert fingerprint(path, "2") == StoredPicture(path, "2", len(_ROSE), sha256)


def test_a_fingerprint_of_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "none", tmp_path / "pipe", tmp_path, tmp_path / "a\x00"):
        with pytest.raises(PictureReadError, match="cannot be read: "):
            fingerprint(place)


def test_what_is_in_its_place_is_taken(stored: StoredPicture) -> None:
    _file(stored.path)
    assert find_picture(stored, ()) == FoundPicture(stored.path, same=True)


def test_beside_the_session_comes_before_where_it_was(tmp_path: Path, stored) -> None:
    beside = _file(tmp_path / "moved" / "rose.png")
    _file(stored.path)
    assert find_picture(replace(stored, beside=beside), ()) == FoundPicture(beside, same=True)
    _file(beside, _TULIP)
    assert find_picture(replace(stored, beside=beside), ()) == FoundPicture(stored.path, same=True)


@pytest.mark.parametrize(
    "place", ["rose.png", "ROSE.PNG", "inside/rose.png", "../rose.png", "../beside/rose.png"]
)
def test_a_moved_picture_is_found_in_and_around_the_folders(tmp_path, stored, place: str) -> None:
    folder = tmp_path / "home" / "work"
    folder.mkdir(parents=True)
    path = _file(folder / place)
    found = find_picture(stored, (folder,))
    assert found is not None
    assert found.same
    assert found.path.resolve() == path.resolve()


def test_a_renamed_picture_is_found_by_its_content(tmp_path: Path, stored) -> None:
    _file(tmp_path / "work" / "tulip.png", _TULIP)
    path = _file(tmp_path / "work" / "flower.png")
    assert find_picture(stored, (tmp_path / "work",)) == FoundPicture(path, same=True)


def test_content_goes_before_the_name(tmp_path: Path, stored) -> None:
    _file(stored.path, _TULIP)
    path = _file(tmp_path / "work" / "inside" / "flower.png")
    assert find_picture(stored, (tmp_path / "work",)) == FoundPicture(path, same=True)


def test_another_picture_of_its_name_is_told_apart(tmp_path: Path, stored) -> None:
    namesake = _file(tmp_path / "work" / "rose.png", _TULIP)
    assert find_picture(stored, (tmp_path / "work",)) == FoundPicture(namesake, same=False)
    _file(stored.path, _TULIP[:-1])
    assert find_picture(stored, (tmp_path / "work",)) == FoundPicture(stored.path, same=False)


def test_a_session_without_a_hash_takes_the_name(tmp_path: Path, stored) -> None:
    bare = StoredPicture(stored.path)
    namesake = _file(tmp_path / "work" / "rose.png", _TULIP)
    _file(tmp_path / "work" / "empty.png", b"")
    assert find_picture(bare, (tmp_path / "work",)) == FoundPicture(namesake, same=True)


def test_what_is_nowhere_is_not_found(tmp_path: Path, stored) -> None:
    os.mkfifo(tmp_path / "rose.png")
    (tmp_path / "work" / "rose.png").mkdir(parents=True)
    gone = tmp_path / "gone"
    assert find_picture(stored, (tmp_path / "work", gone, Path("a\x00b"))) is None


def test_the_search_has_an_end(tmp_path: Path, stored, monkeypatch) -> None:
    monkeypatch.setattr(picture_search, "_MOST_FILES", 3)
    for name in "abcdef":
        _file(tmp_path / "work" / f"{name}.png", _TULIP)
    _file(tmp_path / "work" / "inside" / "rose.png")
    assert find_picture(stored, (tmp_path / "work",)) is None


def test_a_search_can_be_called_off(tmp_path: Path, stored) -> None:
    cancel = CancelToken()
    cancel.cancel()
    _file(stored.path)
    with pytest.raises(Cancelled):
        find_picture(stored, (), cancel)
    with pytest.raises(Cancelled):
        fingerprint(stored.path, cancel=cancel)


def test_the_same_is_known_by_size_and_hash(tmp_path: Path, stored) -> None:
    assert is_same(_file(tmp_path / "a"), stored)
    assert not is_same(_file(tmp_path / "b", _TULIP), stored)
    assert not is_same(_file(tmp_path / "c", b""), stored)
    assert not is_same(tmp_path / "none", stored)
    assert is_same(tmp_path / "b", StoredPicture(stored.path))
