"""The gallery's page: what it shows and how, the thumbnails, and the chosen map in numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.map_gallery.map_model import MapModel, facts_words
from convstudio.gui.map_gallery.map_view import WIDTHS, MapView
from convstudio.gui.map_gallery.stretch_offer import StretchOffer
from convstudio.gui.numerals import shown
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import muted_label, new_row
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours
from convstudio.imaging.tone import Tone

PARTS = {
    "whole": ("Whole maps", "Each map from edge to edge."),
    "view": ("What is in view", "The part that the views show; it follows panning and zooming."),
}
TONES = {
    "own": ("Own tone", "Each map stretched by itself: what is in it is seen, however faint."),
    "common": (
        "Common tone",
        "All maps in the tone of the Tone panel, with one range: their brightness can be compared.",
    ),
}
ORDERS = {
    "number": ("By number", "As the layer makes them."),
    "mean": ("By mean activation", "The greatest mean value first."),
    "energy": ("By energy", "The greatest mean of squares first."),
}
SIZES = {
    "small": ("Small", "Many beside each other. Ctrl and the wheel do it too."),
    "medium": ("Medium", "Ctrl and the wheel do it too."),
    "large": ("Large", "Ctrl and the wheel do it too."),
    "largest": ("As wide as the page", "One map beside none. Ctrl and the wheel do it too."),
}


class MapPage(QWidget):
    """Choices above, thumbnails below them, the chosen map's numbers at the foot.

    Signals:
        changed: what is to be shown, or how.
        reordered: the maps are to stand in another order.
        opened: whether the page can be seen.
        sheet_wanted: the button for a contact sheet was pressed.
    """

    changed = Signal()
    reordered = Signal()
    opened = Signal(bool)
    sheet_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.model = MapModel()
        self.view = MapView(self.model)
        self.setFocusProxy(self.view)
        self.heading = ElidedLabel()
        self.part = choice_box("Part", "Which part of every map is shown.", PARTS)
        self.tone = choice_box("Tone", "How values become brightness.", TONES)
        self.order = choice_box("Order", "Which map comes first.", ORDERS)
        self.zoom = choice_box("Size", "How large the thumbnails are.", SIZES)
        self.nothing = QLabel()
        self.numbers = muted_label("The chosen map in numbers", lines=3)
        self.export = QPushButton("Contact s&heet …")
        self.stretch = StretchOffer()
        self._place()
        self._remember()

    def _place(self) -> None:
        self.heading.setAccessibleName("Layer and its maps")
        self.nothing.setProperty("role", "muted")
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        self.numbers.setToolTip(
            "The least and the greatest value of the map, its mean, and its energy: the mean of "
            "the squares.\nIn the picture's own units."
        )
        self.export.setToolTip("Save all maps as one labelled picture")
        self.export.setAccessibleName("Export contact sheet")
        self.export.clicked.connect(self.sheet_wanted)
        choices = QGridLayout()
        choices.setSpacing(6)
        for place, box in enumerate((self.part, self.tone, self.order, self.zoom)):
            choices.addWidget(box, place // 2, place % 2)
        foot = QWidget()
        row = new_row(foot)
        row.addWidget(self.numbers, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.export)
        buttons.addWidget(self.stretch)
        row.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(6)
        self._top = QHBoxLayout()
        self._top.addWidget(self.heading, 1)
        column.addLayout(self._top)
        column.addLayout(choices)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.view, 1)
        column.addWidget(foot)

    def _remember(self) -> None:
        settings = self._settings
        self.part.choose(settings.maps_part)
        self.tone.choose(settings.maps_tone)
        self.order.choose(settings.maps_order)
        self.zoom.choose(settings.maps_size)
        self.view.set_width(WIDTHS[settings.maps_size])
        self.part.activated.connect(self._on_changed)
        self.tone.activated.connect(self._on_changed)
        self.order.activated.connect(self._on_reordered)
        self.zoom.activated.connect(self._on_resized)
        self.view.size_wanted.connect(self._on_size_wanted)

    def add_corner(self, widget: QWidget) -> None:
        """Puts a widget into the upper right corner."""
        self._top.addWidget(widget)

    def set_colours(self, colours: Colours) -> None:
        """The colours of what marks a choice."""
        for box in (self.part, self.tone, self.order, self.zoom):
            box.set_colours(colours)

    def show_layer(self, heading: str, size: tuple[int, int]) -> None:
        """Whose maps these are, and their (rows, columns)."""
        self.heading.set_full_text(heading)
        self.view.set_aspect(*size)
        self._show_maps(there=True)

    def show_nothing(self, reason: str) -> None:
        """There are no maps, and why."""
        self.heading.set_full_text("")
        self.nothing.setText(reason)
        self.numbers.setText("")
        self.stretch.hide()
        self._show_maps(there=False)

    def show_chosen(self, number: int, tone: Tone, full_range: float) -> None:
        """Which map is looked at, what its values are, and in which tone it is seen large."""
        self.view.show_current(number)
        facts = self.model.facts(number)
        own = self.tone.currentData() == "own"
        self.stretch.show_for(facts if own else None, tone, full_range)
        told = "" if facts is None else shown(facts_words(facts)).replace("; ", "\n")
        self.numbers.setText(f"{self._elided(self.model.title(number))}\n{told}")

    def _elided(self, text: str) -> str:
        metrics = self.numbers.fontMetrics()
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.numbers.width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.opened.emit(False)

    def _show_maps(self, *, there: bool) -> None:
        self.view.setVisible(there)
        self.nothing.setVisible(not there)
        self.export.setEnabled(there)

    def _on_changed(self, _index: int) -> None:
        self._settings.maps_part = self.part.currentData()
        self._settings.maps_tone = self.tone.currentData()
        self.changed.emit()

    def _on_reordered(self, _index: int) -> None:
        self._settings.maps_order = self.order.currentData()
        self.reordered.emit()

    def _on_resized(self, _index: int) -> None:
        self._settings.maps_size = self.zoom.currentData()
        self.view.set_width(WIDTHS[self._settings.maps_size])

    def _on_size_wanted(self, steps: int) -> None:
        index = self.zoom.currentIndex() + steps
        if 0 <= index < self.zoom.count():
            self.zoom.setCurrentIndex(index)
            self._on_resized(index)


def choice_box(name: str, tip: str, choices: dict[str, tuple[str, str]]) -> ChoiceBox:
    """A box of values, each with its label and its tooltip."""
    box = ChoiceBox(name, tip)
    for value, (label, words) in choices.items():
        box.add_choice(value, label, words)
    return box
