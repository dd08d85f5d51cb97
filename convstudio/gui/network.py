"""The network: builds what a stack of layers needs in the window, and places it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from convstudio.gui.actions import tint
from convstudio.gui.files.files import Files
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.layers.actions import LAYER_ACTIONS
from convstudio.gui.layers.layering import Layering
from convstudio.gui.layers.strip import LayerStrip
from convstudio.gui.main_window import MainWindow
from convstudio.gui.map_gallery.map_gallery import MapGallery
from convstudio.gui.notices import Notices
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours
from convstudio.jobs.live import LiveJob


class Network(QObject):
    """The strip of layers, the gallery of maps and the menu Layer.

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
        files: Files,
        live_job: LiveJob,
    ) -> None:
        super().__init__(window)
        session = edits.session
        self.strip = LayerStrip(window.kernel_panel.grid)
        window.side.place_at_top(self.strip)
        self.layering = Layering(edits, self.strip, window, notices, settings)
        self.layering.told.connect(self.told)
        self.map_gallery = MapGallery(
            session, window, notices, settings, live_job, files.saving.begin
        )
        self._fill_menus(window, files)
        window.add_to_toolbar([self.layering.actions["add-layer"]])

    def stop(self) -> None:
        """Ends the threads."""
        self.map_gallery.stop()

    def set_colours(self, colours: Colours) -> None:
        """Gives the actions their icons."""
        tint(self.layering.actions, colours, LAYER_ACTIONS)

    def _fill_menus(self, window: MainWindow, files: Files) -> None:
        self.layering.fill(window.layer_menu)
        window.layer_menu.addSeparator()
        self.map_gallery.fill(window.layer_menu)
        sheet = self.map_gallery.actions["export-sheet"]
        window.file_menu.insertAction(files.actions["export-sum"], sheet)
