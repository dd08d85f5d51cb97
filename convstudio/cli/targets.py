"""Where each picture's map goes: a file, a file in a folder, or standard output."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from convstudio.cli.output_options import format_beside, output_chosen
from convstudio.cli.pictures import STREAM
from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.imaging.output import FORMATS, Output


@dataclass(frozen=True)
class Target:
    """One picture, as it was named, and where its map goes: None for standard output."""

    picture: str
    path: Path | None
    output: Output

    @property
    def name(self) -> str:
        """What is written, for messages."""
        return "standard output" if self.path is None else self.path.name


def targets(chosen: argparse.Namespace) -> tuple[Target, ...]:
    """Where the map of each of ``chosen.pictures`` goes, as ``chosen.output`` and the format say.

    Raises:
        ArgumentValueError: options that do not go together: wrong usage.
        PictureWriteError: a name whose ending stands for no format, two maps of one name in a
            folder, or one over a picture that is read.
    """
    pictures: list[str] = chosen.pictures
    place: str = chosen.output
    if pictures.count(STREAM) > 1:
        raise ArgumentValueError("-", given="it more than once", wanted="one of the pictures")
    if place == STREAM:
        if len(pictures) > 1:
            given = f"it for {len(pictures)} pictures"
            raise ArgumentValueError("-o -", given=given, wanted="given for one picture")
        return (Target(pictures[0], None, output_chosen(chosen)),)
    folder = Path(place)
    if not (len(pictures) > 1 or folder.is_dir() or place.endswith(("/", os.sep))):
        return (Target(pictures[0], folder, output_chosen(chosen, place)),)
    if folder.is_file() or (not folder.is_dir() and _is_a_files(folder) and place[-1] not in "/\\"):
        given = f"the file “{folder.name}” for {len(pictures)} pictures"
        raise ArgumentValueError("-o", given=given, wanted="a folder where there are several")
    return _in_folder(chosen, pictures, folder)


def _in_folder(chosen: argparse.Namespace, pictures: list[str], folder: Path) -> tuple[Target, ...]:
    """A map of its picture's name each; the ending is the format's."""
    read = {os.path.realpath(picture) for picture in pictures if picture != STREAM}
    names: dict[str, str] = {}
    found = []
    for picture in pictures:
        path = folder / _name(chosen, picture)
        if os.path.realpath(path) in read:
            raise PictureWriteError(
                f"“{path}” would be written over a picture that is read.",
                hint="Choose another folder.",
            )
        if (taken := names.get(path.name.casefold())) is not None:
            raise PictureWriteError(
                f"“{taken}” and “{picture}” would both be saved as “{path}”.",
                hint="Save them to folders of their own.",
            )
        names[path.name.casefold()] = picture
        found.append(Target(picture, path, output_chosen(chosen, path.name)))
    return tuple(found)


def _name(chosen: argparse.Namespace, picture: str) -> str:
    path = Path("standard-input.png" if picture == STREAM else picture)
    kind = format_beside(chosen, path)
    if path.suffix.lower() in kind.endings:
        return path.name
    return f"{path.stem}{kind.endings[0]}"


def _is_a_files(path: Path) -> bool:
    """Whether a name ends as those of pictures do: it was not meant for a folder."""
    return any(path.suffix.lower() in known.endings for known in FORMATS)
