"""Layering: what is done to the stack of layers, by strip, menu and keys.

Who uses it: someone who builds a network on a photograph. What does not fit is refused in words,
and all stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from convstudio.errors import ConvStudioError
from convstudio.gui.actions import build_actions
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.layers.actions import LAYER_ACTIONS, fill_menu
from convstudio.gui.layers.add_menu import AddMenu
from convstudio.gui.layers.beginnings import Below, Kind, localized, remark
from convstudio.gui.layers.refusals import refusal
from convstudio.gui.layers.strip import LayerStrip
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.settings import Settings
from convstudio.numerics.borders import BorderMode
from convstudio.pipeline.facts import LayerFacts, facts_on
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Bank, Convolution, Layer
from convstudio.pipeline.viewing import picture_maps

_BEFORE_A_PICTURE = (512, 512), Maps(1, 3)  # what facts are of until the first one is read


class Layering(QObject):
    """Strip, menu and keys → session, and back.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        edits: KernelEdits,
        strip: LayerStrip,
        window: MainWindow,
        notices: Notices,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._edits, self._session, self._strip = edits, edits.session, strip
        self._window, self._notices, self._settings = window, notices, settings
        self._facts: tuple[LayerFacts, ...] = ()
        self.actions: dict[str, QAction] = build_actions(window, self._slots(), {}, LAYER_ACTIONS)
        window.addActions(list(self.actions.values()))
        self.add_menu = AddMenu(self.add, window)
        self.actions["result"].setIconText("Result")
        strip.place_actions(self.actions["add-layer"], self.actions["result"])
        self._context_menu = QMenu(window)
        self._connect()
        self.refresh()
        self.unfold(settings.layer_facts)

    @property
    def facts(self) -> tuple[LayerFacts, ...]:
        """Those of all layers in force on the open picture."""
        return self._facts

    def fill(self, menu: QMenu) -> None:
        """Fills a menu: the window's, or that of a card."""
        fill_menu(menu, self.add_menu, self.actions)

    def refresh(self) -> None:
        """Shows what is in force."""
        self._facts = facts_on(self._session.pipeline, *self._input)
        self._show()

    def unfold(self, unfolded: bool) -> None:
        """Shows the table of facts, or folds it."""
        self._strip.unfold(unfolded)
        self.actions["layer-facts"].setChecked(unfolded)
        self._show()

    # What is done to the stack

    def add(self, kind: Kind) -> None:
        """Puts a new layer behind the chosen one."""
        at = self._index + 1
        below = self._below(at)
        try:
            layer = kind.made(below)
        except ConvStudioError as error:
            self._notices.show(error)
            return
        if self._insert(at, layer, f"Add {layer.title}") and (said := remark(layer, below)):
            self.told.emit(said)

    def duplicate(self) -> None:
        """Puts a layer like the chosen one behind it."""
        layer = self._layer
        self._insert(self._index + 1, layer, f"Duplicate {layer.title}")

    def remove(self) -> None:
        """Takes the chosen layer away; the last one stays."""
        if len(self._layers) == 1:
            return
        at, layers = self._index, self._layers
        text = f"Remove {self._layer.title}"
        self._attempt(
            lambda: self._session.remove_layer(at, text), (*layers[:at], *layers[at + 1 :])
        )

    def switch(self) -> None:
        """Switches the chosen layer off, or on again."""
        layer = self._layer
        verb = "Switch Off" if layer.on else "Switch On"
        self._put(replace(layer, on=not layer.on), f"{verb} {layer.title}")
        self._show()  # the action's check mark, where that was refused

    def rename(self) -> None:
        """Opens the field for the chosen layer's name."""
        self._strip.rename()

    def move(self, at: int, to: int) -> None:
        """Puts a layer elsewhere, so that it is the so many-th."""
        if not 0 <= to < len(self._layers):
            return
        layers = list(self._layers)
        layers.insert(to, layers.pop(at))
        text = f"Move {self._layers[at].title}"
        self._attempt(lambda: self._session.move_layer(at, to, text), tuple(layers), moved=to)

    def localize(self) -> None:
        """Gives every place of the chosen layer's map a kernel of its own."""
        layer, at = self._layer, self._index
        if not isinstance(layer, Convolution | Bank):
            return
        try:
            put = localized(layer, self._below(at))
        except ConvStudioError as error:
            self._notices.show(error)
            return
        layers = *self._layers[:at], *put, *self._layers[at + 1 :]
        whole = replace(self._session.pipeline, layers=layers)
        self._attempt(lambda: self._session.change(whole, "Make Locally Connected"), layers)

    # What is looked at

    def choose(self, index: int) -> None:
        """Edits another layer, and looks at it; nothing where there is none."""
        if 0 <= index < len(self._layers):
            self._session.choose(replace(self._session.hand, layer=index, plane=0))

    def copy_facts(self) -> None:
        """Copies the table of facts, for a spreadsheet."""
        QGuiApplication.clipboard().setText(self._strip.table.text)
        count = len(self._facts)
        self.told.emit(f"Facts of {count} layers copied" if count > 1 else "Facts copied")

    # Within

    @property
    def _index(self) -> int:
        return self._session.hand.layer

    @property
    def _layers(self) -> tuple[Layer, ...]:
        return self._session.pipeline.layers

    @property
    def _layer(self) -> Layer:
        return self._session.layer

    @property
    def _input(self) -> tuple[tuple[int, int], Maps]:
        """(rows, columns) and maps of the picture."""
        picture = self._session.picture
        if picture is None:
            return _BEFORE_A_PICTURE
        return (picture.height, picture.width), picture_maps(picture)

    def _below(self, index: int) -> Below:
        """What a layer at an index would stand on: the nearest below that there is a map of."""
        shape, maps = self._input
        for facts in self._facts[:index]:
            if facts.output is not None:
                shape, maps = (facts.output.rows, facts.output.columns), facts.output.maps
        border = cast(BorderMode, self._settings.default_border)
        picture = self._session.picture
        samples = picture is not None and picture.samples
        return Below(shape, maps, self._edits.library, border, samples)

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "add-layer": self._open_add_menu,
            "duplicate-layer": self.duplicate,
            "remove-layer": self.remove,
            "rename-layer": self.rename,
            "switch-layer": self.switch,
            "move-layer-back": lambda: self.move(self._index, self._index - 1),
            "move-layer-on": lambda: self.move(self._index, self._index + 1),
            "localize-layer": self.localize,
            "previous-layer": lambda: self.choose(self._index - 1),
            "next-layer": lambda: self.choose(self._index + 1),
            "result": self._on_result_triggered,
            "layer-facts": self._on_facts_wanted,
            "copy-facts": self.copy_facts,
        }

    def _connect(self) -> None:
        strip, row = self._strip, self._strip.row
        strip.facts_wanted.connect(self._on_facts_wanted)
        strip.add_wanted.connect(self._open_add_menu)
        strip.name_settled.connect(self._show)
        strip.table.copy_wanted.connect(self.copy_facts)
        row.chosen.connect(self.choose)
        row.moved.connect(self.move)
        row.renamed.connect(self._on_renamed)
        row.menu_wanted.connect(self._on_menu_wanted)
        row.wanted.connect(self._on_wanted)
        self._session.pipeline_changed.connect(self.refresh)
        self._session.picture_changed.connect(self.refresh)
        self._session.hand_changed.connect(self._show)

    def _show(self) -> None:
        hand, count = self._session.hand, len(self._layers)
        if len(self._facts) != count:
            return  # the session announces one thing after the other
        self._strip.show_layers(self._layers, self._facts, hand.layer)
        several = {
            "remove-layer": count > 1,
            "result": count > 1,
            "previous-layer": hand.layer > 0,
            "move-layer-back": hand.layer > 0,
            "next-layer": hand.layer < count - 1,
            "move-layer-on": hand.layer < count - 1,
            "localize-layer": isinstance(self._layer, Convolution | Bank),
        }
        for name, enabled in several.items():
            self.actions[name].setEnabled(enabled)
        self.actions["switch-layer"].setChecked(self._layer.on)
        self.actions["result"].setChecked(hand.result)

    def _insert(self, at: int, layer: Layer, text: str) -> bool:
        layers = *self._layers[:at], layer, *self._layers[at:]
        return self._attempt(lambda: self._session.insert_layer(at, layer, text), layers, moved=at)

    def _put(self, layer: Layer, text: str) -> None:
        at, layers = self._index, self._layers
        self._attempt(
            lambda: self._session.put_layer(at, layer, text),
            (*layers[:at], layer, *layers[at + 1 :]),
        )

    def _attempt(
        self, edit: Callable[[], None], layers: tuple[Layer, ...], *, moved: int | None = None
    ) -> bool:
        """Whether an edit that makes these layers was done; a refusal names what does not fit."""
        try:
            edit()
        except ConvStudioError as error:
            wanted = replace(self._session.pipeline, layers=layers)
            self._notices.show(refusal(wanted, *self._input, moved=moved) or error)
            return False
        return True

    def _open_add_menu(self) -> None:
        """Under the button that was meant: that of the strip, where it is, or the toolbar's."""
        strip, button = self._strip, self._window.button_of(self.actions["add-layer"])
        if button is None or (strip.isVisible() and not button.underMouse()):
            button = strip.add
        self.add_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_result_triggered(self) -> None:
        wanted = self.actions["result"].isChecked()
        self._session.choose(replace(self._session.hand, result=wanted))

    def _on_facts_wanted(self) -> None:
        self.unfold(not self._strip.is_unfolded)
        self._settings.layer_facts = self._strip.is_unfolded

    def _on_renamed(self, index: int, name: str) -> None:
        if index >= len(self._layers):
            return  # an undo was quicker
        layer = replace(self._layers[index], name=name)
        text = f"Rename {self._layers[index].title}"
        self._session.put_layer(index, layer, text)

    def _on_menu_wanted(self, index: int, place: QPoint) -> None:
        self.choose(index)
        self._context_menu.clear()
        self.fill(self._context_menu)
        self._context_menu.popup(place)

    def _on_wanted(self, what: str) -> None:
        {"remove": self.remove, "switch": self.switch, "rename": self.rename}[what]()
