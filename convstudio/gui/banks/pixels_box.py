"""For which pixels the biases of a file are: networks are trained on 0 … 1, or on 0 … 255."""

from __future__ import annotations

from convstudio.gui.panels.boxes import ChoiceBox

_UNIT, _BYTES = "1", "255"


class PixelsBox(ChoiceBox):
    """The largest pixel that a network is given.

    Args:
        unit, of_bytes: what pixels to 1, and to 255, mean for the biases.
    """

    def __init__(self, name: str, tip: str, unit: str, of_bytes: str) -> None:
        super().__init__(name, tip)
        self.add_choice(_UNIT, "Pixels of 0 … 1", unit)
        self.add_choice(_BYTES, "Pixels of 0 … 255", of_bytes)

    @property
    def largest(self) -> int:
        """1 or 255."""
        return int(self.currentData())
