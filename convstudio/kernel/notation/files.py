"""Kernel files of other programs as text: .mat, .acf, .json, .txt, .csv, .tsv and .svg."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from convstudio.errors import KernelFileError
from convstudio.kernel.notation.photoshop import text_of_file as text_of_acf

SUFFIXES = (".acf", ".csv", ".json", ".krn", ".mat", ".svg", ".tsv", ".txt")
_LARGEST = 1 << 20
_MATLAB = (b"MATLAB 5.0", b"MATLAB 7")


def is_kernel_file(path: Path) -> bool:
    """Whether a file's name ends as those do that may hold a kernel."""
    return path.suffix.lower() in SUFFIXES


def text_of_file(path: Path) -> str:
    """The text of a kernel file; of Photoshop's binary .acf, its numbers.

    Raises:
        KernelFileError: it cannot be read, is too large, or no text.
    """
    try:
        if not path.is_file():
            raise KernelFileError(f"The file {path.name} is no file.")
        if path.stat().st_size > _LARGEST:
            raise KernelFileError(f"The file {path.name} is too large to be a kernel file (over 1 MiB).")
        data = path.read_bytes()
    except OSError as error:
        raise KernelFileError(f"The file {path.name} cannot be read: {error.strerror}.") from error
    if path.suffix.lower() == ".acf":
        numbers = text_of_acf(data)
        if numbers is not None:
            return numbers
    if data.startswith(_MATLAB):
        hint = "In MATLAB, mat2str(h) prints the matrix as text; paste that."
        raise KernelFileError(f"The file {path.name} is a binary file of MATLAB.", hint=hint)
    return _decoded(path, data)


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise KernelFileError(f"The file {path.name} is no text.", hint="Wanted: a kernel as text.")
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
