"""What a kernel does, in words that are never wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.kernel import algebra
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import load_library
from convstudio.kernel.meaning import meaning, noise_words
from convstudio.numerics.convolution import conv2d
from convstudio.paths import kernels_folder
from tests.kernel.algebra.kernels import kernels, meant

PRESETS = {p.identifier: p.kernel for p in load_library(kernels_folder()).presets}
Y, X = np.mgrid[-10:11, -10:11].astype(float)
BELL = np.exp(-(X**2 + Y**2) / 18)


def kernel_of(weights: object) -> Kernel:
    return Kernel(tuple(map(tuple, np.asarray(weights, float).tolist())))


def gabor(angle: float, wavelength: float) -> Kernel:
    """Its wave runs towards the angle, anticlockwise."""
    turned = np.radians(angle)
    wave = BELL * np.cos(2 * np.pi * (X * np.cos(turned) - Y * np.sin(turned)) / wavelength)
    return kernel_of(wave / np.abs(wave).sum())


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("identity", ("leaves the picture as it is",)),
        ("box-3", ("keeps brightness", "blurs", "averages noise down to 0.33×")),
        ("gaussian-3", ("keeps brightness", "blurs, the same in all directions")),
        ("sobel-x", ("makes even areas black", "answers to vertical edges")),
        ("sobel-y", ("makes even areas black", "answers to horizontal edges")),
        ("scharr-x", ("makes even areas black", "answers to vertical edges")),
        ("laplacian-4", ("makes even areas black", "answers to edges in every direction")),
        ("laplacian-8", ("makes even areas black", "answers to edges in every direction")),
        ("line-horizontal", ("makes even areas black", "answers to horizontal lines")),
        ("line-vertical", ("makes even areas black", "answers to vertical lines")),
        ("sharpen", ("keeps brightness", "sharpens: raises fine detail up to 9×")),
        ("emboss", ("keeps brightness", "adds a relief", "amplifies noise 3.6×")),
    ],
)
def test_words_of_presets(identifier, words):
    assert meaning(PRESETS[identifier])[: len(words)] == words


@pytest.mark.parametrize(
    ("kernel", "phrase"),
    [
        (kernel_of([[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]), "answers to falling diagonal edges"),
        (kernel_of([[2, 1, 0], [1, 0, -1], [0, -1, -2]]), "answers to rising diagonal edges"),
        (kernel_of([[5, 5, 5], [-3, 0, -3], [-3, -3, -3]]), "answers to horizontal edges"),
        (kernel_of(np.ones((1, 9)) / 9), "blurs horizontally"),
        (kernel_of(np.ones((9, 1)) / 9), "blurs vertically"),
        (kernel_of(np.eye(9) / 9), "blurs along 135°"),
        (kernel_of(np.eye(9)[::-1] / 9), "blurs along 45°"),
        (kernel_of(BELL / BELL.sum()), "blurs, the same in all directions"),
        (gabor(0, 6), "answers to vertical stripes, about 6 pixels apart"),
        (gabor(90, 6), "answers to horizontal stripes, about 6 pixels apart"),
        (gabor(45, 5), "answers to falling diagonal stripes, about 5 pixels apart"),
        (gabor(135, 5), "answers to rising diagonal stripes, about 5 pixels apart"),
        (kernel_of([[0.5, 1, 0.5]]), "brightens even areas 2×"),
        (kernel_of([[0.25, 0.1, 0.25]]), "darkens even areas to 0.6×"),
        (kernel_of([[0, 0]]), "makes everything one value"),
    ],
)
def test_words_of_other_kernels(kernel, phrase):
    assert phrase in meaning(kernel)


@pytest.mark.parametrize(
    ("weights", "flip", "words"),
    [
        ([[0, 0, 1]], False, "moves the picture left"),
        ([[0, 0, 1]], True, "moves the picture right"),
        ([[1], [0], [0]], False, "moves the picture down"),
        ([[1, 0, 0], [0, 0, 0], [0, 0, 0]], True, "moves the picture up and left"),
    ],
)
def test_a_single_weight_moves_the_picture_that_way(weights, flip, words):
    kernel = kernel_of(weights)
    assert meaning(kernel, flip=flip) == (words,)
    picture = np.zeros((9, 9))
    picture[4, 4] = 1
    mapped = conv2d(picture, kernel.array[::-1, ::-1] if flip else kernel.array)
    (row, column), *_ = np.argwhere(mapped)
    assert ("up" in words, "down" in words) == (row < 4, row > 4)
    assert ("left" in words, "right" in words) == (column < 4, column > 4)


def test_a_bias_changes_what_even_areas_become():
    negative = kernel_of([[-1]])
    assert "turns the picture negative" in meaning(negative, 1)
    assert "makes even areas negative; a bias brings them back" in meaning(negative)
    assert "makes even areas one value, 0.5 of the full range" in meaning(PRESETS["sobel-x"], 0.5)
    assert meaning(PRESETS["identity"], 0.5)[0] == "even areas: 1× plus 0.5 of the full range"


def test_noise_in_words():
    assert noise_words(3.24) == "amplifies noise 3.2×"
    assert noise_words(1 / 3) == "averages noise down to 0.33×"
    assert noise_words(1.04) == "leaves noise as strong as it is"


@given(kernels(), st.sampled_from([0.0, 0.5]))
def test_words_turn_with_the_kernel(kernel, bias):
    names = {"vertical": "horizontal", "horizontal": "vertical", "rising": "falling"}
    names["falling"] = "rising"
    here, turned = meaning(kernel, bias), meaning(algebra.rotated_90(kernel), bias)
    of_edges = [[w for w in words if "edges" in w or "lines" in w] for words in (here, turned)]
    expected = [" ".join(names.get(word, word) for word in w.split()) for w in of_edges[0]]
    assert expected == of_edges[1]


@given(kernels())
def test_brightness_is_what_an_even_picture_becomes(kernel):
    words = meaning(kernel)
    mapped = conv2d(np.ones((8, 8)), meant(kernel), padding="valid")
    assert ("keeps brightness" in words) <= bool(np.allclose(mapped, 1, atol=1 / 255))
    assert ("makes even areas black" in words) <= bool(np.allclose(mapped, 0, atol=1 / 255))
    assert any("negative" in word for word in words) <= bool((mapped < 0).all())


@given(kernels())
def test_what_answers_to_edges_of_one_direction_is_silent_to_the_other(kernel):
    words = meaning(kernel)
    vertical = np.zeros((14, 14))
    vertical[:, 7:] = 1
    answers = [
        float(np.abs(conv2d(edge, meant(kernel), padding="valid")).max())
        for edge in (vertical, vertical.T)
    ]
    if any(word.startswith(("answers to vertical e", "answers to vertical l")) for word in words):
        assert answers[0] > 5 * answers[1]
    if any(word.startswith("answers to horizontal") for word in words):
        assert answers[1] > 5 * answers[0]
