"""Filters into files and back: exact, in either order, whole or not at all, with losses told."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError, FilterFileError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.banks.axes import KERAS, KERAS_DEPTHWISE, PYTORCH, PYTORCH_DEPTHWISE
from convstudio.pipeline.banks.from_array import arrangement, put
from convstudio.pipeline.banks.guessing import guess_order, told_of, weights_first
from convstudio.pipeline.banks.reading import arrays_in, names_in, read_array
from convstudio.pipeline.banks.writing import FilterFile, losses, write_filters
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.single_filter import bank_of

RGB, GRAY = Maps(1, 3), Maps(1, 1)
PLAIN = Bank.of_array(np.ones((1, 1, 1, 1)))
SOBEL = shipped_library().named("sobel-x")


def back(path, order, below, framework, *, prefix=""):
    """The bank that a file holds."""
    word = {"keras": "kernel", "pytorch": "weight"}[framework]
    weights, biases = read_array(path, f"{prefix}{word}"), read_array(path, f"{prefix}bias")
    return put(PLAIN, arrangement(weights, order, below, biases), names=names_in(path))


@settings(max_examples=30)
@given(
    shape=st.tuples(*[st.integers(1, 4)] * 4),
    ending=st.sampled_from(["npz", "safetensors"]),
    framework=st.sampled_from(["keras", "pytorch"]),
    seed=st.integers(0, 99),
)
def test_a_bank_comes_back_as_it_was(tmp_path_factory, shape, ending, framework, seed):
    path = tmp_path_factory.mktemp("bank") / f"a.{ending}"
    drawn = np.random.default_rng(seed)
    names = [f"Filter “{n}” σ" for n in range(shape[3])]
    bank = Bank.of_array(drawn.normal(size=shape), drawn.normal(size=shape[3]).tolist(), names)
    below = Maps(shape[2], 1)
    write_filters(path, FilterFile(bank, below, framework, "float64"))
    order = KERAS if framework == "keras" else PYTORCH
    found = back(path, order, below, framework)
    assert [one.planes for one in found.filters] == [
        tuple(replace(p, name=one.name) for p in one.planes) for one in bank.filters
    ]
    assert [(one.bias, one.name) for one in found.filters] == [
        (one.bias, one.name) for one in bank.filters
    ]


def guessed(path, below):
    """The bank that a file holds, in the order that it is guessed to have."""
    entries, names = arrays_in(path), names_in(path)
    entry = weights_first(entries)
    told = told_of(entry, entries, names, pytorch=path.suffix == ".safetensors")
    order = guess_order(entry, below.channels, told).order
    weights, biases = read_array(path, entry.name), read_array(path, "bias")
    return order, put(PLAIN, arrangement(weights, order, below, biases), names=names)


@settings(max_examples=60)
@given(
    size=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    planes=st.integers(1, 5),
    groups=st.integers(1, 5),
    each=st.integers(1, 4),
    ending=st.sampled_from(["npz", "safetensors"]),
    framework=st.sampled_from(["keras", "pytorch"]),
)
def test_grouped_filters_are_guessed_as_they_were(
    tmp_path_factory, size, planes, groups, each, ending, framework
):
    below = Maps(planes * groups, 1)
    assume(planes > 1 or below.channels not in (2, 3))  # on a picture one plane is shared
    weights = np.random.default_rng(1).normal(size=(*size, planes, each * groups))
    biases = np.arange(each * groups) / 8
    bank = Bank.of_array(weights, biases.tolist(), groups=groups)
    path = tmp_path_factory.mktemp("bank") / f"a.{ending}"
    write_filters(path, FilterFile(bank, below, framework, "float64"))
    order, found = guessed(path, below)
    assert order == (KERAS if framework == "keras" else PYTORCH)
    assert (found.channels, found.groups) == ("sum", groups)
    assert np.array_equal(found.array(planes), weights)
    assert [one.bias for one in found.filters] == biases.tolist()


@settings(max_examples=60)
@given(
    size=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    channels=st.integers(2, 9),
    filters=st.integers(1, 4),
    ending=st.sampled_from(["npz", "safetensors"]),
    framework=st.sampled_from(["keras", "pytorch"]),
)
def test_depthwise_filters_are_guessed_as_they_were(
    tmp_path_factory, size, channels, filters, ending, framework
):
    below = Maps(channels, 1)
    weights = np.random.default_rng(1).normal(size=(*size, channels, filters))
    bank = Bank.of_array(weights, [0.25] * filters, channels="each")
    path = tmp_path_factory.mktemp("bank") / f"a.{ending}"
    write_filters(path, FilterFile(bank, below, framework, "float64"))
    order, found = guessed(path, below)
    assert order == (KERAS_DEPTHWISE if framework == "keras" else PYTORCH_DEPTHWISE)
    assert (found.channels, found.groups) == ("each", 1)
    assert np.array_equal(found.array(channels), weights)


@pytest.mark.parametrize("framework", ["keras", "pytorch"])
def test_depthwise_filters_come_back(tmp_path, framework):
    weights = np.random.default_rng(1).normal(size=(3, 3, 3, 2))
    bank = Bank.of_array(weights, [0.5, -0.5], channels="each")
    write_filters(tmp_path / "a.npz", FilterFile(bank, RGB, framework, "float64"))
    order = KERAS_DEPTHWISE if framework == "keras" else PYTORCH_DEPTHWISE
    shapes = [entry.shape for entry in arrays_in(tmp_path / "a.npz")]
    assert shapes == [(3, 3, 3, 2) if framework == "keras" else (6, 1, 3, 3), (6,)]
    found = back(tmp_path / "a.npz", order, RGB, framework)
    assert (found.channels, found.groups) == ("each", 1)
    assert np.array_equal(found.array(3), weights)
    assert [one.bias for one in found.filters] == [0.5, -0.5]


def test_a_bias_for_each_channel_makes_groups_of_depthwise_filters():
    weights = np.random.default_rng(1).normal(size=(3, 3, 3, 2))
    biases = np.arange(6.0)
    found = put(PLAIN, arrangement(weights, KERAS_DEPTHWISE, RGB, biases))
    assert (found.channels, found.groups, len(found.filters)) == ("sum", 3, 6)
    assert [one.bias for one in found.filters] == biases.tolist()
    assert np.array_equal(found.array(1)[:, :, 0].reshape(3, 3, 3, 2), weights)


def test_npy_holds_one_array_in_the_order_asked_for(tmp_path):
    weights = np.arange(30.0).reshape(5, 3, 1, 2)
    write_filters(tmp_path / "a.npy", FilterFile(Bank.of_array(weights), GRAY, "pytorch"))
    found = np.load(tmp_path / "a.npy", allow_pickle=False)
    assert found.dtype == np.float32
    assert np.array_equal(found, weights.transpose(3, 2, 0, 1))


def test_numpy_reads_our_archive_with_names(tmp_path):
    bank = replace(Bank.of_array(np.ones((1, 1, 1, 2)), names=["a", "b"]), name="conv1/x")
    write_filters(tmp_path / "a.npz", FilterFile(bank, GRAY))
    with np.load(tmp_path / "a.npz", allow_pickle=False) as found:
        assert sorted(found) == ["conv1_x.bias", "conv1_x.kernel", "names"]
        assert found["names"].tolist() == ["a", "b"]


def test_safetensors_are_laid_out_as_the_format_asks(tmp_path):
    bank = replace(Bank.of_array(np.ones((3, 3, 1, 2))), name="conv1")
    write_filters(tmp_path / "a.safetensors", FilterFile(bank, GRAY, "pytorch"))
    data = (tmp_path / "a.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert length % 8 == 0
    assert header["conv1.weight"] == {
        "dtype": "F32",
        "shape": [2, 1, 3, 3],
        "data_offsets": [0, 72],
    }
    assert header["conv1.bias"]["data_offsets"] == [72, 80]
    assert len(data) == 8 + length + 80


def test_weights_are_those_used_as_they_slide(tmp_path):
    kernel = Kernel(((1, 2, 3), (4, 5, 6), (7, 8, 9)), divisor=4)
    bank = Bank((Filter((kernel,)),), flip=True)
    file = FilterFile(bank, RGB, "keras", "float64")
    assert file.weights.shape == (3, 3, 3, 1)
    assert np.array_equal(file.weights[..., 2, 0], kernel.array[::-1, ::-1] / 4)
    told = " ".join(losses(file, ".npz"))
    assert "divisors are divided out" in told
    assert "turned by 180°" in told
    assert "3 times" in told


def test_what_is_lost_is_told_and_nothing_else():
    bank = Bank.of_array(np.full((1, 1, 1, 1), 0.5), padding="valid")
    assert losses(FilterFile(bank, GRAY), ".npz") == ()
    bank = Bank.of_array(
        np.full((1, 1, 1, 1), 0.1), [1.0], ["a"], strides=2, dilation=3, activation="relu"
    )
    told = losses(FilterFile(bank, GRAY), ".npy")
    assert any("biases are left out" in words for words in told)
    assert any("names of the filters" in words for words in told)
    assert any("at most 1e-09 off" in words for words in told)
    assert "The layer's strides, dilation, padding and activation are not in such a file." in told
    assert not any("Rounded" in w for w in losses(FilterFile(bank, GRAY, "keras", "float64"), ""))


@pytest.mark.parametrize(("largest", "written"), [(1, 5 / 255), (255, 5.0)])
def test_biases_are_written_for_the_pixels_that_are_asked_for(tmp_path, largest, written):
    bank = Bank.of_array(np.full((1, 1, 1, 1), 0.5), [5 / 255])
    write_filters(tmp_path / "a.npz", FilterFile(bank, GRAY, "keras", "float64", largest))
    biases = read_array(tmp_path / "a.npz", "bias")
    assert biases == pytest.approx([written], rel=1e-15)
    made = arrangement(read_array(tmp_path / "a.npz", "kernel"), KERAS, GRAY, biases)
    found = put(PLAIN, made, bias_scale=1 / largest)
    assert found.filters[0].bias == pytest.approx(5 / 255, rel=1e-15)


def test_one_kernel_is_a_bank_of_one(tmp_path):
    bank = bank_of(Convolution(SOBEL))
    write_filters(tmp_path / "a.npz", FilterFile(bank, GRAY))
    found = back(tmp_path / "a.npz", KERAS, GRAY, "keras")
    assert found.filters[0].planes[0].weights == SOBEL.weights


def test_a_name_that_ends_otherwise_and_a_folder_that_is_not_there_are_refused(tmp_path):
    file = FilterFile(PLAIN, GRAY)
    with pytest.raises(FilterFileError, match=r"cannot be saved as “a\.h5”"):
        write_filters(tmp_path / "a.h5", file)
    with pytest.raises(FilterFileError, match="folder does not exist"):
        write_filters(tmp_path / "no" / "a.npy", file)
    assert list(tmp_path.iterdir()) == []


def test_a_layer_that_does_not_fit_its_input_leaves_the_file_as_it_was(tmp_path):
    (tmp_path / "a.npy").write_bytes(b"before")
    bank = Bank.of_array(np.ones((1, 1, 3, 1)))
    with pytest.raises(ArgumentValueError, match="planes"):
        write_filters(tmp_path / "a.npy", FilterFile(bank, GRAY))
    assert (tmp_path / "a.npy").read_bytes() == b"before"
