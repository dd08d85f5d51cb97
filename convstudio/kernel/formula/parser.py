"""From tokens to a program for a stack: precedence climbing, bounded in depth and in steps."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import Literal

from convstudio.errors import FormulaError
from convstudio.kernel.formula.functions import CONSTANTS, FUNCTIONS, VARIABLES
from convstudio.kernel.formula.tokens import Token, tokenise

DEEPEST = 48  # levels of brackets, signs and powers
MOST_STEPS = 800
MOST_SLIDERS = 12

# As in Python, from the loosest to the tightest.
_BINARY = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/%", 6),
    "**": 8,
}
_NOT, _COMPARISON, _SIGN, _POWER = 3, 4, 7, 8
_NO_NUMBERS = frozenset({"nan", "inf", "infinity"})
_SUPERSCRIPTS = {"²": 2.0, "³": 3.0}


@dataclass(frozen=True)
class Step:
    """One step on a stack: put a number or a name's value, or replace ``count`` values by one."""

    kind: Literal["number", "name", "prefix", "operator", "function"]
    name: str
    value: float
    count: int
    start: int
    length: int


@dataclass(frozen=True)
class Formula:
    """A formula that can be computed.

    Attributes:
        text: as it was typed.
        steps: in the order they are done; the last leaves the result alone on the stack.
        sliders: the names that are no variable and no constant, in the order they appear.
    """

    text: str
    steps: tuple[Step, ...]
    sliders: tuple[str, ...]


