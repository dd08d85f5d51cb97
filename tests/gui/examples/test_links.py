"""Links do what their sentences say, whichever was followed before."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.gui.examples.steps import chosen, edited, parsed
from convstudio.gui.hand import Hand, looked_at
from convstudio.gui.viewer.cells import FEW_FROM
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.numerics.geometry import Region
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.code.targets import write_code
from convstudio.pipeline.examples import EXAMPLES, Example, example_named
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.storage.session_file import StoredSession, read_session
from convstudio.pipeline.viewing import picture_maps

_LINK = re.compile(r"\[([^\]]+)\]\(do:([^)]+)\)")
_State = tuple[Pipeline, Hand]


def _opened(example: Example) -> tuple[StoredSession, Picture]:
    stored = read_session(example.session)
    assert stored.picture is not None
    assert stored.picture.beside is not None
    return stored, read_picture(stored.picture.beside)


def _begun(stored: StoredSession) -> _State:
    return stored.pipeline, Hand(layer=stored.views.hand.layer)


def _followed(state: _State, link: str) -> _State:
    pipeline, hand = state
    for step in parsed(link):
        if step.is_choice:
            hand = chosen(hand, step)
        elif step.is_edit:
            pipeline = edited(pipeline, hand.layer, step)
    return pipeline, hand


def _links(example: Example) -> dict[str, str]:
    """What to do, by the words of the link."""
    return {" ".join(words.split()): link for words, link in _LINK.findall(example.text)}


def _told(state: _State, link: str) -> tuple[object, ...]:
    """What a link leaves: of a layer that it chooses, nothing beyond that one."""
    pipeline, hand = state
    if any(step.verb == "layer" for step in parsed(link)):
        pipeline = replace(pipeline, layers=pipeline.layers[: hand.layer + 1])
        return pipeline.layers, pipeline.tone, hand.layer, hand.map
    return pipeline.layers, pipeline.tone


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_link_sets_all_that_its_sentence_assumes(example: Example) -> None:
    stored, picture = _opened(example)
    begun, links = _begun(stored), tuple(_links(example).values())
    for link in links:
        # Which of a layer's filters is seen says nothing of its settings.
        if not any(step.is_edit or step.verb == "inspect" for step in parsed(link)):
            continue
        alone = _told(_followed(begun, link), link)
        for before in links:
            state = _followed(begun, before)
            try:
                check(state[0], picture)
            except ArgumentValueError:  # refused: nothing of it stays
                state = begun
            assert _told(_followed(state, link), link) == alone, (before, link)


def test_an_exact_fit_is_refused_whatever_was_done_before() -> None:
    example = example_named("stride-that-does-not-fit")
    assert example is not None
    stored, picture = _opened(example)
    links = _links(example)
    wanted = links.pop("Ask for an exact fit")
    for before in links.values():
        refused, _hand = _followed(_followed(_begun(stored), before), wanted)
        with pytest.raises(ArgumentValueError, match="stride"):
            check(refused, picture)


# The map's row and what stands there, as the sentences of the links tell it.
_CLAIMS: tuple[tuple[str, str, int, list[float]], ...] = (
    ("vertical-line", "Inspect one of the threes", 2, [0, 0, 3, 3, 0, 0]),
    ("vertical-line", "Lay the ones across", 2, [0, 1, 2, 2, 1, 0]),
    ("vertical-line", "Stand them up again", 2, [0, 0, 3, 3, 0, 0]),
    ("bump", "Use 1 1 1", 0, [0, 1, 2, 2, 1, 0]),
    ("bump", "Use −1 0 1", 0, [0, 1, 1, -1, -1, 0]),
    ("bump", "Use 0 1 0 and pad it", 0, [0, 0, 0, 1, 1, 0, 0, 0]),
    ("bump", "As it was", 0, [0, 0, 1, 1, 0, 0]),
    ("two-lines", "The first map", 3, [0, 0, 3, 3, 0, 0]),
    ("two-lines", "The second map", 3, [0, 1, 2, 2, 1, 0]),
    ("two-lines", "Both, added", 3, [0, 1, 5, 5, 1, 0]),
    ("two-lines", "Take the larger one", 3, [0, 1, 3, 3, 1, 0]),
    ("step-by-step", "Go to the last value", 4, [132, 134, 136, 138, 140]),
    ("stride-that-does-not-fit", "Stride 2 with `same`", 0, [0, 0, 0, 600]),
    ("padding-that-keeps", "No padding", 0, [9] * 7),
    ("padding-that-keeps", "Inspect a corner", 0, [4, 6, 6, 6, 6, 6, 6, 6, 4]),
    ("padding-that-keeps", "Let the edge pixels go on", 0, [9] * 9),
    ("max-pooling", "Inspect a value", 0, [180, 240]),
    ("max-pooling", "Take the mean", 0, [97.5, 157.5]),
    ("max-pooling", "The largest again", 1, [90, 120]),
    ("shared-or-local", "Share the weights", 5, [0, 0, 3, 3, 0, 0]),
    ("shared-or-local", "one below", 4, [0, 1, 2, 2, 1, 0]),
    ("shared-or-local", "a pixel above", 1, [0, 0, 3, 3, 0, 0]),
    ("receptive-field", "layer 1", 7, [0] * 6 + [1, 1, 1] + [0] * 6),
    ("receptive-field", "layer 3", 7, [0] * 4 + [7, 21, 42, 49, 42, 21, 7] + [0] * 4),
    ("receptive-field", "As it was", 7, [0] * 4 + [7, 21, 42, 49, 42, 21, 7] + [0] * 4),
)


@pytest.mark.parametrize(("name", "words", "row", "expected"), _CLAIMS)
def test_the_numbers_are_those_of_the_sentence_after_any_other(
    name: str, words: str, row: int, expected: list[float]
) -> None:
    example = example_named(name)
    assert example is not None
    stored, picture = _opened(example)
    links = _links(example)
    for before in links.values():
        if "exact=on" in before:
            continue
        pipeline, hand = _followed(_followed(_begun(stored), before), links[words])
        shown = looked_at(pipeline, hand, picture)
        values = render(shown, picture, Region(0, 0, *check(shown, picture))).values
        np.testing.assert_array_equal(values[row, :, 0], expected, err_msg=before)


def test_what_the_text_says_of_exported_padding_is_in_the_code() -> None:
    example = example_named("uneven-padding")
    assert example is not None
    stored, _picture = _opened(example)
    words = " ".join(example.text.split())
    assert "where it pads unevenly it says whose way that is" in words
    for target in ("pytorch", "numpy"):
        code = write_code(stored.pipeline, target, colours=1, full_range=255.0).text
        assert (
            "one more goes after, as in TensorFlow; PyTorch's layers pad both sides alike" in code
        )


def test_the_parameters_of_shared_planes_are_those_that_the_strip_tells() -> None:
    example = example_named("edge-and-mean")
    assert example is not None
    stored, picture = _opened(example)
    layer = stored.pipeline.layers[0]
    assert isinstance(layer, Bank)
    maps = picture_maps(picture)
    assert "(9 + 1) · 2 = 20 parameters" in " ".join(example.text.split())
    assert layer.parameters(maps) == 20
    own = tuple(replace(one, planes=one.planes * 3) for one in layer.filters)
    assert replace(layer, filters=own).parameters(maps) == 56


def _edges(studio) -> tuple[list[float], list[float]]:
    """Of the outlines in the original: left and top, right and bottom; in the view's pixels."""
    lens = studio.viewer.original.lens
    shown = [lens.on_screen(mark.rectangle) for mark in studio.viewer.original.marks]
    return (
        [min(one.left for one in shown), min(one.top for one in shown)],
        [lens.width - max(one.right for one in shown), lens.height - max(o.bottom for o in shown)],
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("receptive-field", "Inspect a corner"),
        ("padding-that-keeps", "Inspect a corner"),
        ("uneven-padding", "PyTorch's"),
    ],
)
def test_padding_that_is_told_of_is_in_view(
    studio, examples, open_example, qtbot, name: str, words: str
) -> None:
    studio.window.resize(1280, 800)
    open_example(name)
    viewer = studio.viewer
    examples.doing.do(_links(example_named(name))[words])
    qtbot.waitUntil(lambda: bool(viewer.original.marks))
    qtbot.waitUntil(lambda: min(*_edges(studio)[0], *_edges(studio)[1]) > 0)
    assert viewer.navigator.viewport.fitted
    larger = viewer.navigator.viewport.scale
    studio.inspecting.open(opened=False)
    qtbot.waitUntil(lambda: viewer.navigator.viewport.scale > larger)


@pytest.mark.parametrize("name", ["vertical-line", "step-by-step", "receptive-field", "two-lines"])
def test_the_numbers_that_are_told_of_are_printed_at_1280_by_800(
    studio, open_example, qtbot, name: str
) -> None:
    studio.window.resize(1280, 800)
    open_example(name)
    for opened in (False, True):
        # Of “Three layers” the outlines are told of where the inspector is open.
        if opened and name == "receptive-field":
            continue
        studio.inspecting.open(opened=opened)
        ratio = studio.viewer.map.devicePixelRatioF()
        qtbot.waitUntil(
            lambda ratio=ratio: studio.viewer.navigator.viewport.scale >= FEW_FROM * ratio
        )
