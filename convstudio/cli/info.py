"""``convstudio info``: what picture files hold, and how those of this program were made."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from convstudio.cli.formatter import Formatter, Parser
from convstudio.cli.pictures import STREAM
from convstudio.cli.pipeline_source import SESSION, pipeline_from
from convstudio.cli.telling import print_json, print_lines, tell
from convstudio.errors import ConvStudioError
from convstudio.imaging.parts import MOST_PARTS

_EXAMPLES = """examples:
  convstudio info photo.jpg
  convstudio info --json *.tif > pictures.json
  convstudio info edges.png --pipeline > edges.json
  convstudio info edges.json --input photo.jpg
  convstudio info edges.png --layers"""
# The names of EXIF tags for people.
_TAGS = {
    "Make": "Camera maker",
    "Model": "Camera",
    "LensModel": "Lens",
    "DateTimeOriginal": "Taken",
    "DateTime": "Saved",
    "ExposureTime": "Exposure",
    "FNumber": "Aperture",
    "ISOSpeedRatings": "ISO",
    "FocalLength": "Focal length",
    "ImageDescription": "Description",
    "GPSInfo": "Place (GPS)",
}
TABLE = "table"  # of a pipeline's layers, for people
_PIPELINES = (".json", SESSION)
_INPUT = """What the first layer takes: a picture, or its size such as 28x28 or 480x640x3.
(default: the session's picture, or 512x512x3)"""
_NARROWEST = 40  # columns that words have at least
_MOST_PARTS, _MOST_TEXTS = 20, 10  # that are listed for people; JSON has all


def info(words: Sequence[str]) -> int:
    """Tells of each picture that the words name; 1 where one cannot be read.

    Raises:
        ConvStudioError: the only picture cannot be read, or tells no pipeline where one is asked
            for.
    """
    parser = build_parser()
    chosen = parser.parse_args(words)
    if chosen.pipeline:
        if len(chosen.pictures) > 1:
            parser.error("--pipeline is of one picture")
        if chosen.pictures == [STREAM]:
            parser.error("--pipeline is of a file, not of standard input")
        return _print_pipeline(chosen.pictures[0])
    layers = [chosen.layers or _is_pipeline(text) for text in chosen.pictures]
    if chosen.input is not None and not any(layers):
        parser.error("--input is for the layers of a pipeline: name one, or give --layers")
    if chosen.input is None and any(layers) and not all(layers):
        which = next(t for t, is_one in zip(chosen.pictures, layers, strict=True) if not is_one)
        tell(f"“{which}” is told of as a picture; --input {which} tells the layers on it.")
    return _tell_all(chosen, layers)


def _tell_all(chosen: argparse.Namespace, layers: Sequence[bool]) -> int:
    """The facts of each file: of its layers, or of it as a picture."""
    from convstudio.cli.picture_facts import facts_of  # noqa: PLC0415 - Pillow, when it is needed

    found, failed = [], False
    for text, of_layers in zip(chosen.pictures, layers, strict=True):
        try:
            facts = _layer_facts(text, chosen.input) if of_layers else facts_of(text, chosen.part)
            failed |= not facts.get("fits", True)
            found.append(facts)
        except ConvStudioError as error:
            tell(error)
            failed = True
    if chosen.json:
        plain = [{name: one[name] for name in one if name != TABLE} for one in found]
        several = len(chosen.pictures) > 1
        told = plain if several else next(iter(plain), None)
        if told is not None:
            print_json(told)
    else:
        for number, facts in enumerate(found):
            sheet = _layer_lines(facts) if TABLE in facts else _sheet(facts)
            print_lines([*([""] if number else []), *sheet])
    return int(failed)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``info``."""
    parser = Parser(
        prog="convstudio info",
        description="Tells of the layers of pipelines, and of pictures: pages, frames or arrays, "
        "size, kind, colour profile, EXIF, and the pipeline that made them, where this program "
        "saved them. Each picture is decoded: what is broken is told, with exit code 1, and so is "
        "what does not fit of layers.",
        epilog=_EXAMPLES,
        formatter_class=Formatter,
    )
    parser.add_argument(
        "pictures",
        nargs="+",
        metavar="FILE",
        help="A picture, a pipeline file or a session; - is a picture from standard input.",
    )
    parser.add_argument(
        "--part", default="", metavar="NAME", help="Which page, frame, array or column to tell of."
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="As JSON, the whole pipeline included.")
    form.add_argument(
        "--pipeline",
        action="store_true",
        help="Only the pipeline that made the picture, as a pipeline file.",
    )
    group = parser.add_argument_group("layers")
    group.add_argument(
        "--layers",
        action="store_true",
        help="The layers of the pipeline that made the picture, with their shapes, parameters, "
        "multiplications, receptive fields and memory; of a pipeline file these are told anyway.",
    )
    group.add_argument("--input", metavar="PICTURE|RxC[xCHANNELS]", help=_INPUT)
    return parser


def _is_pipeline(text: str) -> bool:
    return Path(text).suffix.lower() in _PIPELINES


def _layer_facts(text: str, wanted: str | None) -> dict[str, Any]:
    from convstudio.cli.layer_table import facts_of_pipeline  # noqa: PLC0415 - where it is asked

    return facts_of_pipeline(text, wanted)


def _layer_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    from convstudio.cli.layer_table import table_lines  # noqa: PLC0415 - likewise

    return table_lines(facts)


def _print_pipeline(text: str) -> int:
    from convstudio.pipeline.storage.pipeline_file import pipeline_json  # noqa: PLC0415 - likewise

    sys.stdout.write(pipeline_json(pipeline_from(Path(text))))
    return 0


def _sheet(facts: Mapping[str, Any]) -> Iterator[str]:
    """The facts of one picture in lines, for people."""
    yield facts["file"]
    rows = dict(_rows(facts))
    width = max(map(len, rows)) + 2
    room = max(shutil.get_terminal_size().columns - 3 - width, _NARROWEST)
    for name, words in rows.items():
        lines = textwrap.wrap(words, room) or [""]
        yield f"  {name:{width}}{lines[0]}"
        yield from (" " * (width + 2) + line for line in lines[1:])
    yield from _parts(facts)


def _rows(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facts["format"]:
        yield "Format", f"{facts['format']}, {facts['bytes']:,} bytes"
    yield "Size", f"{facts['width']} × {facts['height']} pixels"
    yield "Kind", facts["kind"]
    low, high = facts["values"]
    yield "Values", "none" if low is None else f"{low:g} … {high:g}"
    if facts["resolution"]:
        across, down = (f"{round(number, 2):.10g}" for number in facts["resolution"])
        same = across if across == down else f"{across} × {down}"
        yield "Resolution", f"{same} pixels an inch"
    yield "Profile", facts["profile"] or "none"
    for name, value in facts["exif"].items():
        yield _TAGS.get(name, name), value
    if facts["xmp"]:
        yield "XMP", f"{facts['xmp']:,} bytes"
    if facts["iptc"]:
        yield "IPTC", f"{facts['iptc']:,} bytes"
    yield from facts["texts"][:_MOST_TEXTS]
    if len(facts["texts"]) > _MOST_TEXTS:
        yield "Texts", f"{len(facts['texts']) - _MOST_TEXTS:,} more"
    if facts["made_by"]:
        yield "Made by", facts["made_by"]
    if facts["samples"]:
        yield "Samples", facts["samples"]
    if facts["part"]:
        yield "Shown", facts["part"]


def _parts(facts: Mapping[str, Any]) -> Iterator[str]:
    parts = facts["parts"]
    if len(parts) < 2:
        return
    parts = [part for part in parts if part["name"]]  # without the whole of a table
    least = "at least " * (len(parts) == MOST_PARTS)  # more are not looked for
    yield f"  {least}{len(parts):,} parts, for --part:"
    width = max(len(part["name"]) for part in parts[:_MOST_PARTS])
    for part in parts[:_MOST_PARTS]:
        words = f"{part['label']}, {part['width']} × {part['height']}"
        yield f"    {part['name']:{width}}  {words}" + (f", {part['kind']}" * bool(part["kind"]))
    if len(parts) > _MOST_PARTS:
        yield f"    … and {len(parts) - _MOST_PARTS:,} more"
