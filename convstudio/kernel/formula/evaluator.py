"""Computes a formula: one numpy call a step, on numbers and arrays, in bounded work."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from convstudio.errors import FormulaError
from convstudio.kernel.formula.functions import FUNCTIONS, OPERATORS, PREFIXES, Value
from convstudio.kernel.formula.parser import Formula, Step


def evaluate(formula: Formula, values: Mapping[str, Value]) -> Value:
    """The formula's value: a number, or an array where a value is one.

    Numbers are float64 throughout, so that 9**9**9**9 is infinite at once.

    Args:
        formula: what to compute.
        values: of each name in it, numbers or arrays that broadcast against each other.

    Raises:
        FormulaError: a name has no value.
    """
    with np.errstate(all="ignore"):
        stack: list[Value] = []
        for step in formula.steps:
            _do(step, stack, formula, values)
        return stack[0]


def first_not_finite(formula: Formula, values: Mapping[str, float]) -> Step | None:
    """The first step whose result is not finite, where there is one; for an error to point at."""
    with np.errstate(all="ignore"):
        stack: list[Value] = []
        for step in formula.steps:
            _do(step, stack, formula, values)
            if not math.isfinite(float(stack[-1])):
                return step
    return None


def _do(step: Step, stack: list[Value], formula: Formula, values: Mapping[str, Value]) -> None:
    if step.kind == "number":
        stack.append(np.float64(step.value))
        return
    if step.kind == "name":
        stack.append(_value(step, formula, values))
        return
    taken = stack[len(stack) - step.count :]
    del stack[len(stack) - step.count :]
    if step.kind == "prefix":
        compute = PREFIXES[step.name]
    elif step.kind == "operator":
        compute = OPERATORS[step.name]
    else:
        compute = FUNCTIONS[step.name].compute
    stack.append(compute(*taken))


def _value(step: Step, formula: Formula, values: Mapping[str, Value]) -> Value:
    if step.name not in values:
        raise FormulaError(
            f"“{step.name}” has no value here.",
            text=formula.text,
            start=step.start,
            length=step.length,
        )
    value = values[step.name]
    return np.float64(value) if isinstance(value, int | float) else value
