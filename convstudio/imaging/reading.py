"""Reading pictures: whatever the file, the pixels as stored, upright, in RGB or gray."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageChops, ImageFile, UnidentifiedImageError

from convstudio.errors import PictureReadError
from convstudio.imaging import memory, needs, png
from convstudio.imaging.colour import cmyk_to_rgb, lab_to_rgb, pixels_of
from convstudio.imaging.metadata import DECODER_ERRORS, metadata_of
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.samples import plain_dtype, upright
from convstudio.imaging.tiff.directory import is_tiff, read_directory
from convstudio.imaging.tiff.layout import read_layout, read_spans, require_plausible
from convstudio.imaging.tiff.reading import is_for_pillow, read_metadata, read_pixels

# Only formats whose decoders run in this process; Pillow's EPS, for one, starts Ghostscript.
# (MPO, several JPEGs in one file, opens as JPEG.)
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "DIB", "GIF", "PPM", "TGA", "AVIF")
ENDINGS = (
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".pbm", ".pgm", ".ppm",
    ".pnm", ".tga", ".avif",
)  # fmt: skip

# What memory holds replaces Pillow's own limit, which refuses at 179 megapixels and warns at 89.
Image.MAX_IMAGE_PIXELS = None


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
            with path.open("rb") as file:
                return _read_tiff(file, path) if is_tiff(file.read(4)) else _read(file, path)
    except UnidentifiedImageError as error:
        raise PictureReadError(
            f"“{path.name}” is no picture that ConvStudio can read.",
            hint="It opens PNG, JPEG, TIFF, WebP, BMP, GIF, PNM, TGA and AVIF files.",
        ) from error
    except PictureReadError:
        raise
    except DECODER_ERRORS as error:
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        raise PictureReadError(
            f"“{path.name}” is a broken picture: its data cannot be decoded ({detail}).",
            hint="The file may be cut short or damaged; try another copy of it.",
        ) from error


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
    if max(width, height) > memory.LARGEST_SIDE:
        raise PictureReadError(
            f"“{path.name}” is too large: it has {width} × {height} pixels, and at most "
            f"{memory.LARGEST_SIDE:,} a side can be opened."
        )


def _require_memory(width: int, height: int, each: needs.Needs, path: Path) -> None:
    """Asked before any pixel is decoded: a system without memory ends programs unasked."""
    needed, free = width * height * each.peak, memory.room()
    if needed > free:
        raise PictureReadError(
            f"“{path.name}” is too large for this computer: {width} × {height} pixels need about "
            f"{memory.in_words(needed)} of memory, of which {memory.in_words(free)} are free.",
            hint="Close other programs, or open a smaller picture.",
        )


def _read_tiff(file: BinaryIO, path: Path) -> Picture:
    directory = read_directory(file)
    layout = read_layout(directory)
    _require_size(layout.width, layout.height, path)
    require_plausible(layout)
    if is_for_pillow(layout):
        read_spans(directory, layout)  # libtiff would complain of pieces that are not there
        return _read(file, path)
    told = read_metadata(directory)
    _require_memory(layout.width, layout.height, needs.of_tiff(layout, told.orientation), path)
    pixels, has_alpha, profile = read_pixels(directory, layout, told.profile)
    turned = upright(pixels, told.orientation)
    return Picture(turned, has_alpha, profile, told.exif, told.resolution, path)


def _read(file: BinaryIO, path: Path) -> Picture:
    """Whatever Pillow decodes; given a file and no path, for it would map some into memory."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        _require_size(*image.size, path)
        deep = png.is_deep(image)  # asked first: reading EXIF decodes a PNG
        _require_memory(*image.size, needs.of_pillow(image, deep), path)
        if image.format == "PNG" and not deep:
            position = file.tell()
            png.require_sound(file)
            file.seek(position)
        told = metadata_of(image)
        if deep:
            pixels, profile = png.read_deep(file), told.profile
            has_alpha = pixels.shape[2] in (2, 4)
        else:
            pixels, has_alpha, profile = _decoded(image, told.profile)
            image.close()  # Pillow's own copy, before there is one that is turned
        turned = upright(pixels, told.orientation)
        return Picture(turned, has_alpha, profile, told.exif, told.resolution, path)


def _decoded(
    image: ImageFile.ImageFile, profile: bytes | None
) -> tuple[Pixels, bool, bytes | None]:
    """(pixels as stored, has_alpha, the profile that is true of them)."""
    image.load()
    plain, profile = _plain(image, profile)
    return plain_dtype(pixels_of(plain)), plain.mode in ("LA", "RGBA"), profile


def _plain(image: ImageFile.ImageFile, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """The picture in gray or RGB, and the profile if it is still true of it."""
    if image.mode == "CMYK":
        # Only Adobe stores CMYK inverted, says libjpeg; Pillow takes all for Adobe's.
        inverted = image.format == "JPEG" and "adobe" not in image.info
        return cmyk_to_rgb(ImageChops.invert(image) if inverted else image, profile), None
    return _plain_mode(image), profile


def _plain_mode(image: Image.Image) -> Image.Image:
    """The picture in a mode that becomes an array as it is; a copy only where it must change."""
    transparent = "transparency" in image.info
    final = image.mode in ("LA", "RGBA", "F", "I") or image.mode.startswith("I;16")
    if final or (image.mode in ("L", "RGB") and not transparent):
        return image
    if image.mode in ("1", "L"):
        return image.convert("LA" if transparent else "L")
    if image.mode in ("P", "PA", "La", "RGBa"):
        has_alpha = transparent or image.mode != "P"
        return image.convert("RGBA" if has_alpha else "RGB")
    if image.mode == "LAB":
        return lab_to_rgb(image)
    return image.convert("RGBA" if transparent and image.mode == "RGB" else "RGB")
