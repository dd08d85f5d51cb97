"""Rotations, flips and the transpose: every weight moves to another place, none changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.kernel.algebra.result import result
from convstudio.kernel.kernel import MAX_SIZE, Kernel

_Places = npt.NDArray[np.intp]


def rotated_90(kernel: Kernel, turns: int = 1) -> Kernel:
    """Turned clockwise by so many times 90°, whatever its shape; anticlockwise below 0."""
    return _moved(kernel, np.rot90(_places(kernel), -turns))


def rotated_45(kernel: Kernel, turns: int = 1) -> Kernel:
    """Turned clockwise by so many times 45°; anticlockwise below 0.

    As compass sets do it: each square ring of weights about the centre moves on by an eighth of
    its length. Eight turns give the kernel back, two are a rotation by 90°, and nothing is
    interpolated.
    R. Kirsch, "Computer determination of the constituent structure of biological images", 1971.

    Raises:
        ArgumentValueError: the kernel is not square or its size is even: it has no such rings, and
            interpolation would make other weights, of which eight turns are no identity.
    """
    rows, columns = kernel.shape
    if rows != columns or rows % 2 == 0:
        size = max(rows, columns) | 1
        hint = f"Make it {size}×{size} first, or rotate" if size <= MAX_SIZE else "Rotate"
        raise ArgumentValueError(
            "kernel",
            given=f"one of {kernel.size_text}",
            wanted="square and of odd size, to turn by 45°: its rings of weights turn",
            hint=f"{hint} by 90°, which any shape can do.",
        )
    places = _places(kernel)
    turned = places.copy()
    for radius in range(1, rows // 2 + 1):
        ring = _ring(rows // 2, radius)
        turned[ring] = np.roll(places[ring], turns * radius)
    return _moved(kernel, turned)


def flipped_left_right(kernel: Kernel) -> Kernel:
    """Its mirror image, left and right exchanged."""
    return _moved(kernel, np.fliplr(_places(kernel)))


def flipped_up_down(kernel: Kernel) -> Kernel:
    """Its mirror image, top and bottom exchanged."""
    return _moved(kernel, np.flipud(_places(kernel)))


def transposed(kernel: Kernel) -> Kernel:
    """Rows and columns exchanged."""
    return _moved(kernel, _places(kernel).T)


def _places(kernel: Kernel) -> _Places:
    return np.arange(kernel.rows * kernel.columns).reshape(kernel.shape)


def _moved(kernel: Kernel, places: _Places) -> Kernel:
    """At each place the weight that stood at the place of that number; the anchor goes along."""
    row, column = kernel.anchored_at
    (down, over), *_ = np.argwhere(places == row * kernel.columns + column)
    return result(kernel, kernel.array.reshape(-1)[places], anchor=(int(down), int(over)))


def _ring(centre: int, radius: int) -> tuple[_Places, _Places]:
    """Rows and columns of a square ring, clockwise from its top left corner, 8 · radius of them."""
    side = np.arange(-radius, radius)
    end = np.full_like(side, radius)
    rows = np.concatenate([-end, side, end, -side])
    columns = np.concatenate([side, end, -side, -end])
    return rows + centre, columns + centre
