"""The cards of all layers side by side: choosing, reordering by drag and keys, renaming.

Who uses it: someone with a stack of layers, who looks now at the one, now at the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from shiboken6 import isValid

from convstudio.gui.layers.card import LayerCard
from convstudio.gui.layers.cards import Card
from convstudio.gui.layers.name_field import NameField
from convstudio.gui.panels.form import PANEL_WIDTH

GAP = 4  # pixels between cards
MARGIN = 8  # before the first and after the last
_TURN = 96  # pixels, of one notch of the wheel
_EDGE = 48  # pixels that come into view beside a card that is dragged
_CONTROL = Qt.KeyboardModifier.ControlModifier


class CardRow(QScrollArea):
    """Shows cards and emits what a hand wants; scrolls where they are too many.

    Signals:
        chosen: the index of a layer.
        moved: from and to which index a layer is dragged.
        renamed: the index of a layer and its name.
        menu_wanted: the index of a layer, and where its menu is to open.
        wanted: one of ``"remove"``, ``"switch"``, ``"rename"``, for the chosen layer.
    """

    chosen = Signal(int)
    moved = Signal(int, int)
    renamed = Signal(int, str)
    menu_wanted = Signal(int, QPoint)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layer-cards")
        self.setAccessibleName("Layers")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(1)
        self.cards: list[LayerCard] = []
        self._index = 0
        self._target: int | None = None
        self._field: NameField | None = None
        self._row = QWidget()
        self._row.setObjectName("panels")
        self._mark = QFrame(self._row)
        self._mark.setObjectName("drop-mark")
        self._mark.hide()
        self.setWidget(self._row)

    def show_cards(self, cards: Sequence[Card], chosen: int) -> None:
        """Shows a card for each layer, and which one is chosen."""
        held = any(card.hasFocus() for card in self.cards)
        changed = len(cards) != len(self.cards)
        while len(self.cards) < len(cards):
            self._add_card()
        while len(self.cards) > len(cards):
            gone = self.cards.pop()
            gone.hide()
            gone.deleteLater()
        if changed and self._field is not None and isValid(self._field):
            self._field.leave()  # its layer may be another now
        came = changed or chosen != self._index
        self._index = chosen
        for index, (shown, card) in enumerate(zip(self.cards, cards, strict=True)):
            shown.show_card(card, chosen=index == chosen)
        self._arrange()
        if held and came:
            self.cards[chosen].setFocus()
        if came:
            self._show_chosen()

    def rename(self) -> NameField:
        """Opens the field for the chosen layer's name over its card."""
        self._show_chosen()
        self._field = field = NameField(self.cards[self._index], self._row)
        field.entered.connect(partial(self.renamed.emit, self._index))
        return field

    def sizeHint(self) -> QSize:
        """However many cards there are, they do not widen the window."""
        return QSize(PANEL_WIDTH, self.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turns to the side, whichever way the wheel goes; where all is seen it is not taken."""
        bar = self.horizontalScrollBar()
        if not bar.maximum():
            event.ignore()
            return
        turned = event.angleDelta().y() or event.angleDelta().x()
        bar.setValue(bar.value() - turned * _TURN // 120)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & _CONTROL)
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.cards) - 1}
        if key in ways:
            self._go(self._index + ways[Qt.Key(key)], carrying=control)
        elif key in ends:
            self._go(ends[Qt.Key(key)], carrying=control)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.wanted.emit("remove")
        elif key == Qt.Key.Key_Space:
            self.wanted.emit("switch")
        elif key == Qt.Key.Key_F2:
            self.wanted.emit("rename")
        elif key == Qt.Key.Key_Escape and self._target is not None:
            self._call_off()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _go(self, index: int, *, carrying: bool) -> None:
        index = min(max(index, 0), len(self.cards) - 1)
        if index == self._index:
            return
        if carrying:
            self.moved.emit(self._index, index)
        else:
            self.chosen.emit(index)

    def _add_card(self) -> None:
        card = LayerCard(self._row)
        card.clicked.connect(lambda: self.chosen.emit(self.cards.index(card)))
        card.dragged.connect(lambda point: self._on_dragged(card, point))
        card.dropped.connect(lambda: self._on_dropped(card))
        card.rename_wanted.connect(lambda: self._on_rename_wanted(card))
        card.menu_wanted.connect(lambda point: self.menu_wanted.emit(self.cards.index(card), point))
        card.show()
        self.cards.append(card)

    def _arrange(self) -> None:
        place = MARGIN
        for card in self.cards:
            card.move(place, 0)
            place += card.width() + GAP
        width = place - GAP + MARGIN
        height = self.cards[0].height() if self.cards else 0
        over = width > self.width()
        self._row.resize(width, height)
        bar = self.horizontalScrollBar().sizeHint().height() if over else 0
        self.setFixedHeight(height + bar)

    def _show_chosen(self) -> None:
        card = self.cards[self._index]
        self.ensureVisible(card.x() + card.width() // 2, 0, card.width() // 2 + MARGIN, 0)

    def _on_rename_wanted(self, card: LayerCard) -> None:
        index = self.cards.index(card)
        if index != self._index:
            self.chosen.emit(index)
        self.wanted.emit("rename")

    def _on_dragged(self, card: LayerCard, point: QPoint) -> None:
        here = card.mapToParent(point).x()
        self.ensureVisible(here, 0, _EDGE, 0)
        middles = [one.x() + one.width() // 2 for one in self.cards]
        gap = self._target = sum(middle < here for middle in middles)
        at = self.cards[gap].x() if gap < len(self.cards) else self.cards[-1].geometry().right() + 5
        self._mark.setGeometry(QRect(at - 3, 0, 2, card.height()))
        self._mark.raise_()
        self._mark.show()

    def _on_dropped(self, card: LayerCard) -> None:
        gap, self._target = self._target, None
        self._mark.hide()
        if gap is None:
            return
        at = self.cards.index(card)
        to = gap - (gap > at)
        if to != at:
            self.moved.emit(at, to)

    def _call_off(self) -> None:
        self._target = None
        self._mark.hide()
        for card in self.cards:
            card.call_off_drag()
