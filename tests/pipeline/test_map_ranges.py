"""Between which values the maps of a layer lie, against the maps themselves."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.pipeline.map_ranges import map_ranges
from convstudio.pipeline.pipeline import Activation, Bank, Convolution, Pipeline, Pooling
from convstudio.pipeline.rendering import render

_WEIGHTS = np.random.default_rng(1).normal(size=(5, 3, 3, 4)).round(3)
_SUMS, _EACH = Bank.of_array(_WEIGHTS), Bank.of_array(_WEIGHTS[:, :, :1], channels="each")
_STACKS = [
    (_SUMS,), (_EACH,), (_SUMS, Activation(), Pooling()), (Convolution(_SUMS.filters[0].planes[0]),)
]  # fmt: skip


@pytest.mark.parametrize("layers", _STACKS)
@pytest.mark.parametrize("step", [1, 3])
def test_they_are_those_of_the_maps(layers, step) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (301, 410, 3), np.uint8)
    pipeline, picture = Pipeline(layers), Picture(pixels)
    region, shares = Region(3, 5, 140, 200, step), []
    found = map_ranges(pipeline, picture, region, progress=shares.append)
    values = render(pipeline, picture, region).values
    count = len(found)
    apart = values.reshape(*values.shape[:2], count, -1)
    assert [one for one, _ in found] == apart.min(axis=(0, 1, 3)).tolist()
    assert [one for _, one in found] == apart.max(axis=(0, 1, 3)).tolist()
    assert shares[-1] == 1


def test_numbers_that_are_none_are_left_out() -> None:
    values = np.full((4, 6, 1), 0.25, np.float32)
    values[1, 2], values[0, 0], values[3, 5] = np.nan, np.inf, 0.5
    bank = Bank.of_array(np.array([1.0, -2.0]).reshape(1, 1, 1, 2))
    whole = Region(0, 0, 4, 6)
    found = map_ranges(Pipeline((bank,)), Picture(values), whole)
    assert found == ((0.25, 0.5), (-1.0, -0.5))
    nothing = Picture(np.full((4, 6, 1), np.nan, np.float32))
    assert map_ranges(Pipeline((bank,)), nothing, whole) == ((0.0, 0.0),) * 2


def test_a_layer_that_does_not_fit_is_refused() -> None:
    picture = Picture(np.zeros((4, 6, 1), np.uint8))
    with pytest.raises(ArgumentValueError, match="planes"):
        map_ranges(Pipeline((_SUMS,)), picture, Region(0, 0, 4, 6))
