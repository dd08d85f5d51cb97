"""Layers told in words: every kind, every setting, and words that tell of none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convstudio.cli.layer_words import layers_of
from convstudio.errors import ArgumentValueError, ConvStudioError
from convstudio.kernel.families import family
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library
from convstudio.numerics.initializers import DISTRIBUTIONS
from convstudio.pipeline import parameters
from convstudio.pipeline.banks.initializers import Initializer
from convstudio.pipeline.banks.sweeps import Sweep, swept
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    Layer,
    LocallyConnected,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.storage.pipeline_file import write_pipeline
from convstudio.pipeline.storage.session_file import StoredSession, write_session

_X, _Y = (shipped_library().named(name) for name in ("sobel-x", "sobel-y"))


def _one(text: str) -> Layer:
    (layer,) = layers_of(text)
    return layer


def test_one_kernel_is_a_convolution_and_several_are_a_bank() -> None:
    assert _one("conv sobel-x") == Convolution(_X)
    bank = _one("conv sobel-x sobel-y")
    assert bank == Bank(
        (Filter((_X,), name="Sobel x"), Filter((_Y,), name="Sobel y")), channels="each"
    )


def test_every_setting_is_said_by_the_name_of_its_option() -> None:
    assert _one(
        "conv sobel-x padding=1,2 stride=2,3 dilation=2 border=constant border-value=1/2 "
        "channels=luminance alpha=filtered bias=-1/4 activation=leaky_relu flip exact-fit=no "
        "size=5 name=edges on=no"
    ) == Convolution(
        _X.resized(5, 5),
        (1, 2),
        (2, 3),
        2,
        "constant",
        0.5,
        "luminance",
        "filtered",
        -0.25,
        "leaky_relu",
        flip=True,
        name="edges",
        on=False,
    )


def test_a_bias_is_of_all_filters_or_of_each() -> None:
    for text, biases in (("bias=1/2", (0.5, 0.5)), ("bias=1,0", (1.0, 0.0))):
        bank = _one(f"conv sobel-x sobel-y {text}")
        assert isinstance(bank, Bank)
        assert tuple(one.bias for one in bank.filters) == biases


def test_weights_may_be_typed_and_names_quoted() -> None:
    layer = _one("conv '0 1 0; 1 -4 1; 0 1 0' name='first layer'")
    assert isinstance(layer, Convolution)
    assert layer.kernel.weights == ((0, 1, 0), (1, -4, 1), (0, 1, 0))
    assert layer.name == "first layer"


def test_what_a_kernel_text_says_of_its_use_holds() -> None:
    said = "<feConvolveMatrix order='3' kernelMatrix='1 0 0 0 0 0 0 0 0' edgeMode='wrap'/>"
    layer = _one(f'conv "{said}"')
    assert isinstance(layer, Convolution)
    assert (layer.border, layer.flip) == ("wrap", True)


def test_random_filters_are_drawn_again_alike() -> None:
    bank = _one("random 32 5x5 he-normal seed=7 inputs=3 activation=relu name=conv1")
    filters = Initializer("he_normal", 7, 32, (5, 5), 3).make()
    assert bank == Bank(filters, activation="relu", name="conv1")
    assert bank.parameters(Maps(1, 3)) == 32 * (5 * 5 * 3 + 1)
    for name in DISTRIBUTIONS:
        assert _one(f"random 2 3 {name.replace('_', '-')}") == Bank(
            Initializer(name, filters=2, size=(3, 3)).make()
        )


def test_a_family_is_swept_over_angles_and_scales() -> None:
    bank = _one("sweep gabor angle=0..180:4 sigma=2..4:2 zero-sum=no padding=valid name=textures")
    assert isinstance(bank, Bank)
    assert (len(bank.filters), bank.padding, bank.name) == (8, "valid", "textures")
    assert [one.name for one in bank.filters[::2]] == [
        f"Gabor {angle}°, σ 2 px" for angle in (0, 45, 90, 135)
    ]
    chosen = family("gabor")
    settings = chosen.defaults.with_value("zero_sum", False)
    turns = Sweep("angle", 0, 180, 4, open_end=True), Sweep("sigma", 2, 4, 2)
    assert bank.filters == swept(chosen, settings, turns)
    switched = _one("sweep gabor zero-sum=all")
    assert isinstance(switched, Bank)
    assert len(switched.filters) == 2


def test_a_bank_is_read_from_a_file_of_weights(tmp_path: Path, capsys) -> None:
    weights = np.random.default_rng(3).normal(size=(3, 3, 2, 4))
    biases = np.arange(4) / 4
    np.save(tmp_path / "keras.npy", weights)
    np.savez(tmp_path / "torch.npz", **{"conv1.weight": weights.transpose(3, 2, 0, 1), "b": biases})
    bank = _one(f"weights {tmp_path / 'keras.npy'} order=keras activation=relu")
    assert isinstance(bank, Bank)
    np.testing.assert_array_equal(bank.array(2), weights)
    assert bank.activation == "relu"
    assert capsys.readouterr().err == ""
    read = _one(f"weights {tmp_path / 'torch.npz'} conv1.weight biases=b order=pytorch")
    assert isinstance(read, Bank)
    np.testing.assert_array_equal(read.array(2), weights)
    assert [one.bias for one in read.filters] == biases.tolist()
    guessed = _one(f"weights {tmp_path / 'torch.npz'}")
    assert isinstance(guessed, Bank)
    np.testing.assert_array_equal(guessed.array(2), weights)
    assert "in the order of PyTorch: filters, inputs, rows, columns" in capsys.readouterr().err


def test_depthwise_weights_are_a_layer_that_keeps_channels_apart(tmp_path: Path) -> None:
    weights = np.random.default_rng(3).normal(size=(3, 3, 3, 2))
    np.save(tmp_path / "a.npy", weights)
    bank = _one(f"weights {tmp_path / 'a.npy'} order=keras-depthwise")
    assert isinstance(bank, Bank)
    assert bank.channels == "each"
    assert bank.maps(Maps(1, 3)) == Maps(2, 3)


@pytest.mark.parametrize("order", ["keras", "keras-depthwise", "pytorch", "pytorch-depthwise"])
@pytest.mark.parametrize(
    ("shape", "given"),
    [
        ((), "one number"),
        ((3,), "an array of 1 axis"),
        ((3, 3), "an array of 2 axes"),
        ((3, 3, 3), "an array of 3 axes"),
    ],
)
def test_fewer_axes_than_the_order_names_are_refused(
    tmp_path: Path, order: str, shape: tuple[int, ...], given: str
) -> None:
    np.save(tmp_path / "a.npy", np.ones(shape))
    with pytest.raises(ArgumentValueError) as caught:
        layers_of(f"weights {tmp_path / 'a.npy'} order={order}")
    assert caught.value.message == f"the weights must be of 4 axes; {given} was given."


def test_pytorchs_depthwise_order_has_one_input(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones((2, 3, 3, 3)))
    with pytest.raises(ArgumentValueError, match=r"must be 1 long in PyTorch's .*; 3 was given"):
        layers_of(f"weights {tmp_path / 'a.npy'} order=pytorch-depthwise")


@pytest.mark.parametrize(
    ("shape", "words", "channels", "groups", "planes"),
    [
        ((32, 1, 3, 3), "order=pytorch", "sum", 32, 1),
        ((32, 1, 3, 3), "order=pytorch groups=8", "sum", 8, 1),
        ((32, 1, 3, 3), "", "each", 1, 32),
        ((64, 4, 3, 3), "", "sum", 8, 4),
        ((3, 3, 16, 4), "order=keras", "sum", 2, 16),
        ((16, 32, 3, 3), "", "sum", 1, 32),
        ((16, 5, 3, 3), "", "sum", 1, 5),  # which fits nowhere there, and is told so later
    ],
)
def test_weights_are_understood_by_the_layers_below(
    tmp_path: Path,
    shape: tuple[int, ...],
    words: str,
    channels: str,
    groups: int,
    planes: int,
) -> None:
    np.save(tmp_path / "a.npy", np.ones(shape))
    for text, before in (
        (f"random 32 3x3 | relu | weights {tmp_path / 'a.npy'} {words}", ()),
        (f"weights {tmp_path / 'a.npy'} {words}", layers_of("random 32 3x3")),
    ):
        bank = layers_of(text, before)[-1]
        assert isinstance(bank, Bank)
        assert (bank.channels, bank.groups, bank.planes) == (channels, groups, planes)


def test_depthwise_weights_of_pytorch_on_a_picture_are_for_its_channels(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones((6, 1, 3, 3)))
    bank = _one(f"weights {tmp_path / 'a.npy'} order=pytorch-depthwise")
    assert bank.maps(Maps(1, 3)) == Maps(2, 3)
    shared = _one(f"weights {tmp_path / 'a.npy'}")
    assert isinstance(shared, Bank)
    assert (shared.groups, shared.planes, len(shared.filters)) == (1, 1, 6)


def test_32_filters_of_5_by_5_on_a_gray_digit_have_832_parameters() -> None:
    assert _one("random 32 5x5 activation=relu name=conv1").parameters(Maps(1, 1)) == 832


def test_one_by_one_has_a_row_a_filter_and_a_column_a_channel() -> None:
    bank = _one("1x1 '0.3 0.6 0.1; 0 0 1' bias=1,2")
    assert isinstance(bank, Bank)
    wanted = np.array([[0.3, 0], [0.6, 0], [0.1, 1]])[np.newaxis, np.newaxis]
    np.testing.assert_array_equal(bank.array(3), wanted)
    assert [one.bias for one in bank.filters] == [1, 2]


def test_locally_connected_begins_with_the_shared_kernel() -> None:
    layer = _one("local sobel-x sobel-y input=6x8x3 stride=1,2 bias=1/2 name=own")
    assert isinstance(layer, LocallyConnected)
    assert layer.weights.array.shape == (4, 3, 3, 3, 3, 2)
    np.testing.assert_array_equal(layer.weights.array[3, 2, :, :, 1, 0], _X.array)
    assert (layer.biases, layer.strides, layer.name) == ((0.5, 0.5), (1, 2), "own")


@pytest.mark.parametrize("name", [n for n in parameters.ACTIVATION.values if n != "none"])
def test_activations_go_by_their_names(name: str) -> None:
    wanted = Activation(name)  # type: ignore[arg-type]
    assert _one(name) == _one(name.replace("_", "-")) == _one(f"activation {name}") == wanted
    assert _one(f"{name.upper()} name=a on=no").on is False


def test_poolings_and_combinations() -> None:
    assert _one("pool max") == _one("pool max 2") == Pooling()
    assert _one("pool average 3x2") == Pooling("average", (3, 2), (3, 2))
    assert _one("pool max 3 stride=2 padding=1 exact-fit") == Pooling("max", 3, 2, 1, exact=True)
    for mode in parameters.COMBINE_MODE.values:
        assert _one(f"combine {mode}") == Combine(mode)  # type: ignore[arg-type]


def test_a_stack_in_one_text() -> None:
    layers = layers_of("conv sobel-x sobel-y | combine magnitude | pool max 2")
    assert [layer.title for layer in layers] == [
        "Convolution 2 × 3×3",
        "Magnitude",
        "Max pooling 2×2",
    ]


def test_the_layers_of_a_file(tmp_path: Path) -> None:
    pipeline = Pipeline((Convolution(_X), Activation()))
    write_pipeline(pipeline, tmp_path / "a.json")
    write_session(StoredSession(pipeline), tmp_path / "a.convstudio")
    for name in ("a.json", "a.convstudio"):
        assert layers_of(str(tmp_path / name)) == pipeline.layers
        assert layers_of(f"file {tmp_path / name}") == pipeline.layers


def test_kernels_of_several_sizes_are_framed(tmp_path: Path) -> None:
    bank = _one("conv sobel-x box-5")
    assert isinstance(bank, Bank)
    assert bank.size == (5, 5)
    assert bank.kernel_at(0, 0).weights[0] == (0,) * 5


def test_groups_make_a_bank_of_one_kernel() -> None:
    bank = _one("conv sobel-x groups=1 channels=sum")
    assert bank == Bank((Filter((_X,), name="Sobel x"),))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "layer must be such as"),
        ("relu |", "layer must be such as"),
        ("conv 'sobel-x", "quotation marks"),
        ("dense 10", "layer must be one of conv, random, sweep"),
        ("rellu", "“relu” may be meant."),
        ("conv", "followed by a kernel; “conv” alone"),
        ("conv sobel-x strides=2", "“stride” may be meant."),
        ("relu stride=2", "a setting of this layer must be “name” or “on”; “stride” was given."),
        ("relu flip", "a setting of this layer must be “name” or “on”; “flip” was given."),
        ("conv sobel-x stride=0", "stride must be from 1 to 1024"),
        ("conv sobel-x stride=2 stride=3", "stride must be given once; a second one was given."),
        ("random 2 3 seed=1 seed=2", "seed must be given once; a second one was given."),
        ("relu 'name=a\tb'", "name must be one line of plain text; one with the character U+0009,"),
        (f"relu name={'n' * 81}", "name must be at most 80 characters long; one of 81 was given."),
        ("conv sobel-x bias=1,2", "bias must be one alone"),
        ("conv sobel-x sobel-y bias=1,2,3", "2 with commas between them"),
        ("conv sobel-x sobel-y alpha=kept", "alpha is kept"),
        ("conv sobel-x border=magic", "border must be"),
        ("conv sobel-x flip=perhaps", "“yes” or “no”"),
        ("conv sobel-xx", "no kernel named “sobel-xx”"),
        ("random 32", "random FILTERS SIZE"),
        ("random 32 5 normal", "distribution must be one of glorot-uniform"),
        ("random 513 5", "filters must be"),
        ("random 0 5", "filters must be at least 1"),
        ("random 2 5 inputs=0", "inputs must be from 1"),
        ("random 2 64", "size must be from 1 to 63; 64 was given."),
        ("random 2 0x3", "size must be from 1 to 63; 0 was given."),
        ("random 2 3x64", "size must be from 1 to 63; 64 was given."),
        ("pool max 0", "size must be from 1 to 1024; 0 was given."),
        ("sweep", "followed by gaussian, box"),
        ("sweep gaborr angle=0..180:4", "no family named “gaborr”"),
        ("sweep gabor", "at least one of wavelength, angle"),
        ("sweep gabor angle=30", "from FIRST..LAST:COUNT; none was given"),
        ("sweep gabor angle=0..180:0", "count must be"),
        (
            "sweep gabor angle=0..180:4 sharpness=2",
            "a setting of this layer must be “padding”, “stride”,",
        ),
        ("sweep gabor fast", "such as “angle=0..180:8”"),
        ("weights", "weights FILE [ARRAY]"),
        ("weights none.npz", "none.npz"),
        ("weights none.txt", "none.txt"),
        ("weights none.npy order=caffe", "order must be one of keras, pytorch"),
        ("1x1 '1 2; 3'", "a row of weights for each filter"),
        ("1x1", "a row of weights for each filter"),
        ("local sobel-x", "told it, as every place has weights of its own"),
        ("local sobel-x input=5", "input must be"),
        ("local sobel-x input=2x2", "larger"),
        ("local sobel-x input=2000x2000", "at most 1,048,576 weights"),
        ("activation", "followed by none, relu"),
        ("activation relu tanh", "activation must be one alone"),
        ("pool", "pool max|average"),
        ("pool least 2", "pooling must be"),
        ("pool max 0", "size must be"),
        ("combine", "followed by sum, maximum"),
        ("combine product", "combine must be"),
        ("file", "followed by a pipeline file"),
        ("none.json", "none.json"),
        ("relu " * 1000, "at most 4,000"),
    ],
)
def test_what_is_no_layer_is_told_with_what_would_be_one(text: str, told: str) -> None:
    with pytest.raises(ConvStudioError) as caught:
        layers_of(text)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_kernel_in_a_file_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "a=b.txt"
    path.write_text("1 2 1")
    layer = _one(f"conv {path}")
    assert isinstance(layer, Convolution)
    assert layer.kernel.same_numbers(Kernel(((1, 2, 1),)))


def test_settings_of_other_layers_are_refused_by_name() -> None:
    with pytest.raises(ArgumentValueError, match="“dilation” was given"):
        layers_of("pool max 2 dilation=2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sweep gabor angle=0..180:100000000", "count must be from 1 to 512; 100000000"),
        ("sweep gabor angle=0..180:many", "count must be a whole number; “many”"),
        ("pool max 2x", "size must be such as “3”, or “3x5”: rows and columns; “2x”"),
        ("pool max 2 stride=2x", "stride must be such as “2”, or “2x3”"),
        ("local box-3 input=x40", "input must be such as “28x28”"),
    ],
)
def test_the_number_that_is_wrong_is_told(text: str, told: str) -> None:
    with pytest.raises(ConvStudioError) as caught:
        layers_of(text)
    assert told in str(caught.value)


def test_files_without_weights_are_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(len(b"{}").to_bytes(8, "little") + b"{}")
    with pytest.raises(ConvStudioError, match="is a safetensors file without a tensor"):
        layers_of(f"weights {path}")
    np.savez(tmp_path / "b.npz", mask=np.ones((3, 3), bool))
    with pytest.raises(ConvStudioError, match="no array that could be weights: it holds truth"):
        layers_of(f"weights {tmp_path / 'b.npz'}")
    np.savez(tmp_path / "c.npz", w=np.ones((0, 3)))
    with pytest.raises(ConvStudioError, match="could be weights: it is empty, its axes are 0 × 3"):
        layers_of(f"weights {tmp_path / 'c.npz'}")


def test_an_array_that_a_file_does_not_have_is_told_what_it_has(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones((3, 3)))
    with pytest.raises(ConvStudioError) as caught:
        layers_of(f"weights {tmp_path / 'a.npy'} nope")
    assert caught.value.message == (
        "array must be left out: the file holds one array, without a name; “nope” was given."
    )
    np.savez(tmp_path / "b.npz", **{f"w{n}": np.ones((3, 3)) for n in range(12)})
    with pytest.raises(ConvStudioError, match=r"one of “w0”, .*“w9” and 2 more; “nope”"):
        layers_of(f"weights {tmp_path / 'b.npz'} nope")


def test_a_layer_is_called_by_its_array(tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    np.savez(path, **{"conv1.weight": np.ones((2, 1, 3, 3))})
    assert _one(f"weights {path}").name == "conv1"
    assert _one(f"weights {path} name=mine").name == "mine"
