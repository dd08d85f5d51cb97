"""The list of colour maps, each with a swatch of its colours."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.theme import LIGHT, Colours
from convstudio.gui.tone_entries import ToneEntry, map_label
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS, lookup
from convstudio.imaging.tone import Tone

_SWATCH = QSize(56, 14)
_TIPS = {
    "colour_map": "The colours in which values are shown from dark to light. All but gray show "
    "one number a pixel: of a colour map its luma.",
    "diverging": "The colours in which values are shown below and above 0, which stands in the "
    "middle; one number a pixel: of a colour map its luma.",
}


class ColourMapBox(ChoiceBox):
    """Sequential maps, or for signed the diverging ones.

    Signals:
        entered: a ToneEntry, and this box.
    """

    entered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__("Colour map", _TIPS["colour_map"])
        self._part = ""
        self._colours = LIGHT
        self._painted = False  # whether each entry has its swatch: once the list was opened
        self.setIconSize(_SWATCH)
        self.setMaxVisibleItems(30)
        self.activated.connect(self._on_activated)

    def show_tone(self, tone: Tone) -> None:
        """Shows the colour map in force, among those that the mode takes."""
        part = "diverging" if tone.mode == "signed" else "colour_map"
        if part != self._part:
            self._offer(part)
        self.choose(getattr(tone, part))
        self._paint(self.currentIndex())

    def set_colours(self, colours: Colours) -> None:
        """The colours of the mark and of the swatches' frames."""
        super().set_colours(colours)
        self._colours = colours
        for index in range(self.count()):
            if not self.itemIcon(index).isNull():
                self.setItemIcon(index, swatch(self.itemData(index), colours))

    def showPopup(self) -> None:
        """The swatches of a list that nobody opens are never painted: the tables load late."""
        if not self._painted:
            for index in range(self.count()):
                self._paint(index)
            self._painted = True
        super().showPopup()

    def _offer(self, part: str) -> None:
        self._part, self._painted = part, False
        self.clear()
        for name, label in (DIVERGING_MAPS if part == "diverging" else COLOUR_MAPS).items():
            self.add_choice(name, map_label(name), label)
        self.set_tip(_TIPS[part])

    def _paint(self, index: int) -> None:
        if index >= 0 and self.itemIcon(index).isNull():
            self.setItemIcon(index, swatch(self.itemData(index), self._colours))

    def _on_activated(self, index: int) -> None:
        self.entered.emit(ToneEntry(self._part, self.itemData(index)), self)


def gradient(name: str) -> QImage:
    """A colour map as a picture of one row, dark to light, that owns its pixels."""
    table = lookup(name)
    return QImage(table.tobytes(), 256, 1, 3 * 256, QImage.Format.Format_RGB888).copy()


def swatch(name: str, colours: Colours) -> QIcon:
    """A colour map from left to right, framed, for screens of one and two pixels a point."""
    icon = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(_SWATCH * ratio)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(pixmap.rect(), gradient(name))
        painter.setPen(colours.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(pixmap.rect().adjusted(0, 0, -1, -1))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        icon.addPixmap(pixmap)
    return icon
