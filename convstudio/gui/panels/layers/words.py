"""What a layer without kernels does with the maps that it takes, in words."""

from __future__ import annotations

from convstudio.errors import ConvStudioError
from convstudio.gui.numerals import shown
from convstudio.gui.scene import Scene
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import (
    ACTIVATION,
    COMBINE_MODE,
    POOLING_MODE,
    ChoiceParameter,
)

_SHORT_OF = "A layer before this one does not fit: its card in the strip of layers says why."


def words_of(scene: Scene) -> str:
    """What the layer under the hand does; why it cannot, where it does not fit its input."""
    return f"{_doing(scene)}\n{_sizes(scene)}"


def count_words(scene: Scene) -> str:
    """The parameters of a locally connected layer, beside those of shared weights."""
    layer = scene.layer
    assert isinstance(layer, LocallyConnected)  # noqa: S101 - no other layer has them
    down, over, rows, columns, channels, filters = layer.weights.array.shape
    shared = rows * columns * channels * filters + filters
    own = layer.weights.array.size + filters
    bias = "bias" if filters == 1 else "biases"
    return (
        f"{down}·{over} places × {rows}·{columns}·{channels} weights × {filters} + {filters} {bias}"
        f" = {own:,} parameters. Shared by all places they would be {shared:,}."
    )


def _doing(scene: Scene) -> str:
    match scene.layer:
        case Activation() as activation:
            return _help(ACTIVATION, activation.function)
        case Pooling() as pooling:
            return f"{_help(POOLING_MODE, pooling.mode)} Each map by itself; nothing is learnt."
        case Combine() as combine:
            return _help(COMBINE_MODE, combine.mode)
    return "A kernel of its own for each place of the map: nothing is shared, nothing is padded."


def _sizes(scene: Scene) -> str:
    """``32 maps of 28×28 → 32 maps of 14×14``."""
    if scene.picture is None:
        return "Without a picture there is nothing to work on."
    if scene.below is None or scene.input_shape is None:
        return _SHORT_OF
    layer = scene.layer
    try:
        above = layer.maps(scene.below)
        axes = layer.axes(scene.input_shape)
    except ConvStudioError as error:
        return shown(f"{error.sentence} {error.hint}".strip())
    size = axes[0].output, axes[1].output
    return f"{_sized(scene.below, scene.input_shape)} → {_sized(above, size)}"


def _sized(maps: Maps, size: tuple[int, int]) -> str:
    return f"{maps.words} of {size[0]}×{size[1]}"


def _help(parameter: ChoiceParameter, value: str) -> str:
    return next(option.help for option in parameter.options if option.value == value)
