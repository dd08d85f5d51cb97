"""A pipeline from whatever file has one: its own, a session, or a picture that was saved."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from convstudio.errors import ArgumentValueError, PipelineFileError
from convstudio.pipeline.map_choice import map_count
from convstudio.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from convstudio.pipeline.storage.session_file import StoredSession

SESSION = ".convstudio"
_PIPELINE = (".json", "")


def pipeline_from(path: Path) -> Pipeline:
    """The pipeline in a pipeline file, a session or a saved picture; ``-`` is standard input.

    Raises:
        PipelineFileError: there is none in it.
        SessionFileError: a session that cannot be read.
        PictureReadError: a picture that cannot be read.
    """
    from convstudio.pipeline.storage import pipeline_file  # noqa: PLC0415 - where one is read

    if str(path) == "-":
        text = sys.stdin.read(pipeline_file.LARGEST_FILE + 1)
        if len(text) > pipeline_file.LARGEST_FILE:
            raise PipelineFileError("Standard input is too large to be a pipeline (over 16 MiB).")
        return pipeline_file.pipeline_from_json(text, "Standard input")
    ending = path.suffix.lower()
    if ending == SESSION:
        from convstudio.pipeline.storage.session_file import read_session  # noqa: PLC0415

        return _as_seen(read_session(path))
    if ending in _PIPELINE:
        return pipeline_file.read_pipeline(path)
    found = pipeline_in_picture(path)
    if found is None:
        raise PipelineFileError(
            f"“{path.name}” does not tell how it was made.",
            hint="Pictures that this program saved do, where their format has room for it.",
        )
    return found


def _as_seen(stored: StoredSession) -> Pipeline:
    """The whole pipeline, with the map that was looked at where its last layer makes several."""
    pipeline, hand = stored.pipeline, stored.views.hand
    if pipeline.map is not None or not (hand.result or hand.layer == len(pipeline.layers) - 1):
        return pipeline
    try:
        several = map_count(pipeline) > max(hand.map, 1)
    except ArgumentValueError:
        return pipeline  # layers that do not fit are told once there is a picture
    return replace(pipeline, map=hand.map) if several else pipeline


def pipeline_in_picture(path: Path) -> Pipeline | None:
    """The pipeline that made a picture; None where it tells none.

    Raises:
        PictureReadError: there is no such file, or it is none.
        PipelineFileError: it cannot be read, or what it tells is no pipeline.
    """
    from convstudio.atomic import reading_reason  # noqa: PLC0415 - as above
    from convstudio.imaging.reading import require_file  # noqa: PLC0415
    from convstudio.pipeline.storage.stamp import pipeline_in  # noqa: PLC0415

    require_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata tell no pipeline, and that is told
            return pipeline_in(path)
    except OSError as error:
        raise PipelineFileError(f"{path} cannot be read: {reading_reason(error)}.") from error
