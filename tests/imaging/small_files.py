"""A small whole file of each sort that opens, to be cut, spoilt and misnamed by the tests."""

from __future__ import annotations

import io
import struct
import zlib

import imagecodecs
import numpy as np
import tifffile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

_RANDOM = np.random.default_rng(3)
RGB = _RANDOM.integers(0, 256, (4, 5, 3), np.uint8)
GRAY = RGB[..., 0].copy()
RGBA = np.concatenate([RGB, GRAY[..., None]], axis=2)
DEEP = _RANDOM.integers(0, 65536, (4, 5, 3), np.uint16)
FLOATS = _RANDOM.normal(0, 2, (4, 5)).astype(np.float32)


def _pillow(pixels: np.ndarray, format_: str, mode: str = "", **options: object) -> bytes:
    buffer = io.BytesIO()
    image = Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(buffer, format_, **options)
    return buffer.getvalue()


def _frames(format_: str, **options: object) -> bytes:
    frames = [Image.fromarray(np.roll(RGB, k, axis=0)) for k in range(3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, format_, save_all=True, append_images=frames[1:], **options)
    return buffer.getvalue()


def _tiff(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, metadata=None, software=False, **options)
    return buffer.getvalue()


def _saved(save, *arrays: np.ndarray, **named: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    save(buffer, *arrays, **named)
    return buffer.getvalue()


def _pages() -> bytes:
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        for pixels in (GRAY, DEEP, FLOATS):
            colour = "rgb" if pixels.ndim == 3 else "minisblack"
            writer.write(pixels, photometric=colour, metadata=None, software=False)
    return buffer.getvalue()


def _interlaced(pixels: np.ndarray) -> bytes:
    """A PNG of 16-bit RGB, interlaced by Adam7."""
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2))
    rows = b""
    for y, x, down, across in (*passes, (1, 0, 2, 1)):
        part = pixels[y::down, x::across].astype(">u2")
        rows += b"".join(b"\0" + row.tobytes() for row in part if part.size)
    header = struct.pack(">LL5B", pixels.shape[1], pixels.shape[0], 16, 2, 0, 0, 1)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _captions_of_jpeg(jpeg: bytes) -> bytes:
    """The same with an IPTC record and two comments."""
    record = b"8BIM\x04\x04\0\0\0\0\0\x06\x1c\x02\x19\0\x01a"
    segments = ((0xED, b"Photoshop 3.0\0" + record), (0xFE, b"one"), (0xFE, b"two"))
    told = b"".join(struct.pack(">BBH", 255, kind, len(s) + 2) + s for kind, s in segments)
    return jpeg[:2] + told + jpeg[2:]


def _captions_of_png() -> bytes:
    texts = PngInfo()
    texts.add_text("Title", "Tide", zip=True)
    texts.add_itxt("Author", "Zoë")
    texts.add_text("Raw profile type iptc", "\niptc\n       6\n1c0219000161\n")
    return _pillow(GRAY, "PNG", pnginfo=texts)


_PAM = b"P7\nWIDTH 5\nHEIGHT 4\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"

# By a name with the ending that is theirs.
SMALL_FILES: dict[str, bytes] = {
    "gray.png": _pillow(GRAY, "PNG"),
    "rgb.png": _pillow(RGB, "PNG"),
    "rgba.png": _pillow(RGBA, "PNG"),
    "palette.png": _pillow(RGB, "PNG", "P", transparency=2, bits=4),
    "bits.png": _pillow(GRAY > 99, "PNG"),
    "deep.png": imagecodecs.png_encode(DEEP),
    "adam7.png": _interlaced(DEEP),
    "deep gray.png": _pillow(DEEP[..., 0], "PNG"),
    "frames.png": _frames("PNG"),
    "rgb.jpg": _pillow(RGB, "JPEG", optimize=True),
    "gray.jpg": _pillow(GRAY, "JPEG", optimize=True),
    "progressive.jpg": _pillow(RGB, "JPEG", progressive=True),
    "cmyk.jpg": _pillow(RGB, "JPEG", "CMYK", optimize=True),
    "captions.jpg": _captions_of_jpeg(_pillow(GRAY, "JPEG", optimize=True)),
    "captions.png": _captions_of_png(),
    "lossy.webp": _pillow(RGB, "WEBP"),
    "lossless.webp": _pillow(RGBA, "WEBP", lossless=True),
    "frames.webp": _frames("WEBP", lossless=True),
    "plain.tif": _tiff(RGB, photometric="rgb"),
    "deflate.tif": _tiff(DEEP, photometric="rgb", compression="deflate", rowsperstrip=2),
    "lzw.tif": _tiff(RGB, photometric="rgb", compression="lzw"),
    "tiles.tif": _tiff(FLOATS, tile=(16, 16), compression="deflate", predictor=True),
    "big.tif": _tiff(RGB, photometric="rgb", bigtiff=True),
    "pages.tif": _pages(),
    "rgb.bmp": _pillow(RGB, "BMP"),
    "palette.bmp": _pillow(RGB, "BMP", "P"),
    "palette.gif": _pillow(GRAY, "GIF"),
    "frames.gif": _frames("GIF"),
    "bits.pbm": _pillow(GRAY > 99, "PPM"),
    "gray.pgm": _pillow(GRAY, "PPM"),
    "rgb.ppm": _pillow(RGB, "PPM"),
    "deep.ppm": b"P6 5 4 65535\n" + DEEP.astype(">u2").tobytes(),
    "plain.ppm": b"P3\n# words\n5 4 1023\n" + b" ".join(b"%d" % (v % 1024) for v in DEEP.flat),
    "rgba.pam": _PAM + RGBA.tobytes(),
    "floats.pfm": b"Pf\n5 4\n-1.0\n" + FLOATS.tobytes(),
    "rgb.tga": _pillow(RGB, "TGA", compression="tga_rle"),
    "rgb.avif": _pillow(RGB, "AVIF"),
    "deep.avif": imagecodecs.avif_encode(DEEP >> 6, level=90, bitspersample=10, speed=9),
    "floats.npy": _saved(np.save, FLOATS),
    "stack.npy": _saved(np.save, np.stack([GRAY] * 5)),
    "arrays.npz": _saved(np.savez, one=GRAY, two=FLOATS),
    "deflate.npz": _saved(np.savez_compressed, one=GRAY, two=DEEP),
    "whole.csv": "\n".join(",".join(map(str, row)) for row in GRAY).encode(),
    "decimals.csv": "\n".join(";".join(f"{v:.3f}" for v in r) for r in FLOATS)
    .replace(".", ",")
    .encode(),
}
