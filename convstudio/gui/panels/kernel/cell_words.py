"""Weights as the cells show them: the most digits that a cell has room for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from convstudio.kernel.notation import format_number

_LONGEST = 7  # characters
_TINY = "≈0"


@lru_cache(maxsize=8192)
def short_words(weight: float) -> str:
    """A weight in at most some seven characters; the editor has all digits.

    >>> short_words(1 / 3), short_words(-2.0)
    ('0.333', '-2')
    """
    exact = format_number(weight)
    return exact if len(exact) <= _LONGEST else f"{weight:.3g}"


def fitting_words(weight: float, width: Callable[[str], int], room: int) -> str:
    """The same with fewer digits where they do not fit, and “…” where not even one does.

    >>> fitting_words(0.0625, len, 4), fitting_words(-0.0625, len, 4), fitting_words(1e5, len, 2)
    ('.062', '-.06', '…')
    >>> fitting_words(0.00032, len, 4), fitting_words(-0.00032, len, 3)
    ('3e-4', '≈0')
    """
    fewer = *(f"{weight:.{digits}g}" for digits in (3, 2, 1)), f"{weight:.0e}"
    for words in (short_words(weight), *fewer):
        for text in (words, _without_zero(words)):
            if width(text) <= room:
                return text
    tiny = abs(weight) < 0.01 and width(_TINY) <= room
    return _TINY if tiny else "…"


def _without_zero(words: str) -> str:
    """``.5`` for ``0.5``, ``1e-5`` for ``1e-05``."""
    words = words.replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return words.replace("0.", ".", 1) if words.lstrip("-").startswith("0.") else words
