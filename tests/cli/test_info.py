"""``convstudio info``: what a file holds, for people and as JSON."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from convstudio.cli import main
from convstudio.cli.info import _parts
from convstudio.imaging.tiff.tree import packed
from convstudio.pipeline.storage.pipeline_file import pipeline_from_json


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A JPEG as a camera writes it: EXIF, profile, resolution."""
    exif = Image.Exif()
    exif[271], exif[272] = "Maker", "Camera \x1b[2J3000"
    exif[0x8769] = {
        33434: IFDRational(1, 250),
        33437: IFDRational(28, 10),
        34855: 400,
        37386: IFDRational(50, 1),
    }
    exif[0x8825] = {1: "N"}
    path = tmp_path / "photo.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = np.arange(60 * 40 * 3, dtype=np.uint32).reshape(40, 60, 3) % 251
    image = Image.fromarray(pixels.astype(np.uint8))
    image.save(path, exif=exif, icc_profile=profile, dpi=(300, 300))
    return path


def _facts(capsys, *words: object, code: int = 0) -> dict:
    assert main(["info", "--json", *map(str, words)]) == code
    return json.loads(capsys.readouterr().out)


def test_a_photograph_is_told_in_lines(photo: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["info", str(photo)]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert told.err == ""
    assert lines[0] == str(photo)
    rows = {line[2:16].strip(): line[16:] for line in lines[1:]}
    assert rows == {
        "Format": f"JPEG, {photo.stat().st_size:,} bytes",
        "Size": "60 × 40 pixels",
        "Kind": "8-bit RGB",
        "Values": rows["Values"],
        "Resolution": "300 pixels an inch",
        "Profile": "sRGB built-in",
        "Camera maker": "Maker",
        "Camera": "Camera [2J3000",  # nothing that would move a terminal's cursor
        "Exposure": "1/250 s",
        "Aperture": "f/2.8",
        "ISO": "400",
        "Focal length": "50 mm",
        "Place (GPS)": "told",
    }


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_names_with_accents_are_told_as_people_wrote_them(tmp_path, capsys, coding: str) -> None:
    name = "Åsa Öberg".encode(coding) + b"\0"
    Image.new("L", (3, 3)).save(tmp_path / "a.png", exif=packed("<", {315: (2, len(name), name)}))
    assert _facts(capsys, tmp_path / "a.png")["exif"] == {"Artist": "Åsa Öberg"}


def test_json_has_the_same_by_plain_names(photo: Path, capsys) -> None:
    facts = _facts(capsys, photo)
    assert (facts["width"], facts["height"], facts["kind"]) == (60, 40, "8-bit RGB")
    assert facts["resolution"] == [300, 300]
    assert facts["exif"]["ExposureTime"] == "1/250 s"
    assert facts["pipeline"] is None
    assert facts["bytes"] == photo.stat().st_size


def test_the_pipeline_that_made_a_picture_is_told(photo: Path, capsys) -> None:
    out = photo.with_name("out.png")
    words = ["apply", photo, "-k", "sobel-x", "--tone", "signed", "-o", out]
    assert main([str(word) for word in words]) == 0
    facts = _facts(capsys, out)
    assert facts["made_by"] == "Sobel x 3×3, tone signed"
    assert facts["exif"]["Software"].endswith(": Sobel x, as shown, 8 bits")
    assert facts["exif"]["ISOSpeedRatings"] == "400"
    stored = pipeline_from_json(json.dumps(facts["pipeline"]))
    assert stored.tone.mode == "signed"
    assert main(["info", str(out), "--pipeline"]) == 0
    assert pipeline_from_json(capsys.readouterr().out) == stored


@pytest.mark.parametrize(
    ("options", "made_by", "samples"),
    [
        (["--raw", "--depth", "16"], "Sobel x 3×3", "raw numbers, 16 bits"),
        (["--depth", "16"], "Sobel x 3×3, tone clip", "as shown, 16 bits"),
        (["--raw", "--depth", "float"], "Sobel x 3×3", "raw numbers, 32-bit float"),
    ],
)
def test_raw_numbers_are_told_from_what_is_shown(
    photo: Path, capsys, options: list[str], made_by: str, samples: str
) -> None:
    out = photo.with_name("out.tif")
    words = ["apply", photo, "-k", "sobel-x", *options, "-o", out]
    assert main([str(word) for word in words]) == 0
    facts = _facts(capsys, out)
    assert (facts["made_by"], facts["samples"]) == (made_by, samples)
    assert main(["info", str(out)]) == 0
    assert f"Samples       {samples}\n" in capsys.readouterr().out


def test_parts_are_named_and_one_may_be_chosen(tmp_path: Path, capsys) -> None:
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(np.zeros((4, 6), np.uint8))
        file.write(np.full((5, 7), 300, np.uint16))
    facts = _facts(capsys, path)
    assert [(part["name"], part["width"]) for part in facts["parts"]] == [("1", 6), ("2", 7)]
    assert facts["width"] == 6
    second = _facts(capsys, path, "--part", "2")
    assert (second["width"], second["kind"], second["values"]) == (7, "16-bit gray", [300, 300])
    assert main(["info", str(path)]) == 0
    said = capsys.readouterr().out
    assert "  2 parts, for --part:\n    1  Page 1, 6 × 4" in said


def test_a_part_of_a_picture_is_filtered(tmp_path: Path) -> None:
    path, out = tmp_path / "a.npz", tmp_path / "out.png"
    np.savez(path, first=np.zeros((4, 4), np.uint8), second=np.full((3, 5), 9, np.uint8))
    assert main(["apply", str(path), "--part", "second", "-k", "identity", "-o", str(out)]) == 0
    with Image.open(out) as image:
        np.testing.assert_array_equal(np.asarray(image), np.full((3, 5), 9))


def test_the_first_of_several_is_told_as_such(tmp_path: Path, capsys) -> None:
    path, out = tmp_path / "a.gif", tmp_path / "out.png"
    frames = [Image.new("L", (4, 4), value) for value in (7, 9)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    words = ["apply", str(path), "-k", "identity", "-o", str(out)]
    assert main(words) == 0
    assert capsys.readouterr().err == (
        f"convstudio: {path}: the first of several, “1”; --part names another.\n"
    )
    assert main([*words, "--part", "2"]) == 0
    assert capsys.readouterr().err == ""


def test_floats_that_are_none_do_not_hide_the_values(tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.array([[np.nan, -2.5], [np.inf, 7]], np.float32))
    assert _facts(capsys, path)["values"] == [-2.5, 7]


def test_past_a_bad_file_the_others_are_told(photo: Path, capsys) -> None:
    none = photo.with_name("none.png")
    assert main(["info", "--json", str(none), str(photo)]) == 1
    told = capsys.readouterr()
    assert [facts["file"] for facts in json.loads(told.out)] == [str(photo)]
    assert told.err == f"convstudio: There is no file “{none}”.\n"
    assert main(["info", str(none)]) == 1
    assert capsys.readouterr().out == ""


def test_standard_input_is_told_of_too(photo: Path, capsys, monkeypatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(photo.read_bytes()))
    monkeypatch.setattr("sys.stdin", stream)
    facts = _facts(capsys, "-")
    assert (facts["file"], facts["width"]) == ("standard input", 60)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--pipeline", "{photo}"], 1, "“photo.jpg” does not tell how it was made."),
        (["--pipeline", "{photo}", "b.png"], 2, "--pipeline is of one picture"),
        (["--pipeline", "-"], 2, "--pipeline is of a file, not of standard input"),
        (["--pipeline", "--json", "{photo}"], 2, "not allowed with argument"),
        (["--part", "9", "{photo}"], 1, "photo.jpg"),
        ([], 2, "the following arguments are required: FILE"),
    ],
)
def test_what_cannot_be_told_is_said(photo: Path, capsys, words, code: int, told: str) -> None:
    words = ["info", *(word.format(photo=photo) for word in words)]
    if code == 2:
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 2
    else:
        assert main(words) == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(("place", "value"), [(46, 4), (34, 143)])
