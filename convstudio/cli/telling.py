"""What the command line says: results on standard output, all else on standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable


def forgive_encodings() -> None:
    """A terminal or a file in a poorer encoding gets “?” for what it lacks, and the rest."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def tell(words: object) -> None:
    """One line on standard error, after the program's name: pipes stay clean."""
    print(f"convstudio: {' '.join(str(words).split())}", file=sys.stderr)


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def print_json(value: object) -> None:
    """A value as JSON on standard output, whole in every encoding."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")
    print(json.dumps(value, ensure_ascii=not unicode, indent=2))
