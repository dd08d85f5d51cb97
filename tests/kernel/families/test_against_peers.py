"""Each family against what SciPy and scikit-image make of the same parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage, signal
from skimage.filters import gabor_kernel
from skimage.morphology import disk

from convstudio.kernel.families import Settings, family
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.recipe import Setting


def settings(identifier: str, **values: Setting) -> Settings:
    made = family(identifier).defaults
    for name, value in values.items():
        assert name in dict(made.values)
        made = made.with_value(name, value)
    return made.with_integrated(False)


def weights(identifier: str, size: int | None = None, **values: Setting) -> np.ndarray:
    wanted = settings(identifier, **values)
    return family(identifier).kernel(wanted.with_size(size and (size, size))).array


def delta(size: int) -> np.ndarray:
    made = np.zeros((size, size))
    made[size // 2, size // 2] = 1.0
    return made


@pytest.mark.parametrize("sigma", [0.3, 0.8, 1.4, 3.0, 10.0])
def test_gaussian_is_gaussian_filter_of_a_point(sigma: float) -> None:
    ours = weights("gaussian", sigma=sigma)
    radius = math.ceil(3 * sigma)
    assert ours.shape == (2 * radius + 1, 2 * radius + 1)
    theirs = ndimage.gaussian_filter(delta(2 * radius + 1), sigma, radius=radius, mode="constant")
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-17)


def test_two_sigmas_are_gaussian_filter_s() -> None:
    ours = weights("gaussian", 21, sigma=3.0, round=False, sigma_y=1.2, angle=0.0)
    theirs = ndimage.gaussian_filter(delta(21), (1.2, 3.0), radius=10, mode="constant")
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-17)
    upright = weights("gaussian", 21, sigma=3.0, round=False, sigma_y=1.2, angle=90.0)
    np.testing.assert_allclose(upright, theirs.T, rtol=1e-12, atol=1e-17)


def test_unsharp_is_the_point_and_what_a_gaussian_takes_away() -> None:
    ours = weights("unsharp", sigma=1.5, amount=0.8)
    point = delta(11)
    blurred = ndimage.gaussian_filter(point, 1.5, radius=5, mode="constant")
    np.testing.assert_allclose(ours, point + 0.8 * (point - blurred), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("sigma", [0.8, 1.4, 3.0])
def test_log_is_gaussian_laplace_with_sum_0(sigma: float) -> None:
    ours = weights("log", sigma=sigma)
    radius = ours.shape[0] // 2
    theirs = ndimage.gaussian_laplace(delta(2 * radius + 1), sigma, radius=radius, mode="constant")
    np.testing.assert_allclose(ours, theirs - theirs.mean(), atol=1e-13)
    hat = weights("log", sigma=sigma, inverted=True, scaled=True)
    np.testing.assert_allclose(hat, -(sigma**2) * ours, atol=1e-12)


def test_dog_is_the_difference_of_two_gaussian_filters() -> None:
    ours = weights("dog", sigma=1.0, ratio=2.0)
    near, far = (
        ndimage.gaussian_filter(delta(13), sigma, radius=6, mode="constant") for sigma in (1.0, 2.0)
    )
    np.testing.assert_allclose(ours, near - far, atol=1e-14)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("angle", [0.0, 90.0])
def test_derivatives_are_those_of_gaussian_filter(order: int, angle: float) -> None:
    ours = weights("steerable", 15, sigma=1.6, order=float(order), angle=angle)
    orders = (0, order) if angle == 0 else (order, 0)
    theirs = ndimage.gaussian_filter(delta(15), 1.6, order=orders, radius=7, mode="constant")
    # What is correlated is the mirror image; up is positive at 90°, rows grow downwards.
    theirs = theirs[::-1, ::-1] * ((-1) ** order if angle == 90 else 1)
    np.testing.assert_allclose(ours, theirs - theirs.mean(), atol=1e-13)


@pytest.mark.parametrize("degrees", [0.0, 30.0, -75.0, 90.0, 145.0])
@pytest.mark.parametrize("phase", [0.0, 90.0, 40.0])
def test_gabor_is_scikit_images(degrees: float, phase: float) -> None:
    values = {"wavelength": 5.0, "angle": degrees, "phase": phase, "sigma": 2.0, "aspect": 0.5}
    ours = weights("gabor", 31, zero_sum=False, **values)
    theirs = gabor_kernel(
        1 / 5.0,
        theta=-math.radians(degrees),  # theirs turns with y downwards
        sigma_x=2.0,
        sigma_y=4.0,
        n_stds=8,
        offset=math.radians(phase),
    )
    middle = [(size - 31) // 2 for size in theirs.shape]
    cut = theirs.real[middle[0] : middle[0] + 31, middle[1] : middle[1] + 31]
    # Theirs is scaled by the envelope's integral, ours by its sum over the cells.
    np.testing.assert_allclose(ours, cut, atol=2e-3 * np.abs(cut).max())
    np.testing.assert_allclose(ours / np.abs(ours).max(), cut / np.abs(cut).max(), atol=1e-12)


def test_gabor_of_sum_0_has_sum_0_and_the_same_wave() -> None:
    ours = family("gabor").kernel(settings("gabor"))
    assert ours.total == 0
    np.testing.assert_allclose(ours.array, ours.array[:, ::-1], atol=1e-15)


@pytest.mark.parametrize("radius", [1, 2, 3, 7, 15])
def test_a_sampled_disc_is_disk(radius: int) -> None:
    theirs = disk(radius)
    np.testing.assert_allclose(
        weights("disc", radius=float(radius)), theirs / theirs.sum(), rtol=1e-12
    )


@pytest.mark.parametrize(("window", "order", "derivative"), [(5, 2, 0), (7, 3, 1), (21, 4, 2)])
def test_a_line_of_savitzky_golay_is_savgol_coeffs(window, order, derivative) -> None:
    theirs = signal.savgol_coeffs(window, order, derivative, use="dot")
    values = {"window": float(window), "order": float(order), "derivative": float(derivative)}
    for fit, row in (("row", theirs[np.newaxis, :]), ("column", theirs[:, np.newaxis])):
        ours = weights("savitzky-golay", fit=fit, **values)
        np.testing.assert_allclose(ours, row, atol=1e-12)


def test_a_diagonal_of_savitzky_golay_has_pixels_farther_apart() -> None:
    theirs = signal.savgol_coeffs(5, 2, 1, delta=math.sqrt(2), use="dot")
    values = {"window": 5.0, "order": 2.0, "derivative": 1.0}
    falling = weights("savitzky-golay", fit="falling", **values)
    np.testing.assert_allclose(falling, np.diag(theirs), atol=1e-14)
    rising = weights("savitzky-golay", fit="rising", **values)
    np.testing.assert_allclose(rising, np.diag(theirs)[::-1], atol=1e-14)


@pytest.mark.parametrize(("order", "derivative"), [(0, 0), (2, 0), (3, 1), (4, 2)])
def test_a_surface_of_savitzky_golay_is_the_least_squares_fit(order, derivative) -> None:
    values = {"window": 7.0, "order": float(order), "derivative": float(derivative)}
    ours = weights("savitzky-golay", fit="surface", angle=0.0, **values)
    y, x = np.mgrid[-3:4, -3:4].astype(float)
    picture = np.random.default_rng(5).normal(size=(7, 7))
    powers = [(i, j) for i in range(order + 1) for j in range(order + 1 - i)]
    columns = np.stack([(x**i * y**j).ravel() for i, j in powers], axis=1)
    fit = np.linalg.lstsq(columns, picture.ravel(), rcond=None)[0]
    wanted = math.factorial(derivative) * fit[powers.index((derivative, 0))]
    assert np.sum(ours * picture) == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize(("cutoff", "lobes"), [(0.25, 3), (0.125, 2), (0.1, 1)])
@pytest.mark.parametrize("window", ["hann", "lanczos"])
def test_a_windowed_sinc_is_firwin(cutoff: float, lobes: int, window: str) -> None:
    end = round(lobes / (2 * cutoff))
    line = signal.firwin(2 * end + 1, cutoff, window=window, fs=1.0)[1:-1]
    ours = weights("sinc", cutoff=cutoff, lobes=float(lobes), window=window)
    assert ours.shape == (2 * end - 1, 2 * end - 1)
    np.testing.assert_allclose(ours, np.outer(line, line) / line.sum() ** 2, atol=1e-13)


def test_emboss_is_what_programs_ship() -> None:
    made = weights("emboss", angle=135.0, depth=math.sqrt(2))
    np.testing.assert_allclose(made, [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], atol=1e-12)


def test_a_sampled_line_of_motion_is_the_line() -> None:
    np.testing.assert_array_equal(
        weights("motion", length=5.0, angle=0.0), np.outer([0, 0, 1, 0, 0], np.ones(5) / 5)
    )
    np.testing.assert_allclose(
        weights("motion", 5, length=5.0, angle=-45.0),
        np.eye(5) / 5 * 5 / 3 * np.diag([0, 1, 1, 1, 0]),
        atol=1e-12,
    )


def test_a_kernel_says_what_made_it() -> None:
    made = family("gaussian").kernel(settings("gaussian", sigma=1.4))
    assert isinstance(made, Kernel)
    assert made.name == "Gaussian σ 1.4"
    assert made.recipe is not None
    assert (made.recipe.origin, made.recipe.text) == ("family", "gaussian")
    assert dict(made.recipe.settings) == {
        "sigma": 1.4,
        "round": True,
        "sigma_y": 0.7,
        "angle": 0.0,
        "size": "auto",
        "sampling": "point",
    }
