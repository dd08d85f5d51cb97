"""What the planner's estimates rest on: measured speeds, and how large a tile may be.

Medians on an AVX-512 processor at about 3.5 GHz with 1 MiB of second-level cache a core, OpenBLAS
0.3.31 and numpy 2.4, one thread. Ratios between the columns are what decides; they hold on other
machines better than the numbers do.
"""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.numerics.dtypes import FLOAT32, FLOAT64


@dataclass(frozen=True)
class Costs:
    """Nanoseconds on one thread, for one dtype.

    Attributes:
        multiply_add: one multiplication and addition in a matrix product of a good shape.
        copy: one value, within the caches.
        tap: one value of a multiplication, an addition and their passes through memory.
        transform: one value through a real transform and back.
        passing: one value read, checked and written, whichever plan runs.
    """

    multiply_add: float
    copy: float
    tap: float
    transform: float
    passing: float


COSTS = {
    FLOAT32: Costs(multiply_add=0.020, copy=0.15, tap=0.55, transform=9.0, passing=0.8),
    FLOAT64: Costs(multiply_add=0.040, copy=0.30, tap=1.10, transform=12.0, passing=1.6),
}
CALL = 20_000.0  # nanoseconds of Python for each tile
# The share of the speed above which products of 1, 2, 3, … rows reach.
FEW_ROWS = (0.25, 0.85, 0.90, 1.0)
PACKED = 1.6  # what packing costs, beyond the size up to which BLAS does without

WIDTH = 4096  # values of a row of a tile, at most
NARROW = 256  # and at least
TALL = 180  # rows of a tile, as far as its memory allows: what overlaps is made twice
TILE_BYTES = 5 << 20  # of the rows that are stacked for a tile: a share of the last cache
HELD_BYTES = 16 << 20  # of all that is read and stacked for a tile, however wide its windows
TILE_PRODUCTS = 100_000_000  # multiplications a tile: some 2 ms, so that a cancel is soon seen

# Those above 1024 are for kernels and signals of one line.
TRANSFORMS = (16, 32, 64, 96, 128, 192, 256, 384, 512, 768, *(2**n for n in range(10, 18)))
TRANSFORMED = 1 << 18  # values of a transform: some 2 ms again
SPECTRA_BYTES = 16 << 20  # of the kernels
ROUNDED_BELOW = 2.0**35  # whole sums that a transform in float64 leaves within a half, for sure
