"""The layers of a pipeline as a table: shapes, parameters, multiplications, field, memory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convstudio.cli import options
from convstudio.cli.pictures import picture_from
from convstudio.cli.pipeline_source import SESSION, pipeline_from
from convstudio.errors import ArgumentValueError, ConvStudioError
from convstudio.paths import is_there
from convstudio.pipeline.facts import LayerFacts, MapSize, fact_table, facts_on
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import IntegerParameter
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.pipeline_file import pipeline_line
from convstudio.pipeline.storage.session_file import read_session
from convstudio.pipeline.viewing import picture_maps

USUAL = "512x512x3"
_SIDE = IntegerParameter("input", "Input", 1, 1 << 20, "")
_NUMBERS = 1  # the first column of the table that holds numbers


@dataclass(frozen=True)
class Input:
    """What the first layer is to take.

    Attributes:
        said: by which picture it is known; empty where its size is told.
    """

    rows: int
    columns: int
    maps: Maps
    said: str = ""

    @property
    def text(self) -> str:
        """For people: ``512×512×3``."""
        size = MapSize(self.rows, self.columns, self.maps).text
        return f"{size}, {self.said}" if self.said else size


def input_of(text: str) -> Input:
    """``ROWSxCOLUMNS``, ``ROWSxCOLUMNSxCHANNELS``, or a picture's file.

    Raises:
        ArgumentValueError: a size that no picture has.
        PictureReadError: there is no such picture.
    """
    parts = text.lower().split("x")
    if not all(part.strip().isdecimal() for part in parts) or is_there(Path(text)):
        picture = picture_from(text)
        return Input(picture.height, picture.width, picture_maps(picture), picture.name)
    if len(parts) not in (2, 3):
        wanted = "such as 28x28, or 480x640x3: rows, columns and channels"
        raise ArgumentValueError("input", given=f"“{text[:40]}”", wanted=wanted)
    rows, columns, *channels = options.whole_numbers(",".join(parts), _SIDE, (2, 3))
    colours = channels[0] if channels else 1
    if colours not in (1, 3):
        wanted = "1 or 3, as a picture has"
        raise ArgumentValueError("channels of the input", given=str(colours), wanted=wanted)
    return Input(rows, columns, Maps(1, colours))


def facts_of_pipeline(text: str, wanted: str | None) -> dict[str, Any]:
    """All that is known of the pipeline in a file, by plain names.

    Args:
        text: a pipeline file, a session or a saved picture; ``-`` is standard input.
        wanted: as of ``input_of``; None for a session's own picture, or else the usual size.

    Raises:
        ConvStudioError: there is none in it, or no such input.
    """
    pipeline = pipeline_from(Path(text))
    found = input_of(wanted) if wanted else _own_input(Path(text)) or input_of(USUAL)
    facts = facts_on(pipeline, (found.rows, found.columns), found.maps)
    return {
        "file": "standard input" if text == "-" else text,
        "input": found.text,
        "linear_light": pipeline.linear_light,
        "tone": pipeline.tone.mode,
        "map": pipeline.map,
        "fits": all(one.error is None for one in facts),
        "layers": [_as_object(number, one) for number, one in enumerate(facts, 1)],
        "table": fact_table(facts),
        "pipeline": _whole(pipeline),
    }


def table_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """The same in lines, for people."""
    yield facts["file"]
    light = ", in linear light" if facts["linear_light"] else ""
    shown = "" if facts["map"] is None else f", map {facts['map'] + 1}"
    yield f"  For an input of {facts['input']}; tone {facts['tone']}{light}{shown}"
    head, *rows = facts["table"]
    count = len(facts["layers"])
    numbers = ["", *(str(number) if number <= count else "" for number in range(1, len(rows) + 1))]
    cells = [(number, *row) for number, row in zip(numbers, (head, *rows), strict=True)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    if sum(widths) + 2 * len(widths) > shutil.get_terminal_size().columns:
        yield from _blocks(head, rows, numbers[1:])
        cells = []
    for row in cells:
        aligned = (
            cell.ljust(width) if place <= _NUMBERS else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(aligned)}".rstrip()
    for layer in facts["layers"]:
        if layer["error"]:
            yield f"  Layer {layer['number']} does not fit: {layer['error']}"


def _blocks(
    head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str]
) -> Iterator[str]:
    """The table for narrow terminals: each layer in lines of its own."""
    width = max(map(len, head[_NUMBERS:])) + 2
    for number, (title, *values) in zip(numbers, rows, strict=True):
        yield f"  {number}  {title}" if number else f"  {title}"
        for name, value in zip(head[_NUMBERS:], values, strict=True):
            yield f"     {name:{width}}{value}"


def _own_input(path: Path) -> Input | None:
    """The picture of a session, where it is still there."""
    if path.suffix.lower() != SESSION:
        return None
    stored = read_session(path).picture
    for place in (stored.beside, stored.path) if stored else ():
        if place is None or not is_there(place):
            continue
        try:
            picture = picture_from(str(place), stored.part if stored else "")
        except ConvStudioError:
            continue
        return Input(picture.height, picture.width, picture_maps(picture), picture.name)
    return None


def _as_object(number: int, facts: LayerFacts) -> dict[str, Any]:
    return {
        "number": number,
        "title": facts.title,
        "on": facts.on,
        "input": _shape(facts.input),
        "output": _shape(facts.output),
        "parameters": facts.parameters,
        "multiplications": facts.products,
        "receptive_field": list(facts.field) if facts.output else None,
        "total_stride": list(facts.jump) if facts.output else None,
        "memory": facts.memory,
        "error": str(facts.error) if facts.error else "",
    }


def _shape(size: MapSize | None) -> list[int] | None:
    """(rows, columns, channels)."""
    return None if size is None else [size.rows, size.columns, size.maps.channels]


def _whole(pipeline: Pipeline) -> object:
    return json.loads(pipeline_line(pipeline))
