"""Progress of reading, and calling it off; pictures out of memory."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import Cancelled, PictureReadError
from convstudio.imaging.reading import read_bytes, read_picture
from convstudio.numerics.tiles import CancelToken
from tests.imaging.small_files import SMALL_FILES

_NOISE = np.random.default_rng(9).integers(0, 256, (1000, 1200, 3), np.uint8)


def _saved(folder: Path, ending: str) -> Path:
    path = folder / f"a.{ending}"
    if ending == "npy":
        np.save(path, _NOISE)
    elif ending == "npz":
        np.savez(path, _NOISE)
    elif ending == "csv":
        np.savetxt(path, _NOISE[..., 0], "%d", ",")
    elif ending == "deep.tif":
        tifffile.imwrite(path, _NOISE.astype(np.uint16), photometric="rgb", rowsperstrip=20)
    elif ending == "deep.ppm":
        path.write_bytes(b"P6 1200 1000 65535\n" + _NOISE.astype(">u2").tobytes())
    else:
        Image.fromarray(_NOISE).save(path, **({"compress_level": 1} if ending == "png" else {}))
    return path


_ENDINGS = ["png", "jpg", "bmp", "ppm", "tif", "deep.tif", "deep.ppm", "npy", "npz", "csv"]


@pytest.mark.parametrize("ending", _ENDINGS)
def test_progress_rises_to_nearly_the_whole(tmp_path: Path, ending: str) -> None:
    shares: list[float] = []
    read_picture(_saved(tmp_path, ending), progress=shares.append)
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1


@pytest.mark.parametrize("ending", _ENDINGS)
def test_reading_is_called_off_half_way(tmp_path: Path, ending: str) -> None:
    path = _saved(tmp_path, ending)
    cancel = CancelToken()
    shares: list[float] = []

    def progress(share: float) -> None:
        shares.append(share)
        if share > 0.3:
            cancel.cancel()

    with pytest.raises(Cancelled):
        read_picture(path, cancel=cancel, progress=progress)


@pytest.mark.parametrize("name", SMALL_FILES)
def test_nothing_is_read_for_nobody(tmp_path: Path, name: str) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_bytes(SMALL_FILES[name], name, cancel=cancel)


@pytest.mark.parametrize("name", SMALL_FILES)
def test_bytes_open_as_the_file_does(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SMALL_FILES[name])
    whole, taken = read_picture(path), read_bytes(SMALL_FILES[name], name)
    np.testing.assert_array_equal(taken.pixels, whole.pixels)
    assert (taken.kind, taken.part, taken.path) == (whole.kind, whole.part, None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "“standard input” is empty: it holds no picture."),
        (b"Dear Sir", "“standard input” is no picture that ConvStudio can read."),
        (SMALL_FILES["rgb.png"][:90], "“standard input” is a broken picture"),
    ],
)
def test_bytes_are_refused_as_files_are(data: bytes, message: str) -> None:
    with pytest.raises(PictureReadError) as caught:
        read_bytes(data, "standard input")
    assert str(caught.value).startswith(message)


def test_metadata_comes_along() -> None:
    buffer = io.BytesIO()
    Image.fromarray(_NOISE[:5, :5]).save(buffer, "JPEG", dpi=(72, 36))
    assert read_bytes(buffer.getvalue(), "a").resolution == (72, 36)
