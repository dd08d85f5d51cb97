"""Where kernels/ and resources/ are: inside an installed wheel, or beside the package.

And where the user's own things are, which Qt would know too, but not without a window's libraries.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(folder: str) -> Path:
    """The folder inside the wheel, where hatchling puts it, or else the checkout's own."""
    inside_wheel = _PACKAGE / "data" / folder
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent / folder


def kernels_folder() -> Path:
    """The folder of preset kernels: JSON files in one folder a group."""
    return _shipped("kernels")


def resources_folder() -> Path:
    """The folder of icons, sample pictures and the style sheet."""
    return _shipped("resources")


def sample_picture(name: str) -> Path:
    """The path of a sample picture, for instance ``coffee.png``."""
    return resources_folder() / "samples" / name


def in_words(path: Path) -> str:
    """A path as people write it: ``~/Pictures``."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):  # elsewhere; or there is no home
        return str(path)


def is_there(path: Path) -> bool:
    """Whether something stands there, as far as one may look.

    Unlike Path's own, which some versions of Python let fail at a name that is too long and in a
    locked folder: whoever reads or writes there is told so in words of its own.
    """
    return os.path.exists(path)  # noqa: PTH110 - never raises


def is_folder(path: Path) -> bool:
    """Whether a folder stands there, as far as one may look."""
    return os.path.isdir(path)  # noqa: PTH112 - never raises


def is_file(path: Path) -> bool:
    """Whether a plain file stands there, as far as one may look."""
    return os.path.isfile(path)  # noqa: PTH113 - never raises


def data_folder() -> Path | None:
    """The platform's place for what the user makes, as Qt's AppDataLocation has it.

    None where there is no home folder. It need not be there yet.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 - Path's raises without a home
    if sys.platform == "win32":
        base = os.environ.get("APPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")  # noqa: PTH118
    else:
        base = os.environ.get("XDG_DATA_HOME", "")
        # A relative path means nothing there, says the XDG Base Directory Specification.
        if not os.path.isabs(base):  # noqa: PTH117
            base = os.path.join(home, ".local", "share")  # noqa: PTH118
    return Path(base) / "convstudio" if os.path.isabs(base) else None  # noqa: PTH117
