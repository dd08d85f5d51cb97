"""The Picture as a value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convstudio.imaging.picture import Picture


@pytest.mark.parametrize(
    ("dtype", "samples", "has_alpha", "kind", "white"),
    [
        (np.uint8, 1, False, "8-bit gray", 255.0),
        (np.uint8, 3, False, "8-bit RGB", 255.0),
        (np.uint8, 4, True, "8-bit RGB with alpha", 255.0),
        (np.uint16, 2, True, "16-bit gray with alpha", 65535.0),
        (np.uint16, 3, False, "16-bit RGB", 65535.0),
        (np.float32, 1, False, "32-bit float gray", 1.0),
    ],
)
def test_kind_and_range(dtype, samples: int, has_alpha: bool, kind: str, white: float) -> None:
    picture = Picture(np.zeros((2, 3, samples), dtype), has_alpha)
    assert (picture.kind, picture.full_range) == (kind, white)
    assert (picture.height, picture.width) == (2, 3)


def test_colour_and_alpha_are_views_of_the_pixels(rgba: np.ndarray) -> None:
    picture = Picture(rgba, has_alpha=True)
    np.testing.assert_array_equal(picture.colour, rgba[..., :3])
    np.testing.assert_array_equal(picture.alpha, rgba[..., 3])
    assert np.shares_memory(picture.colour, rgba)


def test_without_alpha_all_samples_are_colour(rgb: np.ndarray) -> None:
    picture = Picture(rgb)
    assert picture.alpha is None
    np.testing.assert_array_equal(picture.colour, rgb)


def test_the_pixels_cannot_be_changed(rgb: np.ndarray) -> None:
    picture = Picture(rgb)
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 1


def test_two_pictures_of_the_same_pixels_are_two(rgb: np.ndarray) -> None:
    assert Picture(rgb) != Picture(rgb)


def test_a_picture_is_named_after_its_file(rgb: np.ndarray) -> None:
    assert Picture(rgb, path=Path("folder/a.png")).name == "a.png"
    assert Picture(rgb).name == "untitled"


@pytest.mark.parametrize(
    ("pixels", "has_alpha"),
    [
        (np.zeros((2, 3), np.uint8), False),
        (np.zeros((2, 3, 2), np.uint8), False),
        (np.zeros((2, 3, 4), np.uint8), False),
        (np.zeros((2, 3, 3), np.uint8), True),
        (np.zeros((2, 3, 5), np.uint8), False),
        (np.zeros((0, 3, 3), np.uint8), False),
        (np.zeros((2, 3, 3), np.float64), False),
        (np.zeros((2, 3, 3), bool), False),
    ],
)
def test_what_is_no_picture_cannot_be_made(pixels: np.ndarray, has_alpha: bool) -> None:
    with pytest.raises(ValueError, match="no picture"):
        Picture(pixels, has_alpha)


def test_pages_of_one_file_lie_beside_each_other_where_they_are_as_large() -> None:
    def page(part: str, name: str = "a.tif", columns: int = 3) -> Picture:
        return Picture(np.zeros((2, columns, 1), np.uint8), path=Path(name), part=part)

    assert page("1").is_beside(page("2"))
    assert not page("1").is_beside(page("1"))
    assert not page("1").is_beside(page("2", columns=4))
    assert not page("1").is_beside(page("2", "b.tif"))
    assert not page("1").is_beside(None)
    made = Picture(np.zeros((2, 3, 1), np.uint8))
    assert not made.is_beside(Picture(made.pixels, part="2"))


def test_a_picture_in_no_file_has_its_title() -> None:
    pixels = np.zeros((2, 2, 1), np.uint8)
    titled = Picture(pixels, title="Zone plate 512×512")
    assert (titled.name, titled.stem) == ("Zone plate 512×512", "zone-plate-512x512")
    assert Picture(pixels, title="Pasted picture 19:27").stem == "pasted-picture-19-27"
    assert Picture(pixels).stem == "untitled"
    filed = Picture(pixels, path=Path("/a/My Photo.png"), title="unused")
    assert (filed.name, filed.stem) == ("My Photo.png", "My Photo")
