"""``convstudio``: opens the window, or draws it into a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from convstudio.cli.commands import commands_text
from convstudio.cli.formatter import Formatter, Parser
from convstudio.errors import ConvStudioError


def open_studio(words: Sequence[str]) -> int:
    """Opens the studio as the words ask for; returns its exit code.

    Raises:
        ConvStudioError: Qt cannot be loaded.
    """
    options = build_parser().parse_args(words)
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
        cache_mebibytes=options.cache,
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words where no command is named."""
    parser = Parser(
        prog="convstudio",
        description="Opens the studio: a photograph, a kernel, and the feature map beside it.",
        epilog=f"commands, each with a --help of its own:\n{commands_text()}\n\n"
        "A picture with the name of a command opens as ./apply.",
        formatter_class=Formatter,
    )
    parser.add_argument(
        "picture",
        nargs="?",
        type=Path,
        help="The picture, session or pipeline to open.\n(default: a sample photograph)",
    )
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        help="Draws the window without a screen, writes it to FILE (PNG) and ends.",
    )
    parser.add_argument(
        "--size",
        type=_window_size,
        default=(1280, 800),
        metavar="WxH",
        help="The size of the window in a screenshot.\n(default: 1280x800)",
    )
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"), help="The colours of the window."
    )
    parser.add_argument(
        "--cache",
        type=_mebibytes,
        metavar="MIB",
        help="The memory that each window may hold of maps seen before, from 16 MiB on; "
        "it is remembered.\n(default: 512)",
    )
    about = f"ConvStudio {version('convstudio')}"
    parser.add_argument("--version", action="version", version=about, help="Shows the version.")
    return parser


def _mebibytes(text: str) -> int:
    if not (text.isdecimal() and 16 <= int(text) <= 1 << 20):
        raise argparse.ArgumentTypeError(f"“{text}” is no number of MiB from 16 to 1048576")
    return int(text)


def _window_size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no size such as 1280x800") from None
    if not (400 <= width <= 8000 and 300 <= height <= 8000):
        raise argparse.ArgumentTypeError(f"{text} is not between 400x300 and 8000x8000")
    return width, height
