"""Kernel files: one kernel as readable JSON, checked against a schema before it is believed."""

from __future__ import annotations

import errno
import json
import math
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason
from convstudio.errors import ArgumentValueError, KernelFileError, ValidationError
from convstudio.json_words import quoted, wrong
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import format_number
from convstudio.kernel.recipe import Recipe

# A 63×63 kernel of 20-digit numbers takes some 90 kB.
_LARGEST_FILE = 1 << 20
LONGEST_NAME = 120
LONGEST_LINE = 1000
LONGEST_TAG = 40
MOST_TAGS = 32


class RecipeEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a kernel file says of what made the kernel."""

    origin: Literal["family", "formula", "random"]
    text: str
    settings: list[tuple[str, float | str | bool]] = []


class KernelEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a kernel file says."""

    name: str
    description: str
    source: str
    weights: list[list[float]]
    divisor: float = 1.0
    anchor: tuple[int, int] | None = None
    tags: list[str] = []
    recipe: RecipeEntry | None = None


def read_kernel(path: Path) -> Kernel:
    """The kernel in a JSON file.

    Raises:
        KernelFileError: missing, unreadable, too large, or not a kernel; says which and where.
    """
    return read_entry(path)[0]


def read_entry(path: Path) -> tuple[Kernel, tuple[str, ...]]:
    """The kernel in a JSON file, and its tags.

    Raises:
        KernelFileError: as ``read_kernel`` does.
    """
    try:
        data = read_plain(path, _LARGEST_FILE).removeprefix(BOM_UTF8)
        entry = msgspec.json.decode(data, type=KernelEntry)
        return kernel_of(entry), checked_tags(entry.tags)
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.ENODEV):
            told = f"“{path}” is a folder or a device, no kernel file."
        elif error.errno == errno.EFBIG:
            told = f"{quoted(path.name)} is too large to be a kernel file (over 1 MiB)."
        else:
            told = f"“{path}” cannot be read: {reading_reason(error)}."
        raise KernelFileError(told) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        told = f"{quoted(path.name)} is not a kernel file: {wrong(error, data)}."
        raise KernelFileError(told) from error
    except ValidationError as error:
        raise KernelFileError(f"{quoted(path.name)}: {error.message}", hint=error.hint) from error


def kernel_in_text(text: str) -> Kernel | None:
    """The kernel in the text of a kernel file; None where it is not quite one."""
    try:
        data = text.encode("utf-8", errors="replace").removeprefix(BOM_UTF8)
        return kernel_of(msgspec.json.decode(data, type=KernelEntry))
    except (msgspec.MsgspecError, RecursionError, ValidationError):
        return None


def kernel_of(entry: KernelEntry) -> Kernel:
    """The kernel that a file tells of.

    Raises:
        ArgumentValueError: a size, a number or a text that no kernel can have.
    """
    made = entry.recipe
    recipe = None if made is None else Recipe(made.origin, made.text, _finite(made.settings))
    return Kernel(
        tuple(tuple(row) for row in entry.weights),
        entry.divisor,
        checked_name(entry.name),
        checked_line(entry.description, "description"),
        checked_line(entry.source, "source"),
        entry.anchor,
        recipe,
    )


def _finite(
    settings: Iterable[tuple[str, float | str | bool]],
) -> tuple[tuple[str, float | str | bool], ...]:
    for name, value in settings:
        if isinstance(value, float) and not math.isfinite(value):
            raise ArgumentValueError(name, given=str(value), wanted="a finite number")
    return tuple(settings)


def checked_name(name: str) -> str:
    """A kernel's name: something to read on one line.

    Raises:
        ArgumentValueError: empty, or longer than 120 characters.
    """
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not 0 < len(plain) <= LONGEST_NAME:
        given = f"one of {len(plain)}" if plain else "nothing"
        raise ArgumentValueError("name", given=given, wanted=f"1 to {LONGEST_NAME} characters")
    return plain


def checked_line(text: str, name: str) -> str:
    """A description or a source, on one line.

    Raises:
        ArgumentValueError: longer than 1,000 characters.
    """
    plain = " ".join(text.split())
    if len(plain) > LONGEST_LINE:
        wanted = f"at most {LONGEST_LINE:,} characters"
        raise ArgumentValueError(name, given=f"one of {len(plain):,}", wanted=wanted)
    return plain


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags, each once and without blanks around it.

    Raises:
        ArgumentValueError: more than 32, or one longer than 40 characters.
    """
    found = tuple(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in tags))))
    longest = max(map(len, found), default=0)
    if longest > LONGEST_TAG:
        wanted = f"at most {LONGEST_TAG} characters long"
        raise ArgumentValueError("tag", given=f"one of {longest}", wanted=wanted)
    if len(found) > MOST_TAGS:
        raise ArgumentValueError("tags", given=str(len(found)), wanted=f"at most {MOST_TAGS}")
    return found


def kernel_text(kernel: Kernel, tags: Iterable[str] = ()) -> str:
    """The kernel as a file holds it: JSON with one row of weights a line."""
    parts: dict[str, object] = {
        "name": kernel.name,
        "description": kernel.description,
        "source": kernel.source,
    }
    if found := list(tags):
        parts["tags"] = found
    if kernel.anchor is not None:
        parts["anchor"] = list(kernel.anchor)
    if (made := kernel.recipe) is not None:
        settings = [list(setting) for setting in made.settings]
        parts["recipe"] = {"origin": made.origin, "text": made.text, "settings": settings}
    lines = [f"  {_json(name)}: {_json(value)},\n" for name, value in parts.items()]
    divisor, weights = format_number(kernel.divisor), weights_text(kernel, 4)
    return f'{{\n{"".join(lines)}  "divisor": {divisor},\n  "weights": [\n{weights}\n  ]\n}}\n'


def weights_text(kernel: Kernel, indent: int) -> str:
    """The weights as entries of a JSON list, one row a line, below one another."""
    cells = [[format_number(weight) for weight in row] for row in kernel.weights]
    width = max(len(cell) for row in cells for cell in row)
    rows = ("[" + ", ".join(cell.rjust(width) for cell in row) + "]" for row in cells)
    return ",\n".join(" " * indent + row for row in rows)


def write_kernel(path: Path, kernel: Kernel, tags: Iterable[str] = ()) -> None:
    """Writes a kernel file, whole or not at all.

    Raises:
        KernelFileError: it cannot be written; what stood there is as it was.
    """
    try:
        # A lone half of a surrogate pair, as file names may hold, is no text: it becomes “?”.
        data = kernel_text(kernel, tags).encode("utf-8", errors="replace")
        with atomic_file(path) as file:
            file.write(data)
    except OSError as error:
        raise KernelFileError(f"“{path}” cannot be written: {reason(error)}.") from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
