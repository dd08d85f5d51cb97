"""The kernel under the hand: read anywhere, put anywhere, and what becomes of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation
from convstudio.pipeline.kernel_places import (
    FIRST,
    KernelPlace,
    convolution_at,
    dropped,
    kernel_at,
    kernel_count,
    with_kernel,
)
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render

_RAMP = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)))
_BOX = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9)
_LARGE = Kernel(tuple(tuple(float(i + j) for j in range(5)) for i in range(5)))


def _stack() -> Pipeline:
    planes = tuple(_RAMP.with_weight(0, 0, n) for n in range(3))
    bank = Bank((Filter((_BOX,), 0.5), Filter(planes, -0.25)), border="edge", flip=True)
    return Pipeline((Convolution(_BOX), Activation(), bank))


def test_a_kernel_is_read_where_it_stands() -> None:
    stack = _stack()
    assert kernel_at(stack, FIRST) == _BOX
    assert kernel_at(stack, KernelPlace(1)) is None
    found = kernel_at(stack, KernelPlace(2, 1, 2))
    assert found is not None
    assert found.weights[0][0] == 2.0
    assert kernel_at(stack, KernelPlace(2, 0, 2)) == _BOX, "the shared one, for any channel"
    assert kernel_at(stack, KernelPlace(9, 9, 9)) == kernel_at(stack, KernelPlace(2, 1, 2))


def test_of_a_filter_the_layer_alone_has_its_bias_and_settings() -> None:
    alone = convolution_at(_stack(), KernelPlace(2, 1, 1))
    assert alone is not None
    assert (alone.bias, alone.border, alone.flip, alone.channels) == (-0.25, "edge", True, "sum")
    assert convolution_at(_stack(), KernelPlace(1)) is None


def test_a_kernel_is_put_where_the_hand_is_and_nowhere_else() -> None:
    stack = _stack()
    changed = with_kernel(stack, KernelPlace(2, 1, 0), _BOX)
    assert kernel_at(changed, KernelPlace(2, 1, 0)) == _BOX
    assert kernel_at(changed, KernelPlace(2, 1, 1)) == kernel_at(stack, KernelPlace(2, 1, 1))
    assert changed.layers[:2] == stack.layers[:2]
    assert changed.layers[2].filters[0] is stack.layers[2].filters[0]


def test_a_layer_without_kernels_refuses_one_and_says_what_would_take_it() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        with_kernel(_stack(), KernelPlace(1), _BOX)
    assert "ReLU" in str(caught.value)
    assert "Choose a convolution" in caught.value.hint


def test_a_larger_kernel_lays_zeros_around_the_others() -> None:
    changed = with_kernel(_stack(), KernelPlace(2, 0, 0), _LARGE)
    bank = changed.layers[2]
    assert isinstance(bank, Bank)
    assert bank.size == (5, 5)
    assert bank.filters[0].planes[0].weights == _LARGE.weights
    other = np.array(bank.filters[1].planes[1].weights)
    assert other[1:4, 1:4].tolist() == [list(row) for row in _RAMP.with_weight(0, 0, 1).weights]
    assert np.count_nonzero(other) == 9


def test_a_smaller_kernel_gets_zeros_itself() -> None:
    changed = with_kernel(_stack(), KernelPlace(2, 0, 0), Kernel(((3,),)))
    bank = changed.layers[2]
    assert isinstance(bank, Bank)
    assert bank.size == (3, 3)
    assert bank.filters[0].planes[0].weights == ((0, 0, 0), (0, 3, 0), (0, 0, 0))


def test_the_only_kernel_of_a_bank_brings_its_own_size() -> None:
    pipeline = Pipeline((Bank((Filter((_BOX,)),)),))
    changed = with_kernel(pipeline, FIRST, Kernel(((3,),)))
    assert changed.layers[0].size == (1, 1)


def test_others_follow_where_that_is_wanted() -> None:
    moved = _BOX.with_anchor((0, 0))
    changed = with_kernel(_stack(), KernelPlace(2, 0, 0), moved, follow=True)
    bank = changed.layers[2]
    assert isinstance(bank, Bank)
    assert {plane.anchor for one in bank.filters for plane in one.planes} == {(0, 0)}


@given(
    rows=st.integers(1, 5),
    columns=st.integers(1, 5),
    row=st.integers(0, 4),
    column=st.integers(0, 4),
    seed=st.integers(0, 99),
    size=st.integers(1, 4),
    flip=st.booleans(),
)
def test_whatever_comes_the_other_filters_go_on_doing_what_they_did(
    rows: int, columns: int, row: int, column: int, seed: int, size: int, flip: bool
) -> None:
    generator = np.random.default_rng(seed)
    picture = Picture(generator.integers(0, 256, (9, 8, 1), np.uint8))
    weights = generator.integers(-3, 4, (rows, columns)).astype(float)
    anchor = (min(row, rows - 1), min(column, columns - 1)) if row < 4 else None
    old = [Kernel(tuple(map(tuple, generator.normal(size=(size, 3)).tolist()))) for _ in range(2)]
    kernel = Kernel(tuple(map(tuple, weights.tolist())), anchor=anchor)
    settings = {"border": "constant", "flip": flip}
    before = Pipeline((Bank((Filter((old[0],)), Filter((old[1],))), **settings),))
    after = with_kernel(before, KernelPlace(0, 1), kernel)
    alone = Pipeline((Convolution(kernel, channels="sum", **settings),))
    _same(replace(after, map=0), replace(before, map=0), picture)
    _same(replace(after, map=1), alone, picture)


def _same(one: Pipeline, other: Pipeline, picture: Picture) -> None:
    region = Region(0, 0, picture.height, picture.width)
    maps = [render(pipeline, picture, region).values for pipeline in (one, other)]
    np.testing.assert_allclose(*maps, atol=1e-3)


def test_a_locally_connected_layer_has_a_kernel_for_each_place() -> None:
    local = LocallyConnected.like(Convolution(_BOX), (5, 6), Maps(1, 3))
    pipeline = Pipeline((local,))
    there = KernelPlace(0, 0, 2, (2, 3))
    changed = with_kernel(pipeline, there, _RAMP)
    found = kernel_at(changed, there)
    assert found is not None
    assert found.weights == _RAMP.weights
    array = changed.layers[0].weights.array
    assert np.count_nonzero(array != local.weights.array) == 9
    alone = convolution_at(changed, there)
    assert alone is not None
    assert alone.padding == "valid"
    with pytest.raises(ArgumentValueError, match="3×3"):
        with_kernel(pipeline, there, _LARGE)


def test_kernels_and_what_a_size_costs_are_counted() -> None:
    stack = _stack()
    local = LocallyConnected.like(Convolution(_BOX), (5, 6), Maps(1, 3))
    assert [kernel_count(layer) for layer in (*stack.layers, local)] == [1, 0, 4, 36]
    assert dropped(stack.layers[2], 1, 1) == 8 + (8 - 1) + 8 + 8
    assert dropped(stack.layers[2], 5, 5) == 0
    assert dropped(stack.layers[1], 1, 1) == 0
