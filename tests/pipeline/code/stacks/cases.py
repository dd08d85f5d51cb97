"""Stacks with every kind of layer and every setting of each."""

from __future__ import annotations

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.numerics.padding import Pair
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline
from tests.pipeline.code.cases import ANCHORED, BLUR, BORDERS, EVEN, ODD, SOBEL

SOBEL_Y = Kernel(tuple(zip(*SOBEL.weights, strict=True)), name="Sobel y")
EDGES = Bank((Filter((SOBEL,)), Filter((SOBEL_Y,))), channels="luminance", name="edges")
PICTURE = 37, 41  # rows and columns of the pictures


def bank(
    filters: int, planes: int, size: Pair = (3, 3), *, biased: bool = True, **settings: object
) -> Bank:
    """A bank of whole numbers that no two filters have alike."""
    shape = (*size, planes, filters)
    values = (np.arange(int(np.prod(shape))) * 7 % 11 - 4).reshape(shape)
    biases = [0.125 * (index % 3 - 1) for index in range(filters)] if biased else None
    return Bank.of_array(values.astype(float), biases, **settings)


def locally(filters: int, channels: int, shape: Pair = PICTURE, strides: int = 1) -> Layer:
    """A layer whose kernels differ from place to place."""
    below = Maps(channels, 1)
    made = LocallyConnected.like(bank(filters, channels, (2, 3), strides=strides), shape, below)
    array = made.weights.array.copy()
    array *= 1 + np.arange(array.shape[1])[:, None, None, None, None] % 3
    weights = type(made.weights)(array)
    return LocallyConnected(weights, made.biases, strides)


def _stack(*layers: Layer, linear: bool = False, shown: int | None = None) -> Pipeline:
    return Pipeline(layers, linear_light=linear, map=shown)


_DIVIDED = Bank(
    (Filter((BLUR,), 0.25, "soft"), Filter((Kernel(SOBEL.weights, divisor=4),), -0.1)), name="conv1"
)
_MIXED = Bank((Filter((SOBEL, BLUR, ODD)), Filter((SOBEL_Y,), 0.5)))
_ANCHORED = Bank((Filter((ANCHORED,)), Filter((Kernel(SOBEL.weights, anchor=(0, 2)),))))

