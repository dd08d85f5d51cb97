"""Files, folders and patterns → files, each once, in the order that people count in."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from convstudio.jobs.batch.inputs import find_inputs, natural


def _names(found, folder: Path) -> list[str]:
    return [os.path.relpath(item.path, folder) for item in found.inputs]


def test_a_folder_gives_its_pictures_in_the_order_of_their_numbers(pictures: Path) -> None:
    found = find_inputs([str(pictures)])
    assert _names(found, pictures) == ["a1.png", "a1.tif", "a2.png", "a10.png"]
    assert found.empty == ()


def test_folders_in_folders_are_looked_into_when_asked(pictures: Path) -> None:
    found = find_inputs([str(pictures)], recursive=True)
    assert _names(found, pictures)[-1] == "below/a1.png"
    assert [str(item.below) for item in found.inputs] == [".", ".", ".", ".", "below"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("a1*.png", ["a1.png", "a10.png"]),
        ("a?.png", ["a1.png", "a2.png"]),
        ("[!n]*.tif", ["a1.tif"]),
        ("**/a1.png", ["a1.png", "below/a1.png"]),
        ("*", ["a1.png", "a1.tif", "a2.png", "a10.png", "notes.txt"]),
    ],
)
def test_patterns_give_what_they_match(pictures: Path, pattern: str, names: list[str]) -> None:
    assert sorted(_names(find_inputs([f"{pictures}/{pattern}"]), pictures)) == sorted(names)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(pictures: Path) -> None:
    odd = pictures / "a[1].png"
    (pictures / "a1.png").rename(odd)
    assert _names(find_inputs([str(odd)]), pictures) == ["a[1].png"]


def test_each_file_is_taken_once_whatever_names_it(pictures: Path) -> None:
    link = pictures / "link.png"
    link.symlink_to(pictures / "a1.png")
    words = [str(link), str(pictures / "a1.png"), str(pictures), f"{pictures}/*.png"]
    assert _names(find_inputs(words), pictures) == ["link.png", "a1.tif", "a2.png", "a10.png"]


def test_words_that_come_to_nothing_are_told_with_their_reasons(pictures: Path) -> None:
    empty = pictures / "empty"
    empty.mkdir()
    words = [str(empty), f"{pictures}/*.gif", "a\0b*", str(pictures / "none.png")]
    found = find_inputs(words)
    assert [reason for _, reason in found.empty] == [
        "The folder holds no pictures, and folders in it are not looked into.",
        "It matches no file.",
        "It matches no file.",
    ]
    assert _names(found, pictures)[-1] == "none.png"  # reading it tells


def test_what_a_batch_wrote_is_no_input_unless_it_is_named(pictures: Path) -> None:
    made = pictures / "a2.png"
    found = find_inputs([str(pictures)], is_output=lambda path: path == made)
    assert "a2.png" not in _names(found, pictures)
    found = find_inputs([str(made)], is_output=lambda path: path == made)
    assert _names(found, pictures) == ["a2.png"]


def test_a_folder_that_cannot_be_listed_is_told_and_the_others_taken(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def scandir(path):
        if Path(path).name == "below":
            raise PermissionError(errno.EACCES, "denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_inputs([str(pictures)], recursive=True)
    assert len(found.inputs) == 4
    reason = "It cannot be read: there is no permission to read it."
    assert found.empty == ((str(pictures / "below"), reason),)
    assert find_inputs([str(pictures / "below")]).empty == found.empty


def test_words_whose_files_others_have_named_came_to_something(pictures: Path) -> None:
    words = [str(pictures), str(pictures), f"{pictures}/*.tif"]
    assert find_inputs(words).empty == ()


def test_the_folder_of_the_outputs_is_not_looked_into(pictures: Path) -> None:
    words = [str(pictures)]
    found = find_inputs(words, recursive=True, outputs=pictures / "below")
    assert "below/a1.png" not in _names(found, pictures)
    found = find_inputs([str(pictures / "below")], recursive=True, outputs=pictures / "below")
    assert _names(found, pictures) == ["below/a1.png"]  # it was named itself


def test_a_link_in_a_circle_ends(pictures: Path) -> None:
    (pictures / "below" / "up").symlink_to(pictures, target_is_directory=True)
    assert len(find_inputs([str(pictures)], recursive=True).inputs) == 5


def test_names_are_sorted_as_people_count() -> None:
    names = ["b", "a10", "A9", "a", "a9b", "10", "9"]
    assert sorted(names, key=natural) == ["9", "10", "a", "A9", "a9b", "a10", "b"]
