"""The workbench: builds all that shapes kernels beside the grid, and ties it to the edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.gui.actions import build_actions, tint
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours
from convstudio.gui.workbench.actions import KERNEL_ACTIONS
from convstudio.gui.workbench.code_export import CodeExport
from convstudio.gui.workbench.family_page import FamilyPage
from convstudio.gui.workbench.formula_page import FormulaPage
from convstudio.gui.workbench.from_picture import FromPicture
from convstudio.gui.workbench.kernel_texts import KernelTexts
from convstudio.gui.workbench.library_part import LibraryPart
from convstudio.gui.workbench.operations import Operations
from convstudio.gui.workbench.response_page import ResponsePage
from convstudio.kernel.own_kernels import OwnKernels

# What has nothing to do with the kernel under the hand.
_OF_ANY_LAYER = ("library", "families", "formula", "response", "export-code", "paste-kernel")
PAGES = ("library", "families", "formula", "response")


class Workbench(QObject):
    """Pages in the drawer, the Kernel menu, and the dialogs.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        edits: KernelEdits,
        window: MainWindow,
        notices: Notices,
        settings: Settings,
        own: OwnKernels,
    ) -> None:
        super().__init__(window)
        self._edits, self._panel = edits, window.kernel_panel
        self._tools = window.kernel_panel.tools
        self.drawer = window.drawer
        self.library = LibraryPart(edits, own, window, notices)
        self.family_page, self.formula_page = FamilyPage(edits), FormulaPage(edits)
        self.response_page = ResponsePage(edits, settings)
        self.texts = KernelTexts(edits, window, window.kernel_panel)
        self.from_picture = FromPicture(edits, window.viewer, self.drawer)
        self.code_export = CodeExport(edits.session, settings, window)
        self.operations = Operations(edits, window)
        self.actions: dict[str, QAction] = build_actions(window, self._slots(), {}, KERNEL_ACTIONS)
        window.addActions(list(self.actions.values()))
        self._there = True
        self._pages: tuple[QWidget, ...] = (
            self.library.page,
            self.family_page,
            self.formula_page,
            self.response_page,
            self.from_picture.page,
        )
        self._connect()

    def _connect(self) -> None:
        for part in (
            self.library,
            self.response_page,
            self.texts,
            self.code_export,
            self.operations,
        ):
            part.told.connect(self.told)
        self.drawer.page_changed.connect(self._show_page)
        self._tools.brush_changed.connect(self._show_painting)
        self._edits.changed.connect(self._show_what_there_is)
        self._panel.grid.foreign_text_pasted.connect(self.texts.take_foreign)

    def stop(self) -> None:
        """Ends what is tried out, and the threads."""
        self.drawer.shut()
        pages = self.family_page, self.formula_page, self.response_page
        for part in (self.library, *pages, self.code_export):
            part.stop()

    def set_colours(self, colours: Colours) -> None:
        """Gives the actions their icons."""
        tint(self.actions, colours, KERNEL_ACTIONS)

    def fill(self, menu: QMenu) -> None:
        """Fills the window's Kernel menu."""
        actions = self.actions
        menu.addActions([actions[name] for name in PAGES])
        menu.addSeparator()
        menu.addActions([actions["paste-kernel"], actions["copy-kernel"]])
        menu.addMenu(self.texts.copy_menu)
        menu.addMenu(self.code_export.menu)
        menu.addAction(actions["export-code"])
        menu.addSeparator()
        menu.addActions([actions["save-kernel"], actions["from-picture"]])
        menu.addSeparator()
        menu.addAction(actions["paint"])
        menu.addMenu(self._tools.symmetry_menu)
        menu.addMenu(self._tools.total_menu)
        menu.addSeparator()
        self.operations.fill(menu, actions)

    def _slots(self) -> dict[str, Callable[[], object]]:
        """What the actions do, by their names in the table."""
        add = self.drawer.add_page
        return {
            "library": self.library.toggle_page,
            "families": add("families", "Families", self.family_page),
            "formula": add("formula", "Formula", self.formula_page),
            "response": add("response", "Response", self.response_page),
            "paste-kernel": self.texts.paste,
            "copy-kernel": self.texts.copy,
            "export-code": self.code_export.open,
            "save-kernel": self.library.save,
            "from-picture": self.from_picture.toggle,
            "paint": self._toggle_painting,
            **self.operations.slots,
        }

    def _show_what_there_is(self) -> None:
        """Of a layer without kernels there is nothing to take, copy or turn."""
        there = self._edits.has_kernel
        if self._there and not there and self.drawer.opened in PAGES:
            title = self._edits.session.layer.title
            self.told.emit(f"“{title}” has no kernel: choose a convolution among the layers.")
        self._there = there
        for page in self._pages:
            page.setEnabled(there)
        for menu in (
            self.texts.copy_menu,
            self._tools.symmetry_menu,
            self._tools.total_menu,
        ):
            menu.setEnabled(there)
        for name, action in self.actions.items():
            if name not in _OF_ANY_LAYER:
                action.setEnabled(there)

    def _show_page(self, opened: str) -> None:
        for name in PAGES:
            self.actions[name].setChecked(name == opened)

    def _toggle_painting(self) -> None:
        """The keyboard goes to the grid, where Space paints too."""
        self._tools.take("positive" if self._tools.brush is None else None)
        self._panel.grid.setFocus()

    def _show_painting(self) -> None:
        self.actions["paint"].setChecked(self._tools.brush is not None)
