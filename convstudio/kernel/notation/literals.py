"""Kernels in code, read and not run: NumPy, OpenCV, SciPy, MATLAB, C, nested lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from convstudio.errors import KernelTextError
from convstudio.kernel.kernel import CUSTOM, Kernel, Pair
from convstudio.kernel.notation.arrays import Call, Listed, Opaque, Ratio, Value, cells_of
from convstudio.kernel.notation.expressions import Expressions
from convstudio.kernel.notation.planes import MOST_KERNELS, kernels_of
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.tokens import Token, tokens_of
from convstudio.kernel.notation.values import Recognised
from convstudio.numerics.borders import BorderMode

# What each function does with its kernel: whether it turns it.
_FLIPS = {
    "filter2D": False, "correlate": False, "correlate2d": False, "imfilter": False,
    "filter2": False, "conv2d": False, "convolve": True, "convolve2d": True, "conv2": True,
    "fftconvolve": True, "oaconvolve": True,
}  # fmt: skip
_CENTRED_LOW = (
    "filter2D",
    "correlate",
    "convolve",
)  # whose even kernels have their centre at n // 2
_OPENCV_BORDERS: dict[str, BorderMode] = {
    "BORDER_CONSTANT": "zeros", "BORDER_REPLICATE": "edge", "BORDER_REFLECT": "symmetric",
    "BORDER_REFLECT_101": "reflect", "BORDER_REFLECT101": "reflect", "BORDER_DEFAULT": "reflect",
    "BORDER_WRAP": "wrap",
}  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """An array with the name that it was given."""

    listed: Listed
    name: str


def read(source: Source) -> Recognised:
    """The arrays in a text of code.

    Raises:
        KernelTextError: there is none, or it is no kernel.
    """
    found, calls, problem = _arrays(source)
    if not found and problem is not None:
        raise problem
    if not found:
        raise source.refusal(
            0,
            len(source.text),
            "There is no list of numbers in the text.",
            "Wanted: rows of weights such as [[1, 2, 1], [2, 4, 2], [1, 2, 1]].",
        )
    kernels: list[Kernel] = []
    notes: list[str] = []
    for one in found:
        made, said = kernels_of(source, one.listed, one.name or CUSTOM)
        kernels += made
        notes += said
    if len(kernels) > MOST_KERNELS:
        raise source.refusal(
            0,
            len(source.text),
            f"The text has {len(kernels)} kernels; {MOST_KERNELS} are read.",
            "Take a part of it.",
        )
    identifier, label = _form(source.text)
    read = Recognised(identifier, label, kernels[0], tuple(kernels[1:]), notes=tuple(notes))
    return _with_call(read, calls, source.text)


def _arrays(source: Source) -> tuple[list[_Found], list[Call], KernelTextError | None]:
    """Every array by the last value of its name; the calls that filter; the first problem."""
    problem: KernelTextError | None = None
    named: dict[str, Value] = {}
    bare: list[_Found] = []
    calls: list[Call] = []
    for statement in _statements(source):
        name, operator, start = _target(statement)
        reader = Expressions(source, [*statement[start:], _end_of(statement)], named)
        try:
            value = reader.values()
        except KernelTextError as error:
            if _has_numbers_in_brackets(statement):
                raise
            problem = problem or error
            continue
        used = [call for call in reader.calls if call.name in _FLIPS]
        calls += used
        if operator and isinstance(named.get(name), Listed):
            value = _changed(named[name], operator, value)
        if not isinstance(value, Listed) or not cells_of(value):
            continue
        if name:
            named.pop(name, None)  # so that the last comes last
            if not used or not _is_known(value, named):
                named[name] = value
        elif not _is_known(value, named):
            bare.append(_Found(value, ""))
    found = [_Found(value, name) for name, value in named.items() if isinstance(value, Listed)]
    return [*found, *bare], calls, problem


def _is_known(value: Listed, named: dict[str, Value]) -> bool:
    """Whether an expression only handed on an array that has a name: ``filter2D(img, -1, k)``."""
    return any(isinstance(other, Listed) and other.start == value.start for other in named.values())


def _changed(value: Value, operator: str, by: Value) -> Value:
    """``k /= 9``, ``k *= 2``, ``k /= k.sum()``."""
    if not isinstance(value, Listed):
        return value
    if isinstance(by, Ratio) and by.over:
        ratio = value.ratio
        over, under = (by.under, by.over) if operator == "/" else (by.over, by.under)
        return replace(value, ratio=Ratio(ratio.over * over, ratio.under * under))
    by_sum = operator == "/" and not isinstance(by, Listed | Opaque | Ratio)
    return replace(value, by_sum=True) if by_sum else value


def _statements(source: Source) -> Iterator[list[Token]]:
    """Tokens up to a line end or a semicolon outside all brackets."""
    statement: list[Token] = []
    depth = 0
    for token in tokens_of(source):
        if token.kind == "sign":
            depth = max(depth + (token.text in "([{") - (token.text in ")]}"), 0)
        ends = token.kind == "end" or (not depth and (token.kind == "newline" or token.text == ";"))
        # A factor may stand on a line of its own, as MATLAB prints it.
        if ends and not (token.kind == "newline" and statement and statement[-1].text in "*/=,"):
            if statement:
                yield statement
            statement = []
        elif not (token.kind == "newline" and not depth):
            statement.append(token)


def _target(statement: list[Token]) -> tuple[str, str, int]:
    """(name, the operator of ``/=`` or ``*=``, where the expression begins)."""
    depth = 0
    for index, token in enumerate(statement):
        if token.kind != "sign":
            continue
        depth += (token.text in "([{") - (token.text in ")]}")
        following = statement[index + 1].text if index + 1 < len(statement) else ""
        if token.text == "=" and depth == 0 and following != "=":
            before = statement[index - 1].text if index else ""
            operator = before if before in ("/", "*", "./", ".*") else ""
            return _name(statement[:index]), operator[-1:], index + 1
    return "", "", 0


def _name(tokens: list[Token]) -> str:
    """That of the variable: the last before a C array's size, or before ``=``."""
    depth, name = 0, ""
    for token in tokens:
        depth += (token.text == "[") - (token.text == "]")
        if token.kind == "name" and not depth:
            name = token.text
    return name


