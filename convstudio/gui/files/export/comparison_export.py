"""The export of original and map as one labelled picture: asked for, and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from convstudio.gui.files.export.comparison_dialog import ComparisonDialog
from convstudio.gui.files.export.comparison_picture import Labelling, exporting
from convstudio.gui.files.saving.on_view import OnView
from convstudio.gui.files.saving.suggestion import stem_of
from convstudio.gui.settings import Settings
from convstudio.jobs.comparison_picture import Compared
from convstudio.jobs.worker import Work


class ComparisonExport(QObject):
    """Asks what is compared and how, and has it saved.

    Args:
        start: takes the work that returns Saved.
    """

    def __init__(
        self,
        on_view: OnView,
        settings: Settings,
        start: Callable[[str, Work], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._on_view, self._settings, self._start = on_view, settings, start
        self._window = window

    def ask(self) -> None:
        """Asks for all of it, with a preview."""
        picture = self._on_view.picture()
        if picture is None:
            return
        name = f"{stem_of(picture)}-comparison.png"
        dialog = ComparisonDialog(self._window, self._on_view, picture, self._settings, name)
        dialog.export_wanted.connect(self.export)
        dialog.open()

    def export(self, compared: Compared, labelling: Labelling, path: Path) -> None:
        """Saves a comparison in the background."""
        self._start(f"Saving {path.name} …", exporting(compared, labelling, path))
