"""The workbench: builds all that shapes kernels beside the grid, and ties it to the edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from convstudio.gui.actions import build_actions
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.workbench.actions import KERNEL_ACTIONS
from convstudio.gui.workbench.from_picture import FromPicture
from convstudio.gui.workbench.library_part import LibraryPart
from convstudio.kernel.own_kernels import OwnKernels


class Workbench(QObject):
    """Pages in the drawer, the Kernel menu, and the dialogs.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self, edits: KernelEdits, window: MainWindow, notices: Notices, own: OwnKernels
    ) -> None:
        super().__init__(window)
        self._edits = edits
        self._window = window
        self.drawer = window.drawer
        self.library = LibraryPart(edits, own, window, notices)
        self.library.told.connect(self.told)
        self.from_picture = FromPicture(edits, window.viewer, self.drawer)
        self.actions: dict[str, QAction] = build_actions(window, self._slots(), {}, KERNEL_ACTIONS)
        window.addActions(list(self.actions.values()))

    def stop(self) -> None:
        """Ends what is tried out, and the threads."""
        self.drawer.shut()
        self.library.stop()

    def fill(self, menu: QMenu) -> None:
        """Fills the window's Kernel menu."""
        menu.addActions(list(self.actions.values()))

    def _slots(self) -> dict[str, Callable[[], object]]:
        """What the actions do, by their names in the table."""
        return {
            "library": self.library.toggle_page,
            "save-kernel": self.library.save,
            "from-picture": self.from_picture.toggle,
        }
