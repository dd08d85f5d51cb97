"""The libraries beside which we are measured: found, held to our threads, asked the same question.

Every preparation returns the call to time, or None where the library has no such thing. Inputs in
a library's own form are made beforehand; converting a number type is part of the call where the
library makes its user do it. A library without strides computes every value, of which every second
row and column is taken as a view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from tests.benchmarks import singles
from tests.benchmarks.cases import END_TO_END, Array, Case
from tests.benchmarks.singles import Way

Prepare = Callable[[Any, Case, Array], Way | None]


@dataclass(frozen=True)
class Peer:
    """A library's function.

    Attributes:
        module: what to import.
        distribution: the name under which it is installed, for its version.
        prepare: makes the call to time from the module, the case and the picture.
        hold_to: sets the number of threads; None for a library that knows only one, or that reads
            its number from the environment.
    """

    module: str
    distribution: str
    prepare: Prepare
    hold_to: Callable[[Any, int], object] | None = None


def load(name: str, threads: int) -> Any | None:
    """The peer's module, held to so many threads; None if it is not installed."""
    return _load(PEERS[name].module, name, threads)


@cache
def _load(module: str, name: str, threads: int) -> Any | None:
    try:
        found = import_module(module)
    except (ImportError, OSError):  # OSError: pyvips without its libvips
        return None
    hold_to = PEERS[name].hold_to
    if hold_to is not None:
        hold_to(found, threads)
    return found


def _opencv_filter(cv2: Any, case: Case, x: Array) -> Way:
    """uint8 pictures give a float32 map, as ours do a float one; end to end gives uint8."""
    kernel = case.effective.astype(np.float32)
    depth = -1 if case.section == END_TO_END else cv2.CV_32F
    step = case.stride
    return Way(
        lambda: cv2.filter2D(x, depth, kernel, borderType=cv2.BORDER_CONSTANT)[::step, ::step],
        rounded=case.section == END_TO_END,
    )


def _opencv_separable(cv2: Any, case: Case, x: Array) -> Way | None:
    """Only for a kernel that is a column times a row."""
    columns, scales, rows = np.linalg.svd(case.effective)
    if scales[1] > 1e-9 * scales[0]:
        return None
    column = (columns[:, 0] * scales[0]).astype(np.float32)
    row = rows[0].astype(np.float32)
    step = case.stride
    return Way(
        lambda: cv2.sepFilter2D(x, cv2.CV_32F, row, column, borderType=cv2.BORDER_CONSTANT)[
            ::step, ::step
        ]
    )


def _torch(torch: Any, case: Case, x: Array) -> Way:
    """Planes of channels one after another, torch's own order."""
    planes = torch.from_numpy(np.ascontiguousarray(np.moveaxis(x, 2, 0)))[np.newaxis]
    filters = torch.from_numpy(np.ascontiguousarray(case.weights.transpose(3, 2, 0, 1)))
    return _torch_way(torch, case, planes, filters)


def _torch_channels_last(torch: Any, case: Case, x: Array) -> Way:
    """Channels beside one another, as in our arrays."""
    order = {"memory_format": torch.channels_last}
    planes = torch.from_numpy(x).permute(2, 0, 1)[np.newaxis]
    filters = torch.from_numpy(case.weights).permute(3, 2, 0, 1).contiguous(**order)
    return _torch_way(torch, case, planes.contiguous(**order), filters)


def _torch_way(torch: Any, case: Case, planes: Any, filters: Any) -> Way:
    def run() -> Any:
        with torch.inference_mode():
            return torch.nn.functional.conv2d(
                planes, filters, stride=case.stride, padding=case.size // 2
            )

    return Way(run, lambda found: np.moveaxis(found[0].numpy(), 0, 2))


# The order of the columns.
PEERS = {
    "OpenCV filter2D": Peer(
        "cv2", "opencv-python-headless", _opencv_filter, lambda cv2, n: cv2.setNumThreads(n)
    ),
    "OpenCV sepFilter2D": Peer(
        "cv2", "opencv-python-headless", _opencv_separable, lambda cv2, n: cv2.setNumThreads(n)
    ),
    "SciPy correlate": Peer("scipy.ndimage", "scipy", singles.scipy_correlate),
    "SciPy oaconvolve": Peer("scipy.signal", "scipy", singles.scipy_oaconvolve),
    "Pillow Kernel": Peer("PIL.ImageFilter", "Pillow", singles.pillow_kernel),
    "scikit-image": Peer("skimage.filters", "scikit-image", singles.scikit_image),
    # Its threads come from VIPS_CONCURRENCY, which must stand before it is imported. Without its
    # cache of operations no run can live on the one before.
    "libvips conv": Peer(
        "pyvips", "pyvips-binary", singles.libvips_conv, lambda vips, _: vips.cache_set_max(0)
    ),
    "torch": Peer("torch", "torch", _torch, lambda torch, n: torch.set_num_threads(n)),
    "torch channels_last": Peer(
        "torch", "torch", _torch_channels_last, lambda torch, n: torch.set_num_threads(n)
    ),
}
