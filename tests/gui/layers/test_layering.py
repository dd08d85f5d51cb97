"""What is done to the stack of layers: by menu, strip and keys; undone, refused, looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from convstudio.gui.layers.beginnings import FAMILIES, KINDS, Below
from convstudio.imaging.picture import Picture
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    LocallyConnected,
    Pooling,
)
from tests.gui.entering import steps

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def layering(studio, sample_opened):
    return studio.network.layering


@pytest.fixture
def strip(studio, layering):
    return studio.network.strip


@pytest.fixture
def session(studio):
    return studio.session


def add(layering, family: str, value: str = "") -> None:
    layering.add(FAMILIES[family][2][value] if value else KINDS[family])


def titles(session) -> list[str]:
    return [layer.title for layer in session.pipeline.layers]


@pytest.fixture
def stack(layering, session):
    """Sobel x, ReLU, max pooling; the last is chosen."""
    add(layering, "activation", "relu")
    add(layering, "pooling", "max")
    return session


def test_one_kernel_sees_a_button_and_nothing_more(strip, layering, studio) -> None:
    assert not strip.isVisible()
    assert studio.window.button_of(layering.actions["add-layer"]).isVisible()
    layering.actions["layer-facts"].trigger()
    assert strip.isVisible()
    assert not strip.row.isVisible()
    assert not strip.result.isVisible()
    assert strip.told.full_text == "1 layer · 10 parameters"
    layering.actions["layer-facts"].trigger()
    assert not strip.isVisible()


def test_layers_are_put_behind_the_chosen_one(stack, layering, strip, undo) -> None:
    assert titles(stack) == ["Sobel x 3×3", "ReLU", "Max pooling 2×2"]
    assert stack.hand.layer == 2
    layering.choose(0)
    add(layering, "activation", "tanh")
    assert titles(stack) == ["Sobel x 3×3", "Tanh", "ReLU", "Max pooling 2×2"]
    assert stack.hand.layer == 1
    assert steps(undo) == ["Add ReLU", "Add Max pooling 2×2", "Add Tanh"]
    assert [card.card.title for card in strip.row.cards] == titles(stack)
    assert [card.isChecked() for card in strip.row.cards] == [False, True, False, False]


def test_each_kind_can_be_added(layering, session) -> None:
    for kinds in (KINDS, *(family[2] for family in FAMILIES.values())):
        for name, kind in kinds.items():
            if name == "direction":
                continue
            before = len(session.pipeline.layers)
            layering.add(kind)
            assert len(session.pipeline.layers) == before + 1, name
            session.undo_stack.undo()


def test_what_new_layers_begin_with(layering, session) -> None:
    add(layering, "convolution")
    assert session.layer.title == "Identity 3×3"
    add(layering, "bank")
    assert [one.title for one in session.layer.filters] == ["Sobel x", "Sobel y"]
    assert layering.facts[-1].output.text == "400×600×6"
    add(layering, "one-by-one")
    assert session.layer.array(6).sum() == pytest.approx(1)
    assert session.layer.size == (1, 1)
    assert layering.facts[-1].output.text == "400×600×1"


def test_a_locally_connected_layer_takes_the_smallest_stride_that_fits(
    layering, session, studio
) -> None:
    add(layering, "locally")
    said = studio.window.status.currentMessage()
    assert said.startswith("Stride 3 was chosen: with 2 there would be 1,6")
    layer = session.layer
    assert isinstance(layer, LocallyConnected)
    assert layer.strides == (3, 3)
    assert layer.places == (133, 200)
    assert layer.weights.array.size <= 2**20


def test_layers_on_a_lone_pixel_of_a_photograph_are_no_signal_s(layering, session) -> None:
    session.open(Picture(np.zeros((1, 1, 3), np.uint8)))
    add(layering, "bank")
    assert session.layer.size == (3, 3)
    session.open(Picture(np.zeros((1, 1, 1), np.float32), samples=True))
    add(layering, "bank")
    assert session.layer.size == (1, 3)


def test_a_kernel_for_each_place_out_of_one_for_all(layering, session, undo, qtbot) -> None:
    session.open(Picture(np.zeros((12, 9, 1), np.uint8)))
    session.put_layer(0, replace(session.layer, activation="relu", name="conv1"), "ReLU")
    layering.localize()
    made, activation = session.pipeline.layers
    assert made.title == "conv1"
    assert made.places == (10, 7)
    assert made.kernel_at(3, 4).weights == session.undo_stack.befores[0].layers[0].kernel.weights
    assert activation == Activation("relu")
    assert steps(undo)[-1] == "Make Locally Connected"


def test_too_many_places_are_refused(layering, session, notice_words) -> None:
    before = session.pipeline
    layering.localize()
    said, hint = notice_words()
    assert "at most 1,048,576 weights" in said
    assert "pooling" in hint
    assert session.pipeline is before


def test_duplicating_removing_switching_off(stack, layering, undo, strip) -> None:
    layering.duplicate()
    assert titles(stack)[2:] == ["Max pooling 2×2"] * 2
    layering.switch()
    assert [layer.on for layer in stack.pipeline.layers] == [True, True, True, False]
    assert strip.row.cards[3].card.size == "200×300×3 · off"
    assert not layering.actions["switch-layer"].isChecked()
    layering.remove()
    assert titles(stack) == ["Sobel x 3×3", "ReLU", "Max pooling 2×2"]
    assert stack.hand.layer == 2
    assert steps(undo)[-3:] == [
        "Duplicate Max pooling 2×2",
        "Switch Off Max pooling 2×2",
        "Remove Max pooling 2×2",
    ]


def test_the_last_layer_stays(layering, session) -> None:
    assert not layering.actions["remove-layer"].isEnabled()
    layering.remove()
    assert len(session.pipeline.layers) == 1


def test_undo_leads_to_the_layer_that_changed(stack, layering, undo) -> None:
    layering.switch()
    layering.choose(0)
    undo.undo()
    assert stack.hand.layer == 2
    layering.choose(1)
    undo.redo()
    assert stack.hand.layer == 2


def test_undoing_a_removal_leads_to_what_is_back(stack, layering, undo) -> None:
    layering.choose(1)
    layering.remove()
    assert stack.hand.layer == 0
    undo.undo()
    assert titles(stack) == ["Sobel x 3×3", "ReLU", "Max pooling 2×2"]
    assert stack.hand.layer == 1
    undo.redo()
    assert titles(stack) == ["Sobel x 3×3", "Max pooling 2×2"]


def test_undoing_a_move_leads_to_the_layer_that_moved(stack, layering, undo) -> None:
    layering.move(2, 0)
    assert stack.hand.layer == 0
    layering.choose(1)
    undo.undo()
    assert titles(stack) == ["Sobel x 3×3", "ReLU", "Max pooling 2×2"]
    assert stack.hand.layer == 2


def test_a_stack_that_would_not_fit_is_refused_in_words(
    layering, session, notice_words, undo
) -> None:
    add(layering, "combine", "direction")
    said, hint = notice_words()
    assert said.startswith("Layer 2 (Direction): combine must be two maps")
    assert "Sobel x and Sobel y" in hint
    assert len(session.pipeline.layers) == 1
    assert not undo.can_undo


def test_a_move_that_does_not_fit_leaves_all_and_names_the_places(
    layering, session, notice_words, undo
) -> None:
    session.put_layer(0, Bank.of_array(np.ones((3, 3, 1, 2)), channels="each"), "Bank")
    add(layering, "combine", "direction")
    add(layering, "activation", "relu")
    before = session.pipeline
    layering.move(1, 0)
    said, hint = notice_words()
    assert said.startswith("Layer 1 (Direction): combine")
    assert hint.endswith("As layer 2 or 3 it would fit.")
    assert session.pipeline is before
    assert session.hand.layer == 2


def test_a_layer_that_others_need_cannot_be_taken_away(layering, session, notice_words) -> None:
    session.put_layer(0, Bank.of_array(np.ones((3, 3, 1, 2)), channels="each"), "Bank")
    add(layering, "combine", "direction")
    layering.choose(0)
    layering.switch()
    said, _hint = notice_words()
    assert said.startswith("Layer 2 (Direction): combine")
    assert session.pipeline.layers[0].on
    assert layering.actions["switch-layer"].isChecked()


def test_another_picture_shows_what_no_longer_fits(layering, session, strip, qtbot) -> None:
    session.open(Picture(np.zeros((12, 9, 1), np.uint8)))
    layering.localize()
    add(layering, "activation", "relu")
    session.open(Picture(np.zeros((12, 10, 1), np.uint8)))
    first, second = (card.card for card in strip.row.cards)
    assert (first.fits, first.size) == (False, "does not fit")
    assert "What would fit: an input of 12×9 pixels" in first.tip
    assert (second.fits, second.size) == (False, "waits")
    assert "It waits for layer 1" in second.tip
    session.open(Picture(np.zeros((12, 9, 1), np.uint8)))
    assert strip.row.cards[0].card.fits


def test_the_result_is_seen_whichever_layer_is_edited(stack, layering, strip, qtbot) -> None:
    qtbot.mouseClick(strip.result, LEFT)
    assert stack.hand.result
    layering.choose(0)
    assert stack.hand.result
    assert len(stack.shown.layers) == 3
    layering.actions["result"].trigger()
    assert not stack.hand.result
    assert len(stack.shown.layers) == 1
    assert not strip.result.isChecked()


# The strip by mouse and keys


def test_a_click_chooses(stack, strip, qtbot) -> None:
    qtbot.mouseClick(strip.row.cards[1], LEFT)
    assert stack.hand.layer == 1
    assert strip.row.cards[1].isChecked()
    assert not strip.row.cards[2].isChecked()


def test_keys_choose_move_switch_and_remove(stack, strip, qtbot, undo) -> None:
    qtbot.waitActive(strip.window())
    strip.row.cards[2].setFocus()

    def press(key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(strip.window().focusWidget(), key, modifier)

    press(Qt.Key.Key_Left)
    assert stack.hand.layer == 1
    assert strip.row.cards[1].hasFocus()
    press(Qt.Key.Key_Home)
    assert stack.hand.layer == 0
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Left, CONTROL)
    assert titles(stack) == ["Sobel x 3×3", "Max pooling 2×2", "ReLU"]
    assert stack.hand.layer == 1
    press(Qt.Key.Key_Space)
    assert not stack.layer.on
    press(Qt.Key.Key_Delete)
    assert titles(stack) == ["Sobel x 3×3", "ReLU"]
    assert steps(undo)[-1] == "Remove Max pooling 2×2"


def drag(card, path: list[QPoint]) -> None:
    QTest.mousePress(card, LEFT, pos=QPoint(10, 10))
    for point in path:
        QTest.mouseMove(card, point)
        QTest.qWait(1)


def test_a_card_is_dragged_before_another(stack, strip, qtbot) -> None:
    card, first = strip.row.cards[2], strip.row.cards[0]
    at = card.mapFromGlobal(first.mapToGlobal(QPoint(5, 10)))
    drag(card, [QPoint(-30, 10), at])
    QTest.mouseRelease(card, LEFT, pos=at)
    assert titles(stack) == ["Max pooling 2×2", "Sobel x 3×3", "ReLU"]
    assert stack.hand.layer == 0


def test_a_drag_can_be_called_off(stack, strip, qtbot) -> None:
    qtbot.waitActive(strip.window())
    card = strip.row.cards[2]
    drag(card, [QPoint(-30, 10), QPoint(-200, 10)])
    assert card.dragging
    QTest.keyClick(card, Qt.Key.Key_Escape)
    QTest.mouseRelease(card, LEFT, pos=QPoint(-200, 10))
    assert titles(stack) == ["Sobel x 3×3", "ReLU", "Max pooling 2×2"]


def name_field(strip) -> QLineEdit:
    (field,) = [one for one in strip.findChildren(QLineEdit) if one.isVisible()]
    return field


def test_a_double_click_renames(stack, strip, qtbot, undo) -> None:
    qtbot.waitActive(strip.window())
    QTest.mouseDClick(strip.row.cards[1], LEFT)
    field = name_field(strip)
    field.setText(" relu1 ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stack.pipeline.layers[1].name == "relu1"
    assert strip.row.cards[1].card.title == "relu1"
    assert steps(undo)[-1] == "Rename ReLU"


def test_a_name_is_for_no_other_layer(stack, layering, strip, undo, qtbot) -> None:
    qtbot.waitActive(strip.window())
    QTest.mouseDClick(strip.row.cards[1], LEFT)
    name_field(strip).setText("relu1")
    undo.undo()
    assert not [one for one in strip.findChildren(QLineEdit) if one.isVisible()]
    assert [layer.name for layer in stack.pipeline.layers] == ["", ""]
    assert layering.facts[-1].title == "ReLU"


def test_a_lone_layer_gets_its_card_while_it_is_renamed(layering, strip, session, qtbot) -> None:
    qtbot.waitActive(strip.window())
    layering.actions["rename-layer"].trigger()
    assert strip.row.isVisible()
    QTest.keyClick(name_field(strip), Qt.Key.Key_Escape)
    assert not strip.row.isVisible()
    layering.actions["rename-layer"].trigger()
    field = name_field(strip)
    field.setText("conv1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.layer.name == "conv1"
    assert strip.row.isVisible()


def test_twenty_layers_scroll_to_the_chosen_one(layering, strip, session, qtbot) -> None:
    for _ in range(19):
        add(layering, "activation", "relu")
    qtbot.waitUntil(lambda: strip.row.horizontalScrollBar().maximum() > 0)
    assert strip.row.horizontalScrollBar().value() > 0
    layering.choose(0)
    qtbot.waitUntil(lambda: strip.row.horizontalScrollBar().value() == 0)
    for _ in range(25):
        layering.actions["next-layer"].trigger()
    assert session.hand.layer == 19
    card = strip.row.cards[19]
    qtbot.waitUntil(lambda: card.visibleRegion().boundingRect().width() == card.width())


def test_many_layers_do_not_widen_the_window(layering, strip, studio, qtbot) -> None:
    studio.window.resize(1280, 800)
    layering.unfold(True)
    width = studio.window.side.width()
    for _ in range(12):
        layering.duplicate()
    qtbot.waitUntil(lambda: strip.row.horizontalScrollBar().maximum() > 0)
    assert studio.window.side.width() == width
    assert studio.window.width() == 1280


def test_in_a_narrow_window_the_chosen_card_is_in_view(stack, strip, studio, qtbot) -> None:
    studio.window.resize(400, 400)
    card = strip.row.cards[2]
    strip.row.show_cards([one.card for one in strip.row.cards], 0)
    strip.row.show_cards([one.card for one in strip.row.cards], 2)
    qtbot.waitUntil(lambda: card.visibleRegion().boundingRect().width() > 100)


# The table of facts


def test_the_facts_are_unfolded_and_copied(stack, layering, strip, studio, qtbot) -> None:
    qtbot.mouseClick(strip.fold, LEFT)
    table = strip.table
    assert table.isVisible()
    assert studio.settings.layer_facts
    heads = [table.horizontalHeaderItem(column).text() for column in range(table.columnCount())]
    assert heads == ["Sobel x 3×3", "ReLU", "Max pooling 2×2", "Total"]
    cells = [table.item(row, 2).text() for row in range(table.rowCount())]
    assert cells == ["400×600×3", "200×300×3", "0", "0", "4×4", "2×2", "703 KiB"]
    layering.actions["copy-facts"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Layer", "Input", "Output"]
    assert lines[3].split("\t")[0] == "Max pooling 2×2"
    assert len(lines) == 5
    layering.actions["layer-facts"].trigger()
    assert not table.isVisible()


def test_every_card_says_what_it_is(stack, strip) -> None:
    spoken = [card.accessibleName() for card in strip.row.cards]
    assert spoken[1] == "Layer 2 of 3, ReLU, 400×600×3"
    tip = strip.row.cards[2].card.tip.splitlines()
    assert tip[0] == "Max pooling 2×2"
    assert "Output: 200×300×3 (200 rows × 300 columns, 1 map in colours)" in tip
    assert "Receptive field: 4×4 pixels of the picture" in tip


def test_nothing_is_cut_beside_each_other(stack, strip) -> None:
    for card in strip.row.cards:
        words = (card.card.title, card.card.size)
        needed = max(card.fontMetrics().horizontalAdvance(one) for one in words)
        assert card.width() >= needed


def test_the_strip_is_of_the_kinds_alone(layering) -> None:
    place = Below((40, 60), Maps(1, 3), shipped_library(), "edge")
    assert isinstance(Convolution, type)
    assert {kind.text.replace("&", "") for kind in KINDS.values()} >= {"1×1 convolution"}
    made = [kind.made for kind in FAMILIES["pooling"][2].values()]
    assert {type(one(place)) for one in made} == {Pooling}
    assert type(FAMILIES["combine"][2]["sum"].made(place)) is Combine
