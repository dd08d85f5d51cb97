"""What tests of the inspected pixel share: edits, places in the views, and what is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPoint

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.marks import Mark
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.rendering import render

IDENTITY = Kernel(((1,),))


@dataclass
class Views:
    """What the views were last told to show."""

    original: tuple[Mark, ...] = ()
    map: tuple[Mark, ...] = ()
    reached: tuple[int, int] | None = None


def edit(studio, **changes) -> None:
    pipeline = studio.session.pipeline
    layer = replace(pipeline.layers[0], **changes)
    studio.session.change(replace(pipeline, layers=(layer,)), "edit")


def settled(studio, qtbot) -> None:
    """Until what an edit led to has been looked at, and its map is complete."""
    qtbot.waitUntil(
        lambda: not studio.live_job.busy and not studio.inspecting._soon.isActive(),
    )


def spot(canvas: Canvas, x: float, y: float) -> QPoint:
    """Where a point of the picture is in a view."""
    seen = canvas.visible
    return QPoint(
        round((x - seen.left) / (seen.right - seen.left) * canvas.width()),
        round((y - seen.top) / (seen.bottom - seen.top) * canvas.height()),
    )


def roles(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.role for mark in marks]


def stored(studio, row: int, column: int) -> np.ndarray:
    region = Region(row, column, row + 1, column + 1)
    return render(studio.session.pipeline, studio.session.picture, region).values[0, 0]
