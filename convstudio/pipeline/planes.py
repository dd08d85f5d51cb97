"""The channels that one value of a map sums: what stands under the kernel, and the products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from convstudio.imaging.light import LUMA, decode, encode
from convstudio.numerics.source import Source, Sums
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.map_names import ALPHA
from convstudio.pipeline.worked_sum import exact_sum


@dataclass(frozen=True, eq=False)
class Plane:
    """One channel that goes into a value; every array is (F_v, F_h), float64.

    Attributes:
        name: ``"Red"``, ``"Gray"``, ``"Alpha"``, ``"Map 7"``, ``"Sobel x"``.
        share: the part of it that counts: of luminance Rec. 709's, otherwise 1.
        given: the values in the picture's own units, with what the border puts outside.
        light: those in linear light, where that is asked for.
        alpha: by how much each counts, from 0 to 1, where colours count by their alpha.
        values: what is multiplied by the weights.
        weights: as typed, turned where the kernel is flipped; ones where there is no kernel.
        products: ``values`` × ``weights``; where there is no kernel, what is added or compared.
        total: ``share`` · Σ products.
        chosen: which cells hold the value that won, where one wins; bool.
    """

    name: str
    share: float
    given: FloatArray
    light: FloatArray | None
    alpha: FloatArray | None
    values: FloatArray
    weights: FloatArray
    products: FloatArray
    total: float
    chosen: Array | None = None


def planes(
    layer: LayerSums, sums: Sums, channel: int, names: Sequence[str]
) -> tuple[tuple[Plane, ...], Plane | None]:
    """The planes that make one value, and the one by which they count, if they do.

    Args:
        sums: of one pixel.
        channel: of its values; after the colours comes alpha that is filtered.
        names: of the samples that are summed, without alpha that joins them.
    """
    patch = _Patch(layer, sums)
    if channel == layer.maps:
        return (patch.plane(patch.colours, ALPHA),), None
    chosen = [channel] if layer.layer.channels == "each" else range(patch.colours)
    luma = layer.layer.channels == "luminance" and patch.colours == len(LUMA)
    shares = LUMA.tolist() if luma else [1.0] * patch.colours
    found = tuple(patch.plane(index, names[index], shares[index]) for index in chosen)
    return found, patch.counts


def not_finite(layer: LayerSums, sums: Sums, names: Sequence[str]) -> tuple[str, ...]:
    """The samples that hold a NaN or an infinity under the kernel, whichever of them are summed.

    The map's sums run over all samples at once, some with weights of 0, and 0 · NaN is NaN: what
    is wrong with one of them shows in values that none of its own products stand behind.
    """
    given = _read(sums, _as_given(layer, sums.source))
    whole = np.isfinite(given).reshape(-1, given.shape[2])
    called = [*names, *[ALPHA] * layer.joins_alpha]
    return tuple(name for name, sound in zip(called, whole.T, strict=True) if not sound.all())


def applied(layer: LayerSums) -> FloatArray:
    """The weights as typed, (F_v, F_h), turned where the kernel is flipped."""
    kernel = layer.layer.kernel.array
    return kernel[::-1, ::-1] if layer.layer.flip else kernel


class _Patch:
    """All samples under the kernel, as the picture holds them and as they are multiplied."""

    def __init__(self, layer: LayerSums, sums: Sums) -> None:
        self._layer = layer
        self._kernel = applied(layer)
        self._given = _read(sums, _as_given(layer, sums.source))
        self._light = _read(sums, _as_light(layer, sums.source)) if layer.linear else None
        self._values = _read(sums, sums.source)
        self._alpha = self._given[..., -1] / layer.full_range if layer.weighted else None
        self.colours = self._values.shape[2] - layer.joins_alpha

    def plane(self, index: int, name: str, share: float = 1.0) -> Plane:
        """One of the samples; alpha, which neither light nor alpha changes, is the last."""
        is_colour = index < self.colours
        products = _products(self._values[..., index], self._kernel)
        return Plane(
            name,
            share,
            self._given[..., index],
            self._light[..., index] if self._light is not None and is_colour else None,
            self._alpha if is_colour else None,
            self._values[..., index],
            self._kernel,
            products,
            share * exact_sum(products.ravel().tolist()),
        )

    @property
    def counts(self) -> Plane | None:
        """Σ(α·w), where colours count by their alpha; from alpha in its own units, exactly."""
        if self._alpha is None:
            return None
        own, products = self.plane(self.colours, ALPHA), _products(self._alpha, self._kernel)
        total = own.total / self._layer.full_range
        return replace(own, alpha=self._alpha, products=products, total=total)


def _read(sums: Sums, source: Source) -> FloatArray:
    """The values under the weights, (F_v, F_h, samples), in float64."""
    rows, columns = sums.weights.shape[:2]
    patch = np.empty((rows, columns, source.values.shape[2]), np.float64)
    source.read(
        (sums.start[0], rows, sums.dilation[0]), (sums.start[1], columns, sums.dilation[1]), patch
    )
    return patch


def _constant(layer: LayerSums) -> float:
    """What stands outside, in the picture's own units."""
    return layer.layer.border_value * layer.full_range if layer.layer.border == "constant" else 0.0


def _as_given(layer: LayerSums, source: Source) -> Source:
    """The samples as the picture holds them; a constant outside is light under linear light."""
    constant = _constant(layer)
    fill: float | Array = constant
    if layer.linear and constant:
        encoded = float(encode(np.array([constant]), layer.full_range)[0])
        count = source.values.shape[2]
        fill = np.full(count, encoded)
        if layer.joins_alpha:
            fill[-1] = constant
    return replace(source, decode=None, fill=fill)


def _as_light(layer: LayerSums, source: Source) -> Source:
    """The samples in linear light, before alpha weights them."""
    return replace(
        source, decode=lambda part: decode(part, layer.full_range), fill=_constant(layer)
    )


def _products(values: FloatArray, weights: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore"):  # 0 · ∞ is no number, as in the map
        return values * weights
