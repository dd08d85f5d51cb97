"""The pipeline in the files that it made: written into their metadata, and read back from there."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

from convstudio.errors import PipelineFileError
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.provenance import Provenance, pipeline_text, samples_text, xmp_in
from convstudio.json_words import quoted
from convstudio.pipeline.pipeline import Convolution, Layer, Pipeline
from convstudio.pipeline.storage.pipeline_file import (
    LARGEST_FILE,
    pipeline_from_json,
    pipeline_line,
)

_LONGEST = 120  # characters of the layers' names
_VALUES = {"shown": "as shown", "raw": "raw numbers"}
_DEPTHS = {"8": "8 bits", "16": "16 bits", "float": "32-bit float"}


def provenance_of(pipeline: Pipeline, picture: Picture, output: Output) -> Provenance:
    """What a file says of what made it, and of what its samples are."""
    names = ", ".join(" ".join(_called(layer).split()) for layer in pipeline.active)
    if len(names) > _LONGEST:
        names = f"{names[: _LONGEST - 1]}…"
    if pipeline.map is not None:
        names = f"{names}, map {pipeline.map + 1}"
    part = f" [{picture.part}]" if picture.part else ""
    source = f"{picture.name}{part}" if picture.path else ""
    values = "raw" if output.raw else "shown"
    software = f"{_program()}: {names}, {_words(values, output.depth)}"
    return Provenance(software, _line(pipeline), source, values, output.depth)


@lru_cache(maxsize=4)
def _line(pipeline: Pipeline) -> str:
    """The pipeline on one line: of a large bank it takes a while, and is asked for again soon."""
    return pipeline_line(pipeline)


def _called(layer: Layer) -> str:
    """A layer in a few words: one kernel has a name of its own."""
    if isinstance(layer, Convolution):
        return layer.name or layer.kernel.name
    return layer.title


@cache
def _program() -> str:
    return f"ConvStudio {metadata.version('convstudio')}"


def pipeline_in(path: Path) -> Pipeline | None:
    """The pipeline that made a saved picture, as its metadata tell; None where they tell of none.

    Raises:
        PipelineFileError: they hold one that is broken, or that a newer version wrote.
        OSError: the file cannot be read.
    """
    text = pipeline_text(xmp_in(path))
    if text is None:
        return None
    if len(text) > LARGEST_FILE:
        raise PipelineFileError(f"{quoted(path.name)} holds a pipeline that is far too large.")
    return pipeline_from_json(text, f"what made {quoted(path.name)}")


def samples_in(xmp: bytes | None) -> str:
    """What the samples of a saved picture are: ``raw numbers, 16 bits``; empty where untold."""
    values, depth = samples_text(xmp)
    if values not in _VALUES or depth not in _DEPTHS:
        return ""
    return _words(values, depth)


def _words(values: str, depth: str) -> str:
    return f"{_VALUES[values]}, {_DEPTHS[depth]}"
