"""Filtering: the filters of the layer under the hand, chosen, added, moved, named, taken apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from convstudio.errors import ArgumentValueError
from convstudio.gui.actions import build_actions
from convstudio.gui.editor import Editor
from convstudio.gui.filter_actions import FILTER_ACTIONS
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.main_window import MainWindow
from convstudio.gui.panels.filters.filter_panel import FilterPanel
from convstudio.gui.panels.form import show_or_hide
from convstudio.kernel.formula import parse_weight
from convstudio.pipeline import filters
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer
from convstudio.pipeline.single_filter import bank_of

_ALPHA = "A layer of several filters copies alpha from under the centre of its kernels."


class Filtering(QObject):
    """Panel, table and actions → another bank in force, or another filter under the hand.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, edits: KernelEdits, editor: Editor, window: MainWindow) -> None:
        super().__init__(window)
        self._edits, self._session, self._window = edits, edits.session, window
        self._hand = self._session.hand
        self.panel = FilterPanel()
        window.side.place_panel(self.panel, before=window.kernel_panel)
        editor.follow(self.panel.entered, self.panel.show_scene)
        self._slots: dict[str, Callable[[], object]] = {
            "filter-add": self.add,
            "filter-duplicate": self.duplicate,
            "filter-remove": self.remove,
            "filter-next": lambda: self.step(1),
            "filter-previous": lambda: self.step(-1),
            "filters-apart": lambda: self.take_apart(everywhere=True),
            "filters-shared": lambda: self.share(everywhere=True),
        }
        self.actions = build_actions(window, self._slots, {}, FILTER_ACTIONS)
        window.addActions(list(self.actions.values()))
        self._connect()
        self.refresh()

    def fill(self, menu: QMenu) -> None:
        """Adds its actions to a menu."""
        menu.addActions(list(self.actions.values()))

    def refresh(self) -> None:
        """Shows the filters in force; the panel is there where the layer is a bank."""
        scene = self._edits.scene
        layer, kernel_panel = scene.layer, self._window.kernel_panel
        show_or_hide(self.panel, isinstance(layer, Bank), kernel_panel.grid)
        kernel_panel.add_filter.setVisible(isinstance(layer, Convolution))
        self._enable(layer)
        if not isinstance(layer, Bank):
            kernel_panel.show_table(shown=False)
            return
        self.panel.show_scene(scene)
        tabled = layer.size == (1, 1) and (len(layer.filters) > 1 or layer.planes > 1)
        kernel_panel.show_table(shown=tabled)
        if tabled:
            names = scene.channels
            if len(names) != layer.planes:  # of groups each row sees other channels
                names = tuple(f"Channel {index + 1}" for index in range(layer.planes))
            place = scene.place.filter, scene.place.plane
            kernel_panel.table.show_bank(layer, names, place)

    # What a hand can do with filters

    def choose(self, index: int, plane: int | None = None) -> None:
        """Puts a filter under the hand, and its map before the eye where this layer's is seen."""
        session, hand = self._session, self._session.hand
        wanted = replace(hand, filter=index, plane=hand.plane if plane is None else plane)
        maps = self._maps_of_one
        if maps:
            wanted = replace(wanted, map=index * maps + hand.map % maps)
        session.choose(wanted)

    @property
    def _maps_of_one(self) -> int:
        """How many maps of those that can be seen one filter makes; 0 where none is a filter's."""
        session, scene = self._session, self._edits.scene
        if session.hand.shown_layer(session.pipeline) != session.hand.layer:
            return 0
        if isinstance(scene.layer, Bank) and scene.layer.channels == "each":
            return scene.below.count if scene.below is not None else 0
        return int(isinstance(scene.layer, Bank | LocallyConnected))

    def _on_hand_changed(self) -> None:
        """Filter and map go together: who looks at another map edits what made it, and back."""
        before, hand = self._hand, self._session.hand
        self._hand = hand
        maps = self._maps_of_one
        if not maps or hand.map // maps == hand.filter:
            return
        if hand.filter != before.filter and hand.layer == before.layer:
            self.choose(hand.filter)
        else:
            self._session.choose(replace(hand, filter=hand.map // maps))

    def step(self, by: int) -> None:
        """Puts the next filter under the hand, or the one before."""
        layer = self._session.layer
        if isinstance(layer, Bank):
            self.choose((self._session.hand.filter + by) % len(layer.filters))

    def add(self) -> None:
        """One more filter behind the chosen one."""
        index = self._session.hand.filter
        self._make(lambda layer: filters.added(layer, index), "Add Filter", index + 1)

    def duplicate(self) -> None:
        """The chosen filter a second time."""
        index = self._session.hand.filter
        self._make(lambda layer: filters.duplicated(layer, index), "Duplicate Filter", index + 1)

    def remove(self) -> None:
        """Removes the chosen filter."""
        index = self._session.hand.filter
        self._make(lambda layer: filters.removed(layer, index), "Remove Filter", index)

    def move(self, index: int, to: int) -> None:
        """Puts a filter elsewhere; the hand goes with it."""
        layer = self._session.layer
        if isinstance(layer, Bank) and 0 <= to < len(layer.filters):
            self._make(lambda _layer: filters.moved(layer, index, to), "Move Filter", to)

    def take_apart(self, *, everywhere: bool = False) -> None:
        """A kernel for each channel, in the chosen filter or in all of them."""

        def make(layer: filters.Slider) -> Layer:
            return filters.apart(layer, self._below(), self._which(everywhere=everywhere))

        self._make(make, "A Kernel for Each Channel")

    def share(self, *, everywhere: bool = False) -> None:
        """One kernel for all channels, that of the chosen one."""
        plane = self._session.hand.plane

        def make(layer: filters.Slider) -> Layer:
            bank = bank_of(layer)
            return filters.shared(bank, plane, self._which(everywhere=everywhere))

        self._make(make, "One Kernel for All Channels")

    def rename(self, name: str) -> None:
        """Another name for the chosen filter."""
        index = self._session.hand.filter

        def make(layer: filters.Slider) -> Layer:
            return filters.renamed(bank_of(layer), index, name)

        self._make(make, f"Name Filter “{name.strip()}”" if name.strip() else "Unname Filter")
        self.refresh()  # a name that was none: " "

    def _make(
        self, make: Callable[[filters.Slider], Layer], text: str, then: int | None = None
    ) -> None:
        """Puts another layer in force; a refusal is explained. Then a filter is chosen."""
        layer = self._session.layer
        if not isinstance(layer, Convolution | Bank):
            self.told.emit(f"“{layer.title}” has no filters to change.")
            return
        widget = self._window.focusWidget() or self._window

        def edit() -> None:
            self._edits.put_layer(make(layer), text)

        if not self._edits.attempt(widget, edit):
            return
        if then is not None:
            self.choose(then)
        if isinstance(layer, Convolution) and layer.alpha != "kept" and self._edits.scene.has_alpha:
            self.told.emit(_ALPHA)

    def _which(self, *, everywhere: bool) -> range:
        layer, index = self._session.layer, self._session.hand.filter
        count = len(layer.filters) if isinstance(layer, Bank) else 1
        return range(count) if everywhere else range(index, index + 1)

    def _below(self) -> Maps:
        below = self._edits.scene.below
        if below is None:
            raise ArgumentValueError(
                "channels",
                given="an input that is not there",
                wanted="a picture, and layers before this one that fit it",
            )
        return below

    def _enable(self, layer: Layer) -> None:
        slides = isinstance(layer, Convolution | Bank)
        several = isinstance(layer, Bank) and len(layer.filters) > 1
        apart = isinstance(layer, Bank) and layer.planes > 1
        enabled = {
            "filter-add": slides,
            "filter-duplicate": slides,
            "filter-remove": several,
            "filter-next": several,
            "filter-previous": several,
            "filters-apart": slides,
            "filters-shared": apart,
        }
        for name, on in enabled.items():
            self.actions[name].setEnabled(on)

    def _connect(self) -> None:
        panel, kernel_panel = self.panel, self._window.kernel_panel
        self._session.hand_changed.connect(self._on_hand_changed)
        self._edits.changed.connect(self.refresh)
        self._session.picture_changed.connect(self.refresh)
        kernel_panel.add_filter.clicked.connect(self.add)
        kernel_panel.table.chosen.connect(self.choose)
        kernel_panel.table.weights.entered.connect(self._on_weight_entered)
        panel.asked.connect(self._on_asked)
        panel.named.connect(self.rename)
        panel.plane_chosen.connect(self._on_plane_chosen)
        panel.alike_wanted.connect(self._on_alike_wanted)
        panel.strip.chosen.connect(self.choose)
        panel.strip.moved.connect(self.move)
        panel.strip.menu_wanted.connect(self._on_menu_wanted)

    def _on_asked(self, word: str) -> None:
        index = self._session.hand.filter
        match word:
            case "rename":
                self.panel.name_it()
            case "left" | "right":
                self.move(index, index + (1 if word == "right" else -1))
            case _:
                self._slots[f"filter-{word}"]()

    def _on_plane_chosen(self, plane: int) -> None:
        self._session.choose(replace(self._session.hand, plane=plane))

    def _on_alike_wanted(self, alike: bool) -> None:
        if alike:
            self.share()
        else:
            self.take_apart()
        self.refresh()  # a box that was refused is as before

    def _on_weight_entered(self, row: int, column: int, text: str) -> None:
        self.choose(row, column)
        kernel = self._edits.kernel
        where = f"filter {row + 1}, channel {column + 1}"

        def edit() -> None:
            weight = parse_weight(text, f"the weight of {where}")
            step = f"Weight {text.strip()} in {where}"
            self._edits.put(kernel.with_weight(0, 0, weight), step)

        self._edits.attempt(self._window.kernel_panel.table, edit)

    def _on_menu_wanted(self, place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setToolTipsVisible(True)
        self.fill(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
