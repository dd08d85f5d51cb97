"""Array literals with constant factors, as NumPy, MATLAB, C and Python write them; nothing is run.

A product is read of numbers, lists in ``[ ]``, ``( )`` or ``{ }``, and calls that hand a list on:
``1/16 * np.array([[1, 2], [3, 4]], dtype=float)``, ``[1 2; 3 4] / 9``, ``np.ones((5, 5)) / 25``.
"""

from __future__ import annotations

from dataclasses import replace

from convstudio.kernel.notation.arrays import (
    Call,
    Listed,
    Opaque,
    Ratio,
    SumOf,
    Value,
    reshaped,
    times,
    transposed,
    worked,
)
from convstudio.kernel.notation.calls import called
from convstudio.kernel.notation.grid import Cell
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.token_reader import TokenReader
from convstudio.kernel.notation.tokens import Token, parts

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BREAKS = ("newline", "end")


class Expressions(TokenReader):
    """Reads one statement's tokens from left to right.

    Attributes:
        known: the arrays that have a name by now.
        calls: every call that was read, first to last.
    """

    def __init__(self, source: Source, tokens: list[Token], known: dict[str, Value]) -> None:
        super().__init__(source, tokens)
        self._depth = 0  # of lists
        self.known = known
        self._ratio = Ratio(1.0)  # of the last number in a list
        self.calls: list[Call] = []

    def value(self) -> Value:
        """The value of a whole expression; what follows it is left alone."""
        found, token = self._product(inside=False), self._now
        if isinstance(found, Listed) and token.kind == "sign" and token.text in ("+", "-"):
            hint = "Nothing is run: paste the numbers that it gives."
            raise self._refused(token, "is a sum or a difference of a list.", hint)
        return found

    def values(self) -> Value:
        """The same; several lists with commas between them are the rows of one."""
        found = [self.value()]
        while self._now.text == ",":
            self._at += 1
            if self._now.kind == "end":
                break
            found.append(self.value())
        rows = [value for value in found if isinstance(value, Listed)]
        if len(found) == 1 or len(rows) < len(found):
            return found[0]
        return Listed(tuple(worked(row) for row in rows), rows[0].start, rows[-1].end)

    def _product(self, inside: bool) -> Value:
        left = self._signed(inside)
        while True:
            token = self._now
            if token.text not in ("*", "/", ".*", "./", "@") or token.kind != "sign":
                return left
            self._at += 1
            self._skip_newlines(inside)
            left = self._combined(left, self._signed(inside), token)

    def _combined(self, left: Value, right: Value, token: Token) -> Value:
        divides = token.text.endswith("/")
        if isinstance(left, Listed) and isinstance(right, SumOf) and divides:
            return replace(left, by_sum=True)
        if isinstance(left, Opaque | SumOf) or isinstance(right, Opaque | SumOf):
            return (
                left
                if isinstance(left, Listed)
                else right
                if isinstance(right, Listed)
                else Opaque()
            )
        if isinstance(left, Listed) and self._depth:
            hint = "Write its numbers out, or put the factor before or behind the whole."
            raise self._refused(token, "multiplies a list inside a list.", hint)
        if isinstance(right, Ratio):
            factor = self._inverse(right, token) if divides else right
            if isinstance(left, Ratio):
                return times(left, factor)
            return replace(left, ratio=times(left.ratio, factor))
        if isinstance(left, Listed) or divides:
            problem = "divides by a list." if divides else "multiplies two lists."
            hint = "Only a number can stand before or behind a list."
            raise self._refused(token, problem, hint)
        return replace(right, ratio=times(left, right.ratio))

    def _inverse(self, ratio: Ratio, token: Token) -> Ratio:
        if ratio.over == 0:
            raise self._source.refused(token.start, self._before.end, "divides by 0.")
        return Ratio(ratio.under, ratio.over)

    def _signed(self, inside: bool) -> Value:
        token = self._now
        sign = 1.0
        while self._now.kind == "sign" and self._now.text in "+-":
            sign = -sign if self._now.text == "-" else sign
            self._at += 1
        found = self._postfix(self._atom(token, inside))
        if sign > 0 or isinstance(found, Opaque | SumOf):
            return found
        if isinstance(found, Ratio):
            return Ratio(-found.over, found.under)
        return replace(found, ratio=times(Ratio(-1.0), found.ratio))

    def _atom(self, first: Token, inside: bool) -> Value:
        token = self._now
        self._at += 1
        if token.kind == "number":
            return Ratio(*parts(token))
        if token.kind == "name":
            return self._named(token)
        if token.kind == "string" and not inside:
            return Opaque()
        if token.kind == "sign" and token.text in _CLOSING:
            return self._bracket(token)
        self._at -= token.kind in _BREAKS
        wrong = first if token.kind in _BREAKS and first is not token else token
        if wrong.kind in _BREAKS:
            raise self._source.refusal(wrong.start, wrong.end, "The text ends too early.")
        raise self._refused(wrong, "is no number.", _hint(wrong.text))

    def _bracket(self, opening: Token) -> Value:
        """What a pair of brackets holds: a list, or, alone in parentheses, the value itself."""
        self._enter(opening)
        self._depth += 1
        rows, commas, breaks = self._items(opening)
        self._depth -= 1
        self._nested -= 1
        end = self._before.end
        items = [item for row in rows for item in row]
        if opening.text == "(" and len(items) == 1 and not commas:
            item = items[0]
            return item if isinstance(item, Listed) else self._ratio
        in_rows = len(rows) > 1 and (breaks or not self._depth)
        if in_rows and all(isinstance(item, Cell) for item in items):
            items = [Listed(tuple(row), opening.start, end) for row in rows]
        return Listed(tuple(items), opening.start, end)

    def _items(self, opening: Token) -> tuple[list[list[Cell | Listed]], bool, bool]:
        """The items, in rows where ``;`` or a line end parts them; commas? semicolons?"""
        rows: list[list[Cell | Listed]] = [[]]
        commas = breaks = False
        comma: Token | None = None
        while True:
            token = self._now
            if token.kind == "end":
                closing = f"“{_CLOSING[opening.text]}” is missing."
                raise self._refused(opening, "has no closing bracket.", closing)
            if token.kind == "sign" and token.text == _CLOSING[opening.text]:
                self._at += 1
                return [row for row in rows if row], commas, breaks
            if token.kind == "newline" or token.text == ";":
                breaks = breaks or token.text == ";"
                if comma is None and rows[-1]:
                    rows.append([])
                self._at += 1
            elif token.text == ",":
                if comma is not None or not rows[-1]:
                    hint = "Wanted: one number between two commas."
                    raise self._refused(token, "has no number before it.", hint)
                commas, comma = True, token
                self._at += 1
            else:
                rows[-1].append(self._item())
                comma = None

    def _item(self) -> Cell | Listed:
        first = self._now
        found = self._product_in_list()
        if isinstance(found, Listed):
            return worked(found)
        if isinstance(found, Ratio):
            self._ratio = found
            return Cell(found.value, first.start, self._before.end)
        raise self._refused(first, "is no number.", _hint(first.text))

    def _product_in_list(self) -> Value:
        """A product; a sign that stands close to what follows it begins the next item."""
        found = self._product(inside=True)
        token = self._now
        if token.kind == "sign" and token.text in ("+", "-"):
            after = self._tokens[self._at + 1]
            if not token.spaced or after.spaced:
                hint = "Wanted: numbers, products and quotients; a comma parts two numbers."
                raise self._refused(token, "is a sum or a difference in a list.", hint)
        return found

    def _named(self, token: Token) -> Value:
        """A name with its dots, called or not."""
        name = token.text
        while self._now.text == "." and self._tokens[self._at + 1].kind == "name":
            before, name = name, self._tokens[self._at + 1].text
            self._at += 2
            if before in self.known:
                return self._method(self.known[before], name)
        if self._now.text == "(":
            return self._call(name)
        if (
            name.lower() in ("nan", "inf", "infinity", "none", "null", "true", "false")
            and self._depth
        ):
            raise self._refused(token, "is no weight.", "A weight is a finite number.")
        return self.known.get(name, Opaque())

    def _call(self, name: str) -> Value:
        given, named = self._arguments()
        self.calls.append(Call(name, given, named))
        here = self._before
        made = called(name, given, named, (here.start, here.end))
        return self.known.get(name, made) if isinstance(made, Opaque) else made

    def _arguments(self) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """Those of a call, up to its closing parenthesis."""
        opening = self._now
        self._enter(opening)
        self._at += 1
        given: list[Value] = []
        named: dict[str, Value] = {}
        depth, self._depth = self._depth, 0
        while self._now.text != ")" or self._now.kind != "sign":
            token = self._now
            if token.kind == "end":
                raise self._refused(opening, "has no closing bracket.", "“)” is missing.")
            if token.kind == "newline" or token.text in (",", ":", ";"):
                self._at += 1
            elif token.kind == "name" and self._tokens[self._at + 1].text == "=":
                self._at += 2
                self._skip_newlines(True)
                named[token.text] = self._argument()
            else:
                given.append(self._argument())
        self._at += 1
        self._nested -= 1
        self._depth = depth
        return tuple(given), named

    def _argument(self) -> Value:
        found = self._product(inside=False)
        while self._now.kind == "sign" and self._now.text not in (",", ")"):
            self._at += 1  # what comes after a sum or a comparison means nothing here
            if self._now.kind not in ("sign", *_BREAKS):
                self._product(inside=False)
        return found

    def _postfix(self, found: Value) -> Value:
        """Methods, transposes and indices behind a value."""
        while True:
            token = self._now
            after = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
            if token.text == "." and after.kind == "name" and not self._depth:
                self._at += 2
                found = self._method(found, after.text)
            elif token.text == "'" and not token.spaced and isinstance(found, Listed):
                self._at += 1
                found = transposed(found)
            elif token.text == "[" and not self._depth and isinstance(found, Opaque | Listed):
                self._skip_index()
            else:
                return found

    def _method(self, found: Value, name: str) -> Value:
        given: tuple[Value, ...] = ()
        if self._now.text == "(":
            given, _ = self._arguments()
        if name == "sum":
            return SumOf()
        if isinstance(found, Listed):
            if name in ("T", "transpose"):
                return transposed(found)
            if name == "reshape":
                return reshaped(found, given)
        return found


def _hint(text: str) -> str:
    return "Decimals stand after a point: 1.5." if "," in text else ""
