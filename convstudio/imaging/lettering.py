"""Letters on pictures, by Pillow alone: for what is written without the window's type."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from convstudio.imaging.screen import ScreenPixels

# Sans-serif type with the signs of mathematics, as systems have it; the first that is there.
_FAMILIES = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "segoeui.ttf",
    "Arial.ttf",
    "arial.ttf",
    "Helvetica.ttc",
)
# What Pillow's own type, the last resort, writes in place of signs that it lacks.
_PLAIN = {"×": "x", "−": "-", "…": "...", "°": " deg"}


class Lettering:
    """Type of one size.

    Args:
        height: of a line, in pixels.
    """

    def __init__(self, height: int) -> None:
        self.height = height
        self._type = _type_of(round(height * 0.72))

    def width(self, text: str) -> int:
        """Of a line, in pixels."""
        return round(self._type.getlength(self._writable(text))) + 1

    def elided(self, text: str, room: int) -> str:
        """As much of a text as fits, with “…” where something is left out."""
        if self.width(text) <= room:
            return text
        kept = text
        while kept and self.width(f"{kept.rstrip()}…") > room:
            kept = kept[:-1]
        return f"{kept.rstrip()}…" if kept else ""

    def wrapped(self, text: str, room: int) -> list[str]:
        """The text in lines that fit, broken between words; a word that does not fit is elided."""
        lines: list[str] = []
        for word in text.split(" "):  # not at spaces that do not break
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(self.elided(word, room))
        return lines

    def write(self, out: ScreenPixels, text: str, colour: tuple[int, int, int]) -> None:
        """Writes a line at the upper left of a part of an RGB picture; what has no room is cut."""
        mask = self._mask(text)[: out.shape[0], : out.shape[1]]
        part = out[: mask.shape[0], : mask.shape[1]]
        share = mask[..., np.newaxis].astype(np.float32) / 255
        part[...] = np.rint(part * (1 - share) + np.array(colour, np.float32) * share)

    def _mask(self, text: str) -> npt.NDArray[np.uint8]:
        image = Image.new("L", (max(self.width(text), 1), self.height), 0)
        drawn = self._writable(text)
        ImageDraw.Draw(image).text((0, self.height * 0.78), drawn, 255, self._type, anchor="ls")
        return np.asarray(image)

    def _writable(self, text: str) -> str:
        """The text in signs that the type has."""
        return "".join(map(self._sign, text))

    def _sign(self, sign: str) -> str:
        if sign.isspace() or not _lacks(self._type, sign):
            return sign
        return _PLAIN.get(sign, "?")


@cache
def _type_of(size: int) -> ImageFont.FreeTypeFont:
    for family in _FAMILIES:
        try:
            return ImageFont.truetype(family, size)
        except OSError:
            continue
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


@cache
def _lacks(type_: ImageFont.FreeTypeFont, sign: str) -> bool:
    """Whether a sign would be the empty box that stands for all that a type lacks."""
    return bytes(type_.getmask(sign)) == bytes(type_.getmask("\ufffe"))
