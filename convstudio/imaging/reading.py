"""Reading pictures: whatever the file, the pixels as stored, upright, in RGB or gray."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from convstudio.errors import PictureReadError
from convstudio.imaging import deep_colour
from convstudio.imaging.picture import Picture, Pixels

# Only formats whose decoders run in this process; Pillow's EPS, for one, starts Ghostscript.
# (MPO, several JPEGs in one file, opens as JPEG.)
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "DIB", "GIF", "PPM", "TGA", "AVIF")
ENDINGS = (
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".pbm", ".pgm", ".ppm",
    ".pnm", ".tga", ".avif",
)  # fmt: skip

LARGEST_MEGAPIXELS = 500
# The limit above replaces Pillow's own, which refuses at 179 megapixels and warns at 89.
Image.MAX_IMAGE_PIXELS = None

# What decoders raise on hostile bytes; they document none of it.
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, MemoryError,
    TypeError, AttributeError, NotImplementedError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip

_BAND_ROWS = 256
_ORIENTATION = 0x0112
_TIFF_SPANS = ((273, 279), (324, 325))  # where strips and tiles are, and how long
# The main EXIF tags that tell of the picture: texts, authors and dates, resolution, white point,
# rating, Windows' titles, the EXIF and GPS blocks. The others tell how one file stored its pixels,
# in TIFF and in Photoshop's JPEG, and would be wrong in the next.
_KEPT_EXIF = frozenset(
    {270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 318, 319, 18246, 18249, 33432, 34665, 34853}
    | set(range(40091, 40096))
)


def read_picture(path: Path) -> Picture:
    """The first picture in a file, with its metadata.

    8 and 16 bits stay as they are, float becomes float32; palettes and CMYK become RGB, by the
    embedded profile where there is one; the EXIF orientation is obeyed.

    Raises:
        PictureReadError: missing, unreadable, no picture, broken, or too large; says which.
    """
    _require_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong with a file, the error says
            # Given the path, Pillow would map some TIFFs into memory and misread those that lie on
            # their side (orientation 5 to 8).
            with path.open("rb") as file, Image.open(file, formats=FORMATS) as image:
                _require_size(*image.size, path)
                return _read(image, path)
    except UnidentifiedImageError as error:
        if deep_colour.is_tiff(path):  # float colour, for one, which Pillow does not know
            return _read_unknown_tiff(path)
        raise PictureReadError(
            f"“{path.name}” is no picture that ConvStudio can read.",
            hint="It opens PNG, JPEG, TIFF, WebP, BMP, GIF, PNM, TGA and AVIF files.",
        ) from error
    except PictureReadError:
        raise
    except DECODER_ERRORS as error:
        raise _broken(path, error) from error


def _read_unknown_tiff(path: Path) -> Picture:
    """A TIFF that Pillow does not know; its metadata stays behind."""
    try:
        pixels, has_alpha = _read_deep("TIFF", path)
    except PictureReadError:
        raise
    except DECODER_ERRORS as error:
        raise _broken(path, error) from error
    return Picture(pixels, has_alpha, path=path)


def _broken(path: Path, error: Exception) -> PictureReadError:
    detail = " ".join(str(error).split())[:120] or type(error).__name__
    return PictureReadError(
        f"“{path.name}” is a broken picture: its data cannot be decoded ({detail}).",
        hint="The file may be cut short or damaged; try another copy of it.",
    )


def _require_file(path: Path) -> None:
    try:
        exists, plain, size = path.exists(), path.is_file(), 0
        if plain:
            size = path.stat().st_size
            with path.open("rb"):
                pass
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PictureReadError(f"“{path.name}” cannot be read: {reason}.") from error
    if not exists:
        raise PictureReadError(f"There is no file “{path}”.")
    if not plain:
        raise PictureReadError(f"“{path}” is a folder or a device, no picture file.")
    if size == 0:
        raise PictureReadError(f"“{path.name}” is empty: it holds no picture.")


def _require_size(width: int, height: int, path: Path) -> None:
    megapixels = width * height / 1e6
    if megapixels > LARGEST_MEGAPIXELS:
        raise PictureReadError(
            f"“{path.name}” is too large: {width} × {height} pixels are {megapixels:,.0f} "
            f"megapixels, and at most {LARGEST_MEGAPIXELS} can be opened."
        )


def _require_whole(image: ImageFile.ImageFile) -> None:
    """Finds a TIFF cut short: libtiff would complain on standard error, LZW leave pixels black."""
    if image.format != "TIFF" or image.fp is None:
        return
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    end = image.fp.seek(0, io.SEEK_END)
    pairs = ((tags.get(offsets, ()), tags.get(counts, ())) for offsets, counts in _TIFF_SPANS)
    spans = [span for pair in pairs for span in zip(*pair, strict=False)]
    if not spans or any(offset + count > end for offset, count in spans):
        raise EOFError("the file ends before its pixels do")


def _require_checksums(image: ImageFile.ImageFile, path: Path) -> None:
    """Checks a PNG's checksums, which decoding leaves out: spoilt pixels would pass for true."""
    if image.format == "PNG":
        with Image.open(path, formats=("PNG",)) as unread:
            unread.verify()


