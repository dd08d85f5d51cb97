"""Text forms of numbers and kernels, in and out.

The readers and writers are loaded when one is asked for: numbers alone are wanted at every start.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from convstudio.kernel.notation.numbers import (
    format_number,
    format_value,
    ordinal,
    parse_integer,
    parse_number,
)
from convstudio.kernel.notation.values import Recognised, Settings, Written

if TYPE_CHECKING:
    from convstudio.kernel.notation.forms import FORMS, Form, recognise, write

__all__ = [
    "FORMS",
    "Form",
    "Recognised",
    "Settings",
    "Written",
    "format_number",
    "format_value",
    "ordinal",
    "parse_integer",
    "parse_number",
    "recognise",
    "write",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.forms"), name)
