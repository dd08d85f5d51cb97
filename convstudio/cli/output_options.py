"""What a feature map is saved as, as options: ``apply`` and ``batch`` have the same."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from convstudio.cli import options
from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.imaging.output import (
    DEPTHS,
    FORMATS,
    Format,
    Output,
    format_for,
    format_of_several,
)
from convstudio.imaging.own_depth import own_depth
from convstudio.kernel.notation import parse_integer

_FORMAT = f"""The file format: {", ".join(known.name.lower() for known in FORMATS)}.
(default: by the ending of the output's name)"""
_DEPTH = """Bits of a sample: 8, 16, or float for 32-bit float.
(default: 8 for 8-bit pictures, 16 for deeper ones where the format has it; with --raw the \
deepest that the format has)"""
_RAW = """Saves the numbers themselves, in the picture's own units and untouched by the tone: as \
float with negative ones, in whole numbers rounded and cut to what the depth holds."""
_QUALITY = f"""From 1 to 100, for JPEG and WebP; WebP at 100 is without loss.
(default: {Output.quality})"""


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """``--format``, ``--depth``, ``--raw`` and ``--quality`` in a group of their own."""
    group = parser.add_argument_group("what is saved")
    group.add_argument("--format", type=options.refusing(_format), metavar="FORMAT", help=_FORMAT)
    group.add_argument("--depth", choices=DEPTHS, metavar="8|16|float", help=_DEPTH)
    group.add_argument("--raw", action="store_true", help=_RAW)
    group.add_argument(
        "--quality", type=options.refusing(_quality), metavar="NUMBER", help=_QUALITY
    )


def output_chosen(chosen: argparse.Namespace, name: str | None = None) -> Output:
    """What the options ask for; without ``--depth`` at the depth that an 8-bit picture has.

    See ``own_depth.following`` for that of other pictures, once they are read.

    Args:
        name: of the file that is to be written; None for a stream, which is PNG unless the options
            say otherwise, or TIFF for depths that PNG lacks.

    Raises:
        ArgumentValueError: a depth that the format lacks, a quality where it has none, or a format
            that the name contradicts: wrong usage.
        PictureWriteError: a name whose ending stands for no format.
    """
    kind = _kind(chosen, name)
    if chosen.quality is not None and not kind.lossy:
        raise ArgumentValueError(
            "quality", given=f"{chosen.quality}", wanted=f"left out where {kind.name} is written"
        )
    depth = chosen.depth or own_depth(kind, raw=chosen.raw)
    quality = Output.quality if chosen.quality is None else chosen.quality
    return Output(kind.name, depth, chosen.raw, quality)


def contact_output(chosen: argparse.Namespace, output: Output) -> Output:
    """The output, if what is asked for is a contact sheet or not: that has 8 bits, as shown.

    Raises:
        ArgumentValueError: other samples are asked for than a contact sheet has, or a format that
            holds no colours.
    """
    if getattr(chosen, "map", None) != "sheet":
        return output
    if chosen.raw or chosen.depth not in (None, "8"):
        option = "--raw" if chosen.raw else f"--depth {chosen.depth}"
        wanted = "left out for a contact sheet, which has 8 bits, as shown"
        raise ArgumentValueError(option, given="it with --map sheet", wanted=wanted)
    if not output.kind.colours:
        wanted = "a format of pictures for a contact sheet"
        raise ArgumentValueError("format", given=output.format, wanted=wanted)
    return replace(output, depth="8")


def format_beside(chosen: argparse.Namespace, picture: Path) -> Format:
    """The format for a picture's map where no name says it: that of the options, or the picture's.

    A picture in a format that cannot be written, or not at the depth that is wanted, becomes PNG,
    or else TIFF; so does a table, unless the raw numbers are wanted.
    """
    if chosen.format is not None:
        return _given_format(chosen)
    depth = chosen.depth or ("float" if chosen.raw else "8")
    try:
        own = format_for(picture)
    except PictureWriteError:
        own = FORMATS[0]
    if not (own.colours or chosen.raw):
        own = FORMATS[0]
    return next(known for known in (own, *FORMATS) if depth in known.depths)


def _kind(chosen: argparse.Namespace, name: str | None) -> Format:
    if name is None:
        return format_beside(chosen, Path("standard output.png"))
    if chosen.format is None:
        several = getattr(chosen, "map", None) == "all"
        return (format_of_several if several else format_for)(Path(name))
    kind = _given_format(chosen)
    ending = Path(name).suffix.lower()
    for known in FORMATS:
        if known is not kind and ending in known.endings:
            raise ArgumentValueError(
                "format",
                given=f"{kind.name} for “{Path(name).name}”",
                wanted=f"{known.name} where the name ends in {ending}",
            )
    return kind


def _given_format(chosen: argparse.Namespace) -> Format:
    kind: Format = chosen.format
    return kind


def _format(text: str) -> Format:
    """A format by its name or by one of its endings."""
    word = text.lower().removeprefix(".")
    for known in FORMATS:
        if word == known.name.lower() or f".{word}" in known.endings:
            return known
    names = ", ".join(known.name.lower() for known in FORMATS)
    raise ArgumentValueError("format", given=f"“{text[:40]}”", wanted=f"one of {names}")


def _quality(text: str) -> int:
    number = parse_integer(text, "quality")
    if not 1 <= number <= 100:
        raise ArgumentValueError("quality", given=str(number), wanted="from 1 to 100")
    return number
