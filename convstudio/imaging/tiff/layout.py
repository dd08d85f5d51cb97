"""How a TIFF lays out its first picture: what its directory says, checked before it is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.imaging.tiff.directory import Directory

WHITE_IS_0, BLACK_IS_0, RGB, PALETTE, CMYK, YCBCR, LAB = 0, 1, 2, 3, 5, 6, 8
_COLOURS = {WHITE_IS_0: 1, BLACK_IS_0: 1, RGB: 3, PALETTE: 1, CMYK: 4, YCBCR: 3, LAB: 3}
PLAIN, OLD_JPEG = 1, 6
JPEGS = frozenset({7, 33007, 34892})
_PREMULTIPLIED, _STRAIGHT, _OF_COREL_DRAW = 1, 2, 999

# What is decoded at once: 4096² pixels at least, or four times what the picture has.
_LARGE_TILE, _TILE_EXCESS = 4096**2, 4
_MOST_SAMPLES = 1024
_MOST_BYTES = 8 << 30  # in a strip or a tile
_MOST_SEGMENTS = 1 << 22
_MOST_OVERLAP = 16  # some scanners store blank tiles once


@dataclass(frozen=True)
class Layout:
    """What the fields say.

    Attributes:
        bits: of each sample.
        samples: in a pixel, with all that is no colour.
        planar: whether each sample has a plane of its own.
        segment: (rows, columns) of a strip or a tile.
        extra: what the samples after the colour are, in TIFF's numbers.
        subsampling: how many pixels (across, down) share chroma, in YCbCr.
    """

    width: int
    height: int
    bits: int
    samples: int
    photometric: int
    compression: int
    planar: bool
    tiled: bool
    segment: tuple[int, int]
    extra: tuple[int, ...]
    subsampling: tuple[int, ...]

    @property
    def colours(self) -> int:
        """How many samples are colour; 0 if that sort of colour is not known here."""
        return _COLOURS.get(self.photometric, 0)

    @property
    def across(self) -> int:
        """Segments side by side."""
        return -(-self.width // self.segment[1])

    @property
    def segments(self) -> int:
        """Strips or tiles in the picture."""
        down = -(-self.height // self.segment[0])
        return self.across * down * (self.samples if self.planar else 1)

    @property
    def alpha(self) -> int | None:
        """Which sample is alpha, if any."""
        if not self.extra:  # left out by some; then there is no other reason for one sample more
            return self.colours if self.samples == self.colours + 1 else None
        kinds = (_PREMULTIPLIED, _STRAIGHT, _OF_COREL_DRAW)
        places = [i for i, kind in enumerate(self.extra, self.colours) if kind in kinds]
        return places[0] if places and places[0] < self.samples else None

    @property
    def premultiplied(self) -> bool:
        """Whether colours were multiplied by alpha."""
        alpha = self.alpha
        if alpha is None or not self.extra:
            return False
        return self.extra[alpha - self.colours] == _PREMULTIPLIED


def read_layout(directory: Directory) -> Layout:
    """What a directory says of its picture.

    Raises:
        ValueError, EOFError: a field is missing, of another type, or out of the file.
    """
    width, height = directory.number(256, 0), directory.number(257, 0)
    samples = directory.number(277, 1)
    if not (width and height and 0 < samples <= _MOST_SAMPLES):
        raise ValueError(f"it claims {width} × {height} pixels of {samples} samples")
    tiled = 322 in directory.fields
    segment = (directory.number(323, 0), directory.number(322, 0))
    if not tiled:
        segment = (min(directory.number(278, height) or height, height), width)
    return Layout(
        width,
        height,
        bits=_bits(directory),
        samples=samples,
        photometric=directory.number(262, WHITE_IS_0),
        compression=directory.number(259, PLAIN),
        planar=samples > 1 and directory.number(284, 1) == 2,
        tiled=tiled,
        segment=segment,
        extra=directory.numbers(338),
        subsampling=directory.numbers(530, (2, 2)),
    )


def _bits(directory: Directory) -> int:
    bits = set(directory.numbers(258, (1,)))
    if len(bits) > 1:
        raise ValueError("its samples have different sizes")
    return bits.pop()


def require_plausible(layout: Layout) -> None:
    """Refuses what no writer writes and no memory holds.

    Raises:
        ValueError: pieces, samples or bits are absurd.
    """
    rows, columns = layout.segment
    limit = max(_LARGE_TILE, _TILE_EXCESS * layout.width * layout.height)
    size = rows * columns * (1 if layout.planar else layout.samples) * layout.bits // 8
    if not (0 < rows * columns <= limit and 0 < layout.bits <= 64 and size <= _MOST_BYTES):
        raise ValueError(
            f"it claims pieces of {columns} × {rows} pixels, {layout.samples} samples each, "
            f"of {layout.bits} bits"
        )
    undeclared = layout.samples - layout.colours - len(layout.extra)
    if layout.colours and undeclared > (not layout.extra):
        raise ValueError(f"it does not say what its {layout.samples} samples are")
    if layout.segments > _MOST_SEGMENTS:
        raise ValueError(f"it claims to be in {layout.segments} pieces")


def read_spans(directory: Directory, layout: Layout) -> list[tuple[int, int]]:
    """(offset, length) of each strip or tile in the file, all within it.

    Raises:
        ValueError, EOFError: one is missing, or beyond the end.
    """
    codes = (324, 325) if 324 in directory.fields else (273, 279)
    offsets, counts = (directory.numbers(code)[: layout.segments] for code in codes)
    if layout.compression == PLAIN:  # what is not compressed has the length of its pixels
        counts = tuple(_plain_length(layout, i) for i in range(len(offsets)))
    elif not counts and len(offsets) == 1:
        counts = (directory.end - offsets[0],)
    if not len(offsets) == len(counts) == layout.segments:
        raise ValueError(f"{layout.segments} pieces should be there, and {len(offsets)} are")
    spans = list(zip(offsets, counts, strict=True))
    if any(not 0 < offset < offset + count <= directory.end for offset, count in spans):
        raise EOFError("the file ends before its pixels do")
    if sum(counts) > _MOST_OVERLAP * directory.end:
        raise ValueError("its pieces overlap")
    return spans


def _plain_length(layout: Layout, index: int) -> int:
    """The bytes of a piece that is not compressed; strips end with the picture."""
    rows, columns = layout.segment
    if not layout.tiled:
        down = -(-layout.height // rows)
        rows = min(rows, layout.height - index % down * rows)
    samples = 1 if layout.planar else layout.samples
    return rows * -(-columns * samples * layout.bits // 8)
