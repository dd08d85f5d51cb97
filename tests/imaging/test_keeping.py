"""Pictures that are in no file, kept bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import ImageCms

from convstudio.errors import PictureWriteError
from convstudio.imaging.keeping import keep_picture
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture

_RNG = np.random.default_rng(6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("samples", [1, 2, 3, 4])
def test_every_kind_of_picture_is_read_as_it_was(tmp_path: Path, dtype, samples: int) -> None:
    pixels = _RNG.normal(0.5, 1, (70, 33, samples))
    if dtype != np.float32:
        pixels = _RNG.integers(0, np.iinfo(dtype).max, pixels.shape, endpoint=True)
    alpha = samples in (2, 4)
    if alpha and dtype == np.float32:
        pixels[..., -1] = np.clip(pixels[..., -1], 0, 1)
    keep_picture(Picture(pixels.astype(dtype), alpha), tmp_path / "kept.tif")
    read = read_picture(tmp_path / "kept.tif")
    assert (read.has_alpha, read.pixels.dtype) == (alpha, dtype)
    assert np.array_equal(read.pixels, pixels.astype(dtype))


def test_profile_and_resolution_stay(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Picture(np.zeros((4, 5, 3), np.uint8), icc_profile=profile, resolution=(300.0, 150.0))
    keep_picture(picture, tmp_path / "kept.tif")
    read = read_picture(tmp_path / "kept.tif")
    assert (read.icc_profile, read.resolution) == (profile, (300.0, 150.0))


def test_what_fails_or_is_called_off_leaves_what_was_there(tmp_path: Path) -> None:
    picture = Picture(np.zeros((4, 5, 3), np.uint8))
    path = tmp_path / "kept.tif"
    path.write_bytes(b"old")

    def refuse() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        keep_picture(picture, path, refuse)
    assert [child.read_bytes() for child in tmp_path.iterdir()] == [b"old"]
    with pytest.raises(PictureWriteError, match="its folder does not exist"):
        keep_picture(picture, tmp_path / "gone" / "kept.tif")
