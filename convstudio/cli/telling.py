"""What the command line says: results on standard output, all else on standard error."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from convstudio.errors import shortened

_LONGEST = 400  # characters of an error, its advice included
# What moves a terminal's cursor or its colours, breaks lines, turns the writing or is no text.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """One line that a terminal only shows: names of files may hold whatever moves its cursor."""
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str, longest: int = _LONGEST) -> str:
    """What is shown of an error: what is wrong comes first and advice last, and both are kept."""
    return shortened(shown(text), longest)


def prepare_streams() -> None:
    """Makes sure of what everybody relies on.

    A terminal or a file in a poorer encoding gets “?” for what it lacks, and the rest. A stream
    that is closed, for which Python has None, is as good as an empty one.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            empty = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, empty)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def silence_output() -> None:
    """Standard output takes no more: what is still held would be written at the end, and fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(words: object) -> None:
    """One line on standard error, after the program's name: pipes stay clean."""
    print(f"convstudio: {one_line(' '.join(str(words).split()))}", file=sys.stderr)


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output."""
    sys.stdout.write("".join(f"{shown(line)}\n" for line in lines))


def print_json(value: object) -> None:
    """A value as JSON on standard output, whole in every encoding."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")
    print(json.dumps(value, ensure_ascii=not unicode, indent=2))
