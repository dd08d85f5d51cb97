"""The kernel as options: a name of the library, a file, or a text in any form."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from convstudio.cli import options
from convstudio.cli.telling import tell
from convstudio.errors import ArgumentValueError, ConvStudioError, KernelFileError
from convstudio.kernel.kernel import CUSTOM, MAX_SIZE, Kernel
from convstudio.kernel.library import Library, read_kernel, shipped_library
from convstudio.kernel.notation import Recognised, parse_integer, parse_number
from convstudio.kernel.notation.source import LONGEST_TEXT
from convstudio.kernel.own_kernels import OwnKernels
from convstudio.paths import data_folder
from convstudio.pipeline.parameters import IntegerParameter

_OWN = "own/"
# How our own files of other kinds begin; their numbers are more than a kernel.
_OTHER_FILES = ('"convstudio-pipeline"', '"convstudio-session"')
_SIZE = IntegerParameter("size", "Size", 1, MAX_SIZE, "")
_KERNEL = """Which kernel:
NAME: One of the library, such as sobel-x; “convstudio kernels list” has them all.
own/NAME: One of your own library.
FILE: A kernel file of this program or another: .json, .txt, .csv, .tsv, .mat, .acf, .krn, .svg.
-: A text in any form, from standard input."""
_TEXT = """The kernel itself, in any form that can be pasted into the window: rows of numbers, \
nested lists, an ImageMagick string such as "3: 1,2,1 2,4,2 1,2,1", GIMP, MATLAB, …
What the form says of flip, bias, border and linear light holds where no option says otherwise."""


@dataclass(frozen=True)
class Chosen:
    """A kernel that was asked for; what its text says of its use, where it was a text."""

    kernel: Kernel
    read: Recognised | None = None


def add_kernel_sources(group: argparse._MutuallyExclusiveGroup, *, first: bool = False) -> None:
    """``--kernel`` and ``--kernel-text``, of which one is wanted.

    Args:
        first: the kernel is a word of its own, without ``--kernel`` before it.
    """
    if first:
        group.add_argument("kernel", nargs="?", metavar="KERNEL", help=_KERNEL)
    else:
        group.add_argument("-k", "--kernel", metavar="KERNEL", help=_KERNEL)
    group.add_argument("--kernel-text", metavar="TEXT", help=_TEXT)


def add_kernel_changes(group: options.Group) -> None:
    """What may be said of a kernel besides its weights."""
    group.add_argument(
        "--kernel-number",
        type=options.refusing(lambda text: parse_integer(text, "kernel number")),
        metavar="N",
        help="Which kernel of a text or file that has several.\n(default: 1)",
    )
    group.add_argument(
        "--size",
        type=options.refusing(_sizes),
        metavar="F|V,H",
        help="Rows and columns: the centre is kept, and zeros are added or outer weights dropped."
        "\n(default: as the kernel is)",
    )
    group.add_argument(
        "--anchor",
        type=options.refusing(_anchor),
        metavar="ROW,COLUMN",
        help="The weight that lies over the output's pixel, counted from 1 at the top left; or the "
        "word “centre”.\n(default: as the kernel has it)",
    )
    group.add_argument(
        "--divisor",
        type=options.refusing(_divisor),
        metavar="NUMBER|sum",
        help="What the weighted sum is divided by; “sum” is the sum of the weights, which keeps "
        "the brightness.\n(default: as the kernel has it)",
    )


def kernel_source(chosen: argparse.Namespace) -> Chosen | None:
    """The kernel of ``--kernel`` or ``--kernel-text``; None where neither is given.

    Raises:
        ArgumentValueError: the text has no kernel of that number.
        KernelFileError: there is no such kernel or file.
        KernelTextError: the text holds none.
    """
    if chosen.kernel_text is not None:
        return _numbered(chosen_of_text(chosen.kernel_text, "--kernel-text"), chosen.kernel_number)
    if chosen.kernel is not None:
        return _numbered(find_kernel(chosen.kernel), chosen.kernel_number)
    return None


def changed_kernel(chosen: argparse.Namespace, kernel: Kernel) -> Kernel:
    """The kernel with the size, the anchor and the divisor that the options ask for.

    Raises:
        ArgumentValueError: an anchor outside, or weights without a sum to divide by.
    """
    if chosen.size is not None:
        kernel = kernel.resized(*chosen.size)
    if chosen.anchor is not None:
        kernel = kernel.with_anchor(chosen.anchor or None)
    if chosen.divisor is not None:
        kernel = kernel.with_divisor(_sum(kernel) if chosen.divisor == "sum" else chosen.divisor)
    return kernel


def whole_library() -> Library:
    """The kernels that come with the studio, and the user's own before them.

    Raises:
        KernelFileError: one of those that come with the studio cannot be read.
    """
    return shipped_library().with_own(own_kernels().scan().presets)


def own_kernels() -> OwnKernels:
    """The user's own kernels, in the platform's place for them."""
    folder = data_folder()
    return OwnKernels(None if folder is None else folder / "kernels")


def find_kernel(text: str) -> Chosen:
    """What ``--kernel`` names: a kernel of the library, a file, or ``-`` for standard input.

    A name of the library goes before a file of that name; ./NAME is the file.

    Raises:
        KernelFileError: there is no such kernel or file, or it holds none.
        KernelTextError: standard input holds none.
    """
    if text == "-":
        return chosen_of_text(sys.stdin.read(LONGEST_TEXT + 1), "Standard input")
    shipped = shipped_library()
    if any(preset.identifier == text for preset in shipped.presets):
        return Chosen(shipped.named(text))
    if text.startswith(_OWN):
        return Chosen(_own(text))
    path = Path(text)
    if "/" in text or path.suffix or _is_file(text):
        return _of_file(path)
    return Chosen(whole_library().named(text))


def _own(text: str) -> Kernel:
    scan = own_kernels().scan()
    for problem in scan.problems:  # it may be the one that is meant
        tell(problem)
    if _is_file(text) and all(preset.identifier != text for preset in scan.presets):
        return _of_file(Path(text)).kernel
    return Library(scan.presets).named(text) if scan.presets else _no_own(text)


def _no_own(text: str) -> Kernel:
    folder = own_kernels()
    where = f" {folder.folder} is empty." if folder.keeps else ""
    raise KernelFileError(
        f"There is no kernel named “{text}”: your own library has none.",
        hint=f"The window saves kernels to it.{where}",
    )


def _of_file(path: Path) -> Chosen:
    from convstudio.kernel.notation.files import text_of_file  # noqa: PLC0415 - where one is read

    try:
        if path.suffix.lower() == ".json":
            return Chosen(read_kernel(path))
    except KernelFileError as error:
        refusal = error
    else:
        return _named(path, chosen_of_text(_kernels_own(path, text_of_file(path)), path.name))
    try:  # JSON of another make, if it is any
        return _named(path, chosen_of_text(_kernels_own(path, text_of_file(path)), path.name))
    except ConvStudioError as error:
        raise (error if "--pipeline" in str(error) else refusal) from error


def _kernels_own(path: Path, text: str) -> str:
    if any(mark in text for mark in _OTHER_FILES):
        raise KernelFileError(
            f"{path.name} holds a whole pipeline, not a kernel alone.",
            hint=f"Use --pipeline {path.name}.",
        )
    return text


def _named(path: Path, found: Chosen) -> Chosen:
    """A kernel without a name of its own has its file's."""
    if found.kernel.name != CUSTOM:
        return found
    return replace(found, kernel=replace(found.kernel, name=path.stem or CUSTOM))


