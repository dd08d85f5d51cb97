"""What a bank of filters adds up, and what is made of the sums; see ``layer_sums``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from convstudio.imaging.light import LUMA, decode, encode
from convstudio.numerics.borders import BorderMode
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.layer_sums import activated
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.sliding import ONE_CHANNEL


@dataclass(frozen=True, eq=False)
class BankSums:
    """A bank on its input.

    Attributes:
        layer: what is asked for.
        below: the maps of the input; alpha, where there is one, is the sample after them.
        full_range: the picture's white.
        need: which channels of the input it sums over.
        linear: whether the input is a picture whose sRGB is to be decoded.
        encodes: whether the result is to be encoded again.
        unsigned: whether no sample of the input lies below 0.
    """

    layer: Bank
    below: Maps
    full_range: float
    need: Need = field(default_factory=Need)
    linear: bool = False
    encodes: bool = False
    unsigned: bool = False

    joins_alpha = False
    weighted = False

    @property
    def has_alpha(self) -> bool:
        """Whether the input has alpha."""
        return self.below.has_alpha

    @property
    def leaves_alpha(self) -> bool:
        """Whether there is alpha beside the maps."""
        return self.has_alpha and self.layer.channels != "alpha"

    @property
    def border(self) -> BorderMode:
        """What stands outside the input."""
        return self.layer.border

    @property
    def maps(self) -> int:
        """The channels that come out."""
        each = self.layer.channels == "each"
        return len(self.layer.filters) * (self.below.channels if each else 1)

    def samples(self, values: Array) -> Array:
        """Of (rows, columns, channels and alpha), the samples that are summed; a view."""
        channels, count = self.layer.channels, self.below.channels
        if channels == "alpha":
            return values[..., count : count + 1]
        if channels in ONE_CHANNEL:
            first = ONE_CHANNEL.index(channels) if count == 3 else 0
            return values[..., first : first + 1]
        first, last = self.need.channels or (0, count)
        return values[..., first:last]

    @property
    def groups(self) -> int:
        """Into how many parts samples and filters are split."""
        if self._same_for_each:
            return 1
        return self.below.channels if self.layer.channels == "each" else self.layer.groups

    @cached_property
    def weights(self) -> FloatArray:
        """(rows, columns) for every sample alone, or (rows, columns, samples / groups, maps)."""
        typed = self._typed[0]
        if self.layer.channels == "luminance" and self.below.channels == 3:
            typed = typed * LUMA[:, np.newaxis]
        if self.layer.flip:
            typed = typed[::-1, ::-1]
        if self._same_for_each:
            return typed[:, :, 0, 0]
        if self.layer.channels != "each":
            return typed
        rows, columns = self.layer.size  # every sample is a group, with all filters for it
        return typed.reshape(rows, columns, 1, -1)

    @property
    def fill(self) -> float:
        """What stands outside, in the picture's own units."""
        constant = self.layer.border == "constant"
        return self.layer.border_value * self.full_range if constant else 0.0

    @property
    def decoder(self) -> Callable[[Array], Array] | None:
        """Makes linear light of the samples that the picture holds, where that is asked for."""
        return (lambda part: decode(part, self.full_range)) if self.linear else None

    def finished(self, sums: FloatArray) -> tuple[FloatArray, FloatArray | None]:
        """The maps, (rows, columns, channels) in float32; alpha goes through no filter."""
        if self._rounded_below:
            np.maximum(sums, 0, out=sums)
        if self.layer.channels == "each" and not self._same_for_each:
            shape = sums.shape  # of each sample all filters, to of each filter all samples
            apart = sums.reshape(*shape[:2], self.below.channels, -1)
            sums = apart.swapaxes(2, 3).reshape(shape)
        found = self._over_divisors(sums).astype(np.float32, copy=False)
        biases = np.array([one.bias for one in self.layer.filters])
        if biases.any():
            found = found + self._for_each_map(biases * self.full_range).astype(np.float32)
        if self.layer.activation != "none":
            found = activated(found, self.layer.activation, self.full_range)
        return (encode(found, self.full_range) if self.encodes else found), None

    def _over_divisors(self, sums: FloatArray) -> FloatArray:
        """A float32 quotient of exact operands is the true one, rounded."""
        divisors = self._for_each_map(self._typed[1])
        if (divisors == 1).all():
            return sums
        narrow = divisors.astype(np.float32)
        if sums.dtype == np.float32 and np.array_equal(narrow, divisors):
            return sums / narrow
        return sums.astype(np.float64) / divisors

    def _for_each_map(self, values: FloatArray) -> FloatArray:
        return np.repeat(values, self.maps // len(self.layer.filters))

    @cached_property
    def _typed(self) -> tuple[FloatArray, FloatArray]:
        """Weights and divisors of all samples; of a luminance those of its colours."""
        luminance = self.layer.channels == "luminance"
        seen = self.below.channels if luminance else self.layer.seen(self._seen_maps)
        return self.layer.typed(seen)

    @property
    def _seen_maps(self) -> Maps:
        if self.need.channels is None:
            return self.below
        first, last = self.need.channels
        return Maps(last - first, 1, self.below.has_alpha)

    @property
    def _same_for_each(self) -> bool:
        one = self.layer.filters[0]
        return self.layer.channels == "each" and len(self.layer.filters) == 1 and one.is_shared

    @cached_property
    def _rounded_below(self) -> bool:
        """Whether a sum below 0 can only be what a transform or a low rank rounded off."""
        weights = self._typed[0]
        never = self.unsigned and self.layer.border_value >= 0 and bool((weights >= 0).all())
        return never and bool((weights % 1 != 0).any())
