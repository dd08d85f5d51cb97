"""What is wrong with a JSON file, in words: each, none that is long, none that moves a cursor."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from convstudio.errors import PipelineFileError, SessionFileError
from convstudio.json_words import HINT, quoted, wrong
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.pipeline_file import pipeline_json, read_pipeline
from convstudio.pipeline.storage.session_file import StoredSession, read_session, session_json

_PIPELINE = Pipeline((Convolution(Kernel(((0, 1, 0),) * 3)),))


class _Part(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag="one"):
    size: int


class _File(msgspec.Struct, forbid_unknown_fields=True):
    scale: Annotated[float, Meta(ge=0.5, lt=9.0)] = 1.0
    count: int = 0
    place: Annotated[float, Meta(gt=-1e9)] = 0.0
    word: Annotated[str, Meta(max_length=3)] = ""
    hash: Annotated[str, Meta(pattern="^[0-9]*$")] = ""
    on: bool = False
    pair: tuple[int, int] | None = None
    few: Annotated[list[int], Meta(max_length=2)] = []
    kind: Literal["a", "b"] = "a"
    version: Literal[2] = 2
    parts: list[_Part] = []
    any: float | str | bool = 0.0
    plain: datetime | None = None
    when: Annotated[datetime, Meta(tz=True)] | None = None
    data: bytes = b""
    named: dict[str, int] = {}


def _told(data: bytes | str) -> str:
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError, RecursionError)) as caught:
        msgspec.json.decode(data, type=_File)
    return wrong(caught.value, data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ('{"scale": 1', "it ends too early"),
        ("[]", "it should be a group of fields in braces, and is a list"),
        ('{"scale": "big"}', "scale should be a number, and is a text"),
        ('{"scale": null}', "scale should be a number, and is null"),
        ('{"scale": true}', "scale should be a number, and is true or false"),
        ('{"scale": 0}', "scale should be a number of at least 0.5"),
        ('{"scale": 9}', "scale should be a number below 9"),
        ('{"place": -2e9}', "place should be a number above −1,000,000,000"),
        ('{"scale": 1e999}', "scale is a number that is too large"),
        ('{"count": 1.5}', "count should be a whole number, and is a number with a fraction"),
        ('{"on": 1}', "on should be true or false, and is a number"),
        ('{"word": "four"}', "word should be a text of at most 3 characters"),
        ('{"hash": "x"}', "hash has not the right form"),
        ('{"pair": 1}', "pair should be a list or null, and is a number"),
        ('{"pair": [1]}', "pair should be a list of exactly 2"),
        (
            '{"pair": [1, {}]}',
            "pair[1] should be a whole number, and is a group of fields in braces",
        ),
        ('{"few": [1, 2, 3]}', "few should be a list of at most 2"),
        ('{"kind": "c"}', "kind cannot be “c”"),
        ('{"kind": ""}', "kind cannot be “”"),
        ('{"parts": [{"type": ""}]}', "parts[0].type cannot be “”"),
        ('{"version": 3}', "version cannot be “3”"),
        ('{"any": []}', "any should be true or false, a number or a text, and is a list"),
        ('{"parts": [{"type": "two"}]}', "parts[0].type cannot be “two”"),
        ('{"parts": [{"type": 2}]}', "parts[0].type should be a text"),
        ('{"parts": [{"type": "one"}]}', "it lacks the field “size” in parts[0]"),
        ('{"parts": [{"type": "one", "sice": 1}]}', "it has the unknown field “sice” in parts[0]"),
        ('{"sclae": 1}', "it has the unknown field “sclae”"),
        ('{"plain": "noon"}', "plain should be a date and a time"),
        (
            '{"when": "2026-01-01T00:00:00"}',
            "when should be a date and a time with their time zone",
        ),
        ('{"data": "*"}', "data should be data in Base64"),
        ('{"named": {"é": "x"}}', "named[...] should be a whole number, and is a text"),
        ('{"scale": NaN}', "it has a character that does not belong there, in line 1, column 11"),
        (
            '{"word": "é",\n "scale": 1,}',
            "it has a comma after the last field, in line 2, column 13",
        ),
        ('{"few": [1,]}', "it has a comma after the last entry of a list, in line 1, column 12"),
        ("{'word': 1}", "it has a field whose name is not in double quotes, in line 1, column 2"),
        ('{"scale": 01}', "it has a number that is none, in line 1, column 12"),
        ("{}{}", "it has something after its end, in line 1, column 3"),
        (b'{"word": "\xff"}', "it is no text in UTF-8"),
        ('{"few": ' + "[" * 100_000, "few[0] should be a whole number, and is a list"),
        ('{"x": ' + "[" * 100_000, "it has the unknown field “x”"),
    ],
)
def test_each_mistake_has_its_words(data: bytes | str, words: str) -> None:
    assert _told(data) == words


def test_nests_that_are_too_deep_are_told() -> None:
    assert wrong(RecursionError("maximum recursion depth exceeded")) == "it is nested too deeply"


def test_what_nobody_foresaw_is_told_in_its_own_words() -> None:
    assert wrong(msgspec.MsgspecError("Odd\n thing - at `$.a`.")) == "Odd thing - at `$.a`"
    assert len(wrong(msgspec.MsgspecError("odd " * 10**6))) <= 200
    assert wrong(msgspec.DecodeError("JSON is malformed: odd thing (byte 4)")) == (
        "it has a mistake in its JSON (odd thing), at byte 5"
    )


@pytest.mark.parametrize("text", ["x" * 3_000_000, "\x1b[2J\u202e\r", "a` - at `$.b", "`'\n'`"])
@pytest.mark.parametrize("form", ["{{{}: 1}}", '{{"kind": {}}}', '{{"parts": [{{"type": {}}}]}}'])
def test_what_stands_in_a_file_is_cut_and_never_raw(no_stall: None, text: str, form: str) -> None:
    told = _told(form.format(json.dumps(text)))
    assert len(told) < 120
    assert told.isprintable()
    assert "“" in told


@given(st.text(max_size=50))
def test_any_words_are_told_on_one_short_line(text: str) -> None:
    for error in (msgspec.MsgspecError(text), msgspec.MsgspecError(f"{text} - at `$.{text}`")):
        told = wrong(error)
        assert told.isprintable()
        assert len(told) < 400


def test_a_name_is_quoted_as_far_as_it_can_be_shown() -> None:
    assert quoted("a b.json") == "“a b.json”"
    assert quoted("a\n\x1b.json") == "“a\ufffd\ufffd.json”"


def test_a_damaged_session_and_pipeline_say_what_and_what_to_do(tmp_path) -> None:
    session, pipeline = tmp_path / "bad.convstudio", tmp_path / "bad.json"
    whole = session_json(StoredSession(_PIPELINE))
    session.write_text(whole.replace('"scale": 1.0', '"scale": "big"'), encoding="utf-8")
    with pytest.raises(SessionFileError) as caught:
        read_session(session)
    assert caught.value.message == (
        "“bad.convstudio” is a damaged session: views.scale should be a number, and is a text."
    )
    assert caught.value.hint == HINT
    session.write_text(whole.replace('"weights"', '"wieghts"'), encoding="utf-8")
    with pytest.raises(SessionFileError) as caught:
        read_session(session)
    assert caught.value.message.endswith(
        ": it has the unknown field “wieghts” in pipeline.layers[0].kernel."
    )
    session.write_text(whole[:-40], encoding="utf-8")
    with pytest.raises(SessionFileError, match="is a damaged session: it ends too early"):
        read_session(session)
    pipeline.write_text(pipeline_json(_PIPELINE)[:-9], encoding="utf-8")
    with pytest.raises(PipelineFileError) as told:
        read_pipeline(pipeline)
    assert told.value.message == "“bad.json” is a damaged pipeline: it ends too early."
    assert told.value.hint == HINT
