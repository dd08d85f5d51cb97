"""A few points of a stack's map: as exact as all of it, and no work for what lies between them."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.pipeline.layer_rendering import Rendering
from convstudio.pipeline.pipeline import Activation, Bank, Pipeline
from convstudio.pipeline.rendering import render


def _scene() -> tuple[Pipeline, Picture]:
    random = np.random.default_rng(7)
    picture = Picture(random.integers(0, 256, (320, 480, 3), np.uint8))
    first, second = (
        Bank.of_array(random.integers(-3, 4, (3, 3, planes, 8)).astype(np.float64))
        for planes in (3, 8)
    )
    return Pipeline((first, Activation(), second, Activation())), picture


def test_points_far_apart_are_those_of_the_whole() -> None:
    pipeline, picture = _scene()
    region = Region(3, 5, 320, 480, 31)
    found = render(pipeline, picture, region).values
    whole = render(pipeline, picture, Region(0, 0, 320, 480)).values
    np.testing.assert_array_equal(found, whole[3::31, 5::31])


def test_points_far_apart_are_made_in_few_bands(monkeypatch) -> None:
    """What is held of the layers below is little then: not a band for each row."""
    made = []
    below = Rendering._below

    def counted(self, index, *given):
        made.append(index)
        return below(self, index, *given)

    monkeypatch.setattr(Rendering, "_below", counted)
    pipeline, picture = _scene()
    render(pipeline, picture, Region(0, 0, 320, 480, 10))
    assert made.count(2) == 1
    assert len(made) < 20
