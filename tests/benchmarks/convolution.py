"""How fast rendering is beside SciPy and OpenCV, in one run, pair by pair.

``uv run --group bench python -m tests.benchmarks.convolution``. A ratio above 1 says that we are
faster. OpenCV and SciPy make a whole float32 map of each channel, as we do; OpenCV on one thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import cv2
import numpy as np
from scipy import ndimage

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import render

ROWS, COLUMNS, RUNS = 1080, 1920, 5
SIZES = (3, 5, 9, 15, 31)


def main() -> None:
    """Prints milliseconds and ratios for 8-bit gray and RGB and integer kernels."""
    cv2.setNumThreads(1)
    random = np.random.default_rng(1)
    print(f"{COLUMNS}×{ROWS}, 8-bit, integer weights; medians of {RUNS} runs")
    print(f"{'picture':>8} {'F':>3} {'ours ms':>9} {'SciPy/ours':>11} {'OpenCV/ours':>12}")
    for samples, name in ((1, "gray"), (3, "RGB")):
        pixels = random.integers(0, 256, (ROWS, COLUMNS, samples), np.uint8)
        for size in SIZES:
            weights = random.integers(-9, 10, (size, size)).astype(float)
            ours, scipys, opencvs = compare(pixels, weights)
            print(
                f"{name:>8} {size:>3} {ours * 1e3:>9.1f} {scipys / ours:>11.2f} "
                f"{opencvs / ours:>12.2f}"
            )


def compare(pixels: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Median seconds of ours, SciPy and OpenCV, run in turn; their results must agree."""
    pipeline = Pipeline((Convolution(Kernel(tuple(map(tuple, weights.tolist())))),))
    picture = Picture(pixels)
    whole = Region(0, 0, *pixels.shape[:2])

    def ours() -> np.ndarray:
        return render(pipeline, picture, whole).values

    def scipys() -> np.ndarray:
        return ndimage.correlate(
            pixels, weights[..., np.newaxis], output=np.float32, mode="constant"
        )

    def opencvs() -> np.ndarray:
        found = cv2.filter2D(
            pixels, cv2.CV_32F, weights.astype(np.float32), borderType=cv2.BORDER_CONSTANT
        )
        return found.reshape(pixels.shape)

    np.testing.assert_array_equal(ours(), scipys())
    np.testing.assert_allclose(ours(), opencvs(), atol=0.5)  # its large kernels go through a DFT
    ways: tuple[Callable[[], np.ndarray], ...] = (ours, scipys, opencvs)
    times: list[list[float]] = [[], [], []]
    for _ in range(RUNS):
        for index, way in enumerate(ways):
            start = time.perf_counter()
            way()
            times[index].append(time.perf_counter() - start)
    return median(times[0]), median(times[1]), median(times[2])


if __name__ == "__main__":
    main()
