"""A kernel in the middle of a fixed square matrix, for programs that have but one size."""

from __future__ import annotations

from convstudio.kernel.notation.values import Settings

Matrix = list[list[float]]


def centred(settings: Settings, side: int, form: str) -> tuple[Matrix, list[str]]:
    """The weights in a ``side``×``side`` matrix, as correlation, the anchor in its middle.

    Returns:
        The matrix, and what there is to say of it: what was turned, moved or left out.
    """
    kernel = settings.kernel
    rows, (row, column) = kernel.weights, settings.anchor
    warnings = []
    if settings.flip:
        rows = tuple(line[::-1] for line in rows[::-1])
        row, column = kernel.rows - 1 - row, kernel.columns - 1 - column
        warnings.append(f"{form} does not flip: the kernel is written turned by 180°.")
    matrix = [[0.0] * side for _ in range(side)]
    lost = 0
    for i, line in enumerate(rows, side // 2 - row):
        for j, weight in enumerate(line, side // 2 - column):
            if 0 <= i < side and 0 <= j < side:
                matrix[i][j] = weight
            elif weight:
                lost += 1
    if lost:
        warnings.append(
            f"{form} has matrices of at most {side}×{side} about the anchor; the kernel is "
            f"{kernel.size_text}: {lost} weight{'s' * (lost > 1)} left out."
        )
    elif kernel.shape not in ((side, side), (3, 3)) or (row, column) != kernel.centre:
        warnings.append(f"The {kernel.size_text} kernel stands in a {side}×{side} matrix of zeros.")
    return matrix, warnings
