"""What the window remembers from one start to the next."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

THEMES = ("system", "light", "dark")


class Forgetful:
    """A store for one run, that nothing outlives: for screenshots, the same on every machine."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def value(self, key: str) -> object:
        """What was set, or None."""
        return self._values.get(key)

    def setValue(self, key: str, value: object) -> None:
        """Keeps it until the run ends."""
        self._values[key] = value


class Settings:
    """Typed access to a store; a value that makes no sense is as good as none."""

    def __init__(self, store: QSettings | Forgetful) -> None:
        self._store = store

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        value = self._store.value("theme")
        return value if isinstance(value, str) and value in THEMES else "system"

    @theme.setter
    def theme(self, theme: str) -> None:
        self._store.setValue("theme", theme)

    @property
    def folder(self) -> Path:
        """Where the file dialogs begin."""
        value = self._store.value("folder")
        for folder in (value, os.path.expanduser("~")):  # noqa: PTH111 - Path's raises without a home
            if isinstance(folder, str) and os.path.isdir(folder):  # noqa: PTH112 - never raises
                return Path(folder)
        return Path("/")

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._store.setValue("folder", str(folder))

    @property
    def more_options(self) -> bool:
        """Whether the Convolution panel is unfolded."""
        return self._is_on("more_options")

    @more_options.setter
    def more_options(self, unfolded: bool) -> None:
        self._store.setValue("more_options", unfolded)

    @property
    def show_plan(self) -> bool:
        """Whether the status bar says by which plan the map is computed."""
        return self._is_on("show_plan")

    @show_plan.setter
    def show_plan(self, shown: bool) -> None:
        self._store.setValue("show_plan", shown)

    @property
    def geometry(self) -> QByteArray | None:
        """The window's place and size, as QWidget.saveGeometry gave it."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    def _is_on(self, key: str) -> bool:
        """A switch; a file keeps it as a word."""
        return self._store.value(key) in (True, "true")
