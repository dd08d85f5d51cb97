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
from convstudio.pipeline.parameters import BORDER, CHANNELS

COMPARISON_LABELS = frozenset(("captions", "kernel", "colour_bar"))
THEMES = ("system", "light", "dark")
NUMBERS = ("system", "point", "comma")
CACHE_LIMITS = 16, 1 << 20  # MiB
MOST_THREADS = 1024
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


class _Word:
    """A setting that is one of several words; the first of them, or another, where it is none."""

    def __init__(self, key: str, words: tuple[str, ...], otherwise: str = "") -> None:
        self._key, self._words, self._otherwise = key, words, otherwise or words[0]

    def __get__(self, settings: Settings, _owner: type[Settings]) -> str:
        value = settings._store.value(self._key)
        return value if isinstance(value, str) and value in self._words else self._otherwise

    def __set__(self, settings: Settings, word: str) -> None:
        settings._store.setValue(self._key, word)


class _Count:
    """A setting that is a whole number within limits; a file keeps it as text."""

    def __init__(self, key: str, least: int, most: int, otherwise: int) -> None:
        self._key, self._least, self._most, self._otherwise = key, least, most, otherwise

    def __get__(self, settings: Settings, _owner: type[Settings]) -> int:
        text = str(settings._store.value(self._key))
        good = text.isdecimal() and len(text) < 8 and self._least <= int(text) <= self._most
        return int(text) if good else self._otherwise

    def __set__(self, settings: Settings, count: int) -> None:
        settings._store.setValue(self._key, count)


class _Switch:
    """A setting that is on or off; a file keeps it as a word. No such word is as ``otherwise``."""

    def __init__(self, key: str, *, otherwise: bool = False) -> None:
        self._key, self._otherwise = key, otherwise

    def __get__(self, settings: Settings, _owner: type[Settings]) -> bool:
        value = settings._store.value(self._key)
        return value in (True, "true") or (self._otherwise and value not in (False, "false"))

    def __set__(self, settings: Settings, on: bool) -> None:
        settings._store.setValue(self._key, on)


class Settings:
    """Typed access to a store; a value that makes no sense is as good as none.

    Args:
        store: what is remembered.
        data_folder: the platform's place for what the user makes; None to keep nothing there.
    """

    # The colours of the windows.
    theme = _Word("theme", THEMES)
    # How original and map are compared, a name of the viewer's modes.
    compare = _Word("compare", tuple(MODES), FIRST_MODE)
    # For which program code was exported last, an identifier of TARGETS.
    code_target = _Word("code_target", tuple(target.identifier for target in TARGETS))
    # Whether code is of the whole pipeline or of the map that is looked at.
    code_scope = _Word("code_scope", ("whole", "shown"))
    # What stands before the decimals: the system's sign, a point or a comma.
    numbers = _Word("numbers", NUMBERS)
    # What a new window begins with.
    default_border = _Word("default_border", BORDER.values)
    default_channels = _Word("default_channels", CHANNELS.values)
    # How the gallery of a layer's maps shows them; the first of each is what a new user finds.
    maps_part = _Word("maps_part", ("whole", "view"))
    maps_tone = _Word("maps_tone", ("own", "common"))
    maps_order = _Word("maps_order", ("number", "mean", "energy"))
    maps_size = _Word("maps_size", ("small", "medium", "large", "largest"), "medium")
    # What a window may hold of maps that were seen before, in MiB.
    cache_mebibytes = _Count("cache_mebibytes", *CACHE_LIMITS, DEFAULT_MEBIBYTES)
    # How many processors the sums may take; 0 for all there are.
    threads = _Count("threads", 0, MOST_THREADS, 0)
    # What is unfolded and shown: panels beside the views, more of the Convolution panel, the
    # histogram and its logarithms, the inspector, the plan in the status bar.
    panels_shown = _Switch("panels_shown", otherwise=True)
    more_options = _Switch("more_options")
    show_histogram = _Switch("show_histogram", otherwise=True)
    log_histogram = _Switch("log_histogram", otherwise=True)
    inspector = _Switch("inspector")
    layer_facts = _Switch("layer_facts")
    show_plan = _Switch("show_plan")

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
        """What a feature map was saved as last; by default PNG."""
        return self.last_output or Output()

    @output.setter
    def output(self, output: Output) -> None:
        kind = "raw" if output.raw else "shown"
        words = f"{output.format} {output.depth} {kind} {output.quality}"
        self._store.setValue("output", words)

    @property
    def last_output(self) -> Output | None:
        """The same; None where nothing is remembered."""
        words = str(self._store.value("output") or "").split()
        try:
            name, depth, raw, quality = words
            return Output(name, cast(Depth, depth), raw == "raw", int(quality))
        except ValueError:  # of another number of words, and what Output refuses
            return None

    @property
    def comparison_labels(self) -> frozenset[str]:
        """What was written around a comparison last, names of COMPARISON_LABELS."""
        value = self._store.value("comparison_labels")
        return COMPARISON_LABELS & set(
            value.split() if isinstance(value, str) else COMPARISON_LABELS
        )

    @comparison_labels.setter
    def comparison_labels(self, labels: frozenset[str]) -> None:
        self._store.setValue("comparison_labels", " ".join(sorted(labels)))

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