def _end_of(statement: list[Token]) -> Token:
    end = statement[-1].end
    return Token("end", "", end, end, False)


def _has_numbers_in_brackets(statement: list[Token]) -> bool:
    """Whether it is meant as a list of numbers: two of them in ``[ ]`` or ``{ }``."""
    depth = numbers = 0
    for token in statement:
        if token.kind == "sign":
            depth += (token.text in "[{") - (token.text in "]}")
        elif depth > 0 and token.kind in ("number", "junk"):
            numbers += 1
    return numbers > 1 or depth > 0


def _with_call(read: Recognised, calls: list[Call], text: str) -> Recognised:
    """What the function that filters with the kernel says: flip, border, anchor, bias."""
    if not calls:
        return read
    call = calls[-1]
    kernel = read.kernel
    if call.name in _CENTRED_LOW and not (kernel.rows % 2 and kernel.columns % 2):
        kernel = replace(kernel, anchor=(kernel.rows // 2, kernel.columns // 2))
    read = replace(read, kernel=kernel, flip=_FLIPS[call.name])
    if call.name != "filter2D":
        return read
    borders = [_OPENCV_BORDERS.get(name) for name in re.findall(r"\bBORDER_\w+", text)]
    border = borders[-1] if borders else "reflect"
    read = replace(read, form="opencv", label="OpenCV filter2D", border=border)
    anchor = _anchor(call, kernel)
    delta = call.named.get("delta", call.given[5] if len(call.given) > 5 else None)
    if anchor is not None:
        read = replace(read, kernel=replace(kernel, anchor=anchor))
    if isinstance(delta, Ratio) and delta.over:
        note = f"delta {delta.value:g} was read as grey levels of an 8-bit picture."
        read = replace(read, bias=delta.value / 255, notes=(*read.notes, note))
    return read


def _anchor(call: Call, kernel: Kernel) -> Pair | None:
    """filter2D's anchor is (x, y)."""
    given = call.named.get("anchor", call.given[4] if len(call.given) > 4 else None)
    if not isinstance(given, Listed):
        return None
    place = [cell.value for cell in cells_of(given)]
    if len(place) != 2 or not (0 <= place[1] < kernel.rows and 0 <= place[0] < kernel.columns):
        return None
    return int(place[1]), int(place[0])


_FORMS = (
    ("opencv", "OpenCV kernel", re.compile(r"\bcv2?\b|\bfilter2D\b")),
    ("numpy", "NumPy array", re.compile(r"\b(?:np|numpy|jnp|cp)\.|\barray\s*\(")),
    ("torch", "PyTorch tensor", re.compile(r"\btorch\.|\btensor\s*\(")),
    (
        "matlab",
        "MATLAB matrix",
        re.compile(r"\[[ \t]*[-+.\d][^\[\],]*[;\n]|\.\.\.|\b(?:conv2|imfilter|fspecial)\b"),
    ),
    ("c", "C array", re.compile(r"\{")),
    ("numpy", "NumPy array, printed", re.compile(r"\[\[\s*-?[\d.]++[ \t]+-?[\d.]")),
)


def _form(text: str) -> tuple[str, str]:
    """(identifier, label), by what stands in the text."""
    for identifier, label, pattern in _FORMS:
        if pattern.search(text):
            return identifier, label
    return "lists", "Nested lists"
