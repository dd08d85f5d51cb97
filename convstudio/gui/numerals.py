"""Numbers in the language of who reads them: the decimal sign is a point or a comma.

Files, code and the clipboard have points whatever the window shows. Which sign is in force belongs
to the application, as its palette does; without one it is the point.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QLocale

_PROPERTY = "decimal-sign"
_POINT = re.compile(r"(?:(?<=\d)|(?<![\w.)]))\.(?=\d)")
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NARROW_SPACE = "\u202f"  # between groups of three, as ISO 80000 has it
_COMMA = re.compile(r"(?<![^\W_]),(?=\d)|(?<=\d),(?=\d|\b|\s*$|e)", re.IGNORECASE)


def use_numerals(language: str) -> None:
    """Puts ``point``, ``comma`` or the ``system``'s sign in force."""
    application = QCoreApplication.instance()
    if application is not None:
        sign = {"point": ".", "comma": ","}.get(language) or QLocale.system().decimalPoint()
        application.setProperty(_PROPERTY, sign)


def decimal_comma() -> bool:
    """Whether decimals stand after a comma."""
    application = QCoreApplication.instance()
    return application is not None and application.property(_PROPERTY) == ","


def shown(text: str) -> str:
    """A text with numbers as they are to be read: ``1,024 values of 0.5`` → ``1 024 … 0,5``."""
    if not decimal_comma():
        return text
    return _POINT.sub(",", _GROUPS.sub(_NARROW_SPACE, text))


def typed(text: str) -> str:
    """A number as somebody typed it, with points; arithmetic with brackets has its own commas."""
    if not decimal_comma() or "(" in text or text.count(",") > 1 + text.count("/"):
        return text
    return _COMMA.sub(".", text)


def listed(texts: list[str]) -> str:
    """Numbers side by side, apart by what cannot be taken for a decimal sign."""
    return ("; " if decimal_comma() else ", ").join(map(shown, texts))
