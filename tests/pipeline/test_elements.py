"""Activation, pooling and combination as values: shapes, titles, refusals."""

from __future__ import annotations

import pytest

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.maps import Maps, Need


def test_titles_say_what_a_layer_is() -> None:
    layers = Activation("leaky_relu"), Pooling("average", (2, 3)), Combine(), Activation("none")
    titles = [layer.title for layer in layers]
    assert titles == ["Leaky ReLU", "Average pooling 2×3", "Magnitude", "Identity"]
    assert Pooling(name="pool1").title == "pool1"


def test_pooling_halves() -> None:
    assert [axis.output for axis in Pooling().axes((9, 8))] == [4, 4]
    assert [axis.output for axis in Pooling(padding="same").axes((9, 8))] == [5, 4]
    assert Pooling().maps(Maps(3, 3)) == Maps(3, 3)
    assert Pooling().only(2, Maps(3, 3))[1] == Need(2)


def test_a_stride_that_leaves_a_remainder_is_refused_where_an_exact_fit_is_asked_for() -> None:
    with pytest.raises(ArgumentValueError, match="remainder of 1") as refusal:
        Pooling(exact=True).axes((9, 8))
    assert "What would fit" in refusal.value.hint


def test_a_window_always_holds_a_value() -> None:
    with pytest.raises(ArgumentValueError, match="no larger than the padded picture"):
        Pooling(size=4).axes((3, 9))
    with pytest.raises(ArgumentValueError, match="smaller than the pool size"):
        Pooling(padding=2).axes((9, 9))


def test_combining_goes_over_maps_or_else_over_colours() -> None:
    assert Combine("sum").maps(Maps(4, 3)) == Maps(1, 3)
    assert Combine("sum").maps(Maps(1, 3, has_alpha=True)) == Maps(1, 1, has_alpha=True)
    assert Combine("direction").maps(Maps(2, 1)) == Maps(1, 1)
    with pytest.raises(ArgumentValueError, match="direction, of 3 maps"):
        Combine("direction").maps(Maps(3, 1))
