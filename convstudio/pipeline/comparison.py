"""What of the original stands under a map: its values at the centres of the receptive fields."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.light import LUMA
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.inputs import centres
from convstudio.pipeline.pipeline import Bank, Convolution, Pipeline
from convstudio.pipeline.viewing import picture_maps

_ONE_CHANNEL = {"red": 0, "green": 1, "blue": 2}


def original_under(pipeline: Pipeline, picture: Picture, region: Region) -> FloatArray:
    """The original at the centres of the receptive fields of a region of the map.

    Reduced to what the layers slide over: its luma, the sum of its channels, or one of them.

    Returns:
        (rows, columns, 1 or 3), float32, in the picture's own units.
    """
    axes = pipeline.axes((picture.height, picture.width))
    places: list[Array] = [np.array(region.rows), np.array(region.columns)]
    for layer, pair in zip(reversed(pipeline.active), reversed(axes), strict=True):
        border = layer.border if isinstance(layer, Convolution | Bank) else "zeros"
        places = [
            centres(indices, axis, border) for indices, axis in zip(places, pair, strict=True)
        ]
    found: FloatArray = picture.pixels[np.ix_(places[0], places[1])].astype(np.float32)
    alpha = found[..., -1:] if picture.has_alpha else None
    colours = found[..., :-1] if picture.has_alpha else found
    for layer in pipeline.active:
        if not isinstance(layer, Convolution | Bank):
            continue
        if layer.channels == "alpha" and alpha is not None:
            colours = alpha
        elif colours.shape[2] == 3:
            colours = _reduced(colours, layer.channels)
    made = pipeline.maps(picture_maps(picture))[-1]
    return _reduced(colours, "luminance") if made.colours < colours.shape[2] else colours


def _reduced(colours: FloatArray, channels: str) -> FloatArray:
    if channels == "luminance":
        return np.asarray(colours @ LUMA.astype(np.float32), np.float32)[..., np.newaxis]
    if channels == "sum":
        return np.asarray(colours.sum(axis=2, keepdims=True))
    if channels in _ONE_CHANNEL:
        first = _ONE_CHANNEL[channels]
        return colours[..., first : first + 1]
    return colours
