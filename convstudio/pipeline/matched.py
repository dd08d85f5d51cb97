"""From the picture: a selected region as a kernel, a matched filter.

Slid over a picture, a kernel that is a piece of it answers strongest where that piece lies (D. O.
North, 1943; as correlation it needs no turning). With zero mean it no longer answers to brightness
alone, with unit norm its answers compare between pieces; by the Cauchy–Schwarz inequality none of
the same norm answers stronger than the piece itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentValueError
from convstudio.imaging.light import LUMA
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import MAX_SIZE, Kernel

Scaling = Literal["as is", "zero-mean", "unit norm", "zero-mean, unit norm"]
SCALINGS: tuple[Scaling, ...] = get_args(Scaling)
Samples = Literal["luminance", "red", "green", "blue"]
SAMPLES: tuple[Samples, ...] = get_args(Samples)


@dataclass(frozen=True)
class Selection:
    """A rectangle of whole pixels of a picture: its first row and column, and its size."""

    top: int
    left: int
    rows: int
    columns: int

    def within(self, picture: Picture) -> Selection:
        """As much of it as a kernel and the picture have room for, moved inside."""
        rows = min(max(self.rows, 1), MAX_SIZE, picture.height)
        columns = min(max(self.columns, 1), MAX_SIZE, picture.width)
        return Selection(
            min(max(self.top, 0), picture.height - rows),
            min(max(self.left, 0), picture.width - columns),
            rows,
            columns,
        )


def spanned(
    start: tuple[float, float], end: tuple[float, float], picture: Picture, *, odd: bool
) -> Selection:
    """The pixels between two points (x, y) of a picture, both included, at most 63 each way.

    Args:
        start: where the hand pressed; that pixel stays a corner.
        end: where it is now; outside the picture the nearest pixel counts.
        picture: what is selected from.
        odd: whether sizes are odd, as the strict rule wants them.
    """
    left, columns = _span(start[0], end[0], picture.width, odd=odd)
    top, rows = _span(start[1], end[1], picture.height, odd=odd)
    return Selection(top, left, rows, columns)


def _span(start: float, end: float, size: int, *, odd: bool) -> tuple[int, int]:
    first, last = (min(max(math.floor(place), 0), size - 1) for place in (start, end))
    count = min(abs(last - first) + 1, MAX_SIZE)
    if odd and count % 2 == 0:
        count -= 1
    return (first if last >= first else first - count + 1), count


def patch(
    picture: Picture, selection: Selection, samples: Samples = "luminance"
) -> npt.NDArray[np.float64]:
    """The selected pixels, (rows, columns), in the picture's own units; no others are read.

    Luminance is the luma of Rec. 709. A gray picture has one channel, whichever is asked for.

    Raises:
        ArgumentValueError: a selection that reaches beyond the picture, or values that are no
            finite numbers.
    """
    if selection != selection.within(picture):
        raise ArgumentValueError(
            "selection",
            given=f"{selection.columns}×{selection.rows} at {selection.left}, {selection.top}",
            wanted=f"inside the picture and at most {MAX_SIZE} pixels each way",
        )
    down = slice(selection.top, selection.top + selection.rows)
    over = slice(selection.left, selection.left + selection.columns)
    part = picture.colour[down, over].astype(np.float64)
    if not np.isfinite(part).all():
        raise ArgumentValueError("selection", given="NaN or ∞ in it", wanted="of finite values")
    if part.shape[2] == 1:
        return part[..., 0]
    if samples == "luminance":
        return np.asarray(part @ np.asarray(LUMA, np.float64))
    return part[..., SAMPLES.index(samples) - 1]


def matched_kernel(
    pixels: npt.NDArray[np.float64], scaling: Scaling, *, flip: bool = False, name: str = "Region"
) -> Kernel:
    """A piece of a picture as a kernel that answers where it lies.

    ``as is`` keeps the pixels as weights, divided by their sum, which keeps the brightness.
    ``zero-mean`` takes their mean off and divides by the sum of what is above it: the answers stay
    between minus and plus white. ``unit norm`` divides by √Σw², the two together do both.

    Args:
        pixels: (rows, columns).
        scaling: which of them.
        flip: whether the layer turns its kernel: the kernel is turned first, so that it matches.
        name: the kernel's.

    Raises:
        ArgumentValueError: nothing is left: all pixels are 0 or, less their mean, alike.
    """
    weights = _about_zero(pixels) if scaling.startswith("zero-mean") else pixels
    tiny = 1e-9 * float(np.abs(pixels).max(initial=0.0))
    if float(np.abs(weights).max()) <= tiny:
        wanted = "one in which something is to be seen"
        alike = "pixels that are all alike" if tiny else "pixels that are all 0"
        hint = "Select a piece with an edge or a pattern in it."
        raise ArgumentValueError("selection", given=alike, wanted=wanted, hint=hint)
    divisor = _divisor(weights, scaling)
    turned = weights[::-1, ::-1] if flip else weights
    rows = tuple(tuple(row) for row in turned.tolist())
    return Kernel(rows, divisor, name, f"A piece of the picture, {scaling}: a matched filter.")


def _about_zero(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The pixels less their mean, to seven digits, so that they add up to 0 exactly.

    On multiples of a power of two no sum of theirs is rounded; what the rounding of the weights
    leaves over is spread over them, a last digit each.
    """
    weights = pixels - pixels.mean()
    largest = float(np.abs(weights).max())
    if largest == 0:
        return np.asarray(weights)
    digit = 2.0 ** (math.frexp(largest)[1] - 25)
    digits = np.rint(weights / digit)
    over = int(digits.sum())
    digits.reshape(-1)[: abs(over)] -= math.copysign(1, over)
    return np.asarray(digits * digit)


def _divisor(weights: npt.NDArray[np.float64], scaling: Scaling) -> float:
    if scaling.endswith("unit norm"):
        return float(np.linalg.norm(weights))
    if scaling == "zero-mean":
        return float(weights[weights > 0].sum())
    total = float(weights.sum())
    return total if abs(total) > 1e-9 * float(np.abs(weights).sum()) else 1.0
