"""Facts of layers: the textbook's numbers, and fields that are what a value really rests on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.facts import (
    FACTS,
    MapSize,
    fact_cells,
    fact_table,
    facts_on,
    in_bytes,
    layer_facts,
)
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    LocallyConnected,
    Pipeline,
    Pooling,
)

GRAY = Maps(1, 1)
RGB = Maps(1, 3)
BOX = Kernel(((1, 1, 1),) * 3, name="Box")


def conv1(**settings) -> Bank:
    weights = np.ones((5, 5, 1, 32))
    return Bank.of_array(weights, name="conv1", activation="relu", **settings)


def test_the_first_layer_of_a_network_has_832_parameters() -> None:
    (facts,) = facts_on(Pipeline((conv1(),)), (28, 28), GRAY)
    assert facts.parameters == 832
    assert facts.input == MapSize(28, 28, GRAY)
    assert facts.output == MapSize(28, 28, Maps(32, 1))
    assert facts.products == 28 * 28 * 25 * 32
    assert facts.memory == 28 * 28 * 32 * 4
    assert (facts.field, facts.jump) == ((5, 5), (1, 1))


def test_a_stack_in_words() -> None:
    layers = (conv1(), Pooling(), Convolution(BOX, padding="valid"), Activation("relu"))
    table = fact_table(facts_on(Pipeline(layers), (28, 28), GRAY))
    assert table == (
        FACTS,
        ("conv1", "28×28×1", "28×28×32", "832", "627,200", "5×5", "1×1", "98 KiB"),
        ("Max pooling 2×2", "28×28×32", "14×14×32", "0", "0", "6×6", "2×2", "24.5 KiB"),
        ("Box 3×3", "14×14×32", "12×12×32", "10", "41,472", "10×10", "2×2", "18 KiB"),
        ("ReLU", "12×12×32", "12×12×32", "0", "0", "10×10", "2×2", "18 KiB"),
        ("Total", "28×28×1", "12×12×32", "842", "668,672", "10×10", "2×2", "158 KiB"),
    )


def test_one_layer_has_no_total() -> None:
    assert len(fact_table(facts_on(Pipeline((Convolution(BOX),)), (8, 8), RGB))) == 2


def test_of_a_picture_with_alpha_the_colours_count() -> None:
    picture = Picture(np.zeros((6, 9, 4), np.uint8), has_alpha=True)
    (facts,) = layer_facts(Pipeline((Convolution(BOX),)), picture)
    assert facts.input == MapSize(6, 9, Maps(1, 3, has_alpha=True))
    assert facts.output.text == "6×9×3"
    assert facts.output.words == "6 rows × 9 columns, 1 map in colours and alpha"
    assert facts.memory == 6 * 9 * 3 * 4


def test_a_layer_that_is_off_changes_and_takes_nothing() -> None:
    layers = (Convolution(BOX), replace(conv1(strides=2), on=False), Combine("sum"))
    facts = facts_on(Pipeline(layers), (8, 8), RGB)
    assert facts[1].input == facts[1].output == MapSize(8, 8, RGB)
    assert (facts[1].parameters, facts[1].products, facts[1].memory) == (0, 0, 0)
    assert facts[2].field == (3, 3)
    assert fact_cells(facts[1])[0] == "conv1 (off)"


def test_the_layer_that_does_not_fit_says_why_and_the_others_wait() -> None:
    layers = (Convolution(BOX), Combine("direction"), Pooling(), Activation())
    facts = facts_on(Pipeline(layers), (8, 8), GRAY)
    assert [one.error is not None for one in facts] == [False, True, False, False]
    assert facts[1].input == MapSize(8, 8, GRAY)
    assert facts[1].output is None
    assert facts[1].error.wanted.startswith("two maps")
    assert [one.waits_for for one in facts] == [None, None, 1, 1]
    assert fact_cells(facts[2])[1:] == ("–",) * 7
    assert fact_table(facts)[-1][2] == "–"


def test_an_exact_fit_and_a_window_too_large_are_told_at_their_layer() -> None:
    exact = Convolution(BOX, padding="valid", strides=2, exact=True)
    assert facts_on(Pipeline((exact,)), (8, 8), GRAY)[0].error.hint
    small = facts_on(Pipeline((Pooling(), Pooling(), Pooling())), (4, 4), GRAY)
    assert [one.error is not None for one in small] == [False, False, True]


def test_weights_of_every_place_are_counted() -> None:
    shared = Convolution(BOX, channels="sum", padding="valid")
    layer = LocallyConnected.like(shared, (8, 8), GRAY)
    (facts,) = facts_on(Pipeline((layer,)), (8, 8), GRAY)
    assert facts.parameters == 6 * 6 * 9 + 1
    assert facts.products == 6 * 6 * 9
    assert facts_on(Pipeline((layer,)), (9, 8), GRAY)[0].error is not None


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4
    )
)
def test_the_field_is_what_a_value_rests_on(stack: list[tuple[int, int, int]]) -> None:
    """Counted from the map down to the picture, one axis at a time."""
    layers = tuple(
        Convolution(
            Kernel(((1.0,) * taps,) * taps), padding="valid", strides=stride, dilation=dilation
        )
        for taps, stride, dilation in stack
    )
    facts = facts_on(Pipeline(layers), (2000, 2000), GRAY)

    def inputs(output: int) -> set[int]:
        places = {output}
        for taps, stride, dilation in reversed(stack):
            places = {p * stride + t * dilation for p in places for t in range(taps)}
        return places

    first, second = inputs(0), inputs(1)
    size, step = max(first) - min(first) + 1, min(second) - min(first)
    assert facts[-1].field == (size, size)
    assert facts[-1].jump == (step, step)


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(1, 4), st.integers(1, 8),
    st.sampled_from([1, 2]),
)  # fmt: skip
def test_parameters_are_those_of_the_textbook(size, seen: int, filters: int, groups: int) -> None:
    bank = Bank.of_array(np.ones((*size, seen, filters * groups)), groups=groups)
    (facts,) = facts_on(Pipeline((bank,)), (12, 9), Maps(seen * groups, 1))
    assert facts.parameters == (size[0] * size[1] * seen + 1) * filters * groups
    assert facts.products == size[0] * size[1] * seen * filters * groups * 12 * 9


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (100352, "98 KiB"), (25_088, "24.5 KiB"),
     (5 * 2**20 + 2**19, "5.5 MiB"), (3 * 2**30, "3 GiB"), (2**54, "16,384 TiB"),
     (2**20 - 1, "1 MiB"), (2**30 - 1, "1 GiB"), (1023 * 2**10, "1,023 KiB")],
)  # fmt: skip
def test_bytes_in_words(count: int, words: str) -> None:
    assert in_bytes(count) == words
