"""Where maps go and in which format: files, folders, standard output."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from convstudio.cli.output_options import add_output_options
from convstudio.cli.targets import Target, targets
from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.imaging.output import Output


def _targets(
    pictures: list[str], output: str, *words: str, overwrite: bool = False
) -> tuple[Target, ...]:
    parser = argparse.ArgumentParser()
    add_output_options(parser)
    chosen = parser.parse_args(words)
    chosen.pictures, chosen.output, chosen.overwrite = pictures, output, overwrite
    return targets(chosen)


def _one(output: str, *words: str) -> Output:
    (found,) = _targets(["a.png"], output, *words)
    return found.output


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [
        ("o.png", [], Output("PNG")),
        ("o.JPG", ["--quality", "80"], Output("JPEG", quality=80)),
        ("o.webp", ["--quality", "100"], Output("WebP", quality=100)),
        ("o.tif", ["--depth", "16"], Output("TIFF", "16")),
        ("o.tiff", ["--raw"], Output("TIFF", "float", raw=True)),
        ("o.png", ["--raw"], Output("PNG", "16", raw=True)),
        ("o.png", ["--raw", "--depth", "8"], Output("PNG", "8", raw=True)),
        ("o.npy", ["--raw"], Output("NPY", "float", raw=True)),
        ("o.csv", ["--raw"], Output("CSV", "float", raw=True)),
        ("o.csv", [], Output("CSV")),
        ("o.data", ["--format", "tif"], Output("TIFF")),
        ("o.png", ["--format", "PNG"], Output("PNG")),
        ("-", [], Output("PNG")),
        ("-", ["--format", "jpg"], Output("JPEG")),
        ("-", ["--raw"], Output("TIFF", "float", raw=True)),
        ("-", ["--depth", "16"], Output("PNG", "16")),
    ],
)
def test_name_and_options_say_what_is_saved(name: str, words: list[str], wanted: Output) -> None:
    assert _one(name, *words) == wanted


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("o.png", ["--depth", "float"], "depth must be “8” or “16” for PNG; “float” was given"),
        ("o.jpg", ["--depth", "16"], "depth must be “8” for JPEG"),
        ("o.png", ["--quality", "3"], "quality must be left out where PNG is written; 3 was given"),
        ("o.jpg", ["--format", "png"], r"JPEG where the name ends in \.jpg; PNG for “o.jpg”"),
    ],
)
def test_what_contradicts_itself_is_wrong_usage(name: str, words: list[str], told: str) -> None:
    with pytest.raises(ArgumentValueError, match=told):
        _one(name, *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "gif"], "one of png, jpeg, webp, tiff, npy, csv; “gif” was given"),
        (["--quality", "0"], "quality must be from 1 to 100; 0 was given"),
        (["--quality", "high"], "quality must be a whole number; “high” was given"),
        (["--depth", "12"], "invalid choice: '12'"),
    ],
)
def test_words_that_are_none_are_refused_by_the_parser(capsys, words, told: str) -> None:
    with pytest.raises(SystemExit):
        _one("o.png", *words)
    assert told in capsys.readouterr().err


def test_an_ending_that_names_no_format_is_told() -> None:
    with pytest.raises(PictureWriteError, match=r"ending “\.gif”"):
        _one("o.gif")


def test_in_a_folder_each_map_has_its_pictures_name(tmp_path: Path) -> None:
    pictures = ["x/a.PNG", "y/b.jpeg", "c.gif", "-", "noending"]
    found = _targets(pictures, str(tmp_path))
    names = ["a.PNG", "b.jpeg", "c.png", "standard-input.png", "noending.png"]
    assert [target.path for target in found] == [tmp_path / name for name in names]
    assert [target.output.format for target in found] == ["PNG", "JPEG", "PNG", "PNG", "PNG"]


def test_in_a_folder_the_depth_may_ask_for_another_format(tmp_path: Path) -> None:
    deep = _targets(["a.jpg", "b.tif"], str(tmp_path), "--depth", "16")
    assert [target.name for target in deep] == ["a.png", "b.tif"]
    raw = _targets(["a.jpg", "b.npy"], str(tmp_path), "--raw")
    assert [target.name for target in raw] == ["a.tif", "b.npy"]
    tables = _targets(["a.csv", "b.tsv"], str(tmp_path), "--raw")
    assert [target.name for target in tables] == ["a.csv", "b.tif"]
    assert [target.name for target in _targets(["a.csv"], f"{tmp_path}/")] == ["a.png"]
    webp = _targets(["a.jpg", "b.webp"], str(tmp_path), "--format", "webp", "--quality", "50")
    assert [target.name for target in webp] == ["a.webp", "b.webp"]


def test_a_slash_makes_it_a_folder_and_several_pictures_need_one(tmp_path: Path) -> None:
    (found,) = _targets(["a.png"], f"{tmp_path}/new/")
    assert found.path == tmp_path / "new" / "a.png"
    assert len(_targets(["a.png", "b.png"], str(tmp_path / "new"))) == 2
    for place in (tmp_path / "x.png", tmp_path / "file"):
        (tmp_path / "file").touch()
        with pytest.raises(ArgumentValueError, match="a folder where there are several"):
            _targets(["a.png", "b.png"], str(place))
    (tmp_path / "dir.png").mkdir()
    assert len(_targets(["a.png", "b.png"], str(tmp_path / "dir.png"))) == 2


def test_two_maps_of_one_name_are_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(PictureWriteError, match=r"“x/a.png” and “y/A.png” would both be saved as"):
        _targets(["x/a.png", "y/A.png"], str(tmp_path))
    with pytest.raises(PictureWriteError, match="would both"):
        _targets(["a.bmp", "a.gif"], str(tmp_path))
    with pytest.raises(PictureWriteError, match="would both"):
        _targets(["a.png", "a.png"], str(tmp_path))


def test_no_map_in_a_folder_goes_over_a_picture_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for place in (tmp_path, tmp_path / "link"):
        with pytest.raises(PictureWriteError, match="written over a picture that is read"):
            _targets([str(tmp_path / "a.png")], str(place))


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_no_map_goes_over_the_picture_that_is_read_unasked(tmp_path: Path, link) -> None:
    photo, other = tmp_path / "a.png", tmp_path / "b.png"
    photo.write_bytes(b"1")
    link(photo, other)
    for place in (photo, other, tmp_path / "." / "a.png"):
        with pytest.raises(PictureWriteError, match=r"a picture that is read\. .* --overwrite"):
            _targets([str(photo)], str(place))
        (found,) = _targets([str(photo)], str(place), overwrite=True)
        assert found.path == place
    assert _targets([str(photo)], str(tmp_path / "c.png"))[0].name == "c.png"


def test_no_map_goes_over_another_picture_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for path in (tmp_path / "in" / "a.png", tmp_path / "in" / "b.png"):
        path.write_bytes(b"1")
    (tmp_path / "out").mkdir()
    os.link(tmp_path / "in" / "b.png", tmp_path / "out" / "a.png")
    pictures = [str(tmp_path / "in" / name) for name in ("a.png", "b.png")]
    with pytest.raises(PictureWriteError, match=r"Choose another name or folder\.$"):
        _targets(pictures, str(tmp_path / "out"), overwrite=True)


def test_no_map_goes_over_what_standard_input_reads(tmp_path: Path, monkeypatch) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"1")
    with photo.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        with pytest.raises(PictureWriteError, match="a picture that is read"):
            _targets(["-"], str(photo))


def test_a_name_that_is_none_is_wrong_usage_and_a_long_one_is_left_to_the_writer() -> None:
    with pytest.raises(ArgumentValueError, match="a file, a folder or -; nothing was given"):
        _targets(["a.png"], "")
    (found,) = _targets(["a.png"], f"{'x' * 300}.png")
    assert found.output == Output("PNG")


def test_standard_streams_are_of_one_picture() -> None:
    (found,) = _targets(["-"], "-")
    assert (found.path, found.name) == (None, "standard output")
    with pytest.raises(ArgumentValueError, match="one picture; it for 2 pictures was given"):
        _targets(["a.png", "b.png"], "-")
    with pytest.raises(ArgumentValueError, match="- must be given once; a second one was given"):
        _targets(["-", "-"], "x/")
