"""Where each picture's map goes: a file, a file in a folder, or standard output."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from convstudio.cli.output_options import contact_output, format_beside, output_chosen
from convstudio.cli.pictures import STREAM
from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.imaging.output import FORMATS, SEVERAL, Output

MAP = "{map}"  # in a name stands for the number of a map


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
            folder, or one over a picture that is read, unless ``chosen.overwrite`` permits it.
    """
    pictures: list[str] = chosen.pictures
    place: str = chosen.output
    if pictures.count(STREAM) > 1:
        raise ArgumentValueError("-", given="a second one", wanted="given once")
    if place == STREAM:
        return (_to_standard_output(chosen, pictures),)
    if not place:
        raise ArgumentValueError("-o", given="nothing", wanted="a file, a folder or -")
    folder = Path(place)
    # Path's own functions raise where a name is too long; that is told when it is written to.
    is_folder = place.endswith(("/", os.sep)) or os.path.isdir(place)  # noqa: PTH112
    if len(pictures) == 1 and not is_folder:
        return (_to_file(chosen, pictures[0], folder),)
    if os.path.isfile(place) or (not is_folder and _is_a_files(folder)):  # noqa: PTH113
        given = f"the file “{folder.name}” for {len(pictures)} pictures"
        raise ArgumentValueError("-o", given=given, wanted="a folder where there are several")
    return _in_folder(chosen, pictures, folder)


def _to_standard_output(chosen: argparse.Namespace, pictures: list[str]) -> Target:
    if len(pictures) > 1:
        given = f"it for {len(pictures)} pictures"
        raise ArgumentValueError("-o -", given=given, wanted="given for one picture")
    if _together(chosen):
        wanted = "a file that can hold several maps, or a folder"
        raise ArgumentValueError("-o", given="- for all maps", wanted=wanted)
    return Target(pictures[0], None, contact_output(chosen, output_chosen(chosen)))


def _to_file(chosen: argparse.Namespace, picture: str, path: Path) -> Target:
    if _together(chosen) and path.suffix.lower() not in SEVERAL:
        raise ArgumentValueError(
            "-o",
            given=f"“{path.name}” for all maps",
            wanted=f"a name that ends in {', '.join(SEVERAL)}, or has {MAP} in it, or a folder",
        )
    target = Target(picture, path, contact_output(chosen, output_chosen(chosen, chosen.output)))
    require_apart(chosen, target, [picture])
    return target


def _together(chosen: argparse.Namespace) -> bool:
    """Whether one name is to stand for all maps."""
    return getattr(chosen, "map", None) == "all" and MAP not in Path(chosen.output).name


def _in_folder(chosen: argparse.Namespace, pictures: list[str], folder: Path) -> tuple[Target, ...]:
    """A map of its picture's name each; the ending is the format's."""
    names: dict[str, str] = {}
    found = []
    for picture in pictures:
        path = folder / _name(chosen, picture)
        if (taken := names.get(path.name.casefold())) is not None:
            raise PictureWriteError(
                f"“{taken}” and “{picture}” would both be saved as “{path}”.",
                hint="Save them to folders of their own.",
            )
        names[path.name.casefold()] = picture
        output = contact_output(chosen, output_chosen(chosen, path.name))
        found.append(Target(picture, path, output))
        require_apart(chosen, found[-1], pictures)
    return tuple(found)


def require_apart(chosen: argparse.Namespace, target: Target, pictures: list[str]) -> None:
    """No map goes over a picture that is read, whatever it is called there.

    It may take its own picture's place where that is wanted; another's never, which may be read
    after it.
    """
    place = None if target.path is None else _identity(target.path)
    if place is None:
        return
    for picture in pictures:
        if chosen.overwrite and picture == target.picture:
            continue
        found = _identity(sys.stdin.fileno() if picture == STREAM else picture)
        if found is not None and os.path.samestat(place, found):
            own = " --overwrite permits it." * (picture == target.picture)
            raise PictureWriteError(
                f"“{target.path}” would be written over a picture that is read.",
                hint=f"Choose another name or folder.{own}",
            )


def _identity(file: Path | str | int) -> os.stat_result | None:
    """Which file it is, through links and hard links; None where there is none."""
    try:
        return os.stat(file)  # noqa: PTH116 - of an open file too
    except (OSError, ValueError):
        return None


def _name(chosen: argparse.Namespace, picture: str) -> str:
    path = Path("standard-input.png" if picture == STREAM else picture)
    kind = format_beside(chosen, path)
    ending = path.suffix if path.suffix.lower() in kind.endings else kind.endings[0]
    each = getattr(chosen, "map", None) == "all" and ending.lower() not in SEVERAL
    return f"{path.stem}-{MAP}{ending}" if each else f"{path.stem}{ending}"


def _is_a_files(path: Path) -> bool:
    """Whether a name ends as those of pictures do: it was not meant for a folder."""
    return any(path.suffix.lower() in known.endings for known in FORMATS)
