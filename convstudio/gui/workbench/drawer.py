"""The drawer: a column left of the views with one page of the workbench at a time.

Who uses it: someone who looks for a kernel, turns its sliders or wants to know what it will do,
and wants the whole window for the picture when that is done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

DRAWER_WIDTH = 360  # pixels


class Drawer(QWidget):
    """Pages, of which one or none is open.

    Signals:
        page_changed: the identifier of the page that is open now, or "".
        opened_changed: whether it is about to take room, or no longer does.
    """

    page_changed = Signal(str)
    opened_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setFixedWidth(DRAWER_WIDTH)
        self._pages: dict[str, QWidget] = {}
        self._opened = ""
        self._before: QWidget | None = None
        self._stack = QStackedWidget()
        self._tabs: dict[str, QToolButton] = {}
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.setAccessibleName("Close the drawer")
        self.close_button.clicked.connect(self.shut)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 0)
        head.setSpacing(2)
        self._tab_row = QHBoxLayout()
        self._tab_row.setSpacing(2)
        head.addLayout(self._tab_row)
        head.addStretch(1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    def add_page(
        self, identifier: str, title: str, page: QWidget, *, with_tab: bool = True
    ) -> Callable[[], None]:
        """Takes a page; returns what opens it, or closes it where it is open."""
        self._pages[identifier] = page
        page.setAccessibleName(title)
        self._stack.addWidget(page)
        if with_tab:
            self._add_tab(identifier, title)
        return partial(self.toggle, identifier)

    def _add_tab(self, identifier: str, title: str) -> None:
        tab = self._tabs[identifier] = QToolButton()
        tab.setText(title)
        tab.setCheckable(True)
        tab.setAutoRaise(True)
        tab.setToolTip(f"Show {title}")
        tab.clicked.connect(partial(self.open, identifier))
        self._tab_row.addWidget(tab)

    @property
    def opened(self) -> str:
        """The identifier of the open page, or ""."""
        return self._opened

    def page(self, identifier: str) -> QWidget:
        """A page by its identifier."""
        return self._pages[identifier]

    def open(self, identifier: str) -> None:
        """Opens a page; the keyboard goes there."""
        page = self._pages[identifier]
        if not self._opened:
            self._before = self.window().focusWidget()
            self.opened_changed.emit(True)
        self._opened = identifier
        for name, tab in self._tabs.items():
            tab.setChecked(name == identifier)
        self._stack.setCurrentWidget(page)
        self.show()
        page.setFocus()
        self.page_changed.emit(identifier)

    def shut(self) -> None:
        """Closes the drawer; the keyboard goes back to where it was."""
        if not self._opened:
            return
        self._opened = ""
        before, self._before = self._before, None
        held = self.window().focusWidget()
        # What had the keyboard may be gone by now: a cell's editor lives as long as it is typed in.
        there = before is not None and isValid(before)
        if before is not None and there and held is not None and self.isAncestorOf(held):
            before.setFocus()
        self.hide()
        self.page_changed.emit("")
        self.opened_changed.emit(False)

    def toggle(self, identifier: str) -> None:
        """Opens a page, or closes the drawer where that page is open."""
        if self._opened == identifier:
            self.shut()
        else:
            self.open(identifier)

    def sizeHint(self) -> QSize:
        return QSize(DRAWER_WIDTH, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
            return
        super().keyPressEvent(event)
