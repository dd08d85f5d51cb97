"""What the window remembers from one start to the next."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSettings

from convstudio.gui.viewer.modes import FIRST_MODE, MODES
from convstudio.imaging.output import Depth, Output
from convstudio.jobs.tile_cache import DEFAULT_MEBIBYTES
from convstudio.pipeline.code import TARGETS

THEMES = ("system", "light", "dark")
MOST_RECENT = 12


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
    """Typed access to a store; a value that makes no sense is as good as none.

    Args:
        store: what is remembered.
        data_folder: the platform's place for what the user makes; None to keep nothing there.
    """

    def __init__(self, store: QSettings | Forgetful, data_folder: Path | None = None) -> None:
        self._store = store
        self._data_folder = data_folder

    @property
    def own_kernels(self) -> Path | None:
        """The folder of the user's own kernels; None for a run that keeps nothing."""
        return None if self._data_folder is None else self._data_folder / "kernels"

    @property
    def recovery(self) -> Path | None:
        """The folder of what is kept against crashes; None for a run that keeps nothing."""
        return None if self._data_folder is None else self._data_folder / "recovery"

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files that were opened or saved last, the newest first; some may be gone."""
        value = self._store.value("recent")
        if isinstance(value, str):  # as an INI file gives back a list of one
            value = [value]
        names = value if isinstance(value, list) else []
        return tuple(Path(name) for name in names if isinstance(name, str) and name)[:MOST_RECENT]

    def add_recent(self, path: Path) -> None:
        """Puts a file at the head of those."""
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link keeps its own name
        others = (known for known in self.recent if known != absolute)
        kept = (absolute, *others)[:MOST_RECENT]
        self._store.setValue("recent", [str(known) for known in kept])

    def clear_recent(self) -> None:
        """Forgets them."""
        self._store.setValue("recent", [])

    @property
    def output(self) -> Output:
        """What a feature map was saved as last."""
        words = str(self._store.value("output") or "").split()
        try:
            name, depth, raw, quality = words
            return Output(name, cast(Depth, depth), raw == "raw", int(quality))
        except ValueError:  # of another number of words, and what Output refuses
            return Output()

    @output.setter
    def output(self, output: Output) -> None:
        kind = "raw" if output.raw else "shown"
        words = f"{output.format} {output.depth} {kind} {output.quality}"
        self._store.setValue("output", words)

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
    def compare(self) -> str:
        """How original and map are compared, a name of the viewer's modes."""
        value = self._store.value("compare")
        return value if isinstance(value, str) and value in MODES else FIRST_MODE

    @compare.setter
    def compare(self, mode: str) -> None:
        self._store.setValue("compare", mode)

    @property
    def panels_shown(self) -> bool:
        """Whether the panels stand beside the views."""
        return self._store.value("panels_shown") not in (False, "false")

    @panels_shown.setter
    def panels_shown(self, shown: bool) -> None:
        self._store.setValue("panels_shown", shown)

    @property
    def show_histogram(self) -> bool:
        """Whether the Histogram panel is unfolded."""
        return self._is_on("show_histogram", otherwise=True)

    @show_histogram.setter
    def show_histogram(self, shown: bool) -> None:
        self._store.setValue("show_histogram", shown)

    @property
    def log_histogram(self) -> bool:
        """Whether the histogram's heights are logarithms."""
        return self._is_on("log_histogram", otherwise=True)

    @log_histogram.setter
    def log_histogram(self, logarithmic: bool) -> None:
        self._store.setValue("log_histogram", logarithmic)

    @property
    def code_target(self) -> str:
        """For which program code was exported last, an identifier of TARGETS."""
        value = self._store.value("code_target")
        known = [target.identifier for target in TARGETS]
        return value if isinstance(value, str) and value in known else known[0]

    @code_target.setter
    def code_target(self, identifier: str) -> None:
        self._store.setValue("code_target", identifier)

    @property
    def inspector(self) -> bool:
        """Whether the inspector is open."""
        return self._is_on("inspector")

    @inspector.setter
    def inspector(self, opened: bool) -> None:
        self._store.setValue("inspector", opened)

    @property
    def inspector_split(self) -> QByteArray | None:
        """How viewer and inspector share their room, as QSplitter.saveState gave it."""
        value = self._store.value("inspector_share")
        return value if isinstance(value, QByteArray) else None

    @inspector_split.setter
    def inspector_split(self, split: QByteArray) -> None:
        self._store.setValue("inspector_share", split)

    @property
    def geometry(self) -> QByteArray | None:
        """The window's place and size, as QWidget.saveGeometry gave it."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def cache_mebibytes(self) -> int:
        """What a window may hold of maps that were seen before."""
        value = str(self._store.value("cache_mebibytes"))
        return int(value) if value.isdecimal() and len(value) < 8 else DEFAULT_MEBIBYTES

    @cache_mebibytes.setter
    def cache_mebibytes(self, mebibytes: int) -> None:
        self._store.setValue("cache_mebibytes", mebibytes)

    def _is_on(self, key: str, *, otherwise: bool = False) -> bool:
        """A switch; a file keeps it as a word. What is neither word is as ``otherwise``."""
        value = self._store.value(key)
        return value in (True, "true") or (otherwise and value not in (False, "false"))
