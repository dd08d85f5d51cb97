"""Every kernel that the program ships, against the weights as published."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from scipy import ndimage
from skimage import filters

from convstudio.kernel.library import GROUPS, Library, load_library
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


@pytest.mark.parametrize("group", ["Smooth", "Sharpen", "Basic", "Motion"])
def test_smoothing_and_sharpening_keep_the_brightness(library: Library, group: str) -> None:
    for preset in library.groups[group]:
        assert preset.kernel.total / preset.kernel.divisor == 1, preset.identifier


@pytest.mark.parametrize(
    "group", ["Edge", "Line", "Gradient", "Compass", "Ridge and corner", "Wavelet"]
)
def test_edge_and_line_detectors_answer_nothing_on_a_plain_area(
    library: Library, group: str
) -> None:
    for preset in library.groups[group]:
        kernel = preset.kernel
        rounded = preset.identifier.startswith(("farid-simoncelli", "cdf-97", "daubechies"))
        largest = np.abs(kernel.array).max()
        assert abs(kernel.total) <= (1e-5 * largest if rounded else 0), preset.identifier


def test_there_are_many_in_groups_of_a_readable_order(library: Library) -> None:
    assert len(library.presets) >= 75
    assert tuple(library.groups) == tuple(GROUPS.values())


def test_every_source_names_a_year(library: Library) -> None:
    for preset in library.presets:
        manual = preset.identifier == "emboss"  # of a manual that is rewritten all the time
        assert manual or re.search(r"(1[89]|20)\d\d", preset.kernel.source), preset.identifier


# Compass sets

_RING = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
_DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_NORTH = {
    "kirsch": [[5, 5, 5], [-3, 0, -3], [-3, -3, -3]],
    "robinson-3": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "robinson-5": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    "prewitt-compass": [[1, 1, 1], [1, -2, 1], [-1, -1, -1]],
}


@pytest.mark.parametrize("family", _NORTH)
def test_a_compass_set_is_one_kernel_turned_by_45_degrees(library: Library, family: str) -> None:
    expected = np.array(_NORTH[family], float)
    for direction in _DIRECTIONS:
        found = library.named(f"{family}-{direction}").array
        np.testing.assert_array_equal(found, expected, direction)
        ring = [found[place] for place in _RING]
        expected = found.copy()
        for place, weight in zip(_RING, [ring[-1], *ring[:-1]], strict=True):
            expected[place] = weight


def test_compass_sets_stand_clockwise_from_north(library: Library) -> None:
    compass = [preset.identifier for preset in library.groups["Compass"]]
    assert compass[:8] == [f"kirsch-{direction}" for direction in _DIRECTIONS]
    degrees = [f"nevatia-babu-{angle}" for angle in range(0, 180, 30)]
    assert [name for name in compass if name.startswith("nevatia")] == degrees


def test_nevatia_and_babu_turn_into_each_other(library: Library) -> None:
    at = {angle: library.named(f"nevatia-babu-{angle}").array for angle in range(0, 180, 30)}
    np.testing.assert_array_equal(np.rot90(at[0]), at[90])
    np.testing.assert_array_equal(at[60][:, ::-1], at[120])
    np.testing.assert_array_equal(at[30][:, ::-1], at[150])
    np.testing.assert_array_equal(np.rot90(at[30]), at[120])
    for angle, kernel in at.items():
        np.testing.assert_array_equal(np.rot90(kernel, 2), -kernel, str(angle))
        assert np.abs(kernel).max() == 100


# Products

_LAWS = {
    "l5": [1, 4, 6, 4, 1],
    "e5": [-1, -2, 0, 2, 1],
    "s5": [-1, 0, 2, 0, -1],
    "w5": [-1, 2, 0, -2, 1],
    "r5": [1, -4, 6, -4, 1],
}


def test_laws_are_all_products_of_his_five_vectors(library: Library) -> None:
    texture = {preset.identifier: preset.kernel for preset in library.groups["Texture"]}
    assert len(texture) == 25
    for down, over in itertools.product(_LAWS, _LAWS):
        kernel = texture[f"laws-{down}{over}"]
        np.testing.assert_array_equal(kernel.array, np.outer(_LAWS[down], _LAWS[over]))
        assert kernel.divisor == 1
        assert (kernel.total == 0) == ((down, over) != ("l5", "l5"))


def test_farid_and_simoncelli_agree_with_scikit_images_five_taps(library: Library) -> None:
    """Those print more digits of the same filters."""
    for axis, identifier in ((0, "farid-simoncelli-5-y"), (1, "farid-simoncelli-5-x")):
        impulse = np.zeros((9, 9))
        impulse[4, 4] = 1
        response = filters.farid_h(impulse) if axis == 0 else filters.farid_v(impulse)
        # Theirs is a convolution with the signs the other way round, and so the same here.
        theirs = response[2:7, 2:7]
        ours = library.named(identifier).array
        np.testing.assert_allclose(np.abs(theirs), np.abs(ours), atol=2e-6)


def test_x_and_y_are_each_others_transposes(library: Library) -> None:
    kernels = {preset.identifier: preset.kernel for preset in library.presets}
    pairs = [name for name in kernels if name.endswith("-x")]
    assert len(pairs) >= 12
    for name in pairs:
        x, y = kernels[name], kernels[f"{name[:-1]}y"]
        np.testing.assert_array_equal(x.array.T, y.array, name)
        assert x.divisor == y.divisor


def test_frei_and_chens_basis_is_orthogonal_and_of_norm_1(library: Library) -> None:
    kernels = [library.named(f"frei-chen-{number}") for number in range(1, 9)]
    vectors = np.stack([(kernel.array / kernel.divisor).ravel() for kernel in kernels])
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(8), atol=1e-12)


@pytest.mark.parametrize("family", ["haar", "daubechies-4"])
def test_orthogonal_wavelets_have_norm_1(library: Library, family: str) -> None:
    kernels = [library.named(f"{family}-{part}") for part in ("lh", "hl", "hh")]
    vectors = np.stack([(kernel.array / kernel.divisor).ravel() for kernel in kernels])
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(3), atol=1e-10)
    np.testing.assert_allclose(kernels[0].array.T, kernels[1].array)


def test_daubechies_details_are_blind_to_slopes(library: Library) -> None:
    rows, columns = np.mgrid[0:4, 0:4].astype(float)
    for part in ("lh", "hl", "hh"):
        kernel = library.named(f"daubechies-4-{part}").array
        assert abs((kernel * (3 + 2 * rows - 5 * columns)).sum()) < 1e-9


def test_savitzky_and_golay_leave_parabolas_as_they_are(library: Library) -> None:
    for size in (5, 7):
        kernel = library.named(f"savitzky-golay-{size}")
        rows, columns = np.mgrid[0:size, 0:size] - size // 2
        parabola = 7 + rows - 2 * columns + rows**2 + 3 * columns**2
        assert (kernel.array * parabola).sum() / kernel.divisor == pytest.approx(7)


def test_spencer_leaves_cubics_as_they_are(library: Library) -> None:
    kernel = library.named("spencer-15")
    places = np.arange(-7, 8)
    cubic = places**3 - 2 * places**2 + places + 4
    assert (kernel.array * cubic).sum() / kernel.divisor == pytest.approx(4)
    assert kernel.shape == (1, 15)


def test_even_and_rectangular_ones_are_shipped_as_they_were_published(library: Library) -> None:
    shapes = {p.identifier: p.kernel.shape for p in library.presets if not p.kernel.is_strict}
    assert shapes["roberts-1"] == shapes["haar-hh"] == (2, 2)
    assert shapes["legall-lh"] == (3, 5)
    assert shapes["cdf-97-lh"] == (7, 9)
    assert shapes["daubechies-4-hh"] == (4, 4)


def test_shifts_move_the_picture_where_they_say(library: Library) -> None:
    image = np.zeros((5, 5))
    image[2, 2] = 1
    for word, place in (("up", (1, 2)), ("down", (3, 2)), ("left", (2, 1)), ("right", (2, 3))):
        moved = ndimage.correlate(image, library.named(f"shift-{word}").array, mode="constant")
        assert moved[place] == 1, word
