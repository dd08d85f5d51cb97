"""The strip of layers across the top of the right side: a line, and below it a card a layer.

Who uses it: someone with a stack of layers chooses one to edit it, and unfolds what they cost. For
someone who edits one kernel it is not there: a button of the toolbar adds the second layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.layers.actions import FACTS_KEYS
from convstudio.gui.layers.card_row import MARGIN, CardRow
from convstudio.gui.layers.cards import cards_of, summary
from convstudio.gui.layers.fact_table import FactTable
from convstudio.gui.numerals import shown
from convstudio.gui.panels.boxes import FlatButton
from convstudio.gui.panels.form import rule, show_or_hide
from convstudio.pipeline.facts import LayerFacts
from convstudio.pipeline.pipeline import Convolution, Layer


class LayerStrip(QWidget):
    """Shows facts of layers, and emits what a hand wants.

    Signals:
        facts_wanted: the table is to be unfolded, or folded.
        add_wanted: the menu of new layers is to open.
        name_settled: a layer was renamed, or not after all.

    Attributes:
        row: the cards.
        table: the facts of all layers.
        add: the button with the menu of new layers.
    """

    facts_wanted = Signal()
    add_wanted = Signal()
    name_settled = Signal()

    def __init__(self, heir: QWidget) -> None:
        """With what has the keyboard once the strip is gone."""
        super().__init__()
        self._heir = heir
        self.setObjectName("layer-strip")
        self.setAccessibleName("Layers")
        self.fold = FlatButton()
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setText("Layers")
        self.fold.setProperty("role", "heading")
        self.fold.clicked.connect(self.facts_wanted)
        self.told = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.told.setProperty("role", "muted")
        self.told.setAccessibleName("Summary of the layers")
        self.result = FlatButton()
        self.result.setAccessibleName("Show the result")
        self.add = FlatButton()
        self.add.setText("+")
        self.add.setAccessibleName("Add a layer")
        self.add.clicked.connect(self.add_wanted)
        self.row, self.table = CardRow(), FactTable()
        self._place()
        self.unfold(False)

    def place_actions(self, add: QAction, result: QAction) -> None:
        """Gives the buttons what they are for."""
        self.add.setToolTip(add.toolTip())
        self.result.setDefaultAction(result)

    def rename(self) -> None:
        """Opens the field for the chosen layer's name."""
        self.show()
        self.row.show()
        self.row.rename().settled.connect(self.name_settled)

    @property
    def is_unfolded(self) -> bool:
        """Whether the table of facts is shown."""
        return not self.table.isHidden()

    def unfold(self, unfolded: bool) -> None:
        """Shows the table of facts, or folds it."""
        show_or_hide(self.table, unfolded, self.fold)
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self.fold.setArrowType(arrow)
        words = "Fold the facts of the layers" if unfolded else "Unfold the facts of the layers"
        self.fold.setToolTip(
            f"{words}: shapes (rows × columns × channels), parameters, costs ({FACTS_KEYS})"
        )
        self.fold.setAccessibleName(words)

    def show_layers(
        self, layers: Sequence[Layer], facts: Sequence[LayerFacts], chosen: int
    ) -> None:
        """Shows the layers; a lone convolution without a name needs no strip."""
        several = len(layers) > 1
        stacked = several or not _plain(layers[0])
        show_or_hide(self, stacked or self.is_unfolded, self._heir)
        self.told.set_full_text(shown(summary(facts)))
        show_or_hide(self.result, several, self.add)
        show_or_hide(self.row, stacked, self.add)
        self.row.show_cards(cards_of(facts), chosen)
        if self.is_unfolded:
            self.table.show_facts(facts, chosen)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * MARGIN, 2, MARGIN, 2)  # as headings of panels
        head.setSpacing(4)
        head.addWidget(self.fold)
        head.addWidget(self.told, 1)
        head.addWidget(self.result)
        head.addWidget(self.add)
        facts = QHBoxLayout()
        facts.setContentsMargins(MARGIN, 0, MARGIN, 0)
        facts.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.row)
        column.addLayout(facts)
        column.addWidget(rule())


def _plain(layer: Layer) -> bool:
    """Whether it is what every new window has: one kernel, in force, without a name."""
    return isinstance(layer, Convolution) and layer.on and not layer.name
