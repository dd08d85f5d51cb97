"""JSON: the project's own kernel files, and objects of other programs that hold a matrix."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any, NoReturn

from convstudio.errors import ValidationError
from convstudio.kernel.kernel import CUSTOM, Kernel
from convstudio.kernel.kernel_file import kernel_in_text, kernel_text
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised, Settings, Written

FORM = "json"
_MATRIX_KEYS = ("weights", "kernel", "matrix", "values", "data", "coefficients")
_DEEPEST = 24
_MOST = 64


def looks_like(text: str) -> bool:
    """Whether it is an object of JSON, or a list of such."""
    start = text.lstrip()[:200].lstrip("[ \n\t")
    return start.startswith("{") and start[1:].lstrip().startswith(('"', "}"))


def read(source: Source) -> Recognised:
    """The kernel of an object with ``weights``, or with a matrix by another usual name.

    Raises:
        KernelTextError: no JSON, or JSON of another shape; the message says which.
    """
    own = kernel_in_text(source.original)
    if own is not None:
        return Recognised(FORM, "Kernel file", own)
    found = _decoded(source)
    objects = found if isinstance(found, list) else [found]
    if isinstance(found, dict) and isinstance(found.get("kernels"), list):
        objects = found["kernels"]
    if not objects or len(objects) > _MOST:
        raise _refusal(source, f"The JSON holds {len(objects)} kernels.", f"1 to {_MOST} are read.")
    kernels = [_kernel(source, one) for one in objects]
    unread = sorted({key for one in objects for key in one} - set(_READ))
    warnings: tuple[str, ...] = ()
    if unread:
        warnings = (f"Not read: {', '.join(key[:40] for key in unread[:6])}.",)
    return Recognised(FORM, "JSON kernel", kernels[0], tuple(kernels[1:]), warnings=warnings)


_READ = (*_MATRIX_KEYS, "divisor", "name", "description", "source", "anchor", "kernels")


def _decoded(source: Source) -> Any:
    text = source.original
    depth = deepest = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise _refusal(source, "The JSON is nested too deeply.", "Wanted: rows of weights.")

    def refuse(constant: str) -> NoReturn:
        at = max(text.find(constant), 0)
        raise source.refused(at, at + len(constant), "is no weight.", "A weight is finite.")

    try:
        return json.loads(text.lstrip("\ufeff"), parse_constant=refuse, parse_int=float)
    except json.JSONDecodeError as error:
        at = min(error.pos, len(text))
        line, column = source.place(at)
        message = f"Line {line}, column {column}: the JSON cannot be read: {error.msg.lower()}."
        raise source.refusal(at, at + 1, message) from error


def _kernel(source: Source, found: object) -> Kernel:
    if not isinstance(found, dict):
        raise _refusal(source, "The JSON mixes objects and others.")
    key = next((key for key in _MATRIX_KEYS if key in found), None)
    if key is None:
        names = ", ".join(str(name)[:40] for name in list(found)[:6]) or "nothing"
        raise _refusal(source, f"The JSON has no weights; it has {names}.")
    rows = _rows(source, key, found[key])
    divisor = found.get("divisor", 1.0)
    anchor = found.get("anchor")
    if anchor is not None:
        if not isinstance(anchor, list) or len(anchor) != 2 or not all(map(_is_whole, anchor)):
            raise _refusal(source, "The anchor of the JSON is not [row, column].")
        anchor = int(anchor[0]), int(anchor[1])
    words = [found.get(name, default) for name, default in _WORDS.items()]
    if not all(isinstance(word, str) for word in words):
        raise _refusal(source, "Name, description and source of a kernel are texts.")
    try:
        return Kernel(rows, divisor, words[0] or CUSTOM, words[1], words[2], anchor)
    except ValidationError as error:
        raise _refusal(source, error.sentence, error.hint) from error


_WORDS = {"name": CUSTOM, "description": "", "source": ""}


def _rows(source: Source, key: str, rows: object) -> tuple[tuple[float, ...], ...]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise _refusal(source, f"“{key}” of the JSON is no list of rows.")
    lengths = [len(row) for row in rows]
    for number, row in enumerate(rows, 1):
        for value in row:
            if not isinstance(value, float) or not math.isfinite(value):
                shown = json.dumps(value)[:32]
                raise _refusal(source, f"Row {number} of “{key}” holds {shown}, no number.")
        if len(row) != lengths[0]:
            count = f"{len(row)} number{'s' * (len(row) != 1)}"
            raise _refusal(source, f"Row {number} of “{key}” has {count}, row 1 has {lengths[0]}.")
    return tuple(tuple(row) for row in rows)


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and abs(value) < 1e6 and value == int(value)


def _refusal(source: Source, message: str, hint: str = "") -> Exception:
    wanted = 'Wanted: {"weights": [[1, 2], [3, 4]], "divisor": 10}.'
    return source.refusal(0, len(source.text), message, hint or wanted)


def write(settings: Settings) -> Written:
    """A kernel file of this project; the anchor is there where it is not the centre."""
    kernel = settings.kernel
    if settings.anchor != kernel.centre:
        kernel = replace(kernel, anchor=settings.anchor)
    warnings = losses(settings, "A kernel file", frozenset({"anchor"}))
    return Written(kernel_text(kernel), tuple(warnings))
