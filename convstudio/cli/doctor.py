"""``convstudio doctor``: what this machine has, and what is missing or stands in the way."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterator, Sequence

from convstudio.cli.checks import CHECKS, Finding
from convstudio.cli.formatter import Formatter, Parser
from convstudio.cli.telling import print_json, print_lines

_NARROWEST = 40  # columns that words have at least


def doctor(words: Sequence[str]) -> int:
    """Prints what was found; 1 where something stands in the way."""
    chosen = build_parser().parse_args(words)
    found = {title: list(check()) for title, check in CHECKS.items()}
    bad = sum(finding.trouble != "" for findings in found.values() for finding in findings)
    if chosen.json:
        told = {
            title: {one.name: {"value": one.value, "trouble": one.trouble} for one in findings}
            for title, findings in found.items()
        }
        print_json(told)
    else:
        for title, findings in found.items():
            print_lines(_section(title, findings))
        print("All is well." if not bad else f"{bad} thing{'s' * (bad > 1)} to look at, marked !")
    return 1 if bad else 0


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``doctor``."""
    parser = Parser(
        prog="convstudio doctor",
        description="Tells what this machine has: versions, display, threads, memory, and the "
        "folders where things are kept. The exit code is 1 where something stands in the way.",
        formatter_class=Formatter,
    )
    parser.add_argument("--json", action="store_true", help="As JSON.")
    return parser


def _section(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    """The lines of one group; a mark stands before what is wrong."""
    yield title
    names = max(len(finding.name) for finding in findings)
    before = names + 5
    room = max(shutil.get_terminal_size().columns - 1 - before, _NARROWEST)
    for finding in findings:
        mark = "!" if finding.trouble else " "
        words = ". ".join(filter(None, (finding.value, finding.trouble)))
        lines = textwrap.wrap(words, room, break_on_hyphens=False) or [""]
        yield f"{mark}  {finding.name:{names}}  {lines[0]}".rstrip()
        yield from (" " * before + line for line in lines[1:])
    yield ""
