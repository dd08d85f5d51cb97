"""How help texts are laid out; it needs no more than argparse, so that the first help is quick."""

from __future__ import annotations

import argparse
import re
import textwrap
from typing import NoReturn

from convstudio.cli.telling import one_line

_LONGEST = 1000  # characters of an error, which may list all words that would be right
_LABEL = re.compile(r"\S+: ")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and no longer than anybody reads."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with the usage and what is wrong with it."""
        super().error(one_line(" ".join(message.split()), _LONGEST))


class Formatter(argparse.HelpFormatter):
    """Keeps the lines of a help text apart; what is wrapped hangs under its line's own words.

    So it does with the texts before and after the options, where a blank line parts paragraphs.
    """

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(
            textwrap.fill(
                line,
                width,
                initial_indent=indent,
                subsequent_indent=indent + _hang(line),
                break_on_hyphens=False,  # in the middle of an option or a path
            )
            for line in text.splitlines()
        )

    def _get_help_string(self, action: argparse.Action) -> str | None:
        """What argparse says of its own option, in the words of the others."""
        own = isinstance(action, argparse._HelpAction)
        return "Shows this help." if own else super()._get_help_string(action)

    def _split_lines(self, text: str, width: int) -> list[str]:
        lines = []
        for line in text.splitlines():
            label = _LABEL.match(line)
            hang = " " * 4 if label else ""
            lines += textwrap.wrap(line, width, subsequent_indent=hang)
        return lines


def _hang(line: str) -> str:
    """What stands before the further lines of an indented one: two more blanks than before it."""
    blanks = len(line) - len(line.lstrip())
    return " " * (blanks + 2) if blanks else ""
