"""A feature map made visible, tile by tile: its pixels, and what saves and copies are made of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging import memory
from convstudio.imaging.encoders.encoder import Sheet
from convstudio.imaging.grading import Grading, graded, known_grading, raw_samples, shown_samples
from convstudio.imaging.levels import BYTES, LEVELS, Levels, Samples
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.tone import Tone
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream, too_large
from convstudio.pipeline.stages import stages
from convstudio.pipeline.survey import Progress, grade
from convstudio.pipeline.viewing import picture_maps

Put = Callable[[Samples, Span], None]

# The passes over the map that a tone takes before its first pixel; of all others one.
_PASSES = {"percentile": 2, "equalize": 3}


@dataclass(frozen=True, eq=False)
class Developed:
    """A whole feature map made visible: 8-bit pixels, and the grading that made them."""

    pixels: ScreenPixels
    grading: Grading


def develop(
    pipeline: Pipeline,
    picture: Picture,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> Developed:
    """The whole feature map in its tone, tile by tile: never a whole float copy.

    It is made once more, and up to three times for ``equalize``, where the tone must know the whole
    map before its first pixel.

    Args:
        progress: called with the share that is done, from 0 to 1, from any thread.

    Raises:
        ArgumentValueError: see ``rendering.check``; or the pixels do not fit into free memory.
        Cancelled: the token was set.
    """
    rows, columns = check(pipeline, picture)
    samples = saved_samples(pipeline, picture, raw=False)
    if rows * columns * samples > (room := memory.room()):
        free = f"small enough for the {memory.in_words(room)} of memory that are free"
        raise too_large(rows, columns, samples, free)
    pixels = np.empty((rows, columns, samples), np.uint8)

    def put(part: Samples, span: Span) -> None:
        pixels[span.slices] = part

    grading = develop_to(put, pipeline, picture, BYTES, cancel, progress)
    return Developed(pixels, cast(Grading, grading))


def saved_samples(pipeline: Pipeline, picture: Picture, *, raw: bool) -> int:
    """How many samples a pixel has that ``develop_to`` hands over: 1 to 4, raw also of all maps.

    Raises:
        ArgumentValueError: several maps, which are no picture; see also ``rendering.check``.
    """
    sums, made = stages(pipeline, picture)[-1], pipeline.maps(picture_maps(picture))[-1]
    if not (raw or made.is_picture or pipeline.map is not None):
        raise ArgumentValueError(
            "feature map",
            given=f"{made.words}, which make no picture",
            wanted=f"one of them, from 1 to {made.count}",
            hint="Choose a map, combine them in a layer, or save them raw as NPY.",
        )
    if raw:
        return sums.maps + sums.leaves_alpha
    return shown_samples(pipeline.tone, sums.maps, alpha=sums.leaves_alpha)


def develop_to(
    put: Put,
    pipeline: Pipeline,
    picture: Picture,
    levels: Levels,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
    *,
    raw: bool = False,
) -> Grading | None:
    """Hands the whole map over tile by tile and from several threads, as shown or raw.

    Args:
        put: called with (rows, columns, samples) at those levels, and where they stand.
        raw: the map's own numbers; no tone is asked then, and there is no grading.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        Cancelled: the token was set.
    """
    rows, columns = check(pipeline, picture)
    white = picture.full_range
    ahead = 0.0 if raw else share_ahead(pipeline.tone, white)
    grading = None
    if not raw:
        grading = grade(pipeline, picture, cancel, lambda share: progress(share * ahead))
    done, lock = [0], threading.Lock()

    def emit(values: FloatArray, alpha: Pixels | None, span: Span) -> None:
        if grading is None:
            put(raw_samples(values, alpha, white, levels), span)
        else:
            region = Region(span.top, span.left, span.bottom, span.right)
            put(graded(values, alpha, grading, white, region, levels), span)
        with lock:
            done[0] += span.count[0] * span.count[1]
            progress(ahead + (1 - ahead) * done[0] / (rows * columns))

    stream(pipeline, picture, Region(0, 0, rows, columns), emit, cancel)
    return grading


def share_ahead(tone: Tone, full_range: float) -> float:
    """The share of the work, in passes over the map, that is done before a tone's first pixel."""
    if known_grading(tone, full_range) is not None:
        return 0.0
    passes = _PASSES.get(tone.mode, 1)
    return passes / (passes + 1)


def kept_profile(pipeline: Pipeline, picture: Picture, samples: int, *, raw: bool) -> bytes | None:
    """The picture's colour profile, if it is true of pixels of so many samples.

    A profile for gray says nothing about RGB, nor one for RGB about the map of one channel, and the
    colours of colour maps are those of sRGB.
    """
    profile = picture.icc_profile
    if profile is None or (pipeline.tone.one_number and not raw):
        return None
    return profile if (profile[16:20] == b"GRAY") == (samples < 3) else None


def sheet_of(pipeline: Pipeline, picture: Picture, output: Output) -> Sheet:
    """What is to be written of a map, before a format has had its say.

    Raises:
        ArgumentValueError: see ``rendering.check``.
    """
    rows, columns = check(pipeline, picture)
    samples = saved_samples(pipeline, picture, raw=output.raw)
    return Sheet(
        columns,
        rows,
        samples,
        LEVELS[output.depth],
        stages(pipeline, picture)[-1].leaves_alpha,
        kept_profile(pipeline, picture, samples, raw=output.raw),
        picture.exif,
        picture.xmp,
        picture.resolution,
        quality=output.quality,
        captions=picture.captions,
        column=picture.column,
    )
