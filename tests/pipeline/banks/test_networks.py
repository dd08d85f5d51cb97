"""Our order of axes against the libraries whose orders we name, and against the definition.

Where PyTorch, Keras or the safetensors package is installed the file goes through it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from convstudio import conv2d
from convstudio.numerics.initializers import draw
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.axes import KERAS, KERAS_DEPTHWISE, PYTORCH, PYTORCH_DEPTHWISE
from convstudio.pipeline.banks.from_array import arrangement, put
from convstudio.pipeline.banks.reading import read_array
from convstudio.pipeline.banks.writing import FilterFile, write_filters
from convstudio.pipeline.maps import Maps

PLAIN = Bank.of_array(np.ones((1, 1, 1, 1)))
DRAWN = np.random.default_rng(3)
IMAGE = DRAWN.normal(size=(9, 8, 4))
BELOW = Maps(4, 1)
BIASES = np.array([0.5, -1.0, 0.0, 2.0, 1.0, -0.25])


def ours(bank: Bank) -> np.ndarray:
    """The maps of a summing bank by our own numerics: (rows, columns, filters)."""
    biases = np.array([one.bias for one in bank.filters])
    seen = bank.seen(BELOW)
    return conv2d(IMAGE, bank.array(seen), padding="valid", groups=bank.groups) + biases


def by_definition(weights: np.ndarray, biases: np.ndarray, groups: int = 1) -> np.ndarray:
    """PyTorch's conv2d, channel by channel: weights (filters, inputs, rows, columns)."""
    filters, inputs = weights.shape[:2]
    maps = []
    for index in range(filters):
        first = index // (filters // groups) * inputs
        planes = (
            correlate2d(IMAGE[..., first + place], weights[index, place], mode="valid")
            for place in range(inputs)
        )
        maps.append(sum(planes) + biases[index])
    return np.stack(maps, axis=2)


@pytest.mark.parametrize("groups", [1, 2])
def test_pytorchs_weights_give_the_maps_of_the_definition(groups):
    weights = DRAWN.normal(size=(6, 4 // groups, 3, 2))
    bank = put(PLAIN, arrangement(weights, PYTORCH, BELOW, BIASES))
    assert bank.groups == groups
    assert np.allclose(ours(bank), by_definition(weights, BIASES, groups), rtol=1e-12, atol=1e-12)


def test_pytorchs_depthwise_weights_with_biases_give_the_maps_of_the_definition():
    weights, biases = DRAWN.normal(size=(8, 1, 3, 3)), np.arange(8.0)
    bank = put(PLAIN, arrangement(weights, PYTORCH_DEPTHWISE, BELOW, biases))
    assert np.allclose(ours(bank), by_definition(weights, biases, 4), rtol=1e-12, atol=1e-12)


def saved(tmp_path: Path, framework: str, ending: str = "npz") -> tuple[Bank, Path]:
    bank = Bank.of_array(DRAWN.normal(size=(3, 2, 4, 6)), BIASES.tolist())
    path = tmp_path / f"a.{ending}"
    write_filters(path, FilterFile(bank, BELOW, framework, "float64"))  # type: ignore[arg-type]
    return bank, path


def keras_or_skip(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Keras on what the group “networks” installs."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    return pytest.importorskip("keras")


def test_torch_gives_the_same_maps(tmp_path):
    torch = pytest.importorskip("torch")
    bank, path = saved(tmp_path, "pytorch")
    with np.load(path) as file:
        weights, biases = torch.from_numpy(file["weight"]), torch.from_numpy(file["bias"])
    image = torch.from_numpy(IMAGE.transpose(2, 0, 1))[None]
    maps = torch.nn.functional.conv2d(image, weights, biases)[0].permute(1, 2, 0).numpy()
    assert np.allclose(maps, ours(bank), rtol=1e-10, atol=1e-10)


def test_keras_gives_the_same_maps(tmp_path, monkeypatch):
    keras = keras_or_skip(monkeypatch)
    bank, path = saved(tmp_path, "keras")
    layer = keras.layers.Conv2D(6, (3, 2))
    layer.build((None, 9, 8, 4))
    layer.set_weights([read_array(path, "kernel"), read_array(path, "bias")])
    maps = np.asarray(layer(IMAGE[None].astype(np.float32)))[0]
    assert np.allclose(maps, ours(bank), rtol=1e-4, atol=1e-4)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Keras itself, by NumPy 2
def test_keras_depthwise_layer_takes_our_weights_and_gives_them_back(monkeypatch):
    keras = keras_or_skip(monkeypatch)
    weights = DRAWN.normal(size=(3, 3, 4, 2))
    layer = keras.layers.DepthwiseConv2D((3, 3), depth_multiplier=2)
    layer.build((None, 9, 8, 4))
    layer.set_weights([weights, np.arange(8.0)])
    made = [np.asarray(array, np.float64) for array in layer.get_weights()]
    bank = put(PLAIN, arrangement(made[0], KERAS_DEPTHWISE, BELOW, made[1]))
    maps = np.asarray(layer(IMAGE[None].astype(np.float32)))[0]
    assert np.allclose(maps, ours(bank), rtol=1e-4, atol=1e-4)


def test_keras_draws_from_the_same_ranges(monkeypatch):
    keras = keras_or_skip(monkeypatch)
    for name in ("GlorotUniform", "HeUniform"):
        shape = (5, 5, 4, 64)
        theirs = np.asarray(getattr(keras.initializers, name)(seed=1)(shape))
        identifier = {"GlorotUniform": "glorot_uniform", "HeUniform": "he_uniform"}[name]
        own = draw(identifier, shape, 1)  # type: ignore[arg-type]
        assert np.abs(theirs).max() == pytest.approx(np.abs(own).max(), rel=0.01)


def test_the_safetensors_package_reads_ours_and_we_read_its(tmp_path):
    package = pytest.importorskip("safetensors.numpy")
    bank, path = saved(tmp_path, "pytorch", "safetensors")
    theirs = package.load_file(path)
    assert np.array_equal(theirs["weight"], bank.array(4).transpose(3, 2, 0, 1))
    assert np.array_equal(theirs["bias"], BIASES)
    arrays = {"w": np.arange(6, dtype=np.float16).reshape(2, 3), "i": np.arange(3)}
    package.save_file(arrays, tmp_path / "b.safetensors", metadata={"format": "np"})
    for name, array in arrays.items():
        assert np.array_equal(read_array(tmp_path / "b.safetensors", name), array)


def test_keras_weights_are_our_own_layout():
    weights = DRAWN.normal(size=(3, 2, 4, 6))
    bank = put(PLAIN, arrangement(weights, KERAS, BELOW))
    assert np.array_equal(bank.array(4), weights)
