"""Scans of a JPEG: counted by its markers, whatever else stands between."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.jpeg import require_few_scans
from convstudio.imaging.reading import read_bytes

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
