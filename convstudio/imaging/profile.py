"""Scaffold."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageCms

from convstudio.imaging.screen import ScreenPixels

ToScreen = Callable[[ScreenPixels], ScreenPixels]


def profile_name(profile: bytes) -> str:
    """Scaffold."""
    return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip()


def to_screen(profile: bytes | None, samples: int) -> ToScreen | None:
    """Scaffold."""
    if profile is None:
        return None
    found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    space = found.profile.xcolor_space.strip()
    if space != ("GRAY" if samples < 3 else "RGB"):
        return None
    modes = ("L", "L") if samples == 1 else ("RGB", "RGB") if samples == 3 else ("RGBA", "RGBA")
    transform = ImageCms.buildTransform(found, ImageCms.createProfile("sRGB"), *modes)

    def convert(pixels: ScreenPixels) -> ScreenPixels:
        return np.asarray(ImageCms.applyTransform(Image.fromarray(pixels), transform)).reshape(
            pixels.shape
        )

    return convert
