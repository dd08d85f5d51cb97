"""What a kernel answers to waves, edges, lines and points.

Directions are angles in degrees, anticlockwise from the picture's right, as seen on the screen: a
wave at 0° runs to the right, and its stripes are vertical. Frequencies are in cycles a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.numerics.validation import FloatArray

# Above twice 63, and a power of two: smooth in both senses.
SPECTRUM_SIZE = 256
SLICE_LENGTH = 257


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The magnitude of the frequency response over the whole plane of frequencies.

    Attributes:
        frequencies: (size,), of rows and columns alike, from −0.5 up, 0 at ``size // 2``.
        magnitude: (size, size), row by row as the picture lies: rows below the middle are waves
            that run down as they run right.
    """

    frequencies: FloatArray
    magnitude: FloatArray

    @property
    def direction(self) -> float:
        """In which the largest magnitude lies, in degrees anticlockwise, from 0 up to 180."""
        row, column = divmod(int(self.magnitude.argmax()), len(self.frequencies))
        up, across = -self.frequencies[row], self.frequencies[column]
        return math.degrees(math.atan2(up, across)) % 180


@dataclass(frozen=True, eq=False)
class Curve:
    """Values over an axis: frequencies of a slice, or pixels from an edge or a line.

    Attributes:
        places: (count,), rising.
        values: (count,).
    """

    places: FloatArray
    values: FloatArray


def spectrum(kernel: Kernel, size: int = SPECTRUM_SIZE) -> Spectrum:
    """The magnitude of the discrete Fourier transform of the weights, zeros put around them."""
    transformed = np.fft.fft2(used_weights(kernel), (size, size))
    frequencies = np.fft.fftshift(np.fft.fftfreq(size))
    return Spectrum(frequencies, np.fft.fftshift(np.abs(transformed)))


def highest_frequency(angle: float) -> float:
    """Where a line at an angle leaves the plane of frequencies: 0.5 along an axis, up to 0.71."""
    return 0.5 / max(abs(component) for component in direction(angle))


def spectral_slice(kernel: Kernel, angle: float, count: int = SLICE_LENGTH) -> Curve:
    """The magnitude along a line at an angle, from 0 to the highest frequency there.

    Of each frequency exactly, not between the samples of a ``spectrum``.
    """
    frequencies = np.linspace(0, highest_frequency(angle), count)
    right, up = direction(angle)
    return Curve(frequencies, magnitudes(kernel, frequencies * right, -frequencies * up))


def magnitudes(kernel: Kernel, across: FloatArray, down: FloatArray) -> FloatArray:
    """|Σ w·exp(−2πi(across · column + down · row))| at each of so many pairs of frequencies."""
    rows, columns = np.arange(kernel.rows), np.arange(kernel.columns)
    waves_down = np.exp(-2j * math.pi * np.outer(down, rows))
    waves_across = np.exp(-2j * math.pi * np.outer(across, columns))
    sums = ((waves_down @ used_weights(kernel)) * waves_across).sum(axis=1)
    return np.asarray(np.abs(sums), np.float64)


def edge_response(kernel: Kernel, angle: float, *, flip: bool = False) -> Curve:
    """What comes out across an edge from 0 to 1 that rises towards the angle.

    The places are the centres of pixels, half a pixel from the edge and so on, in pixels along the
    angle. Exact for upright and level edges; the pixels of others hold their shares of them, as
    if each were turned to face the edge.
    """
    reach = _reach(kernel)
    places = np.arange(-reach, reach) + 0.5
    return Curve(places, _answers(kernel, angle, flip, places, _edge))


def line_response(kernel: Kernel, angle: float, *, flip: bool = False) -> Curve:
    """What comes out across a line of 1 on 0, one pixel wide, in pixels from its middle.

    As ``edge_response``.
    """
    reach = _reach(kernel)
    places = np.arange(-reach, reach + 1.0)
    return Curve(places, _answers(kernel, angle, flip, places, _line))


def point_response(kernel: Kernel, *, flip: bool = False) -> FloatArray:
    """What a single pixel of 1 on 0 becomes, (rows, columns): the kernel turned by 180°.

    With ``flip`` it is the kernel as it stands.
    """
    weights = used_weights(kernel)
    return weights if flip else weights[::-1, ::-1]


def used_weights(kernel: Kernel) -> FloatArray:
    """``weights / divisor``, (rows, columns)."""
    return kernel.array / kernel.divisor


def direction(angle: float) -> tuple[float, float]:
    """How far right and how far up one step towards an angle goes; exact along the axes."""
    turned = math.radians(angle)
    right, up = math.cos(turned), math.sin(turned)
    return (round(right), round(up)) if angle % 90 == 0 else (right, up)


def _reach(kernel: Kernel) -> int:
    """Pixels from an edge beyond which nothing of it is seen, at any angle and anchor."""
    return math.ceil(math.hypot(kernel.rows, kernel.columns)) + 1


def _edge(distances: FloatArray) -> FloatArray:
    return np.asarray(np.clip(distances + 0.5, 0, 1))


def _line(distances: FloatArray) -> FloatArray:
    return np.asarray(np.clip(1 - np.abs(distances), 0, 1))


def _answers(
    kernel: Kernel,
    angle: float,
    flip: bool,
    places: FloatArray,
    profile: Callable[[FloatArray], FloatArray],
) -> FloatArray:
    """The sums over a picture that changes along the angle alone, as ``profile`` says."""
    right, up = direction(angle)
    row, column = kernel.anchored_at
    down, over = np.mgrid[0.0 : kernel.rows, 0.0 : kernel.columns]
    distances = (over - column) * right - (down - row) * up
    weights = used_weights(kernel)
    if flip:
        distances = -distances
    there = weights != 0
    seen = profile(places[:, np.newaxis] + distances[there])
    return np.asarray(seen @ weights[there])
