"""Stacks as networks of PyTorch and Keras: their texts, names and parameters."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any
from xml.dom import minidom

import numpy as np
import pytest

from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code import TARGETS, write_code
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Pipeline
from tests.pipeline.code import running  # noqa: F401 - tells Keras what to compute with
from tests.pipeline.code.cases import BLUR
from tests.pipeline.code.stacks.cases import bank

EDGES = Bank(
    (Filter((Kernel(((-1, 0, 1),), name="x"),), 0.5), Filter((Kernel(((0, 1, 2),), 3, "y"),))),
    name="conv1",
    activation="relu",
)
NETWORK = Pipeline((EDGES, Pooling("max", name="pool"), Activation("absolute")))


def test_the_plainest_network_of_pytorch() -> None:
    text = write_code(NETWORK, "pytorch", colours=1).text
    assert (
        text
        == '''"""conv1, then pool, then Absolute: a feature map, exported from ConvStudio."""

import numpy as np
import torch
from collections import OrderedDict
from PIL import Image
from torch import nn

# Layer 1 of 3: conv1.
weights_1 = np.array([
    [  # x
        [
            [-1,  0,  1],
        ],
    ],
    [  # y
        [
            [0, 1, 2],
        ],
    ],
], float)
divisors = np.array([1, 3])
weights_1 = weights_1 / divisors[:, None, None, None]
biases_1 = np.array([0.5, 0], float)


class Apply(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, values):
        return self.function(values)


network = nn.Sequential(OrderedDict([
    ("conv1", nn.Conv2d(1, 2, (1, 3), padding=(0, 1))),
    ("conv1_relu", nn.ReLU()),
    ("pool_2", nn.MaxPool2d((2, 2), (2, 2))),
    ("absolute_3", Apply(torch.abs)),
])).double().requires_grad_(False)
network.conv1.weight[:] = torch.tensor(weights_1)
network.conv1.bias[:] = torch.tensor(biases_1)


def feature_map(image):
    """(rows, columns) of 0 … 255 → (rows, columns, 2), floats in the same units."""
    colour = image[..., None].astype(float)
    values = torch.from_numpy(colour / 255).permute(2, 0, 1)[None]
    colour = network(values)[0].permute(1, 2, 0).numpy() * 255
    return colour


if __name__ == "__main__":
    image = np.asarray(Image.open("input.png").convert("L"))
    result = feature_map(image)
    for index in range(2):
        colour = result[..., index]
        shown = np.clip(colour, 0, 255)
        shown = np.rint(shown).astype(np.uint8)
        Image.fromarray(shown).save(f"output-{index + 1}.png")
'''
    )


def test_the_plainest_network_of_keras() -> None:
    text = write_code(NETWORK, "keras", colours=1).text
    assert (
        """network = keras.Sequential([
    keras.Input((None, None, 1)),
    keras.layers.Conv2D(2, (1, 3), padding="same", activation="relu", name="conv1"),
    keras.layers.MaxPooling2D((2, 2), strides=(2, 2), name="pool_2"),
    keras.layers.Activation(keras.ops.abs, name="absolute_3"),
])
network.get_layer("conv1").set_weights([weights_1.transpose(2, 3, 1, 0), biases_1])
"""
        in text
    )


DIGIT = Pipeline((bank(32, 1, (5, 5), name="conv1", activation="relu"),))


def made(pipeline: Pipeline, target: str, colours: int = 1) -> Any:
    names: dict[str, Any] = {"__name__": "exported"}
    exec(write_code(pipeline, target, colours=colours).text, names)  # noqa: S102 - what is tested
    return names


def test_a_first_layer_on_digits_has_832_parameters() -> None:
    pytest.importorskip("torch")
    names = made(DIGIT, "pytorch")
    assert sum(one.numel() for one in names["network"].parameters()) == 832
    assert names["feature_map"](np.zeros((28, 28))).shape == (28, 28, 32)


def test_keras_counts_the_same() -> None:
    pytest.importorskip("keras")
    names = made(DIGIT, "keras")
    assert names["network"].count_params() == 832
    assert names["feature_map"](np.zeros((28, 28))).shape == (28, 28, 32)


@pytest.mark.parametrize("target", ["pytorch", "keras"])
def test_whatever_layers_are_called_the_network_can_be_made(target: str) -> None:
    module = {"pytorch": "torch"}.get(target, target)
    names = ("forward", "class", "conv1", "conv1", "3×3", "größe/2", "a.b", "", "_")
    layers = tuple(bank(2, 1, (1, 1), channels="each", name=name) for name in names[:4])
    more = tuple(Activation("relu", name=name) for name in names[4:])
    pipeline = Pipeline((*layers, *more))
    ast.parse(write_code(pipeline, target).text)
    pytest.importorskip(module)
    assert made(pipeline, target, 3)["feature_map"](np.zeros((5, 6, 3))).shape == (5, 6, 48)


@pytest.mark.parametrize("target", ["pytorch", "keras"])
def test_a_stride_that_leaves_a_remainder_is_refused(target: str) -> None:
    pytest.importorskip({"pytorch": "torch"}.get(target, target))
    exact = bank(2, 1, strides=2, padding="valid", exact=True)
    feature_map = made(Pipeline((exact,)), target)["feature_map"]
    assert feature_map(np.zeros((7, 9))).shape == (3, 4, 2)
    with pytest.raises(ValueError, match="remainder"):
        feature_map(np.zeros((7, 8)))


@pytest.mark.parametrize("target", ["numpy", "scipy", "opencv", "skimage", "libvips"])
def test_so_it_is_by_the_others(target: str) -> None:
    exact = Pooling("max", 3, 2, exact=True)
    names = made(Pipeline((exact,)), target)

    def tried(shape: tuple[int, int]) -> object:
        values = np.zeros(shape)
        image = names["pyvips"].Image.new_from_array(values) if target == "libvips" else values
        return names["feature_map"](image)

    tried((7, 9))
    with pytest.raises(ValueError, match="remainder"):
        tried((7, 8))


@pytest.mark.parametrize("target", ["pytorch", "keras"])
def test_what_joins_colours_and_alpha_is_left_to_numpy(target: str) -> None:
    pipeline = Pipeline((Convolution(BLUR, alpha="weighted"), bank(2, 3)))
    code = write_code(pipeline, target, has_alpha=True)
    assert code.warnings[0].startswith("NumPy does the sums: in ")
    assert "torch" not in code.text.lower().split('"""')[2]
    assert "network" in write_code(pipeline, target).text


