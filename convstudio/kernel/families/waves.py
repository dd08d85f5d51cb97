"""Waves: Gabor, and the windowed sinc of the low-pass filter."""

from __future__ import annotations

import math

import numpy as np

from convstudio.declarations import Choice, Number, Switch
from convstudio.kernel.families.family import Family, Settings, odd, short
from convstudio.kernel.families.parameters import angle, sigma
from convstudio.kernel.kernel import Pair
from convstudio.kernel.sampling import (
    FloatArray,
    direction,
    gauss_legendre,
    integrated,
    places,
    sampled,
)


def _gabor(settings: Settings, rows: int, columns: int) -> FloatArray:
    across, down = direction(settings.number("angle"))
    spread, aspect = settings.number("sigma"), settings.number("aspect")
    pace, phase = math.tau / settings.number("wavelength"), math.radians(settings.number("phase"))

    def envelope(x: FloatArray, y: FloatArray) -> FloatArray:
        u, v = x * across + y * down, x * down - y * across
        return np.asarray(np.exp(-(u**2 + (aspect * v) ** 2) / (2 * spread**2)))

    def wave(x: FloatArray, y: FloatArray) -> FloatArray:
        return np.asarray(envelope(x, y) * np.cos(pace * (x * across + y * down) + phase))

    mean = integrated if settings.integrated else sampled
    bell, weights = mean(envelope, rows, columns), mean(wave, rows, columns)
    if settings.on("zero_sum"):
        weights = weights - bell * (weights.sum() / bell.sum())
    return np.asarray(weights / bell.sum())


def _gabor_size(settings: Settings) -> Pair:
    # The same at every angle, so that turning does not change the size.
    size = odd(3 * settings.number("sigma") / min(settings.number("aspect"), 1.0))
    return size, size


GABOR = Family(
    identifier="gabor",
    label="Gabor",
    summary="Answers to stripes of one width and direction.",
    source="Daugman, Uncertainty relation for resolution in space and orientation, 1985",
    parameters=(
        Number(
            "wavelength",
            "Wavelength",
            2,
            40,
            6,
            "From stripe to stripe.",
            " px",
            0.1,
            logarithmic=True,
        ),
        angle(0, "The direction across the stripes: 0° answers to upright ones."),
        Number(
            "phase", "Phase", -180, 180, 0, "0° for a bright line, 90° or −90° for an edge.", "°", 1
        ),
        sigma(2.5, "The σ of the envelope across the stripes."),
        Number(
            "aspect",
            "Aspect",
            0.1,
            4,
            0.5,
            "How much narrower the envelope is along the stripes: below 1 it is longer there.",
            "",
            0.05,
            logarithmic=True,
        ),
        Switch(
            "zero_sum",
            "Sum 0",
            True,
            "Takes away as much of the envelope as makes flat parts answer 0.",
        ),
    ),
    weights=_gabor,
    size=_gabor_size,
    size_rule="±3 σ of the envelope where it is longer: the smallest odd size that holds it",
    named=lambda s: f"λ {short(s.number('wavelength'))}, {short(s.number('angle'))}°",
    total="as computed",
    sum_words="The envelope's sum is 1.",
)


def _profile(settings: Settings, x: FloatArray) -> FloatArray:
    """The windowed sinc at x, 0 from the window's end on."""
    rate = 2 * settings.number("cutoff")
    end = settings.number("lobes") / rate
    windows = {"lanczos": np.sinc(x / end), "hann": np.cos(math.pi / 2 * x / end) ** 2}
    window = windows.get(settings.choice("window"), np.ones_like(x))
    return np.where(np.abs(x) < end - 1e-12, rate * np.sinc(rate * x) * window, 0.0)


def _profile_mean(settings: Settings, count: int) -> FloatArray:
    """Its mean over each cell, or the part of it that lies before the window's end."""
    end = settings.number("lobes") / (2 * settings.number("cutoff"))
    low = np.clip(places(count) - 0.5, -end, end)
    high = np.clip(places(count) + 0.5, -end, end)
    # A cell holds a fraction of an oscillation: 16 nodes are exact to the last digits.
    nodes, weights = gauss_legendre(16)
    middle, length = (low + high)[:, np.newaxis] / 2, (high - low)[:, np.newaxis]
    return np.asarray((_profile(settings, middle + length * nodes) * length) @ weights)


def _sinc(settings: Settings, rows: int, columns: int) -> FloatArray:
    if settings.integrated:
        along, down = (_profile_mean(settings, count) for count in (columns, rows))
    else:
        along, down = (_profile(settings, places(count)) for count in (columns, rows))
    return np.outer(down, along)


def _sinc_size(settings: Settings) -> Pair:
    end = settings.number("lobes") / (2 * settings.number("cutoff"))
    # At the end itself the weight is 0.
    size = max(2 * (math.ceil(min(end, 64) - 1e-9) - 1) + 1, 1)
    return size, size


SINC = Family(
    identifier="sinc",
    label="Sinc / Lanczos",
    summary="Low-pass: keeps what varies more slowly than the cutoff, and little else.",
    source="Lanczos 1956; Duchon, Lanczos filtering in one and two dimensions, 1979",
    parameters=(
        Number(
            "cutoff",
            "Cutoff",
            0.02,
            0.5,
            0.25,
            "The highest frequency that is kept, horizontally and vertically; 0.5 is Nyquist's.",
            " c/px",
            0.01,
            logarithmic=True,
        ),
        Number(
            "lobes",
            "a",
            1,
            8,
            3,
            "Lobes of the sinc on each side of the centre.",
            "",
            1,
            whole=True,
        ),
        Choice(
            "window",
            "Window",
            (("lanczos", "Lanczos"), ("hann", "Hann"), ("none", "None")),
            "lanczos",
            "What the sinc fades out with; without one it rings.",
        ),
    ),
    weights=_sinc,
    size=_sinc_size,
    size_rule="±a ⁄ (2 × cutoff): the smallest odd size that holds all but zeros",
    named=lambda s: f"{short(s.number('cutoff'))} c/px, a {short(s.number('lobes'))}",
    total="1",
)