CASES: dict[str, tuple[Pipeline, str]] = {
    "magnitude": (_stack(EDGES, Combine("magnitude")), "rgb"),
    "direction": (_stack(EDGES, Combine("direction")), "gray"),
    "sum over channels": (_stack(bank(4, 3)), "rgb"),
    "divisors": (_stack(_DIVIDED, Activation("relu")), "rgb"),
    "shared and not": (_stack(_MIXED), "rgb"),
    "network": (
        _stack(
            bank(6, 3, (5, 5), name="conv1", activation="relu", padding=2, strides=2),
            Pooling(name="pool1"),
            bank(4, 6, name="conv2", border="reflect"),
            Activation("sigmoid", name="out"),
        ),
        "rgb",
    ),
    "depthwise": (_stack(bank(2, 3, channels="each"), bank(3, 6, (1, 1))), "rgb"),
    "depthwise, shared": (_stack(bank(3, 1, channels="each"), Combine("maximum")), "rgb"),
    "depthwise twice": (_stack(bank(2, 1, channels="each"), bank(2, 6, channels="each")), "rgb"),
    "depthwise, strides": (_stack(bank(2, 1, channels="each", strides=(2, 3))), "rgb"),
    "groups": (_stack(bank(4, 3), bank(6, 2, groups=2, flip=True)), "rgb"),
    "groups, one map": (_stack(bank(4, 3), bank(6, 2, groups=2), shown=4), "rgb"),
    "one map of all": (_stack(bank(4, 3), Pooling(), Activation("tanh"), shown=2), "rgb"),
    "one map, depthwise": (_stack(bank(2, 3, channels="each"), shown=1), "rgb"),
    "dilation": (_stack(bank(2, 3, dilation=(2, 3), border="edge")), "rgb"),
    "dilation and strides": (_stack(bank(2, 3, dilation=2, strides=2)), "rgb"),
    "strides": (_stack(bank(2, 3, (4, 5), strides=(2, 3), border="symmetric")), "rgb"),
    "even same": (_stack(bank(2, 1, (4, 4), strides=2)), "gray"),
    "flip": (_stack(bank(2, 1, (2, 4), flip=True)), "gray"),
    "anchored": (_stack(_ANCHORED), "rgb"),
    "anchored, strides": (_stack(_ANCHORED, bank(2, 2, strides=(3, 2))), "rgba"),
    "valid": (_stack(bank(2, 3, padding="valid"), bank(2, 2, padding="valid")), "rgba"),
    "pixels": (_stack(bank(2, 3, padding=((3, 0), (1, 4)), border="symmetric")), "rgba"),
    "red": (_stack(bank(2, 1, channels="red")), "rgb"),
    "blue of gray": (_stack(bank(2, 1, channels="blue")), "gray"),
    "alpha": (_stack(bank(2, 1, channels="alpha"), Activation("leaky_relu"), linear=True), "rgba"),
    "luminance": (
        _stack(bank(2, 1, channels="luminance", border="constant", border_value=0.5)),
        "rgba",
    ),
    "linear light": (_stack(bank(2, 3, border="edge"), Activation("relu"), linear=True), "rgb"),
    "maximum pooling": (_stack(Pooling("max", (3, 2), (2, 2))), "rgba"),
    "maximum pooling, same": (_stack(Pooling("max", 3, 2, "same")), "rgb"),
    "maximum pooling, padded": (_stack(Pooling("max", 4, 3, ((1, 1), (2, 2)))), "gray"),
    "maximum pooling, odd": (_stack(bank(3, 1), Pooling("max", 3, 2, ((0, 2), (2, 1)))), "gray"),
    "average pooling": (_stack(Pooling("average", 2, (2, 3))), "rgb"),
    "average pooling, same": (_stack(Pooling("average", (2, 3), 2, "same")), "rgba"),
    "average pooling, padded": (_stack(Pooling("average", 4, 3, ((1, 1), (2, 2)))), "rgb"),
    "average pooling, at 1": (_stack(Pooling("average", (2, 4), 1, "same")), "rgba"),
    "exact": (_stack(Pooling("max", 3, 2, exact=True), bank(2, 3, strides=2, padding=1)), "rgb"),
    "colours": (_stack(Convolution(SOBEL), Combine("magnitude")), "rgba"),
    "colours of maps": (_stack(bank(2, 1, channels="each"), Combine("direction")), "rgb"),
    "all colours": (_stack(bank(2, 1, channels="each"), Combine("sum"), Combine("sum")), "rgb"),
    "activations": (_stack(Activation("absolute"), Activation("none"), bank(2, 3)), "rgba"),
    "local": (_stack(locally(2, 3)), "rgb"),
    "local, strides": (_stack(EDGES, locally(3, 2, strides=2), Activation("relu")), "rgba"),
    "local, one map": (_stack(locally(3, 1), shown=1), "gray"),
    "convolutions between": (
        _stack(
            Convolution(EVEN, strides=2), bank(2, 3), Convolution(ODD, channels="sum", bias=0.5)
        ),
        "rgba",
    ),
    "each of maps": (_stack(EDGES, Convolution(ODD, border="wrap"), bank(2, 2, (1, 1))), "rgb"),
    "filtered": (
        _stack(
            Convolution(BLUR, alpha="filtered", border="constant", border_value=0.5), bank(2, 3)
        ),
        "rgba",
    ),
    "weighted": (_stack(Convolution(BLUR, alpha="weighted", bias=0.1), bank(2, 3)), "rgba"),
    "weighted sum": (
        _stack(
            Convolution(
                BLUR, alpha="weighted", channels="sum", border="constant", border_value=0.5
            ),
            Pooling("max"),
        ),
        "rgba",
    ),
    "off": (
        Pipeline((bank(2, 3, on=False), EDGES, Activation("sigmoid", on=False), Combine("sum"))),
        "rgb",
    ),
    "16 bits": (_stack(bank(2, 3), Activation("tanh")), "rgb 16"),
    "floats": (_stack(bank(2, 3, border="constant", border_value=0.25)), "rgba float"),
    "many": (_stack(bank(40, 3, (7, 7))), "rgb"),
    **{
        f"border {border}": (_stack(bank(2, 3, (4, 2), border=border, border_value=0.75)), "rgb")
        for border in BORDERS
    },
}
