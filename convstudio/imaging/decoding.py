"""Pictures that Pillow decodes, and their frames."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFile, PngImagePlugin, UnidentifiedImageError

from convstudio.errors import PictureReadError
from convstudio.imaging import avif, needs, png, webp
from convstudio.imaging.colour import cmyk_to_rgb, lab_to_rgb, pixels_of
from convstudio.imaging.frames import frame_sizes
from convstudio.imaging.jpeg import bits_of_samples, require_few_scans
from convstudio.imaging.limits import require_room, require_size
from convstudio.imaging.metadata import Metadata, metadata_of
from convstudio.imaging.parts import Contents, Part, index_of
from convstudio.imaging.picture import Picture, Pixels, kind_in_words
from convstudio.imaging.png_chunks import open_image
from convstudio.imaging.samples import plain_dtype, upright
from convstudio.imaging.source import Source
from convstudio.imaging.webp import webp_size

# Only formats whose decoders run in this process; Pillow's EPS, for one, starts Ghostscript.
# (MPO, several JPEGs in one file, opens as JPEG.)
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "DIB", "GIF", "PPM", "TGA", "AVIF")
_IN_WORDS = {"WEBP": "WebP", "DIB": "BMP", "PPM": "PNM", "MPO": "JPEG"}
_BYTES_OF_FRAMES = 24  # a pixel, in six images at most
_BITS = {"1": 1}  # of modes that hold less than their needs tell

# What memory holds replaces Pillow's own limit, which refuses at 179 megapixels and warns at 89.
Image.MAX_IMAGE_PIXELS = None
# Of a PNG's chunks with texts Pillow sees none; its limit would refuse large colour profiles.
PngImagePlugin.MAX_TEXT_CHUNK = 16 << 20


def read(source: Source, part: str = "") -> Picture:
    """A picture, or the frame of that number; Pillow is given a file and no path, for it would map
    some into memory.

    Raises:
        PictureReadError: too large, or no such frame; else what decoders raise.
    """
    with _opened(source) as image:
        require_size(*image.size, source.name)
        frames = frame_sizes(image, source)
        index = index_of(part, len(frames), "frame", source.name)
        if index:  # the canvas, and what Pillow lays upon it and takes away again
            require_size(*frames[index], source.name)
            require_room(frames[index], _BYTES_OF_FRAMES, 8 * 4, source)
        return _read(image, source, index, str(index + 1) if len(frames) > 1 else "")


def _opened(source: Source) -> ImageFile.ImageFile:
    """A file's header as Pillow reads it."""
    source.file.seek(0)
    claimed = webp_size(source.file.read(webp.START))
    if claimed is not None:
        require_room(claimed, webp.BYTES_A_PIXEL, 8 * 4, source)
    source.file.seek(0)
    try:
        return open_image(source.file, FORMATS)
    except UnidentifiedImageError:
        source.file.seek(0)
        _require_known_depth(source)
        raise


def _require_known_depth(source: Source) -> None:
    """Refuses a JPEG that Pillow does not know for one."""
    bits = bits_of_samples(source.file.read()) if is_jpeg(source) else 8
    if bits != 8:
        raise PictureReadError(
            f"“{source.name}” is a JPEG of {bits} bits a sample: ConvStudio reads JPEG of 8 bits.",
            hint="Save it as PNG or TIFF of 16 bits, or as JPEG of 8 bits, in another program.",
        )


def read_page(source: Source, index: int, part: str, told: Metadata) -> Picture:
    """A page of a TIFF that only Pillow can decode, of which that much is known."""
    with _opened(source) as image:
        return _read(image, source, index, part, told)


def _read(
    image: ImageFile.ImageFile, source: Source, index: int, part: str, told: Metadata | None = None
) -> Picture:
    require_size(*image.size, source.name)
    deep = _is_deep(image, source)  # asked first: reading EXIF decodes a PNG
    each = needs.of_pillow(image, deep)
    bits = _BITS.get(image.mode, 8 * each.pixels)
    require_room(image.size, each.peak, bits, source)
    _require_sound(image, deep, index > 0, source)
    if index:
        if deep:
            raise PictureReadError(f"“{source.name}”: of 16-bit animations the first frame opens.")
        image.seek(index)
    told = told or metadata_of(image)
    if deep:
        pixels, profile = _decoded_deep(image, source), told.profile
        has_alpha = pixels.shape[2] in (2, 4)
    else:
        pixels, has_alpha, profile = _decoded(image, told.profile)
        image.close()  # Pillow's own copy, before there is one that is turned
    source.watch.check()
    return finished(source, pixels, has_alpha, told, profile, part)


def _is_deep(image: ImageFile.ImageFile, source: Source) -> bool:
    """Whether the file has more bits than Pillow would give."""
    if image.format == "AVIF":
        return avif.stored_bits(source.file) > 8
    return png.is_deep(image)


def _decoded_deep(image: ImageFile.ImageFile, source: Source) -> Pixels:
    if image.format != "AVIF":
        return png.read_deep(source.file)
    bits = avif.stored_bits(source.file)
    return avif.read_deep(source.file, bits, len(image.getbands()))


def _require_sound(image: ImageFile.ImageFile, deep: bool, animated: bool, source: Source) -> None:
    """What Pillow would pass over; then the file stands where it stood.

    Raises:
        ValueError, EOFError: says what is wrong.
    """
    position = source.file.tell()
    if image.format == "PNG" and not deep:
        source.watch.expect_passes(2)
        png.true_transparency(image)
        png.require_sound(source.file, png.ANIMATION if animated else ())
    elif image.format in ("JPEG", "MPO"):
        source.watch.expect_passes(2)
        source.file.seek(0)
        require_few_scans(source.file.read())
    source.file.seek(position)


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
        turned,
        has_alpha,
        profile,
        told.exif,
        told.resolution,
        source.path,
        part,
        told.xmp,
        captions=told.captions,
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
    with _opened(source) as image:
        require_size(*image.size, source.name)
        told = metadata_of(image)
        image.draft(None, (side, side))
        each = needs.of_pillow(image, False)
        require_room(image.size, each.peak, 8 * each.pixels, source)
        _require_sound(image, False, False, source)
        pixels, has_alpha, profile = _decoded(image, told.profile)
    return finished(source, pixels, has_alpha, told, profile, "")


def contents(source: Source) -> Contents:
    """The frames of a file."""
    with _opened(source) as image:
        each = needs.of_pillow(image, _is_deep(image, source))
        kind = kind_in_words(each.depth, each.samples - each.has_alpha, each.has_alpha)
        frames = frame_sizes(image, source)
        name = image.format or ""
    parts = tuple(Part(str(k), f"Frame {k}", *size, kind) for k, size in enumerate(frames, 1))
    if len(frames) == 1:
        parts = (Part("", "Picture", *frames[0], kind),)
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
