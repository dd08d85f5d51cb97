"""What is shown as a picture to save: its kind, and the metadata that still hold for it."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import develop, filtered_picture

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_IDENTITY = Kernel(((1,),))


def _picture(rows: int, columns: int, samples: int, dtype: type, alpha: bool = False) -> Picture:
    shape = rows, columns, samples + alpha
    pixels = np.random.default_rng(1).integers(0, np.iinfo(dtype).max, shape, dtype)
    return Picture(pixels, alpha)


@pytest.mark.parametrize(
    ("channels", "alpha", "profile", "kind", "kept"),
    [
        ("each", True, b"RGB ", "8-bit RGB with alpha", True),
        ("luminance", True, b"RGB ", "8-bit RGB with alpha", True),
        ("luminance", False, b"RGB ", "8-bit gray", False),
        ("alpha", True, b"RGB ", "8-bit gray", False),
        ("each", False, b"RGB ", "8-bit RGB", True),
    ],
)
def test_a_picture_of_another_kind_loses_a_profile_that_is_not_for_it(
    channels, alpha: bool, profile: bytes, kind: str, kept: bool
) -> None:
    pixels = _picture(6, 7, 3, np.uint8, alpha).pixels
    picture = Picture(pixels, alpha, bytes(16) + profile)
    pipeline = Pipeline((Convolution(_IDENTITY, channels=channels),))
    saved = filtered_picture(picture, develop(pipeline, picture))
    assert saved.kind == kind
    assert (saved.icc_profile is not None) == kept


def test_the_filtered_picture_keeps_the_metadata_and_no_path() -> None:
    pixels = _picture(6, 7, 3, np.uint16, alpha=True).pixels.copy()
    picture = Picture(pixels, True, b"profile", b"exif", (300.0, 300.0))
    developed = develop(Pipeline((Convolution(_SOBEL),)), picture)
    saved = filtered_picture(picture, developed)
    assert saved.kind == "8-bit RGB with alpha"
    assert (saved.icc_profile, saved.exif) == (b"profile", b"exif")
    assert (saved.resolution, saved.path) == ((300.0, 300.0), None)
    np.testing.assert_array_equal(saved.pixels, developed.pixels)
