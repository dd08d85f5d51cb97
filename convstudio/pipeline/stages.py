"""The layers of a pipeline on a picture, each as the stage that makes its maps."""

from __future__ import annotations

from convstudio.imaging.picture import Picture
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.bank_sums import BankSums
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.element_stage import ElementStage
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.maps import Maps, Need
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.viewing import picture_maps

SumsStage = LayerSums | BankSums
Stage = SumsStage | ElementStage


def stages(pipeline: Pipeline, picture: Picture) -> list[Stage]:
    """Each active layer on the maps of the one before, with no more than the wanted map needs.

    Raises:
        ArgumentValueError: a layer does not fit what is below it, or there is no such map.
    """
    shape = picture.height, picture.width
    return stages_for(pipeline, picture_maps(picture), picture.full_range, shape)


def stages_for(
    pipeline: Pipeline, below: Maps, full_range: float, shape: tuple[int, int]
) -> list[Stage]:
    """The same, of any picture with such maps and of (rows, columns).

    Raises:
        ArgumentValueError: as ``stages`` does.
    """
    found: list[Stage] = []
    narrowed = pipeline.narrowed(below)
    axes = pipeline.axes(shape)
    lit, last = pipeline.linear_light, len(narrowed) - 1
    for index, (layer, need) in enumerate(narrowed):
        if isinstance(layer, Convolution | Bank) and layer.channels == "alpha":
            lit = False  # alpha is no light
        linear, encodes = lit and index == 0, lit and index == last
        unsigned = index == 0 and full_range > 1  # pictures of floats may be anything
        made: Stage
        if isinstance(layer, Convolution):
            size = below.channels, below.has_alpha
            made = LayerSums(layer, *size, full_range, linear, encodes, unsigned)
        elif isinstance(layer, Bank):
            made = BankSums(layer, below, full_range, need, linear, encodes, unsigned)
        else:
            made = ElementStage(layer, below, axes[index], full_range, linear, encodes)
        found.append(made)
        below = _above(layer, below, need)
    return found


def _above(layer: Layer, below: Maps, need: Need) -> Maps:
    """What a layer makes that was narrowed to what is wanted of it."""
    if need.channels is not None:
        return Maps(1, 1, below.has_alpha)
    return layer.maps(below)
