"""Exact integration over the pixel, against scipy.integrate."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate

from convstudio.kernel.families import family
from convstudio.kernel.families.areas import bar_shares, disc_shares
from convstudio.kernel.families.gaussians import derivative_1d
from convstudio.kernel.recipe import Setting
from convstudio.kernel.sampling import averaged, integrated, places

CELLS = [(0, 0), (0, 1), (2, -1), (3, 3), (-3, 2)]  # (y, x) from the centre


def ratios(identifier: str, size: int, **values: Setting) -> Callable[[int, int], float]:
    """The weight of a cell by that of the centre: no matter how it is normalised."""
    made = family(identifier)
    settings = made.defaults.with_integrated(True).with_size((size, size))
    for name, value in values.items():
        settings = settings.with_value(name, value)
    array = made.kernel(settings).array
    return lambda y, x: array[size // 2 + y, size // 2 + x] / array[size // 2, size // 2]


def mean(plane: Callable[[float, float], float], y: int, x: int) -> float:
    value, _ = integrate.dblquad(
        lambda v, u: plane(u, v), x - 0.5, x + 0.5, y - 0.5, y + 0.5, epsabs=1e-12, epsrel=1e-12
    )
    return value


@pytest.mark.parametrize("order", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("sigma", [0.25, 0.9, 4.0])
def test_a_derivative_of_a_gaussian_over_the_cell(order: int, sigma: float) -> None:
    ours = derivative_1d(9, sigma, order, mean=True)
    sampled = np.polynomial.hermite_e.HermiteE([0] * order + [1])

    def value(x: float) -> float:
        bell = math.exp(-0.5 * (x / sigma) ** 2) / (sigma * math.sqrt(math.tau))
        return float((-1) ** order / sigma**order * sampled(x / sigma) * bell)

    for x, found in zip(places(9), ours, strict=True):
        wanted, _ = integrate.quad(value, x - 0.5, x + 0.5, epsabs=1e-12, points=[x])
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_a_turned_gaussian() -> None:
    weight = ratios("gaussian", 9, sigma=2.0, round=False, sigma_y=0.7, angle=30.0)
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))

    def plane(x: float, y: float) -> float:
        u, v = x * c - y * s, x * s + y * c
        return math.exp(-0.5 * ((u / 2.0) ** 2 + (v / 0.7) ** 2))

    for y, x in CELLS:
        assert weight(y, x) == pytest.approx(mean(plane, y, x) / mean(plane, 0, 0), abs=1e-9)


def test_a_gabor() -> None:
    weight = ratios("gabor", 9, wavelength=3.0, angle=40.0, sigma=1.5, zero_sum=False)
    c, s = math.cos(math.radians(40)), math.sin(math.radians(40))

    def plane(x: float, y: float) -> float:
        u, v = x * c - y * s, x * s + y * c
        return math.exp(-(u * u + (0.5 * v) ** 2) / 4.5) * math.cos(math.tau * u / 3)

    for y, x in CELLS:
        assert weight(y, x) == pytest.approx(mean(plane, y, x) / mean(plane, 0, 0), abs=1e-8)


def test_a_steered_derivative_is_that_along_the_direction() -> None:
    angle = math.radians(25)
    array = (
        family("steerable")
        .kernel(
            family("steerable")
            .defaults.with_value("order", 3.0)
            .with_value("angle", 25.0)
            .with_value("sigma", 1.3)
            .with_size((15, 15))
            .with_integrated(True)
        )
        .array
    )

    def plane(x: float, y: float) -> float:
        u = (x * math.cos(angle) - y * math.sin(angle)) / 1.3
        return (u**3 - 3 * u) * math.exp(-(x * x + y * y) / (2 * 1.69))

    scale = array[7, 9] / mean(plane, 0, 2)
    for y, x in CELLS:
        assert array[7 + y, 7 + x] == pytest.approx(scale * mean(plane, y, x), abs=1e-10)


@pytest.mark.parametrize("radius", [0.5, 0.8, 1.5, 2.3, 4.0])
def test_the_share_of_a_disc(radius: float) -> None:
    shares = disc_shares(radius, (11, 11))
    assert shares.sum() == pytest.approx(math.pi * radius**2, rel=1e-12)

    def height(x: float, y: int) -> float:
        half = math.sqrt(max(radius**2 - x * x, 0.0))
        return max(min(half, y + 0.5) - max(-half, y - 0.5), 0.0)

    for y, x in [(0, 0), (1, 1), (0, 2), (2, -1), (-3, 2), (4, 0)]:
        edges = [e for e in (-radius, radius) if x - 0.5 < e < x + 0.5]
        wanted, _ = integrate.quad(height, x - 0.5, x + 0.5, args=(y,), limit=400, points=edges)
        assert shares[5 + y, 5 + x] == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("radius", [0.5, 1.7, 3.0, 6.2])
def test_the_cone(radius: float) -> None:
    size = 2 * math.ceil(radius) + 1
    weight = ratios("cone", size, radius=radius)

    def plane(x: float, y: float) -> float:
        return max(1 - math.hypot(x, y) / radius, 0.0)

    def over(y: int, x: int) -> float:
        value, _ = integrate.dblquad(
            lambda v, u: plane(u, v), x - 0.5, x + 0.5, y - 0.5, y + 0.5, epsabs=1e-7
        )
        return value

    for y, x in [(0, 1), (1, 1), (math.ceil(radius), 0)]:
        assert weight(y, x) == pytest.approx(over(y, x) / over(0, 0), abs=2e-5)


@pytest.mark.parametrize("degrees", [0.0, 20.0, 45.0, 90.0, -63.0])
def test_the_share_of_a_line(degrees: float) -> None:
    shares = bar_shares(6.0, 1.0, degrees, (11, 11))
    assert shares.sum() == pytest.approx(6.0, rel=1e-12), "all of it is inside"
    fine = 200
    at = (np.arange(11 * fine) + 0.5) / fine - 5.5
    x, y = at[np.newaxis, :], at[:, np.newaxis]
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    inside = (np.abs(x * c - y * s) <= 3) & (np.abs(x * s + y * c) <= 0.5)
    counted = inside.reshape(11, fine, 11, fine).mean((1, 3))
    np.testing.assert_allclose(shares, counted, atol=0.01)


def test_the_windowed_sinc() -> None:
    weight = ratios("sinc", 11, cutoff=0.3, lobes=2.0)
    rate, end = 0.6, 2 / 0.6

    def line(x: float) -> float:
        return float(np.sinc(rate * x) * np.sinc(x / end)) if abs(x) < end else 0.0

    def over(x: int) -> float:
        edges = [e for e in (-end, end) if x - 0.5 < e < x + 0.5] or None
        return integrate.quad(line, x - 0.5, x + 0.5, points=edges, epsabs=1e-13)[0]

    for y, x in CELLS:
        assert weight(y, x) == pytest.approx(over(x) * over(y) / over(0) ** 2, abs=1e-11)


def test_quadrature_is_exact_for_polynomials_and_grows_until_it_agrees() -> None:
    cubic = averaged(lambda x, y: x**3 * y**2 + 0 * y, 3, 5, 2)
    for row, y in enumerate((-1, 0, 1)):
        for column, x in enumerate((-2, -1, 0, 1, 2)):
            wanted = (x**3 + x / 4) * (y**2 + 1 / 12)
            assert cubic[row, column] == pytest.approx(wanted, abs=1e-14)
    sharp = integrated(lambda x, y: np.exp(-50 * (x**2 + y**2)), 1, 1)
    wanted = math.pi / 50 * math.erf(math.sqrt(50) / 2) ** 2
    assert sharp[0, 0] == pytest.approx(wanted, rel=1e-9)
