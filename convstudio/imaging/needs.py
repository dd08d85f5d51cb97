"""How much memory a picture will take while it is opened, known from its header alone."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageFile

from convstudio.imaging.metadata import metadata_of
from convstudio.imaging.tiff.layout import CMYK, JPEGS, LAB, PALETTE, YCBCR, Layout

_ORIENTATION = 0x0112
# Bytes that a pixel has in Pillow's own memory; 4 in all other modes.
_PILLOW = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
_GRAY = ("1", "L", "LA", "La", "F", "I", "I;16", "I;16B", "I;16L", "I;16N")
_PLAIN = ("L", "LA", "RGB", "RGBA", "F", "I", "I;16", "I;16B", "I;16L", "I;16N")


@dataclass(frozen=True)
class Needs:
    """Bytes for each pixel.

    Attributes:
        decoding: what decoders hold beside the pixels they make, and give back.
        samples: of the picture, with alpha.
        depth: bytes of each sample.
        has_alpha: whether the last one is.
        turned: whether it is stored lying on its side.
    """

    decoding: float
    samples: int
    depth: int
    has_alpha: bool = False
    turned: bool = False

    @property
    def pixels(self) -> int:
        """The picture itself."""
        return self.samples * self.depth

    @property
    def screen(self) -> float:
        """The 8-bit copy to paint, if there must be one, and its halvings: a third more."""
        shown = 4 if self.has_alpha else self.samples
        return shown / 3 + (shown if self.depth > 1 or self.has_alpha else 0)

    @property
    def peak(self) -> int:
        """The most that is held at once, rounded up to whole bytes for each pixel."""
        turning = self.pixels if self.turned else 0
        return -int(-(self.pixels + max(self.decoding, turning, self.screen)) // 1)


def of_pillow(image: ImageFile.ImageFile, deep: bool) -> Needs:
    """Of a file that Pillow has opened and not yet decoded.

    Args:
        deep: whether it has more bits than Pillow reads, and is decoded past it.
    """
    mode, transparent = image.mode, "transparency" in image.info
    has_alpha = transparent or mode in ("LA", "La", "PA", "RGBA", "RGBa")
    samples = (1 if mode in _GRAY else 3) + has_alpha
    turned = _orientation(image) != 1
    if deep:  # 8 bits of each sample at most stand in the file
        return Needs(samples * 2, samples, 2, has_alpha, turned)
    depth = 4 if mode in ("F", "I") else 2 if mode.startswith("I;16") else 1
    decoding = _PILLOW.get(mode, 4)
    if mode not in _PLAIN or transparent:  # Pillow makes another image of it
        decoding += 1 if samples == 1 else 4
    if mode == "I":  # whole numbers become floats, or 16 bits
        decoding += 4
    return Needs(decoding, samples, depth, has_alpha, turned)


def _orientation(image: Image.Image) -> int:
    """As far as the header tells: in a PNG it may stand behind the pixels."""
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    return metadata_of(image).orientation


def of_tiff(layout: Layout, orientation: int) -> Needs:
    """Of a TIFF whose strips or tiles are decoded one by one, into their places."""
    has_alpha = layout.alpha is not None
    samples, turned = layout.colours + has_alpha, orientation != 1
    stored = next(size for size in (1, 2, 4, 8) if layout.bits <= 8 * size)
    converted = layout.photometric in (CMYK, LAB) or (
        layout.photometric == YCBCR and layout.compression not in JPEGS
    )
    if converted:  # in Pillow: an image of them, one in RGB, and the arrays before and after
        return Needs(4 * 4, 3 + has_alpha, 1, has_alpha, turned)
    if layout.photometric == PALETTE:
        return Needs(samples * stored, 3 + has_alpha, 1, has_alpha, turned)
    # 1 bit is a truth value first, and what no picture can hold becomes float32.
    decoding = samples * stored if layout.bits == 1 or stored > 2 else 0
    return Needs(decoding, samples, min(stored, 4), has_alpha, turned)
