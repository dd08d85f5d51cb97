"""Which page of the worked sum is seen: tabs for a few, a list for many or in little room."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from convstudio.gui.panels.boxes import ChoiceBox

_MOST_TABS = 6


class PageChoice(QWidget):
    """The names of the pages; the one that was chosen stays, by its name.

    Signals:
        changed: another page was chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._chosen = ""
        self._most_tabs = _MOST_TABS
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Channels of the sum")
        self.tabs.setToolTip("Shows the grids of one of the channels that are summed, or of all.")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self.choose)
        self.box = ChoiceBox(
            "Channel of the sum", "Shows the grids of one of the channels that are summed, or all."
        )
        self.box.setMinimumContentsLength(14)
        self.box.setSizeAdjustPolicy(
            ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.activated.connect(self.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tabs)
        row.addWidget(self.box)

    @property
    def index(self) -> int:
        """Which page is seen; the first where there is none."""
        return self._names.index(self._chosen) if self._chosen in self._names else 0

    def show_names(self, names: tuple[str, ...]) -> None:
        """Offers these pages; nothing is asked where there is but one."""
        if names != self._names:
            self._names = names
            self._fill()
        tabbed = len(names) <= self._most_tabs
        self.tabs.setVisible(tabbed and len(names) > 1)
        self.box.setVisible(not tabbed)

    def set_narrow(self, *, narrow: bool) -> None:
        """Whether there is no room for tabs."""
        most = 1 if narrow else _MOST_TABS
        if most != self._most_tabs:
            self._most_tabs = most
            self._fill()
            self.show_names(self._names)

    def _fill(self) -> None:
        tabbed = len(self._names) <= self._most_tabs
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in self._names if tabbed else ():
            self.tabs.addTab(name)
        self.box.clear()
        self.box.addItems([] if tabbed else list(self._names))
        self._point()
        self.tabs.blockSignals(False)

    def choose(self, index: int) -> None:
        """Shows another page."""
        if 0 <= index < len(self._names) and index != self.index:
            self._chosen = self._names[index]
            self._point()
            self.changed.emit()

    def _point(self) -> None:
        self.tabs.setCurrentIndex(min(self.index, self.tabs.count() - 1))
        self.box.setCurrentIndex(min(self.index, self.box.count() - 1))
