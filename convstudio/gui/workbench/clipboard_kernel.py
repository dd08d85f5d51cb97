"""The kernel on the clipboard as rows of numbers, until the paste dialog's reader is there."""

from __future__ import annotations

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.kernel.notation import parse_number

_LONGEST = 200_000


def kernel_in(text: str) -> Kernel:
    """The kernel that a text holds: rows of numbers, parted by spaces, tabs or semicolons.

    Raises:
        ArgumentValueError: it holds none.
    """
    lines = [line for line in text[:_LONGEST].splitlines() if line.strip()]
    if not lines or len(lines) > MAX_SIZE or len(text) > _LONGEST:
        given = "another text" if lines else "an empty clipboard"
        raise ArgumentValueError("clipboard", given=given, wanted="rows of numbers")
    rows = [line.replace(";", " ").replace(",", " ").split() for line in lines]
    weights = tuple(tuple(parse_number(w, "weight on the clipboard") for w in row) for row in rows)
    return Kernel(weights, name="Clipboard")
