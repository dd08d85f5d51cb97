"""How much work a map is: for what is shown at once, and what only a few points of."""

from __future__ import annotations

from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.stages import stages


def products_for_a_pixel(pipeline: Pipeline, picture: Picture, step: int = 1) -> float:
    """Multiplications for one pixel of the last map, about, with all that it rests on.

    Args:
        step: of the pixels that are wanted; where they lie apart, layers below share little.

    Raises:
        ArgumentValueError: see ``rendering.check``.
    """
    axes = pipeline.axes((picture.height, picture.width))
    total, pixels, gaps = 0.0, 1.0, [step, step]
    for stage, pair in zip(reversed(stages(pipeline, picture)), reversed(axes), strict=True):
        total += pixels * max(stage.layer.products(stage.below), stage.below.channels)
        for place, axis in enumerate(pair):
            gap = gaps[place] * axis.stride
            pixels *= min(axis.extent, gap)
            gaps[place] = gap if gap > axis.extent else 1  # what windows share is made once
    return total
