"""What ``doctor`` looks at: versions, display, threads, memory and folders."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from convstudio.cli.kernel_options import own_kernels
from convstudio.errors import ConvStudioError
from convstudio.imaging import memory
from convstudio.kernel.library import shipped_library
from convstudio.numerics.tiles import usable_cores
from convstudio.paths import data_folder, is_there, resources_folder

_PATIENCE = 30.0  # seconds for a window's libraries to load
# What a process of its own is asked: Qt's libraries can end the process that loads them.
_PROBE = """
from PySide6.QtCore import QSettings
import PySide6.QtWidgets
from convstudio.gui.display import require_display
from convstudio.errors import ConvStudioError
form, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
print(QSettings(form, scope, "ConvStudio", "studio").fileName())
try:
    require_display()
except ConvStudioError as error:
    print(error)
"""
_LEAST_MEMORY = 256 << 20


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and what is wrong with it, or nothing."""

    name: str
    value: str
    trouble: str = ""


def _versions() -> Iterator[Finding]:
    yield Finding("ConvStudio", version("convstudio"))
    yield Finding("Python", f"{platform.python_version()}, {sys.executable}")
    yield Finding("System", platform.platform())
    for name in _dependencies():
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "", "It is not installed.")


def _dependencies() -> Iterator[str]:
    """The names of what the program itself is declared to need."""
    for line in requires("convstudio") or ():
        if "extra ==" not in line:
            yield line.split(";")[0].strip().split("[")[0].rstrip("<>=!~.,0123456789 ()")


def _formats() -> Iterator[Finding]:
    from PIL import features  # noqa: PLC0415 - Pillow, where it is asked

    for name, words in (("jpg", "JPEG"), ("webp", "WebP"), ("avif", "AVIF"), ("littlecms2", "ICC")):
        told = features.version(name) if features.check(name) else None
        missing = "" if told else f"This build of Pillow lacks {words}."
        yield Finding(words, told or "no", missing if words in ("JPEG", "ICC") else "")


def _display() -> Iterator[Finding]:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        if name in os.environ:
            yield Finding(name, os.environ[name])
    yield from _window()


def _window() -> Iterator[Finding]:
    """Whether one can open, and where its settings are kept, which Qt knows."""
    try:
        done = subprocess.run(  # noqa: S603 - this Python, with the words above
            [sys.executable, "-c", _PROBE],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding("Window", "", f"It cannot be tried: {error}.")
        return
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        yield Finding("Window", "", f"Qt cannot be loaded: {last}.")
        return
    settings, *told = done.stdout.splitlines()
    yield Finding("Window", "" if told else "can be opened", " ".join(told))
    yield Finding("Settings", settings, _unwritable(Path(settings).parent))


def _machine() -> Iterator[Finding]:
    yield Finding("Threads", f"{usable_cores()} of {os.cpu_count()} processors")
    free, most = memory.available(), memory.total()
    told = "unknown" if free is None or most is None else (
        f"{memory.in_words(free)} free of {memory.in_words(most)}"
    )  # fmt: skip
    short = free is not None and free < _LEAST_MEMORY
    yield Finding("Memory", told, "Pictures need more than that." if short else "")


def _folders() -> Iterator[Finding]:
    yield _kernels()
    yield Finding("Resources", str(resources_folder()), _missing(resources_folder()))
    folder = data_folder()
    if folder is None:
        yield Finding("Your data", "", "There is no home folder: nothing can be kept.")
        return
    yield Finding("Your data", str(folder), _unwritable(folder))
    scan = own_kernels().scan()
    broken = " ".join(str(problem) for problem in scan.problems)
    yield Finding("Your kernels", str(len(scan.presets)), broken)
    temporary = Path(tempfile.gettempdir())
    yield Finding("Temporary", str(temporary), _unwritable(temporary))


def _kernels() -> Finding:
    try:
        return Finding("Kernels", f"{len(shipped_library().presets)} come with the program")
    except ConvStudioError as error:
        return Finding("Kernels", "", str(error))


def _missing(folder: Path) -> str:
    return "" if folder.is_dir() else "It is not there: the program is not installed whole."


def _unwritable(folder: Path) -> str:
    """What stands in the way of writing there; of a folder not made yet, in the one above it."""
    there = next((one for one in (folder, *folder.parents) if is_there(one)), folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as error:
        return f"Nothing can be written there: {error.strerror or error}."


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "Versions": _versions,
    "Picture formats": _formats,
    "Display": _display,
    "Machine": _machine,
    "Folders": _folders,
}
