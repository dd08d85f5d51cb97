"""The file format of an export, as a field of its dialog; the name's ending follows, and leads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFormLayout

from convstudio.errors import PictureWriteError
from convstudio.gui.files.saving.place_fields import PlaceFields
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import label_for
from convstudio.gui.theme import Colours

TIPS = {
    "PNG": "Lossless; every program reads it.",
    "JPEG": "Small; changes the pixels a little.",
    "TIFF": "Lossless; for printing.",
    "SVG": "A drawing for print, whose text can be edited.",
    "NumPy archive": "Several arrays with names; numpy.load reads them.",
    "NumPy array": "One array; numpy.load reads it.",
    "safetensors": "Named tensors, as models are kept; Python is not needed to read them safely.",
}


class FormatField(QObject):
    """Chooses one of some formats.

    Args:
        place: whose name has the format's ending.
        formats: endings of file names, the usual one first, by the names of formats.
        what: the beginning of a sentence, such as “A comparison”.
    """

    def __init__(
        self,
        place: PlaceFields,
        formats: Mapping[str, tuple[str, ...]],
        colours: Colours,
        what: str,
    ) -> None:
        super().__init__(place)
        self._place, self._formats, self._what = place, formats, what
        self.box = ChoiceBox("Format", "What kind of file it is; the name's ending follows.")
        self.box.set_colours(colours)
        for name, endings in formats.items():
            self.box.add_choice(name, f"{name} ({', '.join(endings)})", TIPS[name])
        self.box.activated.connect(self._on_chosen)
        place.changed.connect(self._on_place_changed)
        self._on_place_changed()

    def place_in(self, form: QFormLayout) -> None:
        """Adds its row to a form."""
        form.addRow(label_for("&Format", self.box), self.box)

    def checked_path(self) -> Path:
        """The file, with the ending of the format where the name has none.

        Raises:
            PictureWriteError: no name, no such folder, or an ending of none of the formats.
        """
        path = self._place.check(self._ending)
        if self._named_by(path) is None:
            *most, last = (endings[0] for endings in self._formats.values())
            raise PictureWriteError(
                f"{self._what} cannot be saved as “{path.name}”.",
                hint=f"Let the name end in {', '.join(most)} or {last}.",
            )
        return path

    @property
    def _ending(self) -> str:
        return self._formats[cast(str, self.box.currentData())][0]

    def _named_by(self, path: Path) -> str | None:
        ending = path.suffix.lower()
        return next((name for name, known in self._formats.items() if ending in known), None)

    def _on_chosen(self, _index: int) -> None:
        if self._named_by(self._place.path) != self.box.currentData():
            self._place.set_ending(self._ending)

    def _on_place_changed(self) -> None:
        name = self._named_by(self._place.path)
        if name is not None:  # else it is being typed
            self.box.choose(name)
