"""Kernel files in and out, and files that nobody should have written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError, KernelFileError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.kernel_file import (
    checked_name,
    checked_tags,
    kernel_text,
    read_entry,
    write_kernel,
)
from convstudio.kernel.recipe import Recipe

_ENTRY = {"name": "A", "description": "", "source": "", "weights": [[1, 2], [3, 4]]}
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


def _refusal(path: Path, **changes: object) -> str:
    path.write_text(json.dumps({**_ENTRY, **changes}), encoding="utf-8")
    with pytest.raises(KernelFileError) as caught:
        read_entry(path)
    return str(caught.value)


@st.composite
def _kernels(draw: st.DrawFn) -> Kernel:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    weight = st.floats(-1e12, 1e12)
    weights = draw(
        st.lists(st.tuples(*[weight] * columns), min_size=rows, max_size=rows).map(tuple)
    )
    anchor = draw(st.none() | st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)))
    number = st.floats(allow_nan=False, allow_infinity=False)
    settings = st.lists(st.tuples(_TEXT, number | st.booleans() | _TEXT), max_size=3).map(tuple)
    recipe = draw(
        st.none() | st.builds(Recipe, st.sampled_from(["family", "formula"]), _TEXT, settings)
    )
    divisor = draw(st.floats(1e-6, 1e6) | st.floats(-1e6, -1e-6))
    return Kernel(weights, divisor, draw(_TEXT)[:120], draw(_TEXT), draw(_TEXT), anchor, recipe)


@given(_kernels(), st.lists(_TEXT.map(lambda text: text[:40]), max_size=4))
def test_what_is_written_is_read_again(tmp_path_factory, kernel: Kernel, tags) -> None:
    path = tmp_path_factory.mktemp("kernels") / "a.json"
    write_kernel(path, kernel, tags)
    assert read_entry(path) == (kernel, tuple(dict.fromkeys(tags)))


def test_a_file_is_written_for_people() -> None:
    kernel = Kernel(((-1, 0.5), (10, 0)), 9, "Ä", "What.", "Who.", (1, 0))
    assert kernel_text(kernel, ["one", "two"]) == (
        '{\n  "name": "Ä",\n  "description": "What.",\n  "source": "Who.",\n'
        '  "tags": ["one", "two"],\n  "anchor": [1, 0],\n  "divisor": 9,\n  "weights": [\n'
        "    [ -1, 0.5],\n    [ 10,   0]\n  ]\n}\n"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"anchor": [2, 0]}, "anchor must be a weight of the 2×2 kernel"),
        ({"anchor": [-1, 0]}, "anchor must be a weight"),
        ({"anchor": [0]}, "anchor should be a list of exactly 2"),
        ({"anchor": "centre"}, "anchor should be a list or null, and is a text"),
        ({"tags": "edge"}, "tags should be a list, and is a text"),
        ({"tags": [["edge"]]}, "tags[0] should be a text, and is a list"),
        ({"tags": ["x" * 41]}, "tag must be at most 40 characters long"),
        ({"tags": [str(n) for n in range(33)]}, "tags must be at most 32"),
        ({"recipe": {"origin": "magic", "text": ""}}, "recipe.origin cannot be “magic”"),
        ({"recipe": {"origin": "family"}}, "it lacks the field “text” in recipe"),
        (
            {"recipe": {"origin": "family", "text": "a", "code": "x"}},
            "the unknown field “code” in recipe",
        ),
        (
            {"recipe": {"origin": "family", "text": "a", "settings": [["a"]]}},
            "recipe.settings[0] should be a list of exactly 2",
        ),
        ({"recipe": {"origin": "family", "text": "a", "settings": {"a": 1}}}, "should be a list"),
        ({"name": ""}, "name must be 1 to 120 characters"),
        ({"name": " \n "}, "name must be 1 to 120 characters"),
        ({"name": "x" * 121}, "name must be 1 to 120 characters"),
        ({"weights": [[1e999]]}, "weights[0][0] is a number that is too large"),
        ({"weights": [[[1]]]}, "should be a number, and is a list"),
        ({"weights": [[1] * 64] * 2}, "kernel columns must be from 1 to 63"),
    ],
)
def test_each_wrong_field_is_told(tmp_path: Path, changes, words: str) -> None:
    text = json.dumps({**_ENTRY, **changes}).replace("Infinity", "1e999")
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(KernelFileError) as caught:
        read_entry(tmp_path / "a.json")
    assert words in str(caught.value)
    assert str(caught.value).startswith("“a.json”")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_none_are_told(tmp_path: Path, word: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(_ENTRY).replace("[1, 2]", f"[{word}, 2]"))
    with pytest.raises(KernelFileError, match=r"“a\.json” is not a kernel file"):
        read_entry(path)


@pytest.mark.parametrize("opening", ["[", '{"weights":', '{"recipe":{"settings":['])
def test_deep_nesting_is_told(tmp_path: Path, no_stall: None, opening: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(opening * 30_000)
    with pytest.raises(KernelFileError, match=r"“deep\.json” is not a kernel file"):
        read_entry(path)


def test_a_list_of_a_million_weights_is_told(tmp_path: Path, no_stall: None) -> None:
    words = _refusal(tmp_path / "a.json", weights=[[0] * 300_000])
    assert words.startswith("“a.json”: kernel columns must be from 1 to 63; 300000 was given")


def test_a_name_is_put_on_one_line() -> None:
    assert checked_name("  a\tb\n c\x00 ") == "a b c"
    with pytest.raises(ArgumentValueError, match="nothing was given"):
        checked_name("\x00")


def test_tags_are_there_once_and_bare() -> None:
    assert checked_tags([" a ", "a", "", "b  c"]) == ("a", "b c")


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(KernelFileError, match="cannot be written: its folder does not exist"):
        write_kernel(tmp_path / "none" / "a.json", Kernel(((1,),)))
