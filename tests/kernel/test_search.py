"""Search of the library."""

from __future__ import annotations

import pytest

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library, Preset, load_library
from convstudio.kernel.search import matches
from convstudio.paths import kernels_folder


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(kernels_folder())


def _found(query: str, library: Library) -> list[str]:
    return [preset.identifier for preset in matches(query, library.presets)]


def test_nothing_typed_finds_all_in_order(library: Library) -> None:
    assert matches("  ", library.presets) == library.presets


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sobel x", "sobel-x"),
        ("SOBEL", "sobel-y"),
        ("mexican hat", "laplacian-of-gaussian-5"),
        ("LoG", "laplacian-of-gaussian-9"),
        ("camera shake", "motion-horizontal-9"),
        ("texture waves", "laws-w5w5"),
        ("north-east kirsch", "kirsch-ne"),
        ("frei chen", "frei-chen-1"),
        ("farid simoncelli", "farid-simoncelli-5-x"),
        ("3x5", "legall-lh"),
        ("1970", "prewitt-x"),
        ("a trous", "starlet"),
        ("blur 5×5", "box-5"),
    ],
)
def test_each_word_may_stand_anywhere(library: Library, query: str, found: str) -> None:
    assert found in _found(query, library)


@pytest.mark.parametrize(
    ("query", "found"),
    [("sobl", "sobel-x"), ("gausian", "gaussian-3"), ("laplacien", "laplacian-4")],
)
def test_a_mistyped_word_is_forgiven(library: Library, query: str, found: str) -> None:
    assert found in _found(query, library)


def test_nonsense_finds_nothing(library: Library, no_stall: None) -> None:
    assert _found("qqqqzzz", library) == []
    assert _found("x" * 10_000, library) == []


def test_a_query_of_signs_alone_finds_all(library: Library) -> None:
    assert len(_found("×…!?", library)) > 10


def test_own_tags_are_found_with_their_accents_left_out() -> None:
    preset = Preset("own/a", "Own", Kernel(((1,),), name="Ångström"), ("œuvre", "été"))
    assert matches("angstrom ete", [preset]) == (preset,)


def test_a_thousand_are_searched_without_a_stall(library: Library, no_stall: None) -> None:
    many = [
        Preset(f"own/{n}", "Own", Kernel(((n,),), name=f"Kernel {n}"), (f"tag{n % 7}",))
        for n in range(1000)
    ]
    assert len(matches("tag3", [*many, *library.presets])) == 143
