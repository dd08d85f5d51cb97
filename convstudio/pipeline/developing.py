"""A feature map made visible: its 8-bit pixels, and the picture to save of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from convstudio.imaging import memory
from convstudio.imaging.grading import Grading, graded, known_grading, shown_samples
from convstudio.imaging.picture import Picture, Pixels
from convstudio.imaging.screen import ScreenPixels
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.layer_sums import layer_sums
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, stream, too_large
from convstudio.pipeline.survey import Progress, grade


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
    tone, white = pipeline.tone, picture.full_range
    sums = layer_sums(pipeline, picture)[-1]
    samples = shown_samples(tone, sums.maps, alpha=sums.leaves_alpha)
    if rows * columns * samples > (room := memory.room()):
        free = f"small enough for the {memory.in_words(room)} of memory that are free"
        raise too_large(rows, columns, samples, free)
    # The share of the work that is the grading's, by passes over the map.
    passes = {"percentile": 2, "equalize": 3}.get(tone.mode, 1)
    ahead = 0.0 if known_grading(tone, white) is not None else passes / (passes + 1)
    grading = grade(pipeline, picture, cancel, lambda share: progress(share * ahead))
    pixels = np.empty((rows, columns, samples), np.uint8)
    done, lock = [0], threading.Lock()

    def emit(values: FloatArray, alpha: Pixels | None, span: Span) -> None:
        region = Region(span.top, span.left, span.bottom, span.right)
        pixels[span.slices] = graded(values, alpha, grading, white, region)
        with lock:
            done[0] += span.count[0] * span.count[1]
            progress(ahead + (1 - ahead) * done[0] / (rows * columns))

    stream(pipeline, picture, Region(0, 0, rows, columns), emit, cancel)
    return Developed(pixels, grading)


def filtered_picture(picture: Picture, developed: Developed) -> Picture:
    """What is shown, as a picture to save: 8 bits, with the metadata of the original.

    A profile for gray says nothing about RGB, nor one for RGB about the map of one channel.
    """
    profile, samples = picture.icc_profile, developed.pixels.shape[2]
    if profile is not None and (profile[16:20] == b"GRAY") != (samples == 1):
        profile = None
    return Picture(developed.pixels, samples == 4, profile, picture.exif, picture.resolution)
