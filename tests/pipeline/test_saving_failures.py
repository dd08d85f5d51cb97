"""Saves that are called off, or that cannot be: the old file stays, and it is told."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError, Cancelled, PictureWriteError
from convstudio.imaging import memory
from convstudio.imaging.output import FORMATS, Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
from tests.pipeline.saved import (
    ENDINGS,
    SAMPLES,
    SOBEL,
    names_in,
    picture_of,
    read_samples,
    with_metadata,
)


class _Pipe(io.RawIOBase):
    """Takes bytes and cannot seek."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.taken += bytes(data)
        return len(data)


@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
def test_a_stream_gets_the_same_file(tmp_path: Path, format_: str) -> None:
    picture = with_metadata() if SAMPLES[format_] == 3 else picture_of(1, False, "u1")
    pipeline, pipe = Pipeline((Convolution(SOBEL),)), _Pipe()
    saved = save_map(pipeline, picture, pipe, Output(format_))
    assert saved.path is None
    path = tmp_path / f"map{ENDINGS[format_]}"
    save_map(pipeline, picture, path, Output(format_))
    assert bytes(pipe.taken) == path.read_bytes()


def test_a_stream_that_breaks_is_told() -> None:
    class Broken(_Pipe):
        def write(self, _) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    pipeline = Pipeline((Convolution(SOBEL),))
    with pytest.raises(PictureWriteError, match="could not be saved: nobody reads it any more"):
        save_map(pipeline, picture_of(1, False, "u1"), Broken(), Output())


def test_nothing_goes_to_a_stream_when_it_is_called_off() -> None:
    cancel, pipe = CancelToken(), _Pipe()
    pipeline = Pipeline((Convolution(SOBEL),))
    stop = lambda share: cancel.cancel() if share == 1 else None  # noqa: E731
    with pytest.raises(Cancelled):
        save_map(pipeline, picture_of(1, False, "u1"), pipe, Output(), cancel, stop)
    assert pipe.taken == b""


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
def test_called_off_at_any_time_the_old_file_stays(
    tmp_path: Path, format_: str, share: float
) -> None:
    path = tmp_path / f"map{ENDINGS[format_]}"
    path.write_bytes(b"as it was")
    cancel = CancelToken()
    pipeline = Pipeline((Convolution(SOBEL),), Tone("minmax"))

    def stop(done: float) -> None:
        if done >= share:
            cancel.cancel()

    picture = picture_of(SAMPLES[format_], False, "u1", (900, 900))
    with pytest.raises(Cancelled):
        save_map(pipeline, picture, path, Output(format_), cancel, stop)
    assert path.read_bytes() == b"as it was"
    assert names_in(tmp_path) == [path.name]


_LIMITED = """
import resource, sys
from pathlib import Path
import numpy as np
from convstudio.errors import PictureWriteError
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
pixels = np.random.default_rng(1).integers(0, 256, (300, 400, int(sys.argv[3])), np.uint8)
pipeline = Pipeline((Convolution(Kernel(((1,),))),))
try:
    save_map(pipeline, Picture(pixels), Path(sys.argv[1]), Output(sys.argv[2]))
except PictureWriteError as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of files are told otherwise")
@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"map{ENDINGS[format_]}"
    path.write_bytes(b"as it was")
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path), format_, str(SAMPLES[format_])],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith("could not be saved: no file may be that large there.")
    assert path.read_bytes() == b"as it was"
    assert names_in(tmp_path) == [path.name]


_FULL = """
mount -t tmpfs -o size=64k none "$1" || exit 77
echo "as it was" > "$1/map.png"
"$2" -c "$3" "$1/map.png" PNG 3
cat "$1/map.png"; ls -A "$1"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a disk of our own is made with Linux' means")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    program = _LIMITED.replace("resource.setrlimit", "(lambda *_: None)")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", _FULL, "sh", str(tmp_path), sys.executable, program],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode in (1, 77):
        pytest.skip("no disk of our own can be mounted here")
    told, old, names = done.stdout.splitlines()
    assert told.endswith("could not be saved: the disk is full.")
    assert (old, names) == ("as it was", "map.png")


def test_a_folder_that_goes_meanwhile_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def remove(share: float) -> None:
        if share == 1:
            for entry in folder.iterdir():
                entry.unlink()
            folder.rmdir()

    pipeline = Pipeline((Convolution(SOBEL),))
    picture = picture_of(1, False, "u1")
    with pytest.raises(PictureWriteError, match="its folder does not exist"):
        save_map(pipeline, picture, folder / "a.png", Output(), progress=remove)
    assert names_in(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    pipeline = Pipeline((Convolution(SOBEL),))
    with pytest.raises(PictureWriteError, match="no permission"):
        save_map(pipeline, picture_of(1, False, "u1"), tmp_path / "a.png", Output())


def test_a_map_too_large_for_webp_is_refused_before_any_work(tmp_path: Path, monkeypatch) -> None:
    pipeline = Pipeline((Convolution(SOBEL),))
    wide = Picture(np.broadcast_to(np.uint8(0), (1, 16384, 1)))
    with pytest.raises(PictureWriteError, match="too many for WebP, which allows 16383 a side"):
        save_map(pipeline, wide, tmp_path / "a.webp", Output("WebP"))
    monkeypatch.setattr(memory, "room", lambda: 60_000)
    picture = picture_of(3, False, "u1")
    with pytest.raises(PictureWriteError, match="too many for WebP here"):
        save_map(pipeline, picture, tmp_path / "a.webp", Output("WebP"))
    save_map(pipeline, picture, tmp_path / "a.png", Output())  # which is written in bands
    assert names_in(tmp_path) == ["a.png"]


def test_a_pipeline_that_does_not_fit_the_picture_is_refused(tmp_path: Path) -> None:
    pipeline = Pipeline((Convolution(SOBEL, channels="alpha"),))
    with pytest.raises(ArgumentValueError, match="alpha"):
        save_map(pipeline, picture_of(1, False, "u1"), tmp_path / "a.png", Output())
    assert names_in(tmp_path) == []


_SAVING = """
import sys
from pathlib import Path
import numpy as np
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
pixels = np.random.default_rng(1).integers(0, 256, (900, 900, int(sys.argv[3])), np.uint8)
pipeline = Pipeline((Convolution(Kernel(((1,),))),))
while True:
    tell = lambda share: print(share, flush=True)
    save_map(pipeline, Picture(pixels), Path(sys.argv[1]), Output(sys.argv[2]), progress=tell)
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="no files without names here")
@pytest.mark.parametrize("format_", [known.name for known in FORMATS])
@pytest.mark.parametrize("lines", [2, 20])
def test_killed_at_any_time_there_is_a_whole_file_or_none(
    tmp_path: Path, format_: str, lines: int
) -> None:
    path = tmp_path / f"map{ENDINGS[format_]}"
    samples = SAMPLES[format_]
    child = subprocess.Popen(
        [sys.executable, "-c", _SAVING, str(path), format_, str(samples)], stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        for _ in range(lines):
            child.stdout.readline()
        child.kill()
    assert set(names_in(tmp_path)) <= {path.name}
    if path.exists():
        assert read_samples(path).shape == (900, 900, samples)
