"""What is measured: the pictures, the kernels, and which peer is asked in which section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from convstudio.kernel.library import load_library
from convstudio.paths import kernels_folder, sample_picture

Array = npt.NDArray[Any]

FLOAT_GRAY, GRAY, RGB = "float32 gray", "uint8 gray", "uint8 RGB"
PHOTOGRAPH = "uint8 RGB photograph to uint8 result, end to end"
DENSE, GAUSSIAN, PRESET, LAYER, END_TO_END = "dense", "gaussian", "preset", "layer", "end to end"

SIZES = (3, 5, 7, 9, 11, 15, 21, 31, 63)
QUICK_SIZES = (3, 7, 15, 31)
PHOTOGRAPH_SIZES = (3, 5, 7, 9)
QUICK_PRESETS = ("sobel-x", "sharpen")
GAUSSIAN_SIZES = (15, 31)
LAYERS = ((3, 32, 5), (32, 64, 3))

_FILTERS = ("OpenCV filter2D", "SciPy correlate", "libvips conv", "Pillow Kernel")
# An FFT is no rival at 3×3, so the presets, none larger than 5×5, go without oaconvolve.
PEERS_ASKED = {
    DENSE: (*_FILTERS, "SciPy oaconvolve"),
    GAUSSIAN: (*_FILTERS, "SciPy oaconvolve", "OpenCV sepFilter2D", "scikit-image"),
    PRESET: (*_FILTERS, "OpenCV sepFilter2D", "scikit-image"),
    LAYER: ("torch", "torch channels_last"),
    END_TO_END: ("OpenCV filter2D", "Pillow Kernel"),
}


@dataclass(frozen=True, eq=False)
class Case:
    """One picture under one kernel.

    Attributes:
        picture: the kind of picture, a name that ``picture`` knows.
        kernel: the name in the tables.
        weights: float64, (F, F), or float32, (F, F, in, filters) for a layer; as typed, before the
            divisor, in the end-to-end section.
        shape: (rows, columns) of the whole picture.
        divisor: of the end-to-end kernels.
        sigma: of a Gaussian.
    """

    section: str
    picture: str
    kernel: str
    weights: Array
    shape: tuple[int, int]
    stride: int = 1
    divisor: float = 1.0
    sigma: float = 0.0

    @property
    def size(self) -> int:
        """F."""
        return int(self.weights.shape[0])

    @property
    def effective(self) -> Array:
        """The weights that a peer is given: divided."""
        return self.weights / self.divisor if self.divisor != 1 else self.weights

    @property
    def bound(self) -> float:
        """The largest sum that the weights can make of values from −1 to 1."""
        return float(np.abs(self.effective).sum(axis=tuple(range(self.weights.ndim - 1))).max())

    def crop(self, divisor: int) -> tuple[int, int]:
        """(rows, columns) of the picture with its sides divided, the kernel still well inside."""
        rows, columns = (min(side, max(side // divisor, 3 * self.size)) for side in self.shape)
        return rows, columns


@lru_cache(maxsize=2)
def picture(kind: str, rows: int, columns: int) -> Array:
    """The picture of that kind, the same numbers in every process."""
    random = np.random.default_rng(20)
    if kind == FLOAT_GRAY:
        return random.random((rows, columns), np.float32)
    if kind == GRAY:
        return random.integers(0, 256, (rows, columns), np.uint8)
    if kind == RGB:
        return random.integers(0, 256, (rows, columns, 3), np.uint8)
    if kind == PHOTOGRAPH:
        with Image.open(sample_picture("coffee.png")) as sample:
            pixels = np.asarray(sample.convert("RGB"))
        repeats = -(-rows // pixels.shape[0]), -(-columns // pixels.shape[1]), 1
        return np.ascontiguousarray(np.tile(pixels, repeats)[:rows, :columns])
    channels = int(kind.removeprefix("float32, ").removesuffix(" channels"))
    return random.random((rows, columns, channels), np.float32)


def cases(quick: bool, shape: tuple[int, int]) -> Iterator[Case]:
    """Every case, what matters most first: the clock may run out."""
    random = np.random.default_rng(5)
    sizes = QUICK_SIZES if quick else SIZES
    yield from _dense(random, sizes, shape, 1)
    yield from _end_to_end(random, shape)
    yield from _layers(random, shape, 4 if quick else 2)
    yield from _gaussians(quick, shape)
    yield from _dense(random, (5,) if quick else sizes, shape, 2)
    yield from _presets(quick, shape)


def _dense(
    random: np.random.Generator, sizes: tuple[int, ...], shape: tuple[int, int], stride: int
) -> Iterator[Case]:
    """Random weights, each a float32 number, so that every peer has the very same kernel."""
    for kind in (FLOAT_GRAY, GRAY, RGB):
        for size in sizes:
            # Around 1 in sum and 1 in length, so that 8-bit results are not all clipped.
            weights = random.standard_normal((size, size)) / size + 1 / size**2
            exact = weights.astype(np.float32).astype(np.float64)
            yield Case(DENSE, kind, f"{size}×{size}", exact, shape, stride)


def _end_to_end(random: np.random.Generator, shape: tuple[int, int]) -> Iterator[Case]:
    """Integers over their sum, as people type kernels."""
    for size in PHOTOGRAPH_SIZES:
        weights = random.integers(1, 10, (size, size)).astype(np.float64)
        divisor = float(weights.sum())
        yield Case(END_TO_END, PHOTOGRAPH, f"{size}×{size}", weights, shape, divisor=divisor)


def _layers(random: np.random.Generator, shape: tuple[int, int], divisor: int) -> Iterator[Case]:
    """On smaller pictures: 64 float32 channels of the whole one would take 2 GB."""
    smaller = shape[0] // divisor, shape[1] // divisor
    for channels, filters, size in LAYERS:
        weights = random.standard_normal((size, size, channels, filters), np.float32)
        name = f"{channels}→{filters}, {size}×{size}"
        for stride in (1, 2):
            yield Case(LAYER, f"float32, {channels} channels", name, weights, smaller, stride)


def _gaussians(quick: bool, shape: tuple[int, int]) -> Iterator[Case]:
    for kind in (GRAY,) if quick else (FLOAT_GRAY, GRAY, RGB):
        for size in GAUSSIAN_SIZES[:1] if quick else GAUSSIAN_SIZES:
            sigma = size / 6
            line = np.exp(-0.5 * ((np.arange(size) - size // 2) / sigma) ** 2)
            line /= line.sum()
            name = f"Gaussian {size}×{size}"
            yield Case(GAUSSIAN, kind, name, np.outer(line, line), shape, sigma=sigma)


def _presets(quick: bool, shape: tuple[int, int]) -> Iterator[Case]:
    for kind in (GRAY,) if quick else (FLOAT_GRAY, GRAY, RGB):
        for preset in load_library(kernels_folder()).presets:
            if not quick or preset.identifier in QUICK_PRESETS:
                weights = preset.kernel.array / preset.kernel.divisor
                yield Case(PRESET, kind, preset.identifier, weights, shape)
