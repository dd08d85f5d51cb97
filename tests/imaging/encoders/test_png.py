"""PNG as other programs read it."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convstudio.imaging.encoders import encoder, png
from convstudio.imaging.encoders.png import PngEncoder, filtered_rows
from tests.imaging.encoders.sheets import encoded, noise


def _decoded(data: bytes, samples: int) -> np.ndarray:
    found = imagecodecs.png_decode(data)
    return found if found.ndim == 3 else found[..., np.newaxis]


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", ["u1", "u2"])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (37, 29)])
@pytest.mark.parametrize("band", [1, 300, 1 << 19])
def test_the_reference_library_reads_every_pixel(
    monkeypatch, samples: int, dtype: str, size, band: int
) -> None:
    monkeypatch.setattr(encoder, "_BAND_BYTES", band)
    pixels = noise(*size, samples, dtype)
    data = encoded(PngEncoder, pixels)
    np.testing.assert_array_equal(_decoded(data, samples), pixels)
    with Image.open(io.BytesIO(data)) as image:
        image.verify()  # checksums


@given(
    st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1), st.sampled_from([1, 9, 500])
)
def test_any_pixels(rows: int, columns: int, seed: int, at_once: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (rows, columns, 3), np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png, "_AT_ONCE", at_once)
        np.testing.assert_array_equal(_decoded(encoded(PngEncoder, pixels), 3), pixels)


def test_every_filter_is_used_where_it_leaves_least() -> None:
    rng = np.random.default_rng(1)
    flat = np.full((1, 60), 200, np.uint8)
    left = np.cumsum(np.ones((1, 60)), axis=1).astype(np.uint8) * 4
    rows = np.concatenate([rng.integers(0, 3, (1, 60)).astype(np.uint8), flat, left, left])
    assert filtered_rows(rows, 1)[:, 0].tolist() == [0, 1, 1, 2]
    photo = noise(200, 200, 1, "u1")[..., 0]
    assert set(filtered_rows(photo, 1)[:, 0].tolist()) >= {1, 4}


def test_what_it_says_besides_the_pixels() -> None:
    exif = Image.Exif()
    exif[271] = "Maker"
    data = encoded(
        PngEncoder,
        noise(3, 4, 3, "u1"),
        profile=b"profile",
        exif=exif.tobytes(),
        xmp="<x:xmpmeta>é</x:xmpmeta>".encode(),
        resolution=(300.0, 72.0),
        software="ConvStudio: blur",
    )
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["icc_profile"] == b"profile"
        assert image.getexif()[271] == "Maker"
        assert image.info["xmp"] == "<x:xmpmeta>é</x:xmpmeta>".encode()
        assert image.info["dpi"] == pytest.approx((300, 72), abs=0.02)
        assert image.info["Software"] == "ConvStudio: blur"
