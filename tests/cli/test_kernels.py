"""``convstudio kernels``: the library listed, kernels shown, kernels in other forms."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.cli import main
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library
from convstudio.kernel.notation import FORMS, Settings, recognise, write
from convstudio.kernel.own_kernels import OwnKernels
from convstudio.pipeline.code import TARGETS, write_code
from convstudio.pipeline.pipeline import Convolution, Pipeline

_SOBEL = shipped_library().named("sobel-x")


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch) -> OwnKernels:
    """The library of a user who has one kernel, on a terminal of 80 columns."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    kernels = OwnKernels(tmp_path / "data" / "convstudio" / "kernels")
    kernels.save(Kernel(((1, 2), (3, 4)), 10, "Mine too", "Of my own."), ["quartet"])
    return kernels


def _said(capsys, *words: object, code: int = 0) -> str:
    assert main(["kernels", *map(str, words)]) == code
    return capsys.readouterr().out


def test_list_has_every_kernel_by_group_with_ones_own_first(capsys) -> None:
    lines = _said(capsys, "list").splitlines()
    assert lines[0] == "Own"
    assert lines[1].split() == ["own/Mine", "too", "2×2", "Of", "my", "own."]
    assert max(map(len, lines)) < 80
    named = {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "}
    assert named == {"own/Mine"} | {preset.identifier for preset in shipped_library().presets}
    groups = [line for line in lines if line and line[0] != " "]
    assert groups == ["Own", *shipped_library().groups]


def test_list_finds_by_words_and_within_a_group(capsys) -> None:
    assert _said(capsys, "list", "--names", "sobel", "5x5").split() == ["sobel-5-x", "sobel-5-y"]
    assert _said(capsys, "list", "--names", "quartet") == "own/Mine too\n"
    edge = _said(capsys, "list", "--names", "--group", "edge", "sobel").split()
    assert edge == ["sobel-x", "sobel-y"]
    assert _said(capsys, "list", "--names", "--group", "own") == "own/Mine too\n"
    corner = _said(capsys, "list", "--names", "--group", "ridge-corner")
    assert corner
    assert corner == _said(capsys, "list", "--names", "--group", "Ridge and corner")


def test_list_counts_groups(capsys) -> None:
    lines = _said(capsys, "list", "--groups").splitlines()
    counts = {line[6:]: int(line[:4]) for line in lines}
    assert counts.pop("Own") == 1
    assert counts == {name: len(has) for name, has in shipped_library().groups.items()}


def test_what_nothing_finds_is_exit_code_1(capsys) -> None:
    assert main(["kernels", "list", "xyzzyqqq"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "convstudio: No kernel is found by “xyzzyqqq”.\n")


def test_a_group_that_is_none_is_wrong_usage(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["kernels", "list", "--group", "nope"])
    assert caught.value.code == 2
    assert "there is no group “nope”; there are Own, Basic, Smooth" in capsys.readouterr().err


def test_list_as_json_holds_the_kernels_themselves(capsys) -> None:
    found = json.loads(_said(capsys, "list", "--json"))
    by_name = {one["identifier"]: one for one in found}
    assert by_name["sobel-x"]["weights"] == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    mine = by_name["own/Mine too"]
    assert (mine["divisor"], mine["sum"], mine["tags"]) == (10, 10, ["quartet"])
    assert Path(mine["file"]).is_file()


def test_a_broken_kernel_of_ones_own_is_told_and_stops_nothing(own, capsys) -> None:
    (own.folder / "broken.json").write_text("{")
    assert main(["kernels", "list", "--names", "quartet"]) == 0
    told = capsys.readouterr()
    assert told.out == "own/Mine too\n"
    assert told.err.startswith("convstudio: “broken.json” is not a kernel file")


def test_show_has_weights_numbers_words_and_source(capsys) -> None:
    lines = _said(capsys, "show", "sobel-x").splitlines()
    assert lines[0] == "Sobel x (sobel-x)"
    assert lines[3:6] == ["  -1   0   1", "  -2   0   2", "  -1   0   1"]
    rows = {line[:9].strip(): line[9:] for line in lines[7:]}
    assert (rows["Size"], rows["Sum"], rows["Anchor"]) == ("3×3", "0", "row 2, column 2")
    assert rows["Effect"].startswith("makes even areas black, answers to vertical edges")
    assert rows["Source"].startswith("I. Sobel, G. Feldman")
    assert max(map(len, lines)) < 80


def test_show_takes_files_and_several(own, capsys) -> None:
    path = own.folder / "Mine too.json"
    said = _said(capsys, "show", "own/Mine too", path, "box-3")
    assert said.count("Mine too") >= 2
    assert "\n\nBox 3×3 (box-3)\n" in said or "(box-3)" in said
    found = json.loads(_said(capsys, "show", "--json", path))
    assert (found["identifier"], found["weights"]) == (None, [[1, 2], [3, 4]])


@pytest.mark.parametrize("form", [form.identifier for form in FORMS])
def test_convert_writes_every_form_and_it_is_read_back(capsys, form: str) -> None:
    assert main(["kernels", "convert", "sobel-x", "--to", form]) == 0
    told = capsys.readouterr()
    written = write(form, Settings(_SOBEL))
    assert told.out.rstrip("\n") == written.text.rstrip("\n")
    assert told.err == "".join(f"convstudio: {warning}\n" for warning in written.warnings)
    read = recognise(told.out)
    found = read.kernel.array[::-1, ::-1] if read.flip else read.kernel.array  # SVG's is turned
    np.testing.assert_array_equal(found[found != 0], _SOBEL.array[_SOBEL.array != 0])


@pytest.mark.parametrize("target", [target.identifier for target in TARGETS])
def test_convert_writes_the_pipeline_as_code(capsys, target: str) -> None:
    words = ["convert", "box-3", "--code", target, "--bias", "1/4", "--border", "edge"]
    said = _said(capsys, *words)
    layer = Convolution(shipped_library().named("box-3"), border="edge", bias=0.25)
    assert said.rstrip("\n") == write_code(Pipeline((layer,)), target).text.rstrip("\n")


def test_code_may_be_for_pictures_of_one_kind(tmp_path: Path, capsys) -> None:
    picture = tmp_path / "a.png"
    Image.fromarray(np.zeros((4, 6), np.uint16)).save(picture)
    said = _said(capsys, "convert", "box-3", "--code", "numpy", "--like", picture)
    pipeline = Pipeline((Convolution(shipped_library().named("box-3")),))
    wanted = write_code(pipeline, "numpy", full_range=65535, colours=1, size=(4, 6))
    assert said == wanted.text


def test_what_a_form_cannot_say_is_told(capsys) -> None:
    assert main(["kernels", "convert", "sobel-x", "--to", "csv", "--stride", "2"]) == 0
    told = capsys.readouterr()
    assert told.out == "-1,0,1\n-2,0,2\n-1,0,1\n"
    assert told.err == "convstudio: CSV cannot say the stride 2×2.\n"


def test_convert_writes_files_whole_or_not_at_all(tmp_path: Path, capsys) -> None:
    path = tmp_path / "k.mat"
    assert main(["kernels", "convert", "sobel-x", "--to", "vips", "-o", str(path)]) == 0
    assert recognise(path.read_text()).kernel.weights == _SOBEL.weights
    there = tmp_path / "none" / "k.mat"
    assert main(["kernels", "convert", "sobel-x", "--to", "vips", "-o", str(there)]) == 1
    assert "could not be saved: its folder does not exist" in capsys.readouterr().err


def test_convert_reads_any_form(capsys, monkeypatch) -> None:
    said = _said(capsys, "convert", "--kernel-text", "3: 1,2,1 2,4,2 1,2,1", "--to", "tsv")
    assert said == "1\t2\t1\n2\t4\t2\n1\t2\t1\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("1 2 3"))
    assert _said(capsys, "convert", "-", "--to", "csv") == "1,2,3\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--"], "the following arguments are required: COMMAND"),
        (["sing"], "invalid choice: 'sing'"),
        (["convert", "sobel-x"], "one of the arguments --to --code is required"),
        (
            ["convert", "--to", "csv"],
            "kernel must be given, or a pipeline, or layers with --add; none was given",
        ),
        (["convert", "a", "--to", "csv", "--code", "svg"], "not allowed with argument --to"),
        (["convert", "box-3", "--to", "csv", "--like", "a.png"], "--like is for --code"),
        (["convert", "box-3", "--to", "csv", "--divisor", "0"], "divisor must be a number other"),
        (["show"], "the following arguments are required: KERNEL"),
    ],
)
def test_wrong_usage_is_exit_code_2(capsys, words: list[str], told: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["kernels", *words])
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("usage: convstudio kernels")
    assert told in err


def test_an_unknown_kernel_is_told_with_those_that_come_near(capsys) -> None:
    assert main(["kernels", "show", "sobel-z"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("convstudio: There is no kernel named “sobel-z”. Similar: sob")


def test_alone_it_prints_its_help(capsys) -> None:
    assert main(["kernels"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("usage: convstudio kernels")
    assert told.err == ""
