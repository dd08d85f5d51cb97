"""``convstudio apply``: the window's work without a window and without Qt."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from convstudio.cli import options
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.errors import ValidationError


def apply(words: Sequence[str]) -> int:
    """Reads, filters and writes a picture; the same functions as the window's.

    Raises:
        ConvStudioError: what the kernel, the picture or the disk refuses.
    """
    parser = _parser()
    chosen = parser.parse_args(options.with_negative_numbers(words))
    try:
        pipeline = pipeline_chosen(chosen)
    except ValidationError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, _interrupt)  # so that no unfinished file is left behind
    from convstudio.imaging.reading import read_picture  # noqa: PLC0415 - Pillow, when it is needed
    from convstudio.imaging.writing import format_for, write_picture  # noqa: PLC0415
    from convstudio.pipeline.developing import develop, filtered_picture  # noqa: PLC0415
    from convstudio.pipeline.rendering import check, explain  # noqa: PLC0415

    format_for(chosen.output)  # before any work is done for nothing
    picture = read_picture(chosen.picture)
    if chosen.explain:
        check(pipeline, picture)
        print(f"convstudio: {explain(pipeline, picture).reason}", file=sys.stderr)
    developed = develop(pipeline, picture)
    saved = write_picture(filtered_picture(picture, developed), chosen.output)
    for loss in saved.losses:
        print(f"convstudio: {chosen.output.name}: {loss}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convstudio apply",
        usage="%(prog)s [options] picture -k KERNEL -o OUTPUT",
        description="Filters a picture as the window does and saves the feature map.",
        formatter_class=options.Formatter,
    )
    parser.add_argument("picture", type=Path, help="The picture to filter.")
    parser.add_argument(
        "-o", "--output", required=True, type=Path, help="The file to write: PNG, JPEG or TIFF."
    )
    add_pipeline_options(parser)
    parser.add_argument(
        "--explain",
        action="store_true",
        help="Says on standard error which algorithm makes the sums, and why.",
    )
    return parser


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
