"""What a header says that opening will take, beside what it then takes."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.imaging import memory, needs, reading
from convstudio.imaging.pyramid import build_pyramid
from convstudio.imaging.reading import read_picture
from convstudio.imaging.screen import picture_pixels
from convstudio.numerics.tiles import CancelToken

_ROWS, _COLUMNS = 1500, 2000
_SLACK = 3 << 20  # strips, bands, and what is imported on the way


def _foretold(path: Path, monkeypatch) -> int:
    """Bytes that were asked for before the pixels were decoded."""
    asked: list[needs.Needs] = []
    for name in ("of_tiff", "of_pillow"):
        real = getattr(needs, name)

        def noted(*arguments, real=real):
            asked.append(real(*arguments))
            return asked[-1]

        monkeypatch.setattr(needs, name, noted)
    picture = read_picture(path)
    assert asked[0].samples == picture.pixels.shape[2]
    assert asked[0].depth == picture.pixels.itemsize
    assert asked[0].has_alpha == picture.has_alpha
    return asked[0].peak * picture.width * picture.height


def _taken(path: Path) -> int:
    """Peak bytes of numpy's arrays from the file to the pyramid."""
    tracemalloc.start()
    build_pyramid(picture_pixels(read_picture(path)), CancelToken())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


TIFFS = {
    "8-bit RGB": (np.uint8, 3, {"photometric": "rgb"}),
    "8-bit gray": (np.uint8, 1, {"photometric": "minisblack"}),
    "8-bit RGBA": (np.uint8, 4, {"photometric": "rgb", "extrasamples": ["unassalpha"]}),
    "16-bit RGB": (np.uint16, 3, {"photometric": "rgb"}),
    "float": (np.float32, 1, {"photometric": "minisblack"}),
    "double": (np.float64, 1, {"photometric": "minisblack"}),
    "32-bit": (np.int32, 1, {"photometric": "minisblack"}),
    "CMYK": (np.uint8, 4, {"photometric": "separated"}),
    "turned": (np.uint8, 3, {"photometric": "rgb", "extratags": [(274, 3, 1, 6, True)]}),
}


@pytest.mark.parametrize("name", TIFFS)
def test_a_tiff_takes_no_more_than_was_foretold(tmp_path: Path, monkeypatch, name: str) -> None:
    kind, samples, options = TIFFS[name]
    shape = (_ROWS, _COLUMNS, samples) if samples > 1 else (_ROWS, _COLUMNS)
    path = tmp_path / "a.tif"
    value = 70_000 if kind == np.int32 else 1  # what 16 bits hold would become 16 bits
    tifffile.imwrite(path, np.full(shape, value, kind), **options, rowsperstrip=100)
    foretold = _foretold(path, monkeypatch)
    taken = _taken(path)
    assert taken <= foretold + _SLACK
    # Of CMYK the most is Pillow's, which nobody counts here; doubles are cut strip by strip, which
    # the layout does not tell from whole numbers.
    if name not in ("CMYK", "double"):
        assert taken >= 0.6 * foretold


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_png_takes_no_more_than_was_foretold(tmp_path, monkeypatch, mode, orientation) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / "a.png"
    Image.new(mode, (_COLUMNS, _ROWS), 1 if mode in ("1", "L", "P", "I;16") else None).save(
        path, exif=exif
    )
    assert _taken(path) <= _foretold(path, monkeypatch) + _SLACK


def test_pillow_keeps_no_second_image_of_plain_pictures(tmp_path: Path, monkeypatch) -> None:
    """Each would be 800 MB at 200 megapixels."""
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 30)).save(path)
    monkeypatch.setattr(Image.Image, "copy", lambda _self: pytest.fail("a copy"))
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("a conversion"))
    assert reading.read_picture(path).kind == "8-bit RGB"


def test_memory_is_asked_before_a_pixel_is_decoded(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (4000, 3000)).save(path)
    monkeypatch.setattr(memory, "available", lambda: 0)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("decoded"))
    with pytest.raises(reading.PictureReadError, match="of which 0 MiB are free"):
        read_picture(path)
