"""Names of outputs: what a template may hold, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.imaging.output import Output
from convstudio.jobs.batch.names import (
    FIELDS,
    Place,
    checked_template,
    file_name,
    kernel_word,
    numbered,
    output_for,
    with_format,
)
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Activation, Convolution, Pipeline, Pooling

_PLACE = Place(Path("/holiday/IMG 7.v2.JPG"), "", 7)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{stem}-{kernel}.png", "IMG 7.v2-sobel-x.png"),
        ("{folder}_{number:04}{ending}", "holiday_0007.JPG"),
        ("{number}.tif", "7.tif"),
        ("{{{stem}}}.png", "{IMG 7.v2}.png"),
        ("map.npy", "map.npy"),
        ("  {stem}.webp ", "IMG 7.v2.webp"),
    ],
)
def test_a_template_is_filled_in(template: str, name: str) -> None:
    assert file_name(checked_template(template), _PLACE, "sobel-x") == name


def test_a_part_has_its_place_in_every_name_and_no_folders_in_it() -> None:
    place = Place(Path("stack.tif"), "a/b\\c", 1)
    assert file_name("{stem}.png", place, "k") == "stack-a-b-c.png"
    assert file_name("{part} of {stem}.png", place, "k") == "a-b-c of stack.png"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("", "name must be a file name such as {stem}-{kernel}.png; nothing was given."),
        ("..", "name must be a file name such as"),
        ("a/{stem}.png", "name must be a file name, without folders; “a/{stem}.png”"),
        ("{stem}\0.png", "without folders"),
        (
            "{stam}.png",
            "fields: {stem}, {kernel}, {folder}, {ending}, {part}, {number}, {map}; {stam}",
        ),
        ("{}.png", "made of these fields"),
        ("{stem.name}.png", "made of these fields"),
        ("{stem[0]}.png", "made of these fields"),
        ("{stem!r}.png", "the only field with a form; {stem!r} was given"),
        ("{stem:>99999999}.png", "the only field with a form"),
        ("{number:099}.png", "up to 12"),
        ("{number:{stem}}.png", "the only field with a form"),
        ("{stem.png", "with fields in braces"),
        ("stem}.png", "with fields in braces"),
        ("x" * 300 + ".png", "at most 255 characters long; one of 304 was given"),
    ],
)
def test_what_is_no_template_is_refused(template: str, words: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        checked_template(template)
    assert words in str(caught.value)


@pytest.mark.parametrize("template", ["{stem}", "{stem}.gif", "{stem}.", "{ending}{stem}"])
def test_a_name_that_cannot_be_saved_is_refused(template: str) -> None:
    with pytest.raises(PictureWriteError, match=r"Use \.png, \.jpg"):
        checked_template(template)


@given(st.text(max_size=30))
def test_a_template_is_a_name_in_its_folder_or_refused(text: str) -> None:
    try:
        template = checked_template(text)
    except (ArgumentValueError, PictureWriteError):
        return
    name = file_name(template, _PLACE, "k")
    assert Path(name).name == name


@given(st.sampled_from(sorted(FIELDS)), st.text("abc.-", max_size=5))
def test_every_field_makes_a_name(field: str, text: str) -> None:
    name = file_name(checked_template(f"{text}{{{field}}}.png"), _PLACE, "k")
    assert name.startswith(text)
    assert name.endswith(".png")


@pytest.mark.parametrize(
    "template", ["{stem}-{kernel}.png", "{stem}{stem}.png", "{stem}-{part}.tif"]
)
@pytest.mark.parametrize("letter", ["m", "ä", "\U0001f5bc"])
def test_a_stem_that_is_too_long_is_cut_short_and_stays_apart(template: str, letter: str) -> None:
    stem = letter * (251 // len(letter.encode()))
    places = [Place(Path(f"/in/{text}.png"), "2") for text in (stem, f"{stem[:-1]}x")]
    names = [file_name(checked_template(template), place, "sobel-x") for place in places]
    assert len(set(names)) == 2
    for name in names:
        assert 200 < len(numbered(name, 10_000).encode()) <= 255
        assert name.startswith(letter * 20)
        assert name.endswith(template[-4:])
    assert names == [file_name(checked_template(template), place, "sobel-x") for place in places]


def test_a_name_as_long_as_it_may_be_stays_whole() -> None:
    place = Place(Path(f"/in/{'m' * 228}.png"))
    assert file_name("{stem}-{kernel}.png", place, "sobel-x") == f"{'m' * 228}-sobel-x.png"


def test_a_name_that_is_too_long_without_its_stem_is_refused() -> None:
    place = Place(Path(f"/{'f' * 250}/m.png"))
    with pytest.raises(ArgumentValueError, match=r"at most 255 bytes long; .* with --name\."):
        file_name("{folder}-{stem}-{kernel}.png", place, "sobel-x")


@pytest.mark.parametrize(
    ("template", "name", "result"),
    [
        ("{stem}.png", "TIFF", "{stem}.tif"),
        ("{stem}.tiff", "TIFF", "{stem}.tiff"),
        ("{stem}.JPG", "JPEG", "{stem}.JPG"),
        ("{stem}", "WebP", "{stem}.webp"),
        ("{stem}.v2", "NPY", "{stem}.v2.npy"),
        ("{stem}.tif", "CSV", "{stem}.csv"),
        ("{stem}{ending}", "PNG", "{stem}.png"),
    ],
)
def test_a_format_has_its_ending(template: str, name: str, result: str) -> None:
    assert with_format(template, name) == result


def test_the_format_follows_from_the_name_and_must_have_the_depth() -> None:
    wanted = Output("PNG", "16", quality=80)
    assert output_for(Path("a.tif"), wanted) == Output("TIFF", "16", quality=80)
    with pytest.raises(ArgumentValueError, match="depth must be “8” for JPEG"):
        output_for(Path("a.jpg"), wanted)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Sobel x", "sobel-x"),
        ("../É 5×5 (fine)", "é-5-5-fine"),
        ("//", "map"),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_kernel_is_a_word(name: str, word: str) -> None:
    pipeline = Pipeline((Convolution(Kernel(((1.0,),), name=name)),))
    assert kernel_word(pipeline) == word


def test_the_kernel_of_several_is_that_of_the_layer_that_is_saved() -> None:
    first, second = (Convolution(Kernel(((1.0,),)), name=name) for name in ("conv1", "conv2"))
    assert kernel_word(Pipeline((first, second, Pooling()))) == "conv2"
    assert kernel_word(Pipeline((first, replace(second, on=False)))) == "conv1"
    assert kernel_word(Pipeline((Pooling(), Activation(name="Sharp")))) == "sharp"


def test_numbers_stand_before_the_ending() -> None:
    assert numbered("a.v2.png", 3) == "a.v2-3.png"


def test_all_maps_want_a_file_that_holds_them_or_names_of_their_own() -> None:
    assert checked_template("{stem}.npz", "all") == "{stem}.npz"
    assert checked_template("{stem}-{map}.png", "all") == "{stem}-{map}.png"
    with pytest.raises(ArgumentValueError, match=r"ends in \.npy, \.npz, \.tif, \.tiff, or has"):
        checked_template("{stem}.png", "all")
    with pytest.raises(ArgumentValueError, match=r"such as \.png, for contact sheets"):
        checked_template("{stem}.csv", "sheet")
    with pytest.raises(PictureWriteError, match="names no format"):
        checked_template("{stem}.npz")
