"""What a program or language is, for which code is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A program or language.

    Attributes:
        extension: of a file that holds the code, without the dot.
        help: one line on what comes out.
    """

    identifier: str
    label: str
    extension: str
    help: str
