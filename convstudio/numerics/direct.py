"""The definition: one multiplication and one addition a weight.

For tiny kernels, and wherever another way would spread a NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.numerics.source import Patch
from convstudio.numerics.tiles import CancelToken, Scratch
from convstudio.numerics.validation import FloatArray


@dataclass(frozen=True, eq=False)
class Direct:
    """Weighted sums by the definition.

    Attributes:
        weights: for each group, (rows, columns, channels, filters), in the dtype of the sums.
        skips_zeros: right where the input has neither NaN nor infinities: 0 · NaN is NaN.
    """

    weights: tuple[FloatArray, ...]
    skips_zeros: bool
    converts = False

    def covers(self, _: Patch) -> bool:
        """Whether every input in a window takes part in some product."""
        return not self.skips_zeros

    def run(
        self, patch: Patch, out: FloatArray, scratch: Scratch, cancel: CancelToken | None
    ) -> None:
        """Writes the sums of a patch to ``out`` (rows, columns, maps)."""
        out[...] = 0
        channels = patch.values.shape[1] // len(self.weights)
        for group, weights in enumerate(self.weights):
            filters = weights.shape[3]
            part = patch.values[:, group * channels : (group + 1) * channels]
            # Where every channel is filtered by itself, ``out`` has as many maps as samples.
            maps = out[..., group * filters : (group + 1) * filters]
            target = out if len(self.weights) == 1 else maps
            for i, j in np.ndindex(weights.shape[:2]):
                under = _tap(patch, part, i, j)
                for channel, row in enumerate(weights[i, j]):
                    if cancel is not None:
                        cancel.check()
                    _add(row, under[:, channel], target, self.skips_zeros, scratch)


def _tap(patch: Patch, values: FloatArray, i: int, j: int) -> FloatArray:
    """The inputs under one weight, (rows, channels, columns, samples)."""
    top, left = i * patch.dilation[0], j * patch.dilation[1]
    down, over = patch.strides
    return values[
        top : top + (patch.count[0] - 1) * down + 1 : down,
        :,
        left : left + (patch.count[1] - 1) * over + 1 : over,
    ]


def _add(
    weights: FloatArray, under: FloatArray, out: FloatArray, skips_zeros: bool, scratch: Scratch
) -> None:
    """Adds the inputs of one channel under one weight of each filter."""
    for index, weight in enumerate(weights):
        if weight == 0 and skips_zeros:
            continue
        target = out if len(weights) == 1 else out[..., index : index + 1]
        if weight == 1:
            target += under
        else:
            product = scratch.array("tap", under.shape, weights.dtype)
            target += np.multiply(under, weight, out=product, dtype=weights.dtype)
