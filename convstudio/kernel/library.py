"""The library of kernels: those in kernels/ by group, and the user's own before them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from convstudio.errors import KernelFileError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import read_entry, read_kernel
from convstudio.paths import kernels_folder

__all__ = ["GROUPS", "OWN", "Library", "Preset", "load_library", "read_kernel", "shipped_library"]

OWN = "Own"
# The folders of kernels/ in the order in which they are offered; others follow by the alphabet.
GROUPS = {
    "basic": "Basic",
    "smooth": "Smooth",
    "sharpen": "Sharpen",
    "edge": "Edge",
    "gradient": "Gradient",
    "line": "Line",
    "compass": "Compass",
    "ridge-corner": "Ridge and corner",
    "texture": "Texture",
    "emboss": "Emboss",
    "motion": "Motion",
    "wavelet": "Wavelet",
}
_MOST_NAMED = 20  # in one hint
_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True)
class Preset:
    """A kernel of the library.

    Attributes:
        identifier: the file's stem; of the user's own ``own/`` and the stem.
        group: the heading under which it stands.
        kernel: the kernel itself.
        tags: words of its own by which it is found.
        path: the file of one that is the user's own.
    """

    identifier: str
    group: str
    kernel: Kernel
    tags: tuple[str, ...] = ()
    path: Path | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the user's, to rename and to delete."""
        return self.path is not None


@dataclass(frozen=True)
class Library:
    """The presets in the order in which they are offered."""

    presets: tuple[Preset, ...]

    def named(self, identifier: str) -> Kernel:
        """The kernel of that identifier.

        Raises:
            KernelFileError: there is none; the hint names those that come near.
        """
        return self.preset(identifier).kernel

    def preset(self, identifier: str) -> Preset:
        """The preset of that identifier.

        Raises:
            KernelFileError: as ``named`` does.
        """
        known = {preset.identifier: preset for preset in self.presets}
        if identifier in known:
            return known[identifier]
        near = difflib.get_close_matches(identifier, known)
        listed = near or list(known)
        named = ", ".join(listed[:_MOST_NAMED])
        more = f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
        title = "Similar" if near else "Known kernels"
        raise KernelFileError(
            f"There is no kernel named “{identifier}”.", hint=f"{title}: {named}{more}."
        )

    def matching(self, kernel: Kernel) -> Preset | None:
        """The preset with the same weights, divisor and anchor, if there is one.

        Of several, as compass sets share theirs, the one of the same name; else the first that is
        shipped.
        """
        alike = [preset for preset in self.presets if preset.kernel.same_numbers(kernel)]
        named = (preset for preset in alike if preset.kernel.name == kernel.name)
        shipped = (preset for preset in alike if not preset.is_own)
        return next(named, None) or next(shipped, None) or next(iter(alike), None)

    @property
    def groups(self) -> dict[str, tuple[Preset, ...]]:
        """The presets by group, both in order."""
        found: dict[str, list[Preset]] = {}
        for preset in self.presets:
            found.setdefault(preset.group, []).append(preset)
        return {group: tuple(presets) for group, presets in found.items()}

    def with_own(self, own: Iterable[Preset]) -> Library:
        """This library with these in place of the user's own before."""
        shipped = (preset for preset in self.presets if not preset.is_own)
        return replace(self, presets=(*own, *shipped))


def load_library(folder: Path) -> Library:
    """Every kernel file in the folder's own folders: groups in the order of GROUPS.

    Raises:
        KernelFileError: one of them cannot be read; the message names it.
    """
    files = sorted(folder.glob("*/*.json"), key=_place)
    return Library(tuple(_presets(files)))


@cache
def shipped_library() -> Library:
    """The kernels that come with the studio, read once: every window has the same.

    Raises:
        KernelFileError: one of them cannot be read; the message names it.
    """
    return load_library(kernels_folder())


def _place(path: Path) -> tuple[int, str, list[tuple[int, int, str]]]:
    """By group, then by name, with numbers by size and the points of the compass clockwise."""
    folder = path.parent.name
    group = list(GROUPS).index(folder) if folder in GROUPS else len(GROUPS)
    return group, folder, [_word(word) for word in path.stem.split("-")]


def _word(word: str) -> tuple[int, int, str]:
    if word.isdecimal():
        return 0, int(word), ""
    if word in _COMPASS:
        return 1, _COMPASS.index(word), ""
    return 2, 0, word


def _presets(files: Iterable[Path]) -> Iterable[Preset]:
    for path in files:
        folder = path.parent.name
        group = GROUPS.get(folder, folder.capitalize())
        kernel, tags = read_entry(path)
        yield Preset(path.stem, group, kernel, tags)
