"""Colour profiles on the screen: 8-bit pixels of a picture as sRGB has them.

Only what is shown is converted; the picture's own values, and its maps, stay what they are.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from convstudio.imaging.colour import image_of, pixels_of
from convstudio.imaging.metadata import DECODER_ERRORS
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.tiles import bands

_PIXELS_AT_ONCE = 1 << 17  # Pillow's copies hold the interpreter's lock; its conversion does not
_RELATIVE = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
# Little CMS makes 33 levels stand for gray's 256: in the shadows of linear light, ten levels off.
_EXACT = _FLAGS | ImageCms.Flags.NOOPTIMIZE
_NEARLY = 1  # levels: what no eye sees, and rounding makes
_LONGEST_NAME = 80


@dataclass(frozen=True, eq=False)
class ScreenProfile:
    """From a picture's colours to the screen's; any thread may use it, several at once.

    Attributes:
        name: of the profile, for people: ``"Adobe RGB (1998)"``.
        curve: gray levels by gray level, where the picture is gray.
        transform: Pillow's, where it is RGB.
    """

    name: str
    curve: npt.NDArray[np.uint8] | None
    transform: ImageCms.ImageCmsTransform | None

    def shown(self, pixels: ScreenPixels) -> ScreenPixels:
        """A new array of 8-bit pixels as sRGB.

        Args:
            pixels: (rows, columns, 1, 3 or 4): gray, RGB or RGBA; alpha stays what it is. Gray
                with alpha comes as RGBA of three equal colours.
        """
        if self.curve is not None:
            shown = np.take(self.curve, pixels)
        else:
            assert self.transform is not None  # noqa: S101 - one of the two is there
            shown = _transformed(pixels, self.transform)
        if pixels.shape[2] == 4:
            shown[..., 3] = pixels[..., 3]
        return shown


def screen_profile(picture: Picture) -> ScreenProfile | None:
    """How a picture's colours are shown; None where they are sRGB's already.

    So they are taken to be where there is no profile, a broken one, or one of other colours than
    the picture has.
    """
    if picture.icc_profile is None:
        return None
    return _screen_profile(picture.icc_profile, picture.colour.shape[2] == 1)


@lru_cache(maxsize=8)
def _screen_profile(data: bytes, gray: bool) -> ScreenProfile | None:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        space = profile.profile.xcolor_space.strip()
        if space == "GRAY":
            return _by_curve(profile, "L") if gray else None
        if space != "RGB":
            return None
        return _by_curve(profile, "RGB") if gray else _by_transform(profile)
    except (ImageCms.PyCMSError, *DECODER_ERRORS):
        return None  # a broken profile is as good as none


def _by_curve(profile: ImageCms.ImageCmsProfile, mode: str) -> ScreenProfile | None:
    """Of gray: 256 levels tell all."""
    levels = np.arange(256, dtype=np.uint8)
    ramp = np.repeat(levels[None, :, None], len(mode), axis=2)
    curve = pixels_of(_applied(image_of(ramp, mode), _transform(profile, mode, _EXACT)))[0, :, 1]
    if _is_near(curve, levels):
        return None
    return ScreenProfile(_name(profile), curve, None)


def _by_transform(profile: ImageCms.ImageCmsProfile) -> ScreenProfile | None:
    """Of RGB: a lattice of colours tells whether there is anything to convert."""
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    transform = _transform(profile, "RGB")
    if _is_near(_transformed(lattice, transform), lattice):
        return None
    return ScreenProfile(_name(profile), None, transform)


def _transform(
    profile: ImageCms.ImageCmsProfile, mode: str, flags: ImageCms.Flags = _FLAGS
) -> ImageCms.ImageCmsTransform:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.buildTransform(profile, srgb, mode, "RGB", _RELATIVE, flags)


def _applied(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None  # noqa: S101 - None is for conversions in place
    return converted


def _transformed(pixels: ScreenPixels, transform: ImageCms.ImageCmsTransform) -> ScreenPixels:
    """RGB or RGBA; what is alpha stays undefined."""
    shown = np.empty_like(pixels)
    for top, bottom in bands(pixels.shape[0], max(_PIXELS_AT_ONCE // pixels.shape[1], 1)):
        image = image_of(pixels[top:bottom, :, :3], "RGB")
        shown[top:bottom, :, :3] = pixels_of(_applied(image, transform))
    return shown


def _is_near(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    return bool(np.abs(one.astype(np.int16) - other).max() <= _NEARLY)


def _name(profile: ImageCms.ImageCmsProfile) -> str:
    """The description of a profile on one line."""
    told = " ".join(str(profile.profile.profile_description or "").split())
    return told[:_LONGEST_NAME] or "its own profile"
