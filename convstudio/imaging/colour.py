"""Colours that are neither gray nor RGB, in sRGB: by Pillow and its colour management."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

from convstudio.imaging.picture import Pixels
from convstudio.numerics.tiles import bands

_PIXELS_AT_ONCE = 1 << 18


def cmyk_to_rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """CMYK in sRGB: by its own profile, or by the plain complement where it has none."""
    if profile is not None:
        try:
            return _by_profile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile is as good as none
    return image.convert("RGB")


def lab_to_rgb(image: Image.Image) -> Image.Image:
    """CIE L*a*b* of 8 bits in sRGB."""
    return _by_profile(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))


def _by_profile(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    converted = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB")
    assert converted is not None  # noqa: S101 - None is for conversions in place
    return converted


def image_of(samples: Pixels, mode: str) -> Image.Image:
    """A Pillow image of 8-bit samples (rows, columns, samples), in a mode of that many."""
    height, width = samples.shape[:2]
    return Image.frombytes(mode, (width, height), np.ascontiguousarray(samples).data)


def pixels_of(image: Image.Image) -> Pixels:
    """(rows, columns, samples); by bands, for Pillow's own copies hold the interpreter's lock."""
    width, height = image.size
    probe = np.asarray(image.crop((0, 0, 1, 1)))
    samples = 1 if probe.ndim == 2 else probe.shape[2]
    pixels = np.empty((height, width, samples), probe.dtype.newbyteorder("="))
    for top, bottom in bands(height, max(_PIXELS_AT_ONCE // width, 1)):
        band = np.asarray(image.crop((0, top, width, bottom)))
        pixels[top:bottom] = band.reshape(-1, width, samples)
    return pixels
