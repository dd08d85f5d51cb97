"""The user's own kernels: one JSON file each in one folder, and the favourites among all.

The folder is the platform's, chosen by whoever makes an ``OwnKernels``. What is deleted lies in a
folder of its own inside, so that it can be brought back.
"""

from __future__ import annotations

import errno
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason
from convstudio.errors import KernelFileError
from convstudio.json_words import quoted, wrong
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import checked_name, checked_tags, read_entry, write_kernel
from convstudio.kernel.library import OWN, Preset

_TRASH = "deleted"
_FAVOURITES = "favourites.json"
_SUFFIX = ".json"
# What some file system or other refuses in a name, or gives a meaning.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_LONGEST_STEM = 120  # bytes of UTF-8: most file systems take 255 with the suffix
_MOST = 10_000  # files: beyond that it is some other folder
_LARGEST_LIST = 1 << 20


@dataclass(frozen=True)
class Scan:
    """What the folder holds: the kernels by name, and what is wrong with the files that are not."""

    presets: tuple[Preset, ...] = ()
    problems: tuple[KernelFileError, ...] = ()


@dataclass(frozen=True)
class Deleted:
    """A kernel file that was put away, and where it stood."""

    name: str
    path: Path
    place: Path


class OwnKernels:
    """The folder of the user's own kernels. It is made by the first save; until then it is empty.

    Every change raises KernelFileError where the folder or a file cannot be read or written.

    Args:
        folder: where; None for a run that keeps nothing, as a screenshot does.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._seen: dict[Path, tuple[object, Preset | KernelFileError]] = {}

    @property
    def keeps(self) -> bool:
        """Whether there is a folder at all."""
        return self._folder is not None

    @property
    def folder(self) -> Path:
        """Where they are kept.

        Raises:
            KernelFileError: this run keeps nothing.
        """
        if self._folder is None:
            raise KernelFileError("This run of the studio keeps no kernels of its own.")
        return self._folder

    def scan(self) -> Scan:
        """Every kernel in the folder; a broken file is told and stops none of the others."""
        if not self.keeps:
            return Scan()
        try:
            files = sorted(path for path in self.folder.iterdir() if _is_kernel_file(path))
        except FileNotFoundError:
            return Scan()
        except OSError as error:
            told = f"The folder of your own kernels, {self.folder}, cannot be read"
            return Scan(problems=(KernelFileError(f"{told}: {reading_reason(error)}."),))
        found = {path: self._seen_or_read(path) for path in files[:_MOST]}
        self._seen = found
        presets = [entry for _, entry in found.values() if isinstance(entry, Preset)]
        problems = [entry for _, entry in found.values() if isinstance(entry, KernelFileError)]
        presets.sort(key=lambda preset: (preset.kernel.name.casefold(), preset.identifier))
        return Scan(tuple(presets), tuple(problems))

    def save(self, kernel: Kernel, tags: Iterable[str] = (), over: Preset | None = None) -> Preset:
        """Writes a kernel under its name.

        Args:
            kernel: with name and description.
            tags: words by which it is found.
            over: the one whose place it takes; without, it has a file of its own.

        Raises:
            ArgumentValueError: the name is empty or too long, or the tags are.
            KernelFileError: it cannot be written.
        """
        kernel = replace(kernel, name=checked_name(kernel.name))
        path = over.path if over is not None and over.path is not None else None
        path = path or self._free(self.folder, file_stem(kernel.name))
        self._make(self.folder)
        write_kernel(path, kernel, checked_tags(tags))
        return self._read(path)

    def rename(self, preset: Preset, name: str) -> Preset:
        """Gives a kernel another name, and its file too.

        Raises:
            ArgumentValueError: the name is empty or too long.
            KernelFileError: it cannot be written.
        """
        before = _file_of(preset)
        kernel = replace(preset.kernel, name=checked_name(name))
        stem = file_stem(kernel.name)
        if stem.casefold() == before.stem.casefold():
            return self.save(kernel, preset.tags, over=preset)
        renamed = self.save(kernel, preset.tags)
        self._move(before, None)
        return renamed

    def retag(self, preset: Preset, tags: Iterable[str]) -> Preset:
        """Gives a kernel other tags.

        Raises:
            ArgumentValueError: too many, or one too long.
            KernelFileError: it cannot be written.
        """
        return self.save(preset.kernel, tags, over=replace(preset, path=_file_of(preset)))

    def delete(self, preset: Preset) -> Deleted:
        """Puts a kernel away; ``restore`` brings it back.

        Raises:
            KernelFileError: it cannot be moved.
        """
        place = _file_of(preset)
        trash = self.folder / _TRASH
        self._make(trash)
        path = self._free(trash, place.stem)
        self._move(place, path)
        return Deleted(preset.kernel.name, path, place)

    def restore(self, deleted: Deleted) -> Preset:
        """Brings a kernel back, beside whatever has its file's name by now.

        Raises:
            KernelFileError: it cannot be moved, or is gone.
        """
        self._make(self.folder)
        path = self._free(self.folder, deleted.place.stem)
        self._move(deleted.path, path)
        return self._read(path)

    def favourites(self) -> frozenset[str]:
        """The identifiers of the favourites; of a list that cannot be read, none.

        Raises:
            KernelFileError: the list is broken.
        """
        if not self.keeps:
            return frozenset()
        path = self.folder / _FAVOURITES
        try:
            data = read_plain(path, _LARGEST_LIST)
            return frozenset(msgspec.json.decode(data, type=list[str]))
        except (FileNotFoundError, NotADirectoryError):  # the latter is told of the folder
            return frozenset()
        except OSError as error:
            raise KernelFileError(f"“{path}” cannot be read: {reading_reason(error)}.") from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            told = f"{quoted(path.name)} is not the list of favourites: {wrong(error, data)}."
            raise KernelFileError(told, hint="Mark a kernel as favourite to begin anew.") from error

    def set_favourites(self, identifiers: Iterable[str]) -> None:
        """Keeps these as favourites.

        Raises:
            KernelFileError: they cannot be written.
        """
        self._make(self.folder)
        path = self.folder / _FAVOURITES
        # A name in another encoding cannot be told in JSON: such a kernel is none for long.
        known = sorted(name for name in identifiers if name.isascii() or _is_text(name))
        try:
            with atomic_file(path) as file:
                file.write(msgspec.json.format(msgspec.json.encode(known), indent=2))
        except OSError as error:
            raise KernelFileError(f"“{path}” cannot be written: {reason(error)}.") from error

    def _seen_or_read(self, path: Path) -> tuple[object, Preset | KernelFileError]:
        """A file that is as it was need not be read again."""
        stamp: object = None
        try:
            state = path.stat()
            stamp = state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
            if path in self._seen and self._seen[path][0] == stamp:
                return self._seen[path]
            return stamp, self._read(path)
        except KernelFileError as error:
            return stamp, error
        except OSError as error:
            return stamp, KernelFileError(f"“{path}” cannot be read: {reading_reason(error)}.")

    def _read(self, path: Path) -> Preset:
        kernel, tags = read_entry(path)
        return Preset(f"own/{path.stem}", OWN, kernel, tags, path)

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KernelFileError(f"{folder} cannot be made: {reason(error)}.") from error

    def _free(self, folder: Path, stem: str) -> Path:
        """A file that is not there yet, on systems too to which A and a are the same."""
        try:
            taken = {path.name.casefold() for path in folder.iterdir()}
        except OSError:
            taken = set()
        for number in range(1, len(taken) + 2):
            name = f"{stem}{f' {number}' if number > 1 else ''}{_SUFFIX}"
            if name.casefold() not in taken:
                break
        return folder / name

    def _move(self, path: Path, target: Path | None) -> None:
        """To another place, or away for good."""
        try:
            if target is None:
                path.unlink(missing_ok=True)
            else:
                path.rename(target)
        except OSError as error:
            gone = error.errno == errno.ENOENT and not path.exists()
            told = "it is no longer there" if gone else reason(error)
            raise KernelFileError(f"“{path}” cannot be moved: {told}.") from error


def file_stem(name: str) -> str:
    """A file's name for a kernel's name, that every system takes: no path, no device, not hidden.

    >>> file_stem("../Sobel: x/y"), file_stem("CON"), file_stem("…")
    ('Sobel x y', 'CON kernel', '…')
    """
    plain = unicodedata.normalize("NFC", name).encode("utf-8", errors="replace").decode()
    plain = " ".join(_FORBIDDEN.sub(" ", plain).split())
    while len(plain.encode()) > _LONGEST_STEM:
        plain = plain[:-1]
    plain = plain.strip(" .") or "kernel"
    taken = _DEVICES.match(plain) or f"{plain}{_SUFFIX}".casefold() == _FAVOURITES
    return f"{plain} kernel" if taken else plain


def _is_text(name: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in name)


def _is_kernel_file(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return path.suffix.lower() == _SUFFIX and not hidden and path.name != _FAVOURITES


def _file_of(preset: Preset) -> Path:
    if preset.path is None:
        raise KernelFileError(
            f"“{preset.kernel.name}” comes with the studio and stays as it is.",
            hint="Take it and save it to the library under a name of your own.",
        )
    return preset.path
