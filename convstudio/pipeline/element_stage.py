"""The layers that are no sums over a shared kernel, on any part of their input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np

from convstudio.imaging.light import decode, encode
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.dtypes import FLOAT32, FLOAT64
from convstudio.numerics.geometry import Axis
from convstudio.numerics.source import Line, Source
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.layer_sums import activated
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps

Element = Activation | Pooling | Combine | LocallyConnected


@dataclass(frozen=True, eq=False)
class ElementStage:
    """One such layer on its input.

    Attributes:
        layer: what is asked for.
        below: the maps of the input; alpha, where there is one, is the sample after them.
        axes: of the layer on its input.
        full_range: the picture's white.
        linear: whether the input is a picture whose sRGB is to be decoded.
        encodes: whether the result is to be encoded again.
    """

    layer: Element
    below: Maps
    axes: tuple[Axis, Axis]
    full_range: float
    linear: bool = False
    encodes: bool = False

    joins_alpha = False
    weighted = False
    border: BorderMode = "zeros"  # nothing that is outside takes part
    fill = 0.0

    @property
    def has_alpha(self) -> bool:
        """Whether the input has alpha."""
        return self.below.has_alpha

    @property
    def leaves_alpha(self) -> bool:
        """Whether there is alpha beside the maps."""
        return self.has_alpha

    @property
    def maps(self) -> int:
        """The channels that come out."""
        return self.layer.maps(self.below).channels

    def samples(self, values: Array) -> Array:
        """Of (rows, columns, channels and alpha), those without alpha; a view."""
        return values[..., : self.below.channels]

    @property
    def decoder(self) -> Callable[[Array], Array] | None:
        """Makes linear light of the samples that the picture holds, where that is asked for."""
        return (lambda part: decode(part, self.full_range)) if self.linear else None

    def made(self, source: Source, rows: Array, columns: Array) -> FloatArray:
        """The maps at these rows and columns, (rows, columns, channels) in float32."""
        with np.errstate(all="ignore"):  # beyond the range lies infinity, ∞ − ∞ is NaN
            found = self._made(source, rows, columns).astype(np.float32, copy=False)
            return encode(found, self.full_range) if self.encodes else found

    def _made(self, source: Source, rows: Array, columns: Array) -> FloatArray:
        layer = self.layer
        if isinstance(layer, Pooling):
            return self._pooled(source, rows, columns, layer)
        if isinstance(layer, LocallyConnected):
            return self._local(source, rows, columns, layer)
        values = source.gathered(rows, columns, FLOAT32)
        if isinstance(layer, Combine):
            return _combined(layer, self.below, values, self.full_range)
        return activated(values, layer.function, self.full_range)

    def _pooled(self, source: Source, rows: Array, columns: Array, layer: Pooling) -> FloatArray:
        """Down and then across, tap by tap; what is outside takes no part."""
        down, over = self.axes
        reached = np.unique(_reach(down, rows)), np.unique(_reach(over, columns))
        values = source.gathered(*reached, FLOAT32)
        within = _inside(reached[0], source.vertical), _inside(reached[1], source.horizontal)
        if layer.mode == "max":
            values[~within[0]] = -np.inf
            values[:, ~within[1]] = -np.inf
            found = _over_taps(values, rows, down, reached[0], np.maximum).swapaxes(0, 1)
            return _over_taps(found, columns, over, reached[1], np.maximum).swapaxes(0, 1)
        sums = _over_taps(values.astype(FLOAT64), rows, down, reached[0], np.add).swapaxes(0, 1)
        sums = _over_taps(sums, columns, over, reached[1], np.add).swapaxes(0, 1)
        counts = [
            _over_taps(part.astype(np.float64), outputs, axis, where, np.add)
            for part, outputs, axis, where in zip(
                within, (rows, columns), self.axes, reached, strict=True
            )
        ]
        return cast(FloatArray, sums / np.multiply.outer(*counts)[..., np.newaxis])

    def _local(
        self, source: Source, rows: Array, columns: Array, layer: LocallyConnected
    ) -> FloatArray:
        down, over = self.axes
        values = source.gathered(_reach(down, rows), _reach(over, columns), FLOAT64)
        values = _windows(_windows(values, rows, down, 0), columns, over, 2)
        weights = layer.weights.array[np.ix_(rows, columns)]
        found: FloatArray = np.einsum("ricjk,rcijkf->rcf", values, weights)
        return found + np.array(layer.biases) * self.full_range


def _reach(axis: Axis, outputs: Array) -> Array:
    """The inputs under all windows of these outputs, window by window."""
    starts = outputs * axis.stride - axis.before
    found: Array = (starts[:, np.newaxis] + np.arange(axis.kernel)).ravel()
    return found


def _over_taps(
    values: Array, outputs: Array, axis: Axis, reached: Array, combine: np.ufunc
) -> FloatArray:
    """What stands under each window along the first axis, combined.

    Args:
        reached: the input indices of the values along that axis, ascending.
    """
    starts = outputs * axis.stride - axis.before
    found = values[np.searchsorted(reached, starts)]
    for tap in range(1, axis.kernel):
        combine(found, values[np.searchsorted(reached, starts + tap)], out=found)
    return cast(FloatArray, found)


def _windows(values: Array, outputs: Array, axis: Axis, place: int) -> Array:
    """What was read window by window along an axis, as an axis of windows and one of taps."""
    shape = *values.shape[:place], len(outputs), axis.kernel, *values.shape[place + 1 :]
    return values.reshape(shape)


def _inside(indices: Array, line: Line) -> Array:
    found: Array = (indices >= 0) & (indices < line.size)
    return found


def _combined(layer: Combine, below: Maps, values: FloatArray, white: float) -> FloatArray:
    """One map of several, colour by colour; of a single one, of its colours."""
    maps = values.reshape(*values.shape[:2], below.count, below.colours)
    if below.count == 1:
        maps = maps.swapaxes(2, 3)
    if layer.mode == "maximum":
        return cast(FloatArray, maps.max(axis=2))
    if layer.mode == "direction":
        angle = np.arctan2(-maps[:, :, 1].astype(np.float64), maps[:, :, 0])
        return cast(FloatArray, np.mod(angle / (2 * np.pi), 1.0) * white)
    wide = maps.astype(np.float64)
    if layer.mode == "sum":
        return cast(FloatArray, wide.sum(axis=2))
    return cast(FloatArray, np.sqrt(np.square(wide).sum(axis=2)))
