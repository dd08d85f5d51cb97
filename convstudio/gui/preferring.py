"""Preferences in force: what was chosen is remembered, and every window works by it at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.dialogs.preferences import PreferencesDialog
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.numerals import use_numerals
from convstudio.gui.session import Session
from convstudio.gui.settings import CACHE_LIMITS, Settings
from convstudio.jobs.tile_cache import DEFAULT_MEBIBYTES, TileCache
from convstudio.kernel.notation import parse_integer
from convstudio.numerics import validation
from convstudio.numerics.tiles import limit_threads

_DEFAULTS: dict[str, str] = {
    "threads": "0",
    "cache_mebibytes": f"{DEFAULT_MEBIBYTES}",
    "default_border": "zeros",
    "default_channels": "each",
    "theme": "system",
    "numbers": "system",
}


class Preferring(QObject):
    """The dialog → settings → this window, and by its signal the others.

    Args:
        cache: the window's.
        choose_theme: puts a theme in force in every window.

    Signals:
        chosen: a preference was, which concerns other windows too.
    """

    chosen = Signal()

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        settings: Settings,
        notices: Notices,
        cache: TileCache,
        choose_theme: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._notices = notices
        self._cache = cache
        self._choose_theme = choose_theme
        self._dialog: PreferencesDialog | None = None

    def ask(self) -> None:
        """Opens the dialog."""
        self._dialog = dialog = PreferencesDialog(self._window)
        self._show_values()
        dialog.chosen.connect(self._on_chosen)
        dialog.defaults_wanted.connect(self._on_defaults_wanted)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def follow(self) -> None:
        """Works by what was chosen, here or in another window."""
        self._cache.set_capacity(self._settings.cache_mebibytes << 20)
        for widget in self._window.findChildren(QWidget):
            QApplication.sendEvent(widget, QEvent(QEvent.Type.LocaleChange))
            widget.update()
        self._session.announce()

    def _on_chosen(self, name: str, text: str) -> None:
        try:
            self._choose(name, text)
        except ConvStudioError as error:
            if self._dialog is not None:
                self._show_values()
                self._dialog.refuse(name, error)
                self._notices.show(error, return_to=self._dialog.fields[name])
            return
        self._show_values()

    def _choose(self, name: str, text: str) -> None:
        """
        Raises:
            ArgumentValueError: no such number.
        """
        if name == "theme":
            self._choose_theme(text)
            return
        value: str | int = text
        if name == "threads":
            value = int(text)
        elif name == "cache_mebibytes":
            low, high = CACHE_LIMITS
            value = validation.integer(
                parse_integer(text, "cache"), "cache", minimum=low, maximum=high
            )
        if getattr(self._settings, name) != value:
            setattr(self._settings, name, value)
            put_in_force(self._settings)
            self.follow()
            self.chosen.emit()

    def _on_defaults_wanted(self) -> None:
        for name, text in _DEFAULTS.items():
            self._choose(name, text)
        self._show_values()

    def _show_values(self) -> None:
        if self._dialog is not None:
            for name in _DEFAULTS:
                self._dialog.show_value(name, getattr(self._settings, name))

    def _on_finished(self) -> None:
        self._dialog = None


def put_in_force(settings: Settings) -> None:
    """What holds for the whole process: at its start, and when it is chosen."""
    limit_threads(settings.threads)
    use_numerals(settings.numbers)
