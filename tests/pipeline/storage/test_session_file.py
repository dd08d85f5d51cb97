"""Session files in and out, every version of them, and files that nobody should have written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import SessionFileError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.session_file import (
    StoredHand,
    StoredPicture,
    StoredSession,
    Views,
    read_session,
    session_from_json,
    session_json,
    write_session,
)
from convstudio.pipeline.storage.session_versions import VERSION

_SESSIONS = Path(__file__).parent / "sessions"
_PIPELINE = Pipeline(
    (Convolution(Kernel(((0, 1, 0),) * 3, name="Column"), strides=(1, 2)),), Tone("signed")
)
_PICTURE = StoredPicture(Path("/photos/rose.tif"), "3", 4711, "ab" * 32)
_VIEWS = Views("split", False, 2.5, (10.25, -3.0), True, (3, 4), ((1, 2), (5, 6)), "library")
_WHOLE = StoredSession(_PIPELINE, _PICTURE, _VIEWS)

_PLACES = st.tuples(st.integers(0, 1 << 30), st.integers(0, 1 << 30))
_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00/"), min_size=1, max_size=20)
_PICTURES = st.builds(
    StoredPicture,
    _NAMES.filter(lambda name: name not in (".", "..")).map(lambda name: Path("/") / name),
    _NAMES,
    st.integers(0, 1 << 60),
    st.sampled_from(["", "0f" * 32]),
)
_ANY_VIEWS = st.builds(
    Views,
    _NAMES,
    st.booleans(),
    st.floats(1e-4, 1e4),
    st.tuples(st.floats(-1e8, 1e8), st.floats(-1e8, 1e8)),
    st.booleans(),
    st.none() | _PLACES,
    st.lists(_PLACES, max_size=8).map(tuple),
    _NAMES,
    st.builds(StoredHand, *[st.integers(0, 600)] * 3, _PLACES, st.integers(0, 600), st.booleans()),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), max_size=8).map(tuple),
)


@given(st.none() | _PICTURES, _ANY_VIEWS)
def test_what_is_written_is_read_again(picture: StoredPicture | None, views: Views) -> None:
    stored = StoredSession(_PIPELINE, picture, views)
    assert session_from_json(session_json(stored)) == stored
    assert session_from_json(session_json(stored, Path("/a")), Path("/a")) == stored


def test_through_a_file_with_the_picture_told_from_its_folder(tmp_path: Path) -> None:
    stored = replace(_WHOLE, picture=replace(_PICTURE, path=tmp_path / "photos" / "rose.tif"))
    (tmp_path / "work").mkdir()
    path = tmp_path / "work" / "rose.convstudio"
    write_session(stored, path)
    assert json.loads(path.read_text("utf-8"))["picture"]["path"] == "../photos/rose.tif"
    assert read_session(path) == stored
    assert [child.name for child in path.parent.iterdir()] == ["rose.convstudio"]
    # Both folders move together: the picture is looked for beside, not where it was.
    (tmp_path / "moved").mkdir()
    (tmp_path / "work").rename(tmp_path / "moved" / "work")
    read = read_session(tmp_path / "moved" / "work" / "rose.convstudio").picture
    assert read is not None
    assert read.path == tmp_path / "photos" / "rose.tif"
    assert read.beside == tmp_path / "moved" / "photos" / "rose.tif"


def test_a_file_is_written_for_people() -> None:
    text = session_json(_WHOLE, Path("/photos"))
    assert text.startswith('{\n  "format": "convstudio-session",\n  "version": 3,\n')
    assert '\n    "path": "rose.tif",\n    "absolute": "/photos/rose.tif",\n' in text
    assert '\n    "pins": [[1, 2], [5, 6]],\n' in text
    assert "\n            [0, 1, 0],\n" in text


def test_a_name_that_is_no_text_is_written_as_far_as_it_is_one() -> None:
    odd = replace(_PICTURE, path=Path(os.fsdecode(b"/photos/r\xf6se.tif")))
    read = session_from_json(session_json(replace(_WHOLE, picture=odd), Path("/"))).picture
    assert read is not None
    assert read.path == Path("/photos/r?se.tif")


# Versions


def test_there_is_a_file_of_every_version() -> None:
    assert {f"version-{number}.convstudio" for number in range(1, VERSION + 1)} == {
        path.name for path in _SESSIONS.iterdir()
    }


def test_version_1_had_a_pipeline_and_a_relative_path() -> None:
    read = read_session(_SESSIONS / "version-1.convstudio")
    assert read.pipeline == _PIPELINE
    assert read.picture == StoredPicture(_SESSIONS.parent / "photos" / "rose.tif")
    assert read.picture.beside == read.picture.path
    assert read.views == Views()


def test_version_2_adds_the_views_and_by_what_a_picture_is_known_again() -> None:
    read = read_session(_SESSIONS / "version-2.convstudio")
    assert read == _WHOLE
    assert read.picture is not None
    assert read.picture.beside == _SESSIONS.parent / "photos" / "rose.tif"


def test_version_3_knows_every_layer_and_what_is_under_the_hand() -> None:
    read = read_session(_SESSIONS / "version-3.convstudio")
    assert [layer.title for layer in read.pipeline.layers] == [
        "edges", "ReLU", "Max pooling 2×2", "Magnitude", "Locally connected 1 × 1×1",
    ]  # fmt: skip
    edges = read.pipeline.layers[0]
    assert isinstance(edges, Bank)
    assert [one.title for one in edges.filters] == ["across", "Sobel y"]
    assert edges.kernel_at(1, 0).weights[2] == (1, 2, 1)
    assert not read.pipeline.layers[1].on
    assert read.pipeline.map == 0
    assert read.views == replace(_VIEWS, hand=StoredHand(0, 1, 0, (0, 0), 1, True))


@pytest.mark.parametrize("number", range(1, VERSION + 1))
def test_what_is_read_of_any_version_is_written_as_the_newest(number: int) -> None:
    read = read_session(_SESSIONS / f"version-{number}.convstudio")
    text = session_json(read, _SESSIONS)
    assert json.loads(text)["version"] == VERSION
    assert session_from_json(text, _SESSIONS) == read


def test_a_newer_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "later.convstudio"
    path.write_text('{"format": "convstudio-session", "version": 4, "holograms": []}')
    with pytest.raises(SessionFileError) as caught:
        read_session(path)
    assert caught.value.message == (
        "“later.convstudio” was saved by a newer ConvStudio: it has version 4, and this program "
        "reads up to version 3."
    )
    assert "bring this one up to date" in caught.value.hint


# What nobody should have written


def _changed(part: str = "", **changes: object) -> str:
    whole = json.loads(session_json(_WHOLE))
    (whole[part] if part else whole).update(changes)
    return json.dumps(whole)


def _layers(count: int) -> str:
    whole = json.loads(session_json(_WHOLE))
    whole["pipeline"]["layers"] *= count
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a session file"),
        ("[]", "not a session file: it should be a group of fields"),
        ("{}", "“format”"),
        ('{"format": "convstudio-pipeline", "version": 1}', "files of their own"),
        (
            '{"format": "convstudio-session", "version": 1}',
            "damaged session: it lacks the field “pipeline”",
        ),
        (_changed(version=0), "no version 0"),
        (_changed(version=-1), "no version -1"),
        (_changed(version=10**30), "newer ConvStudio"),
        (_changed(surprise=1), "unknown field “surprise”"),
        (_changed("picture", path="a\x00b"), r"picture\.path"),
        (_changed("picture", absolute="/" + "a" * 5000), r"picture\.absolute"),
        (_changed("picture", sha256="xyz"), r"picture\.sha256"),
        (_changed("picture", bytes=-1), r"picture\.bytes"),
        (_changed("views", scale=0), r"views\.scale"),
        (_changed("views", scale=1e300), r"views\.scale"),
        (_changed("views", centre=[1]), r"views\.centre"),
        (_changed("views", centre=[1e300, 0]), r"views\.centre"),
        (_changed("views", pins=[[0, 0]] * 65), r"views\.pins"),
        (_changed("views", pins=[[-1, 0]]), r"views\.pins"),
        (_changed("views", inspected=[0.5, 0]), r"views\.inspected"),
        (_changed("views", page="p" * 41), r"views\.page"),
        (_changed("pipeline", layers=[]), "at least one layer"),
        (_changed("pipeline", tone={"mode": "loud"}), "tone must be"),
        (_layers(65), "at most 64"),
        ("[" * 100_000, "not a session file"),
        (
            '{"format":"convstudio-session","version":2,"views":' + '{"a":' * 5000,
            "damaged session: it is nested",
        ),
        (_changed().replace("2.5", "1e400"), r"views\.scale"),
        (_changed().replace("2.5", "NaN"), "a character that does not belong there, in line 1,"),
    ],
)
def test_what_is_no_session_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(SessionFileError, match=r"(?s)^a\.convstudio.*" + words):
        session_from_json(text, name="a.convstudio")


@given(st.data())
def test_no_cut_or_flipped_file_does_harm(data: st.DataObject) -> None:
    whole = session_json(_WHOLE).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    for hurt in (whole[:place], bytes(flipped)):
        try:
            session_from_json(hurt.decode("utf-8", errors="surrogateescape"))
        except SessionFileError as error:
            assert error.message  # noqa: PT017 - either it reads as a session or says why not


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "folder.convstudio").mkdir()
    os.mkfifo(tmp_path / "pipe.convstudio")
    with (tmp_path / "large.convstudio").open("wb") as file:
        file.truncate(1 << 40)
    for name, words in [
        ("none.convstudio", "it is not there"),
        ("folder.convstudio", "a folder or a device"),
        ("pipe.convstudio", "a folder or a device"),
        ("large.convstudio", "too large"),
        ("null\x00.convstudio", "null"),
    ]:
        with pytest.raises(SessionFileError, match=words):
            read_session(tmp_path / name)


def test_a_save_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "rose.convstudio"
    path.write_text("old")
    path.chmod(0o400)
    if not os.access(path, os.W_OK):  # root may write all
        with pytest.raises(SessionFileError, match="permission"):
            write_session(_WHOLE, path)
        assert path.read_text() == "old"
    for place in (tmp_path / "gone" / "a.convstudio", tmp_path / ("n" * 300)):
        with pytest.raises(SessionFileError, match="could not be saved"):
            write_session(_WHOLE, place)
    with pytest.raises(SessionFileError, match="a folder has that name"):
        write_session(_WHOLE, tmp_path)
    with pytest.raises(SessionFileError, match="null"):
        write_session(_WHOLE, tmp_path / "a\x00b")
