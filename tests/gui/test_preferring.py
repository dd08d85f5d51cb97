"""Preferences: remembered, in force at once, in every window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QMessageBox

from convstudio.gui.dialogs.preferences import PreferencesDialog
from convstudio.gui.numerals import decimal_comma, use_numerals
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.settings import Settings
from convstudio.gui.studio import Studio
from convstudio.gui.viewer.viewport import Viewport
from convstudio.gui.windows import Windows
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import all_cores, limit_threads, usable_cores


@pytest.fixture(autouse=True)
def as_it_was(qapp) -> Iterator[None]:
    """Threads and numerals are the process's."""
    yield
    limit_threads(0)
    use_numerals("point")


@pytest.fixture
def dialog(studio) -> Iterator[PreferencesDialog]:
    use_numerals("point")
    studio.files.actions["preferences"].trigger()
    (made,) = studio.window.findChildren(PreferencesDialog)
    yield made
    made.close()


def _choose(dialog: PreferencesDialog, name: str, value: str) -> None:
    box = dialog.fields[name]
    assert isinstance(box, ChoiceBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def _type(dialog: PreferencesDialog, name: str, text: str) -> None:
    field = dialog.fields[name]
    field.lineEdit().setText(text)
    field.lineEdit().setModified(True)
    field.editingFinished.emit()


def _weigh(studio: Studio, weight: float) -> None:
    layer = replace(studio.session.pipeline.layers[0], kernel=Kernel(((weight, 1.0),) * 2))
    studio.session.change(replace(studio.session.pipeline, layers=(layer,)), "Weigh")


def test_the_dialog_shows_what_is_in_force(dialog: PreferencesDialog) -> None:
    shown = {
        name: field.currentData() if isinstance(field, ChoiceBox) else field.text()
        for name, field in dialog.fields.items()
    }
    assert shown == {
        "threads": "0",
        "cache_mebibytes": "512",
        "default_border": "zeros",
        "default_channels": "each",
        "theme": "system",
        "numbers": "system",
    }


def test_every_field_has_a_name_a_tip_and_a_letter(dialog: PreferencesDialog) -> None:
    for field in dialog.fields.values():
        assert field.accessibleName()
        assert field.toolTip()
    labels = [label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    letters = [text[text.index("&") + 1].lower() for text in labels]
    assert len(letters) == len(set(letters)) == len(dialog.fields)


def test_threads_are_limited_at_once_and_remembered(dialog, studio) -> None:
    _choose(dialog, "threads", "0")
    assert usable_cores() == all_cores()
    if all_cores() > 1:
        _choose(dialog, "threads", "1")
        assert usable_cores() == 1
        assert studio.settings.threads == 1


def test_the_cache_takes_another_size_at_once(dialog, studio) -> None:
    _type(dialog, "cache_mebibytes", "64")
    assert studio.settings.cache_mebibytes == 64
    assert studio.cache.capacity == 64 << 20


@pytest.mark.parametrize("text", ["15", "1048577", "many", ""])
def test_a_cache_that_cannot_be_is_refused_and_the_field_marked(
    dialog, studio, text: str, qtbot
) -> None:
    _type(dialog, "cache_mebibytes", text)
    field = dialog.fields["cache_mebibytes"]
    assert field.marked
    assert field.text() == "512"
    assert studio.settings.cache_mebibytes == 512
    (box,) = studio.window.findChildren(QMessageBox, "notice")
    assert "cache must be" in box.text().lower()
    box.accept()


def test_a_new_window_begins_with_the_defaults_that_were_chosen(dialog, studio, qapp) -> None:
    _choose(dialog, "default_border", "reflect")
    _choose(dialog, "default_channels", "luminance")
    assert studio.session.pipeline.layers[0].border == "zeros"  # it is no new one
    other = Studio(qapp, studio.settings)
    layer = other.session.pipeline.layers[0]
    assert (layer.border, layer.channels) == ("reflect", "luminance")
    assert not other.files.changes.there
    other.stop()
    other.window.deleteLater()


def test_the_theme_is_that_of_the_menu(dialog, studio) -> None:
    _choose(dialog, "theme", "dark")
    assert studio.theme == studio.settings.theme == "dark"
    assert [a.text() for a in studio.window._themes if a.isChecked()] == ["Dark"]
    _choose(dialog, "theme", "light")


def test_numbers_have_a_comma_at_once_in_fields_cells_and_readings(
    dialog, studio, sample_opened, qtbot
) -> None:
    _weigh(studio, 0.25)
    divisor = studio.window.kernel_panel.divisor_row.field
    studio.edits.put(replace(studio.edits.kernel, divisor=2.5), "Divisor")
    assert divisor.text() == "2.5"
    _choose(dialog, "numbers", "comma")
    assert decimal_comma()
    assert divisor.text() == "2,5"
    reading = studio.live_map.reading(10.5, 10.5)
    assert "," in reading.split("→")[1]
    assert "." not in reading
    grid = studio.window.kernel_panel.grid
    grid.choose(type(grid._selection).of((0, 0)))
    grid.edit()
    assert grid.editor.text() == "0,25"
    grid.editor.setText("1,5")
    grid.editor.left.emit(None)
    assert studio.edits.kernel.weights[0][0] == 1.5
    divisor.lineEdit().setText("0,5")
    divisor.lineEdit().setModified(True)
    divisor.editingFinished.emit()
    assert studio.edits.kernel.divisor == 0.5
    _choose(dialog, "numbers", "point")
    assert divisor.text() == "0.5"


def test_what_is_painted_has_commas_at_once_too(studio, sample_opened, qtbot) -> None:
    use_numerals("point")
    _weigh(studio, 0.25)
    studio.viewer.navigator.restore(Viewport(300, 200, 64, fitted=False))
    qtbot.waitUntil(lambda: studio.live_job.idle)
    painted = studio.window.kernel_panel.grid, studio.viewer.map
    before = [widget.grab().toImage() for widget in painted]
    studio.settings.numbers = "comma"
    use_numerals("comma")
    studio.preferring.follow()
    qtbot.waitUntil(lambda: studio.live_job.idle)
    after = [widget.grab().toImage() for widget in painted]
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_defaults_put_all_back(dialog, studio) -> None:
    _choose(dialog, "default_border", "wrap")
    _choose(dialog, "numbers", "comma")
    _type(dialog, "cache_mebibytes", "64")
    dialog.defaults.click()
    settings = studio.settings
    assert (settings.default_border, settings.numbers) == ("zeros", "system")
    assert settings.cache_mebibytes == 512
    assert dialog.fields["default_border"].currentData() == "zeros"


def test_what_is_chosen_in_one_window_holds_in_all(qapp, tmp_path) -> None:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    windows = Windows(qapp, lambda: Studio(qapp, settings))
    first, second = windows.add(), windows.add()
    _weigh(second, 1)
    second.edits.put(replace(second.edits.kernel, divisor=2.5), "Divisor")
    first.preferring.ask()
    (dialog,) = first.window.findChildren(PreferencesDialog)
    _choose(dialog, "numbers", "comma")
    _type(dialog, "cache_mebibytes", "32")
    assert second.window.kernel_panel.divisor_row.field.text() == "2,5"
    assert second.cache.capacity == 32 << 20
    dialog.close()
    for studio in windows.studios:
        studio.files.forget_changes()
    windows.close_all()
