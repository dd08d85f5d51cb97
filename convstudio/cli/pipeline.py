"""``convstudio pipeline``: a pipeline file made of words, without the window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from convstudio.cli import options
from convstudio.cli.formatter import Formatter, Parser
from convstudio.cli.pictures import STREAM
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.errors import ArgumentValueError, ValidationError

_ENDING = ".json"
_EXAMPLES = """examples:
  convstudio pipeline --add "conv sobel-x sobel-y | combine magnitude" -o edges.json
  convstudio pipeline --add "random 32 5x5 activation=relu name=conv1" --add "pool max 2" > net.json
  convstudio pipeline --pipeline net.json --change conv1 --stride 2 -o net-2.json
  convstudio info net.json --input 28x28x1

The file is what “convstudio apply --pipeline”, “convstudio batch” and the window open."""


def pipeline(words: Sequence[str]) -> int:
    """Writes the pipeline that the words tell of.

    Raises:
        ConvStudioError: what a kernel, a pipeline or the disk refuses.
    """
    parser = build_parser()
    chosen = parser.parse_args(options.with_negative_numbers(words))
    if [chosen.kernel, chosen.pipeline].count(STREAM) > 1:
        parser.error("- is standard input, which can be read but once")
    try:
        _require_ending(chosen.output)
        found = pipeline_chosen(chosen)
    except ValidationError as error:
        parser.error(str(error))
    from convstudio.pipeline.storage import pipeline_file  # noqa: PLC0415 - where one is written

    if chosen.output == STREAM:
        sys.stdout.write(pipeline_file.pipeline_json(found))
    else:
        pipeline_file.write_pipeline(found, Path(chosen.output))
    return 0


def _require_ending(output: str) -> None:
    """By its ending every other command, and the window, know a pipeline file."""
    if output != STREAM and Path(output).suffix.lower() != _ENDING:
        given = f"“{Path(output).name}”"
        wanted = f"a name that ends in {_ENDING}, as pipeline files do"
        raise ArgumentValueError("-o", given=given, wanted=wanted)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``pipeline``."""
    parser = Parser(
        prog="convstudio pipeline",
        usage="%(prog)s [options] [-o FILE]",
        description="Writes a pipeline file: a kernel with its settings, or layers told in words.",
        epilog=_EXAMPLES,
        formatter_class=Formatter,
    )
    parser.add_argument(
        "-o",
        "--output",
        default=STREAM,
        metavar="FILE",
        help="The file to write, which ends in .json.\n(default: -, standard output)",
    )
    add_pipeline_options(parser, viewing=False)
    return parser
