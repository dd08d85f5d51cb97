"""The menu of new layers: the kinds, and those that come in several functions in menus of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu, QWidget

from convstudio.gui.layers.beginnings import FAMILIES, KINDS, Kind
from convstudio.gui.panels.fields import in_lines


class AddMenu(QMenu):
    """Offers every kind of layer, with what it does as tooltip."""

    def __init__(self, add: Callable[[Kind], None], parent: QWidget) -> None:
        super().__init__("&Add", parent)
        self._add = add
        self.setToolTipsVisible(True)
        self._offer(self, KINDS)
        self.addSeparator()
        for text, tip, kinds in FAMILIES.values():
            menu = self.addMenu(text)
            menu.setToolTipsVisible(True)
            menu.menuAction().setToolTip(in_lines(tip))
            self._offer(menu, kinds)

    def _offer(self, menu: QMenu, kinds: Mapping[str, Kind]) -> None:
        for kind in kinds.values():
            action = menu.addAction(kind.text)
            action.setToolTip(in_lines(kind.tip))
            action.setStatusTip(kind.tip)
            action.triggered.connect(lambda _checked=False, kind=kind: self._add(kind))
