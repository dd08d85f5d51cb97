"""The preset kernels in kernels/: one readable JSON file each, in one folder a group."""

from __future__ import annotations

import difflib
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from convstudio.errors import KernelFileError, ValidationError
from convstudio.kernel.kernel import Kernel

# A 31×31 kernel of 20-digit numbers takes some 25 kB.
_LARGEST_FILE = 1 << 20


class _KernelFile(msgspec.Struct, forbid_unknown_fields=True):
    """What a kernel file says."""

    name: str
    description: str
    source: str
    weights: list[list[float]]
    divisor: float = 1.0


@dataclass(frozen=True)
class Preset:
    """A kernel of the library: its ``identifier`` is the file's stem, its ``group`` the folder."""

    identifier: str
    group: str
    kernel: Kernel


@dataclass(frozen=True)
class Library:
    """The presets in the order in which they are offered."""

    presets: tuple[Preset, ...]

    def named(self, identifier: str) -> Kernel:
        """The kernel of that identifier.

        Raises:
            KernelFileError: there is none; the hint names those that come near.
        """
        known = {preset.identifier: preset.kernel for preset in self.presets}
        if identifier in known:
            return known[identifier]
        near = difflib.get_close_matches(identifier, known) or known
        raise KernelFileError(
            f"There is no kernel named “{identifier}”.", hint=f"Known kernels: {', '.join(near)}."
        )

    def matching(self, kernel: Kernel) -> Preset | None:
        """The preset with the same weights and divisor, if there is one."""
        return next((p for p in self.presets if p.kernel.same_numbers(kernel)), None)

    @property
    def groups(self) -> dict[str, tuple[Preset, ...]]:
        """The presets by group, both in order."""
        names = dict.fromkeys(preset.group for preset in self.presets)
        return {g: tuple(p for p in self.presets if p.group == g) for g in names}


def load_library(folder: Path) -> Library:
    """Every kernel file in the folder's own folders, in alphabetical order.

    Raises:
        KernelFileError: one of them cannot be read; the message names it.
    """
    files = sorted(folder.glob("*/*.json"))
    return Library(tuple(_presets(files)))


def _presets(files: Iterable[Path]) -> Iterable[Preset]:
    for path in files:
        yield Preset(path.stem, path.parent.name.capitalize(), read_kernel(path))


def read_kernel(path: Path) -> Kernel:
    """The kernel in a JSON file.

    Raises:
        KernelFileError: missing, unreadable, too large, or not a kernel; says which and where.
    """
    try:
        if not path.is_file() and path.exists():
            raise KernelFileError(f"{path} is a folder or a device, no kernel file.")
        if path.stat().st_size > _LARGEST_FILE:
            raise KernelFileError(f"{path.name} is too large to be a kernel file (over 1 MiB).")
        entry = msgspec.json.decode(path.read_bytes().removeprefix(BOM_UTF8), type=_KernelFile)
        weights = tuple(tuple(row) for row in entry.weights)
        return Kernel(weights, entry.divisor, entry.name, entry.description, entry.source)
    except OSError as error:
        raise KernelFileError(f"{path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KernelFileError(f"{path.name} is not a kernel file: {error}.") from error
    except ValidationError as error:
        raise KernelFileError(f"{path.name}: {error.message}", hint=error.hint) from error
