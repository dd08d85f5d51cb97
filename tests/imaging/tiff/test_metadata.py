"""What a TIFF tells besides its pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from convstudio.imaging.reading import read_picture


@pytest.fixture(autouse=True)
def _silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capfd.readouterr() == ("", "")


def _tiff(path: Path, pixels: np.ndarray, **options: object) -> Path:
    tifffile.imwrite(path, pixels, **options)
    return path


def test_metadata_of_a_deep_tiff_is_kept(tmp_path: Path, rgb16: np.ndarray) -> None:
    path = _tiff(
        tmp_path / "a.tif",
        rgb16,
        photometric="rgb",
        iccprofile=b"a profile",
        resolution=(300, 150),
        resolutionunit="INCH",
        description="A chart",
        metadata=None,
    )
    picture = read_picture(path)
    assert picture.icc_profile == b"a profile"
    assert picture.resolution == (300, 150)
    exif = Image.Exif()
    exif.load(picture.exif)
    assert exif[270] == "A chart"


@pytest.mark.parametrize("bigtiff", [False, True])
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_metadata_is_kept_whatever_the_directory(tmp_path, rgb, bigtiff, byteorder: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = _tiff(
        tmp_path / "a.tif",
        rgb,
        photometric="rgb",
        bigtiff=bigtiff,
        byteorder=byteorder,
        iccprofile=profile,
        resolution=(118, 59),
        resolutionunit="CENTIMETER",
        description="A chart",
        extratags=[(271, "s", 0, "Maker", True)],
        metadata=None,
    )
    picture = read_picture(path)
    assert picture.icc_profile == profile
    assert picture.resolution == pytest.approx((118 * 2.54, 59 * 2.54))
    exif = Image.Exif()
    exif.load(picture.exif)
    assert (exif[270], exif[271]) == ("A chart", "Maker")


def test_the_exif_and_gps_directories_are_kept(tmp_path: Path, rgb: np.ndarray) -> None:
    written = Image.Exif()
    written.get_ifd(0x8769)[0x829A] = 0.5
    written.get_ifd(0x8825)[1] = "N"
    Image.fromarray(rgb).save(tmp_path / "a.tif", exif=written.tobytes())
    found = Image.Exif()
    found.load(read_picture(tmp_path / "a.tif").exif)
    assert found.get_ifd(0x8769)[0x829A] == 0.5
    assert found.get_ifd(0x8825)[1] == "N"