def parse(text: str) -> Formula:
    """The formula that a text says.

    Raises:
        FormulaError: it says none; points at the character.
    """
    parser = _Parser(text)
    steps = parser.whole()
    names = dict.fromkeys(step.name for step in steps if step.kind == "name")
    sliders = tuple(name for name in names if name not in VARIABLES)
    if len(sliders) > MOST_SLIDERS:
        extra = next(step for step in steps if step.name == sliders[MOST_SLIDERS])
        raise FormulaError(
            f"a formula has at most {MOST_SLIDERS} sliders; “{extra.name}” would be one more.",
            text=text,
            start=extra.start,
            length=extra.length,
        )
    return Formula(text, steps, sliders)


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenise(text)
        self._place = 0
        self._depth = 0
        self._steps: list[Step] = []

    def whole(self) -> tuple[Step, ...]:
        if self._peek().kind == "end":
            raise self._error(
                "the formula is empty.", hint="Such as exp(-(x**2 + y**2) / (2*s**2))."
            )
        self._expression(0)
        if self._peek().kind != "end":
            raise self._left_over(self._peek())
        return tuple(self._steps)

    def _peek(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += token.kind != "end"
        return token

    def _takes(self, sign: str) -> bool:
        if self._peek().kind == "sign" and self._peek().text == sign:
            self._place += 1
            return True
        return False

    def _emit(self, *steps: Step) -> None:
        if len(self._steps) + len(steps) > MOST_STEPS:
            raise self._error(f"the formula has more than {MOST_STEPS} steps.", steps[0])
        self._steps.extend(steps)

    def _expression(self, loosest: int) -> None:
        """An operand and all that binds at least as tightly as ``loosest``."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"brackets, signs and powers stand over {DEEPEST} levels deep here.")
        begin = len(self._steps)
        self._operand()
        while True:
            token = self._peek()
            if token.text in _SUPERSCRIPTS and loosest <= _POWER:
                self._superscript(self._take())
                continue
            binds = _BINARY.get(token.text, -1) if token.kind == "sign" else -1
            if binds < max(loosest, 0):
                break
            if binds == _COMPARISON:
                self._comparisons(begin)
            else:
                self._take()
                # Powers are taken from the right: 2**3**2 is 2**9.
                self._expression(_SIGN if binds == _POWER else binds + 1)
                self._operator(token)
        self._depth -= 1

    def _operand(self) -> None:
        token = self._take()
        if token.kind == "number":
            self._number(token)
        elif token.kind == "name":
            self._name(token)
        elif token.text in ("-", "+"):
            # −x² is −(x²).
            self._expression(_POWER)
            self._emit(Step("prefix", token.text, 0.0, 1, token.start, token.length))
        elif token.text == "not":
            self._expression(_NOT)
            self._emit(Step("prefix", "not", 0.0, 1, token.start, token.length))
        elif token.text == "√":
            self._expression(_POWER + 1)
            self._emit(Step("prefix", "√", 0.0, 1, token.start, token.length))
        elif token.text == "(":
            self._expression(0)
            self._close(token)
        else:
            raise self._missing_operand(token)

    def _number(self, token: Token) -> None:
        value = float(token.text)
        if not math.isfinite(value):
            raise self._error(f"{token.text[:40]} is too large a number.", token)
        self._emit(Step("number", token.text, value, 0, token.start, token.length))

    def _name(self, token: Token) -> None:
        called = self._peek().kind == "sign" and self._peek().text == "("
        if token.text in FUNCTIONS:
            if not called:
                raise self._error(
                    f"{token.text} is a function: its values stand in brackets after it.",
                    token,
                    hint=f"{token.text}: {FUNCTIONS[token.text].help}.",
                )
            self._call(token)
        elif called:
            raise self._no_function(token)
        elif token.text in CONSTANTS:
            value = CONSTANTS[token.text]
            self._emit(Step("number", token.text, value, 0, token.start, token.length))
        elif token.text.lower() in _NO_NUMBERS:
            raise self._error(f"{token.text} is no number that a weight can be made of.", token)
        else:
            self._emit(Step("name", token.text, 0.0, 0, token.start, token.length))

    def _call(self, token: Token) -> None:
        bracket = self._take()
        count = 0
        if not (self._peek().kind == "sign" and self._peek().text == ")"):
            self._expression(0)
            count = 1
            while self._takes(","):
                self._expression(0)
                count += 1
        self._close(bracket)
        function = FUNCTIONS[token.text]
        if not function.fewest <= count <= function.most:
            raise self._error(_count_words(token.text, count), token, hint=f"{function.help}.")
        self._emit(Step("function", token.text, 0.0, count, token.start, token.length))

    def _operator(self, token: Token) -> None:
        self._emit(Step("operator", token.text, 0.0, 2, token.start, token.length))

    def _superscript(self, token: Token) -> None:
        value = _SUPERSCRIPTS[token.text]
        self._emit(Step("number", token.text, value, 0, token.start, token.length))
        self._emit(Step("operator", "**", 0.0, 2, token.start, token.length))

    def _comparisons(self, begin: int) -> None:
        """−1 < x < 1 is −1 < x and x < 1: the operand between is done twice."""
        previous = tuple(self._steps[begin:])
        first = True
        while self._peek().kind == "sign" and _BINARY.get(self._peek().text) == _COMPARISON:
            token = self._take()
            if not first:
                self._emit(*previous)
            begin = len(self._steps)
            self._expression(_COMPARISON + 1)
            previous = tuple(self._steps[begin:])
            self._operator(token)
            if not first:
                self._emit(Step("operator", "and", 0.0, 2, token.start, token.length))
            first = False

    def _close(self, bracket: Token) -> None:
        if self._takes(")"):
            return
        if self._peek().kind == "end":
            raise self._error("this bracket is not closed.", bracket)
        raise self._left_over(self._peek())

    def _left_over(self, token: Token) -> FormulaError:
        if token.text == ")":
            return self._error("this bracket closes none that was opened.", token)
        if token.text == ",":
            hint = "Decimals stand after a point: 1.5."
            return self._error("a comma stands between the values of a function.", token, hint=hint)
        if token.kind == "sign":
            return self._error(f"“{self._typed(token)}” cannot stand here.", token)
        before = self._tokens[self._place - 1]
        pair = f"{before.text}*{token.text}"
        hint = f"To multiply, write {pair if before.kind != 'sign' else f'*{token.text}'}."
        return self._error(f"an operator is missing before “{token.text}”.", token, hint=hint)

    def _missing_operand(self, token: Token) -> FormulaError:
        if token.kind == "end":
            return self._error("something is missing at the end.", token)
        return self._error(
            f"a number, a name or a bracket should stand here, not “{self._typed(token)}”.", token
        )

    def _no_function(self, token: Token) -> FormulaError:
        if token.text in VARIABLES or token.text in CONSTANTS:
            hint = f"To multiply, write {token.text}*( … )."
            return self._error(f"{token.text} is a number, no function.", token, hint=hint)
        near = difflib.get_close_matches(token.text, FUNCTIONS)
        known = ", ".join(near) if near else ", ".join(FUNCTIONS)
        hint = f"{'Did you mean' if near else 'There are'} {known}{'?' if near else '.'}"
        return self._error(f"there is no function named “{token.text}”.", token, hint=hint)

    def _typed(self, token: Token) -> str:
        """A token as it was typed: × may be understood as ``*``."""
        return self._text[token.start : token.start + token.length]

    def _error(
        self, message: str, where: Token | Step | None = None, hint: str = ""
    ) -> FormulaError:
        at = where or self._peek()
        return FormulaError(message, text=self._text, start=at.start, length=at.length, hint=hint)


def _count_words(name: str, count: int) -> str:
    function = FUNCTIONS[name]
    wanted = str(function.fewest)
    if function.most != function.fewest:
        wanted += f" to {function.most}"
    values = "value" if wanted == "1" else "values"
    return f"{name} takes {wanted} {values}, not {count}."
