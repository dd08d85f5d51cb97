"""Random filters on their page: seed, number, planes; numbers that are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from convstudio.numerics.initializers import draw
from convstudio.pipeline.bank import Bank
from tests.gui.banks.filling import OK, press


def test_random_filters_are_those_of_their_seed(studio, filling, settled):
    dialog = filling(lambda d: d.random)
    settled(dialog)
    assert "896 parameters" in dialog.outcome.text()
    dialog.random.seed.put(7)
    dialog.random.count.put(2)
    dialog.random.distribution.choose("he_normal")
    dialog.random.distribution.activated.emit(3)
    settled(dialog)
    press(dialog, OK)
    bank = studio.session.pipeline.layers[0]
    assert bank.channels == "sum"
    assert np.array_equal(bank.array(3), draw("he_normal", (3, 3, 3, 2), 7))


def test_what_was_drawn_stands_in_the_fields_again(studio, filling, settled):
    dialog = filling(lambda d: d.random)
    dialog.random.seed.put(41)
    settled(dialog)
    press(dialog, OK)
    again = filling(lambda d: d.random)
    assert again.random.initializer == replace(again.random.initializer, seed=41)
    settled(again)
    press(again, OK)
    # The same again is no step.
    assert studio.session.undo_stack.texts == ("Fill with Random Weights",)


def test_depthwise_and_shared_planes(studio, filling, settled):
    dialog = filling(lambda d: d.random)
    for planes, words in (("each", "32 maps in colours"), ("shared", "one plane each")):
        dialog.random.planes.choose(planes)
        dialog.random.planes.activated.emit(0)
        settled(dialog)
        assert words in dialog.outcome.text()


def test_linked_one_number_is_for_rows_and_columns(filling, settled, qtbot):
    dialog = filling(lambda d: d.random)
    page = dialog.random
    settled(dialog)
    assert page.link.isChecked()
    page.rows.text_entered.emit("5")
    assert page.initializer.size == (5, 5)
    page.columns.text_entered.emit("7")
    assert page.initializer.size == (7, 7)
    page.link.click()
    page.rows.text_entered.emit("3")
    assert page.initializer.size == (3, 7)
    page.link.click()
    assert page.initializer.size == (3, 3)
    settled(dialog)
    assert "32 filters of 3×3" in dialog.outcome.text()


def test_of_a_rectangle_rows_and_columns_are_apart(studio, filling, settled):
    studio.session.put_layer(0, Bank.of_array(np.ones((1, 3, 1, 2)), channels="sum"), "Rows")
    page = filling(lambda d: d.random).random
    assert not page.link.isChecked()
    page.columns.put(9)
    assert page.initializer.size == (1, 9)


def test_only_what_scrolls_has_a_scroll_bar(filling, settled, qtbot):
    dialog = filling(lambda d: d.random)
    bar = dialog.tiles.verticalScrollBar()
    settled(dialog)
    qtbot.waitUntil(bar.isVisible)  # a view lays its tiles out when it comes to it
    dialog.random.count.put(3)
    settled(dialog)
    qtbot.waitUntil(lambda: not bar.isVisible())
    dialog.tiles.clear()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_number_that_is_none_is_refused_in_words_and_the_last_stays(filling, settled, qtbot):
    dialog = filling(lambda d: d.random)
    settled(dialog)
    dialog.random.count.text_entered.emit("513")
    (box,) = dialog.findChildren(QMessageBox, "notice")
    assert "512" in box.text()
    box.accept()
    assert dialog.random.count.marked
    assert dialog.random.count.value == 32
    assert dialog.ok.isEnabled()


def test_enter_takes_the_number_that_was_just_typed(studio, filling, settled, qtbot):
    dialog = filling(lambda d: d.random)
    settled(dialog)
    field = dialog.random.count
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "4")
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(studio.session.layer.filters) == 4


def test_enter_on_a_number_that_is_refused_takes_nothing(studio, filling, settled, qtbot):
    before = studio.session.pipeline
    dialog = filling(lambda d: d.random)
    settled(dialog)
    field = dialog.random.count
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "9999")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    (box,) = dialog.findChildren(QMessageBox, "notice")
    box.accept()
    assert dialog.isVisible()
    assert studio.session.pipeline is before
