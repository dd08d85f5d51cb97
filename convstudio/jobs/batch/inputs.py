"""Which pictures a batch is for: files, folders and patterns → files, each once."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from convstudio.atomic import reading_reason
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
    finder = _Finder(recursive, outputs, is_output)
    inputs: dict[str, Input] = {}
    for word in words:
        for item in finder.of_word(word):
            inputs.setdefault(os.path.realpath(item.path), item)
    return Found(tuple(inputs.values()), tuple(finder.empty))


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts ``page 2`` before ``page 10``."""
    parts = _DIGITS.split(name.casefold())
    return [(int(part), "") if i % 2 else (-1, part) for i, part in enumerate(parts)]


class _Finder:
    """Looks for the files of words, and keeps what came to nothing."""

    def __init__(
        self, recursive: bool, outputs: Path | None, is_output: Callable[[Path], bool]
    ) -> None:
        self.empty: list[tuple[str, str]] = []
        self._recursive = recursive
        self._outputs = None if outputs is None else os.path.realpath(outputs)
        self._is_output = is_output

    def of_word(self, word: str) -> list[Input]:
        """The files of one word."""
        path = Path(word)
        try:
            if path.is_dir():
                return self._of_folder(path)
            if glob.has_magic(word) and not path.exists():
                return self._of_pattern(word)
        except (OSError, ValueError) as error:  # a null character, for one
            self._trouble(word, error)
            return []
        return [Input(path)]  # whatever it is: reading it tells

    def _of_pattern(self, word: str) -> list[Input]:
        matches = glob.glob(word, recursive=True)  # noqa: PTH207 - a whole path is the pattern
        paths = [Path(name) for name in sorted(matches, key=natural)]
        found = [Input(path) for path in paths if path.is_file() and not self._is_output(path)]
        if not found:
            self.empty.append((word, "It matches no file."))
        return found

    def _of_folder(self, folder: Path) -> list[Input]:
        troubles = len(self.empty)
        found = [item for item in self._walked(folder) if not self._is_output(item.path)]
        if not found and len(self.empty) == troubles:
            within = "" if self._recursive else ", and folders in it are not looked into"
            self.empty.append((str(folder), f"The folder holds no pictures{within}."))
        return found

    def _walked(self, folder: Path) -> Iterator[Input]:
        """The pictures of a folder by their endings, then those of the folders in it."""
        # A folder that cannot be listed is told: left to itself, os.walk passes it over.
        for at, folders, files in os.walk(folder, onerror=self._on_error):
            here = Path(at)
            further = [name for name in folders if self._recursive and not name.startswith(".")]
            further = [name for name in further if os.path.realpath(here / name) != self._outputs]
            folders[:] = sorted(further, key=natural)
            for name in sorted(files, key=natural):
                if not name.startswith(".") and Path(name).suffix.lower() in ENDINGS:
                    yield Input(here / name, here.relative_to(folder))

    def _on_error(self, error: OSError) -> None:
        self._trouble(str(error.filename), error)

    def _trouble(self, word: str, error: OSError | ValueError) -> None:
        reason = reading_reason(error) if isinstance(error, OSError) else str(error)
        self.empty.append((word, f"It cannot be read: {reason}."))
