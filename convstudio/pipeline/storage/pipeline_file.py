"""Pipeline files: a pipeline as readable JSON, checked against a schema before it is believed.

Version 1 held convolutions with one kernel each. Version 2 knows every layer, and which map is
looked at. What version 1 can say is written as that: older programs read it still, and a batch that
was done with it counts as done.
"""

from __future__ import annotations

import errno
import json
import textwrap
from codecs import BOM_UTF8
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason
from convstudio.errors import ArgumentValueError, PipelineFileError, ValidationError
from convstudio.imaging.tone import Tone
from convstudio.json_words import HINT, quoted, wrong
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.layer_entries import (
    ConvolutionEntry,
    ConvolutionEntry1,
    LayerEntry,
)
from convstudio.pipeline.storage.layer_reading import layer_of
from convstudio.pipeline.storage.layer_texts import is_plain, layer_text, members

FORMAT: Final = "convstudio-pipeline"
VERSION: Final = 2
MOST_LAYERS = 64
# Four layers with as many weights as one may have; a file of most pipelines has a few kilobytes.
LARGEST_FILE = 64 << 20


class ToneEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of the tone; the words are checked by Tone itself."""

    mode: str = Tone.mode
    black: float | None = None
    white: float | None = None
    colour_map: str = Tone.colour_map
    diverging: str = Tone.diverging
    low: float = Tone.low
    high: float = Tone.high


class PipelineEntry1(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of version 1 says of a pipeline; sessions of versions 1 and 2 hold it too."""

    layers: list[ConvolutionEntry1]
    tone: ToneEntry = msgspec.field(default_factory=ToneEntry)
    linear_light: bool = False


class PipelineEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of version 2 says of a pipeline; session files hold it too."""

    layers: list[LayerEntry]
    tone: ToneEntry = msgspec.field(default_factory=ToneEntry)
    linear_light: bool = False
    map: Annotated[int, Meta(ge=0, lt=1 << 31)] | None = None


class _File1(PipelineEntry1, kw_only=True, forbid_unknown_fields=True):
    format: Literal["convstudio-pipeline"]
    version: int


class _File(PipelineEntry, kw_only=True, forbid_unknown_fields=True):
    format: Literal["convstudio-pipeline"]
    version: Literal[2]


class _Head(msgspec.Struct):
    """What is looked at first, whatever else a file holds."""

    format: str = ""
    version: int = 0


def read_pipeline(path: Path) -> Pipeline:
    """The pipeline in a JSON file.

    Raises:
        PipelineFileError: missing, unreadable, too large, of a newer version, or no pipeline.
    """
    try:
        data = read_plain(path, LARGEST_FILE)
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.ENODEV):
            told = f"“{path}” is a folder or a device, no pipeline file."
        elif error.errno == errno.EFBIG:
            size = f"over {LARGEST_FILE >> 20} MiB"
            told = f"{quoted(path.name)} is too large to be a pipeline file ({size})."
        else:
            told = f"“{path}” cannot be read: {reading_reason(error)}."
        raise PipelineFileError(told) from error
    return _decoded(data.removeprefix(BOM_UTF8), quoted(path.name))


def pipeline_from_json(text: str, name: str = "the text") -> Pipeline:
    """The pipeline in a text such as ``pipeline_json`` writes.

    Args:
        name: what the text is called in errors.

    Raises:
        PipelineFileError: it is no pipeline, or of a newer version; says where.
    """
    return _decoded(text.encode("utf-8", errors="replace"), name)


def write_pipeline(pipeline: Pipeline, path: Path) -> None:
    """Writes a pipeline file, whole or not at all.

    Raises:
        PipelineFileError: it cannot be written; what stood there is as it was.
    """
    data = pipeline_json(pipeline).encode("utf-8", errors="replace")
    if len(data) > LARGEST_FILE:
        raise PipelineFileError(
            f"“{path}” cannot be written: its weights take {len(data) >> 20} MiB, and a file may "
            f"have {LARGEST_FILE >> 20}.",
            hint="Take fewer weights: smaller banks, or fewer locally connected layers.",
        )
    try:
        with atomic_file(path) as file:
            file.write(data)
    except (OSError, ValueError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise PipelineFileError(f"“{path}” cannot be written: {told}.") from error


def pipeline_json(pipeline: Pipeline) -> str:
    """The pipeline as a file holds it: JSON with one row of weights a line."""
    body = pipeline_members(pipeline)
    return f'{{\n  "format": "{FORMAT}",\n  "version": {_version(pipeline)},\n{body}\n}}\n'


def pipeline_line(pipeline: Pipeline) -> str:
    """The same on one line, as small as it can be."""
    whole = json.loads(pipeline_json(pipeline))
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def pipeline_members(pipeline: Pipeline) -> str:
    """The members of a pipeline's JSON object, indented by two, without braces around them."""
    layers = ",\n".join(textwrap.indent(layer_text(layer), " " * 4) for layer in pipeline.layers)
    tone = members(asdict(pipeline.tone), 4)
    light = json.dumps(pipeline.linear_light)
    shown = "" if pipeline.map is None else f'  "map": {pipeline.map},\n'
    return (
        f'  "linear_light": {light},\n{shown}  "tone": {{\n{tone}\n  }},\n'
        f'  "layers": [\n{layers}\n  ]'
    )


def _version(pipeline: Pipeline) -> int:
    plain = pipeline.map is None and all(is_plain(layer) for layer in pipeline.layers)
    return 1 if plain else VERSION


def newest_pipeline(old: PipelineEntry1) -> PipelineEntry:
    """What version 1 says, as the newest version would say it."""
    layers: list[LayerEntry] = [
        ConvolutionEntry(**msgspec.structs.asdict(layer)) for layer in old.layers
    ]
    return PipelineEntry(layers, old.tone, old.linear_light)


def pipeline_of(entry: PipelineEntry) -> Pipeline:
    """The pipeline that a file tells of.

    Raises:
        ArgumentTypeError, ArgumentValueError: a value that no pipeline can have.
    """
    if len(entry.layers) > MOST_LAYERS:
        raise ArgumentValueError(
            "pipeline",
            given=f"one of {len(entry.layers)}",
            wanted=f"of at most {MOST_LAYERS} layers",
        )
    layers = tuple(layer_of(layer) for layer in entry.layers)
    tone = Tone(**msgspec.structs.asdict(entry.tone))
    return Pipeline(layers, tone, linear_light=entry.linear_light, map=entry.map)


def _decoded(data: bytes, name: str) -> Pipeline:
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise PipelineFileError(
                f"{name} is not a pipeline file: its “format” is not “{FORMAT}”.",
                hint="Kernels and sessions are files of their own.",
            )
        if head.version > VERSION:
            raise PipelineFileError(
                f"{name} was saved by a newer ConvStudio: it has version {head.version}, and this "
                f"program reads up to version {VERSION}.",
                hint="Open it with that program, or bring this one up to date.",
            )
        if head.version < VERSION:
            return pipeline_of(newest_pipeline(msgspec.json.decode(data, type=_File1)))
        return pipeline_of(msgspec.json.decode(data, type=_File))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        told = wrong(error, data)
        if FORMAT.encode() in data:
            raise PipelineFileError(f"{name} is a damaged pipeline: {told}.", hint=HINT) from error
        raise PipelineFileError(f"{name} is not a pipeline file: {told}.") from error
    except ValidationError as error:
        raise PipelineFileError(f"{name}: {error.message}", hint=error.hint) from error
