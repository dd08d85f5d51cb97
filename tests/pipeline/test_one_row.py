"""Pipelines for signals: what is left of them is conv1d."""

from __future__ import annotations

import numpy as np
import pytest

import convstudio
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.one_row import for_one_row
from convstudio.pipeline.pipeline import Bank, Convolution, Pipeline, Pooling
from convstudio.pipeline.rendering import render

_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 4, "Sobel x")
_RNG = np.random.default_rng(7)
_SIGNAL = _RNG.normal(size=50).astype(np.float32)


@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("border", ["zeros", "edge", "wrap"])
def test_a_layer_over_a_signal_is_conv1d(stride: int, border) -> None:
    layer = Convolution(_SOBEL, strides=(2, stride), dilation=(3, 2), border=border)
    flat = for_one_row(Pipeline((layer,)))
    found = render(flat, Picture(_SIGNAL.reshape(1, -1, 1)), Region(0, 0, 1, 99)).values
    expected = convstudio.conv1d(
        _SIGNAL,
        np.array([-0.5, 0, 0.5], np.float32),
        strides=stride,
        dilation=2,
        padding="same",
        border=border,
    )
    np.testing.assert_allclose(found[0, : len(expected), 0], expected, atol=1e-6)


def test_kernels_windows_and_amounts_keep_one_row() -> None:
    bank = Bank.of_array(_RNG.normal(size=(5, 3, 1, 2)), padding=2)
    flat = for_one_row(Pipeline((bank, Pooling(size=(2, 4), strides=(2, 4)))))
    first, second = flat.layers
    assert isinstance(first, Bank)
    assert isinstance(second, Pooling)
    assert first.size == (1, 3)
    assert first.padding == ((0, 0), (2, 2))
    assert first.kernel_at(1, 0).weights[0] == bank.kernel_at(1, 0).weights[2]
    assert (second.size, second.strides) == ((1, 4), (1, 4))
    assert for_one_row(flat) is flat


def test_the_row_of_the_anchor_is_the_one_that_meets_the_signal() -> None:
    kernel = Kernel(((1, 2), (3, 4)), anchor=(1, 1))
    layer = for_one_row(Pipeline((Convolution(kernel),))).layers[0]
    assert isinstance(layer, Convolution)
    assert layer.kernel.weights == ((3, 4),)
    assert layer.kernel.anchor == (0, 1)
    assert layer.kernel.name == "Custom, one row"
