"""``convstudio apply``: the window's work without a window and without Qt."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import cast

from convstudio.cli import options
from convstudio.cli.tone_options import add_tone, tone_chosen
from convstudio.errors import ValidationError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import read_kernel, shipped_library
from convstudio.pipeline import parameters
from convstudio.pipeline.pipeline import Convolution, Pipeline


def apply(words: Sequence[str]) -> int:
    """Reads, filters and writes a picture; the same functions as the window's.

    Raises:
        ConvStudioError: what the kernel, the picture or the disk refuses.
    """
    parser = _parser()
    chosen = parser.parse_args(options.with_negative_numbers(words))
    if chosen.border_value is not None and chosen.border != "constant":
        parser.error("--border-value is what --border constant puts outside: give both")
    try:
        tone = tone_chosen(chosen)
    except ValidationError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, _interrupt)  # so that no unfinished file is left behind
    from convstudio.imaging.output import Output, format_for  # noqa: PLC0415
    from convstudio.imaging.reading import read_picture  # noqa: PLC0415 - Pillow, when it is needed
    from convstudio.pipeline.rendering import check, explain  # noqa: PLC0415
    from convstudio.pipeline.saving import save_map  # noqa: PLC0415

    output = Output(format_for(chosen.output).name)  # before any work is done for nothing
    pipeline = _pipeline(chosen, tone)
    picture = read_picture(chosen.picture)
    if chosen.explain:
        check(pipeline, picture)
        print(f"convstudio: {explain(pipeline, picture).reason}", file=sys.stderr)
    saved = save_map(pipeline, picture, chosen.output, output)
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
        "-k", "--kernel", required=True, help="A preset such as sobel-x, or a kernel file (.json)."
    )
    parser.add_argument(
        "-o", "--output", required=True, type=Path, help="The file to write: PNG, JPEG or TIFF."
    )
    _add_layer_options(parser)
    group = parser.add_argument_group("what is shown")
    add_tone(group)
    group.add_argument(
        "--explain",
        action="store_true",
        help="Says on standard error which algorithm makes the sums, and why.",
    )
    return parser


def _add_layer_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("sizes", "The vertical number comes first: V,H.")
    options.add_padding(group, cast(str, Convolution.padding))
    options.add_pair(group, parameters.STRIDE)
    options.add_pair(group, parameters.DILATION)
    options.add_switch(group, parameters.EXACT)
    group = parser.add_argument_group("border")
    options.add_choice(group, parameters.BORDER, Convolution.border)
    options.add_number(group, parameters.BORDER_VALUE, None)
    group = parser.add_argument_group("colour")
    options.add_choice(group, parameters.CHANNELS, Convolution.channels)
    options.add_choice(group, parameters.ALPHA, Convolution.alpha)
    options.add_switch(group, parameters.LINEAR_LIGHT)
    group = parser.add_argument_group("the sum and after it")
    options.add_switch(group, parameters.FLIP)
    options.add_number(group, parameters.BIAS, Convolution.bias)
    options.add_choice(group, parameters.ACTIVATION, Convolution.activation)


def _pipeline(chosen: argparse.Namespace, tone: Tone) -> Pipeline:
    layer = Convolution(
        _kernel(chosen.kernel),
        chosen.padding,
        chosen.stride,
        chosen.dilation,
        chosen.border,
        Convolution.border_value if chosen.border_value is None else chosen.border_value,
        chosen.channels,
        chosen.alpha,
        chosen.bias,
        chosen.activation,
        flip=chosen.flip,
        exact=chosen.exact_fit,
    )
    return Pipeline((layer,), tone, linear_light=chosen.linear_light)


def _kernel(text: str) -> Kernel:
    """A kernel file, if that is what the text looks like, or else the preset of that name."""
    if text.endswith(".json") or "/" in text:
        return read_kernel(Path(text))
    return shipped_library().named(text)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
