"""The dialog that saves a layer's filters as arrays: format, order of axes, depth, what is lost.

Who uses it: someone who takes filters made here on into Keras, PyTorch or NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.files.export.export_dialog import ExportDialog, Formats, Wording
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import label_for, muted_label, new_form
from convstudio.gui.theme import colours_of
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.axes import KERAS, KERAS_DEPTHWISE, PYTORCH, PYTORCH_DEPTHWISE
from convstudio.pipeline.banks.writing import FilterFile, losses
from convstudio.pipeline.maps import Maps

FORMATS: Formats = {
    "NumPy archive": (".npz",),
    "NumPy array": (".npy",),
    "safetensors": (".safetensors",),
}
_WORDING = Wording("save-filters", "Save filters", "Filters", "the filters")
_WIDTH = 500  # pixels
_LINES = 7


class SaveFiltersDialog(ExportDialog):
    """Where to save the filters of a layer, and as what.

    Args:
        picture: the open picture's file, which is not to be replaced unawares.

    Signals:
        save_wanted: the path and the FilterFile.
    """

    save_wanted = Signal(object, object)

    def __init__(
        self,
        parent: QWidget,
        bank: Bank,
        below: Maps,
        place: tuple[Path, str],
        picture: Path | None,
    ) -> None:
        super().__init__(parent, _WORDING, FORMATS, place, picture)
        self._bank, self._below = bank, below
        self.framework = ChoiceBox("Axes", "In which order the array has its axes, and its names.")
        file = FilterFile(bank, below)
        orders = (KERAS_DEPTHWISE, PYTORCH_DEPTHWISE) if file.depthwise else (KERAS, PYTORCH)
        for value, label, order in zip(
            ("keras", "pytorch"), ("Keras", "PyTorch"), orders, strict=True
        ):
            axes = ", ".join(order.roles)
            self.framework.add_choice(value, f"{label}: {axes}", f"As {label} has its weights.")
        self.precision = ChoiceBox("Numbers", "How exact the numbers are.")
        self.precision.add_choice("float32", "float32", "What networks use; some seven digits.")
        self.precision.add_choice("float64", "float64", "Exact: every weight as it is here.")
        self.words = muted_label("The arrays, and what the file does not say", lines=_LINES)
        form = new_form()
        self.place_in(form)
        form.addRow(label_for("A&xes", self.framework), self.framework)
        form.addRow(label_for("N&umbers", self.precision), self.precision)
        self.lay_out(form, self.words)
        for box in (self.framework, self.precision):
            box.set_colours(colours_of(self))
            box.activated.connect(self.tell)
        self.place.changed.connect(self.tell)
        self.tell()
        self.resize(self.sizeHint())

    @property
    def file(self) -> FilterFile:
        """What is asked for."""
        return FilterFile(
            self._bank, self._below, self.framework.currentData(), self.precision.currentData()
        )

    def tell(self) -> None:
        """Says which arrays there will be, and what is lost."""
        file, ending = self.file, self.place.path.suffix.lower()
        try:
            arrays = list(file.arrays().items())[: 1 if ending == ".npy" else None]
            told = losses(file, ending)
        except ConvStudioError as error:
            self.words.setText(f"{error.sentence} {error.hint}".strip())
            self.save.setEnabled(False)
            return
        held = ", ".join(
            f"{'' if ending == '.npy' else f'{name} '}{' × '.join(map(str, array.shape))}"
            for name, array in arrays
        )
        self.words.setText("\n".join((f"Holds {held}.", *(f"• {one}" for one in told))))
        self.save.setEnabled(True)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, super().sizeHint().height())

    def handing_over(self, path: Path) -> Callable[[], None]:
        return partial(self.save_wanted.emit, path, self.file)
