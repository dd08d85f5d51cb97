"""Pipeline files: a pipeline as readable JSON, checked against a schema before it is believed."""

from __future__ import annotations

import errno
import json
import textwrap
from codecs import BOM_UTF8
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal

import msgspec

from convstudio.atomic import atomic_file, read_plain, reading_reason, reason
from convstudio.errors import ArgumentValueError, PipelineFileError, ValidationError
from convstudio.imaging.tone import Tone
from convstudio.json_words import HINT, quoted, wrong
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import (
    LONGEST_LINE,
    LONGEST_NAME,
    KernelEntry,
    kernel_of,
    kernel_text,
)
from convstudio.pipeline.pipeline import Convolution, Pipeline

FORMAT = "convstudio-pipeline"
VERSION = 1
MOST_LAYERS = 64
LARGEST_FILE = 16 << 20

_PairEntry = int | list[int]


class ToneEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of the tone; the words are checked by Tone itself."""

    mode: str = Tone.mode
    black: float | None = None
    white: float | None = None
    colour_map: str = Tone.colour_map
    diverging: str = Tone.diverging
    low: float = Tone.low
    high: float = Tone.high


class ConvolutionEntry(
    msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="convolution"
):
    """What a file says of a convolution; the values are checked by Convolution itself."""

    kernel: KernelEntry
    padding: str | int | list[int | list[int]] = "same"
    strides: _PairEntry = 1
    dilation: _PairEntry = 1
    border: str = Convolution.border
    border_value: float = Convolution.border_value
    channels: str = Convolution.channels
    alpha: str = Convolution.alpha
    bias: float = Convolution.bias
    activation: str = Convolution.activation
    flip: bool = False
    exact: bool = False


class PipelineEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What a file says of a pipeline; session files hold it too."""

    layers: list[ConvolutionEntry]
    tone: ToneEntry = msgspec.field(default_factory=ToneEntry)
    linear_light: bool = False


class _File(PipelineEntry, kw_only=True, forbid_unknown_fields=True):
    format: Literal["convstudio-pipeline"]
    version: int


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
            told = f"{quoted(path.name)} is too large to be a pipeline file (over 16 MiB)."
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
    try:
        with atomic_file(path) as file:
            file.write(pipeline_json(pipeline).encode("utf-8", errors="replace"))
    except (OSError, ValueError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise PipelineFileError(f"“{path}” cannot be written: {told}.") from error


def pipeline_json(pipeline: Pipeline) -> str:
    """The pipeline as a file holds it: JSON with one row of weights a line."""
    body = pipeline_members(pipeline)
    return f'{{\n  "format": "{FORMAT}",\n  "version": {VERSION},\n{body}\n}}\n'


def pipeline_line(pipeline: Pipeline) -> str:
    """The same on one line, as small as it can be."""
    whole = json.loads(pipeline_json(pipeline))
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def pipeline_members(pipeline: Pipeline) -> str:
    """The members of a pipeline's JSON object, indented by two, without braces around them."""
    layers = ",\n".join(textwrap.indent(_layer_text(layer), " " * 4) for layer in pipeline.layers)
    tone = _members(asdict(pipeline.tone), 4)
    light = json.dumps(pipeline.linear_light)
    return f'  "linear_light": {light},\n  "tone": {{\n{tone}\n  }},\n  "layers": [\n{layers}\n  ]'


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
    layers = tuple(_layer(layer) for layer in entry.layers)
    tone = Tone(**msgspec.structs.asdict(entry.tone))
    return Pipeline(layers, tone, linear_light=entry.linear_light)


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
        return pipeline_of(msgspec.json.decode(data, type=_File))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        told = wrong(error, data)
        if FORMAT.encode() in data:
            raise PipelineFileError(f"{name} is a damaged pipeline: {told}.", hint=HINT) from error
        raise PipelineFileError(f"{name} is not a pipeline file: {told}.") from error
    except ValidationError as error:
        raise PipelineFileError(f"{name}: {error.message}", hint=error.hint) from error


def _layer(entry: ConvolutionEntry) -> Convolution:
    values = msgspec.structs.asdict(entry)
    values["kernel"] = kernel_of(entry.kernel)
    for name in ("padding", "strides", "dilation"):
        values[name] = _tuples(values[name])
    return Convolution(**values)


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _layer_text(layer: Convolution) -> str:
    values = {name: getattr(layer, name) for name in ConvolutionEntry.__struct_fields__}
    del values["kernel"]
    kernel = textwrap.indent(kernel_text(_storable(layer.kernel)).strip(), "  ").lstrip()
    settings = _members(values, 2)
    return f'{{\n  "type": "convolution",\n{settings},\n  "kernel": {kernel}\n}}'


def _storable(kernel: Kernel) -> Kernel:
    """The kernel with texts as long as files hold them: what is in force can always be kept."""
    name = " ".join(kernel.name.split())[:LONGEST_NAME].strip() or Kernel.name
    lines = (" ".join(text.split())[:LONGEST_LINE] for text in (kernel.description, kernel.source))
    description, source = lines
    return replace(kernel, name=name, description=description, source=source)


def _members(values: dict[str, object], indent: int) -> str:
    """The members of an object, one a line."""
    lines = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in values.items())
    return ",\n".join(" " * indent + line for line in lines)