def test_many_weights_are_compact_and_the_same_numbers() -> None:
    weights = np.random.default_rng(3).normal(size=(5, 5, 3, 64))
    pipeline = Pipeline((Bank.of_array(weights),))
    text = write_code(pipeline, "numpy").text
    assert "base64.b64decode" in text
    assert max(map(len, text.splitlines())) <= 100
    found = made(pipeline, "numpy", 3)["weights"]
    assert (found.transpose(2, 3, 1, 0) == weights).all()
    halves = Pipeline((Bank.of_array(np.round(weights * 8) / 8),))
    assert '"<f4"' in write_code(halves, "numpy").text
    found = made(halves, "numpy", 3)["weights"]
    assert (found.transpose(2, 3, 1, 0) == np.round(weights * 8) / 8).all()


@pytest.mark.parametrize("target", ["numpy", "scipy", "pytorch", "keras", "libvips"])
def test_only_functions_that_are_called_are_written(target: str) -> None:
    text = write_code(Pipeline((bank(2, 3), Combine("sum"))), target).text
    for word in ("same_padding", "pooled", "grouped", "locally", "mean_pool", "decode", "LocallyC"):
        assert word not in text


def test_places_with_a_kernel_of_their_own() -> None:
    like = LocallyConnected.like(bank(2, 1, (2, 2), padding="valid"), (6, 7), Maps(1, 1))
    names = made(Pipeline((like,)), "numpy")
    assert names["weights"].shape == (5, 6, 2, 2, 1, 2)
    shared = made(Pipeline((bank(2, 1, (2, 2), padding="valid"),)), "numpy")
    image = np.arange(42.0).reshape(6, 7)
    assert (names["feature_map"](image) == shared["feature_map"](image)).all()


@pytest.mark.parametrize("name", ['"""', "a\\", "-- -->", "*/", "</title>", "]]>", "“ü”", "{0}"])
def test_a_name_cannot_break_out_of_its_line(name: str) -> None:
    filters = (Filter((BLUR,), 0.5, name), Filter((BLUR,)))
    pipeline = Pipeline(
        (Bank(filters, name=name), Combine("sum", name=name), Activation(name=name))
    )
    for target in TARGETS:
        text = write_code(pipeline, target.identifier).text
        if target.extension == "py":
            ast.parse(text)
        if target.extension == "svg":
            minidom.parseString(text)  # noqa: S318 - our own text
        plain = write_code(_nameless(pipeline), target.identifier).text
        assert len(text.splitlines()) == len(plain.splitlines())


def _nameless(pipeline: Pipeline) -> Pipeline:
    bank_of_two, combine, activation = pipeline.layers
    assert isinstance(bank_of_two, Bank)
    filters = tuple(replace(one, name="") for one in bank_of_two.filters)
    layers = replace(bank_of_two, filters=filters, name=""), combine, activation
    return Pipeline(tuple(replace(layer, name="") for layer in layers))
