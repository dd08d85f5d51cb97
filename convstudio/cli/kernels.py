"""``convstudio kernels``: the library listed, a kernel shown, a kernel written in another form."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from convstudio.cli import kernel_conversion, kernel_listing, options
from convstudio.cli.formatter import Formatter, Parser

_EXAMPLES = """examples:
  convstudio kernels list gradient 5x5
  convstudio kernels show sobel-x
  convstudio kernels convert sobel-x --to imagemagick
  convstudio kernels convert --pipeline mine.json --code opencv -o mine.py"""


def kernels(words: Sequence[str]) -> int:
    """Does what the words ask for.

    Raises:
        ConvStudioError: what the library, a kernel or the disk refuses.
    """
    parser = build_parser()
    if not words:
        parser.print_help()
        return 0
    chosen = parser.parse_args(options.with_negative_numbers(words))
    run: Callable[[argparse.Namespace, argparse.ArgumentParser], int] = chosen.run
    return run(chosen, chosen.parser)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``kernels``."""
    parser: argparse.ArgumentParser = Parser(
        prog="convstudio kernels",
        description="Lists, shows and converts kernels.",
        epilog=_EXAMPLES,
        formatter_class=Formatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for part in (kernel_listing.add_list, kernel_listing.add_show, kernel_conversion.add_convert):
        added, run = part(commands)
        added.set_defaults(run=run, parser=added)
    return parser
