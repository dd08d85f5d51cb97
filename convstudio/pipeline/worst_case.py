"""How far the values of a map can go, whatever the picture shows."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.light import decode, encode
from convstudio.imaging.picture import Picture, Pixels
from convstudio.kernel.analysis import gains
from convstudio.numerics.analysis import joined_ranges
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Convolution, Pipeline

Range = tuple[float, float]
_ONE_CHANNEL = ("red", "green", "blue")
_ROWS = 256  # looked at in one go, between two looks at the token


def worst_case(pipeline: Pipeline, picture: Picture, extremes: Range | None = None) -> Range | None:
    """The least and the greatest value that the first layer can give, before its activation.

    In the picture's own units, bias, border, summed channels and linear light included. None where
    colours count by their alpha: what they are divided by then has no bound of its own; and where
    the first layer is no convolution with one kernel. Beyond float32 lies infinity, and NaN where
    infinities of both signs meet.

    Args:
        pipeline: its first layer and its light.
        picture: for its full range and its channels.
        extremes: what the samples reach, from ``sample_extremes``; the full range if left out.
    """
    layer, full = pipeline.active[0], picture.full_range
    if not isinstance(layer, Convolution):
        return None
    if layer.alpha == "weighted" and picture.has_alpha and layer.channels != "alpha":
        return None
    # Light is monotonic: its extremes are those of the samples.
    linear = pipeline.linear_light and layer.channels != "alpha"
    low, high = extremes or (0.0, full)
    if linear:
        low, high = (float(value) for value in decode(np.array([low, high]), full))
    if layer.padding != "valid" and layer.border in ("zeros", "constant"):
        outside = 0.0 if layer.border == "zeros" else layer.border_value * full
        low, high = min(low, outside), max(high, outside)
    times = picture.colour.shape[2] if layer.channels == "sum" else 1
    reached = gains(layer.kernel).output_range(low * times, high * times, layer.bias * full)
    if not linear or len(pipeline.active) > 1:  # encoded after the last layer
        return reached
    least, greatest = encode(np.array(reached), full)
    return float(least), float(greatest)


def sample_extremes(
    layer: Convolution, picture: Picture, cancel: CancelToken | None = None
) -> Range | None:
    """The least and the greatest of the samples that the layer slides over; NaN counts as none.

    None where there is no sample that is a number.

    Raises:
        Cancelled: the token was set.
    """
    samples = _samples(layer, picture)
    found: Range | None = None
    for top in range(0, samples.shape[0], _ROWS):
        if cancel is not None:
            cancel.check()
        part = samples[top : top + _ROWS]
        if part.dtype.kind == "f" and not np.isfinite(part).all():
            part = part[np.isfinite(part)]
        if part.size:
            found = joined_ranges(found, (float(part.min()), float(part.max())))
    return found


def _samples(layer: Convolution, picture: Picture) -> Pixels:
    if layer.channels == "alpha" and picture.alpha is not None:
        return picture.alpha
    if layer.channels in _ONE_CHANNEL and picture.colour.shape[2] == 3:
        return picture.colour[..., _ONE_CHANNEL.index(layer.channels)]
    return picture.colour
