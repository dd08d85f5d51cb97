"""``convstudio apply``: the window's work without a window and without Qt."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType

from convstudio.cli import options
from convstudio.cli.formatter import Formatter, Parser
from convstudio.cli.output_options import add_output_options
from convstudio.cli.pictures import STREAM, picture_from
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.cli.targets import Target, targets
from convstudio.cli.telling import tell
from convstudio.errors import ConvStudioError, PictureWriteError, ValidationError
from convstudio.pipeline.pipeline import Pipeline

_EXAMPLES = """examples:
  convstudio apply photo.jpg -k sobel-x --tone signed -o edges.png
  convstudio apply photo.jpg --kernel-text "-1 0 1; -1 0 1" -o steps.png
  convstudio apply *.tif --pipeline mine.json --raw -o maps/
  convstudio apply photo.jpg --add "conv sobel-x sobel-y | combine magnitude" -o edges.png
  convstudio apply photo.jpg --pipeline net.json --layer conv1 --map all --raw -o maps.npy
  curl -s https://example.org/a.png | convstudio apply - -k box-5 -o - > b.png

Pictures past one that cannot be filtered are filtered all the same. The exit code is 0; 1 if \
a picture failed, with a line on standard error for each; 2 for wrong usage; 130 after Ctrl+C."""


def apply(words: Sequence[str]) -> int:
    """Reads, filters and writes pictures; the same functions as the window's.

    Raises:
        ConvStudioError: what the kernel, the picture or the disk refuses.
    """
    parser = build_parser()
    chosen = parser.parse_args(options.with_negative_numbers(words))
    if [*chosen.pictures, chosen.kernel, chosen.pipeline].count(STREAM) > 1:
        parser.error("- is standard input, which can be read but once")
    try:
        goals = targets(chosen)  # before any work is done for nothing
        pipeline = pipeline_chosen(chosen)
    except ValidationError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, _interrupt)  # so that no unfinished file is left behind
    if len(goals) == 1:
        _filter(pipeline, goals[0], chosen)
        return 0
    return max([_attempt(pipeline, goal, chosen) for goal in goals])


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``apply``."""
    parser = Parser(
        prog="convstudio apply",
        usage="%(prog)s [options] PICTURE... -k KERNEL -o OUTPUT",
        description="Filters pictures as the window does and saves their feature maps.",
        epilog=_EXAMPLES,
        formatter_class=Formatter,
    )
    parser.add_argument(
        "pictures",
        nargs="+",
        metavar="PICTURE",
        help="A picture to filter; - is one from standard input.",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUTPUT",
        help="The file to write; or a folder, to which each map goes by its picture's name; or -, "
        "standard output.",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="A map may take the place of the picture that it is made of.",
    )
    parser.add_argument(
        "--part",
        default="",
        metavar="NAME",
        help="Which page, frame, array or column of the picture's file; “convstudio info” names "
        "them.\n(default: the first)",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="Says on standard error which algorithm makes the sums, and why.",
    )
    add_pipeline_options(parser)
    add_output_options(parser)
    return parser


def _attempt(pipeline: Pipeline, target: Target, chosen: argparse.Namespace) -> int:
    """One of several pictures: what fails is told, and the others go on."""
    try:
        _filter(pipeline, target, chosen)
    except ConvStudioError as error:
        tell(f"{target.picture}: {error}")
        return 1
    except MemoryError:
        tell(f"{target.picture}: There is not enough memory for this picture.")
        return 1
    return 0


def _filter(pipeline: Pipeline, target: Target, chosen: argparse.Namespace) -> None:
    from convstudio.cli.map_saving import explained, saved_maps  # noqa: PLC0415 - Pillow
    from convstudio.imaging.own_depth import following  # noqa: PLC0415

    picture = picture_from(target.picture, chosen.part)
    if picture.part and not chosen.part:
        tell(f"{target.picture}: the first of several, “{picture.part}”; --part names another.")
    if chosen.explain:
        tell(explained(pipeline, picture))
    output = target.output if chosen.depth else following(target.output, picture)
    if target.path is None:
        if sys.__stdout__ is None:
            raise PictureWriteError("Standard output is closed: nothing can be written there.")
        if sys.stdout.isatty():
            raise PictureWriteError(
                "Standard output is the terminal, which shows no pictures.",
                hint="Lead it to a file with “> FILE”, or to another program with “|”.",
            )
    else:
        _make_folder(target, chosen)
    for name, losses in saved_maps(pipeline, picture, replace(target, output=output), chosen):
        for loss in losses:
            tell(f"{name}: {loss}")


def _make_folder(target: Target, chosen: argparse.Namespace) -> None:
    """The folder of several maps is made; that of one file is not, as its name may be wrong."""
    if target.path is None or str(target.path) == chosen.output:
        return
    from convstudio.atomic import reason  # noqa: PLC0415

    folder = target.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PictureWriteError(
            f"The folder “{folder}” cannot be made: {reason(error)}."
        ) from error


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
