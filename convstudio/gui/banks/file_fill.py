"""Filters from a file: which array, in which order of axes, with which biases.

Who uses it: someone who has a trained network's first layer and wants to see what it sees.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError, FilterFileError
from convstudio.gui.banks.array_file import ArrayFile, Choice, array_file
from convstudio.gui.banks.fill_page import MARGIN, Fill, FillPage
from convstudio.gui.banks.order_fields import OrderFields, words_of
from convstudio.gui.banks.pixels_box import PixelsBox
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import label_for, muted_label, new_form, new_row
from convstudio.gui.settings import Settings
from convstudio.jobs.worker import Publish, Worker
from convstudio.json_words import quoted
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.banks.entries import ArrayEntry
from convstudio.pipeline.banks.guessing import (
    biases_for,
    biases_that_fit,
    guess_order,
    weights_first,
)
from convstudio.pipeline.banks.reading import ENDINGS
from convstudio.pipeline.maps import Maps

_NO_BIASES = "\nnone"  # no array of a file is called so
_MOST_BIASES = 200  # that are offered
_LETTERS = 24


class FileFill(FillPage):
    """File, array, axes, biases.

    Signals:
        listed: what a file holds is known.
    """

    listed = Signal()
    title = "F&ile"
    step = "Fill from File"

    def __init__(self, below: Maps, settings: Settings) -> None:
        super().__init__()
        self._below, self._settings = below, settings
        self._file: ArrayFile | None = None
        self._why: ConvStudioError | None = None
        self.path = QLineEdit()
        self.path.setPlaceholderText(", ".join(ENDINGS))
        self.path.setAccessibleName("File")
        self.path.setToolTip("The file with the weights: .npy, .npz or .safetensors.")
        self.browse = QPushButton("&Choose …")
        self.browse.setToolTip("Choose the file")
        self.browse.setAutoDefault(False)
        self.array = ChoiceBox("Array", "Which array of the file holds the weights.")
        self.order = OrderFields()
        self.biases = ChoiceBox("Biases", "Which array holds one bias for each filter.")
        self.pixels = PixelsBox(
            "Trained on",
            "The range of the pixels that the network was given.",
            "Biases count as they are.",
            "Biases are divided by 255.",
        )
        for box in (self.array, self.biases):
            box.setSizeAdjustPolicy(
                ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LETTERS)
        self.words = muted_label("How sure the order of axes is", lines=2)
        self.words.setFixedHeight(self.words.minimumHeight())
        self._worker = Worker("arrays", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_listed)
        self._worker.failed.connect(self._on_failed)
        self._place()
        self._connect()
        self._offer()

    def stop(self) -> None:
        """Ends the thread."""
        self._worker.stop()

    def open(self, path: Path) -> None:
        """Takes a file: lists its arrays in the background, and guesses."""
        self.path.setText(str(path))
        self._settings.folder = path.parent
        self._file = None
        self._why = FilterFileError(f"{quoted(path.name)} is being read.")
        self.changed.emit()

        def work(_cancel: CancelToken, _publish: Publish) -> ArrayFile:
            return array_file(path)

        self._worker.start(work)

    def fill(self) -> Fill:
        entry, order = self._entry, self.order.order
        if self._why is not None:
            raise self._why
        if self._file is None or entry is None or order is None:
            raise FilterFileError(
                "No file is chosen yet.", hint=f"Choose one: {', '.join(ENDINGS)}."
            )
        chosen = self.biases.currentData()
        biases = None if chosen in (_NO_BIASES, None) else chosen
        return Choice(self._file, entry.name, order, biases, 1 / self.pixels.largest).make

    def begin(self) -> None:
        if self._file is None:
            self.browse.setFocus()
        else:
            self.array.setFocus()

    def ask(self) -> None:
        """Asks for the file."""
        dialog = QFileDialog(self, "Filters from a file", str(self._settings.folder))
        dialog.setObjectName("open-filters")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{ending}" for ending in ENDINGS)
        dialog.setNameFilters([f"Arrays of weights ({patterns})", "All files (*)"])
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    @property
    def _entry(self) -> ArrayEntry | None:
        name = self.array.currentData()
        return None if self._file is None or name is None else self._file.named(name)

    def _on_path_typed(self) -> None:
        text = self.path.text().strip()
        path = Path(text).expanduser() if text else None
        if path is not None and (self._file is None or path != self._file.path):
            self.open(path)

    def _on_listed(self, file: ArrayFile) -> None:
        self._file, self._why = file, None
        first = weights_first(file.offered)
        self.array.clear()
        for entry in file.offered:
            self.array.add_choice(entry.name, entry.label, entry.trouble or "An array of the file.")
        if first is not None:
            self.array.choose(first.name)
        self._on_array()
        self.listed.emit()

    def _on_failed(self, error: Exception) -> None:
        told = error if isinstance(error, ConvStudioError) else FilterFileError(str(error))
        self._file, self._why = None, told
        self.array.clear()
        self._offer()
        self.changed.emit()
        self.listed.emit()

    def _on_array(self) -> None:
        """Another array: its axes and its biases are guessed."""
        self._why = None
        self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        entry = self._entry
        order, words = None, ""
        if self._file is not None and entry is not None:
            try:
                guess = guess_order(entry, self._below.channels, self._file.told_of(entry))
                order = guess.order
                words = "Guessed from its shape: look at the tiles."
                if guess.also:
                    other = words_of(guess.also[0])
                    words = f"The shape fits “{other}” as well: see which tiles make sense."
            except ConvStudioError as error:
                self._why = error
        self.order.show_shape(() if entry is None else entry.shape, order)
        self.words.setText(words)
        for box in (self.array, self.biases, self.pixels):
            box.setEnabled(entry is not None)
        self._offer_biases()

    def _offer_biases(self) -> None:
        """The arrays with a number for each filter, and the one that is probably meant."""
        entry, order = self._entry, self.order.order
        self.biases.clear()
        self.biases.add_choice(_NO_BIASES, "None", "All biases are 0.")
        if self._file is None or entry is None or order is None:
            self.biases.choose(_NO_BIASES)
            return
        count = order.length("filters", entry.shape)
        if order.depthwise and order.length("inputs", entry.shape) > 1:
            count *= order.length("inputs", entry.shape)
        own = biases_for(entry, count, self._file.entries)
        fitting = [e for e in biases_that_fit(count, self._file.entries) if e != entry]
        offered = fitting[:_MOST_BIASES]
        for other in offered if own is None or own in offered else [own, *offered]:
            self.biases.add_choice(other.name, other.label, "One bias for each filter.")
        self.biases.choose(_NO_BIASES if own is None else own.name)

    def _on_order(self) -> None:
        self.words.setText("")
        self._offer_biases()
        self.changed.emit()

    def _place(self) -> None:
        place = QWidget()
        row = new_row(place)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        form = new_form()
        form.addRow(label_for("&File", self.path), place)
        form.addRow(label_for("&Array", self.array), self.array)
        form.addRow(label_for("A&xes", self.order.usual), self.order)
        form.addRow("", self.words)
        form.addRow(label_for("&Biases", self.biases), self.biases)
        form.addRow(label_for("&Trained on", self.pixels), self.pixels)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addLayout(form)
        column.addStretch(1)

    def _connect(self) -> None:
        self.browse.clicked.connect(self.ask)
        self.path.editingFinished.connect(self._on_path_typed)
        self.array.activated.connect(self._on_array)
        self.order.changed.connect(self._on_order)
        for box in (self.biases, self.pixels):
            box.activated.connect(self.changed)