def test_what_pillow_warns_of_is_not_told(tmp_path: Path, capsys, place: int, value: int) -> None:
    """As the program runs: a warning would be a line of Python's on standard error."""
    path = tmp_path / "odd.jpg"
    exif = Image.Exif()
    exif[271] = "Maker" * 5
    exif[0x8769] = {33437: IFDRational(28, 10), 37510: b"x" * 50}
    exif[0x8825] = {1: "N", 2: (IFDRational(1, 2),) * 3}
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(path, exif=exif)
    data = bytearray(path.read_bytes())
    data[place] = value  # of the EXIF block
    path.write_bytes(data)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert main(["info", str(path)]) == 0
        assert main(["info", str(path), "--pipeline"]) == 1  # it tells none
    assert told == []
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_names_and_errors_move_no_cursor(tmp_path: Path, capsys) -> None:
    path = tmp_path / "\x1b[2Ja\nb.png"
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(path)
    assert main(["info", str(path), str(tmp_path / "\x1b[31mnone.png")]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[0].endswith(r"/\x1b[2Ja\nb.png")
    assert told.err.endswith("/\\x1b[31mnone.png”.\n")


def test_more_frames_than_are_looked_for_are_told_as_such() -> None:
    part = {"name": "1", "label": "Frame 1", "width": 2, "height": 2, "kind": ""}
    assert next(_parts({"parts": [part] * 10_000})) == "  at least 10,000 parts, for --part:"
    assert next(_parts({"parts": [part] * 9_999})) == "  9,999 parts, for --part:"


def test_the_words_of_people_are_told(tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.png"
    texts = PngInfo()
    texts.add_text("Title", "Low\x1b[2J tide")
    texts.add_text("Raw profile type iptc", "\niptc\n       6\n1c0219000161\n")
    Image.new("L", (3, 3)).save(path, pnginfo=texts)
    facts = _facts(capsys, path)
    assert (facts["iptc"], facts["texts"]) == (6, [["Title", "Low [2J tide"]])
    assert main(["info", str(path)]) == 0
    told = capsys.readouterr().out
    assert "IPTC" in told
    assert "Low [2J tide" in told
