"""What the command line tells: one line each on standard error, so that pipes stay clean."""

from __future__ import annotations

import sys


def tell(words: object) -> None:
    """One line on standard error, after the program's name."""
    print(f"convstudio: {' '.join(str(words).split())}", file=sys.stderr)
