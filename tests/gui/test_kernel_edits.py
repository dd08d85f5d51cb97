"""Edits of the kernel: steps, gestures, presets, trials and refusals."""

from __future__ import annotations

from dataclasses import replace

from convstudio.gui.viewer.pane import Header
from convstudio.kernel.kernel import CUSTOM, Kernel
from convstudio.kernel.recipe import Recipe
from convstudio.pipeline.elements import Combine
from convstudio.pipeline.pipeline import Bank, Filter, Pipeline

_RAMP = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)))


def _descriptions(studio) -> list[str]:
    return [header.description.full_text for header in studio.viewer.findChildren(Header)]


def test_a_kernel_is_put_in_force_as_a_step(studio, sample_opened, undo, qtbot) -> None:
    with qtbot.waitSignal(studio.edits.changed):
        studio.edits.put(_RAMP, "Ramp")
    assert studio.edits.kernel == _RAMP
    assert undo.texts == ("Ramp",)


def test_one_gesture_is_one_step(studio, sample_opened, undo) -> None:
    first, second = studio.edits.new_gesture(), studio.edits.new_gesture()
    assert first != second
    for key, value in ((first, 2.0), (first, 3.0), (second, 4.0)):
        studio.edits.put(_RAMP.with_weight(0, 0, value), f"Scrub to {value}", key)
    assert undo.texts == ("Scrub to 3.0", "Scrub to 4.0")


def test_the_numbers_of_a_preset_are_that_preset_unless_something_made_them(
    studio, sample_opened
) -> None:
    preset = studio.edits.library.named("laplacian-4")
    numbers = Kernel(preset.weights, preset.divisor)
    studio.edits.put(numbers, "Type it")
    assert studio.edits.kernel == preset
    made = Kernel(preset.weights, preset.divisor, recipe=Recipe("formula", "x"))
    studio.edits.put(made, "Make it")
    assert (studio.edits.kernel.name, studio.edits.kernel.recipe) == (CUSTOM, made.recipe)


def test_a_trial_is_on_the_screen_only(studio, sample_opened, undo, qtbot) -> None:
    before = studio.edits.kernel
    with qtbot.waitSignal(studio.live_map.shown):
        studio.edits.try_out(_RAMP)
    assert studio.edits.kernel == before
    assert any(words.startswith("Trying: Custom") for words in _descriptions(studio))
    with qtbot.waitSignal(studio.live_map.shown):
        studio.edits.try_out(None)
    assert undo.texts == ()


def test_a_refusal_is_explained_and_marked(studio, sample_opened, notice_words) -> None:
    marked = []
    grid = studio.window.kernel_panel

    def edit() -> None:
        studio.edits.put(_RAMP.with_divisor(0), "Divisor 0")

    assert not studio.edits.attempt(grid, edit, marked.append)
    wrong, _right = notice_words()
    assert wrong.startswith("Divisor must be a number other than 0")
    assert len(marked) == 1


def test_the_header_of_a_direction_tells_its_degrees(studio, sample_opened) -> None:
    two = Bank((Filter((_RAMP,)), Filter((_RAMP,))))
    studio.session.adopt(Pipeline((two, Combine("direction"))), "A file")
    studio.session.choose(replace(studio.session.hand, layer=1))
    told = [words for words in _descriptions(studio) if "°" in words]
    assert [words.split(" · ")[-1] for words in told] == ["0 … 255 stands for 0° … 360°"]
