"""Between which values each map of a layer lies, of every one of its pixels."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import stream
from convstudio.pipeline.viewing import picture_maps


def map_ranges(
    pipeline: Pipeline,
    picture: Picture,
    region: Region,
    cancel: CancelToken | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[tuple[float, float], ...]:
    """The least and the greatest finite value of every map of the last layer; 0 and 0 for none.

    All maps are made tile by tile, in the picture's own units, and never held as a whole.

    Args:
        pipeline: its ``map`` does not count.
        progress: called with the share that is done, from 0 to 1, from any thread.

    Raises:
        ArgumentValueError: as ``rendering.render`` does.
        Cancelled: the token was set.
    """
    last = pipeline.maps(picture_maps(picture))[-1]
    low, high = np.full(last.channels, np.inf), np.full(last.channels, -np.inf)
    whole, done, lock = len(region.rows) * len(region.columns), [0], threading.Lock()

    def look(values: FloatArray, _alpha: Array | None, span: Span) -> None:
        least, greatest = _ends(values)
        with lock:
            np.minimum(low, least, out=low)
            np.maximum(high, greatest, out=high)
            done[0] += span.count[0] * span.count[1]
            progress(done[0] / whole)

    stream(replace(pipeline, map=None), picture, region, look, cancel)
    lows, highs = low.reshape(-1, last.colours).min(axis=1), high.reshape(-1, last.colours)
    ends = zip(lows.tolist(), highs.max(axis=1).tolist(), strict=True)
    return tuple((one, other) if one <= other else (0.0, 0.0) for one, other in ends)


def _ends(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Of every channel of (rows, columns, channels); NaN and infinities left out."""
    least, greatest = values.min(axis=(0, 1)), values.max(axis=(0, 1))
    if np.isfinite(least).all() and np.isfinite(greatest).all():
        return least, greatest
    there = np.isfinite(values)
    return (
        values.min(axis=(0, 1), where=there, initial=np.inf),
        values.max(axis=(0, 1), where=there, initial=-np.inf),
    )
