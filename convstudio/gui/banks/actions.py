"""The actions of a layer's filters as a whole, and the dialogs that they open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from convstudio.gui.actions import ActionSpec, build_actions
from convstudio.gui.banks.fill_dialog import FillDialog, maps_below
from convstudio.gui.banks.fill_page import FillPage
from convstudio.gui.banks.save_dialog import SaveFiltersDialog
from convstudio.gui.files.saving.suggestion import folder_for
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.jobs.worker import Publish, Worker
from convstudio.kernel.library import Library
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.writing import FilterFile, write_filters
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.single_filter import bank_of

BANK_ACTIONS: dict[str, ActionSpec] = {
    "fill-filters": ActionSpec(
        "&Fill filters …",
        "Many filters at once: from the library, a family swept over angles or scales, random"
        " weights, or a file",
        ("Ctrl+Alt+F",),
    ),
    "save-filters": ActionSpec(
        "Save filters &as …",
        "The weights and biases of the layer as .npy, .npz or safetensors, for Keras or PyTorch",
        ("Ctrl+Alt+Shift+F",),
    ),
}


class BankActions(QObject):
    """Fills the layer under the hand with filters, and saves those that it has.

    Args:
        library: what the library holds now, the user's own kernels with it.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        library: Callable[[], Library],
        settings: Settings,
        notices: Notices,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._library = session, library
        self._settings, self._notices, self._window = settings, notices, window
        slots: dict[str, Callable[[], object]] = {
            "fill-filters": self.fill,
            "save-filters": self.ask_save,
        }
        self.actions: dict[str, QAction] = build_actions(window, slots, {}, BANK_ACTIONS)
        window.addActions(list(self.actions.values()))
        self._worker = Worker("filters", newest_wins=False, parent=self)
        self._worker.finished.connect(self._on_saved)
        self._worker.failed.connect(notices.show)
        for signal in (session.pipeline_changed, session.hand_changed):
            signal.connect(self._enable)
        self._enable()

    def stop(self) -> None:
        """Ends the thread; what is being saved is saved first."""
        self._worker.stop()

    @property
    def bank(self) -> Bank | None:
        """The layer under the hand as a bank; None where it has no filters."""
        layer = self._session.layer
        return bank_of(layer) if isinstance(layer, Convolution | Bank) else None

    def fill(self, page: Callable[[FillDialog], FillPage] | None = None) -> FillDialog | None:
        """Opens the dialog that fills the layer, at a page of it; the first if none is named."""
        if self.bank is None:
            return None
        dialog = FillDialog(self._session, self._library(), self._settings, self._window)
        if page is not None:
            dialog.show_page(page(dialog))
        dialog.open()
        return dialog

    def ask_save(self) -> None:
        """Asks where and how to save the filters."""
        bank, picture = self.bank, self._session.picture
        if bank is None:
            return
        path = None if picture is None else picture.path
        place = folder_for(picture, self._settings), f"{_stem(bank.name)}.npz"
        dialog = SaveFiltersDialog(self._window, bank, maps_below(self._session), place, path)
        dialog.save_wanted.connect(self.save)
        dialog.open()

    def save(self, path: Path, file: FilterFile) -> None:
        """Saves the filters in the background; what stood there stays until they are whole."""
        self._settings.folder = path.parent

        def work(_cancel: CancelToken, _publish: Publish) -> str:
            write_filters(path, file)
            return path.name

        self._worker.start(work)

    def _on_saved(self, name: str) -> None:
        self.told.emit(f"Saved {name}.")

    def _enable(self) -> None:
        there = isinstance(self._session.layer, Convolution | Bank)
        for action in self.actions.values():
            action.setEnabled(there)


def _stem(name: str) -> str:
    """A layer's name as a file's."""
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in name).strip("-")
    return plain or "filters"
