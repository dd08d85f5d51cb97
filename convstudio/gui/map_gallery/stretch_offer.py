"""An offer to stretch the large map as its thumbnail is, where its tone shows little of it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from convstudio.gui.numerals import shown
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import keep_room
from convstudio.imaging.tone import Tone
from convstudio.jobs.map_pictures import number_words
from convstudio.jobs.map_tiles import MapFacts

# Of what there is to see: less than this share of the map's values, or of all grays.
_LITTLE = 0.25
_TIP = (
    "The large view has the tone of the Tone panel, “Clip to range”, which shows little of values "
    "from {low} to {high}; the thumbnail is stretched by itself. This stretches the large view "
    "too: Tone ▸ Min–max. Undo takes it back."
)


class StretchOffer(QPushButton):
    """Stands in the gallery while the chosen map is nearly black, white or cut off at large."""

    def __init__(self) -> None:
        super().__init__("S&tretch the view")
        self.setAccessibleName("Stretch the large view as the thumbnail is")
        keep_room(self)
        self.hide()

    def show_for(self, facts: MapFacts | None, tone: Tone, full_range: float) -> None:
        """Is there while it is of use for a map with these values."""
        useful = facts is not None and shows_little(facts, tone, full_range)
        if useful and facts is not None:
            low, high = shown(number_words(facts.low)), shown(number_words(facts.high))
            self.setToolTip(in_lines(_TIP.format(low=low, high=high)))
        self.setVisible(useful)


def shows_little(facts: MapFacts, tone: Tone, full_range: float) -> bool:
    """Whether a tone that cuts leaves little of a map that is not flat: black, white, or an end."""
    if tone.mode != "clip" or facts.low == facts.high:
        return False
    black, white = (level * full_range for level in tone.levels)
    low, high = (min(max(value, black), white) for value in (facts.low, facts.high))
    edge = _LITTLE * (white - black)
    dark_or_light = high <= black + edge or low >= white - edge
    return dark_or_light or high - low < _LITTLE * (facts.high - facts.low)
