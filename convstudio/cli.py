"""The command line: opens the studio, or filters a picture without a window and without Qt."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import cast

from convstudio.errors import ConvStudioError, ValidationError
from convstudio.imaging.tone import TONE_MODES, Tone
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import load_library, read_kernel
from convstudio.kernel.notation import parse_integer
from convstudio.numerics.geometry import Padding, PaddingMode
from convstudio.paths import kernels_folder
from convstudio.pipeline.parameters import PADDING, STRIDE
from convstudio.pipeline.pipeline import Convolution, Pipeline


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code: 0, 1 for a failure told in one line, 2 for usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["apply"]:
            return _apply(_apply_parser().parse_args(words[1:]))
        return _open_studio(_studio_parser().parse_args(words))
    except ConvStudioError as error:
        print(f"convstudio: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except MemoryError:
        print("convstudio: There is not enough memory for this picture.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # as shells tell it: ended by Ctrl+C


def _studio_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convstudio",
        description="Opens the studio: a photograph, a kernel, and the feature map beside it.",
        epilog="To filter a picture without a window: convstudio apply --help. "
        "A picture named “apply” opens as ./apply.",
    )
    parser.add_argument(
        "picture", nargs="?", type=Path, help="the picture to open (default: a sample photograph)"
    )
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        help="draw the window without a screen, write it to FILE (PNG) and exit",
    )
    parser.add_argument(
        "--size",
        type=_window_size,
        default=(1280, 800),
        metavar="WxH",
        help="the size of the window in a screenshot (default: 1280x800)",
    )
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"), help="the colours of the window"
    )
    about = f"ConvStudio {version('convstudio')}"
    parser.add_argument("--version", action="version", version=about)
    return parser


def _apply_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convstudio apply",
        description="Filters a picture as the window does and saves the feature map.",
    )
    parser.add_argument("picture", type=Path, help="the picture to filter")
    parser.add_argument(
        "-k", "--kernel", required=True, help="a preset such as sobel-x, or a kernel file (.json)"
    )
    parser.add_argument(
        "--padding",
        type=_padding,
        default="same",
        metavar="same|valid|N",
        help=f"{PADDING.help} “same” keeps the size, “valid” adds none (default: same)",
    )
    parser.add_argument(
        "--stride",
        type=_stride,
        default=1,
        metavar="N",
        help=f"{STRIDE.help} (default: 1)",
    )
    parser.add_argument(
        "--tone",
        choices=TONE_MODES,
        default="clip",
        help="how values become visible: cut to the picture's range, or without their signs first "
        "(default: clip)",
    )
    parser.add_argument(
        "-o", "--output", required=True, type=Path, help="the file to write: PNG, JPEG or TIFF"
    )
    return parser


def _apply(options: argparse.Namespace) -> int:
    """Reads, filters, writes; the same functions as the window's."""
    signal.signal(signal.SIGTERM, _interrupt)  # so that no unfinished file is left behind
    from convstudio.imaging.reading import read_picture  # noqa: PLC0415 - Pillow, when it is needed
    from convstudio.imaging.writing import format_for, write_picture  # noqa: PLC0415
    from convstudio.pipeline.rendering import develop, filtered_picture  # noqa: PLC0415

    format_for(options.output)  # before any work is done for nothing
    pipeline = Pipeline(
        (Convolution(_kernel(options.kernel), options.padding, (options.stride, options.stride)),),
        Tone(options.tone),
    )
    picture = read_picture(options.picture)
    saved = write_picture(filtered_picture(picture, develop(pipeline, picture)), options.output)
    for loss in saved.losses:
        print(f"convstudio: {options.output.name}: {loss}", file=sys.stderr)
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _open_studio(options: argparse.Namespace) -> int:
    try:
        from convstudio.gui.app import run  # noqa: PLC0415 - the window when one is asked for
    except ImportError as error:  # a system library that Qt needs and this machine lacks
        raise ConvStudioError(
            f"Qt cannot be loaded: {error}.",
            hint="Install that library, or use “convstudio apply”, which needs no Qt.",
        ) from error
    return run(
        picture=options.picture,
        screenshot=options.screenshot,
        size=options.size,
        theme=options.theme,
    )


def _kernel(text: str) -> Kernel:
    """A kernel file, if that is what the text looks like, or else the preset of that name."""
    if text.endswith(".json") or "/" in text:
        return read_kernel(Path(text))
    return load_library(kernels_folder()).named(text)


def _stride(text: str) -> int:
    try:
        return STRIDE.check(parse_integer(text, STRIDE.name))
    except ValidationError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _padding(text: str) -> Padding:
    if text in ("same", "valid"):
        return cast(PaddingMode, text)
    try:
        return PADDING.check(parse_integer(text, PADDING.name))
    except ValidationError as error:
        wanted = f"“same”, “valid” or a number from {PADDING.minimum} to {PADDING.maximum}"
        raise argparse.ArgumentTypeError(f"padding must be {wanted}; “{text}” was given") from error


def _window_size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no size such as 1280x800") from None
    if not (400 <= width <= 8000 and 300 <= height <= 8000):
        raise argparse.ArgumentTypeError(f"{text} is not between 400x300 and 8000x8000")
    return width, height
