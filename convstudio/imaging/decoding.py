"""Pictures that Pillow decodes, and their frames."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFile

from convstudio.errors import PictureReadError
from convstudio.imaging import needs, png
from convstudio.imaging.colour import cmyk_to_rgb, lab_to_rgb, pixels_of
from convstudio.imaging.frames import frame_count
from convstudio.imaging.limits import require_honest, require_memory, require_size
from convstudio.imaging.metadata import Metadata, metadata_of
from convstudio.imaging.parts import Contents, Part, index_of
from convstudio.imaging.picture import Picture, Pixels, kind_in_words
from convstudio.imaging.samples import plain_dtype, upright
from convstudio.imaging.source import Source

# Only formats whose decoders run in this process; Pillow's EPS, for one, starts Ghostscript.
# (MPO, several JPEGs in one file, opens as JPEG.)
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "DIB", "GIF", "PPM", "TGA", "AVIF")
_IN_WORDS = {"WEBP": "WebP", "DIB": "BMP", "PPM": "PNM", "MPO": "JPEG"}
_BITS = {"1": 1}  # of modes that hold less than their needs tell

# What memory holds replaces Pillow's own limit, which refuses at 179 megapixels and warns at 89.
Image.MAX_IMAGE_PIXELS = None


def read(source: Source, part: str = "") -> Picture:
    """A picture, or the frame of that number; Pillow is given a file and no path, for it would map
    some into memory.

    Raises:
        PictureReadError: too large, or no such frame; else what decoders raise.
    """
    source.file.seek(0)
    with Image.open(source.file, formats=FORMATS) as image:
        require_size(*image.size, source.name)
        count = frame_count(image, source)
        index = index_of(part, count, "frame", source.name)
        return _read(image, source, index, str(index + 1) if count > 1 else "")


def read_page(source: Source, index: int, part: str) -> Picture:
    """A page of a TIFF that only Pillow can decode."""
    source.file.seek(0)
    with Image.open(source.file, formats=FORMATS) as image:
        return _read(image, source, index, part)


def _read(image: ImageFile.ImageFile, source: Source, index: int, part: str) -> Picture:
    require_size(*image.size, source.name)
    deep = png.is_deep(image)  # asked first: reading EXIF decodes a PNG
    each = needs.of_pillow(image, deep)
    # Behind the first, frames are laid one on another: there are two of them.
    require_memory(*image.size, each.peak * (2 if index else 1), source.name)
    bits = _BITS.get(image.mode, 8 * each.pixels)
    require_honest(*image.size, bits, source.size, source.name)
    if index:
        if deep:
            raise PictureReadError(f"“{source.name}”: of 16-bit animations the first frame opens.")
        image.seek(index)
    if image.format == "PNG":
        source.watch.expect_passes(2)
    if image.format == "PNG" and not deep:
        png.true_transparency(image)
        position = source.file.tell()
        png.require_sound(source.file)
        source.file.seek(position)
    told = metadata_of(image)
    if deep:
        pixels, profile = png.read_deep(source.file), told.profile
        has_alpha = pixels.shape[2] in (2, 4)
    else:
        pixels, has_alpha, profile = _decoded(image, told.profile)
        image.close()  # Pillow's own copy, before there is one that is turned
    source.watch.check()
    return finished(source, pixels, has_alpha, told, profile, part)


def finished(
    source: Source,
    pixels: Pixels,
    has_alpha: bool,
    told: Metadata,
    profile: bytes | None,
    part: str,
) -> Picture:
    """The picture of such pixels, turned upright."""
    turned = upright(pixels, told.orientation)
    return Picture(
        turned, has_alpha, profile, told.exif, told.resolution, source.path, part, told.xmp
    )


def is_jpeg(source: Source) -> bool:
    """Whether a file is a JPEG, by its first bytes; it stays at its start."""
    start = source.file.read(3)
    source.file.seek(0)
    return start == b"\xff\xd8\xff"


def draft(source: Source, side: int) -> Picture:
    """A JPEG decoded at an eighth to a half of its size, but no smaller than ``side``.

    Raises:
        PictureReadError: too large; else what decoders raise.
    """
    with Image.open(source.file, formats=("JPEG",)) as image:
        require_size(*image.size, source.name)
        told = metadata_of(image)
        image.draft(None, (side, side))
        each = needs.of_pillow(image, False)
        require_memory(*image.size, each.peak, source.name)
        require_honest(*image.size, 8 * each.pixels, source.size, source.name)
        pixels, has_alpha, profile = _decoded(image, told.profile)
    return finished(source, pixels, has_alpha, told, profile, "")


def contents(source: Source) -> Contents:
    """The frames of a file."""
    source.file.seek(0)
    with Image.open(source.file, formats=FORMATS) as image:
        each = needs.of_pillow(image, png.is_deep(image))
        kind = kind_in_words(each.depth, each.samples - each.has_alpha, each.has_alpha)
        width, height = image.size
        count = frame_count(image, source)
        name = image.format or ""
    parts = tuple(Part(str(k), f"Frame {k}", width, height, kind) for k in range(1, count + 1))
    if count == 1:
        parts = (Part("", "Picture", width, height, kind),)
    return Contents(_IN_WORDS.get(name, name), parts, source.size)


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
