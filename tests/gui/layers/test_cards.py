"""The words of the cards, of facts alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convstudio.gui.layers.cards import cards_of, summary
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.facts import facts_on
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Activation, Bank, Combine, Convolution, Pipeline

BOX = Convolution(Kernel(((1, 1, 1),) * 3, name="Box"))
CONV1 = Bank.of_array(np.ones((5, 5, 1, 32)), name="conv1")


def facts_of(*layers):
    return facts_on(Pipeline(layers), (28, 28), Maps(1, 1))


def test_a_lone_layer_is_summed_up_by_its_parameters() -> None:
    assert summary(facts_of(BOX)) == "1 layer · 10 parameters"


def test_several_are_summed_up_by_their_parameters() -> None:
    assert summary(facts_of(CONV1, Activation())) == "2 layers · 832 parameters"
    assert summary(facts_of(Activation(), Activation())) == "2 layers · 0 parameters"


def test_the_tip_has_all_facts() -> None:
    (card,) = cards_of(facts_of(CONV1))
    assert card.tip.splitlines() == [
        "conv1",
        "Input: 28×28×1 (28 rows × 28 columns, 1 map)",
        "Output: 28×28×32 (28 rows × 28 columns, 32 maps)",
        "Parameters: 832",
        "Multiplications: 627,200",
        "Receptive field: 5×5 pixels of the picture",
        "Total stride: 1×1 pixels from one value to the next",
        "Memory: 98 KiB in float32",
    ]
    assert card.spoken == "Layer 1 of 1, conv1, 28×28×32"


def test_luminance_says_why_it_multiplies_three_times_as_often() -> None:
    on_luminance = Pipeline((replace(BOX, channels="luminance"),))
    (card,) = cards_of(facts_on(on_luminance, (10, 10), Maps(1, 3)))
    (words,) = (line for line in card.tip.splitlines() if line.startswith("Multiplications"))
    assert words == (
        "Multiplications: 2,700 (luminance multiplies each weight with red, green and blue)"
    )
    (card,) = cards_of(facts_on(on_luminance, (10, 10), Maps(1, 1)))
    assert "Multiplications: 900\n" in card.tip


def test_what_is_off_says_so() -> None:
    card = cards_of(facts_of(CONV1, Activation(on=False)))[1]
    assert (card.size, card.on, card.fits) == ("28×28×32 · off", False, True)
    assert "its settings stay" in card.tip
    assert card.spoken.endswith("switched off")


def test_what_does_not_fit_says_why_and_what_waits_for_it() -> None:
    misfit, waiting = cards_of(facts_of(CONV1, Combine("direction"), BOX))[1:]
    assert (misfit.size, misfit.fits) == ("does not fit", False)
    assert "Combine must be two maps" in misfit.tip
    assert (waiting.size, waiting.fits) == ("waits", False)
    assert "It waits for layer 2" in waiting.tip
