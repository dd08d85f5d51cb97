"""The menus of the Formula page: examples, and all that a formula may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convstudio.gui.panels.boxes import FlatButton
from convstudio.gui.panels.fields import in_lines
from convstudio.kernel.formula.examples import EXAMPLES
from convstudio.kernel.formula.functions import CONSTANTS, FUNCTIONS, VARIABLES
from convstudio.kernel.formula.settings import FormulaSettings

T = TypeVar("T")


def menu_button(text: str, tip: str, name: str) -> FlatButton:
    """A button that opens a menu."""
    button = FlatButton()
    button.setText(text)
    button.setToolTip(in_lines(tip))
    button.setAccessibleName(name)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def examples_menu(parent: QWidget, take: Callable[[FormulaSettings], None]) -> QMenu:
    """An entry for each example, which is handed to ``take``."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for example in EXAMPLES:
        action = menu.addAction(example.name)
        action.setToolTip(example.settings.text)
        action.triggered.connect(_handing(take, example.settings))
    return menu


def words_menu(parent: QWidget, take: Callable[[str], None]) -> QMenu:
    """An entry for each name that a formula knows; what is to be typed is handed to ``take``."""
    menu = QMenu(parent)
    variables = menu.addMenu("Variables")
    for name, words in VARIABLES.items():
        variables.addAction(f"{name}: {words}").triggered.connect(_handing(take, name))
    for name, value in CONSTANTS.items():
        variables.addAction(f"{name}: {value:.6g}").triggered.connect(_handing(take, name))
    functions = menu.addMenu("Functions")
    for name, function in FUNCTIONS.items():
        entry = functions.addAction(f"{name}: {function.help}")
        entry.triggered.connect(_handing(take, f"{name}("))
    return menu


def _handing(take: Callable[[T], None], what: T) -> Callable[[], None]:
    return lambda: take(what)
