"""Colour profiles on the screen, beside Little CMS asked for each pixel alone."""

from __future__ import annotations

import io
import struct
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageCms

from convstudio.imaging.picture import Picture
from convstudio.imaging.profile import screen_profile

_PIXELS = np.random.default_rng(14).integers(0, 256, (70, 50, 3), np.uint8)


def _s15(value: float) -> bytes:
    return struct.pack(">l", round(value * 65536))


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A small profile of version 2; ICC.1:2001-04."""
    tags = {b"desc": _text("A profile"), b"wtpt": _xyz(0.9642, 1.0, 0.8249), **tags}
    table, data = struct.pack(">L", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">LL", start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    head = struct.pack(">L4sL4s4s4s", 0, b"lcms", 0x02400000, b"mntr", space, b"XYZ ")
    head += (
        struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
        + b"acsp"
        + bytes(28)
        + b"".join(map(_s15, (0.9642, 1.0, 0.8249)))
    )
    whole = head.ljust(128, b"\0") + table + data
    return struct.pack(">L", len(whole)) + whole[4:]


def _text(words: str) -> bytes:
    raw = words.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">L", len(raw)) + raw + bytes(8 + 3 + 67)


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_s15, values))


def _gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">LH", 1, round(value * 256))


def _rgb(gamma: float) -> bytes:
    """Adobe RGB's primaries as they are on paper: for D50."""
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(gamma))
    primaries = {
        b"rXYZ": _xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": _xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": _xyz(0.14919, 0.06322, 0.74457),
    }
    return _profile(b"RGB ", {**primaries, **curves})


_WIDE = _rgb(2.2)
_GRAY = _profile(b"GRAY", {b"kTRC": _gamma(1.0)})
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _by_little_cms(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    converted = ImageCms.profileToProfile(
        Image.fromarray(pixels), own, srgb, ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    return np.asarray(converted)


def test_colours_of_a_wide_space_are_shown_as_srgb_has_them() -> None:
    shown = screen_profile(Picture(_PIXELS.copy(), icc_profile=_WIDE))
    assert shown is not None
    assert shown.name == "A profile"
    converted = shown.shown(_PIXELS)
    np.testing.assert_array_equal(converted, _by_little_cms(_PIXELS, _WIDE))
    assert np.abs(converted.astype(int) - _PIXELS).max() > 20


def test_a_known_colour_of_adobe_rgb() -> None:
    """Its green of 150 lies beyond sRGB's; its grays are sRGB's, nearly."""
    shown = screen_profile(Picture(_PIXELS.copy(), icc_profile=_WIDE))
    assert shown is not None
    pixels = np.array([[[100, 150, 100], [128, 128, 128], [0, 0, 0], [255, 255, 255]]], np.uint8)
    green, gray, black, white = shown.shown(pixels)[0].tolist()
    assert green == pytest.approx([66, 151, 95], abs=3)
    assert gray == pytest.approx([128, 128, 128], abs=2)
    assert (black, white) == ([0, 0, 0], [255, 255, 255])


def test_alpha_stays_what_it_is() -> None:
    rgba = np.concatenate([_PIXELS, _PIXELS[..., :1]], axis=2)
    shown = screen_profile(Picture(rgba.copy(), has_alpha=True, icc_profile=_WIDE))
    assert shown is not None
    converted = shown.shown(rgba)
    np.testing.assert_array_equal(converted[..., 3], rgba[..., 3])
    np.testing.assert_array_equal(converted[..., :3], _by_little_cms(_PIXELS, _WIDE))


def test_gray_is_shown_by_a_curve() -> None:
    gray = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    shown = screen_profile(Picture(gray.copy(), icc_profile=_GRAY))
    assert shown is not None
    converted = shown.shown(gray)
    assert converted.shape == gray.shape
    steps = converted.ravel().astype(int)
    assert (np.diff(steps) >= 0).all()
    # Linear gray: half the light is level 188 of sRGB.
    assert steps[128] == pytest.approx(188, abs=1)
    rgba = np.repeat(gray, 4, axis=2)
    np.testing.assert_array_equal(shown.shown(rgba)[..., 3], gray[..., 0])
    np.testing.assert_array_equal(shown.shown(rgba)[..., 1], converted[..., 0])


def test_pixels_that_are_given_stay_what_they_are() -> None:
    before = _PIXELS.copy()
    shown = screen_profile(Picture(_PIXELS.copy(), icc_profile=_WIDE))
    assert shown is not None
    shown.shown(_PIXELS)
    np.testing.assert_array_equal(_PIXELS, before)


@pytest.mark.parametrize(
    "profile", [None, _SRGB, b"", b"no profile", _WIDE[:200], _GRAY, bytes(3000)],
    ids=["none", "sRGB", "empty", "words", "cut", "gray", "zeros"],
)  # fmt: skip
def test_srgb_and_what_is_no_profile_of_the_picture_change_nothing(profile) -> None:
    assert screen_profile(Picture(_PIXELS.copy(), icc_profile=profile)) is None


def test_profiles_with_flipped_bits_do_no_harm() -> None:
    for place in range(0, len(_WIDE), 3):
        spoilt = bytearray(_WIDE)
        spoilt[place] ^= 0x41
        found = screen_profile(Picture(_PIXELS.copy(), icc_profile=bytes(spoilt)))
        if found is not None:
            assert found.shown(_PIXELS).shape == _PIXELS.shape
            assert "\n" not in found.name


def test_several_threads_may_use_it_at_once() -> None:
    shown = screen_profile(Picture(_PIXELS.copy(), icc_profile=_WIDE))
    assert shown is not None
    large = np.tile(_PIXELS, (8, 9, 1))
    expected = np.tile(_by_little_cms(_PIXELS, _WIDE), (8, 9, 1))
    with ThreadPoolExecutor(4) as threads:
        for converted in threads.map(shown.shown, [large] * 12):
            np.testing.assert_array_equal(converted, expected)
