"""Tokens from left to right, with a bound to how deep brackets may lie in brackets."""

from __future__ import annotations

from convstudio.errors import KernelTextError
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.tokens import Token

_DEEPEST = 12


class TokenReader:
    """A place in a list of tokens, of which the last is the end."""

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        self._source = source
        self._tokens = tokens
        self._at = 0
        self._nested = 0  # of all brackets

    @property
    def rest(self) -> Token:
        """The token that comes next."""
        return self._now

    def _enter(self, opening: Token) -> None:
        self._nested += 1
        if self._nested > _DEEPEST:
            problem = f"is the {_DEEPEST + 1}th bracket inside another."
            raise self._refused(opening, problem, "A kernel is a list of rows.")

    def _skip_index(self) -> None:
        """Passes over an index; what it takes of an array is not followed."""
        open_brackets = 0
        while self._now.kind != "end":
            open_brackets += (self._now.text == "[") - (self._now.text == "]")
            self._at += 1
            if open_brackets <= 0:
                return

    def _refused(self, token: Token, problem: str, hint: str = "") -> KernelTextError:
        return self._source.refused(token.start, token.end, problem, hint)

    def _skip_newlines(self, inside: bool) -> None:
        while inside and self._now.kind == "newline":
            self._at += 1

    @property
    def _now(self) -> Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    @property
    def _before(self) -> Token:
        return self._tokens[max(self._at - 1, 0)]
