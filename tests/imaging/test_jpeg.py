"""Scans of a JPEG: counted by its markers, whatever else stands between."""

from __future__ import annotations

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging import jpeg
from convstudio.imaging.contents import contents_of, preview
from convstudio.imaging.jpeg import bits_of_samples, require_few_scans
from convstudio.imaging.reading import read_bytes, read_picture

_NOISE = np.random.default_rng(16).integers(0, 256, (200, 300, 3), np.uint8)


def _jpeg(**options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(_NOISE).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def _repeated(data: bytes, times: int) -> bytes:
    """The last scan over and over."""
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * times + data[-2:]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_what_programs_write_passes(options: dict) -> None:
    require_few_scans(_jpeg(**options))


def test_a_hundred_scans_pass_and_no_more() -> None:
    data = _jpeg(progressive=True)
    scans = data.count(b"\xff\xda")
    require_few_scans(_repeated(data, 101 - scans))
    with pytest.raises(ValueError, match="it has more than 100 scans"):
        require_few_scans(_repeated(data, 102 - scans))
    with pytest.raises(PictureReadError, match="it has more than 100 scans"):
        read_bytes(_repeated(data, 3000), "a.jpg")


def test_what_looks_like_scans_in_metadata_and_behind_the_end_is_none() -> None:
    thumbnails = b"Exif\0\0" + b"\xff\xda" * 500
    film = b"\xff\xda" * 5000  # as phones append it
    data = _jpeg(exif=thumbnails) + film
    require_few_scans(data)
    assert read_bytes(data, "a.jpg").width == 300


@pytest.mark.parametrize("size", [2, 3, 7, 64])
def test_markers_are_found_across_the_ends_of_what_is_searched_at_once(size, monkeypatch) -> None:
    monkeypatch.setattr(jpeg, "_AT_ONCE", size)
    data = _jpeg(progressive=True)
    scans = data.count(b"\xff\xda")
    require_few_scans(_repeated(data, 101 - scans))
    with pytest.raises(ValueError, match="it has more than 100 scans"):
        require_few_scans(_repeated(data, 102 - scans))


def test_a_jpeg_of_12_bits_is_told_for_what_it_is(tmp_path: Path) -> None:
    data = imagecodecs.jpeg8_encode(_NOISE.astype(np.uint16) * 16, bitspersample=12)
    assert bits_of_samples(data) == 12
    (tmp_path / "a.jpg").write_bytes(data)
    for act in (read_picture, contents_of, preview):
        with pytest.raises(PictureReadError) as caught:
            act(tmp_path / "a.jpg")
        assert str(caught.value) == (
            "“a.jpg” is a JPEG of 12 bits a sample: ConvStudio reads JPEG of 8 bits. "
            "Save it as PNG or TIFF of 16 bits, or as JPEG of 8 bits, in another program."
        )


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_frame_tells_its_bits(options: dict) -> None:
    data = _jpeg(**options)
    assert bits_of_samples(data) == 8
    for length in range(0, len(data), 97):
        assert bits_of_samples(data[:length]) == 8
