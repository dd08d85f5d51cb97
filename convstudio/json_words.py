"""What is wrong with a JSON file that people keep, in words: msgspec's own are for programmers.

A file may hold anything: what is told of it is bounded, and has no character that is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from convstudio.errors import shortened

HINT = "Use another copy of it; one that was kept by hand can be mended in a text editor."
_Teller = Callable[[re.Match[str], str, bytes | None], str]  # of a form, a place, the file
_LONGEST_GIVEN = 60  # characters of a name or a word that stands in the file
_LONGEST_PATH = 100
_LONGEST_RAW = 200  # of an error whose words are not known here
_AT = " - at `"
_PATH = re.compile(r"\$[\w.\[\]]*")
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "a group of fields in braces",
    "datetime": "a date and a time",
    "bytes": "data in Base64",
}
_GIVEN = _TYPES | {"int": "a number", "float": "a number"}
_UNITS = {"str": " characters"}
_BOUNDS = {
    ">=": "of at least {}",
    "<=": "of at most {}",
    ">": "above {}",
    "<": "below {}",
    "": "of exactly {}",
}
_SLIPS = {
    "invalid character": "a character that does not belong there",
    "invalid number": "a number that is none",
    "invalid escape character in string": "an escape in a text that is none",
    "trailing characters": "something after its end",
    "trailing comma in object": "a comma after the last field",
    "trailing comma in array": "a comma after the last entry of a list",
    "object keys must be strings": "a field whose name is not in double quotes",
}


def quoted(name: str) -> str:
    """A name in quotation marks, as far as it can be shown."""
    return f"“{_shown(name, 300)}”"


def wrong(error: Exception, data: bytes | None = None) -> str:
    """What is wrong with a file, as words that follow a colon and have no full stop.

    Args:
        error: what msgspec raised, or Python where the text is none or too deep.
        data: the file's content, where it is at hand: lines are told from it.
    """
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "it is no text in UTF-8"
    text = str(error)
    what, at, path = text.rpartition(_AT)
    if not at or not path.endswith("`") or not _PATH.fullmatch(path[:-1]):
        what, path = text, ""
    place = _shown(path[:-1].removeprefix("$").removeprefix("."), _LONGEST_PATH)
    for pattern, told in _FORMS:
        if found := pattern.fullmatch(what):
            return told(found, place, data)
    return _shown(" ".join(text[: 2 * _LONGEST_RAW].split()).rstrip("."), _LONGEST_RAW)


def _cut(_found: re.Match[str], _place: str, data: bytes | None) -> str:
    return "it ends too early" if data is None or data.strip() else "it is empty"


def _slip(found: re.Match[str], _place: str, data: bytes | None) -> str:
    slip, byte = found[1], int(found[2])
    told = _SLIPS.get(slip, f"a mistake in its JSON ({_shown(slip, _LONGEST_GIVEN)})")
    byte -= slip == "trailing characters"  # of which msgspec tells the one after the first
    before = (data or b"")[:byte]
    if len(before) < byte:
        return f"it has {told}, at byte {byte + 1:,}"
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
    return f"it has {told}, in line {line:,}, column {column:,}"


def _unknown(found: re.Match[str], place: str, _data: bytes | None) -> str:
    return f"it has the unknown field {_given(found[1])}{_inside(place)}"


def _missing(found: re.Match[str], place: str, _data: bytes | None) -> str:
    return f"it lacks the field {_given(found[1])}{_inside(place)}"


def _type(found: re.Match[str], place: str, _data: bytes | None) -> str:
    wanted, given = found[1].split(" | "), found[2]
    told = _listed([_TYPES.get(one, _given(one)) for one in wanted])
    if given is None:
        return f"{place or 'it'} should be {told}"
    is_given = _GIVEN.get(given, _given(given))
    if given == "float" and "int" in wanted:
        is_given = "a number with a fraction"
    return f"{place or 'it'} should be {told}, and is {is_given}"


def _bound(found: re.Match[str], place: str, _data: bytes | None) -> str:
    kind = found[1]
    bound = _BOUNDS[found[3] or ""].format(_number(found[4]))
    units = _UNITS.get(kind, "") if found[2] else ""
    return f"{place or 'it'} should be {_TYPES.get(kind, _given(kind))} {bound}{units}"


def _value(found: re.Match[str], place: str, _data: bytes | None) -> str:
    return f"{place or 'it'} cannot be {_given(found[2] if found[1] is None else found[1])}"


def _plainly(words: str) -> _Teller:
    return lambda _found, place, _data: f"{place or 'it'} {words}"


_FORMS: tuple[tuple[re.Pattern[str], _Teller], ...] = (
    (re.compile("Input data was truncated"), _cut),
    (re.compile(r"JSON is malformed: (.*) \(byte (\d+)\)"), _slip),
    (re.compile("Object contains unknown field `(.*)`", re.DOTALL), _unknown),
    (re.compile("Object missing required field `(.*)`", re.DOTALL), _missing),
    (re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?"), _type),
    (re.compile(r"Expected `(\w+)`( of length)? (?:(>=|<=|>|<) )?([-\d.e+]+)"), _bound),
    (re.compile("Expected `str` matching regex .*", re.DOTALL), _plainly("has not the right form")),
    (
        re.compile("Expected `datetime` with a timezone component"),
        _plainly("should be a date and a time with their time zone"),
    ),
    (re.compile("Invalid RFC3339 encoded datetime"), _plainly("should be a date and a time")),
    (re.compile("Invalid base64 encoded string"), _plainly("should be data in Base64")),
    (re.compile("Number out of range"), _plainly("is a number that is too large")),
    (re.compile("Invalid (?:enum )?value (?:'(.*)'|(.*))", re.DOTALL), _value),
)


def _number(limit: str) -> str:
    """A bound as people read it: ``−1,000,000,000`` for ``-1000000000.0``."""
    whole = limit.removesuffix(".0")
    return (f"{int(whole):,}" if whole.lstrip("-").isdecimal() else whole).replace("-", "−")


def _inside(place: str) -> str:
    return f" in {place}" if place else ""


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _given(text: str) -> str:
    return f"“{_shown(text, _LONGEST_GIVEN)}”"


def _shown(text: str, longest: int) -> str:
    """A text, cut, with a mark for each character that is not shown."""
    return "".join(c if c.isprintable() else "\ufffd" for c in shortened(text, longest))
