"""Tiles in any order; bands in the right one."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convstudio.imaging.encoders import encoder
from convstudio.imaging.encoders.feeding import Feeding
from convstudio.imaging.encoders.numpy_array import NpyEncoder
from convstudio.imaging.encoders.webp import WebpEncoder
from convstudio.numerics.tiles import Span, tiles
from tests.imaging.encoders.sheets import encoded, noise, sheet_of


@given(
    st.tuples(st.integers(1, 30), st.integers(1, 30)),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.integers(1, 200),
    st.randoms(use_true_random=False),
)
def test_tiles_in_any_order_make_the_picture(size, tile, band: int, random) -> None:
    pixels = noise(*size, 3, "u1")
    spans = list(tiles(Span(0, 0, *size), tile))
    random.shuffle(spans)
    file = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "_BAND_BYTES", band)
        fed = Feeding(NpyEncoder(sheet_of(pixels), file))
    for span in spans:
        fed.put(pixels[span.slices], span)
    fed.finish()
    file.seek(0)
    np.testing.assert_array_equal(np.load(file), pixels)


@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
@pytest.mark.parametrize("samples", [1, 2, 3, 4])
def test_npy_is_what_numpy_saves(dtype: str, samples: int) -> None:
    pixels = noise(9, 11, samples, dtype)
    saved = io.BytesIO()
    np.save(saved, pixels[..., 0] if samples == 1 else pixels)
    assert encoded(NpyEncoder, pixels) == saved.getvalue()


def test_a_disk_that_is_full_ends_it() -> None:
    class Full(io.BytesIO):
        def write(self, data) -> int:
            if self.tell() + len(data) > 20_000:
                raise OSError("No space left on device")
            return super().write(data)

    pixels = noise(90, 90, 3, "u1")
    fed = Feeding(NpyEncoder(sheet_of(pixels), Full()))
    fed.put(pixels[:80], Span(0, 0, 80, 90))
    with pytest.raises(OSError, match="No space"):
        fed.put(pixels[80:], Span(80, 0, 90, 90))


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
def test_webp_at_100_keeps_every_pixel(samples: int) -> None:

    pixels = noise(19, 21, samples, "u1")
    pixels[:5, :, -1] = 0  # colours under full transparency too
    with Image.open(io.BytesIO(encoded(WebpEncoder, pixels, quality=100))) as image:
        found = np.asarray(image.convert("RGBA" if samples in (2, 4) else "RGB"))
    colours = found[..., :3] if samples > 2 else found[..., :1]
    np.testing.assert_array_equal(colours, pixels[..., : 3 if samples > 2 else 1])
    if samples in (2, 4):
        np.testing.assert_array_equal(found[..., 3], pixels[..., -1])
