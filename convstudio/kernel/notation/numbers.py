"""Numbers as people type them, and back."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from convstudio.errors import ArgumentValueError

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?"
_FRACTION = re.compile(rf"\s*({_NUMBER})\s*(?:/\s*({_NUMBER})\s*)?", re.ASCII)
_INTEGER = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_LONGEST = 64
_NUMBER_WANTED = "a finite number such as -1, 0.5, 1e-3 or 1/9"


def parse_number(text: str, name: str) -> float:
    """A number as a person types it: ``-1``, ``.5``, ``1e-3``, ``1/9``, with − as a minus too.

    Raises:
        ArgumentValueError: anything else; the message quotes the text.
    """
    match = _FRACTION.fullmatch(_plain(text))
    if len(text) > _LONGEST or match is None:
        raise _refusal(text, name, _NUMBER_WANTED)
    numerator, denominator = float(match[1]), float(match[2] or 1)
    if denominator == 0:
        raise ArgumentValueError(name, given=f"“{text}”", wanted="a fraction with no 0 below it")
    number = numerator / denominator
    if not math.isfinite(number):  # 1e999
        raise _refusal(text, name, _NUMBER_WANTED)
    return number


def parse_integer(text: str, name: str) -> int:
    """A whole number as a person types it.

    Raises:
        ArgumentValueError: anything else; the message quotes the text.
    """
    plain = _plain(text)
    if len(text) > _LONGEST or _INTEGER.fullmatch(plain) is None:
        raise _refusal(text, name, "a whole number")
    return int(plain)


def format_number(value: float) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point.

    >>> format_number(-1.0), format_number(0.1), format_number(-0.0)
    ('-1', '0.1', '0')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def format_value(value: float | np.floating[Any]) -> str:
    """A value of a picture or a map for people: the shortest text of the same float32.

    >>> format_value(-1.5), format_value(np.float32(0.1)), format_value(math.inf)
    ('−1.5', '0.1', '∞')
    """
    number = float(value)
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "−∞" if number < 0 else "∞"
    if number == int(number) and abs(number) < 1e9:
        return f"{int(number)}".replace("-", "−")
    plain = 1e-5 <= abs(number) < 1e9
    form = np.format_float_positional if plain else np.format_float_scientific
    return form(np.float32(number), trim="-").replace("-", "−")


def ordinal(number: int) -> str:
    """A place in a row.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    teen = number % 100 // 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _plain(text: str) -> str:
    """The typographic minus as the keyboard's."""
    return text.replace("−", "-")


def _refusal(text: str, name: str, wanted: str) -> ArgumentValueError:
    shown = f"“{text}”" if len(text) <= _LONGEST else f"“{text[: _LONGEST - 1]}…”"
    if not text.strip():
        return ArgumentValueError(name, given="nothing", wanted=wanted)
    hint = "Decimals stand after a point: 1.5." if "," in text else ""
    return ArgumentValueError(name, given=shown, wanted=wanted, hint=hint)
