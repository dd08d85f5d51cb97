"""Some maps of a layer made alone are those of all; each has the filter that makes it."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.map_choice import filter_of, of_maps
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Layer,
    LocallyConnected,
    Maps,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.rendering import render
from convstudio.pipeline.viewing import picture_maps

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")


def _picture(seed: int = 0, rows: int = 12, columns: int = 15) -> Picture:
    random = np.random.default_rng(seed)
    return Picture(random.integers(0, 256, (rows, columns, 3), np.uint8))


def _bank(planes: int, filters: int, seed: int = 1, **settings) -> Bank:
    weights = np.random.default_rng(seed).integers(-4, 5, (3, 3, planes, filters))
    names = [f"filter {index}" for index in range(filters)]
    biases = [index / 100 for index in range(filters)]
    return Bank.of_array(weights.astype(np.float64), biases, names, **settings)


def _local(filters: int) -> LocallyConnected:
    return LocallyConnected.like(_bank(3, filters), (12, 15), Maps(1, 3))


STACKS: dict[str, tuple[Layer, ...]] = {
    "bank": (_bank(3, 6),),
    "activation and pooling above": (_bank(3, 6), Activation(), Pooling()),
    "two banks": (_bank(3, 4), Activation(), _bank(4, 6, 2)),
    "each channel above": (_bank(3, 6), Convolution(_SOBEL)),
    "depthwise on a picture": (_bank(1, 6, channels="each"),),
    "off between": (_bank(3, 6), Activation(on=False), Pooling("average")),
    "locally connected": (_local(6),),
}


@pytest.mark.parametrize("name", STACKS)
def test_some_maps_alone_are_those_of_all(name: str) -> None:
    picture, pipeline = _picture(), Pipeline(STACKS[name])
    wanted = 4, 1, 5
    fewer = of_maps(pipeline, picture_maps(picture), wanted)
    assert fewer is not None
    rows, columns = pipeline.output_size((12, 15))
    region = Region(0, 0, rows, columns)
    whole = render(pipeline, picture, region).values
    colours = pipeline.maps(picture_maps(picture))[-1].colours
    by_map = whole.reshape(rows, columns, -1, colours)
    chosen = by_map[:, :, list(wanted)].reshape(rows, columns, -1)
    np.testing.assert_array_equal(render(fewer, picture, region).values, chosen)


@pytest.mark.parametrize(
    "layers",
    [
        (_bank(3, 6), Combine("sum")),
        (_bank(3, 4), _bank(2, 6, groups=2)),
        (_bank(3, 4), _bank(1, 2, channels="each")),
    ],
)
def test_where_maps_cannot_be_made_alone_none_is_told(layers: tuple[Layer, ...]) -> None:
    wanted = (0,) if isinstance(layers[1], Combine) else (1, 0)
    found = of_maps(Pipeline(layers), Maps(1, 3), wanted)
    if isinstance(layers[1], Combine):  # its one map is all of them
        assert found == Pipeline(layers)
    else:
        assert found is None


def test_all_maps_in_their_order_are_the_pipeline_itself() -> None:
    pipeline = Pipeline((_bank(3, 3),), map=2)
    assert of_maps(pipeline, Maps(1, 3), (0, 1, 2)) == Pipeline(pipeline.layers)


def test_each_map_has_the_filter_that_makes_it() -> None:
    assert [filter_of(_bank(3, 3), number, 3) for number in range(3)] == [0, 1, 2]
    each = _bank(1, 2, channels="each")
    assert [filter_of(each, number, 6) for number in range(6)] == [0, 0, 0, 1, 1, 1]
    assert [filter_of(_local(2), number, 2) for number in range(2)] == [0, 1]
    assert filter_of(Pooling(), 5, 9) == 0
