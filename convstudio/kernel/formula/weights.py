"""The kernel of a formula: its value at each cell, or its mean over each."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from convstudio.errors import FormulaError
from convstudio.kernel.formula.evaluator import evaluate, first_not_finite
from convstudio.kernel.formula.functions import FloatArray
from convstudio.kernel.formula.parser import Formula, parse
from convstudio.kernel.formula.settings import FormulaSettings
from convstudio.kernel.kernel import LARGEST_WEIGHT, Kernel
from convstudio.kernel.sampling import balanced, gauss_legendre, places

# Steps × points: about a second of the slowest functions.
MOST_WORK = 60_000_000

Check = Callable[[], None]


def work_of(formula: Formula, settings: FormulaSettings) -> int:
    """How many values are computed: steps × points."""
    return len(formula.steps) * settings.rows * settings.columns * settings.points**2


def formula_kernel(settings: FormulaSettings, check: Check = lambda: None) -> Kernel:
    """The kernel of a formula, with its recipe.

    Args:
        settings: the formula and all that goes with it.
        check: called between rows; may raise to end work that is no longer wanted.

    Raises:
        FormulaError: the text is no formula, takes too much work, or has no finite value in a
            cell, which the message names.
    """
    formula = parse(settings.text)
    work = work_of(formula, settings)
    if work > MOST_WORK:
        raise FormulaError(
            f"this formula takes {work:,} computations; {MOST_WORK:,} are allowed.",
            text=settings.text,
            length=len(settings.text),
            hint="Take fewer points a cell, or a smaller kernel.",
        )
    values = _constants(formula, settings)
    weights = _means(formula, values, settings, check)
    # So that equal kernels are equal, only the sliders of the formula are kept in its recipe.
    kept = tuple(settings.slider(name) for name in formula.sliders)
    recipe = FormulaSettings(
        settings.text, kept, settings.rows, settings.columns, settings.points, settings.scaling
    ).recipe
    scaled = _scaled(weights, settings) + 0.0
    return Kernel(
        tuple(map(tuple, scaled.tolist())),
        name="Formula",
        description=" ".join(settings.text.split())[:120],
        recipe=recipe,
    )


def _constants(formula: Formula, settings: FormulaSettings) -> dict[str, float]:
    values = {name: settings.slider(name).value for name in formula.sliders}
    rows, columns = float(settings.rows), float(settings.columns)
    return {**values, "F": max(rows, columns), "F_v": rows, "F_h": columns}


def _variables(x: FloatArray, y: FloatArray) -> dict[str, FloatArray]:
    return {"x": x, "y": y, "r": np.hypot(x, y), "theta": np.arctan2(0.0 - y, x)}


def _means(
    formula: Formula, values: dict[str, float], settings: FormulaSettings, check: Check
) -> FloatArray:
    """The mean of the formula over the points of each cell, (rows, columns)."""
    rows, columns, count = settings.rows, settings.columns, settings.points
    nodes, shares = gauss_legendre(count)
    x = (places(columns)[:, np.newaxis] + nodes).reshape(1, -1)
    # Rows of cells in bands of some 16,384 points: they stay in the processor's cache.
    band = max(1, 16_384 // (columns * count * count))
    means = np.empty((rows, columns))
    for top in range(0, rows, band):
        check()
        y = (places(rows)[top : top + band, np.newaxis] + nodes).reshape(-1, 1)
        shape = (y.size, x.size)
        found = np.broadcast_to(evaluate(formula, {**values, **_variables(x, y)}), shape)
        cells = found.reshape(-1, count, columns, count)
        _check_finite(formula, values, cells, (x, y), top)
        with np.errstate(over="ignore", invalid="ignore"):
            means[top : top + band] = np.einsum("iajb,a,b->ij", cells, shares, shares)
    _check_size(formula, means)
    return means


def _check_finite(
    formula: Formula,
    values: dict[str, float],
    cells: FloatArray,
    points: tuple[FloatArray, FloatArray],
    top: int,
) -> None:
    bad = np.argwhere(~np.isfinite(cells))
    if not bad.size:
        return
    row, down, column, over = bad[0].tolist()
    count = cells.shape[1]
    x = float(points[0][0, column * count + over])
    y = float(points[1][row * count + down, 0])
    at = {name: float(value) for name, value in _variables(np.array(x), np.array(y)).items()}
    step = first_not_finite(formula, {**values, **at})
    value = float(cells[row, down, column, over])
    place = f"row {top + row + 1}, column {column + 1} (x = {_sign(x)}, y = {_sign(y)})"
    hint = (
        "At the anchor r is 0: if(r == 0, 0, 1/r) says what stands there, 1/max(r, 0.5) too."
        if x == y == 0
        else "if(condition, then, otherwise) can say what stands there."
    )
    words = "not a number" if math.isnan(value) else "infinite"
    raise FormulaError(
        f"the formula is {words} at {place}.",
        text=formula.text,
        start=step.start if step else 0,
        length=step.length if step else len(formula.text),
        hint=hint,
    )


def _check_size(formula: Formula, means: FloatArray) -> None:
    worst = int(np.argmax(np.abs(means)))
    row, column = divmod(worst, means.shape[1])
    if not abs(means[row, column]) <= LARGEST_WEIGHT:
        raise FormulaError(
            f"the formula is {_sign(float(means[row, column]))} at row {row + 1}, column"
            f" {column + 1}; weights lie between −10¹² and 10¹².",
            text=formula.text,
            length=len(formula.text),
        )


def _scaled(weights: FloatArray, settings: FormulaSettings) -> FloatArray:
    if settings.scaling == "none":
        return weights
    total = math.fsum(weights.ravel())
    if settings.scaling == "zero mean":
        return balanced(weights - total / weights.size)
    largest = float(np.max(np.abs(weights)))
    if abs(total) <= 1e-9 * largest * weights.size or not abs(largest / total) <= LARGEST_WEIGHT:
        raise FormulaError(
            "the weights sum to 0, so that no factor makes the sum 1.",
            text=settings.text,
            length=len(settings.text),
            hint="Normalise to zero mean, or not at all.",
        )
    return weights / total


def _sign(value: float) -> str:
    return f"{value + 0.0:.4g}".replace("-", "−")
