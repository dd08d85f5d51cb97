"""Random filters, as networks begin with.

Who uses it: someone who wants to see what a layer makes of a picture before any training, or to
compare how Glorot's and He's weights spread.
"""

from __future__ import annotations

import secrets
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from convstudio.gui.banks.fill_page import MARGIN, Fill, Filled, FillPage, Target, made_of
from convstudio.gui.banks.value_field import ValueField, whole_field
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import label_for, muted_label, new_form, new_row
from convstudio.gui.panels.paired_field import LinkButton
from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.random_weights import LABELS
from convstudio.numerics.initializers import LARGEST_SEED
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.banks.initializers import Initializer, recorded
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import ChannelMode

_MANY = 32  # filters at first, as the textbooks' first layer has
_TIPS = {
    "glorot_uniform": "Even within ±√(6 / (fan-in + fan-out)): Keras's own; for sigmoid and tanh.",
    "glorot_normal": "Normal, cut at two deviations; variance 2 / (fan-in + fan-out).",
    "he_uniform": "Even within ±√(6 / fan-in): for ReLU.",
    "he_normal": "Normal, cut at two deviations; variance 2 / fan-in: for ReLU.",
}
_PLANES: tuple[tuple[str, str, str], ...] = (
    ("sum", "One for each channel, summed", "The layer of a network: each filter makes one map."),
    ("each", "One for each channel, by itself", "Depthwise: each filter makes a map a channel."),
    ("shared", "One that all channels share", "The layer's way with channels stays as it is."),
)


class RandomFill(FillPage):
    """Distribution, seed, number, size and planes."""

    title = "&Random"
    step = "Fill with Random Weights"

    def __init__(self, bank: Bank, below: Maps) -> None:
        super().__init__()
        self._below = below
        made = recorded(bank)
        rows, columns = bank.size
        count = len(bank.filters) if len(bank.filters) > 1 else _MANY
        self.distribution = ChoiceBox("Distribution", "How the weights are spread.")
        for distribution, words in LABELS.items():
            self.distribution.add_choice(distribution, words, _TIPS[distribution])
        self.seed = whole_field(
            "Seed", "The same seed draws the same weights, on every machine.", 0, 0, LARGEST_SEED
        )
        self.new_seed = QPushButton("&New seed")
        self.new_seed.setToolTip("Draw other weights: the seed is chosen by chance")
        self.new_seed.setAutoDefault(False)
        self.count = whole_field("Filters", "How many filters.", count, 1, MOST_FILTERS)
        self.rows = whole_field("Rows", "Rows of each kernel.", rows, 1, MAX_SIZE, 2)
        self.columns = whole_field("Columns", "Columns of each kernel.", columns, 1, MAX_SIZE, 2)
        self.link = LinkButton("kernel size")
        self.link.show_linked(rows == columns)
        self.planes = ChoiceBox("Planes", "Which kernels a filter has for the channels below.")
        for value, label, tip in _PLANES:
            self.planes.add_choice(value, label, tip)
        self.fans = muted_label("Fan-in and fan-out", lines=2)
        if made is not None:
            self.distribution.choose(made.distribution)
            self.seed.show_value(made.seed)
        self.planes.choose(bank.channels if bank.planes > 1 else "sum")
        self._place()
        self._connect()
        self._tell()

    @property
    def initializer(self) -> Initializer:
        """What is asked for."""
        planes = 1 if self.planes.currentData() == "shared" else self._below.channels
        return Initializer(
            self.distribution.currentData(),
            int(self.seed.value),
            int(self.count.value),
            (int(self.rows.value), int(self.columns.value)),
            planes,
        )

    def fill(self) -> Fill:
        wanted = self.initializer
        choice = self.planes.currentData()
        channels: ChannelMode | None = None if choice == "shared" else choice

        def make(target: Target) -> Filled:
            return made_of(target, wanted.make(), channels)

        return make

    def begin(self) -> None:
        self.distribution.setFocus()

    def _place(self) -> None:
        seed, size = QWidget(), QWidget()
        row = new_row(seed)
        row.addWidget(self.seed, 1)
        row.addWidget(self.new_seed)
        row = new_row(size)
        row.addWidget(self.rows, 1)
        row.addWidget(QLabel("×"))
        row.addWidget(self.columns, 1)
        row.addWidget(self.link)
        form = new_form()
        form.addRow(label_for("&Distribution", self.distribution), self.distribution)
        form.addRow(label_for("&Seed", self.seed), seed)
        form.addRow(label_for("&Filters", self.count), self.count)
        form.addRow(label_for("Si&ze", self.rows), size)
        form.addRow(label_for("&Planes", self.planes), self.planes)
        form.addRow("", self.fans)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addLayout(form)
        column.addStretch(1)

    def _connect(self) -> None:
        for box in (self.distribution, self.planes):
            box.activated.connect(self._on_changed)
        for field in (self.seed, self.count, self.rows, self.columns):
            field.changed.connect(self._on_changed)
            field.refused.connect(lambda error, field=field: self.refused.emit(error, field))
        self.rows.changed.connect(partial(self._follow, self.columns, self.rows))
        self.columns.changed.connect(partial(self._follow, self.rows, self.columns))
        self.link.clicked.connect(self._on_link_clicked)
        self.new_seed.clicked.connect(self._on_new_seed)

    def _on_new_seed(self) -> None:
        self.seed.put(secrets.randbelow(10_000))

    def _follow(self, other: ValueField, side: ValueField) -> None:
        """While they are linked, the other becomes as many."""
        if self.link.isChecked():
            other.put(side.value)

    def _on_link_clicked(self, linked: bool) -> None:
        self.link.show_linked(linked)
        if linked:
            self.columns.put(self.rows.value)

    def _on_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        wanted = self.initializer
        area = wanted.size[0] * wanted.size[1]
        fan_in, fan_out = area * wanted.planes, area * wanted.filters
        self.fans.setText(f"Fan-in {fan_in:,}, fan-out {fan_out:,}. Biases are 0, as in Keras.")
