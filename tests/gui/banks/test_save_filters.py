"""Saving filters: what the file will hold and lose is told before, and it is whole after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.banks.save_dialog import SaveFiltersDialog
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.reading import names_in, read_array


@pytest.fixture
def saving(studio, banks):
    """Opens the dialog for a bank with names, biases and a divisor."""
    weights = np.arange(27.0).reshape(3, 3, 3, 1).repeat(2, axis=3) / 7
    bank = Bank.of_array(weights, [0.5, 1.0], ["first", "second"])
    studio.session.put_layer(0, replace(bank, name="conv1"), "Bank")
    banks.actions["save-filters"].trigger()
    (dialog,) = studio.window.findChildren(SaveFiltersDialog)
    return dialog


def save_as(dialog, folder, name) -> None:
    dialog.place.folder.setText(str(folder))
    dialog.place.name.setText(name)
    dialog.save.click()


def test_it_says_what_the_file_holds_and_loses(saving):
    words = saving.words.text()
    assert "conv1.kernel 3 × 3 × 3 × 2, conv1.bias 2" in words
    assert "Rounded to float32" in words
    saving.precision.choose("float64")
    saving.precision.activated.emit(1)
    assert "Rounded" not in saving.words.text()
    saving.place.name.setText("a.npy")
    assert "biases are left out" in saving.words.text()


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_it_saves_what_it_says(saving, banks, qtbot, tmp_path, ending):
    bank = banks.bank
    saving.framework.choose("pytorch")
    saving.framework.activated.emit(1)
    saving.precision.choose("float64")
    with qtbot.waitSignal(banks.told) as told:
        save_as(saving, tmp_path, f"a.{ending}")
    assert told.args == [f"Saved a.{ending}."]
    found = read_array(tmp_path / f"a.{ending}", "conv1.weight")
    assert np.array_equal(found, bank.array(3).transpose(3, 2, 0, 1))
    assert names_in(tmp_path / f"a.{ending}") == ("first", "second")


def test_an_ending_of_none_of_the_formats_is_refused(saving, qtbot, tmp_path):
    save_as(saving, tmp_path, "a.h5")
    (box,) = saving.findChildren(QMessageBox, "notice")
    assert ".safetensors" in box.informativeText()
    box.accept()
    assert saving.isVisible()
    saving.reject()


def test_a_file_that_is_there_is_replaced_only_when_asked(saving, tmp_path):
    (tmp_path / "a.npz").write_bytes(b"before")
    save_as(saving, tmp_path, "a.npz")
    (box,) = saving.findChildren(QMessageBox, "replace-file")
    box.reject()
    assert (tmp_path / "a.npz").read_bytes() == b"before"
    saving.reject()


def test_a_disk_that_refuses_is_told(studio, banks, qtbot, tmp_path, notice_words, saving):
    file = saving.file
    saving.reject()
    banks.save(tmp_path / "gone" / "a.npz", file)
    words, hint = notice_words()
    assert "folder does not exist" in words
    assert "Choose another folder" in hint


def test_biases_are_saved_for_the_pixels_that_are_chosen(saving, banks, qtbot, tmp_path):
    assert saving.pixels.isEnabled()
    assert saving.pixels.currentText() == "Pixels of 0 … 1"
    saving.pixels.choose("255")
    saving.pixels.activated.emit(1)
    with qtbot.waitSignal(banks.told):
        save_as(saving, tmp_path, "a.npz")
    assert read_array(tmp_path / "a.npz", "conv1.bias").tolist() == [127.5, 255.0]


def test_where_no_bias_is_written_there_is_no_choice_of_pixels(saving):
    saving.place.name.setText("a.npy")
    assert not saving.pixels.isEnabled()
    saving.reject()
