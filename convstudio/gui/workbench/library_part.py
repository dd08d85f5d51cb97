"""The library's part of the workbench: the page, its menu, saving, and kernels from the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QMessageBox

from convstudio.errors import ConvStudioError
from convstudio.gui.dialogs.save_kernel import SaveKernelDialog
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.workbench.library_keeper import LibraryKeeper
from convstudio.gui.workbench.library_page import LibraryPage
from convstudio.kernel.kernel import CUSTOM, Kernel
from convstudio.kernel.kernel_file import kernel_text
from convstudio.kernel.library import Preset
from convstudio.kernel.own_kernels import Deleted, OwnKernels


class LibraryPart(QObject):
    """Ties keeper, page and dialogs.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self, edits: KernelEdits, own: OwnKernels, window: MainWindow, notices: Notices
    ) -> None:
        super().__init__(window)
        self._edits = edits
        self._window = window
        self.keeper = LibraryKeeper(own, edits, notices)
        self.page = LibraryPage(edits, self.keeper, window.viewer)
        self.toggle_page = window.drawer.add_page("library", "Library", self.page)
        gallery = self.page.gallery
        gallery.menu_wanted.connect(self._on_menu_wanted)
        gallery.edit_wanted.connect(self.edit)
        gallery.delete_wanted.connect(self.delete)
        self.page.restore_wanted.connect(self._on_restore_wanted)
        self.page.failed.connect(notices.show)
        edits.library_changed.connect(self._on_library_changed)

    def stop(self) -> None:
        """Ends the threads."""
        self.page.stop()
        self.keeper.stop()

    # What a hand can do with a kernel

    def save(self) -> None:
        """Asks for a name and keeps the kernel in force."""
        kernel = self._edits.kernel
        own = self._edits.library.matching(kernel)
        if own is not None and own.is_own:
            texts = kernel.name, ", ".join(own.tags), kernel.description
        else:
            texts = "" if kernel.name == CUSTOM else kernel.name, "", kernel.description
        dialog = SaveKernelDialog(self._window, "Save to library", texts)

        def save(name: str, tags: str, description: str) -> None:
            named = replace(kernel, name=name, description=" ".join(description.split()))
            clash = self.keeper.clashing(name)
            if clash is None:
                self._keep(dialog, named, tags, None)
            else:
                dialog.ask_over(clash.kernel.name, lambda: self._keep(dialog, named, tags, clash))

        dialog.save_wanted.connect(save)
        dialog.open()

    def edit(self, preset: Preset, focus: str = "name") -> None:
        """Asks for another name, tags and description of one of the user's own."""
        if not preset.is_own:
            self.told.emit(f"“{preset.kernel.name}” comes with the studio and stays as it is.")
            return
        kernel = preset.kernel
        texts = kernel.name, ", ".join(preset.tags), kernel.description
        dialog = SaveKernelDialog(self._window, "Rename and tag", texts, focus)

        def change(name: str, tags: str, description: str) -> None:
            clash = self.keeper.clashing(name, besides=preset)
            if clash is not None:
                dialog.refuse(f"There is a kernel named “{clash.kernel.name}” already.")
                return
            try:
                described = replace(kernel, name=name, description=" ".join(description.split()))
                self.keeper.edit(preset, described, tags.split(","))
            except ConvStudioError as error:
                dialog.refuse(str(error))
            else:
                dialog.accept()

        dialog.save_wanted.connect(change)
        dialog.open()

    def delete(self, preset: Preset) -> None:
        """Puts one of the user's own away; the page offers to bring it back."""
        if not preset.is_own:
            self.told.emit(f"“{preset.kernel.name}” comes with the studio and stays.")
            return

        def delete() -> None:
            self.page.tell_deleted(self.keeper.delete(preset))

        self._edits.attempt(self.page.gallery, delete)

    def _on_library_changed(self) -> None:
        """The box of presets offers the user's own too."""
        self._window.kernel_panel.show_library(self._edits.library, self._edits.kernel)

    def _on_restore_wanted(self, deleted: Deleted) -> None:
        def restore() -> None:
            self.keeper.restore(deleted)

        self._edits.attempt(self.page.gallery, restore)
        self.page.tell_deleted(None)

    def _keep(
        self, dialog: SaveKernelDialog, kernel: Kernel, tags: str, over: Preset | None
    ) -> None:
        try:
            saved = self.keeper.save(kernel, tags.split(","), over)
        except ConvStudioError as error:
            dialog.refuse(str(error))
            return
        dialog.accept()
        named = saved.kernel
        if named.same_numbers(self._edits.kernel) and named != self._edits.kernel:
            window = self._window.kernel_panel
            self._edits.attempt(window, lambda: self._edits.put(named, f"Name “{named.name}”"))
        self.told.emit(f"Saved “{saved.kernel.name}” to the library.")

    # The menu of a tile

    def _on_menu_wanted(self, preset: Preset, place: QPoint) -> None:
        menu = self.menu_for(preset)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_for(self, preset: Preset) -> QMenu:
        """What can be done with a preset."""
        menu = QMenu(self._window)
        starred = preset.identifier in self.keeper.favourites
        entries: tuple[tuple[str, Callable[[], object], bool], ...] = (
            ("&Take", partial(self.page.gallery.taken.emit, preset), True),
            (
                "Remove from &favourites" if starred else "Add to &favourites",
                partial(self._toggle_favourite, preset),
                True,
            ),
            ("&Rename …\tF2", partial(self.edit, preset), preset.is_own),
            ("T&ags …", partial(self.edit, preset, "tags"), preset.is_own),
            ("&Delete\tDel", partial(self.delete, preset), preset.is_own),
            ("Show &source …", partial(self._show_source, preset), True),
            ("&Copy as JSON", partial(self._copy, preset), True),
        )
        for index, (text, slot, enabled) in enumerate(entries):
            if index in (2, 5):
                menu.addSeparator()
            action = menu.addAction(text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
        return menu

    def _toggle_favourite(self, preset: Preset) -> None:
        self._edits.attempt(self.page.gallery, lambda: self.keeper.toggle_favourite(preset))

    def _show_source(self, preset: Preset) -> None:
        kernel = preset.kernel
        box = QMessageBox(self._window)
        box.setObjectName("kernel-source")
        box.setWindowTitle(kernel.name)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"{kernel.sized_name}\n{kernel.description}")
        where = f"File: {preset.path}" if preset.path else f"Identifier: {preset.identifier}"
        source = kernel.source or "No source is given."
        box.setInformativeText(f"{source}\n\n{where}")
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _copy(self, preset: Preset) -> None:
        QGuiApplication.clipboard().setText(kernel_text(preset.kernel, preset.tags))
        self.told.emit(f"Copied “{preset.kernel.name}” as JSON.")
