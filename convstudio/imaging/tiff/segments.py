"""The samples of a TIFF, strip by strip or tile by tile, decoded by tifffile and imagecodecs.

tifffile is shown a directory of the few fields that tell how to decode, never the file itself: the
fields of microscopes and scanners, which it would follow, stay where they are.
"""

from __future__ import annotations

import io
import math
import os
import struct
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import numpy as np

from convstudio.imaging.codecs import silence
from convstudio.imaging.picture import Pixels
from convstudio.imaging.png import essentials
from convstudio.imaging.tiff import lzw
from convstudio.imaging.tiff.directory import Directory
from convstudio.imaging.tiff.embedded import require_modest
from convstudio.imaging.tiff.layout import JPEGS, RGB, YCBCR, Layout, read_spans
from convstudio.imaging.tiff.tree import Fields, packed

_LONG = 4
# Besides what the Layout knows: order of bits, options of fax, predictor, kind of numbers.
_DECODING = (266, 292, 317, 339)
_BATCH = 1 << 20  # bytes that are worth handing to a thread
# imagecodecs 2026.3.6 has JPEG XR too, but a flipped byte in it ends the whole process (SIGFPE).
_JPEG_XR = (22610, 34934)
_LZW, _PNG = 5, 34933
# Pictures of formats of their own: the sorts of JPEG, LERC, PNG, WebP, JPEG XL.
_EMBEDDED = JPEGS | {33003, 33004, 33005, 34712, 34887, _PNG, 34927, 50001, 50002, 52546}
_START = 16  # how much of the first piece tifffile looks at


def can_decompress(compression: int) -> bool:
    """Whether imagecodecs has that compression, and can be trusted with it."""
    return compression not in _JPEG_XR and compression in _tifffile().TIFF.DECOMPRESSORS


def _tifffile() -> ModuleType:
    import tifffile  # noqa: PLC0415 - a quarter of a second that only TIFF should cost

    silence("tifffile")
    silence("imagecodecs")  # which it will load
    return tifffile


def decode(directory: Directory, layout: Layout, wanted: Sequence[int]) -> Pixels:
    """(rows, columns, wanted samples) as stored, but floats of any size as float32.

    Raises:
        what decoders raise: among others ValueError, RuntimeError and MemoryError.
    """
    spans = read_spans(directory, layout)
    start = directory.bytes_at(spans[0][0], min(_START, spans[0][1]))
    pages = [_page(directory, layout, start)]
    rows = layout.segment[0]
    if not layout.tiled and layout.height % rows:  # some writers fill up the last strip
        whole = -(-layout.height // rows) * rows
        pages.append(_page(directory, replace(layout, height=whole), start))
    stored = pages[0].dtype
    if stored is None or stored.kind not in "buif":
        raise ValueError(f"samples of {layout.bits} bits and of its type are not known")
    dtype = np.dtype(np.float32) if stored.kind == "f" else stored
    pixels = np.empty((layout.height, layout.width, len(wanted)), dtype)
    work = _Work(directory, layout, pages, spans, list(wanted), pixels)
    columns = layout.segment[1] * (1 if layout.planar else layout.samples)
    _run(work, max(1, _BATCH // (rows * columns * stored.itemsize)))
    return pixels


def _page(directory: Directory, layout: Layout, start: bytes) -> Any:
    """What tifffile knows of a picture: how to decode its pieces."""
    known = {code: directory.numbers(code) for code in _DECODING if code in directory.fields}
    rows, columns = layout.segment
    pieces = {322: (columns,), 323: (rows,)} if layout.tiled else {278: (rows,)}
    places, counts = (324, 325) if layout.tiled else (273, 279)
    jpeg = layout.compression in JPEGS  # chroma of others is no business of tifffile
    photometric = RGB if layout.photometric == YCBCR and not jpeg else layout.photometric
    subsampling = layout.subsampling if jpeg else ()
    numbers: dict[int, tuple[int, ...]] = {
        **known, **pieces, 256: (layout.width,), 257: (layout.height,),
        258: (layout.bits,) * layout.samples, 259: (layout.compression,),
        262: (photometric,), 277: (layout.samples,), 284: (2 if layout.planar else 1,),
        338: layout.extra, 530: subsampling, places: (0,), counts: (len(start),),
    }  # fmt: skip
    numbers[places] = (len(_packed(directory.order, numbers)),)
    block = _packed(directory.order, numbers) + start
    return _tifffile().TiffFile(io.BytesIO(block)).pages[0]


def _packed(order: str, numbers: dict[int, tuple[int, ...]]) -> bytes:
    fields: Fields = {
        code: (_LONG, len(values), struct.pack(f"{order}{len(values)}L", *values))
        for code, values in numbers.items()
        if values
    }
    return packed(order, fields)


@dataclass(frozen=True)
class _Work:
    """One picture's decoding; ``run`` may be called by several threads."""

    directory: Directory
    layout: Layout
    pages: list[Any]
    spans: list[tuple[int, int]]
    wanted: list[int]
    pixels: Pixels
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, indices: range) -> None:
        """Decodes some pieces into their places."""
        with np.errstate(over="ignore"):  # float64 beyond float32 is infinity
            for index in indices:
                self._decode(index)

    def _decode(self, index: int) -> None:
        with self.lock:
            data = self.directory.bytes_at(*self.spans[index])
            tables = self.directory.data(347) or None
        data = self._vetted(data)
        for page in self.pages:
            try:
                segment, (plane, _, top, left, _), _ = page.decode(data, index, jpegtables=tables)
                break
            except RuntimeError:
                if page is self.pages[-1]:
                    raise
        if plane in self.wanted or not self.layout.planar:
            self._place(segment[0], plane, top, left)

    def _vetted(self, data: bytes) -> bytes:
        """What imagecodecs may be given: some of its decoders take too much on trust."""
        compression = self.layout.compression
        if compression == _LZW:
            lzw.require_sound(data if self.pages[0].fillorder == 1 else _turned(data))
        elif compression in _EMBEDDED:
            require_modest(data, math.prod(self.layout.segment) * self.layout.samples)
        return essentials(io.BytesIO(data)) if compression == _PNG else data

    def _place(self, segment: Pixels, plane: int, top: int, left: int) -> None:
        room = self.pixels[top:, left:]
        segment = segment[: room.shape[0], : room.shape[1]]
        rows, columns = (
            min(s, r) for s, r in zip(self.layout.segment, room.shape[:2], strict=True)
        )
        if segment.shape[:2] != (rows, columns) or segment.itemsize != self.pages[0].dtype.itemsize:
            raise ValueError(f"a piece holds {segment.dtype} of shape {segment.shape}")
        if self.layout.planar:
            room[:rows, :columns, self.wanted.index(plane)] = segment[..., 0]
        elif self.wanted == list(range(len(self.wanted))):
            room[:rows, :columns] = segment[..., : len(self.wanted)]
        else:
            room[:rows, :columns] = segment[..., self.wanted]


def _turned(data: bytes) -> bytes:
    """Each byte with its bits in the other order."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    return np.packbits(bits).tobytes()


def _run(work: _Work, batch: int) -> None:
    many = len(work.spans)
    batches = [range(i, min(i + batch, many)) for i in range(0, many, batch)]
    if len(batches) == 1:
        work.run(batches[0])
        return
    with ThreadPoolExecutor(min(len(batches), os.cpu_count() or 1)) as threads:
        for _ in threads.map(work.run, batches):
            pass
