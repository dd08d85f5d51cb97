"""Text forms of numbers and kernels, in and out."""

from convstudio.kernel.notation.forms import FORMS, Form, recognise, write
from convstudio.kernel.notation.numbers import (
    format_number,
    format_value,
    ordinal,
    parse_integer,
    parse_number,
)
from convstudio.kernel.notation.values import Recognised, Settings, Written

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
