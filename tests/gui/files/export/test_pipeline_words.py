"""A pipeline in words, for what is printed under a picture."""

from __future__ import annotations

import numpy as np

from convstudio.gui.files.export.pipeline_words import (
    kernel_line,
    layer_line,
    pipeline_lines,
    tone_line,
)
from convstudio.imaging.grading import Grading, known_grading
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    LocallyConnected,
    Pipeline,
    Pooling,
)

MEAN = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9, name="Mean")


def test_a_plain_layer_says_what_everybody_asks() -> None:
    layer = Convolution(MEAN)
    assert kernel_line(layer) == "Mean · 3×3 · divisor 9"
    assert layer_line(layer, 255) == "padding same · stride 1 · border zeros · each channel"


def test_every_other_setting_is_said() -> None:
    layer = Convolution(
        MEAN,
        padding=((1, 1), (1, 1)),
        strides=(2, 3),
        dilation=2,
        border="constant",
        border_value=0.5,
        channels="luminance",
        alpha="weighted",
        bias=-0.5,
        activation="leaky_relu",
        flip=True,
    )
    assert kernel_line(layer) == "Mean · 3×3 · divisor 9 · flipped"
    assert layer_line(layer, 255, linear_light=True) == (
        "padding 1 · stride 2 × 3 · dilation 2 · border constant 127.5 · luminance"
        " · alpha weighted · bias −127.5 · Leaky ReLU · in linear light"
    )


def test_sides_that_differ_are_named() -> None:
    words = layer_line(Convolution(MEAN, padding=((1, 2), (3, 4))), 255)
    assert words.startswith("padding top 1, bottom 2, left 3, right 4 · ")


def test_two_lines_a_layer() -> None:
    assert len(pipeline_lines(Pipeline((Convolution(MEAN),) * 2, linear_light=True), 255)) == 4


def test_a_stack_is_told_layer_by_layer_without_what_is_off() -> None:
    bank = Bank.of_array(np.ones((5, 5, 3, 32)), [0.5] * 32, name="conv1", activation="relu")
    local = LocallyConnected.like(
        Convolution(MEAN, padding="valid", strides=2, channels="sum"), (9, 7), Maps(1, 1)
    )
    layers = (
        bank,
        Pooling(),
        Activation("tanh", on=False),
        Combine("magnitude"),
        local,
        Convolution(MEAN, name="blur"),
    )
    assert pipeline_lines(Pipeline(layers), 255) == (
        "conv1 · 32 filters of 5×5 · a kernel for each channel",
        "padding same · stride 1 · border zeros · sum over channels · biases · ReLU",
        "Max pooling 2×2 · padding valid · stride 2",
        "Magnitude",
        "Locally connected 1 × 3×3 · at 4×3 places · stride 2",
        "blur · Mean · 3×3 · divisor 9",
        "padding same · stride 1 · border zeros · each channel",
    )


def test_one_shared_kernel_in_groups_flipped() -> None:
    bank = Bank((Filter((MEAN,)),), groups=3, flip=True)
    assert pipeline_lines(Pipeline((bank,), linear_light=True), 255) == (
        "Convolution · 1 filter of 3×3 · one kernel for all channels · flipped",
        "padding same · stride 1 · border zeros · sum over channels · 3 groups · in linear light",
    )


def test_the_tone_says_its_range_and_its_colours() -> None:
    assert tone_line(known_grading(Tone(), 255)) == "Clip to range · 0 … 255"
    signed = Grading(Tone("signed"), -912.2, 912.2)
    assert tone_line(signed) == "Signed · −912.2 … 912.2 · Vik (blue – white – red)"
    viridis = Grading(Tone("minmax", colour_map="viridis"), -3, 7)
    assert tone_line(viridis) == "Min–max · −3 … 7 · Viridis"
    assert tone_line(Grading(Tone("equalize"), 0, 1)) == "Equalize"
