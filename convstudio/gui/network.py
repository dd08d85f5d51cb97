"""The network: builds what a stack of layers needs in a window, and places it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from convstudio.gui.actions import tint
from convstudio.gui.banks.actions import BankActions
from convstudio.gui.examples.examples import Examples
from convstudio.gui.layers.actions import LAYER_ACTIONS
from convstudio.gui.layers.layering import Layering
from convstudio.gui.layers.strip import LayerStrip
from convstudio.gui.map_gallery.map_gallery import MapGallery
from convstudio.gui.theme import Colours

if TYPE_CHECKING:
    from convstudio.gui.studio import Studio


class Network(QObject):
    """The strip of layers, the gallery of maps, the examples, and their menus.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, studio: Studio) -> None:
        """Of a studio that has all else already."""
        window, session, edits = studio.window, studio.session, studio.edits
        notices, settings, files = studio.notices, studio.settings, studio.files
        super().__init__(window)
        self.strip = LayerStrip(window.kernel_panel.grid)
        window.side.place_at_top(self.strip)
        self.layering = Layering(edits, self.strip, window, notices, settings)
        self.map_gallery = MapGallery(
            session, window, notices, settings, studio.live_job, files.saving.begin
        )
        self.banks = BankActions(session, lambda: edits.library, settings, notices, window)
        self.examples = Examples(
            session, window, files, studio.inspecting, self.map_gallery.page, notices
        )
        for part in (self.layering, studio.filtering, self.banks):
            part.told.connect(self.told)
        self._fill_menus(studio)
        window.add_to_toolbar([self.layering.actions["add-layer"]])

    def stop(self) -> None:
        """Ends the threads."""
        with ExitStack() as parts:  # whatever goes wrong in one, the others end too
            for part in (self.map_gallery, self.banks):
                parts.callback(part.stop)

    def set_colours(self, colours: Colours) -> None:
        """Gives the actions their icons."""
        tint(self.layering.actions, colours, LAYER_ACTIONS)
        self.map_gallery.set_colours(colours)

    def _fill_menus(self, studio: Studio) -> None:
        window = studio.window
        self.layering.fill(window.layer_menu)
        window.layer_menu.addSeparator()
        studio.filtering.fill(window.layer_menu.addMenu("F&ilters"))
        window.layer_menu.addActions(list(self.banks.actions.values()))
        window.layer_menu.addSeparator()
        self.map_gallery.fill(window.layer_menu)
        sheet = self.map_gallery.actions["export-sheet"]
        window.file_menu.insertAction(studio.files.actions["export-sum"], sheet)
        self.examples.fill(window.examples_menu)
