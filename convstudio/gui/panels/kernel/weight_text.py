"""A weight as a person types it."""

from __future__ import annotations

from convstudio.kernel.notation import parse_number


def parse_weight(text: str, name: str) -> float:
    """A number, a fraction.

    Raises:
        ArgumentValueError: anything else; the message quotes the text.
    """
    return parse_number(text, name)
