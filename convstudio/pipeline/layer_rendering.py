"""How a pipeline's layers make their maps of a picture, each of the one below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convstudio.imaging.picture import Picture, Pixels
from convstudio.numerics.dtypes import FLOAT32, FLOAT64
from convstudio.numerics.engine import plans_for, run
from convstudio.numerics.geometry import Region
from convstudio.numerics.precision import Precision, precision
from convstudio.numerics.source import Line, Source, Sums
from convstudio.numerics.tiles import (
    CancelToken,
    Scratch,
    Span,
    bands,
    share_out,
    tiles,
    usable_cores,
)
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.element_stage import ElementStage
from convstudio.pipeline.inputs import centres, combs, needed
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.stages import Stage, stages

# Values of a layer below that are held for a band of rows, about; a quarter of the bytes.
_BAND_VALUES = 1 << 22
_ELEMENT_TILE = 64, 1024
# Windows that reach over less of their input than this share are made apart from one another.
_WORTH_APART = 0.5

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


class Rendering:
    """One pipeline on one picture: the layers' geometry and stages, and the way through them."""

    def __init__(self, pipeline: Pipeline, picture: Picture, cancel: CancelToken | None) -> None:
        self.axes = pipeline.axes((picture.height, picture.width))
        self.stages = stages(pipeline, picture)
        self._picture = picture
        self._cancel = cancel

    @property
    def last(self) -> int:
        """The index of the last layer."""
        return len(self.stages) - 1

    def feature_map(self, index: int, region: Region) -> FeatureMap:
        """A layer's map in a region; a picture's alpha in its own dtype where it was not summed."""
        shape = len(region.rows), len(region.columns)
        values = np.empty((*shape, self.stages[index].maps), np.float32)
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
        height, stage = max(len(region.rows), 1), self.stages[index]
        if index > 0 or isinstance(stage, ElementStage):
            height = max(_BAND_VALUES // self._below_a_row(index, region), 1)
        for first, last in bands(len(region.rows), height):
            rows = region.rows[first:last]
            band = Region(rows[0], region.left, rows[-1] + 1, region.right, region.step)
            if isinstance(stage, ElementStage):
                self._stream_element(stage, index, band, _shifted(emit, first))
            else:
                self._stream_sums(index, band, _shifted(emit, first))

    def _stream_sums(self, index: int, region: Region, emit: Emit) -> None:
        sums, exactness = self.planned(index, region)
        finish = self.finisher(index, region, sums.source, emit)
        run(sums, plans_for(sums, exactness)[0], finish, cancel=self._cancel)

    def _stream_element(self, stage: ElementStage, index: int, region: Region, emit: Emit) -> None:
        source = self.source(index, region)
        rows, columns = np.array(region.rows), np.array(region.columns)
        under = self._alpha_under(index, region, source)

        def work(span: Span, _scratch: Scratch) -> None:
            down, over = span.slices
            emit(stage.made(source, rows[down], columns[over]), under(span), span)

        whole = Span(0, 0, len(rows), len(columns))
        share_out(tiles(whole, _ELEMENT_TILE), work, usable_cores(), self._cancel)

    def finisher(
        self, index: int, region: Region, source: Source, emit: Emit
    ) -> Callable[[FloatArray, Span], None]:
        """What makes map values of a layer's sums in a tile of a region, and hands them over."""
        stage = self.stages[index]
        assert not isinstance(stage, ElementStage)  # noqa: S101
        under = self._alpha_under(index, region, source)

        def finish(values: FloatArray, span: Span) -> None:
            colours, alpha = stage.finished(values)
            emit(colours, under(span) if alpha is None else alpha, span)

        return finish

    def _alpha_under(
        self, index: int, region: Region, source: Source
    ) -> Callable[[Span], Pixels | None]:
        """The alpha at the centres of a layer's windows, for the tiles of a region."""
        stage = self.stages[index]
        rows, columns = (
            centres(np.array(indices), axis, stage.border)
            for indices, axis in zip((region.rows, region.columns), self.axes[index], strict=True)
        )
        below = self._picture.alpha if index == 0 else _last_sample(source.whole, stage)

        def under(span: Span) -> Pixels | None:
            if below is None or not stage.leaves_alpha:
                return None
            down = source.vertical.at(rows[span.slices[0]])
            over = source.horizontal.at(columns[span.slices[1]])
            found: Pixels = below[np.ix_(down, over)]
            return found

        return under

    def planned(self, index: int, region: Region, *, held: bool = True) -> tuple[Sums, Precision]:
        """The sums of a layer in a region, and how exact they have to be."""
        layer, (vertical, horizontal) = self.stages[index], self.axes[index]
        assert not isinstance(layer, ElementStage)  # noqa: S101
        source = self.source(index, region, held=held)
        sums = Sums(
            source,
            layer.weights,
            start=(vertical.first_input(region.top), horizontal.first_input(region.left)),
            count=(len(region.rows), len(region.columns)),
            strides=(vertical.stride * region.step, horizontal.stride * region.step),
            dilation=(vertical.dilation, horizontal.dilation),
            groups=layer.groups,
        )
        if source.decode is not None:
            return sums, Precision(FLOAT64 if layer.weighted else FLOAT32)
        return sums, precision(source.values, layer.weights, FLOAT32, source.fill)

    def source(self, index: int, region: Region, *, held: bool = True) -> Source:
        """What a layer slides over: the picture, or as much of the map below as the region needs.

        Args:
            held: whether the map below is made; else it is zeros that take no memory.
        """
        layer, (vertical, horizontal) = self.stages[index], self.axes[index]
        border = layer.border
        if index == 0:
            return Source(
                layer.samples(self._picture.pixels),
                Line(vertical.size, border),
                Line(horizontal.size, border),
                layer.fill,
                layer.decoder,
            )
        step = self._apart(index, region)
        lines = [
            Line(axis.size, border, needed(axis, border, indices, apart=step is not None))
            for axis, indices in ((vertical, region.rows), (horizontal, region.columns))
        ]
        shape = [len(line.held) for line in lines if line.held is not None]
        if held:
            whole = self._below(index - 1, lines[0], lines[1], step)
        else:
            shape.append(layer.below.channels + layer.has_alpha)
            whole = np.broadcast_to(np.float32(0), shape)  # takes no memory
        return Source(layer.samples(whole), lines[0], lines[1], layer.fill, layer.decoder, whole)

    def _below_a_row(self, index: int, region: Region) -> int:
        """The values of the layer below that are held for a row of a region, about."""
        vertical, horizontal = self.axes[index]
        down, over = region.step * vertical.stride, region.step * horizontal.stride
        if self._apart(index, region) is not None:
            down, over = min(down, vertical.extent), min(over, horizontal.extent)
        return max(down * over * len(region.columns) * self.stages[index].below.channels, 1)

    def _apart(self, index: int, region: Region) -> int | None:
        """How far the windows of a sampled region lie apart, where only they are to be made."""
        steps = [axis.stride * region.step for axis in self.axes[index]]
        if steps[0] != steps[1]:  # a region has one step
            return None
        down, over = (min(axis.extent / steps[0], 1.0) for axis in self.axes[index])
        return steps[0] if down * over < _WORTH_APART else None

    def _below(self, index: int, vertical: Line, horizontal: Line, step: int | None) -> FloatArray:
        """The map of a layer below at the rows and columns that are held, colours and alpha."""
        rows, columns = vertical.held, horizontal.held
        assert rows is not None and columns is not None  # noqa: S101, PT018
        stage = self.stages[index]
        whole = np.empty((len(rows), len(columns), stage.maps + stage.leaves_alpha), np.float32)
        for down in combs(rows, step):
            for over in combs(columns, step):
                region = Region(down[0], over[0], down[-1] + 1, over[-1] + 1, down.step)
                part = _joined(self.feature_map(index, region))
                where = np.searchsorted(rows, down), np.searchsorted(columns, over)
                whole[np.ix_(*where)] = part
        return whole


def _joined(part: FeatureMap) -> FloatArray:
    if part.alpha is None:
        return part.values
    return np.concatenate([part.values, part.alpha[..., np.newaxis].astype(np.float32)], axis=2)


def _last_sample(whole: Array | None, layer: Stage) -> Array | None:
    return whole[..., -1] if whole is not None and layer.has_alpha else None


def _shifted(emit: Emit, top: int) -> Emit:
    """The same, for a band that begins at another row."""
    return lambda values, alpha, span: emit(
        values, alpha, Span(span.top + top, span.left, span.bottom + top, span.right)
    )
