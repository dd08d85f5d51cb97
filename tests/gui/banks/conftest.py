"""A session with a photograph in a bare window, and the actions that fill and save filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

from convstudio.gui.banks.actions import BankActions
from convstudio.gui.banks.fill_dialog import FillDialog
from convstudio.gui.banks.fill_page import FillPage
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.theme import apply_theme
from convstudio.imaging.reading import read_picture
from convstudio.kernel.library import shipped_library
from convstudio.paths import sample_picture
from convstudio.pipeline.pipeline import Convolution, Pipeline


@dataclass(frozen=True)
class Bench:
    """What stands in for the studio: nothing else follows the session."""

    session: Session
    settings: Settings
    window: QMainWindow


@pytest.fixture
def studio(qapp, qtbot, tmp_path: Path) -> Bench:
    apply_theme(qapp, "light")
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    library = shipped_library()
    session = Session(Pipeline((Convolution(library.named("sobel-x")),)), window)
    session.open(read_picture(sample_picture("coffee.png")))
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Bench(session, Settings(store, tmp_path / "data"), window)


@pytest.fixture
def undo(studio):
    return studio.session.undo_stack


@pytest.fixture
def banks(studio) -> Iterator[BankActions]:
    """The actions of the window."""
    window = studio.window
    made = BankActions(studio.session, shipped_library, studio.settings, Notices(window), window)
    yield made
    made.stop()


@pytest.fixture
def filling(banks) -> Iterator[Callable[[Callable[[FillDialog], FillPage]], FillDialog]]:
    """Opens the dialog at a page."""
    dialogs = []

    def opened(page: Callable[[FillDialog], FillPage]) -> FillDialog:
        dialog = banks.fill(page)
        assert dialog is not None
        dialogs.append(dialog)
        dialog.finished.connect(lambda: dialogs.remove(dialog))
        return dialog

    yield opened
    for dialog in tuple(dialogs):
        dialog.reject()


@pytest.fixture
def settled(qtbot) -> Callable[[FillDialog], None]:
    """Waits until the dialog has worked out what its page asks for."""

    def wait(dialog: FillDialog) -> None:
        qtbot.waitUntil(lambda: not dialog._soon.isActive() and not dialog._worker.busy)

    return wait
