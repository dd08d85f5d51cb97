"""Thousands of short numbers at once: each character is drawn by Qt once, numpy sets the rest.

Qt takes some 5 µs to set a text it has seen and 30 µs for a new one, and after an edit all are
new: 150 ms for a screen of colour values. This takes a few milliseconds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from convstudio.gui.numerals import decimal_comma

_CHARACTERS = " 0123456789−.eNa∞…,"
_MINUS = _CHARACTERS.index("−")
_WIDE = [_CHARACTERS.index(c) for c in "0123456789e"]
_CODES = str.maketrans({c: chr(code) for code, c in enumerate(_CHARACTERS)})
_COMMA_CODES = {**_CODES, ord("."): _CODES[ord(",")]}
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Glyphs:
    """The characters of numbers in one font.

    Attributes:
        inks: (black or white, characters, pixels of a box) of premultiplied ARGB.
        box: (height, width) of each, no more than has ink.
        advances: from one character to the next, in whole pixels.
    """

    inks: npt.NDArray[np.uint32]
    box: tuple[int, int]
    advances: npt.NDArray[np.intp]

    def rooms(self, width: float) -> tuple[int, int, int]:
        """How many characters of a number fit for sure, with no, one or two minus signs."""
        digit = int(self.advances[_WIDE].max())
        more = max(int(self.advances[_MINUS]) - digit, 0)
        none, one, two = (max(int((width - signs * more) // digit), 0) for signs in range(3))
        return none, one, two

    def set(
        self,
        texts: list[str],
        middles: npt.NDArray[np.float64],
        tops: npt.NDArray[np.float64],
        white: npt.NDArray[np.bool_],
        size: tuple[int, int],
    ) -> npt.NDArray[np.uint32]:
        """Sets texts on a transparent sheet.

        Args:
            texts: what.
            middles: across, about which each is centred.
            tops: down, of the boxes.
            white: which are white; the others are black.
            size: (rows, columns) that are to be seen.

        Returns:
            (rows, columns) of premultiplied ARGB, with a box's height or width more on every side.
        """
        codes = encoded(texts)
        advances = np.where(codes > 0, self.advances[codes], 0)
        ends = advances.cumsum(axis=1)
        starts = np.round(middles - ends[:, -1] / 2)[:, np.newaxis] + ends - advances
        down = np.round(tops)
        height, width = self.box
        rows, columns = size
        seen = (codes > 0) & (starts > -width) & (starts < columns)
        seen &= ((down > -height) & (down < rows))[:, np.newaxis]
        which, _place = np.nonzero(seen)
        sheet = np.zeros((rows + 2 * height, columns + 2 * width), np.uint32)
        corners = (down[which] + height) * sheet.shape[1] + starts[seen] + width
        box = np.arange(height)[:, np.newaxis] * sheet.shape[1] + np.arange(width)
        places = corners.astype(np.intp)[:, np.newaxis] + box.ravel()
        inks = self.inks[white[which].astype(np.intp), codes[seen]]
        # In reading order: the next character lies over the empty right of the one before.
        sheet.reshape(-1)[places] = inks
        return sheet


def encoded(texts: list[str]) -> Codes:
    """(texts, longest) of places in the character table; 0 where a text has ended."""
    longest = max(map(len, texts))
    joined = "".join([text.ljust(longest) for text in texts])
    flat = np.frombuffer(
        joined.translate(_COMMA_CODES if decimal_comma() else _CODES).encode("latin-1"), np.uint8
    )
    return flat.reshape(len(texts), longest)


@lru_cache(maxsize=32)
def glyphs(family: str, size: int) -> Glyphs:
    """The characters of a font of so many device pixels."""
    font = QFont(family)
    font.setPixelSize(size)
    metrics = QFontMetricsF(font)
    advances = np.array([round(metrics.horizontalAdvance(c)) for c in _CHARACTERS])
    width = int(advances.max()) + 2
    height = round(metrics.height()) + 2
    strip = QImage(width * len(_CHARACTERS), height, QImage.Format.Format_ARGB32_Premultiplied)
    strip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(strip)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    baseline = round(metrics.ascent()) + 1
    for index, character in enumerate(_CHARACTERS):
        painter.drawText(QPointF(index * width, baseline), character)
    painter.end()
    lines = np.frombuffer(strip.constBits(), np.uint32).reshape(height, -1)
    opacity = (lines >> 24).reshape(height, len(_CHARACTERS), width).transpose(1, 0, 2)
    inked = np.flatnonzero(opacity.any(axis=(0, 2)))
    cropped = opacity[:, inked[0] : inked[-1] + 1]
    flat = cropped.reshape(len(_CHARACTERS), -1)
    inks = np.stack([flat << 24, flat * 0x01010101]).astype(np.uint32)
    return Glyphs(inks, (cropped.shape[1], width), advances)
