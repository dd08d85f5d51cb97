"""Kernels as text, for any kernel of a stack: what is said of it, and what a text changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import recognise
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation
from convstudio.pipeline.kernel_places import KernelPlace
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.text_settings import pasted, settings_of

_BOX = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9)
_SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
_BANK = Bank((Filter((_BOX,), 0.5), Filter((_SOBEL,), 0.25)), border="wrap", strides=2)
_STACK = Pipeline((Convolution(_BOX), Activation(), _BANK))
_SECOND = KernelPlace(2, 1)


def test_a_text_can_say_a_filters_kernel_and_what_its_layer_does() -> None:
    settings = settings_of(_STACK, _SECOND)
    assert settings.kernel == _SOBEL
    assert (settings.bias, settings.border, settings.strides) == (0.25, "wrap", (2, 2))
    assert settings_of(_STACK).kernel == _BOX


def test_of_a_layer_without_kernels_nothing_can_be_said() -> None:
    with pytest.raises(ArgumentValueError, match="no kernel"):
        settings_of(_STACK, KernelPlace(1))


def test_what_is_pasted_is_the_kernel_under_the_hand() -> None:
    read = recognise("1 2 1\n2 4 2\n1 2 1")
    made = pasted(_STACK, read, read.kernel, (), _SECOND)
    bank = made.layers[2]
    assert isinstance(bank, Bank)
    assert bank.filters[1].planes[0].weights == read.kernel.weights
    assert bank.filters[0] == _BANK.filters[0]
    assert made.layers[:2] == _STACK.layers[:2]


def test_the_bias_of_a_text_is_the_filters_and_the_border_the_layers() -> None:
    read = replace(recognise("1 2 1\n2 4 2\n1 2 1"), bias=0.125, border="edge", flip=True)
    made = pasted(_STACK, read, read.kernel, ("bias", "border", "flip"), _SECOND)
    bank = made.layers[2]
    assert isinstance(bank, Bank)
    assert [one.bias for one in bank.filters] == [0.5, 0.125]
    assert (bank.border, bank.flip, bank.strides) == ("edge", True, (2, 2))
