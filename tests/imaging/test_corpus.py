"""The corpus of bad files, read in processes of their own: measured, and free to crash alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convstudio.errors import PictureReadError
from convstudio.imaging.contents import contents_of
from convstudio.imaging.reading import read_picture
from tests.imaging.hostile_files import HOSTILE_FILES
from tests.imaging.small_files import SMALL_FILES

_SECONDS, _BYTES = 5.0, 1_000_000_000
# Odd, but nothing in them is wrong enough to keep the picture from anybody.
_LAWFUL = {"frames.gif", "frames.png", "no size.gif", "circle.tif"}

Told = dict[str, Any]


def _read_apart(job: str, folder: Path) -> list[Told]:
    """What a process of its own tells of the files in a folder, one after another."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.imaging.reading_child", job, str(folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    last = done.stderr.strip().rpartition("\n")[2]
    assert done.returncode == 0, f"ended by {done.returncode} at {last}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def _require_civil(told: list[Told]) -> None:
    """Each read soon, in little memory, and opened or refused in one line."""
    for one in told:
        assert one["seconds"] < _SECONDS, one
        assert one["peak"] < _BYTES, one
        for outcome in one["outcomes"]:
            assert not outcome.startswith("!"), one
            assert "\n" not in outcome, one


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the small files."""
    folder = tmp_path_factory.mktemp("small") / "files"
    folder.mkdir()
    for name, data in SMALL_FILES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def digests(small: Path) -> dict[str, list[int]]:
    """The checksums of the pixels of each small file's parts, that first which opens first."""
    return {
        name: [
            zlib.crc32(read_picture(small / name, part.name).pixels.tobytes())
            for part in contents_of(small / name).parts
        ]
        for name in SMALL_FILES
    }


_LOOSE_ENDS = (".gif", ".tif", ".tga", ".png", ".jpg", ".bmp")  # their last bytes are no pixels
_TEXTS = (".csv", "plain.ppm")  # where the last number may have been a longer one


def test_files_cut_at_every_byte_are_refused_or_whole_enough(small: Path, digests) -> None:
    told = _read_apart("truncated", small)
    assert len(told) == sum(map(len, SMALL_FILES.values()))
    _require_civil(told)
    for one in told:
        name = one["name"].split(",")[0]
        if one["outcomes"][0] == "opened" and not name.endswith(_TEXTS):
            assert name.endswith(_LOOSE_ENDS), one
            assert one["digest"] == digests[name][0], one


def test_files_with_flipped_bits_are_refused_or_a_picture(small: Path, digests) -> None:
    told = _read_apart("flipped", small)
    _require_civil(told)
    for one in told:
        name = one["name"].split(",")[0]
        if "digest" in one and name.endswith((".png", ".npz")):  # these have checksums
            assert one["digest"] in digests[name], one


def test_hostile_files_take_neither_time_nor_memory(tmp_path: Path) -> None:
    for name, made in HOSTILE_FILES.items():
        (tmp_path / name).write_bytes(made())
    told = _read_apart("as they are", tmp_path)
    assert len(told) == len(HOSTILE_FILES)
    _require_civil(told)
    opened = {one["name"] for one in told if one["outcomes"][0] == "opened"}
    assert opened == _LAWFUL


@pytest.mark.parametrize("name", SMALL_FILES)
def test_an_ending_that_lies_changes_nothing(tmp_path: Path, digests, name: str) -> None:
    if name.endswith(".csv"):
        return  # text is a table by its numbers, or by its name
    for ending in (".png", ".jpg", ".tif", ".npy", ".csv", ""):
        path = tmp_path / f"a{ending}"
        path.write_bytes(SMALL_FILES[name])
        assert zlib.crc32(read_picture(path).pixels.tobytes()) == digests[name][0]


def _refusal(act: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(PictureReadError) as caught:
        act(path)
    return str(caught.value)


@pytest.mark.parametrize("act", [read_picture, contents_of])
def test_links_lead_to_files_or_nowhere(tmp_path: Path, act) -> None:
    whole = tmp_path / "rgb.png"
    whole.write_bytes(SMALL_FILES["rgb.png"])
    for name, target in (("good", whole), ("none", tmp_path / "gone"), ("folder", tmp_path)):
        (tmp_path / name).symlink_to(target)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert act(tmp_path / "good")
    assert _refusal(act, tmp_path / "none") == f"There is no file “{tmp_path / 'none'}”."
    assert _refusal(act, tmp_path / "loop") == (
        "“loop” cannot be read: its link leads back to itself."
    )
    assert _refusal(act, tmp_path / "folder").endswith("is a folder or a device, no picture file.")


_AS_NOBODY = """
import os, sys
from pathlib import Path
from convstudio.errors import PictureReadError
from convstudio.imaging.reading import read_picture
if os.geteuid() == 0:
    os.seteuid(65534)  # whom nothing belongs to
try:
    read_picture(Path(sys.argv[1]))
except PictureReadError as error:
    sys.stdout.write(str(error))
"""


def test_a_file_of_somebody_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(SMALL_FILES["rgb.png"])
    path.chmod(0)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        if os.geteuid() == 0:
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "“secret.png” cannot be read: Permission denied."
