"""Opening examples: the menu, the text beside the picture, and what its links do."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.hand import Hand
from convstudio.pipeline.examples import EXAMPLES

_LINK = re.compile(r"\]\((do:[^)]+)\)")
_REFUSED = "exact=on"  # the lesson of one example


def _box(studio, name: str) -> QMessageBox | None:
    boxes = studio.window.findChildren(QMessageBox, name)
    return next((box for box in boxes if box.isVisible()), None)


def test_the_menu_has_every_example_in_groups(studio) -> None:
    menu = studio.window.examples_menu
    assert menu.menuAction().isVisible()
    titles = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert titles[: len(EXAMPLES)] == [example.title for example in EXAMPLES]
    sections = [a.text() for a in menu.actions() if a.isSeparator() and a.text()]
    assert sections == list(dict.fromkeys(example.group for example in EXAMPLES))


def test_headings_stand_clear_of_the_menus_edges_and_are_passed_over(studio, qtbot) -> None:
    menu = studio.window.examples_menu
    menu.popup(studio.window.mapToGlobal(QPoint()))
    entries = menu.actions()
    heading, first = menu.actionGeometry(entries[0]), menu.actionGeometry(entries[1])
    letters = menu.fontMetrics().height()
    assert heading.height() >= letters + 8
    assert first.top() >= heading.bottom()
    label = menu.childAt(heading.center())
    assert (label.text(), label.contentsMargins().left()) == (EXAMPLES[0].group, 10)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction() is entries[1]
    menu.hide()


def test_an_example_opens_with_its_text_beside_it(studio, examples, open_example) -> None:
    open_example("vertical-line")
    assert studio.window.drawer.opened == "examples"
    assert studio.session.picture.name == "vertical-line.csv"
    text = examples.page.browser.toPlainText()
    assert text.startswith("A vertical line\n")
    assert "`" not in text
    assert "0 0 3 3 0 0" in text
    assert examples.page.count.text() == f"Example 1 of {len(EXAMPLES)}"


def test_it_is_a_beginning_and_no_file_to_be_saved_into(studio, open_example) -> None:
    open_example("two-lines")
    assert studio.files.changes.path is None
    assert not studio.window.isWindowModified()
    assert studio.settings.recent == ()
    assert studio.session.hand == Hand(layer=1)
    before = studio.session.pipeline
    studio.session.undo_stack.undo_action(studio.window).trigger()
    assert studio.session.pipeline != before


def test_unsaved_changes_are_asked_about_first(
    studio, examples, sample_opened, open_example, qtbot
) -> None:
    studio.editor.choose_preset("box-3")
    edited = studio.session.pipeline
    examples.open(EXAMPLES[0])
    qtbot.waitUntil(lambda: _box(studio, "unsaved") is not None)
    _box(studio, "unsaved").reject()
    assert studio.session.pipeline == edited
    assert studio.session.picture.path == sample_opened


def test_a_session_of_ones_own_has_no_text(studio, examples, open_example, qtbot, tmp_path) -> None:
    open_example("bump")
    path = tmp_path / "own.convstudio"
    studio.files.sessions.save_as(path)
    qtbot.waitUntil(path.is_file)
    qtbot.waitUntil(lambda: studio.files.changes.path == path)
    with qtbot.waitSignal(studio.files.session_opening.adopted):
        studio.files.session_opening.open(path)
    assert examples.page.example is None
    assert "Examples" in examples.page.browser.toPlainText()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_link_does_what_it_can(studio, examples, open_example, example) -> None:
    open_example(example.name)
    links = _LINK.findall(example.text)
    assert links
    for link in links:
        examples.page.browser.anchorClicked.emit(QUrl(link))
        refusal = _box(studio, "notice")
        assert (refusal is not None) == link.endswith(_REFUSED), link
        if refusal is not None:
            assert "stride" in refusal.text()
            refusal.accept()
    studio.inspecting.stop()


def test_the_edits_of_one_link_are_one_step_to_undo(studio, examples, open_example) -> None:
    open_example("receptive-field")
    before, steps = studio.session.pipeline, len(studio.session.undo_stack.texts)
    examples.doing.do("layer=1;stride=1;dilation=2;layer=3;inspect=7,7")
    assert studio.session.pipeline.layers[0].dilation == (2, 2)
    assert studio.session.undo_stack.texts[steps:] == ("Stride 1, dilation 2",)
    assert studio.session.hand.layer == 2
    assert studio.inspecting.place == (7, 7)
    studio.session.undo_stack.undo_action(studio.window).trigger()
    assert studio.session.pipeline == before


def test_playing_from_the_text(studio, examples, open_example) -> None:
    open_example("step-by-step")
    assert studio.inspecting.place == (0, 0)
    examples.doing.do("step")
    assert studio.inspecting.player.place == (0, 1)
    examples.doing.do("speed=1;play")
    assert studio.inspecting.player.running
    examples.doing.do("play")
    assert studio.inspecting.player.running
    examples.doing.do("stop")
    assert studio.inspecting.player.place is None


def test_a_layer_that_is_gone_is_told(studio, examples, open_example, notice_words) -> None:
    open_example("two-lines")
    studio.session.remove_layer(1, "Remove")
    examples.doing.do("layer=1;combine=maximum")
    assert "open it again" in notice_words()[1]


def test_from_one_example_to_the_next(studio, examples, open_example, qtbot) -> None:
    open_example(EXAMPLES[0].name)
    page = examples.page
    assert not page.before.isEnabled()
    assert page.after.toolTip() == f"Next example: {EXAMPLES[1].title}"
    with qtbot.waitSignal(studio.files.session_opening.adopted):
        qtbot.mouseClick(page.after, Qt.MouseButton.LeftButton)
    assert page.example == EXAMPLES[1]
    open_example(EXAMPLES[-1].name)
    assert not page.after.isEnabled()


def test_a_link_opens_another_example(studio, examples, open_example, qtbot) -> None:
    open_example("edge-and-mean")
    with qtbot.waitSignal(studio.files.session_opening.adopted):
        examples.page.browser.anchorClicked.emit(QUrl("open:edge-and-mean-relu"))
    assert examples.page.example.name == "edge-and-mean-relu"


def test_the_paddings_are_drawn_beside_each_other(studio, examples, open_example, qtbot) -> None:
    open_example("uneven-padding")
    browser = examples.page.browser
    qtbot.waitUntil(lambda: "Difference" in browser.accessibleDescription())
    told = browser.accessibleDescription()
    assert told.startswith("TensorFlow: 18 36 54 45; 36 54 72 57;")
    assert "PyTorch: 4 15 27 39; 15 36 54 72;" in told
    assert "21 18 18 −15" in told
    examples.doing.do("stride=1")
    qtbot.waitUntil(lambda: "TensorFlow: 4 9 15" in browser.accessibleDescription())
    zeros = " ".join("0" * 8)
    assert browser.accessibleDescription().endswith(f"Difference: {'; '.join([zeros] * 8)}.")


def test_the_text_is_reached_and_followed_by_keys(studio, examples, open_example, qtbot) -> None:
    open_example("bump")
    browser = examples.page.browser
    studio.window.activateWindow()
    browser.setFocus()
    for _ in range(3):  # speed and play; stop; use 1 1 1
        qtbot.keyClick(browser, Qt.Key.Key_Tab)
    qtbot.keyClick(browser, Qt.Key.Key_Return)
    assert studio.session.pipeline.layers[0].kernel.weights == ((1, 1, 1),)
