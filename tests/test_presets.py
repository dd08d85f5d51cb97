"""Every kernel that the program ships, against the weights as published."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.kernel.library import Library, load_library
from convstudio.paths import kernels_folder

_SMOOTH, _SLOPE = np.array([1, 2, 1]), np.array([-1, 0, 1])
_BINOMIAL_5 = np.array([1, 4, 6, 4, 1])
_ONES = np.ones(3, int)

# Each from its definition: separable ones as products, as their authors derive them.
PUBLISHED = {
    "identity": ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1),
    "box-3": (np.ones((3, 3)), 9),
    "box-5": (np.ones((5, 5)), 25),
    "gaussian-3": (np.outer(_SMOOTH, _SMOOTH), 16),
    "gaussian-5": (np.outer(_BINOMIAL_5, _BINOMIAL_5), 256),
    "sobel-x": (np.outer(_SMOOTH, _SLOPE), 1),
    "sobel-y": (np.outer(_SLOPE, _SMOOTH), 1),
    "prewitt-x": (np.outer(_ONES, _SLOPE), 1),
    "prewitt-y": (np.outer(_SLOPE, _ONES), 1),
    "scharr-x": (np.outer([3, 10, 3], _SLOPE), 1),
    "scharr-y": (np.outer(_SLOPE, [3, 10, 3]), 1),
    "laplacian-4": ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1),
    "laplacian-8": ([[1, 1, 1], [1, -8, 1], [1, 1, 1]], 1),
    "sharpen": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
    "emboss": ([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], 1),
    "line-vertical": (np.outer(_ONES, [-1, 2, -1]), 1),
    "line-horizontal": (np.outer([-1, 2, -1], _ONES), 1),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(kernels_folder())


def test_every_published_kernel_is_shipped(library: Library) -> None:
    assert set(PUBLISHED) <= {preset.identifier for preset in library.presets}


@pytest.mark.parametrize("identifier", PUBLISHED)
def test_the_weights_are_those_published(library: Library, identifier: str) -> None:
    weights, divisor = PUBLISHED[identifier]
    kernel = library.named(identifier)
    np.testing.assert_array_equal(kernel.array, weights)
    assert kernel.divisor == divisor


def test_every_kernel_says_what_it_does_and_where_it_is_from(library: Library) -> None:
    for preset in library.presets:
        kernel = preset.kernel
        assert kernel.name.strip(), preset.identifier
        assert kernel.source.strip(), preset.identifier
        assert kernel.description.endswith("."), preset.identifier
        assert "\n" not in kernel.description, preset.identifier


def test_names_and_identifiers_are_given_once(library: Library) -> None:
    identifiers = [preset.identifier for preset in library.presets]
    names = [preset.kernel.name for preset in library.presets]
    assert len(set(identifiers)) == len(identifiers)
    assert len(set(names)) == len(names)


def test_no_two_presets_are_the_same_numbers(library: Library) -> None:
    for preset in library.presets:
        assert library.matching(preset.kernel) is preset


@pytest.mark.parametrize("group", ["Smooth", "Sharpen", "Basic"])
def test_smoothing_and_sharpening_keep_the_brightness(library: Library, group: str) -> None:
    for preset in library.groups[group]:
        assert preset.kernel.total / preset.kernel.divisor == 1, preset.identifier


@pytest.mark.parametrize("group", ["Edge", "Line"])
def test_edge_and_line_detectors_answer_nothing_on_a_plain_area(
    library: Library, group: str
) -> None:
    for preset in library.groups[group]:
        assert preset.kernel.total == 0, preset.identifier
