"""What maps and their channels are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.map_names import (
    channel_names,
    filter_name,
    given_names,
    in_a_sentence,
    made_by,
    map_label,
    map_labels,
    map_names,
    map_title,
)
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    LocallyConnected,
    Maps,
    Pipeline,
    Pooling,
    Weights,
)

X = Kernel(((-1, 0, 1),), name="Sobel x")
Y = Kernel(((1, 2, 1),), name="Sobel y")
BARE = Kernel(((1, 1, 1),))
RGB, GRAY = Maps(1, 3), Maps(1, 1)
EDGES = Bank((Filter((X,)), Filter((Y,))))


def test_a_map_is_called_by_its_number_and_after_its_filter_or_kernel() -> None:
    bank = Bank((Filter((X,), name="Edges"), Filter((Y,)), Filter((BARE,)), Filter((X, Y, BARE))))
    assert given_names([bank], RGB) == ("Edges", "Sobel y", "", "")
    assert map_names([bank], RGB) == ("1: Edges", "2: Sobel y", "Map 3", "Map 4")
    assert map_labels([bank], RGB) == ("1: Edges", "2: Sobel y", "3", "4")
    assert filter_name(Filter((X, X, X))) == "Sobel x"


def test_it_keeps_its_name_until_maps_are_summed() -> None:
    layers = [EDGES, Activation(), Pooling(), Convolution(BARE)]
    assert map_names(layers, RGB) == ("1: Sobel x", "2: Sobel y")
    assert map_names([*layers, Combine()], RGB) == ("",)
    assert map_names([EDGES, Convolution(BARE, channels="sum")], RGB) == ("",)
    assert map_names([], RGB) == ("",)
    mixed = Bank((Filter((BARE,)), Filter((BARE,), name="Both")))
    assert map_names([EDGES, mixed], RGB) == ("Map 1", "2: Both")


def test_no_two_are_called_alike() -> None:
    bank = Bank((Filter((X,)), Filter((Y,)), Filter((X,))))
    assert map_names([bank], GRAY) == ("1: Sobel x", "2: Sobel y", "3: Sobel x")


def test_depthwise_says_of_which_map() -> None:
    both = Bank((Filter((BARE,), name="Mean"), Filter((X,))), channels="each")
    assert map_names([EDGES, both], GRAY) == (
        "1: Mean of Sobel x", "2: Mean of Sobel y", "3: Sobel x of Sobel x",
        "4: Sobel x of Sobel y",
    )  # fmt: skip
    bare = Bank((Filter((BARE,)),) * 2)
    assert given_names([bare, both], GRAY)[1:3] == ("Mean of map 2", "Sobel x of map 1")
    assert given_names([EDGES, replace(bare, channels="each")], GRAY) == ("",) * 4
    assert map_names([both], RGB) == ("1: Mean", "2: Sobel x")
    one = Bank((Filter((BARE,)),), channels="each")
    assert map_names([EDGES, one], GRAY) == ("1: Sobel x", "2: Sobel y")


def test_places_with_kernels_of_their_own_make_numbered_maps() -> None:
    layer = LocallyConnected(Weights(np.ones((2, 2, 3, 3, 1, 2))))
    assert map_names([layer], GRAY) == ("Map 1", "Map 2")
    assert map_labels([layer], GRAY) == ("1", "2")
    on_edges = LocallyConnected(Weights(np.ones((2, 2, 3, 3, 2, 2))))
    assert map_names([EDGES, on_edges], GRAY) == ("Map 1", "Map 2"), "they are sums of both"


def test_a_single_map_is_called_by_its_kernel_filter_or_layer() -> None:
    for layers, title in (
        ((Convolution(X),), "Sobel x"),
        ((Convolution(X, name="conv1"),), "conv1"),
        ((Convolution(X), Activation()), "ReLU"),
        ((Bank((Filter((X,)),)),), "Sobel x"),
        ((Bank((Filter((BARE,)),)),), "Convolution 1 × 1×3"),
        ((EDGES, Combine("magnitude")), "Magnitude"),
    ):
        assert map_title(Pipeline(layers), RGB) == title
        assert map_title(Pipeline(layers, map=0), RGB) == title
        assert map_labels(layers, RGB) == (title,)
        assert map_names(layers, RGB) == ("",)


def test_the_title_is_the_label_and_the_layer_where_the_label_does_not_tell_it() -> None:
    stack = EDGES, Pooling()
    assert map_title(Pipeline((EDGES,), map=1), RGB) == "2: Sobel y"
    assert map_title(Pipeline((EDGES,)), RGB) == "Convolution 2 × 1×3"
    assert map_title(Pipeline(stack, map=1), RGB) == "Max pooling 2×2, map 2: Sobel y"
    bare = Bank((Filter((BARE,)),) * 3)
    assert map_title(Pipeline((bare,), map=2), RGB) == "Convolution 3 × 1×3, map 3"
    with pytest.raises(ArgumentValueError, match="from 1 to 2; 3, for a layer that makes 2 maps"):
        map_title(Pipeline(stack, map=2), RGB)


def test_people_count_from_one() -> None:
    assert map_label(3, "Sobel x") == "4: Sobel x"
    assert map_label(0, "") == "1"


def test_which_layer_and_map_make_a_channel() -> None:
    layers = [EDGES, Pooling(on=False), Activation(), Combine()]
    assert made_by(layers, 3, RGB, "2: Sobel y") == (2, 1)
    assert made_by(layers, 2, RGB, "1: Sobel x") == (0, 0)
    assert made_by(layers, 0, RGB, "Red") is None
    assert made_by(layers, 3, RGB, "Alpha") is None
    colours = [Bank((Filter((X,)), Filter((Y,))), channels="each"), Activation()]
    assert made_by(colours, 1, RGB, "2: Sobel y green") == (0, 1)


def test_channels_are_the_colours_of_each_map() -> None:
    assert channel_names(("",), RGB) == ("Red", "Green", "Blue")
    assert channel_names(("",), GRAY) == ("Gray",)
    assert channel_names(("1: Mean", "Map 2"), Maps(2, 3)) == (
        "1: Mean red", "1: Mean green", "1: Mean blue", "Map 2 red", "Map 2 green", "Map 2 blue",
    )  # fmt: skip
    assert [in_a_sentence(name) for name in ("Red", "Map 7", "4: Sobel x red")] == [
        "red", "map 7", "map 4: Sobel x red",
    ]  # fmt: skip


def test_a_name_that_ends_in_its_number_is_not_given_it_twice() -> None:
    assert [map_label(0, "Random 1"), map_label(1, "Random 1")] == ["Random 1", "2: Random 1"]
    assert map_label(2, "Box blur 3×3") == "3: Box blur 3×3"


def test_a_number_is_left_out_only_where_the_name_is_that_number() -> None:
    random = Bank(tuple(Filter((BARE,), name=f"Random {index + 1}") for index in range(2)))
    both = Bank((Filter((X,)), Filter((Y,))), channels="each")
    assert map_labels([random], RGB) == ("Random 1", "Random 2")
    assert map_labels([random, both], RGB) == (
        "1: Sobel x of Random 1", "2: Sobel x of Random 2",
        "3: Sobel y of Random 1", "4: Sobel y of Random 2",
    )  # fmt: skip
    assert map_label(1, "Random 3") == "2: Random 3"
    assert map_label(1, "Gaussian σ 2") == "2: Gaussian σ 2"
