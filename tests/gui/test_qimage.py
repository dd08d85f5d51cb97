"""Pixels of an image become those of a Picture."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QColorSpace, QImage, QRgba64

from convstudio.gui.qimage import picture_of, wrap

Format = QImage.Format


def rgba(alpha: int) -> np.ndarray:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    pixels[0, 0, 3] = alpha
    return pixels


@pytest.mark.parametrize("samples", [1, 3, 4])
def test_every_pixel_comes_back(samples: int) -> None:
    pixels = np.ascontiguousarray(rgba(40)[..., :samples])
    picture = picture_of(wrap(pixels))
    np.testing.assert_array_equal(picture.pixels, pixels)
    assert picture.has_alpha == (samples == 4)


def test_alpha_that_hides_nothing_is_left_out() -> None:
    picture = picture_of(wrap(rgba(255)).convertToFormat(Format.Format_ARGB32))
    assert picture.kind == "8-bit RGB"
    np.testing.assert_array_equal(picture.pixels, rgba(255)[..., :3])


def test_padding_at_the_end_of_rows_is_no_pixel() -> None:
    image = QImage(3, 2, Format.Format_RGB32)  # as RGB888 its rows are padded to 12 bytes
    image.fill(QColor(1, 2, 3))
    assert picture_of(image).pixels.tolist() == [[[1, 2, 3]] * 3] * 2


def test_sixteen_bits_stay_sixteen() -> None:
    image = QImage(2, 1, Format.Format_RGBA64)
    image.setPixelColor(0, 0, QColor(QRgba64.fromRgba64(1000, 2000, 3000, 65535)))
    image.setPixelColor(1, 0, QColor(QRgba64.fromRgba64(1, 2, 3, 30000)))
    picture = picture_of(image)
    assert picture.pixels.tolist() == [[[1000, 2000, 3000, 65535], [1, 2, 3, 30000]]]
    gray = QImage(np.array([[7, 40000]], np.uint16).tobytes(), 2, 1, 4, Format.Format_Grayscale16)
    assert picture_of(gray).pixels.tolist() == [[[7], [40000]]]


def test_a_bitmap_of_black_and_white_is_gray() -> None:
    image = QImage(2, 1, Format.Format_Mono)
    image.setColorTable([0xFF000000, 0xFFFFFFFF])
    image.setPixel(0, 0, 1)
    image.setPixel(1, 0, 0)
    assert picture_of(image).pixels.tolist() == [[[255], [0]]]


def test_the_colour_space_comes_along() -> None:
    image = QImage(2, 1, Format.Format_RGB32)
    assert picture_of(image).icc_profile is None
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    profile = picture_of(image).icc_profile
    assert profile is not None
    assert profile[36:40] == b"acsp"
