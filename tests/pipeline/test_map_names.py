"""What maps and their channels are called."""

from __future__ import annotations

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.map_names import channel_names, in_a_sentence, made_by, map_names
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    LocallyConnected,
    Maps,
    Pooling,
    Weights,
)

X = Kernel(((-1, 0, 1),), name="Sobel x")
Y = Kernel(((1, 2, 1),), name="Sobel y")
BARE = Kernel(((1, 1, 1),))
RGB, GRAY = Maps(1, 3), Maps(1, 1)
EDGES = Bank((Filter((X,)), Filter((Y,))))


def test_a_map_is_called_after_its_filter_its_kernel_or_its_number() -> None:
    bank = Bank((Filter((X,), name="Edges"), Filter((Y,)), Filter((BARE,)), Filter((X, Y, BARE))))
    assert map_names([bank], RGB) == ("Edges", "Sobel y", "Map 3", "Map 4")


def test_it_keeps_its_name_until_maps_are_summed() -> None:
    layers = [EDGES, Activation(), Pooling(), Convolution(BARE)]
    assert map_names(layers, RGB) == ("Sobel x", "Sobel y")
    assert map_names([*layers, Combine()], RGB) == ("",)
    assert map_names([EDGES, Convolution(BARE, channels="sum")], RGB) == ("",)
    assert map_names([], RGB) == ("",)


def test_no_two_are_called_alike() -> None:
    bank = Bank((Filter((X,)), Filter((Y,)), Filter((X,))))
    assert map_names([bank], GRAY) == ("Sobel x · 1", "Sobel y", "Sobel x · 3")


def test_depthwise_says_of_which_map() -> None:
    both = Bank((Filter((BARE,), name="Mean"), Filter((X,))), channels="each")
    assert map_names([EDGES, both], GRAY) == (
        "Mean of Sobel x", "Mean of Sobel y", "Sobel x of Sobel x", "Sobel x of Sobel y",
    )  # fmt: skip
    assert map_names([both], RGB) == ("Mean", "Sobel x")
    one = Bank((Filter((BARE,)),), channels="each")
    assert map_names([EDGES, one], GRAY) == ("Sobel x", "Sobel y")


def test_places_with_kernels_of_their_own_make_numbered_maps() -> None:
    layer = LocallyConnected(Weights(np.ones((2, 2, 3, 3, 1, 2))))
    assert map_names([layer], GRAY) == ("Map 1", "Map 2")


def test_which_layer_and_map_make_a_channel() -> None:
    layers = [EDGES, Pooling(on=False), Activation(), Combine()]
    assert made_by(layers, 3, RGB, "Sobel y") == (2, 1)
    assert made_by(layers, 2, RGB, "Sobel x") == (0, 0)
    assert made_by(layers, 0, RGB, "Red") is None
    assert made_by(layers, 3, RGB, "Alpha") is None
    colours = [Bank((Filter((X,)), Filter((Y,))), channels="each"), Activation()]
    assert made_by(colours, 1, RGB, "Sobel y green") == (0, 1)


def test_channels_are_the_colours_of_each_map() -> None:
    assert channel_names(("",), RGB) == ("Red", "Green", "Blue")
    assert channel_names(("",), GRAY) == ("Gray",)
    assert channel_names(("Mean", "Map 2"), Maps(2, 3)) == (
        "Mean red", "Mean green", "Mean blue", "Map 2 red", "Map 2 green", "Map 2 blue",
    )  # fmt: skip
    assert [in_a_sentence(name) for name in ("Red", "Map 7", "Sobel x")] == [
        "red", "map 7", "Sobel x",
    ]  # fmt: skip
