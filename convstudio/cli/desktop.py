"""``convstudio desktop``: the desktop knows the program and opens session files with it.

On Linux and its kin, after the freedesktop.org specifications of desktop entries, shared MIME info
and icon themes; in the user's own data folder, so that no administrator is needed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from convstudio.atomic import atomic_file, reason
from convstudio.cli.formatter import Formatter, Parser
from convstudio.errors import ConvStudioError
from convstudio.paths import data_folder, resources_folder

_ENTRY = Path("applications/convstudio.desktop")
_MIME = Path("mime/packages/convstudio.xml")
_ICON = Path("icons/hicolor/scalable/apps/convstudio.svg")
# What reads the files anew, and of which folder.
_UPDATES = {"update-mime-database": "mime", "update-desktop-database": "applications"}
_SECONDS = 60  # that an update may take; it takes less than one
_EXEC = "Exec=convstudio %f\n"


def desktop(words: Sequence[str]) -> int:
    """Installs or removes what the desktop reads; returns the exit code.

    Raises:
        ConvStudioError: there is no such desktop here, or a file cannot be written or removed.
    """
    chosen = build_parser().parse_args(words)
    folder = _data_home()
    try:
        done = _remove(folder) if chosen.remove else _install(folder)
    except OSError as error:
        place = error.filename or folder
        raise ConvStudioError(f"“{place}” cannot be changed: {reason(error)}.") from error
    verb = "Removed" if chosen.remove else "Installed"
    for path in done:
        print(f"{verb} {path}")
    if not done:
        print("There was nothing to remove.")
    for program in _update(folder):
        print(
            f"{program} is missing or failed: until it runs, the desktop may not see the change. "
            "(Debian has it in shared-mime-info and desktop-file-utils.)",
            file=sys.stderr,
        )
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The command's own parser."""
    parser = Parser(
        prog="convstudio desktop",
        description="Tells the desktop of ConvStudio: an entry in its menu, and session files "
        "(.convstudio) that open by double click. Only for you, in your own data folder.",
        formatter_class=Formatter,
    )
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument(
        "--install", action="store_true", help="Puts it there, for the program that runs this."
    )
    chosen.add_argument("--remove", action="store_true", help="Takes it away again.")
    return parser


def _data_home() -> Path:
    """The folder that the desktop reads the user's own entries from."""
    if sys.platform in ("win32", "darwin"):
        raise ConvStudioError(
            "This command is for desktops that follow freedesktop.org, as on Linux.",
            hint="Choose ConvStudio once in the dialog with which the system opens such a file.",
        )
    own = data_folder()
    if own is None:
        raise ConvStudioError("There is no home folder to install into.")
    return own.parent


def _install(folder: Path) -> list[Path]:
    resources = resources_folder()
    entry = (resources / "convstudio.desktop").read_text("utf-8")
    contents = {
        _ENTRY: entry.replace(_EXEC, f"Exec={_command()} %f\n").encode(),
        _MIME: (resources / "convstudio-mime.xml").read_bytes(),
        _ICON: (resources / "icons" / "convstudio.svg").read_bytes(),
    }
    for place, content in contents.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path) as file:
            file.write(content)
    return [folder / place for place in contents]


def _remove(folder: Path) -> list[Path]:
    there = [folder / place for place in (_ENTRY, _MIME, _ICON) if (folder / place).exists()]
    for path in there:
        path.unlink()
    return there


def _command() -> str:
    """What starts this very program, as the Exec key of a desktop entry has it.

    The program's own script where it lies beside Python, as in every environment; else Python with
    the module's name.
    """
    python = Path(os.path.abspath(sys.executable))  # noqa: PTH100 - an environment's is a link
    script = python.with_name("convstudio")
    words = [str(script)] if script.is_file() else [str(python), "-m", "convstudio"]
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """A word of an Exec key, by the Desktop Entry Specification: quotes, then string escapes."""
    plain = word.replace("%", "%%")
    if not all(character.isalnum() or character in "/._-+:@%" for character in plain):
        for special in '\\"`$':
            plain = plain.replace(special, f"\\{special}")
        plain = f'"{plain}"'
    return plain.replace("\\", "\\\\")


def _update(folder: Path) -> list[str]:
    """Has the desktop read anew what is there; the names of the programs that could not."""
    failed = []
    for name, part in _UPDATES.items():
        if not (folder / part).is_dir():
            continue
        program = shutil.which(name)
        if program is None or not _runs([program, str(folder / part)]):
            failed.append(name)
    return failed


def _runs(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
