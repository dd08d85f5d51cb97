"""A pipeline in words, for what is printed under a picture."""

from __future__ import annotations

from convstudio.gui.files.export.pipeline_words import (
    kernel_line,
    layer_line,
    pipeline_lines,
    tone_line,
)
from convstudio.imaging.grading import Grading, known_grading
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline

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


def test_the_tone_says_its_range_and_its_colours() -> None:
    assert tone_line(known_grading(Tone(), 255)) == "Clip to range · 0 … 255"
    signed = Grading(Tone("signed"), -912.2, 912.2)
    assert tone_line(signed) == "Signed · −912.2 … 912.2 · Vik (blue – white – red)"
    viridis = Grading(Tone("minmax", colour_map="viridis"), -3, 7)
    assert tone_line(viridis) == "Min–max · −3 … 7 · Viridis"
    assert tone_line(Grading(Tone("equalize"), 0, 1)) == "Equalize"
