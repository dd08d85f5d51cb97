"""Whether a window can open here: asked before Qt, which would abort the process."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import socket
import sys
from pathlib import Path

from convstudio.errors import NoDisplayError

_WAYS_OUT = (
    "Start it in a desktop session or with “xvfb-run -a convstudio”, draw the window into a file "
    "with “convstudio --screenshot FILE”, or filter without a window with “convstudio apply”."
)


def require_display() -> None:
    """Returns if Qt can open a window.

    Raises:
        NoDisplayError: no screen, one that does not answer, or a library missing that Qt needs.
    """
    if not sys.platform.startswith("linux"):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if platform not in ("", "xcb", "wayland"):
        _require_plugin(platform)
        return
    if platform != "xcb" and _wayland_answers():
        return
    display = os.environ.get("DISPLAY")
    if not display or platform == "wayland":
        raise NoDisplayError("ConvStudio needs a screen and finds none.", hint=_WAYS_OUT)
    _require_xcb_libraries()
    if not _x_server_answers():
        raise NoDisplayError(f"The screen “{display}” does not answer.", hint=_WAYS_OUT)


def _plugins() -> Path:
    """The folder of Qt's platform plugins; a system's own build of Qt keeps it elsewhere."""
    package = importlib.util.find_spec("PySide6")
    folder = Path(package.origin).parent if package and package.origin else Path()
    return folder / "Qt" / "plugins" / "platforms"


def _require_plugin(platform: str) -> None:
    """Qt aborts on a platform that it does not have."""
    if _plugins().is_dir() and not (_plugins() / f"libq{platform}.so").exists():
        raise NoDisplayError(
            f"QT_QPA_PLATFORM names “{platform[:40]}”, a platform that Qt does not have.",
            hint="Unset that variable. " + _WAYS_OUT,
        )


def _wayland_answers() -> bool:
    """Whether somebody listens at the socket that a Wayland session names."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR") or "/", name)))
        except (OSError, ValueError):
            return False
    return True


def _require_xcb_libraries() -> None:
    """Loads Qt's X11 plugin as Qt itself soon will; what it lacks is named by the loader."""
    plugin = _plugins() / "libqxcb.so"
    if not plugin.exists():
        return  # a system's own packages see to the rest
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        missing = str(error).split(":")[0]
        raise NoDisplayError(
            f"Qt cannot open a window: the system's library {missing} is missing.",
            hint="On Debian and Ubuntu: apt install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 "
            "libxcb-shape0 libxkbcommon-x11-0.",
        ) from error


def _x_server_answers() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    broken = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not broken
