"""Pipeline × Picture → feature map, for any region."""

from __future__ import annotations

from convstudio.errors import ArgumentValueError
from convstudio.imaging import memory
from convstudio.imaging.picture import Picture
from convstudio.numerics.engine import Explanation, explanation, plans_for
from convstudio.numerics.geometry import Region
from convstudio.numerics.source import Source, Sums
from convstudio.numerics.tiles import (
    CancelToken,
)
from convstudio.pipeline.element_stage import ElementStage
from convstudio.pipeline.layer_rendering import Emit, FeatureMap, Rendering
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.stages import SumsStage
from convstudio.pipeline.viewing import picture_maps

__all__ = [
    "Emit",
    "FeatureMap",
    "check",
    "explain",
    "last_element",
    "last_sums",
    "render",
    "stream",
    "too_large",
]


def check(pipeline: Pipeline, picture: Picture) -> tuple[int, int]:
    """(rows, columns) of the feature map of this picture.

    Raises:
        ArgumentValueError: a kernel is larger than its padded input, the picture lacks the channel
            that is asked for, or the map would be too large.
    """
    made = pipeline.maps(picture_maps(picture))[-1]
    rows, columns = pipeline.output_size((picture.height, picture.width))
    samples = 4 if made.has_alpha else made.colours  # of one map: no more are ever held
    if max(rows, columns) > memory.LARGEST_SIDE:
        wanted = f"of at most {memory.LARGEST_SIDE:,} pixels a side"
        raise too_large(rows, columns, samples, wanted)
    if rows * columns * samples > memory.capacity():
        held = memory.in_words(memory.capacity())
        raise too_large(rows, columns, samples, f"small enough for the {held} of this computer")
    return rows, columns


def too_large(rows: int, columns: int, samples: int, wanted: str) -> ArgumentValueError:
    """The refusal of a map of 8 bits a sample."""
    size = memory.in_words(rows * columns * samples)
    return ArgumentValueError(
        "feature map",
        given=f"one of {columns} × {rows} pixels ({size})",
        wanted=wanted,
        hint="Use less padding or a larger stride.",
    )


def render(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken | None = None
) -> FeatureMap:
    """The feature map in a region, exact; only what that region rests on is read.

    Raises:
        ArgumentValueError: a kernel is larger than its padded input, or the picture lacks the
            channel that is asked for.
        Cancelled: the token was set.
    """
    rendering = Rendering(pipeline, picture, cancel)
    return rendering.feature_map(rendering.last, region)


def last_sums(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken | None = None
) -> tuple[SumsStage, Sums] | None:
    """The last layer, and the sums that make its map in a region: to be looked at, not yet run.

    None where that layer makes no sums over a kernel; see ``last_element``.

    Raises:
        ArgumentValueError: as ``render`` does.
        Cancelled: the token was set.
    """
    rendering = Rendering(pipeline, picture, cancel)
    stage = rendering.stages[-1]
    if isinstance(stage, ElementStage):
        return None
    return stage, rendering.planned(rendering.last, region)[0]


def last_element(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken | None = None
) -> tuple[ElementStage, Source] | None:
    """The last layer, and what of its input its map rests on in a region.

    None where that layer makes sums over a kernel; see ``last_sums``.

    Raises:
        ArgumentValueError: as ``render`` does.
        Cancelled: the token was set.
    """
    rendering = Rendering(pipeline, picture, cancel)
    stage = rendering.stages[-1]
    if not isinstance(stage, ElementStage):
        return None
    return stage, rendering.source(rendering.last, region)


def explain(pipeline: Pipeline, picture: Picture) -> Explanation:
    """Which plan makes the last layer's whole map, and why.

    Raises:
        ArgumentValueError: as ``render`` does.
    """
    rendering = Rendering(pipeline, picture, None)
    last = rendering.last
    if isinstance(rendering.stages[last], ElementStage):
        return Explanation("direct", "direct: each value by itself, from its window")
    vertical, horizontal = rendering.axes[last]
    whole = Region(0, 0, vertical.output, horizontal.output)
    # The plan rests on the shape of the layers below, not on what they hold.
    sums, exactness = rendering.planned(last, whole, held=False)
    return explanation(plans_for(sums, exactness))


def stream(
    pipeline: Pipeline,
    picture: Picture,
    region: Region,
    emit: Emit,
    cancel: CancelToken | None = None,
) -> None:
    """The feature map in a region, handed over tile by tile and never held as a whole.

    Args:
        emit: called from several threads with values (rows, columns, channels), alpha or None, and
            the span among the region's rows and columns; the values are valid during the call and
            may be overwritten.

    Raises:
        ArgumentValueError: as ``render`` does.
        Cancelled: the token was set.
    """
    if len(region.rows) and len(region.columns):
        rendering = Rendering(pipeline, picture, cancel)
        rendering.stream(rendering.last, region, emit)
