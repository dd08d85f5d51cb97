"""Formulas: text to weights, by an evaluator of its own that can do arithmetic and no more."""

from convstudio.kernel.formula.parser import Formula, parse
from convstudio.kernel.formula.weight import parse_weight

__all__ = ["Formula", "parse", "parse_weight"]
