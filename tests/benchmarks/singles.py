"""How SciPy, Pillow, scikit-image and libvips are asked; all but libvips run on one thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from tests.benchmarks.cases import Array, Case


def _itself(result: Any) -> Array:
    return np.asarray(result)


@dataclass(frozen=True)
class Way:
    """A peer's call, and how its result is held against ours.

    Attributes:
        run: the call that is timed.
        result: makes of what ``run`` returned the array that ours returns; never timed.
        interior: whether the peer has no border of zeros, so that only what no border reaches is
            compared.
        rounded: whether the result is uint8, rounded and clipped; it may be off by one.
    """

    run: Callable[[], Any]
    result: Callable[[Any], Array] = _itself
    interior: bool = False
    rounded: bool = False


def scipy_correlate(ndimage: Any, case: Case, x: Array) -> Way:
    """float32 out; it multiplies and adds in float64 inside."""
    kernel = case.effective if x.ndim == 2 else case.effective[..., np.newaxis]
    step = case.stride
    return Way(
        lambda: ndimage.correlate(x, kernel, output=np.float32, mode="constant")[::step, ::step]
    )


def scipy_oaconvolve(signal: Any, case: Case, x: Array) -> Way:
    """In float32, to which the caller converts; a convolution, so the kernel is turned."""
    kernel = case.effective[::-1, ::-1].astype(np.float32)
    if x.ndim == 3:
        kernel = kernel[..., np.newaxis]
    step = case.stride
    return Way(
        lambda: signal.oaconvolve(
            x.astype(np.float32, copy=False), kernel, mode="same", axes=(0, 1)
        )[::step, ::step]
    )


def pillow_kernel(image_filter: Any, case: Case, x: Array) -> Way | None:
    """8 bits in and out, 3×3 and 5×5 only; it copies the edge pixels.

    Its rows run upwards from the bottom of the picture, so the kernel is given upside down.
    """
    if case.size not in (3, 5) or x.dtype != np.uint8:
        return None
    kernel = image_filter.Kernel(
        (case.size, case.size), case.weights[::-1].ravel().tolist(), scale=case.divisor
    )
    image = Image.fromarray(x)
    step = case.stride
    return Way(
        lambda: image.filter(kernel),
        lambda found: np.asarray(found)[::step, ::step],
        interior=True,
        rounded=True,
    )


# Our presets among scikit-image's edge filters: function, axis, and what makes its weights ours.
_EDGES = {
    "sobel-x": ("sobel", 1, 4),
    "sobel-y": ("sobel", 0, 4),
    "scharr-x": ("scharr", 1, 16),
    "scharr-y": ("scharr", 0, 16),
    "prewitt-x": ("prewitt", 1, 3),
    "prewitt-y": ("prewitt", 0, 3),
}


def scikit_image(filters: Any, case: Case, x: Array) -> Way | None:
    """It has no filter for any weights: its Gaussian, and its edge filters on gray pictures."""
    if case.sigma:
        return _scikit_gaussian(filters, case, x)
    if x.ndim == 3:
        return None
    white = 255 if x.dtype == np.uint8 else 1  # it brings integers to 0 … 1
    if case.kernel == "laplacian-4":
        return Way(lambda: filters.laplace(x), lambda found: found * -white, interior=True)
    if case.kernel not in _EDGES:
        return None
    name, axis, scale = _EDGES[case.kernel]
    edge = getattr(filters, name)
    return Way(lambda: edge(x, axis=axis, mode="constant"), lambda found: found * (scale * white))


def _scikit_gaussian(filters: Any, case: Case, x: Array) -> Way:
    return Way(
        lambda: filters.gaussian(
            x,
            sigma=case.sigma,
            truncate=(case.size // 2) / case.sigma,
            mode="constant",
            preserve_range=True,
            channel_axis=None if x.ndim == 2 else -1,
        )
    )


def libvips_conv(pyvips: Any, case: Case, x: Array) -> Way:
    """precision="float": a float32 map; outside the picture it repeats the edge."""
    bands = 1 if x.ndim == 2 else x.shape[2]
    number = "uchar" if x.dtype == np.uint8 else "float"
    image = pyvips.Image.new_from_memory(x.tobytes(), x.shape[1], x.shape[0], bands, number)
    mask = pyvips.Image.new_from_array(case.effective.tolist())
    step = case.stride

    def result(found: Any) -> Array:
        return np.frombuffer(found, np.float32).reshape(x.shape)[::step, ::step]

    return Way(lambda: image.conv(mask, precision="float").write_to_memory(), result, interior=True)
