"""ImageMagick's kernels while they are worked on: cells that may be empty, an origin, rotations.

After RotateKernelInfo, ExpandRotateKernelInfo and ExpandMirrorKernelInfo of
MagickCore/morphology.c, each checked against the program by test_imagemagick.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
# Where a cyclic turn by 45° of 3×3 cells takes its values from, clockwise.
_RING = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
_ROUND = ("gaussian", "dog", "log", "laplacian", "disk", "square", "diamond", "plus", "cross")


@dataclass(frozen=True, eq=False)
class MagickKernel:
    """Cells of which NaN ones are not part of the kernel.

    Attributes:
        cells: (rows, columns).
        origin: (row, column).
        name: as the program calls it, with its angle.
    """

    cells: FloatArray
    origin: tuple[int, int]
    name: str = ""

    def same(self, other: MagickKernel) -> bool:
        """Whether cells and origin are the same; the program's own tolerance."""
        return (
            self.cells.shape == other.cells.shape
            and self.origin == other.origin
            and np.allclose(self.cells, other.cells, rtol=0, atol=1e-12, equal_nan=True)
        )


def turned(kernel: MagickKernel, angle: float) -> MagickKernel:
    """The kernel turned clockwise as far as the program can: 45° for 3×3 only."""
    angle = angle % 360
    base = kernel.name.split("@")[0].split(":")[0].lower()
    if angle > 337.5 or angle <= 22.5 or base in _ROUND:
        return kernel
    if base == "blur" and 135 < angle <= 225:
        return kernel
    if base == "blur" and angle >= 180:
        angle -= 180
    if 22.5 < angle % 90 <= 67.5 and kernel.cells.shape == (3, 3):
        kernel, angle = _by_45(kernel), (angle + 315) % 360
    if 45 < angle % 180 <= 135:
        rows, columns = kernel.cells.shape
        if rows == 1 or columns == 1:
            kernel = replace(kernel, cells=kernel.cells.T, origin=kernel.origin[::-1])
            angle = (angle + (270 if rows == 1 else 90)) % 360
        elif rows == columns:
            row, column = kernel.origin
            kernel = MagickKernel(np.rot90(kernel.cells, -1), (column, rows - 1 - row), kernel.name)
            angle = (angle + 270) % 360
    if 135 < angle <= 225:
        (rows, columns), (row, column) = kernel.cells.shape, kernel.origin
        kernel = MagickKernel(
            kernel.cells[::-1, ::-1], (rows - 1 - row, columns - 1 - column), kernel.name
        )
    return kernel


def _by_45(kernel: MagickKernel) -> MagickKernel:
    cells = kernel.cells.copy()
    for place, source in zip(_RING, [_RING[-1], *_RING[:-1]], strict=True):
        cells[place] = kernel.cells[source]
    origin = kernel.origin
    if origin in _RING:
        origin = _RING[(_RING.index(origin) + 1) % 8]
    return MagickKernel(cells, origin, kernel.name)


def expanded(kernel: MagickKernel, flags: str) -> list[MagickKernel]:
    """The list that ``@`` (by 45°), ``>`` (by 90°) or ``<`` (mirrored and turned) makes of one."""
    if "@" in flags:
        return _rotations(kernel, 45)
    if ">" in flags:
        return _rotations(kernel, 90)
    if "<" in flags:
        found = [kernel]
        for angle in (180, 90, 180):
            found.append(turned(found[-1], angle))
        return [
            replace(one, name=_named(kernel.name, angle))
            for one, angle in zip(found, (0, 180, 270, 90), strict=True)
        ]
    return [kernel]


def _rotations(kernel: MagickKernel, step: int) -> list[MagickKernel]:
    found = [kernel]
    for angle in range(step, 360, step):
        one = turned(found[-1], step)
        if one.same(kernel):
            break
        found.append(replace(one, name=_named(kernel.name, angle)))
    return found


def _named(name: str, angle: int) -> str:
    return f"{name} {angle}°".strip() if angle else name


def ranges(cells: FloatArray) -> tuple[float, float]:
    """(the sum of the positive cells, that of the negative ones)."""
    values = [float(v) for v in cells.flat if not math.isnan(v)]
    return math.fsum(v for v in values if v > 0), math.fsum(v for v in values if v < 0)


def scaled_apart(cells: FloatArray) -> FloatArray:
    """Positives divided by their sum, negatives by theirs: ``^``."""
    positive, negative = ranges(cells)
    over = np.where(cells >= 0, positive or 1.0, -negative or 1.0)
    return np.asarray(cells / over, np.float64)
