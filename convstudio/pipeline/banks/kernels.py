"""Kernels of several sizes as the filters of one bank, which has but one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import MAX_SIZE, Kernel, Pair
from convstudio.pipeline.bank import Filter
from convstudio.pipeline.bank_limits import check_count


def filters_of(kernels: Sequence[Kernel]) -> tuple[Filter, ...]:
    """One filter a kernel, each a plane that all channels share, named by its kernel.

    Raises:
        ArgumentValueError: none, too many, or kernels that together need more than 63 rows.
    """
    size = size_of(kernels)
    check_count(len(kernels), len(kernels) * size[0] * size[1])
    return tuple(Filter((kernel,), name=kernel.name) for kernel in alike(kernels))


def alike(kernels: Sequence[Kernel]) -> tuple[Kernel, ...]:
    """The kernels with zeros around the smaller ones: all of one size, anchored in the middle.

    None of them does anything else than before; kernels that are alike stay as they are.

    Raises:
        ArgumentValueError: an anchor so far from the middle that 63 rows or columns are too few.
    """
    first = kernels[0]
    if all((k.shape, k.anchored_at) == (first.shape, first.anchored_at) for k in kernels):
        return tuple(kernels)
    size = size_of(kernels)
    return tuple(_framed(kernel, size) for kernel in kernels)


def size_of(kernels: Sequence[Kernel]) -> Pair:
    """(rows, columns) that hold each kernel about its anchor.

    Raises:
        ArgumentValueError: no kernel, or more than 63 rows or columns.
    """
    if not kernels:
        raise ArgumentValueError(
            "filters",
            given="no kernel",
            wanted="at least one",
            hint="Choose one or more.",
        )
    first = kernels[0]
    if all((k.shape, k.anchored_at) == (first.shape, first.anchored_at) for k in kernels):
        return first.shape
    rows, columns = (max(_needed(k, axis) for k in kernels) for axis in (0, 1))
    if max(rows, columns) > MAX_SIZE:
        raise ArgumentValueError(
            "filters",
            given=f"kernels that need {rows}×{columns} about their anchors",
            wanted=f"such as need at most {MAX_SIZE}×{MAX_SIZE}",
            hint="Take kernels that are anchored in the middle.",
        )
    return rows, columns


def _needed(kernel: Kernel, axis: int) -> int:
    """The size of a kernel's own parity or one more, whose middle can lie on its anchor."""
    before = kernel.anchored_at[axis]
    after = kernel.shape[axis] - 1 - before
    return 2 * max(before, after) + 1


def _framed(kernel: Kernel, size: Pair) -> Kernel:
    if (kernel.shape, kernel.anchored_at) == (size, _middle(size)):
        return replace(kernel, anchor=None)
    rows, columns = size
    top, left = (m - a for m, a in zip(_middle(size), kernel.anchored_at, strict=True))
    weights = [[0.0] * columns for _ in range(rows)]
    for row, values in enumerate(kernel.weights, top):
        weights[row][left : left + kernel.columns] = values
    # With zeros around it, it is no longer what its recipe would make.
    return replace(kernel, weights=tuple(map(tuple, weights)), anchor=None, recipe=None)


def _middle(size: Pair) -> Pair:
    return (size[0] - 1) // 2, (size[1] - 1) // 2
