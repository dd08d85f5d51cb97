"""Everything behind one value of a feature map: what the worked sum of a textbook shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.numerics.borders import BorderMode, positions
from convstudio.numerics.geometry import Axis, Placement, Region, placement
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inputs import centres
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.planes import COLOURS, Plane, applied, not_finite, planes
from convstudio.pipeline.rendering import FeatureMap, check, last_sums, render
from convstudio.pipeline.stages import stages
from convstudio.pipeline.worked_sum import Step, exact_sum, worked_alpha, worked_colour


@dataclass(frozen=True)
class Window:
    """Where the kernel stands for one pixel of the map: on F rows and F columns of its input.

    Attributes:
        rows, columns: under the kernel's rows and columns; beyond the input where they are padding.
        from_rows, from_columns: those whose values stand there, as the border has it; OUTSIDE
            where a constant stands.
        shape: (rows, columns) of the input.
        below: where the input lies on the picture, in the picture's pixels.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    from_rows: tuple[int, ...]
    from_columns: tuple[int, ...]
    shape: tuple[int, int]
    below: Placement

    @property
    def outside(self) -> Array:
        """(F_v, F_h): whether a cell lies beyond the input: the border says what it holds."""
        rows, columns = np.array(self.rows), np.array(self.columns)
        down = (rows < 0) | (rows >= self.shape[0])
        over = (columns < 0) | (columns >= self.shape[1])
        found: Array = down[:, np.newaxis] | over
        return found


@dataclass(frozen=True, eq=False)
class Inspection:
    """One value of the feature map, and how it came about.

    Attributes:
        row, column: of the map.
        channel: which of ``names``.
        names: what the map has for each pixel: its colours, and alpha where that is filtered.
        window: where the kernel stands.
        weights: (F_v, F_h), as typed, turned where the kernel is flipped.
        flipped: whether they are.
        border: what stands outside.
        planes: the channels that are summed.
        counts: Σ(α·w) as a plane, where colours count by their alpha.
        steps: from the sum to the value, in float64.
        pixel: all that is stored of this pixel, (1, 1, channels) and its alpha.
        full_range: the picture's white.
        stacked: whether the input is the map of a layer below, not the picture.
        alpha_from: (row, column) of the input from which alpha was copied, where it was.
        spoilt: the samples with a NaN or an infinity under the kernel, summed here or not.
    """

    row: int
    column: int
    channel: int
    names: tuple[str, ...]
    window: Window
    weights: FloatArray
    flipped: bool
    border: BorderMode
    planes: tuple[Plane, ...]
    counts: Plane | None
    steps: tuple[Step, ...]
    pixel: FeatureMap
    full_range: float
    stacked: bool
    alpha_from: tuple[int, int] | None
    spoilt: tuple[str, ...]

    @property
    def value(self) -> np.float32:
        """What the map holds, exactly: float32, in the picture's own units."""
        if self.channel < self.pixel.values.shape[2]:
            return np.float32(self.pixel.values[0, 0, self.channel])
        return np.float32(0 if self.pixel.alpha is None else self.pixel.alpha[0, 0])

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
    return _names(_sums_of_one_kernel(stages(pipeline, picture)[-1]))


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
    region = Region(row, column, row + 1, column + 1)
    found = last_sums(pipeline, picture, region)
    assert found is not None  # noqa: S101
    layer, sums = _sums_of_one_kernel(found[0]), found[1]
    names = _names(layer)
    if not 0 <= channel < len(names):
        raise ArgumentValueError("channel", given=str(channel), wanted=f"0 … {len(names) - 1}")
    axes = pipeline.axes((picture.height, picture.width))
    summed, counts = planes(layer, sums, channel)
    return Inspection(
        row,
        column,
        channel,
        names,
        _window(axes, region, layer.layer.border),
        applied(layer),
        layer.layer.flip,
        layer.layer.border,
        summed,
        counts,
        _steps(layer, summed, counts, is_alpha=channel == layer.maps),
        render(pipeline, picture, region),
        picture.full_range,
        len(axes) > 1,
        _alpha_origin(layer, axes[-1], region),
        not_finite(layer, sums),
    )


def _sums_of_one_kernel(stage: object) -> LayerSums:
    assert isinstance(stage, LayerSums)  # noqa: S101
    return stage


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


def _names(layer: LayerSums) -> tuple[str, ...]:
    channels = layer.layer.channels
    alpha = ("Alpha",) if layer.joins_alpha and not layer.weighted else ()
    if channels == "alpha":
        return ("Alpha",)
    if layer.colours == 1:
        return ("Gray", *alpha)
    return (*(COLOURS if channels == "each" else (channels.capitalize(),)), *alpha)


def _window(axes: tuple[tuple[Axis, Axis], ...], region: Region, border: BorderMode) -> Window:
    vertical, horizontal = axes[-1]
    rows, columns = (
        axis.first_input(first) + axis.dilation * np.arange(axis.kernel)
        for axis, first in ((vertical, region.top), (horizontal, region.left))
    )
    return Window(
        tuple(rows.tolist()),
        tuple(columns.tolist()),
        tuple(positions(rows, vertical.size, border).tolist()),
        tuple(positions(columns, horizontal.size, border).tolist()),
        (vertical.size, horizontal.size),
        placement(axes[:-1]) if len(axes) > 1 else Placement(),
    )


def _alpha_origin(
    layer: LayerSums, axes: tuple[Axis, Axis], region: Region
) -> tuple[int, int] | None:
    """Where alpha comes from that stands beside the map without having been filtered."""
    if not layer.leaves_alpha or (layer.joins_alpha and not layer.weighted):
        return None
    row, column = (
        int(centres(np.array([first]), axis, layer.layer.border)[0])
        for axis, first in zip(axes, (region.top, region.left), strict=True)
    )
    return row, column
