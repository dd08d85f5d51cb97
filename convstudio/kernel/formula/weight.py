"""One weight as a person types it: a number, or arithmetic with numbers."""

from __future__ import annotations

import math
import re

from convstudio.errors import ArgumentValueError, FormulaError
from convstudio.kernel.formula.evaluator import evaluate
from convstudio.kernel.formula.parser import parse
from convstudio.kernel.notation import parse_number

_LONGEST = 200
_ARITHMETIC = re.compile(r"[0-9(√π]")


def parse_weight(text: str, name: str) -> float:
    """A weight as a person types it: ``-1``, ``1/9``, ``sqrt(2)/4``, ``2*pi``, ``-2^0.5``.

    All that :func:`parse_number` takes and means, and constant arithmetic.

    Args:
        text: what was typed.
        name: what it is, for the message.

    Raises:
        ArgumentValueError: anything else; the message quotes the text, the hint says what is wrong
            with the arithmetic.
    """
    try:
        return parse_number(text, name)
    except ArgumentValueError as refusal:
        if len(text) > _LONGEST:
            raise
        value, hint = _computed(text)
        if math.isfinite(value):
            return value
        if not refusal.hint and hint and _ARITHMETIC.search(text):
            raise ArgumentValueError(
                name, given=refusal.given, wanted=refusal.wanted, hint=hint
            ) from refusal
        raise


def _computed(text: str) -> tuple[float, str]:
    """The value, not a number where there is none, and then why."""
    try:
        formula = parse(text)
        if formula.sliders:
            return math.nan, f"“{formula.sliders[0]}” has no value here."
        value = float(evaluate(formula, {}))
    except FormulaError as error:
        return math.nan, f"At character {error.start + 1}: {error}"
    return value, "" if math.isfinite(value) else "It has no finite value."
