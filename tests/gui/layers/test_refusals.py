"""Refusals name the layer at which a stack ends, and the places where another would fit."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.gui.layers.refusals import refusal
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Activation, Bank, Combine, Pipeline, Pooling

SHAPE, GRAY = (8, 8), Maps(1, 1)
TWO = Bank.of_array(np.ones((3, 3, 1, 2)))
DIRECTION = Combine("direction")


def test_what_fits_is_not_refused() -> None:
    assert refusal(Pipeline((TWO, DIRECTION)), SHAPE, GRAY, moved=1) is None


@pytest.mark.parametrize(
    ("layers", "moved", "words"),
    [
        ((DIRECTION, TWO), 0, "As layer 2 it would fit."),
        ((DIRECTION, TWO, Activation()), 0, "As layer 2 or 3 it would fit."),
        ((DIRECTION, TWO, Activation(), Pooling()), 0, "As layer 2, 3 or 4 it would fit."),
    ],
)
def test_the_hint_names_the_places(layers, moved: int, words: str) -> None:
    found = refusal(Pipeline(layers), SHAPE, GRAY, moved=moved)
    assert found.sentence.startswith("Layer 1 (Direction): combine must be two maps")
    assert found.hint.endswith(words)


def test_where_it_fits_nowhere_no_place_is_named() -> None:
    found = refusal(Pipeline((Activation(), DIRECTION)), SHAPE, GRAY, moved=1)
    assert found.sentence.startswith("Layer 2 (Direction)")
    assert "would fit" not in found.hint


def test_a_lone_layer_has_no_number() -> None:
    found = refusal(Pipeline((DIRECTION,)), SHAPE, GRAY)
    assert found.sentence.startswith("Combine must be two maps")


def test_the_layer_at_fault_may_be_another_than_the_one_that_was_moved() -> None:
    found = refusal(Pipeline((TWO, Pooling(size=(8, 8)), Pooling())), SHAPE, GRAY, moved=1)
    assert found.sentence.startswith("Layer 3 (Max pooling 2×2)")
