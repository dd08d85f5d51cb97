"""Calls in a pasted text: the few whose outcome is known without running anything."""

from __future__ import annotations

import math
from collections.abc import Mapping

from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.notation.arrays import (
    Listed,
    Opaque,
    Ratio,
    SumOf,
    Value,
    outer,
    transposed,
)
from convstudio.kernel.notation.grid import Cell

# Those that make other numbers than stand in their brackets; what they make is not known.
# fmt: off
_CALCULATIONS = frozenset({
    "zeros", "full", "eye", "identity", "fspecial", "getGaussianKernel", "dot", "kron", "matmul",
    "multiply", "add", "subtract", "power", "linspace", "arange", "random", "rand", "randn",
    "randint", "tile", "repeat", "diag", "rot90", "flip", "fliplr", "flipud", "roll", "pad", "exp",
    "negative", "square", "sqrt", "round", "floor", "ceil", "log", "sign", "cos", "sin", "abs",
    "cumsum", "diff", "gradient", "circshift", "magic", "hilb", "toeplitz", "sort", "concatenate",
})
# fmt: on


def called(
    name: str, given: tuple[Value, ...], named: Mapping[str, Value], place: tuple[int, int]
) -> Value:
    """What a call makes of its arguments: as ``np.array`` does, the list that it was given.

    Args:
        place: of the call, for what is wrong with what it makes.
    """
    if name == "sum" and given:
        return SumOf()
    if name == "sqrt" and len(given) == 1 and isinstance(given[0], Ratio) and given[0].value >= 0:
        return Ratio(math.sqrt(given[0].value))
    if name == "ones":
        return _ones(given, place)
    if name == "outer":
        return outer(given)
    first = next((v for v in (*given, *named.values()) if isinstance(v, Listed)), None)
    several = sum(isinstance(value, Listed) for value in given) > 1
    if first is None or several or name in _CALCULATIONS:
        return Opaque()
    return transposed(first) if name == "transpose" else first


def _ones(given: tuple[Value, ...], place: tuple[int, int]) -> Value:
    """``ones((5, 5))``, ``ones(5, 5)``; ``ones(5)`` is MATLAB's square."""
    sizes = [v.value for v in given if isinstance(v, Ratio)]
    if given and isinstance(given[0], Listed):
        sizes = [item.value for item in given[0].items if isinstance(item, Cell)]
    if not 1 <= len(sizes) <= 2 or not all(1 <= size <= MAX_SIZE for size in sizes):
        return Opaque()
    row = tuple(Cell(1.0, *place) for _ in range(int(sizes[-1])))
    return Listed(tuple(Listed(row, *place) for _ in range(int(sizes[0]))), *place)
