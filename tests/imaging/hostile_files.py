"""Files made to hang a program, to fill its memory or to crash it: few bytes that claim much."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import tifffile
from PIL import Image

_HUGE = 2**31 - 1


def _zeros(count: int, wrap: int = zlib.MAX_WBITS) -> bytes:
    """So many zeros, deflated: a block that fits behind itself, as often as it is wanted."""
    block = 1 << 20
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    once = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = once * (count // block)
    last = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    data += last.compress(bytes(count % block)) + last.flush()
    if wrap < 0:
        return data
    return b"\x78\xda" + data + struct.pack(">HH", count % 65521, 1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def _png(width: int, height: int, colour: int, pixels: bytes, depth: int = 8, more=b"") -> bytes:
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + more
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def _png_bomb() -> bytes:
    side = 25_000
    return _png(side, side, 2, _zeros(side * (3 * side + 1)))


def _deep_png_bomb() -> bytes:
    side = 16_000
    return _png(side, side, 6, _zeros(side * (8 * side + 1)), depth=16)


def _png_of_frames() -> bytes:
    """Claims two thousand million frames, and has thirty thousand."""
    rest = struct.pack(">LLLLHHBB", 1, 1, 0, 0, 1, 1, 0, 0)
    controls = [_chunk(b"fcTL", struct.pack(">L", number) + rest) for number in range(30_000)]
    more = _chunk(b"acTL", struct.pack(">LL", _HUGE, 0)) + b"".join(controls)
    return _png(1, 1, 0, zlib.compress(b"\0\0"), more=more)


def _png_of_texts() -> bytes:
    """A compressed text that is 200 MB, ten times, and a profile."""
    text = _zeros(200_000_000)
    texts = _chunk(b"zTXt", b"Comment\0\0" + text) * 10
    profile = _chunk(b"iCCP", b"profile\0\0" + text)
    return _png(1, 1, 0, zlib.compress(b"\0\0"), more=profile + texts)


def _gif(width: int, height: int, images: bytes) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return head + images + b";"


_DOT = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"


def _jpeg_of_scans() -> bytes:
    """The last scan of a progressive JPEG, over and over."""
    buffer = io.BytesIO()
    gray = Image.fromarray(np.zeros((3000, 3000), np.uint8))
    gray.save(buffer, "JPEG", progressive=True, quality=5)
    data = buffer.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 4000 + data[-2:]


def _jpeg_header(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _tiff_bomb(compression: int = 8) -> bytes:
    side = 30_000
    pixels = _zeros(side * side)
    fields = {256: side, 257: side, 258: 8, 259: compression, 262: 1, 277: 1, 278: side}
    fields |= {273: 8 + 2 + 9 * 12 + 4, 279: len(pixels)}
    entries = b"".join(struct.pack("<HHLL", c, 4, 1, v) for c, v in sorted(fields.items()))
    return b"II*\0" + struct.pack("<LH", 8, len(fields)) + entries + bytes(4) + pixels


def _tiff_of_pages() -> bytes:
    """Directories that overlap: each begins twelve bytes behind the one before."""
    many = 20_000
    body = struct.pack("<HHLL", 256, 4, 1, 1) * many
    places = struct.pack("<L", 8)
    return b"II*\0" + places + struct.pack("<H", 4096) + body + struct.pack("<L", 20)


def _tiff_circle() -> bytes:
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        for _ in range(3):
            writer.write(np.zeros((4, 4), np.uint8), metadata=None, software=False)
    data = bytearray(buffer.getvalue())
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        last = file.pages[-1].offset
    end = last + 2 + 12 * struct.unpack_from("<H", data, last)[0]
    data[end : end + 4] = struct.pack("<L", last)
    return bytes(data)


def _bmp(width: int, height: int, bits: int, packed: int) -> bytes:
    head = struct.pack("<2sLHHL", b"BM", 100, 0, 0, 54 + 1024)
    info = struct.pack("<LllHHLLllLL", 40, width, height, 1, bits, packed, 0, 0, 0, 256, 0)
    return head + info + bytes(1024) + b"\xff\0" * 200


def _npy(header: str) -> bytes:
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def _npy_of(shape: str, descr: str = "'<f4'") -> bytes:
    return _npy(f"{{'descr': {descr}, 'fortran_order': False, 'shape': ({shape}), }}\n")


def _npz_bomb() -> bytes:
    """One array of 3 GB of zeros in 3 MB."""
    side = 55_000
    head = _npy_of(f"{side}, {side}", "'|u1'")
    zeros = _zeros(side * side, -1)
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    data = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH) + zeros
    return _zip([(b"a.npy", data, len(head) + side * side)])


def _zip(members: list[tuple[bytes, bytes, int]], method: int = 8) -> bytes:
    """An archive of members as they are given, their checksums wrong."""
    body, directory = b"", b""
    for name, data, size in members:
        place = len(body)
        common = struct.pack("<HHHHHLLLHH", 20, 0, method, 0, 0, 0, len(data), size, len(name), 0)
        body += b"PK\3\4" + common + name + data
        directory += b"PK\1\2\x14\0" + common + struct.pack("<HHHLL", 0, 0, 0, 0, place) + name
    end = struct.pack("<HHHHLLH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def _npz_of_names() -> bytes:
    """A million names in its directory."""
    directory = (b"PK\1\2" + bytes(42) + b"a") * 1_000_000
    end = struct.pack("<HHHHLLH", 0, 0, 65535, 65535, len(directory), 0, 0)
    return b"PK\3\4" + bytes(26) + directory + b"PK\5\6" + end


def _encrypted_npz() -> bytes:
    data = bytearray(_zip([(b"a.npy", b"secret", 6)], 0))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def _npz_of_letters() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


def _webp(kind: bytes, data: bytes) -> bytes:
    body = b"WEBP" + kind + struct.pack("<L", len(data)) + data + bytes(40)
    return b"RIFF" + struct.pack("<L", len(body)) + body


_LOSSLESS_SIDES = (16383 | 16383 << 14).to_bytes(4, "little")

# By a name; made when they are wanted, for some are of some megabytes.
HOSTILE_FILES: dict[str, Callable[[], bytes]] = {
    "empty.png": bytes,
    "one byte.png": lambda: b"\x89",
    "zeros.png": lambda: bytes(1000),
    "noise.jpg": lambda: np.random.default_rng(7).bytes(5000),
    "letter.png": lambda: b"Dear Sir or Madam,\n" * 30,
    "bomb.png": _png_bomb,
    "deep bomb.png": _deep_png_bomb,
    "frames.png": _png_of_frames,
    "texts.png": _png_of_texts,
    "header.png": lambda: _png(_HUGE, _HUGE, 6, b""),
    "no width.png": lambda: _png(0, 5, 0, b""),
    "wide.png": lambda: _png(2**25, 8, 2, zlib.compress(bytes(100))),
    "screen.gif": lambda: _gif(65535, 65535, _DOT),
    "frames.gif": lambda: _gif(1, 1, _DOT * 500_000),
    "no size.gif": lambda: _gif(0, 0, _DOT),
    "scans.jpg": _jpeg_of_scans,
    "header.jpg": lambda: _jpeg_header(65500, 65500),
    "no height.jpg": lambda: _jpeg_header(100, 0),
    "canvas.webp": lambda: _webp(b"VP8X", b"\x02\0\0\0" + b"\xff" * 6),
    "lossless.webp": lambda: _webp(b"VP8L", b"\x2f" + _LOSSLESS_SIDES),
    "lossy.webp": lambda: _webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + b"\xff\x3f" * 2),
    "bomb.tif": _tiff_bomb,
    "pages.tif": _tiff_of_pages,
    "circle.tif": _tiff_circle,
    "rle.bmp": lambda: _bmp(30000, 30000, 8, 1),
    "header.bmp": lambda: _bmp(_HUGE, _HUGE, 24, 0),
    "no height.bmp": lambda: _bmp(5, 0, 24, 0),
    "header.ppm": lambda: b"P6\n99999 99999\n65535\n" + bytes(100),
    "huge.pgm": lambda: b"P5 999999999999 9 255\n",
    "no width.pgm": lambda: b"P5 0 9 255\n",
    "white.ppm": lambda: b"P3 2 2 99999\n" + b"1 " * 12,
    "word.ppm": lambda: b"P3 2 1 999\n1 2 3 4 five 6",
    "header.pam": lambda: b"P7\nWIDTH 5\nENDHDR\n",
    "scale.pfm": lambda: b"PF\n2 2\n0\n" + bytes(48),
    "rle.tga": lambda: struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, 65535, 65535, 24, 0),
    "huge.npy": lambda: _npy_of("99999999999, 99999999999"),
    "large.npy": lambda: _npy_of("60000, 60000"),
    "zero.npy": lambda: _npy_of("0, 5"),
    "scalar.npy": lambda: _npy_of(""),
    "axes.npy": lambda: _npy_of("1, " * 40),
    "pickle.npy": lambda: _npy_of("2, 2", "'|O'") + b"\x80\x04cos\nsystem\n.",
    "records.npy": lambda: _npy_of("2, 2", "[('a', '<f4')]") + bytes(16),
    "words.npy": lambda: _npy_of("2, 2", "'<U5'") + bytes(80),
    "complex.npy": lambda: _npy_of("2, 2", "'<c8'") + bytes(32),
    "code.npy": lambda: _npy("{'descr': __import__('os').system('true'), 'shape': (2, 2)}"),
    "nested.npy": lambda: _npy("{'descr': " + "[" * 9000 + "}"),
    "newer.npy": lambda: b"\x93NUMPY\x09\x00" + bytes(100),
    "bomb.npz": _npz_bomb,
    "names.npz": _npz_of_names,
    "encrypted.npz": _encrypted_npz,
    "letter.npz": _npz_of_letters,
    "lzma.npz": lambda: _zip([(b"a.npy", bytes(50), 50)], 14),
    "rows.csv": lambda: b"1\n" * 5_000_000,
    "row.csv": lambda: b"1," * 10_000_000,
    "cells.csv": lambda: b"1,2\n3,four\n",
    "ragged.csv": lambda: b"1,2\n3\n",
    "unclear.csv": lambda: b"1,2 3,4\n5,6 7,8\n",
    "words.csv": lambda: b"a,b\nc,d\n",
    "bytes.csv": lambda: b"1,2\n\xff\xfe\n",
    "null.csv": lambda: b"1,2\0\n",
}
