"""Everything behind one value of a feature map: what the worked sum of a textbook shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.geometry import Region, placement
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.inputs import centres
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.map_names import ALPHA, channel_names, map_names
from convstudio.pipeline.pipeline import Convolution, Layer, LocallyConnected, Pipeline
from convstudio.pipeline.planes import Plane, not_finite, planes
from convstudio.pipeline.receptive import ReceptiveField, border_of, receptive_field
from convstudio.pipeline.rendering import FeatureMap, check, last_sums, render
from convstudio.pipeline.stages import stages
from convstudio.pipeline.viewing import picture_maps
from convstudio.pipeline.window import Window, window_at
from convstudio.pipeline.worked_sum import Step, exact_sum, worked_alpha, worked_colour
from convstudio.pipeline.workings import Working, WorkingKind, sample_names, working


@dataclass(frozen=True, eq=False)
class Inspection:
    """One value of a layer's feature map, and how it came about.

    Attributes:
        row, column: of the map.
        channel: which of ``names``.
        names: what the map has for each pixel: its colours, and alpha where that is filtered.
        map_name: what the map is called; "" where it is the only one and needs no name.
        layer: whose map it is.
        window: where the kernel stands.
        border: what stands outside.
        kind: whether products are summed, or what is done without a kernel.
        planes: the channels that are summed, or go into the value otherwise.
        counts: Σ(α·w) as a plane, where colours count by their alpha.
        steps: from the sum to the value, in float64.
        pixel: all that is stored of this pixel, (1, 1, channels) and its alpha.
        full_range: the picture's white.
        field: what of the picture it rests on, through all layers.
        stacked: whether the input is the map of a layer below, not the picture.
        alpha_from: (row, column) of the input from which alpha was copied, where it was.
        spoilt: the samples with a NaN or an infinity under the kernel, summed here or not.
        signal: whether it is a value of a signal's map, told by its sample alone.
    """

    row: int
    column: int
    channel: int
    names: tuple[str, ...]
    map_name: str
    layer: Layer
    window: Window
    border: BorderMode
    kind: WorkingKind
    planes: tuple[Plane, ...]
    counts: Plane | None
    steps: tuple[Step, ...]
    pixel: FeatureMap
    full_range: float
    field: ReceptiveField
    stacked: bool
    alpha_from: tuple[int, int] | None
    spoilt: tuple[str, ...]
    signal: bool = False

    @property
    def flipped(self) -> bool:
        """Whether the weights are turned."""
        return bool(getattr(self.layer, "flip", False))

    @property
    def at_place(self) -> bool:
        """Whether the kernel is that of this place alone."""
        return isinstance(self.layer, LocallyConnected)

    @property
    def value(self) -> np.float32:
        """What the map holds, exactly: float32, in the picture's own units."""
        if self.channel < self.pixel.values.shape[2]:
            return np.float32(self.pixel.values[0, 0, self.channel])
        return np.float32(0 if self.pixel.alpha is None else self.pixel.alpha[0, 0])

    @property
    def weights(self) -> FloatArray:
        """Those of the first plane, (F_v, F_h): every plane has so many."""
        return self.planes[0].weights

    @property
    def worked(self) -> float:
        """What the steps come to in float64.

        The map's value was rounded to float32 after every step, and its sum perhaps made of
        float32 products: the two differ by no more than that rounding. Whole numbers are exact.
        """
        return self.steps[-1].value

    @property
    def rounding(self) -> float:
        """The map's value less the worked one; 0 where the latter as float32 is the former.

        Not finite where one of them is not; see ``agrees``.
        """
        value, worked = float(self.value), self.worked
        nearest = float(np.float32(worked)) if abs(worked) < _LARGEST else worked
        if nearest == value or (np.isnan(worked) and np.isnan(value)):
            return 0.0
        return value - worked

    @property
    def agrees(self) -> bool:
        """Whether the steps come to the value but for rounding: both finite, or both the same."""
        return bool(np.isfinite(self.rounding))


_LARGEST = float(np.finfo(np.float32).max)


