"""The network: builds what a stack of layers needs in the window, and places it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from convstudio.gui.actions import tint
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.layers.actions import LAYER_ACTIONS
from convstudio.gui.layers.layering import Layering
from convstudio.gui.layers.strip import LayerStrip
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours


class Network(QObject):
    """The strip of layers and the menu Layer.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self, edits: KernelEdits, window: MainWindow, notices: Notices, settings: Settings
    ) -> None:
        super().__init__(window)
        self.strip = LayerStrip(window.kernel_panel.grid)
        window.side.place_at_top(self.strip)
        self.layering = Layering(edits, self.strip, window, notices, settings)
        self.layering.told.connect(self.told)
        self.layering.fill(window.layer_menu)
        window.add_to_toolbar([self.layering.actions["add-layer"]])

    def set_colours(self, colours: Colours) -> None:
        """Gives the actions their icons."""
        tint(self.layering.actions, colours, LAYER_ACTIONS)
