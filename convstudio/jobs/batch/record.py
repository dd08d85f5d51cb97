"""What a batch has done, kept in its output folder, so that the next one can go on from there.

One JSON object a line, added and on disk before each file takes its place: whatever a program that
is killed leaves there is known. A line that cannot be read is passed over; the file that it told of
counts as somebody's from then on, and is replaced only where the user says so.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import threading
from dataclasses import asdict
from pathlib import Path

import msgspec

from convstudio.atomic import atomic_file, read_plain, reason
from convstudio.imaging.output import Kept, Output
from convstudio.paths import is_there
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.pipeline_file import pipeline_line

NAME = ".convstudio-batch.jsonl"
_LARGEST = 256 << 20  # a million files and more
_LONGEST_LINE = 1 << 16


class Line(msgspec.Struct, frozen=True):
    """One file that was done.

    Attributes:
        source: the picture, relative to the output folder.
        part: which page, frame or array of it.
        size, modified: of the picture's file: bytes, nanoseconds.
        recipe: what was done to it, as ``recipe`` has it.
        target: the output, relative to the output folder.
        written: bytes of the output.
        at: when it was written, in nanoseconds; 0 in lines of old, which do not say it.
    """

    source: str
    part: str
    size: int
    modified: int
    recipe: str
    target: str
    written: int
    at: int = 0

    def is_as_written(self, found: os.stat_result) -> bool:
        """Whether the output is what was written: nobody has changed or replaced it since."""
        return found.st_size == self.written and self.at in (0, found.st_mtime_ns)


def recipe(
    pipeline: Pipeline, output: Output, *, depth_follows: bool = False, kept: Kept = "one"
) -> str:
    """A word that is another one as soon as anything of pipeline or output is another.

    Args:
        kept: what of several maps; of one the word is the same as it was before there were others.
        depth_follows: whether the depth is that of each picture: what was done at one that was
            asked for is then done anew.
    """
    settings = asdict(output) | ({"depth": "picture"} if depth_follows else {})
    settings |= {} if kept == "one" else {"kept": kept}
    text = pipeline_line(pipeline) + repr(sorted(settings.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Record:
    """The lines of a folder, the last of each output; asked and added to by any thread.

    Attributes:
        trouble: why nothing can be kept, in words; empty as long as all is well.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trouble = ""
        self._lock = threading.Lock()
        # By output, the newest last: a killed batch may have noted what it never put there.
        self._lines: dict[str, list[Line]] = {}
        self._is_plain = True  # every line of the file is good, and the last one whole
        self._read()

    def done(self, source: Path, part: str, target: Path, recipe: str) -> bool:
        """Whether just this was made of just this file, and lies there as it was written."""
        line = self._newest(target)
        if line is None or (line.source, line.part) != (self._key(source), part):
            return False
        if line.recipe != recipe:
            return False
        try:
            found, made = source.stat(), target.stat()
        except (OSError, ValueError):
            return False
        same = (found.st_size, found.st_mtime_ns) == (line.size, line.modified)
        return same and line.is_as_written(made)

    def named(self, path: Path) -> bool:
        """Whether a batch wrote a file of this name here, whatever became of it."""
        return self._key(path) in self._lines

    def made(self, path: Path) -> bool:
        """Whether a batch wrote this file here, and nobody has changed or replaced it since."""
        lines = self._lines.get(self._key(path))
        if not lines:
            return False
        try:
            found = path.stat()
        except (OSError, ValueError):
            return False
        return any(line.is_as_written(found) for line in lines)

    def is_of(self, target: Path, source: Path, part: str) -> bool:
        """Whether what a batch wrote there last was made of this source."""
        line = self._newest(target)
        return line is not None and (line.source, line.part) == (self._key(source), part)

    def is_of_another(self, target: Path, source: Path, part: str) -> bool:
        """Whether it was made of another source that is still there, and so is to be kept."""
        line = self._newest(target)
        if line is None or (line.source, line.part) == (self._key(source), part):
            return False
        return os.path.lexists(target) and is_there(self.folder / line.source)

    def begin(self) -> None:
        """Makes the file ready to be added to; what stood there is kept, but for broken lines."""
        if self._is_plain:
            return
        try:
            with atomic_file(self.folder / NAME) as file:
                for line in itertools.chain.from_iterable(self._lines.values()):
                    file.write(msgspec.json.encode(line) + b"\n")
            self._is_plain = True
        except OSError as error:
            self._give_up(error)

    def add(
        self,
        source: Path,
        found: os.stat_result,
        part: str,
        target: Path,
        recipe: str,
        made: os.stat_result,
    ) -> None:
        """Keeps that a file is done, or about to take its place; it is on disk then.

        Args:
            found: the source as it was before it was read: what changed since is made again.
            made: the output as it was written.
        """
        size, modified = found.st_size, found.st_mtime_ns
        where, at = self._key(target), made.st_mtime_ns
        line = Line(self._key(source), part, size, modified, recipe, where, made.st_size, at)
        with self._lock:
            self._keep(line)
            if self.trouble:
                return
            try:
                # Opened for each line: a folder that is taken away is no open file kept alive.
                with (self.folder / NAME).open("ab") as file:
                    file.write(msgspec.json.encode(line) + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                self._give_up(error)

    def _keep(self, line: Line) -> None:
        self._lines.setdefault(line.target, []).append(line)

    def _newest(self, target: Path) -> Line | None:
        lines = self._lines.get(self._key(target))
        return lines[-1] if lines else None

    def _key(self, path: Path) -> str:
        """A path as the lines have it: relative, so that a tree that is moved keeps its record."""
        try:
            text = os.path.relpath(os.path.realpath(path), os.path.realpath(self.folder))
        except ValueError:  # another drive
            text = os.path.realpath(path)
        return os.fsencode(text).decode("utf-8", "backslashreplace")

    def _read(self) -> None:
        try:
            data = read_plain(self.folder / NAME, _LARGEST)
        except OSError as error:
            if error.errno == errno.EFBIG:
                self._is_plain = False  # it begins anew
            elif error.errno not in (errno.ENOENT, errno.ENOTDIR):
                self._give_up(error)
            return
        decoder = msgspec.json.Decoder(Line)
        self._is_plain = not data or data.endswith(b"\n")
        for text in data.splitlines():
            try:
                self._keep(decoder.decode(text[:_LONGEST_LINE]))
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self._is_plain = False

    def _give_up(self, error: OSError) -> None:
        self.trouble = reason(error)
