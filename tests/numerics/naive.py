"""The definition of a convolution, one product after another: what every fast path is held to."""

from __future__ import annotations

import numpy as np

_MODES = {"edge": "edge", "reflect": "reflect", "symmetric": "symmetric", "wrap": "wrap"}
Sides = tuple[tuple[int, int], tuple[int, int]]


def padded(x: np.ndarray, sides: Sides, border: str = "zeros", value: float = 0) -> np.ndarray:
    """A picture (rows, columns, …) with what stands outside, as ``numpy.pad`` makes it."""
    widths = [*sides, *[(0, 0)] * (x.ndim - 2)]
    if border in _MODES:
        return np.pad(x, widths, mode=_MODES[border])
    return np.pad(x, widths, constant_values=value if border == "constant" else 0)


def sides_of(shape, kernel, strides=(1, 1), padding="same", dilation=(1, 1)) -> Sides:
    """The padding in pixels, by the formulas of SEMANTICS."""
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding != "same":
        return tuple((p, p) if isinstance(p, int) else p for p in padding)
    found = []
    for n, f, s, d in zip(shape, kernel, strides, dilation, strict=True):
        total = max((-(-n // s) - 1) * s + d * (f - 1) + 1 - n, 0)
        found.append((total // 2, total - total // 2))
    return found[0], found[1]


def sums(
    x: np.ndarray,
    weights: np.ndarray,
    *,
    sides: Sides = ((0, 0), (0, 0)),
    strides=(1, 1),
    dilation=(1, 1),
    groups: int = 1,
    border: str = "zeros",
    value: float = 0,
    dtype: object = np.float64,
) -> np.ndarray | None:
    """Weighted sums of (rows, columns, channels) by loops; None where no window fits.

    Args:
        weights: (rows, columns) for each channel by itself, or (rows, columns, channels / groups,
            filters).
        sides: the padding, ((top, bottom), (left, right)).
        dtype: of the sums; ``object`` sums Python's whole numbers, which never round.

    Returns:
        (rows, columns, maps) of ``dtype``.
    """
    inputs = padded(x.astype(dtype), sides, border, value)
    kernel = weights.astype(dtype)
    high, wide = kernel.shape[:2]
    down = range(0, inputs.shape[0] - dilation[0] * (high - 1), strides[0])
    across = range(0, inputs.shape[1] - dilation[1] * (wide - 1), strides[1])
    if not down or not across:
        return None
    maps = x.shape[2] if kernel.ndim == 2 else kernel.shape[3]
    result = np.zeros((len(down), len(across), maps), dtype)
    with np.errstate(all="ignore"):
        for m, top in enumerate(down):
            for n, left in enumerate(across):
                for i in range(high):
                    for j in range(wide):
                        under = inputs[top + i * dilation[0], left + j * dilation[1]]
                        result[m, n] += _products(under, kernel[i, j], groups)
    return result


def _products(under: np.ndarray, weights: np.ndarray | float, groups: int) -> np.ndarray:
    """One input pixel (channels,) through the weights above it, (maps,)."""
    if np.ndim(weights) == 0:
        return under * weights
    depth, filters = weights.shape
    each = under.reshape(groups, depth)
    of_group = np.repeat(each, filters // groups, axis=0)  # (filters, depth)
    return (of_group * weights.T).sum(axis=1)


def windows_with(
    marked: np.ndarray,
    kernel,
    *,
    sides: Sides = ((0, 0), (0, 0)),
    strides=(1, 1),
    dilation=(1, 1),
    border: str = "zeros",
) -> np.ndarray:
    """Which outputs have a marked input (rows, columns, channels) in their window, by channel."""
    found = sums(
        marked.astype(float),
        np.ones(kernel),
        sides=sides,
        strides=strides,
        dilation=dilation,
        border=border,
    )
    return found > 0


def scale(x: np.ndarray, weights: np.ndarray, value: float = 0) -> float:
    """Σ|w| · max|x|, which no sum exceeds: errors are told as parts of it."""
    axes = tuple(range(min(weights.ndim, 3)))
    largest = float(np.abs(weights.astype(np.float64)).sum(axis=axes).max())
    return largest * max(float(np.abs(x.astype(np.float64)).max()), abs(value), 1e-300)
