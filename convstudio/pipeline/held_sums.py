"""Sums that are kept from one edit to the next: a turned weight costs one product a value.

Convolution is linear in its weights. Where a few of them change, the sums change by the sums under
those alone; where only the divisor, the bias, the activation or the tone change, not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.dtypes import FLOAT64
from convstudio.numerics.engine import plans_for, run
from convstudio.numerics.geometry import Region
from convstudio.numerics.precision import Precision, precision
from convstudio.numerics.source import Sums
from convstudio.numerics.tiles import CancelToken, Scratch, Span, share_out, tiles, usable_cores
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.element_stage import ElementStage
from convstudio.pipeline.layer_rendering import Emit, Rendering
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Pipeline
from convstudio.pipeline.stages import SumsStage

# A box of changed weights up to this share of the kernel is cheaper than the whole of it.
_SMALL = 0.2
_TILE_ROWS, _TILE_COLUMNS = 64, 1024


@dataclass(frozen=True, eq=False)
class HeldSums:
    """The sums of a pipeline's only layer in a region, before divisor, bias and activation.

    Attributes:
        values: (rows, columns, maps); of whole numbers in the dtype that holds them exactly, else
            in float64, so that what many edits round away stays far below a float32's last digit.
        whole_numbers: whether they are exact.
    """

    pipeline: Pipeline
    picture: Picture
    region: Region
    values: FloatArray
    whole_numbers: bool

    def serves(self, pipeline: Pipeline, picture: Picture, region: Region) -> bool:
        """Whether the sums of another pipeline follow from these at once."""
        same = picture is self.picture and region == self.region
        return same and _summed(pipeline) == _summed(self.pipeline)


def renew(
    pipeline: Pipeline,
    picture: Picture,
    region: Region,
    held: HeldSums | None,
    cancel: CancelToken,
) -> HeldSums | None:
    """The sums of a pipeline, from those that are held; None where these do not lead there.

    Raises:
        Cancelled: the token was set.
    """
    if held is None or not held.serves(pipeline, picture, region):
        return None
    sums, exactness = Rendering(pipeline, picture, cancel).planned(0, region)
    before = _sums_stage(Rendering(held.pipeline, picture, cancel)).weights
    box = _changed(sums.weights - before)
    if box is None:
        return replace(held, pipeline=pipeline)
    if _area(box) > _SMALL * sums.weights.shape[0] * sums.weights.shape[1]:
        return None
    if held.whole_numbers != exactness.whole_numbers or not np.isfinite(held.values).all():
        return None  # infinity less infinity is no number
    dtype = _dtype(exactness)
    values = held.values.astype(dtype)
    change = _under(sums, box, before)
    wanted = Precision(FLOAT64)
    if exactness.whole_numbers:  # a weight may change by more than it was and is
        wanted = precision(change.source.values, change.weights, dtype, change.source.fill)
    found = np.empty(values.shape, wanted.dtype)
    run(change, plans_for(change, wanted)[0], found, cancel=cancel)
    values += found
    return HeldSums(pipeline, picture, region, values, exactness.whole_numbers)


def hold(
    pipeline: Pipeline, picture: Picture, region: Region, cancel: CancelToken
) -> HeldSums | None:
    """Makes the sums of a region and keeps them; None where one layer's sums are not all there is.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        Cancelled: the token was set.
    """
    rendering = Rendering(pipeline, picture, cancel)
    if len(rendering.stages) != 1 or isinstance(rendering.stages[0], ElementStage):
        return None
    sums, exactness = rendering.planned(0, region)
    values = np.empty((*sums.count, sums.maps), _dtype(exactness))
    run(sums, plans_for(sums, exactness)[0], values, cancel=cancel)
    return HeldSums(pipeline, picture, region, values, exactness.whole_numbers)


def emit_held(held: HeldSums, emit: Emit, cancel: CancelToken) -> None:
    """Hands the map's values over tile by tile, from several threads, as ``Rendering.stream`` does.

    Raises:
        Cancelled: the token was set.
    """
    rendering = Rendering(held.pipeline, held.picture, cancel)
    sums, _exactness = rendering.planned(0, held.region)
    finish = rendering.finisher(0, held.region, sums.source, emit)

    def work(span: Span, _scratch: Scratch) -> None:
        finish(held.values[span.slices].copy(), span)

    whole = Span(0, 0, *held.values.shape[:2])
    share_out(tiles(whole, (_TILE_ROWS, _TILE_COLUMNS)), work, usable_cores(), cancel)


def _dtype(exactness: Precision) -> np.dtype[Any]:
    return exactness.dtype if exactness.whole_numbers else FLOAT64


def _sums_stage(rendering: Rendering) -> SumsStage:
    stage = rendering.stages[0]
    assert not isinstance(stage, ElementStage)  # noqa: S101 - sums were held of it
    return stage


def _summed(pipeline: Pipeline) -> object:
    """All that the sums rest on but the weights' values."""
    layers, bare = pipeline.active, object()
    if len(layers) == 1 and isinstance(layers[0], Convolution):
        layer, kernel = layers[0], _blank(layers[0].kernel)
        bare = replace(layer, kernel=kernel, bias=0.0, activation="none", name="")
    elif len(layers) == 1 and isinstance(layers[0], Bank):
        bare = _bare(layers[0])
    return bare, pipeline.map, pipeline.linear_light


def _blank(kernel: Kernel) -> Kernel:
    return Kernel(((0.0,) * kernel.columns,) * kernel.rows, anchor=kernel.anchor)


def _bare(bank: Bank) -> object:
    one = Filter((_blank(bank.filters[0].planes[0]),))
    settings = replace(bank, filters=(one,), groups=1, activation="none", name="")
    return settings, bank.groups, tuple(len(each.planes) for each in bank.filters)


def _changed(difference: FloatArray) -> tuple[slice, slice] | None:
    """The box of weights that differ; None where none does."""
    differ = np.asarray(difference.reshape(*difference.shape[:2], -1).any(axis=2))
    if not differ.any():
        return None
    rows, columns = np.flatnonzero(differ.any(axis=1)), np.flatnonzero(differ.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _area(box: tuple[slice, slice]) -> int:
    return int((box[0].stop - box[0].start) * (box[1].stop - box[1].start))


def _under(sums: Sums, box: tuple[slice, slice], before: FloatArray) -> Sums:
    """The sums under a box of weights alone, by how much these have changed."""
    down, over = (part.start * step for part, step in zip(box, sums.dilation, strict=True))
    start = sums.start[0] + down, sums.start[1] + over
    return replace(sums, weights=sums.weights[box] - before[box], start=start)
