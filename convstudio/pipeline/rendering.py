"""Pipeline × Picture → feature map, for any region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.imaging import memory
from convstudio.imaging.picture import Picture, Pixels
from convstudio.numerics.dtypes import FLOAT32, FLOAT64
from convstudio.numerics.engine import Explanation, explanation, plans_for, run
from convstudio.numerics.geometry import Region
from convstudio.numerics.precision import Precision, precision
from convstudio.numerics.source import Line, Source, Sums
from convstudio.numerics.tiles import CancelToken, Span, bands
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inputs import centres, needed, runs
from convstudio.pipeline.layer_sums import LayerSums, layer_sums
from convstudio.pipeline.pipeline import Pipeline

_BAND_PIXELS = 1 << 20

Emit = Callable[[FloatArray, Pixels | None, Span], None]


@dataclass(frozen=True, eq=False)
class FeatureMap:
    """The exact result in a region.

    Attributes:
        values: (rows, columns, channels), float32, in the picture's own units.
        alpha: (rows, columns), in the picture's own units, or None.
    """

    values: npt.NDArray[np.float32]
    alpha: Pixels | None


def check(pipeline: Pipeline, picture: Picture) -> tuple[int, int]:
    """(rows, columns) of the feature map of this picture.

    Raises:
        ArgumentValueError: a kernel is larger than its padded input, the picture lacks the channel
            that is asked for, or the map would be too large.
    """
    last = layer_sums(pipeline, picture)[-1]
    rows, columns = pipeline.output_size((picture.height, picture.width))
    samples = 4 if last.leaves_alpha else last.maps
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
    return Rendering(pipeline, picture, cancel).feature_map(len(pipeline.layers) - 1, region)


def last_layer(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken | None = None
) -> tuple[LayerSums, Sums]:
    """The last layer, and the sums that make its map in a region: to be looked at, not yet run.

    Raises:
        ArgumentValueError: as ``render`` does.
        Cancelled: the token was set.
    """
    rendering = Rendering(pipeline, picture, cancel)
    last = len(pipeline.layers) - 1
    return rendering.sums[last], rendering.planned(last, region)[0]


def explain(pipeline: Pipeline, picture: Picture) -> Explanation:
    """Which plan makes the last layer's whole map, and why.

    Raises:
        ArgumentValueError: as ``render`` does.
    """
    rendering = Rendering(pipeline, picture, None)
    last = len(pipeline.layers) - 1
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
        Rendering(pipeline, picture, cancel).stream(len(pipeline.layers) - 1, region, emit)


class Rendering:
    """One pipeline on one picture: the layers' geometry and sums, and the way through them."""

    def __init__(self, pipeline: Pipeline, picture: Picture, cancel: CancelToken | None) -> None:
        self.axes = pipeline.axes((picture.height, picture.width))
        self.sums = layer_sums(pipeline, picture)
        self._picture = picture
        self._cancel = cancel

    def feature_map(self, index: int, region: Region) -> FeatureMap:
        """A layer's map in a region; a picture's alpha in its own dtype where it was not summed."""
        shape = len(region.rows), len(region.columns)
        values = np.empty((*shape, self.sums[index].maps), np.float32)
        alphas: list[tuple[Pixels, Span]] = []

        def emit(part: FloatArray, alpha: Pixels | None, span: Span) -> None:
            values[span.slices] = part
            if alpha is not None:
                alphas.append((alpha, span))

        if 0 not in shape:
            self.stream(index, region, emit)
        if not alphas:
            return FeatureMap(values, None)
        whole = np.empty(shape, alphas[0][0].dtype)
        for alpha, span in alphas:
            whole[span.slices] = alpha
        return FeatureMap(values, whole)

    def stream(self, index: int, region: Region, emit: Emit) -> None:
        """Makes a layer's map in a region and hands it over tile by tile, from several threads.

        What lies under a layer is held as floats meanwhile: by bands of rows, to hold little.
        """
        height = max(len(region.rows), 1)
        if index > 0:
            vertical, horizontal = self.axes[index]
            across = len(region.columns) * region.step * horizontal.stride
            height = max(_BAND_PIXELS // max(across * region.step * vertical.stride, 1), 1)
        for first, last in bands(len(region.rows), height):
            rows = region.rows[first:last]
            band = Region(rows[0], region.left, rows[-1] + 1, region.right, region.step)
            self._stream_band(index, band, _shifted(emit, first))

    def _stream_band(self, index: int, region: Region, emit: Emit) -> None:
        sums, exactness = self.planned(index, region)
        finish = self.finisher(index, region, sums.source, emit)
        run(sums, plans_for(sums, exactness)[0], finish, cancel=self._cancel)

    def finisher(
        self, index: int, region: Region, source: Source, emit: Emit
    ) -> Callable[[FloatArray, Span], None]:
        """What makes map values of a layer's sums in a tile of a region, and hands them over."""
        layer = self.sums[index]
        rows, columns = (
            centres(np.array(indices), axis, layer.layer.border)
            for indices, axis in zip((region.rows, region.columns), self.axes[index], strict=True)
        )
        below = self._picture.alpha if index == 0 else _last_sample(source.whole, layer)

        def finish(values: FloatArray, span: Span) -> None:
            colours, alpha = layer.finished(values)
            if alpha is None and below is not None and layer.layer.channels != "alpha":
                down = source.vertical.at(rows[span.slices[0]])
                over = source.horizontal.at(columns[span.slices[1]])
                alpha = below[np.ix_(down, over)]
            emit(colours, alpha, span)

        return finish

    def planned(self, index: int, region: Region, *, held: bool = True) -> tuple[Sums, Precision]:
        """The sums of a layer in a region, and how exact they have to be."""
        layer, (vertical, horizontal) = self.sums[index], self.axes[index]
        source = self._source(index, region, held)
        sums = Sums(
            source,
            layer.weights,
            start=(vertical.first_input(region.top), horizontal.first_input(region.left)),
            count=(len(region.rows), len(region.columns)),
            strides=(vertical.stride * region.step, horizontal.stride * region.step),
            dilation=(vertical.dilation, horizontal.dilation),
        )
        if source.decode is not None:
            return sums, Precision(FLOAT64 if layer.weighted else FLOAT32)
        return sums, precision(source.values, layer.weights, FLOAT32, source.fill)

    def _source(self, index: int, region: Region, held: bool) -> Source:
        """What a layer sums over: the picture, or as much of the map below as the region needs."""
        layer, (vertical, horizontal) = self.sums[index], self.axes[index]
        border = layer.layer.border
        if index == 0:
            return Source(
                layer.samples(self._picture.pixels),
                Line(vertical.size, border),
                Line(horizontal.size, border),
                layer.fill,
                layer.decoder,
            )
        lines = [
            Line(axis.size, border, needed(axis, border, indices))
            for axis, indices in ((vertical, region.rows), (horizontal, region.columns))
        ]
        shape = [len(line.held) for line in lines if line.held is not None]
        if held:
            whole = self._below(index - 1, lines[0], lines[1])
        else:
            shape.append(layer.colours + layer.has_alpha)
            whole = np.broadcast_to(np.float32(0), shape)  # takes no memory
        return Source(layer.samples(whole), lines[0], lines[1], layer.fill, layer.decoder, whole)

    def _below(self, index: int, vertical: Line, horizontal: Line) -> FloatArray:
        """The map of a layer below at the rows and columns that are held, colours and alpha."""
        bands_of = [runs(line.held) for line in (vertical, horizontal) if line.held is not None]
        strips = []
        for top, bottom in bands_of[0]:
            parts = [
                self.feature_map(index, Region(top, left, bottom, right))
                for left, right in bands_of[1]
            ]
            strips.append(_concatenated([_joined(part) for part in parts], 1))
        return _concatenated(strips, 0)


def _joined(part: FeatureMap) -> FloatArray:
    if part.alpha is None:
        return part.values
    return np.concatenate([part.values, part.alpha[..., np.newaxis].astype(np.float32)], axis=2)


def _concatenated(parts: list[FloatArray], axis: int) -> FloatArray:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)


def _last_sample(whole: Array | None, layer: LayerSums) -> Array | None:
    return whole[..., -1] if whole is not None and layer.has_alpha else None


def _shifted(emit: Emit, top: int) -> Emit:
    """The same, for a band that begins at another row."""
    return lambda values, alpha, span: emit(
        values, alpha, Span(span.top + top, span.left, span.bottom + top, span.right)
    )
