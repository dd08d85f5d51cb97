"""Families swept on their page: one parameter or two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

from convstudio.kernel.families import family
from tests.gui.banks.filling import OK, named, press


def test_a_family_is_swept_over_its_angle(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    assert named(dialog)[:3] == ["Gabor 0°", "Gabor 22.5°", "Gabor 45°"]
    dialog.sweep.first.count.put(4)
    settled(dialog)
    assert named(dialog) == ["Gabor 0°", "Gabor 45°", "Gabor 90°", "Gabor 135°"]
    assert not dialog.sweep.form.fields["angle"].isEnabled()
    press(dialog, OK)
    assert [f.name for f in studio.session.pipeline.layers[0].filters][1] == "Gabor 45°"


def test_a_second_parameter_makes_every_pair(filling, settled):
    dialog = filling(lambda d: d.sweep)
    box = dialog.sweep.second.parameter
    box.setCurrentIndex(box.findData("sigma"))
    box.activated.emit(box.currentIndex())
    dialog.sweep.second.count.put(2)
    settled(dialog)
    assert len(named(dialog)) == 16
    assert named(dialog)[0] == "Gabor 0°, σ 1.25 px"


def test_what_cannot_be_swept_is_told_and_the_trial_ends(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    dialog.sweep.first.last.put(500)
    settled(dialog)
    assert "from -180 to 180" in dialog.outcome.text()
    assert not studio.session.trying
    assert not dialog.ok.isEnabled()


@pytest.mark.parametrize("identifier", ["box", "savitzky-golay", "emboss", "steerable"])
def test_every_familys_page_has_something_to_show(filling, settled, identifier):
    dialog = filling(lambda d: d.sweep)
    dialog.sweep.choose(identifier)
    dialog.sweep.changed.emit()
    settled(dialog)
    assert dialog.ok.isEnabled()


def test_the_sweep_begins_with_the_family_of_the_kernel_in_force(studio, filling, settled):
    log = family("log")
    kernel = log.kernel(log.defaults.with_value("sigma", 2.0))
    studio.session.put_layer(0, replace(studio.session.layer, kernel=kernel), "LoG")
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    assert dialog.sweep.chosen is log
    assert dialog.sweep.settings.number("sigma") == 2.0
    assert dialog.sweep.first.sweep.name == "sigma"
    assert len(named(dialog)) == 8


def test_arithmetic_counts_in_the_ends_of_a_sweep(filling, settled, qtbot):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    dialog.sweep.first.last.text_entered.emit("180/4")
    settled(dialog)
    assert named(dialog)[-1] == "Gabor 39.38°"
    dialog.sweep.first.open_end.click()
    settled(dialog)
    assert named(dialog)[-1] == "Gabor 45°"


def test_the_others_of_a_family_shape_every_filter(filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    before = dialog.tiles.tiles._weights.shape
    dialog.sweep.form.moved.emit("sigma", 4.0, None)
    settled(dialog)
    assert dialog.tiles.tiles._weights.shape[0] > before[0]
    dialog.sweep.form.typed.emit("sigma", "99", dialog.sweep.form.fields["sigma"].field)
    (box,) = dialog.findChildren(QMessageBox, "notice")
    assert "0.2 to 20" in box.text()
    box.accept()
    assert dialog.sweep.settings.number("sigma") == 4.0


def test_steps_that_are_ratios_are_called_so(filling):
    first = filling(lambda dialog: dialog.sweep).sweep.first
    assert first.by_ratio.text().replace("&", "") == "Equal ratios"
    assert "Geometric steps" in first.by_ratio.toolTip()
