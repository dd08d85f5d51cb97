"""What a window keeps is there after it ended, and is offered once, to one program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from convstudio.errors import Cancelled, RecoveryError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.kept_pictures import read_kept_picture, write_kept_picture
from convstudio.pipeline.storage.recovery_slot import Kept, Slot
from convstudio.pipeline.storage.recovery_store import RecoveryStore
from convstudio.pipeline.storage.session_file import StoredPicture, StoredSession, Views


def _session(weight: float = 1.0) -> StoredSession:
    """A session known by its weight."""
    return StoredSession(Pipeline((Convolution(Kernel(((weight,),), name="ü")),)))


def _weight(kept: Kept) -> float:
    return kept.session.pipeline.layers[0].kernel.weights[0][0]


KEPT = Kept(_session(), "coffee.png")


@pytest.fixture
def store(tmp_path: Path) -> RecoveryStore:
    return RecoveryStore(tmp_path / "data" / "recovery")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "recovery"


def _left(store: RecoveryStore, kept: Kept = KEPT) -> Slot:
    """A slot whose window has ended."""
    slot = store.new_slot()
    slot.keep(kept)
    slot.release()
    return slot


def _picture(shape: tuple[int, int, int] = (5, 4, 3), dtype: type = np.uint8) -> Picture:
    values = np.arange(np.prod(shape)).reshape(shape)
    return Picture(values.astype(dtype), has_alpha=shape[2] in (2, 4), resolution=(72.0, 300.0))


def _age(folder: Path) -> None:
    before = datetime.now(UTC).timestamp() - 7200
    os.utime(folder, (before, before))


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# What is kept


def test_what_a_window_kept_is_found_when_it_has_ended(store: RecoveryStore) -> None:
    before = datetime.now(UTC)
    picture = StoredPicture(Path("/photos/coffee.png"), "2", 12, "a" * 64)
    session = StoredSession(_session().pipeline, picture, Views(pins=((3, 4),), scale=2.0))
    file = Path("/work/my.convstudio")
    _left(store, Kept(session, "coffee.png", session_file=file))
    (found,) = store.abandoned().found
    kept = found.kept
    assert kept.session == session
    assert (kept.picture_name, kept.picture, kept.session_file) == ("coffee.png", "", file)
    assert kept.written is not None
    assert timedelta() <= kept.written - before < timedelta(minutes=1)


def test_the_newest_state_is_the_one(store: RecoveryStore) -> None:
    slot = store.new_slot()
    for number in range(5):
        slot.keep(Kept(_session(number), "a"))
    slot.release()
    (found,) = store.abandoned().found
    assert _weight(found.kept) == 4
    assert _names(slot.folder) == ["lock", "state.json"]


def test_the_newest_window_is_the_first(store: RecoveryStore) -> None:
    for name in "abc":
        _left(store, Kept(_session(), name))
    assert [one.kept.picture_name for one in store.abandoned().found] == ["c", "b", "a"]


def test_a_name_that_is_no_text_and_one_without_end_are_kept_as_well_as_can_be(store) -> None:
    _left(store, Kept(_session(), "\udcff" + "k" * 10_000, session_file=Path("/a\udcff")))
    (found,) = store.abandoned().found
    assert found.kept.picture_name == "?" + "k" * 399
    assert found.kept.session_file == Path("/a?")


def test_a_clean_close_leaves_nothing(store: RecoveryStore, folder: Path) -> None:
    slot = store.new_slot()
    slot.keep_picture(_picture())
    slot.keep(KEPT)
    slot.remove()
    assert _names(folder) == []
    assert store.abandoned().found == ()


def test_a_window_with_nothing_unsaved_is_not_offered(store: RecoveryStore) -> None:
    slot = store.new_slot()
    slot.keep(Kept(_session(), "a", slot.keep_picture(_picture())))
    slot.clear()
    assert _names(slot.folder) == ["lock"]
    slot.release()
    _age(slot.folder)
    assert store.abandoned().found == ()
    assert not slot.folder.exists()


def test_a_slot_that_is_being_made_is_left_alone(store: RecoveryStore) -> None:
    slot = store.new_slot()
    slot.release()  # as between making the folder and locking it
    assert store.abandoned().found == ()
    assert slot.folder.is_dir()


def test_files_that_are_not_ours_stay(store: RecoveryStore, folder: Path) -> None:
    slot = store.new_slot()
    slot.keep(KEPT)
    (slot.folder / "letter.txt").write_text("mine")
    (folder / "notes").mkdir()
    slot.remove()
    assert _names(slot.folder) == ["letter.txt"]
    assert (folder / "notes").is_dir()


def test_only_their_owner_may_look_at_pictures(store: RecoveryStore) -> None:
    assert store.new_slot().folder.stat().st_mode & 0o077 == 0


# Locks


def test_a_window_that_lives_is_not_offered(store: RecoveryStore) -> None:
    slot = store.new_slot()
    slot.keep(KEPT)
    assert store.abandoned().found == ()


def test_a_slot_is_offered_to_one_at_a_time(store: RecoveryStore, folder: Path) -> None:
    _left(store)
    (found,) = store.abandoned().found
    assert RecoveryStore(folder).abandoned().found == ()
    found.slot.release()  # “Later”
    assert len(RecoveryStore(folder).abandoned().found) == 1


def test_a_restored_window_goes_on_in_its_slot(store: RecoveryStore, folder: Path) -> None:
    _left(store)
    (found,) = store.abandoned().found
    found.slot.keep(Kept(_session(7), "a"))
    found.slot.release()
    (again,) = store.abandoned().found
    assert _weight(again.kept) == 7
    assert _names(folder) == [again.slot.folder.name]


_KEEPER = """
import sys
from pathlib import Path
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.recovery_slot import Kept
from convstudio.pipeline.storage.recovery_store import RecoveryStore
from convstudio.pipeline.storage.session_file import StoredSession
slot = RecoveryStore(Path(sys.argv[1])).new_slot()
slot.keep(Kept(StoredSession(Pipeline((Convolution(Kernel(((9.0,),))),))), "other.png"))
print(slot.folder.name, flush=True)
sys.stdin.read()
"""


def test_another_programs_slot_is_found_when_that_program_is_killed(store, folder) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _KEEPER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        name = other.stdout.readline().strip()
        assert store.abandoned().found == ()
        other.send_signal(signal.SIGKILL)
        other.wait()
    (found,) = store.abandoned().found
    assert (found.slot.folder.name, _weight(found.kept)) == (name, 9)


# Pictures


@given(
    pixels=st.one_of(
        hnp.arrays(dtype, st.tuples(*[st.integers(1, 6)] * 2, st.sampled_from([1, 2, 3, 4])))
        for dtype in (np.uint8, np.uint16, np.float32)
    ),
    profile=st.none() | st.binary(max_size=40),
    xmp=st.none() | st.binary(max_size=40),
    exif=st.none() | st.binary(max_size=40),
)
def test_a_picture_comes_back_as_it_was(tmp_path_factory, pixels, profile, xmp, exif) -> None:
    picture = Picture(
        pixels, pixels.shape[2] in (2, 4), profile, exif, (300.0, 150.5), xmp=xmp, title="Pasted"
    )
    stem = tmp_path_factory.mktemp("kept") / "picture-1"
    write_kept_picture(stem, picture)
    again = read_kept_picture(stem)
    assert again.pixels.dtype == pixels.dtype
    assert again.pixels.tobytes() == pixels.tobytes()
    assert again.pixels.shape == pixels.shape
    assert (again.xmp, again.name) == (xmp, "Pasted")
    assert (again.has_alpha, again.icc_profile, again.exif, again.resolution, again.path) == (
        picture.has_alpha,
        profile,
        exif,
        (300.0, 150.5),
        None,
    )


def test_a_picture_is_kept_once_and_goes_when_another_is_open(store: RecoveryStore) -> None:
    slot = store.new_slot()
    first = slot.keep_picture(_picture())
    slot.keep(Kept(_session(), "a", first))
    assert slot.has_picture(first)
    second = slot.keep_picture(_picture((3, 3, 1)))
    slot.keep(Kept(_session(), "a", first))  # an edit while the other was being written
    assert slot.has_picture(second)
    slot.keep(Kept(_session(), "a", second))
    assert _names(slot.folder) == ["lock", f"{second}.json", f"{second}.npy", "state.json"]
    slot.keep(Kept(_session(), "file.png"))
    assert _names(slot.folder) == ["lock", "state.json"]


def test_a_restored_slot_does_not_write_over_its_picture(store: RecoveryStore) -> None:
    slot = store.new_slot()
    slot.keep(Kept(_session(), "a", slot.keep_picture(_picture())))
    slot.release()
    (found,) = store.abandoned().found
    again = found.slot.read_picture(found.kept.picture)
    assert again.pixels.tolist() == _picture().pixels.tolist()
    assert found.slot.keep_picture(_picture()) == "picture-2"


def test_a_picture_whose_writing_is_called_off_is_not_there(store: RecoveryStore) -> None:
    slot = store.new_slot()
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        slot.keep_picture(_picture(), cancel)
    assert _names(slot.folder) == ["lock"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _as_columns(path: Path) -> None:
    np.save(path, np.asfortranarray(np.load(path)))


def _objects(path: Path) -> None:
    np.save(path, np.array([print], dtype=object), allow_pickle=True)


def _huge(path: Path) -> None:
    head = {"descr": "|u1", "fortran_order": False, "shape": (1 << 40, 1 << 20, 3)}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, head)


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("npy", _cut),
        ("npy", _as_columns),
        ("npy", _objects),
        ("npy", _huge),
        ("npy", Path.unlink),
        ("npy", lambda path: path.write_bytes(b"")),
        ("json", Path.unlink),
        ("json", lambda path: path.write_bytes(b"[" * 100_000)),
        ("json", lambda path: path.write_bytes(b"\xff")),
        ("json", lambda path: path.write_text(path.read_text().replace("5,4,3", "5,4,7"))),
        ("json", lambda path: path.write_text(path.read_text().replace("uint8", "object"))),
    ],
)
def test_a_broken_picture_is_told_in_one_sentence(store: RecoveryStore, name, harm) -> None:
    slot = store.new_slot()
    kept = slot.keep_picture(_picture())
    harm(slot.folder / f"{kept}.{name}")
    with pytest.raises(RecoveryError, match=r"^its picture cannot be read: "):
        slot.read_picture(kept)


# What goes wrong


def _state(slot: Slot) -> Path:
    return slot.folder / "state.json"


_STATE = (
    b'{"version":1,"format":"convstudio-recovery","written":"%b","picture_name":"a","session":{},'
    b'"picture":"%b"}'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[" * 200_000,
        b'{"version": 1}',
        b'{"version": "one"}',
        b'{"version": 1, "format": "something else"}',
        _STATE % (b"yesterday", b""),
        _STATE % (b"2026-01-01T00:00:00Z", b"../../etc/passwd"),
    ],
)
def test_a_broken_slot_is_set_aside_and_told_and_the_others_are_offered(
    store: RecoveryStore, folder: Path, content: bytes
) -> None:
    broken, good = _left(store), _left(store)
    _state(broken).write_bytes(content)
    found = store.abandoned()
    assert [one.slot.folder for one in found.found] == [good.folder]
    (problem,) = found.problems
    place = folder / "set-aside" / broken.folder.name
    assert problem.message.startswith("What a window had kept before it ended cannot be restored")
    assert problem.hint == f"It was set aside in {place}."
    assert (place / "state.json").read_bytes() == content
    found.found[0].slot.release()
    assert store.abandoned().problems == ()  # it is told once


def test_a_session_that_makes_no_sense_is_a_broken_slot(store: RecoveryStore) -> None:
    slot = _left(store)
    state = json.loads(_state(slot).read_text())
    state["session"]["pipeline"]["layers"][0]["kernel"]["weights"] = []
    _state(slot).write_text(json.dumps(state))
    found = store.abandoned()
    assert found.found == ()
    assert "what it kept" in found.problems[0].message


def test_a_pipe_in_place_of_a_state_keeps_nobody_waiting(store: RecoveryStore) -> None:
    slot = _left(store)
    _state(slot).unlink()
    os.mkfifo(_state(slot))
    (problem,) = store.abandoned().problems
    assert "it is a device or a pipe" in problem.message


def test_a_state_without_end_is_not_read(store: RecoveryStore) -> None:
    slot = _left(store)
    with _state(slot).open("wb") as file:
        file.truncate(1 << 40)
    (problem,) = store.abandoned().problems
    assert "it is too large" in problem.message


def test_what_a_newer_program_kept_stays_where_it_is(store: RecoveryStore) -> None:
    slot = _left(store)
    _state(slot).write_text('{"version": 3, "news": []}')
    for _ in range(2):
        found = store.abandoned()
        assert found.found == ()
        assert "newer ConvStudio" in found.problems[0].message
    assert _state(slot).is_file()


def test_what_the_version_before_kept_is_found(store: RecoveryStore) -> None:
    slot = _left(store)
    state = json.loads(_state(slot).read_text())
    assert (state["version"], state["session"]["version"]) == (2, 3)
    del state["session"]["views"]["hand"]
    state["version"], state["session"]["version"] = 1, 2
    _state(slot).write_text(json.dumps(state))
    (found,) = store.abandoned().found
    assert found.kept.session == KEPT.session


def test_a_link_to_another_folder_is_not_followed(store, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "state.json").write_text("{")
    folder.mkdir(parents=True)
    (folder / ("a" * 32)).symlink_to(tmp_path / "elsewhere")
    assert store.abandoned().problems == ()
    assert _names(tmp_path / "elsewhere") == ["state.json"]


def test_a_folder_that_was_removed_is_made_again(store: RecoveryStore) -> None:
    slot = store.new_slot()
    slot.keep(KEPT)
    for name in _names(slot.folder):
        (slot.folder / name).unlink()
    slot.folder.rmdir()
    slot.keep(KEPT)
    assert store.abandoned().found == ()  # it is locked again
    slot.release()
    assert len(store.abandoned().found) == 1


def test_a_killed_write_leaves_nothing_that_stays(store: RecoveryStore) -> None:
    slot = _left(store)
    (slot.folder / ".convstudio-abc.part").write_bytes(b"half")
    (slot.folder / "picture-1.npy").write_bytes(b"without its other half")
    (found,) = store.abandoned().found
    assert _names(slot.folder) == ["lock", "picture-1.npy", "state.json"]
    found.slot.keep(KEPT)
    assert _names(slot.folder) == ["lock", "state.json"]


def test_a_full_disk_is_told_and_leaves_the_state_before(store, monkeypatch) -> None:
    slot = store.new_slot()
    slot.keep(KEPT)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecoveryError, match="the disk is full"):
        slot.keep(Kept(_session(8), "a"))
    monkeypatch.undo()
    slot.release()
    (found,) = store.abandoned().found
    assert _weight(found.kept) == 1


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = RecoveryStore(tmp_path / "file" / "recovery")
    with pytest.raises(RecoveryError, match="its folder is no folder"):
        store.new_slot()
    (problem,) = store.abandoned().problems
    assert "cannot be read: a file stands where a folder should be" in problem.message


def test_a_file_system_without_locks_is_told(store: RecoveryStore, monkeypatch) -> None:
    from convstudio.pipeline.storage import slot_lock  # noqa: PLC0415

    def unknown(_descriptor: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(slot_lock, "_lock", unknown)
    with pytest.raises(RecoveryError, match="its file system knows no locks"):
        store.new_slot()
