"""Code of stacks: which maps it is of, and what many weights do to the dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from convstudio.gui.dialogs.code_dialog import CodeDialog
from convstudio.gui.hand import Hand
from convstudio.gui.session import Session
from convstudio.gui.settings import Forgetful, Settings
from convstudio.gui.workbench.code_export import CodeExport
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code import target_named, write_code
from convstudio.pipeline.pipeline import Activation, Bank, Filter, Pipeline


@pytest.fixture
def session(qapp) -> Session:
    made = Session(two_maps())
    made.open(Picture(np.full((20, 30, 3), 7, np.uint8)))
    return made


@pytest.fixture
def settings() -> Settings:
    return Settings(Forgetful())


@pytest.fixture
def export(session, settings, qtbot) -> Iterator[CodeExport]:
    window = QWidget()
    qtbot.addWidget(window)
    made = CodeExport(session, settings, window)
    yield made
    made.stop()


@pytest.fixture
def dialog(export, qtbot) -> CodeDialog:
    export.open()
    (found,) = export.parent().findChildren(CodeDialog)
    qtbot.waitUntil(found.isVisible)
    return found


def two_maps() -> Pipeline:
    edges = Bank((Filter((Kernel(((-1, 1),), name="x"),)), Filter((Kernel(((1, -1),), name="y"),))))
    return Pipeline((edges, Activation("absolute")))


def test_all_maps_or_the_one_that_is_looked_at(session, settings, export, dialog, qtbot) -> None:
    session.choose(Hand(layer=1, map=1))
    dialog.refresh()
    assert dialog.scope.isVisible()
    assert dialog.scope.currentText() == "All maps"
    assert "for index in range(2):" in dialog.text.toPlainText()
    dialog.scope.setCurrentIndex(1)
    dialog.scope.activated.emit(1)
    assert settings.code_scope == "shown"
    shown = write_code(replace(two_maps(), map=1), "numpy", size=(20, 30))
    assert dialog.text.toPlainText() == shown.text
    export.copy(target_named("numpy"))
    assert QGuiApplication.clipboard().text() == shown.text
    session.choose(Hand(layer=0, map=0))
    first = write_code(Pipeline(two_maps().layers[:1], map=0), "numpy", size=(20, 30))
    qtbot.waitUntil(lambda: dialog.text.toPlainText() == first.text)


def large_bank() -> Pipeline:
    weights = np.random.default_rng(5).normal(size=(5, 5, 3, 400))
    return Pipeline((Bank.of_array(weights),))


def test_many_weights_are_written_in_a_thread_and_shown_in_part(session, dialog, qtbot) -> None:
    session.adopt(large_bank(), "Many weights")
    dialog.refresh()
    assert not dialog.copy_button.isEnabled()
    qtbot.waitUntil(dialog.copy_button.isEnabled)
    whole = write_code(large_bank(), "numpy", size=(20, 30)).text
    seen = dialog.text.toPlainText()
    assert len(seen) < 202_000 < len(whole)
    assert f"{len(whole) - len(seen):,}"[:2] in seen
    assert seen.endswith(whole[-90_000:])
    assert "characters are not shown here" in seen
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == whole


def test_many_weights_are_copied_once_they_are_written(session, export, qtbot) -> None:
    told: list[str] = []
    export.told.connect(told.append)
    session.adopt(large_bank(), "Many weights")
    export.copy(target_named("pytorch"))
    assert told == ["Writing code for PyTorch …"]
    whole = write_code(large_bank(), "pytorch", size=(20, 30)).text
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == whole)
    assert told[1:] == ["Copied code for PyTorch."]


def test_what_is_copied_before_it_is_written_is_whole(session, dialog) -> None:
    session.adopt(large_bank(), "Many weights")
    dialog.refresh()
    dialog.copy()
    whole = write_code(large_bank(), "numpy", size=(20, 30)).text
    assert QGuiApplication.clipboard().text() == whole


def test_a_stack_that_does_not_fit_is_told(session, dialog, qtbot) -> None:
    session.adopt(large_bank(), "Many weights")
    session.open(Picture(np.full((20, 30, 1), 7, np.uint8)))
    qtbot.waitUntil(lambda: "lanes of a filter" in dialog.warnings.toPlainText())
    assert dialog.text.toPlainText() == ""
    assert not dialog.copy_button.isEnabled()
