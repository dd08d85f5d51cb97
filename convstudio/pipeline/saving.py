"""Saving a feature map: as shown or raw, at every depth, straight from the sums to the file."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved, write_picture
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop, filtered_picture
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.survey import Progress


def save_map(
    pipeline: Pipeline,
    picture: Picture,
    target: Path | BinaryIO,
    output: Output,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> Saved:
    """Makes the whole feature map and writes it.

    Args:
        target: the file, which is written whole or not at all; or a binary stream, such as standard
            output, that need not be able to seek.
        progress: called with the share that is done, from 0 to 1, from any thread.

    Returns:
        ``path`` (None for a stream) and ``losses``, sentences that say what the format could not
        hold.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        PictureWriteError: the size or the place cannot be; the file that stood there before is
            unchanged.
        Cancelled: the token was set; likewise.
    """
    developed = develop(pipeline, picture, cancel, progress)
    check = cancel.check if cancel is not None else lambda: None
    assert isinstance(target, Path)
    return write_picture(filtered_picture(picture, developed), target, check)
