"""Pictures as encoders get them: whole, or tile by tile from several threads."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from convstudio.imaging.encoders.encoder import Encoder, Sheet
from convstudio.imaging.encoders.feeding import Feeding
from convstudio.imaging.levels import BYTES, FLOATS, WORDS
from convstudio.numerics.tiles import Span, share_out, tiles

LEVELS_OF = {1: BYTES, 2: WORDS, 4: FLOATS}


def sheet_of(pixels: np.ndarray, **more: Any) -> Sheet:
    """The sheet of pixels (rows, columns, samples)."""
    rows, columns, samples = pixels.shape
    alpha = samples in (2, 4)
    return Sheet(columns, rows, samples, LEVELS_OF[pixels.dtype.itemsize], alpha, **more)


def encoded(
    kind: type[Encoder], pixels: np.ndarray, tile: tuple[int, int] = (3, 4), **more: Any
) -> bytes:
    """The file that an encoder makes of pixels fed in small tiles by two threads."""
    file = io.BytesIO()
    fed = Feeding(kind(sheet_of(pixels, **more), file))
    whole = Span(0, 0, *pixels.shape[:2])
    work = lambda span, _: fed.put(pixels[span.slices], span)  # noqa: E731
    share_out(tiles(whole, tile), work, 2)
    fed.finish()
    return file.getvalue()


def noise(rows: int, columns: int, samples: int, dtype: str) -> np.ndarray:
    """Pixels of which no two are alike, smooth enough that every filter of PNG is chosen."""
    rng = np.random.default_rng(rows * 1000 + columns)
    ramp = np.add.outer(np.arange(rows), np.arange(columns))[..., np.newaxis]
    values = ramp * np.arange(1, samples + 1) * 3 + rng.integers(0, 5, (rows, columns, samples))
    if dtype == "f4":
        return (values / 100 - 0.5).astype("f4")
    return (values * (1 if dtype == "u1" else 251)).astype(dtype)