def pixel_at(pipeline: Pipeline, picture: Picture, x: float, y: float) -> tuple[int, int] | None:
    """(row, column) of the map's pixel at a point of the picture, None where there is none.

    A map pixel lies about the centre of its receptive field and is as large as the stride.

    Raises:
        ArgumentValueError: there is no map; see ``check``.
    """
    rows, columns = check(pipeline, picture)
    place = placement(pipeline.axes((picture.height, picture.width)))
    row, column = int((y - place.top) // place.height), int((x - place.left) // place.width)
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def value_names(pipeline: Pipeline, picture: Picture) -> tuple[str, ...]:
    """What each pixel of the map has that can be inspected.

    Raises:
        ArgumentValueError: the picture lacks the channel that is asked for.
    """
    below = picture_maps(picture)
    made, names = pipeline.maps(below)[-1], map_names(pipeline.active, below)
    if pipeline.map is not None:
        made, names = replace(made, count=1), (names[pipeline.map],)
    if made.is_picture and made.colours > 1:
        names = ("",)
    found = channel_names(names, made)
    stage = stages(pipeline, picture)[-1]
    if not isinstance(stage, LayerSums):
        return found
    channels = stage.layer.channels
    if channels == "alpha":
        return (ALPHA,)
    if channels != "each" and stage.colours > 1:
        found = (channels.capitalize(),)
    return (*found, ALPHA) if stage.joins_alpha and not stage.weighted else found


def inspect(
    pipeline: Pipeline, picture: Picture, row: int, column: int, channel: int = 0
) -> Inspection:
    """What is behind one value of the last layer's map; only what it rests on is read.

    Args:
        row, column: of the map.
        channel: which of ``value_names``.

    Raises:
        ArgumentValueError: the map has no such value, or there is no map; see ``check``.
    """
    _refuse_outside(check(pipeline, picture), row, column)
    names = value_names(pipeline, picture)
    if not 0 <= channel < len(names):
        raise ArgumentValueError("channel", given=str(channel), wanted=f"0 … {len(names) - 1}")
    shape = picture.height, picture.width
    axes, layer = pipeline.axes(shape), pipeline.active[-1]
    window = window_at(axes, row, column, border_of(layer))
    behind = _behind(pipeline, picture, window, (row, column), channel)
    return Inspection(
        row,
        column,
        channel,
        names,
        _map_name(pipeline, picture),
        layer,
        window,
        border_of(layer),
        behind.working.kind,
        behind.working.planes,
        behind.counts,
        behind.working.steps,
        render(pipeline, picture, Region(row, column, row + 1, column + 1)),
        picture.full_range,
        receptive_field(pipeline.active, shape, row, column),
        len(axes) > 1,
        _centre(pipeline, picture, row, column) if behind.copies_alpha else None,
        behind.spoilt,
        signal=picture.is_signal and axes[-1][0].output == 1,
    )


@dataclass(frozen=True, eq=False)
class _Behind:
    """What an inspection holds of how its value came about."""

    working: Working
    counts: Plane | None
    copies_alpha: bool
    spoilt: tuple[str, ...]


def _behind(
    pipeline: Pipeline, picture: Picture, window: Window, place: tuple[int, int], channel: int
) -> _Behind:
    made = pipeline.maps(picture_maps(picture))[-1]
    if isinstance(pipeline.active[-1], Convolution):
        return _behind_kernel(pipeline, picture, place, channel)
    if pipeline.map is None:
        index, channel = divmod(channel, made.colours)
        pipeline = replace(pipeline, map=index)
    found = working(pipeline, picture, window, place, channel)
    unsound = (plane.name for plane in found.planes if not np.isfinite(plane.given).all())
    return _Behind(found, None, made.has_alpha, tuple(unsound))


def _behind_kernel(
    pipeline: Pipeline, picture: Picture, place: tuple[int, int], channel: int
) -> _Behind:
    """Of the convolution of one kernel, with all that alpha can do there."""
    row, column = place
    found = last_sums(pipeline, picture, Region(row, column, row + 1, column + 1))
    assert found is not None  # noqa: S101
    layer, sums = found
    assert isinstance(layer, LayerSums)  # noqa: S101
    names = sample_names(pipeline, picture)
    summed, counts = planes(layer, sums, channel, names)
    steps = _steps(layer, summed, counts, is_alpha=channel == layer.maps)
    copies = layer.leaves_alpha and (layer.weighted or not layer.joins_alpha)
    made = Working("sum", summed, steps)
    return _Behind(made, counts, copies, not_finite(layer, sums, names))


def _map_name(pipeline: Pipeline, picture: Picture) -> str:
    names: Sequence[str] = map_names(pipeline.active, picture_maps(picture))
    if pipeline.map is not None:
        return names[pipeline.map]
    return names[0] if len(names) == 1 else ""


def _refuse_outside(size: tuple[int, int], row: int, column: int) -> None:
    if not (0 <= row < size[0] and 0 <= column < size[1]):
        raise ArgumentValueError(
            "pixel",
            given=f"row {row}, column {column}",
            wanted=f"inside the map of {size[0]} rows and {size[1]} columns",
        )


def _steps(
    layer: LayerSums, summed: tuple[Plane, ...], counts: Plane | None, *, is_alpha: bool
) -> tuple[Step, ...]:
    total = exact_sum(plane.total for plane in summed)
    if is_alpha:
        return worked_alpha(layer, total)
    return worked_colour(layer, total, None if counts is None else counts.total)


def _centre(pipeline: Pipeline, picture: Picture, row: int, column: int) -> tuple[int, int]:
    """Where alpha comes from that stands beside the map without having been filtered."""
    axes = pipeline.axes((picture.height, picture.width))[-1]
    down, over = (
        int(centres(np.array([at]), axis, border_of(pipeline.active[-1]))[0])
        for axis, at in zip(axes, (row, column), strict=True)
    )
    return down, over
