"""What one layer adds up: which samples, with which weights, and what is made of the sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convstudio.imaging.light import LUMA, decode, encode
from convstudio.numerics.activations import ACTIVATIONS
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps

_ONE_CHANNEL = ("red", "green", "blue")
# Where weights of both signs cancel out, sums may be off by this share of Σ|w| · max|x| (see
# ``separable.ADMITTED``); where all have one sign, by no more than the rounding of float64.
_CANCELLED, _ROUNDED = 2e-7, 1e-12


@dataclass(frozen=True, eq=False)
class LayerSums:
    """One layer on an input of so many colours.

    Attributes:
        layer: what is asked for.
        colours: of the input, of all its maps; alpha, where there is one, is the sample after
            them.
        has_alpha: of the input.
        full_range: the picture's white.
        linear: whether the input is a picture whose sRGB is to be decoded.
        encodes: whether the result is to be encoded again.
        unsigned: whether no sample of the input lies below 0.
    """

    layer: Convolution
    colours: int
    has_alpha: bool
    full_range: float
    linear: bool = False
    encodes: bool = False
    unsigned: bool = False

    @property
    def joins_alpha(self) -> bool:
        """Whether alpha goes through the kernel too, as the last map."""
        return self.leaves_alpha and self.layer.alpha != "kept"

    @property
    def weighted(self) -> bool:
        """Whether colours count by their alpha."""
        return self.joins_alpha and self.layer.alpha == "weighted"

    @property
    def leaves_alpha(self) -> bool:
        """Whether there is alpha beside the maps."""
        return self.has_alpha and self.layer.channels != "alpha"

    @property
    def below(self) -> Maps:
        """The input, all its maps as one."""
        return Maps(1, self.colours, self.has_alpha)

    @property
    def border(self) -> BorderMode:
        """What stands outside the input."""
        return self.layer.border

    @property
    def groups(self) -> int:
        """All samples are of one."""
        return 1

    @property
    def maps(self) -> int:
        """The colour maps that come out."""
        return self.colours if self.layer.channels == "each" else 1

    def samples(self, values: Array) -> Array:
        """Of (rows, columns, colours and alpha), the samples that are summed; a view."""
        channels = self.layer.channels
        if channels == "alpha":
            return values[..., self.colours :]
        if channels in _ONE_CHANNEL:
            first = _ONE_CHANNEL.index(channels) if self.colours == 3 else 0
            if not self.joins_alpha:
                return values[..., first : first + 1]
            return values[..., first :: self.colours - first]
        return values if self.joins_alpha else values[..., : self.colours]

    @property
    def weights(self) -> FloatArray:
        """(rows, columns) for every sample by itself, or (rows, columns, samples, maps)."""
        kernel = self.layer.kernel.array
        if self.layer.flip:
            kernel = kernel[::-1, ::-1]
        if self.layer.channels not in ("luminance", "sum") or self.colours == 1:
            return kernel
        shares = LUMA if self.layer.channels == "luminance" else np.ones(self.colours)
        if not self.joins_alpha:
            return kernel[..., np.newaxis, np.newaxis] * shares[:, np.newaxis]
        mixed = np.zeros((self.colours + 1, 2))
        mixed[:-1, 0], mixed[-1, 1] = shares, 1
        return kernel[..., np.newaxis, np.newaxis] * mixed

    @property
    def fill(self) -> float | FloatArray:
        """What stands outside, of the samples that are summed: the constant in each of the
        picture's, alpha included; so where colours count by alpha, one value a sample."""
        if self.layer.border != "constant":
            return 0.0
        value = self.layer.border_value * self.full_range
        if not self.weighted:
            return value
        count = 1 if self.layer.channels in _ONE_CHANNEL else self.colours
        return np.array([value * self.layer.border_value] * count + [value])

    @property
    def decoder(self) -> Callable[[Array], Array] | None:
        """Makes the samples that are summed of those that the picture holds, where they differ."""
        return self._decoded if self.linear or self.weighted else None

    @property
    def least_alpha(self) -> float:
        """What Σ(α·w), with α in the picture's own units, must exceed to count as not 0."""
        kernel = self.layer.kernel.array
        one_sign = (kernel >= 0).all() or (kernel <= 0).all()
        share = _ROUNDED if one_sign else _CANCELLED
        return float(share * np.abs(kernel).sum() * self.full_range)

    def finished(self, sums: FloatArray) -> tuple[FloatArray, FloatArray | None]:
        """Colour maps and, where alpha went through the kernel and is shown so, its map.

        The sums are used up on the way.

        The sum of whole numbers is exact, and in float64 its quotient is the true one to 16 digits
        before it is rounded to float32.
        """
        layer, divisor = self.layer, self.layer.kernel.divisor
        if self._rounded_below:
            np.maximum(sums, 0, out=sums)
        colours = sums[..., : self.maps] if self.joins_alpha else sums
        if self.weighted:
            colours = self._weighted_mean(colours, sums[..., self.maps :])
        elif divisor != 1:
            colours = _quotient(colours, divisor)
        found = colours.astype(np.float32, copy=False)
        if layer.bias:
            found += np.float32(layer.bias * self.full_range)
        if layer.activation != "none":
            found = activated(found, layer.activation, self.full_range)
        if self.encodes:
            found = encode(found, self.full_range)
        if not self.joins_alpha or self.weighted:
            return found, None
        return found, _quotient(sums[..., self.maps], divisor).astype(np.float32)

    @cached_property
    def _rounded_below(self) -> bool:
        """Whether a sum below 0 can only be what a transform or a low rank rounded off.

        Nothing below 0 is added up; and sums of whole numbers are exact anyway.
        """
        kernel = self.layer.kernel.array
        never = self.unsigned and self.layer.border_value >= 0 and bool((kernel >= 0).all())
        return never and bool((kernel % 1 != 0).any())

    def _weighted_mean(self, colours: FloatArray, alpha: FloatArray) -> FloatArray:
        """Σ(α·w·p) / Σ(α·w); where the latter is 0 there is nothing to divide by but the divisor.

        Args:
            alpha: Σ(α·w) with α in the picture's own units.
        """
        weight = alpha / self.full_range
        return colours / np.where(
            np.abs(alpha) <= self.least_alpha, self.layer.kernel.divisor, weight
        )

    def _decoded(self, samples: Array) -> Array:
        """Linear light where asked for, and colours times alpha where they count by it."""
        count = samples.shape[2] - 1 if self.joins_alpha else samples.shape[2]
        colours = samples[..., :count]
        if self.linear:
            colours = decode(colours, self.full_range)
        if not self.joins_alpha:
            return colours
        alpha = samples[..., count:]  # in its own units: whole numbers cancel out to 0 exactly
        if self.weighted:
            colours = colours * (alpha / self.full_range)
        return np.concatenate([colours, alpha], axis=2)


def _quotient(sums: FloatArray, divisor: float) -> FloatArray:
    """The sums over the divisor. A float32 quotient of exact operands is the true one, rounded."""
    if sums.dtype == np.float32 and np.float32(divisor) == divisor:
        return np.divide(sums, np.float32(divisor), out=sums)
    return sums.astype(np.float64) / divisor


def activated(values: FloatArray, name: str, full_range: float) -> FloatArray:
    """An activation of values as parts of the full range, so that 8 and 16 bits look the same."""
    if name == "none":
        return values
    function = ACTIVATIONS[name]
    if name in ("sigmoid", "tanh"):
        share = np.float32(full_range)
        return function(values / share) * share
    return function(values)
