"""What is suggested to whoever saves something of a picture: a name, and a folder. Pure."""

from __future__ import annotations

import os
from pathlib import Path

from convstudio.gui.settings import Settings
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.paths import resources_folder

_FOR_NO_NAME = set('/\\:*?"<>|')  # what one system or another refuses in a file's name
_ARRAYS = (".npy", ".npz")  # files of signals that are no tables
_LONGEST_PART = 80  # characters of an array's name: a file's may have 255 bytes


def stem_of(picture: Picture | None) -> str:
    """The picture's name without ending, and its part: ``photo``, ``scan-p3``, ``arrays-second``.

    Pages and frames have numbers, and so a letter before them; arrays have names of their own.
    """
    if picture is None:
        return "picture"
    part = "".join(
        sign if sign.isprintable() and sign not in _FOR_NO_NAME else "-" for sign in picture.part
    )[:_LONGEST_PART].strip(" .-")
    if picture.part.isdecimal():
        part = f"p{part}"
    return "-".join(filter(None, (picture.stem, part)))


def folder_for(picture: Picture | None, settings: Settings) -> Path:
    """The picture's own folder; where it has none, or came with the program, the last one."""
    path = None if picture is None else picture.path
    if path is None or path.is_relative_to(resources_folder()):
        return settings.folder
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 - a link keeps its own
    return Path(folder) if os.path.isdir(folder) else settings.folder  # noqa: PTH112 - never raises


def output_for(picture: Picture, settings: Settings) -> Output:
    """What was chosen last; where nobody chose yet, a table for a signal that was read from one."""
    path = picture.path if picture.is_signal else None
    is_tables = path is not None and path.suffix.lower() not in _ARRAYS
    if settings.last_output is None and is_tables:
        return Output("CSV", "float", raw=True)
    return settings.output
