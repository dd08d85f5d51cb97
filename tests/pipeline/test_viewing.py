"""Pipelines as they are looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.pipeline.effort import products_for_a_pixel
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Activation, Bank, Combine, Pipeline, Pooling
from convstudio.pipeline.viewing import layer_maps, maps_of, shows_angles, viewed

_PICTURE = Picture(np.zeros((16, 16, 3), np.uint8))
_BANK = Bank.of_array(np.ones((3, 3, 3, 4)), names=["a", "b", "c", "d"])
_STACK = Pipeline((_BANK, Activation(), Pooling()))


def test_a_view_goes_up_to_a_layer() -> None:
    assert viewed(_STACK, 2, None) is _STACK
    assert viewed(_STACK, 0, 3) == Pipeline((_BANK,), map=3)


def test_maps_are_told_of_every_layer() -> None:
    assert layer_maps(_STACK, _PICTURE) == (Maps(4, 1),) * 3
    assert maps_of(_STACK, _PICTURE, 1) == Maps(4, 1)
    gray = Picture(np.zeros((16, 16, 1), np.uint8))
    assert maps_of(_STACK, gray, 1) == Maps(1, 1)
    with pytest.raises(ArgumentValueError, match="planes"):
        layer_maps(_STACK, gray)


def test_a_map_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        ArgumentValueError, match="from 1 to 4; 5, for a layer that makes 4 maps, was given"
    ):
        viewed(_STACK, 0, 4).maps(Maps(1, 3))


def test_effort_grows_with_the_windows_that_lie_apart() -> None:
    one = viewed(_STACK, 0, 1)
    assert products_for_a_pixel(one, _PICTURE) == 27
    assert products_for_a_pixel(one, _PICTURE, 4) == 27
    deep = Pipeline((_BANK, Bank.of_array(np.ones((3, 3, 4, 2)))), map=0)
    assert products_for_a_pixel(deep, _PICTURE) == 36 + 27 * 4
    assert products_for_a_pixel(deep, _PICTURE, 8) == 36 + 9 * 27 * 4


def test_only_the_last_layer_makes_angles() -> None:
    turned = Pipeline((Combine("direction"),))
    assert shows_angles(turned)
    assert not shows_angles(replace(turned, layers=(*turned.layers, Activation("relu"))))
    assert not shows_angles(Pipeline((Combine("magnitude"),)))
