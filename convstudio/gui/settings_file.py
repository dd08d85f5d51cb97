"""The settings file: opened, or set aside where it is broken. No start fails for its sake."""

from __future__ import annotations

import errno
import os
import sys
from itertools import count
from pathlib import Path

from PySide6.QtCore import QSettings

from convstudio.atomic import read_plain, reading_reason, reason
from convstudio.errors import ConvStudioError
from convstudio.gui.settings import Forgetful

_LARGEST = 4 << 20  # bytes


def settings_path() -> Path:
    """Where QSettings has the file, by its own rules (see the manual of QSettings, "Locations").

    It would tell, but opens the file first: with a pipe in its place, it would wait for ever.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 - Path's raises without a home
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or home
    else:
        base = os.environ.get("XDG_CONFIG_HOME", "")
        if not os.path.isabs(base):  # noqa: PTH117 - a relative path means nothing there
            base = os.path.join(home, ".config")  # noqa: PTH118
    return Path(base, "ConvStudio", "studio.ini")


def open_store(path: Path) -> tuple[QSettings | Forgetful, ConvStudioError | None]:
    """What is remembered, and what is to be told of it, if anything.

    A file that is broken gets another name, and all begins anew; one that can be neither read nor
    set aside stays, and this run remembers nothing.
    """
    trouble = _trouble(path)
    if trouble is None:
        return QSettings(str(path), QSettings.Format.IniFormat), None
    message = f"Your settings cannot be read: {trouble}."
    try:
        place = _free(path)
        path.rename(place)
    except OSError as error:
        hint = f"Defaults are used, and nothing is remembered: {path} cannot be moved: "
        return Forgetful(), ConvStudioError(message, hint=f"{hint}{reason(error)}.")
    hint = f"All begins with defaults. The file was set aside as {place}."
    return QSettings(str(path), QSettings.Format.IniFormat), ConvStudioError(message, hint=hint)


def _trouble(path: Path) -> str | None:
    """What is wrong with a file; None for a good one, and for none."""
    try:
        text = read_plain(path, _LARGEST).decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        return reading_reason(error)
    except UnicodeDecodeError:
        return "the file is damaged"
    if "\0" in text:
        return "the file is damaged"
    store = QSettings(str(path), QSettings.Format.IniFormat)
    store.allKeys()  # only now is it read
    damaged = store.status() != QSettings.Status.NoError
    return "the file is damaged" if damaged else None


def _free(path: Path) -> Path:
    """A name beside the file that nothing has."""
    for number in count(1):
        place = path.with_name(f"{path.name}.broken{f'-{number}' if number > 1 else ''}")
        if not (place.exists() or place.is_symlink()):
            return place
        if number > 999:
            raise OSError(errno.EEXIST, "all names are taken")
    raise AssertionError("there is no last number")
