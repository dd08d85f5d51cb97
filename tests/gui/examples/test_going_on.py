"""From example to example: what is asked, what counts as a change, and what stays of the last."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from convstudio.kernel.kernel import Kernel
from convstudio.paths import sample_picture
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.examples import EXAMPLES, called, example_named


def _boxes(studio) -> list[str]:
    boxes = [box for box in studio.window.findChildren(QDialog) if box.isVisible()]
    return [box.text() if isinstance(box, QMessageBox) else box.windowTitle() for box in boxes]


@pytest.fixture
def settled(studio, qtbot):
    def wait() -> None:
        qtbot.waitUntil(lambda: not studio.live_job.busy)
        assert _boxes(studio) == []

    return wait


def test_one_after_another_with_no_question(studio, examples, open_example, qtbot, settled) -> None:
    open_example(EXAMPLES[0].name)
    for before, after in pairwise(EXAMPLES):
        assert examples.page.example == before
        with qtbot.waitSignal(studio.files.session_opening.adopted):
            qtbot.mouseClick(examples.page.after, Qt.MouseButton.LeftButton)
        settled()
        assert examples.page.example == after
        assert not studio.files.changes.there
        assert studio.window.windowTitle().startswith(f"{after.title}[*] · ")


@pytest.mark.parametrize("step", [3, 7, 11])  # each leads from every example to another
def test_from_each_to_others_with_no_question(studio, open_example, settled, step) -> None:
    for index in range(len(EXAMPLES) + 1):
        open_example(EXAMPLES[index * step % len(EXAMPLES)].name)
        settled()


def test_what_the_text_leads_to_is_no_change(studio, examples, open_example) -> None:
    open_example("vertical-line")
    changes, begun = studio.files.changes, studio.session.pipeline
    examples.doing.do("weights=0,0,0/1,1,1/0,0,0")
    assert studio.session.pipeline.layers[0].kernel.name == "Custom"
    assert not changes.there
    examples.doing.do("weights=0,1,0/0,1,0/0,1,0")
    assert studio.session.pipeline == begun
    assert studio.session.pipeline.layers[0].kernel.name == "Vertical line"
    studio.session.undo_stack.undo()
    assert not changes.there
    studio.editor.choose_preset("box-3")
    assert changes.there
    examples.doing.do("stride=2")  # it takes a change of one's own along
    assert changes.there


def test_a_change_of_ones_own_is_asked_about_by_the_examples_title(
    studio, open_example, settled, sample_opened, qtbot
) -> None:
    open_example("two-lines")
    studio.session.remove_layer(1, "Remove Layer")
    changes = studio.files.changes
    assert changes.work == "the session of “Two line detectors, combined”"
    assert changes.words == "The layers or their settings were changed."
    open_example("bump")  # undo brings it back
    settled()
    assert not changes.there
    studio.session.undo_stack.undo()
    assert len(studio.session.pipeline.layers) == 1


def test_work_on_a_picture_of_ones_own_is_asked_about(
    studio, examples, open_example, qtbot
) -> None:
    open_example("sobel-magnitude")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(sample_picture("coffee.png"))
    assert not studio.files.changes.there
    assert studio.window.windowTitle() == "coffee.png[*]"
    examples.doing.do("layer=2;combine=direction")
    assert studio.files.changes.there
    examples.open(EXAMPLES[1])
    qtbot.waitUntil(lambda: bool(_boxes(studio)))
    assert _boxes(studio) == [
        "Save the session of “coffee.png” before opening “A bump in a signal”?"
    ]
    studio.window.findChild(QMessageBox, "unsaved").reject()


def test_an_example_is_called_by_its_title(studio, open_example, tmp_path) -> None:
    told: list[str] = []
    studio.files.told.connect(told.append)
    open_example("max-pooling")
    assert told[0] == "Opening “Max pooling” …"
    assert told[-1] == "Opened “Max pooling”"
    assert studio.session.undo_stack.texts[-1] == "Open “Max pooling”"
    assert called(example_named("bump").session) == "“A bump in a signal”"
    assert called(tmp_path / "own.convstudio") == "own.convstudio"


def test_nothing_is_told_of_kernels_that_came_with_an_example(studio, open_example) -> None:
    told: list[str] = []
    tell = studio.window.kernel_panel.tell
    studio.window.kernel_panel.tell = lambda words: (told.append(words), tell(words))
    for name in ("edge-and-mean", "conv1", "one-product", "mix-of-channels", "sobel-magnitude"):
        open_example(name)
    assert [words for words in told if words] == []
    studio.session.choose(type(studio.session.hand)())
    studio.window.kernel_panel.sizes.size_entered.emit("rows", "5")
    assert told[-1] == "All kernels of the layer are 5×5 now."


def test_the_strict_rule_is_back_with_kernels_that_it_takes(studio, open_example) -> None:
    sizes = studio.window.kernel_panel.sizes
    open_example("bump")
    assert not sizes.strict.isChecked()
    open_example("vertical-line")
    assert sizes.strict.isChecked()
    sizes.strict.click()
    open_example("bump")
    open_example("conv1")
    assert not sizes.strict.isChecked()  # a hand switched it off


def test_who_sizes_without_the_strict_rule_goes_on_without_it(studio, sample_opened) -> None:
    sizes = studio.window.kernel_panel.sizes
    studio.session.put_layer(0, Convolution(Kernel(((1, 2, 1),))), "Take")
    sizes.size_entered.emit("rows", "3")
    assert studio.session.kernel.shape == (3, 3)
    assert not sizes.strict.isChecked()


@pytest.mark.parametrize("drawer", ["", "families"])
@pytest.mark.parametrize("inspector", [False, True])
def test_the_views_stand_the_same_whatever_was_open(
    studio, sample_opened, open_example, qtbot, drawer, inspector
) -> None:
    studio.window.resize(1280, 800)
    if drawer:
        studio.window.drawer.open(drawer)
    studio.inspecting.open(opened=inspector)
    qtbot.waitUntil(lambda: studio.window.inspector.isVisible() == inspector)
    open_example("vertical-line")
    assert studio.viewer.mode == "stacked"
    open_example("two-lines")
    assert studio.viewer.mode == "stacked"


@pytest.mark.parametrize("chosen", [False, True])
def test_a_closed_inspector_leaves_its_room_to_the_views(studio, sample_opened, chosen) -> None:
    studio.window.resize(1280, 800)
    studio.inspecting.open(opened=True)
    studio.window.drawer.open("library")
    assert studio.viewer.mode == "side-by-side"  # higher than wide they would not be
    if chosen:
        studio.actions["compare-stacked"].trigger()
        studio.actions["compare-side-by-side"].trigger()
    studio.inspecting.open(opened=False)
    assert studio.viewer.mode == ("side-by-side" if chosen else "stacked")
    studio.window.drawer.shut()
    assert studio.viewer.mode == "side-by-side"
