"""PNM that Pillow would cut to 8 bits or not open: 16-bit colour, PAM, and floats (PFM).

netpbm.sourceforge.net/doc/{pgm,ppm,pam,pfm}.html. All other PNM is Pillow's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from convstudio.imaging.decoding import contents as contents_by_pillow
from convstudio.imaging.decoding import read as read_by_pillow
from convstudio.imaging.limits import require_room, require_size
from convstudio.imaging.parts import Contents, Part, index_of
from convstudio.imaging.picture import Picture, Pixels, kind_in_words
from convstudio.imaging.samples import stretch
from convstudio.imaging.source import Source, read_numbers

_PLAIN, _PAM = {b"P2": 1, b"P3": 3}, b"P7"
_BITS = (b"P1", b"P4")
_BINARY = {b"P5": 1, b"P6": 3}
_FLOAT = {b"Pf": 1, b"PF": 3}
_PAM_FIELDS = ("WIDTH", "HEIGHT", "DEPTH", "MAXVAL")
_TOKEN = re.compile(rb"(?:\s|#[^\n\r]*[\n\r])*([^\s#]+)")
_LONGEST_HEADER = 1 << 16
_AT_ONCE = 1 << 20
_MOST_DIGITS = 10


@dataclass(frozen=True)
class _Header:
    """What a file says of itself.

    Attributes:
        magic: its sort.
        samples: of a pixel.
        white: the greatest value; of floats the scale, whose sign tells the order of bytes.
        length: of the header, in bytes.
    """

    magic: bytes
    width: int
    height: int
    samples: int
    white: float
    length: int

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """As the samples stand in the file."""
        if self.magic in _FLOAT:
            return np.dtype("<f4" if self.white < 0 else ">f4")
        return np.dtype(">u2" if self.white > 255 else "u1")


def is_own(start: bytes) -> bool:
    """Whether a file that starts so is PNM, PAM or PFM."""
    known = (*_BITS, *_PLAIN, *_BINARY, *_FLOAT, _PAM)
    return start[:2] in known and start[2:3].isspace()


def read(source: Source, part: str = "") -> Picture:
    """The picture.

    Raises:
        PictureReadError: too large; else ValueError, EOFError.
    """
    header = _header(source)
    if header is None:
        return read_by_pillow(source, part)
    index_of(part, 1, "picture", source.name)
    has_alpha = header.samples in (2, 4)
    require_size(header.width, header.height, source.name)
    each = header.samples * header.dtype.itemsize
    require_room((header.width, header.height), 2 * each + 5, 8 * each, source)
    source.file.seek(header.length)
    stored = _plain(source, header) if header.magic in _PLAIN else _binary(source, header)
    return Picture(_finished(stored, header), has_alpha, path=source.path)


def contents(source: Source) -> Contents:
    """The picture that the header tells of."""
    header = _header(source)
    if header is None:
        return contents_by_pillow(source)
    has_alpha = header.samples in (2, 4)
    kind = kind_in_words(header.dtype.itemsize, header.samples - has_alpha, has_alpha)
    part = Part("", "Picture", header.width, header.height, kind)
    name = "PAM" if header.magic == _PAM else "PFM" if header.magic in _FLOAT else "PNM"
    return Contents(name, (part,), source.size)


def _header(source: Source) -> _Header | None:
    """What the file says of itself; None where Pillow reads it as well."""
    source.file.seek(0)
    start = source.file.read(_LONGEST_HEADER)
    magic = start[:2]
    if magic == _PAM:
        return _pam_header(start)
    if magic in _BITS:
        return None
    tokens, at = [], 2
    for _ in range(3):
        found = _TOKEN.match(start, at)
        if found is None:
            raise EOFError("the file ends within its header")
        tokens.append(found[1])
        at = found.end()
    samples = (_PLAIN | _BINARY | _FLOAT)[magic]
    white = _scale(tokens[2]) if magic in _FLOAT else float(_whole(tokens[2], 65535))
    if magic not in _FLOAT and white <= 255:
        return None
    return _Header(magic, _whole(tokens[0]), _whole(tokens[1]), samples, white, at + 1)


def _pam_header(start: bytes) -> _Header:
    head, found, rest = start.partition(b"ENDHDR\n")
    if not found:
        raise EOFError("the file ends within its header")
    lines = [line.split(None, 1) for line in head.splitlines()[1:] if line.strip()]
    told = {words[0]: words[1].strip() for words in lines if len(words) == 2}
    try:
        width, height, samples, white = (_whole(told[name.encode()]) for name in _PAM_FIELDS)
    except KeyError as error:
        fields = ", ".join(_PAM_FIELDS)
        raise ValueError(f"its header does not tell all of {fields}") from error
    if samples > 4 or white > 65535:
        raise ValueError(f"it has {samples} samples up to {white}")
    return _Header(_PAM, width, height, samples, white, len(start) - len(rest))


def _whole(token: bytes, most: int = 1 << 31) -> int:
    if not token.isdigit() or len(token) > _MOST_DIGITS or not 0 < int(token) <= most:
        raise ValueError(f"“{token[:20].decode('latin-1')}” in its header is out of range")
    return int(token)


def _scale(token: bytes) -> float:
    scale = float(token)
    if scale == 0 or not np.isfinite(scale):
        raise ValueError("its scale is 0")
    return scale


def _binary(source: Source, header: _Header) -> Pixels:
    """(rows, columns, samples) as they stand in the file."""
    count = header.height * header.width * header.samples
    stored = read_numbers(source.file, count, header.dtype)
    return stored.reshape(header.height, header.width, header.samples)


def _plain(source: Source, header: _Header) -> Pixels:
    """The same of numbers written as text."""
    stored = np.empty(header.height * header.width * header.samples, header.dtype)
    at, rest = 0, b""
    while at < len(stored):
        piece = source.file.read(_AT_ONCE)
        words = (rest + piece).split()
        # The last word may go on in the next piece.
        rest = words.pop() if piece and words and not piece[-1:].isspace() else b""
        if not piece and not words:
            raise EOFError("the file ends before its pixels do")
        words = words[: len(stored) - at]
        values = np.array([_value(word, header.white) for word in words], np.uint16)
        stored[at : at + len(words)] = values
        at += len(words)
    return stored.reshape(header.height, header.width, header.samples)


def _value(word: bytes, white: float) -> int:
    if not word.isdigit() or len(word) > _MOST_DIGITS:
        raise ValueError(f"“{word[:20].decode('latin-1')}” is no number")
    return min(int(word), int(white))


def _finished(stored: Pixels, header: _Header) -> Pixels:
    """As a picture's: the greatest value is white, the first row at the top."""
    if header.magic in _FLOAT:
        return np.ascontiguousarray(stored[::-1], np.float32)
    pixels = stored.astype(stored.dtype.newbyteorder("="), copy=False)
    most = int(header.white)
    np.minimum(pixels, most, out=pixels)
    bits = most.bit_length()
    if most == 2**bits - 1:
        stretch(pixels, bits)
    elif most not in (255, 65535):
        scale = np.iinfo(pixels.dtype).max / most
        table = np.rint(np.arange(most + 1) * scale).astype(pixels.dtype)
        pixels = table[pixels]
    return pixels
