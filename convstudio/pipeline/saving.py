"""Saving a feature map: as shown or raw, at every depth, straight from the sums to the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from convstudio.imaging.format_limits import fitted
from convstudio.imaging.levels import LEVELS, Samples
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved, as_fitted, feeding
from convstudio.numerics.tiles import CancelToken, Span
from convstudio.pipeline.developing import develop_to, sheet_of
from convstudio.pipeline.losses import losses
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.stamp import provenance_of
from convstudio.pipeline.survey import Progress


def save_map(
    pipeline: Pipeline,
    picture: Picture,
    target: Path | BinaryIO,
    output: Output,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
    noting: Callable[[BinaryIO], None] = lambda _: None,
) -> Saved:
    """Makes the whole feature map and writes it, band by band: never a whole copy in memory.

    WebP alone gathers its 8-bit pixels first, as its library wants them.

    Args:
        target: the file, which is written whole or not at all; or a binary stream, such as standard
            output, that need not be able to seek, and gets nothing before all is made.
        progress: called with the share that is done, from 0 to 1, from any thread.
        noting: called with the whole file just before it takes its place.

    Returns:
        ``path`` (None for a stream) and ``losses``, a sentence for each thing that the file does
        not hold whatever the values are, but for what is usual of its format; those that are
        clipped or rounded are not counted.

    Raises:
        ArgumentValueError: see ``rendering.check``.
        PictureWriteError: the size or the place cannot be; the file that stood there before is
            unchanged.
        Cancelled: the token was set, which also at the very end leaves that file.
    """
    found = losses(pipeline, picture, output)
    told = tuple(f"{loss.text}." for loss in found if not loss.usual)
    made_by = provenance_of(pipeline, picture, output)
    sheet, _ = fitted(sheet_of(pipeline, picture, output), output, made_by)

    def confirm(file: BinaryIO) -> None:
        if cancel is not None:
            cancel.check()
        noting(file)

    with feeding(target, sheet, output, confirm) as fed:

        def put(pixels: Samples, span: Span) -> None:
            fed.put(as_fitted(pixels, sheet), span)

        levels = LEVELS[output.depth]
        develop_to(put, pipeline, picture, levels, cancel, progress, raw=output.raw)
    return Saved(target if isinstance(target, Path) else None, told)
