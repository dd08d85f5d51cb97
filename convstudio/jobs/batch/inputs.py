"""Which pictures a batch is for: files, folders and patterns → files, each once."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from convstudio.imaging.reading import ENDINGS

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Input:
    """A file to be read.

    Attributes:
        path: as it was named or found.
        below: the folders between the one that was named and the file; empty for its own files.
    """

    path: Path
    below: Path = Path()


@dataclass(frozen=True)
class Found:
    """What the words came to.

    Attributes:
        inputs: files, in the order of the words, and in that of names within a folder.
        empty: the words that came to nothing, and why.
    """

    inputs: tuple[Input, ...]
    empty: tuple[tuple[str, str], ...]


def find_inputs(
    words: Iterable[str],
    *,
    recursive: bool = False,
    outputs: Path | None = None,
    is_output: Callable[[Path], bool] = lambda _: False,
) -> Found:
    """The files that the words name, each once.

    A word is a file, a folder – of which the pictures are taken, by their endings –, or a pattern
    with ``*``, ``?``, ``[…]`` and ``**``. Hidden files are taken only where they are named.

    Args:
        recursive: whether the folders in folders are looked into too; links to folders are not.
        outputs: a folder that is not looked into where it lies in another one.
        is_output: what a batch wrote into its folder is not taken up again as input, unless it is
            named itself.
    """
    inputs: list[Input] = []
    empty: list[tuple[str, str]] = []
    seen: set[str] = set()
    for word in words:
        found, reason = _of_word(word, recursive, outputs, is_output)
        before = len(inputs)
        for item in found:
            place = os.path.realpath(item.path)
            if place not in seen:
                seen.add(place)
                inputs.append(item)
        if len(inputs) == before and reason:
            empty.append((word, reason))
    return Found(tuple(inputs), tuple(empty))


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts ``page 2`` before ``page 10``."""
    parts = _DIGITS.split(name.casefold())
    return [(int(part), "") if i % 2 else (-1, part) for i, part in enumerate(parts)]


def _of_word(
    word: str, recursive: bool, outputs: Path | None, is_output: Callable[[Path], bool]
) -> tuple[Iterable[Input], str]:
    """The files of one word, and why there are none."""
    path = Path(word)
    try:
        if path.is_dir():
            files = _of_folder(path, recursive, outputs)
            found = [item for item in files if not is_output(item.path)]
            within = "" if recursive or found else ", and folders in it are not looked into"
            return found, "" if found else f"The folder holds no pictures{within}."
        if glob.has_magic(word) and not path.exists():
            matches = glob.glob(word, recursive=True)  # noqa: PTH207 - a whole path is the pattern
            names = sorted(matches, key=natural)
            paths = [Path(name) for name in names if Path(name).is_file()]
            return [Input(path) for path in paths if not is_output(path)], "It matches no file."
    except (OSError, ValueError) as error:  # a null character, for one
        return [], f"It cannot be read: {getattr(error, 'strerror', None) or error}."
    return [Input(path)], ""  # whatever it is: reading it tells


def _of_folder(folder: Path, recursive: bool, outputs: Path | None) -> Iterator[Input]:
    """The pictures of a folder by their endings, then those of the folders in it."""
    passed = None if outputs is None else os.path.realpath(outputs)
    for at, folders, files in os.walk(folder, onerror=_raise):
        here = Path(at)
        further = [name for name in folders if recursive and not name.startswith(".")]
        further = [name for name in further if os.path.realpath(here / name) != passed]
        folders[:] = sorted(further, key=natural)
        for name in sorted(files, key=natural):
            if not name.startswith(".") and Path(name).suffix.lower() in ENDINGS:
                yield Input(here / name, here.relative_to(folder))


def _raise(error: OSError) -> None:
    """A folder that cannot be listed is told; left to itself, ``os.walk`` passes it over."""
    raise error
