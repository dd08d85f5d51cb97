"""A formula's text as tokens: numbers, names and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from convstudio.errors import FormulaError

LONGEST_FORMULA = 2000  # characters
LONGEST_NAME = 24

Kind = Literal["number", "name", "sign", "end"]

# Digits are those of ASCII; letters are anybody's, so that σ may be a slider.
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4}(?![0-9A-Za-z_]))?)"
    r"|(?P<name>[^\W\d²³][^\W²³]*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|&&|\|\||[-+*/^%(),<>!&|²³√−–×·⋅÷≤≥≠])"
)
_SIGNS = {
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "^": "**",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
}
_NAMES = {"π": "pi", "θ": "theta", "τ": "tau"}
_WORD_SIGNS = frozenset({"and", "or", "not"})
_HINTS = {
    ".": "A point stands in numbers only, such as 0.5; there are no attributes.",
    "=": "To compare, write ==. A formula is the right-hand side alone.",
    "[": "Group with round brackets: ( ).",
    "]": "Group with round brackets: ( ).",
    "{": "Group with round brackets: ( ).",
    "}": "Group with round brackets: ( ).",
    ";": "A formula is one expression.",
    ":": "A formula is one expression.",
    '"': "A formula has no texts.",
    "'": "A formula has no texts.",
}


@dataclass(frozen=True)
class Token:
    """A piece of the formula: ``text`` as it is understood (× is ``*``), and where it stands."""

    kind: Kind
    text: str
    start: int
    length: int


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a formula, the last of kind ``end``.

    Raises:
        FormulaError: too long, or a character that has no meaning here; points at it.
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(
            f"a formula has at most {LONGEST_FORMULA:,} characters; this one has {len(text):,}.",
            text=text,
            start=LONGEST_FORMULA,
            length=len(text) - LONGEST_FORMULA,
        )
    tokens = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _unknown(text, place)
        if match.lastgroup != "space":
            tokens.append(_token(text, match))
        place = match.end()
    end = len(text.rstrip())
    return (*tokens, Token("end", "", end, 1))


def _token(text: str, match: re.Match[str]) -> Token:
    found, start, length = match.group(), match.start(), match.end() - match.start()
    if match.lastgroup == "number":
        return Token("number", found, start, length)
    if match.lastgroup == "sign":
        return Token("sign", _SIGNS.get(found, found), start, length)
    if found in _WORD_SIGNS:
        return Token("sign", found, start, length)
    if not found.isidentifier():  # ¹ and ½ count as letters for re
        wrong = next(i for i in range(length) if not found[: i + 1].isidentifier())
        raise _unknown(text, start + wrong)
    if length > LONGEST_NAME:
        raise FormulaError(
            f"a name has at most {LONGEST_NAME} letters; “{found[:LONGEST_NAME]}…” is longer.",
            text=text,
            start=start,
            length=length,
        )
    return Token("name", _NAMES.get(found, found), start, length)


def _unknown(text: str, place: int) -> FormulaError:
    found = text[place]
    shown = f"“{found}”" if found.isprintable() else f"the character U+{ord(found):04X}"
    return FormulaError(
        f"{shown} has no meaning in a formula.",
        text=text,
        start=place,
        length=1,
        hint=_HINTS.get(found, ""),
    )