def _is_file(text: str) -> bool:
    return os.path.isfile(text)  # noqa: PTH113 - Path's own raises where a name is too long


def chosen_of_text(text: str, name: str) -> Chosen:
    """The kernel in a text of any form.

    Args:
        name: what the text is called in errors.

    Raises:
        KernelFileError, KernelTextError: there is none in it.
    """
    from convstudio.kernel.notation import recognise  # noqa: PLC0415 - the readers, where wanted

    if not text.strip():
        raise KernelFileError(f"{name} is empty: there is no kernel in it.")
    read = recognise(text)
    for warning in read.warnings:
        tell(warning)
    return Chosen(read.kernel, read)


def _numbered(found: Chosen, number: int | None) -> Chosen:
    if number is None:
        return found
    kernels = (found.kernel,) if found.read is None else found.read.kernels
    if not 1 <= number <= len(kernels):
        wanted = f"from 1 to {len(kernels)}, as many as there are"
        raise ArgumentValueError("kernel number", given=str(number), wanted=wanted)
    return found if number == 1 else replace(found, kernel=kernels[number - 1])


def _sum(kernel: Kernel) -> float:
    if kernel.total == 0:
        raise ArgumentValueError(
            "divisor",
            given="“sum” for weights whose sum is 0",
            wanted="a number other than 0",
            hint="Leave --divisor out, or give a number.",
        )
    return kernel.total


def _sizes(text: str) -> Sequence[int]:
    return options.whole_numbers(text, _SIZE, (1, 2))


def _anchor(text: str) -> tuple[int, int] | tuple[()]:
    """(row, column) from 0; nothing for the centre."""
    if text.strip().lower() in ("centre", "center"):
        return ()
    parts = text.split(",")
    if len(parts) != 2:
        wanted = "ROW,COLUMN or “centre”"
        raise ArgumentValueError("anchor", given=f"“{text[:40]}”", wanted=wanted)
    row, column = (parse_integer(part, "anchor") for part in parts)
    return row - 1, column - 1


def _divisor(text: str) -> float | str:
    return "sum" if text.strip().lower() == "sum" else parse_number(text, "divisor")
