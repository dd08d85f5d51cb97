"""The forms of layers without a kernel grid of their own, in the window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from convstudio.errors import ConvStudioError
from convstudio.gui.editor import Editor
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.main_window import MainWindow
from convstudio.gui.map_place import MapPlace
from convstudio.gui.panels.layers.layer_form import FORMS
from convstudio.gui.panels.layers.local_form import LocalForm
from convstudio.pipeline.locally import LocallyConnected


class LayerForms(QObject):
    """Places a form for each kind of layer, and takes the place of a kernel from a click."""

    def __init__(self, edits: KernelEdits, editor: Editor, window: MainWindow) -> None:
        super().__init__(window)
        self._edits = edits
        self._map = MapPlace(edits.session, window.viewer)
        self.local = LocalForm()
        self.forms = (*(make() for make in FORMS), self.local)
        for form in self.forms:
            window.side.place_panel(form, before=window.convolution_panel)
        editor.place_forms(self.forms)
        self.local.place_entered.connect(self._on_place_entered)
        window.viewer.clicked.connect(self._on_clicked)

    def _on_place_entered(self, name: str, text: str) -> None:
        field = self.local.places[name]

        def enter() -> None:
            scene = self._edits.scene
            self._edits.choose(self.local.place_of(scene, name, text))
            self.local.show_scene(self._edits.scene)  # a number that was typed otherwise: "03"

        def mark(error: ConvStudioError) -> None:
            field.forget_typed()
            field.mark(error)

        self._edits.attempt(field, enter, mark)

    def _on_clicked(self, x: float, y: float) -> None:
        """In the map of a locally connected layer: its kernel at that place, please."""
        session = self._edits.session
        if not isinstance(session.layer, LocallyConnected):
            return
        found = self._map.at(x, y)
        if found is not None and session.hand.shown_layer(session.pipeline) == session.hand.layer:
            session.choose(replace(session.hand, place=found))
