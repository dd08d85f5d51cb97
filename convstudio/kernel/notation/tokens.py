"""Numbers, names and signs of a text, with their places; what code and matrices are read from."""

from __future__ import annotations

import re
from typing import NamedTuple

from convstudio.kernel.notation.source import Source

FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_SIGNS = "".join(FRACTIONS)
# Nothing is tried twice at one place, and what is no number is passed over whole: linear in time.
_TOKEN = re.compile(
    rf"""
    (?P<blank>[ \t]+)
    | (?P<joint>\.\.\.[^\n]*(?:\n|\Z) | \\[ ]*\n)
    | (?P<newline>\n)
    | (?P<comment>(?:\#|%|//)[^\n]*)
    | (?P<number>\d{{0,9}}[{_SIGNS}] | (?:\d{{1,99}}+(?:\.\d{{0,99}}+)?+|\.\d{{1,99}}+)
        (?:[eE][+-]?\d{{1,4}}+)?+[fF]?+(?![\w.]))
    | (?P<junk>\.?\d[\w.]*+)
    | (?P<name>[A-Za-z_]\w*)
    | (?P<string>"[^"\n]*" | (?<![\])\w'.])'[^'\n]*')
    | (?P<sign>\.[*/] | .)
    """,
    re.VERBOSE | re.ASCII,
)


class Token(NamedTuple):
    """One of them.

    Attributes:
        kind: number, name, string, sign, junk (begins like a number), newline or end.
        spaced: whether a blank stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


def tokens_of(source: Source, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens, without blanks, comments and joined line ends; the last is of kind ``end``."""
    found: list[Token] = []
    spaced = False
    end = len(source.text) if end is None else end
    for match in _TOKEN.finditer(source.text, start, end):
        kind = match.lastgroup or "sign"
        if kind in ("blank", "joint", "comment"):
            spaced = True
            continue
        found.append(Token(kind, match[0], match.start(), match.end(), spaced))
        spaced = False
    found.append(Token("end", "", end, end, spaced))
    return found


def parts(token: Token) -> tuple[float, float]:
    """(numerator, denominator) of a number: 1½ is 3/2, 0.5 is 0.5/1."""
    sign = token.text[-1]
    if sign in FRACTIONS:
        over, under = FRACTIONS[sign]
        return int(token.text[:-1] or 0) * under + over, under
    return float(token.text.rstrip("fF")), 1.0
