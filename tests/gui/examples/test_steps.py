"""What links say, parsed and applied to values."""

from __future__ import annotations

import re

import pytest

from convstudio.errors import ArgumentValueError
from convstudio.gui.examples.steps import VERBS, Step, chosen, edited, parsed
from convstudio.gui.hand import Hand
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Combine, Pooling
from convstudio.pipeline.examples import EXAMPLES, example_named
from convstudio.pipeline.pipeline import Pipeline

_LINK = re.compile(r"\]\(([^)]+)\)")
_ONE = Convolution(Kernel(((1, 2, 3),)))


def test_several_steps_one_after_another() -> None:
    assert parsed("layer=2;inspect=4,5;play") == (
        Step("layer", "2"),
        Step("inspect", "4,5"),
        Step("play"),
    )
    assert parsed("inspect=4,5")[0].place == (4, 5)


@pytest.mark.parametrize("text", ["", "dance", "layer=1;", "Layer=1"])
def test_other_words_are_no_steps(text: str) -> None:
    with pytest.raises(ArgumentValueError, match=r"^step must be one of"):
        parsed(text)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_link_of_every_text_can_be_followed(example) -> None:
    links = _LINK.findall(example.text)
    assert links
    for link in links:
        scheme, _, rest = link.partition(":")
        assert scheme in ("do", "open", "figure"), link
        if scheme == "do":
            assert all(step.verb in VERBS for step in parsed(rest))
        if scheme == "open":
            assert example_named(rest) is not None


def test_choices_are_counted_from_1() -> None:
    hand = Hand(layer=4, filter=3, result=True)
    assert chosen(hand, Step("layer", "2")) == Hand(layer=1, filter=3)
    assert chosen(hand, Step("map", "3")).map == 2
    with pytest.raises(ArgumentValueError, match="a whole number"):
        chosen(hand, Step("map", "last"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("padding=valid", {"padding": "valid"}),
        ("padding=2", {"padding": ((2, 2), (2, 2))}),
        ("stride=3", {"strides": (3, 3)}),
        ("dilation=2", {"dilation": (2, 2)}),
        ("exact=on", {"exact": True}),
        ("border=edge", {"border": "edge"}),
        ("activation=relu", {"activation": "relu"}),
        ("off=1", {"on": False}),
        ("weights=1,2/3,4", {"kernel": Kernel(((1, 2), (3, 4)))}),
    ],
)
def test_edits_of_a_convolution(text: str, expected: dict[str, object]) -> None:
    (layer,) = edited(Pipeline((_ONE,)), 0, parsed(text)[0]).layers
    for name, value in expected.items():
        assert getattr(layer, name) == value


def test_edits_of_other_layers_and_of_the_tone() -> None:
    pipeline = Pipeline((_ONE, Combine("sum"), Pooling("max")))
    assert edited(pipeline, 1, Step("combine", "maximum")).layers[1] == Combine("maximum")
    assert edited(pipeline, 2, Step("pool", "average")).layers[2] == Pooling("average")
    assert edited(pipeline, 0, Step("tone", "signed")).tone.mode == "signed"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("combine=sum", "for “Custom”|for “"),
        ("off=7", "7"),
        ("on=0", "0"),
        ("stride=two", "“two”"),
        ("tone=loud", "“loud”"),
        ("weights=1,x", "“1,x”"),
        ("padding=wide", "wide"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(text: str, given: str) -> None:
    with pytest.raises(ArgumentValueError, match=given):
        edited(Pipeline((_ONE,)), 0, parsed(text)[0])


def test_a_place_is_two_numbers() -> None:
    for text in ("4", "4,", "a,b", "-1,2"):
        with pytest.raises(ArgumentValueError, match="row,column"):
            _ = Step("inspect", text).place
