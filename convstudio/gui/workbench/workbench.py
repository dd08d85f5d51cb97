"""The workbench: builds all that shapes kernels beside the grid, and ties it to the edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from convstudio.gui.actions import build_actions
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.main_window import MainWindow
from convstudio.gui.workbench.actions import KERNEL_ACTIONS
from convstudio.gui.workbench.operations import Operations
from convstudio.gui.workbench.response_page import ResponsePage


class Workbench(QObject):
    """Pages in the drawer, the Kernel menu, and the dialogs.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, edits: KernelEdits, window: MainWindow) -> None:
        super().__init__(window)
        self._edits = edits
        self._window = window
        self.drawer = window.drawer
        self.operations = Operations(edits, window)
        self.operations.told.connect(self.told)
        self.response_page = ResponsePage(edits)
        self.response_page.told.connect(self.told)
        self._toggle_response = self.drawer.add_page("response", "Response", self.response_page)
        self.actions: dict[str, QAction] = build_actions(window, self._slots(), {}, KERNEL_ACTIONS)
        window.addActions(list(self.actions.values()))

    def fill(self, menu: QMenu) -> None:
        """Fills the window's Kernel menu."""
        menu.addAction(self.actions["response"])
        menu.addSeparator()
        self.operations.fill(menu, self.actions)

    def stop(self) -> None:
        """Ends the threads."""
        self.response_page.stop()

    def _slots(self) -> dict[str, Callable[[], object]]:
        """What the actions do, by their names in the table."""
        return {"response": self._toggle_response, **self.operations.slots}
