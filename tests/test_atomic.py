"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import types
from pathlib import Path

import pytest

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason, unwritable


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def _write(path: Path, content: bytes) -> None:
    with atomic_file(path) as file:
        file.write(content)


def _fail(path: Path, error: BaseException) -> None:
    with atomic_file(path) as file:
        file.write(b"half of the")
        raise error


def test_a_new_file_holds_what_was_written(tmp_path: Path) -> None:
    _write(tmp_path / "new", b"whole")
    assert (tmp_path / "new").read_bytes() == b"whole"
    assert _names(tmp_path) == ["new"]


def test_nothing_stands_under_the_name_before_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with atomic_file(path) as file:
        file.write(b"whole")
        assert not path.exists()


@pytest.mark.parametrize("error", [ValueError("no"), OSError("no"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"as it was")
    with pytest.raises(type(error)):
        _fail(path, error)
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == ["old"]


def test_a_full_disk_found_at_the_end_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "old"
    path.write_bytes(b"as it was")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        _write(path, b"newer")
    assert reason(caught.value) == "the disk is full"
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == ["old"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_permissions_of_the_old_file_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    path.chmod(mode)
    _write(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        _write(tmp_path / "new", b"new")
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    finally:
        os.umask(before)


def test_a_symbolic_link_stays_one_and_its_target_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    target, link = folder / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    _write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert _names(folder) == ["target"]


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    _write(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


def _a_folder(tmp_path: Path) -> Path:
    return tmp_path


def _in_a_missing_folder(tmp_path: Path) -> Path:
    return tmp_path / "missing" / "file"


def _below_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(b"")
    return tmp_path / "file" / "below"


def _too_long(tmp_path: Path) -> Path:
    return tmp_path / ("n" * 300)


def _a_pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (_a_folder, "a folder has that name"),
        (_in_a_missing_folder, "its folder does not exist"),
        (_below_a_file, "its folder is no folder"),
        (_too_long, "the name is too long"),
        (_a_pipe, "a device or a pipe has that name"),
    ],
)
def test_an_impossible_place_is_told_in_words(tmp_path: Path, place, words: str) -> None:
    path = place(tmp_path)
    with pytest.raises(OSError, match=r"\S") as caught:
        _write(path, b"new")
    assert reason(caught.value) == words
    assert not list(tmp_path.rglob(".convstudio-*"))


def test_a_write_protected_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"as it was")
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # what all but the superuser are told
    with pytest.raises(PermissionError) as caught:
        _write(path, b"new")
    assert reason(caught.value) == "there is no permission to write there"
    assert path.read_bytes() == b"as it was"


def test_an_unknown_reason_is_the_systems_own() -> None:
    assert reason(OSError(errno.EIO, "Input/output error")) == "Input/output error"
    assert reason(OSError("odd")) == "odd"


def test_a_plain_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"four")
    assert read_plain(path, 4) == b"four"


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _large(path: Path) -> None:
    path.write_bytes(b"12345")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_pipe, "it is a device or a pipe"),
        (_loop, "its link leads back to itself"),
        (_large, "it is too large"),
        (Path.mkdir, "it is a folder"),
        (lambda _path: None, "it is not there"),
    ],
)
def test_what_is_no_plain_file_is_told_and_nobody_waits(tmp_path: Path, make, words) -> None:
    path = tmp_path / "file"
    make(path)
    with pytest.raises(OSError) as caught:  # noqa: PT011 - what kind is what is asked
        read_plain(path, 4)
    assert reading_reason(caught.value) == words


_KILLED = """
import os, signal, sys
from pathlib import Path
from convstudio.atomic import atomic_file
with atomic_file(Path(sys.argv[1])) as file:
    file.write(b"half of the" * 100_000)
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="no files without names here")
def test_a_process_that_is_killed_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"as it was")
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == ["old"]


@pytest.mark.parametrize("error", [errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL])
def test_where_there_are_no_files_without_names_there_is_one_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    plain = os.open

    def refusing(path, flags: int, *rest: int, **more: int) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(error, "not here")
        return plain(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", refusing)
    path = tmp_path / "new"
    with atomic_file(path) as file:
        file.write(b"whole")
        assert len(_names(tmp_path)) == 1
    assert path.read_bytes() == b"whole"
    with pytest.raises(ValueError, match="no"):
        _fail(path, ValueError("no"))
    assert path.read_bytes() == b"whole"
    assert _names(tmp_path) == ["new"]


def test_the_longest_name_that_a_folder_takes_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    _write(path, b"whole")
    assert path.read_bytes() == b"whole"


_LIMITED = """
import resource, sys
from pathlib import Path
from convstudio.atomic import atomic_file, reason
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
try:
    with atomic_file(Path(sys.argv[1])) as file:
        file.write(b"x" * (1 << 17))
except OSError as error:
    print(reason(error))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of files are told otherwise")
def test_a_file_larger_than_is_allowed_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"as it was")
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path)], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "no file may be that large there"
    assert path.read_bytes() == b"as it was"
    assert _names(tmp_path) == ["old"]


def test_a_disk_that_is_read_only_is_told_as_such(tmp_path: Path, monkeypatch) -> None:
    assert unwritable(tmp_path) is None
    monkeypatch.setattr(os, "access", lambda *_: False)
    trouble = unwritable(tmp_path)
    assert trouble is not None
    assert reason(trouble) == "there is no permission to write there"
    flags = types.SimpleNamespace(f_flag=os.ST_RDONLY)
    monkeypatch.setattr(os, "statvfs", lambda _: flags)
    trouble = unwritable(tmp_path)
    assert trouble is not None
    assert reason(trouble) == "the disk is read-only"