def _read(image: ImageFile.ImageFile, path: Path) -> Picture:
    _require_whole(image)
    _require_checksums(image, path)
    deep = deep_colour.is_deep(image)  # asked first: reading EXIF decodes a PNG
    profile = _profile(image)
    exif, orientation = _exif(image)
    if deep:
        pixels, has_alpha = _read_deep(image.format, path)
        pixels = deep_colour.upright(pixels, orientation)
    else:
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode == "CMYK":
            if image.format == "JPEG" and "adobe" not in image.info:
                # Only Adobe stores CMYK inverted, says libjpeg; Pillow takes all for Adobe's.
                upright = ImageChops.invert(upright)
            upright, profile = _cmyk_to_rgb(upright, profile), None
        plain = _plain_mode(upright)
        has_alpha = plain.mode in ("LA", "RGBA")
        pixels = _array(plain)
    return Picture(pixels, has_alpha, profile, exif, _resolution(image), path)


def _read_deep(file_format: str | None, path: Path) -> tuple[Pixels, bool]:
    if file_format == "PNG":
        return deep_colour.picture_samples(deep_colour.read_png(path))
    require_size = partial(_require_size, path=path)
    return deep_colour.picture_samples(deep_colour.read_tiff(path, require_size))


def _plain_mode(image: Image.Image) -> Image.Image:
    """The picture in one of the modes that become arrays as they are."""
    if image.mode in ("LA", "RGBA", "F", "I") or image.mode.startswith("I;16"):
        return image
    transparent = "transparency" in image.info
    if image.mode in ("1", "L"):
        return image.convert("LA" if transparent else "L")
    if image.mode in ("P", "PA", "La", "RGBa"):
        has_alpha = transparent or image.mode != "P"
        return image.convert("RGBA" if has_alpha else "RGB")
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        return _by_profile(image, ImageCms.ImageCmsProfile(lab))
    return image.convert("RGBA" if transparent and image.mode == "RGB" else "RGB")


def _cmyk_to_rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """CMYK in sRGB: by its own profile, or by the plain complement where it has none."""
    if profile is not None:
        try:
            return _by_profile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile is as good as none
    return image.convert("RGB")


def _by_profile(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    converted = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB")
    assert converted is not None  # noqa: S101 - None is for conversions in place
    return converted


def _array(image: Image.Image) -> Pixels:
    """(rows, columns, samples); by bands, for Pillow's own copy holds the interpreter's lock."""
    width, height = image.size
    probe = np.asarray(image.crop((0, 0, 1, 1)))
    samples = 1 if probe.ndim == 2 else probe.shape[2]
    pixels = np.empty((height, width, samples), probe.dtype.newbyteorder("="))
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        band = np.asarray(image.crop((0, top, width, bottom)))
        pixels[top:bottom] = band.reshape(bottom - top, width, samples)
    return deep_colour.plain_dtype(pixels)


def _profile(image: Image.Image) -> bytes | None:
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile else None


def _exif(image: Image.Image) -> tuple[bytes | None, int]:
    """The EXIF block without its orientation, and that orientation (1 to 8)."""
    try:
        exif = image.getexif()
        orientation: Any = exif.pop(_ORIENTATION, 1)
    except DECODER_ERRORS:
        return None, 1  # metadata that cannot be read must not cost the picture
    try:
        block = _exif_block(exif)
    except DECODER_ERRORS:
        block = None
    exif[_ORIENTATION] = orientation  # as found, for what reads it later
    return block, orientation if orientation in range(1, 9) else 1


def _exif_block(exif: Image.Exif) -> bytes | None:
    kept = Image.Exif()
    kept.load(exif.tobytes())
    for tag in set(kept) - _KEPT_EXIF:
        del kept[tag]
    return kept.tobytes() if len(kept) else None


def _resolution(image: Image.Image) -> tuple[float, float] | None:
    try:
        horizontal, vertical = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (horizontal, vertical) if 0 < min(horizontal, vertical) < 1e6 else None
