"""Light and dark: one palette each, one accent, and the style sheet filled in from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.paths import resources_folder


@dataclass(frozen=True)
class Colours:
    """Every colour of the window, as #rrggbb."""

    window: str
    base: str
    alternate: str
    text: str
    muted: str
    line: str
    button: str
    accent: str
    on_accent: str
    refused: str
    canvas: str
    negative: str
    positive: str
    red: str
    green: str
    blue: str
    faint: str


LIGHT = Colours(
    window="#f5f5f6", base="#ffffff", alternate="#ececee", text="#1c1c1e", muted="#5f6066",
    line="#d3d4d8", button="#fbfbfc", accent="#2563c9", on_accent="#ffffff", refused="#ffd9d6",
    canvas="#dcdde0", negative="#3d7fd6", positive="#e08a1e",
    red="#f2aea9", green="#aee6b8", blue="#aec7f5", faint="#a2a4aa",
)  # fmt: skip
DARK = Colours(
    window="#26272b", base="#1c1d20", alternate="#303137", text="#ececef", muted="#a5a7ae",
    line="#3e4047", button="#33353b", accent="#5c9bff", on_accent="#10131a", refused="#6b2d2d",
    canvas="#17181a", negative="#4f93ef", positive="#e8a04a",
    red="#913b38", green="#2f7342", blue="#37589a", faint="#6a6c74",
)  # fmt: skip


def apply_theme(application: QApplication, theme: str) -> Colours:
    """Gives the application the colours of ``light``, ``dark`` or the ``system``.

    Qt then dresses every widget of every window anew: not for colours that are in force already.
    """
    colours = DARK if _is_dark(application, theme) else LIGHT
    sheet = (resources_folder() / "style.qss").read_text(encoding="utf-8")
    for name in Colours.__dataclass_fields__:
        sheet = sheet.replace(f"@{name}@", getattr(colours, name))
    if application.styleSheet() != sheet:
        application.setPalette(_palette(colours))
        application.setStyleSheet(sheet)
    return colours


def colours_of(widget: QWidget) -> Colours:
    """The colours that a widget is dressed in: for what is made after the theme was chosen."""
    window = widget.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < QColor(DARK.text).lightness() // 2 else LIGHT


def _is_dark(application: QApplication, theme: str) -> bool:
    if theme == "system":
        return application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return theme == "dark"


def _palette(colours: Colours) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.base,
        QPalette.ColorRole.AlternateBase: colours.alternate,
        QPalette.ColorRole.ToolTipBase: colours.base,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.button,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.on_accent,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Midlight: colours.alternate,
        QPalette.ColorRole.Light: colours.button,
        QPalette.ColorRole.Dark: colours.line,
        QPalette.ColorRole.Shadow: colours.canvas,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette
