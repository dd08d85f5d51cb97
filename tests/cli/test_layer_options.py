"""Which layer and map: ``--add``, ``--change``, ``--layer``, ``--map``; and what is written."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.cli import main, options
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.errors import ArgumentValueError
from convstudio.imaging.reading import read_picture
from convstudio.kernel.library import shipped_library
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Activation, Bank, Combine, Convolution, Pipeline, Pooling
from convstudio.pipeline.rendering import render
from convstudio.pipeline.storage.pipeline_file import read_pipeline, write_pipeline
from convstudio.pipeline.storage.session_file import (
    StoredHand,
    StoredSession,
    Views,
    write_session,
)

_X, _Y, _BOX = (shipped_library().named(name) for name in ("sobel-x", "sobel-y", "box-3"))
_BANK = ["--add", "conv sobel-x sobel-y box-3 channels=sum name=conv1"]


def _chosen(*words: str, before: Pipeline | None = None) -> Pipeline:
    parser = argparse.ArgumentParser()
    add_pipeline_options(parser)
    return pipeline_chosen(parser.parse_args(options.with_negative_numbers(words)), before)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A colour picture of 9×12."""
    path = tmp_path / "photo.png"
    pixels = np.random.default_rng(1).integers(0, 256, (9, 12, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    path = tmp_path / "stack.json"
    layers = (Convolution(_X, name="first"), Activation(), Pooling(), Convolution(_BOX))
    write_pipeline(Pipeline(layers), path)
    return path


# Which layers


def test_layers_are_added_above_a_kernel_whose_options_are_its_own() -> None:
    pipeline = _chosen("-k", "sobel-x", "--stride", "2", "--add", "relu | pool max 2")
    assert pipeline.layers == (Convolution(_X, strides=2), Activation(), Pooling())


def test_layers_need_no_kernel_and_may_be_added_to_a_pipeline(stack: Path) -> None:
    assert _chosen("--add", "relu", "--add", "combine sum").layers == (
        Activation(),
        Combine("sum"),
    )
    added = _chosen("--pipeline", str(stack), "--add", "relu").layers
    assert added == (*read_pipeline(stack).layers, Activation())


def test_a_layer_of_several_is_changed_where_it_is_named(stack: Path) -> None:
    before = read_pipeline(stack).layers
    words = ["--pipeline", str(stack), "--change"]
    first = Convolution(_X, name="first", bias=0.5, flip=True)
    assert _chosen(*words, "first", "--bias", "1/2", "--flip").layers == (first, *before[1:])
    last = Convolution(_Y, strides=3, name="end")
    named = ["--change", "4", "-k", "sobel-y", "--stride", "3", "--layer-name", "end"]
    changed = _chosen(*named, before=read_pipeline(stack))
    assert changed.layers == (*before[:3], last)
    assert _chosen(*words, "ReLU", "--activation", "tanh").layers[1] == Activation("tanh")
    assert _chosen(*words, "3", "--stride", "1", "--no-layer-on").layers[2] == Pooling(
        strides=1, on=False
    )


def test_a_bias_for_a_bank_is_that_of_every_filter() -> None:
    words = [*_BANK, "--change", "conv1", "--bias", "1", "--activation", "relu"]
    (bank,) = _chosen(*words).layers
    assert isinstance(bank, Bank)
    assert [one.bias for one in bank.filters] == [1, 1, 1]
    assert bank.activation == "relu"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--bias", "1"], "or told which with --change"),
        (["--change", "5", "--bias", "1"], "from 1 to 4, or the name of a layer; “5” was given"),
        (["--change", "0", "--bias", "1"], "There are: 1 first, 2 ReLU, 3 Max pooling 2×2, 4"),
        (["--change", "2", "--dilation", "2"], "--dilation must be left out"),
        (["--change", "3", "-k", "box-3"], "options for the kernel must be left out"),
        (["--layer", "conv9"], "--layer must be from 1 to 4"),
        (["--add", "relu", "--layer", "ReLU"], "“ReLU”, as layers 2, 5 are called, was given"),
        (["--add", "dense"], "layer must be one of conv"),
        (["--add", " | ".join(["relu"] * 61)], "layers must be at most 64; 65 was given"),
    ],
)
def test_what_names_no_layer_is_refused(stack: Path, words: list[str], told: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        _chosen(*words, before=read_pipeline(stack))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--change", "nonsense"], "--change must be 1, or the name of a layer; “nonsense” was"),
        (["--change", "2"], "--change must be 1, or the name of a layer; “2” was given."),
        (["--change", "99", "--add", "relu"], "from 1 to 2, or the name of a layer; “99” was"),
        (["--change", "2", "--add", "relu"], "--change must be left out beside a kernel"),
    ],
)
def test_beside_a_kernel_only_its_own_layer_is_changed(words: list[str], told: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        _chosen("-k", "sobel-x", "--stride", "2", *words)
    assert told in str(caught.value)
    for named in ("1", "Sobel x 3×3"):
        layer = _chosen("-k", "sobel-x", "--stride", "2", "--change", named).layers[0]
        assert isinstance(layer, Convolution)
        assert layer.strides == (2, 2)


def test_one_layer_of_a_pipeline_is_named_as_one_of_several(photo: Path) -> None:
    one = Pipeline((Pooling(),))
    assert _chosen("--change", "1", "--stride", "3", before=one).layers[0].strides == (3, 3)
    with pytest.raises(ArgumentValueError, match="--change must be 1, or the name of a layer"):
        _chosen("--change", "2", "--stride", "3", before=one)


@pytest.mark.parametrize("option", ["--change", "--layer"])
def test_what_means_one_layer_is_given_once(option: str, capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        _chosen("--add", "relu | relu", option, "1", option, "2")
    assert caught.value.code == 2
    assert f"{option} must be given once; a second one was given." in capsys.readouterr().err


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="kernel must be given, or a pipeline, or layers"):
        _chosen()


# Which map


def test_a_layer_and_a_map_of_it_are_what_is_made(stack: Path) -> None:
    whole = read_pipeline(stack)
    ended = _chosen("--pipeline", str(stack), "--layer", "2", "--map", "1")
    assert ended == Pipeline(whole.layers[:2], map=0)
    named = Pipeline(whole.layers, map=0)
    assert _chosen(before=named).map == 0
    assert _chosen("--layer", "4", before=named).map == 0
    assert _chosen("--layer", "3", before=named).map is None
    assert _chosen("--add", "relu", before=named).map is None


@pytest.mark.parametrize("text", ["0", "-1", "none", "1.5", ""])
def test_what_is_no_map_is_refused(capsys, text: str) -> None:
    with pytest.raises(SystemExit):
        _chosen(*_BANK, f"--map={text}")
    assert "a number from 1, “all” or “sheet”" in capsys.readouterr().err


def test_a_session_tells_which_map_was_looked_at(tmp_path: Path) -> None:
    bank = _chosen(*_BANK)
    path = tmp_path / "a.convstudio"
    for hand, shown in ((StoredHand(map=2), 2), (StoredHand(), 0), (StoredHand(map=99), None)):
        write_session(StoredSession(bank, views=Views(hand=hand)), path)
        assert _chosen("--pipeline", str(path)).map == shown
    plain = Pipeline((Convolution(_X), Activation()))
    write_session(StoredSession(plain, views=Views(hand=StoredHand(layer=1))), path)
    assert _chosen("--pipeline", str(path)) == plain


# What is written


def _values(photo: Path, *words: str) -> np.ndarray:
    picture = read_picture(photo)
    pipeline = _chosen(*words)
    rows, columns = pipeline.output_size((picture.height, picture.width))
    return render(pipeline, picture, Region(0, 0, rows, columns)).values


def test_several_maps_and_none_named_are_refused(photo: Path, tmp_path: Path, capsys) -> None:
    for number in ((), ("--map", "4")):
        assert main(["apply", str(photo), *_BANK, *number, "-o", str(tmp_path / "o.png")]) == 1
        told = capsys.readouterr().err
        assert "--map must be from 1 to 3, “all” or “sheet”" in told
        assert "for “conv1”, which makes 3 maps" in told
    assert not (tmp_path / "o.png").exists()


def test_a_map_of_a_layer_with_one_is_the_first(photo: Path, tmp_path: Path, capsys) -> None:
    words = ["apply", str(photo), "--add", "conv sobel-x channels=sum", "-o"]
    assert main([*words, str(tmp_path / "o.png"), "--map", "1"]) == 0
    assert main([*words, str(tmp_path / "p.png"), "--map", "2"]) == 1
    assert (
        "--map must be 1, or left out; 2, for “Sobel x 3×3”, which makes 1 map, was given."
        in capsys.readouterr().err
    )


def test_a_pipeline_file_ends_in_json(tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["pipeline", "--add", "relu", "-o", str(tmp_path / "x.png")])
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert "-o must be a name that ends in .json, as pipeline files do; “x.png” was given." in told
    assert not (tmp_path / "x.png").exists()


def test_one_map_is_saved_with_its_number_in_the_name(photo: Path, tmp_path: Path) -> None:
    for name in ("o.npy", "o-{map}.npy"):
        words = ["apply", str(photo), *_BANK, "--map", "2", "--raw", "-o", str(tmp_path / name)]
        assert main(words) == 0
    wanted = _values(photo, *_BANK)[..., 1]
    for name in ("o.npy", "o-2.npy"):
        np.testing.assert_array_equal(np.load(tmp_path / name), wanted)


def test_all_maps_go_to_one_file_or_to_one_each(photo: Path, tmp_path: Path) -> None:
    wanted = _values(photo, *_BANK)
    for name in ("o.npy", "o.npz", "o.tif", "o-{map}.tif"):
        words = ["apply", str(photo), *_BANK, "--map", "all", "--raw", "-o", str(tmp_path / name)]
        assert main(words) == 0
    np.testing.assert_array_equal(np.load(tmp_path / "o.npy"), wanted)
    arrays = np.load(tmp_path / "o.npz")
    assert arrays.files == ["1-sobel-x", "2-sobel-y", "3-box-blur-3-3"]
    pages = tifffile.imread(tmp_path / "o.tif")
    for index, name in enumerate(arrays.files):
        np.testing.assert_array_equal(arrays[name], wanted[..., index])
        np.testing.assert_array_equal(pages[index], wanted[..., index])
        single = tifffile.imread(tmp_path / f"o-{index + 1}.tif")
        np.testing.assert_array_equal(single, wanted[..., index])


def test_a_folder_gets_a_file_for_each_map(photo: Path, tmp_path: Path) -> None:
    assert main(["apply", str(photo), *_BANK, "--map", "all", "-o", f"{tmp_path / 'out'}/"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"photo-{number}.png" for number in (1, 2, 3)
    ]


def test_a_contact_sheet(photo: Path, tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    assert main(["apply", str(photo), *_BANK, "--maps", "sheet", "-o", str(path)]) == 0
    with Image.open(path) as image:
        assert image.mode == "RGB"
        assert image.width > 150


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--map", "all", "-o", "o.png"], "a name that ends in .npy, .npz, .tif, .tiff, or has"),
        (["--map", "all", "-o", "-"], "a file that can hold several maps"),
        (["--map", "sheet", "--raw", "-o", "o.tif"], "--raw must be left out for a contact sheet"),
        (["--map", "sheet", "--depth", "16", "-o", "o.tif"], "--depth 16 must be left out"),
        (["--map", "all", "-o", "o.csv"], "a name that ends in .npy, .npz, .tif, .tiff, or has"),
        (["--map", "sheet", "-o", "o.csv"], "a format of pictures for a contact sheet; CSV was"),
        (["--map", "some", "-o", "o.png"], "“all” or “sheet”"),
    ],
)
def test_what_cannot_be_written_is_wrong_usage(photo: Path, capsys, words, told: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["apply", str(photo), *_BANK, *words])
    assert caught.value.code == 2
    assert told in capsys.readouterr().err


def test_no_map_takes_the_place_of_the_picture(tmp_path: Path, photo: Path, capsys) -> None:
    path = tmp_path / "o-1.png"
    path.write_bytes(photo.read_bytes())
    words = ["apply", str(path), *_BANK, "--map", "all", "-o", str(tmp_path / "o-{map}.png")]
    assert main(words) == 1
    assert "would be written over a picture that is read" in capsys.readouterr().err
    assert path.read_bytes() == photo.read_bytes()


def test_sobel_magnitude_from_nothing(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.npy"
    words = ["--add", "conv sobel-x sobel-y channels=luminance | combine magnitude"]
    assert main(["apply", str(photo), *words, "--raw", "-o", str(out)]) == 0
    luma = read_picture(photo).pixels @ np.array([0.2126, 0.7152, 0.0722])
    padded = np.pad(luma, 1)
    sides = [
        sum(kernel.array[i, j] * padded[i : i + 9, j : j + 12] for i in range(3) for j in range(3))
        for kernel in (_X, _Y)
    ]
    np.testing.assert_allclose(np.load(out), np.hypot(*sides), rtol=1e-4, atol=1e-3)


# Pipeline files without the window


def test_a_pipeline_file_is_made_of_words(tmp_path: Path, capsys) -> None:
    words = ["pipeline", *_BANK, "--add", "relu", "--tone", "minmax"]
    assert main([*words, "-o", str(tmp_path / "net.json")]) == 0
    found = read_pipeline(tmp_path / "net.json")
    assert [layer.title for layer in found.layers] == ["conv1", "ReLU"]
    assert found.tone.mode == "minmax"
    capsys.readouterr()
    assert main(words) == 0
    assert capsys.readouterr().out == (tmp_path / "net.json").read_text()


def test_a_pipeline_that_cannot_be_is_wrong_usage(tmp_path: Path, capsys) -> None:
    for words, told in (([], "kernel must be given"), (["--add", "dens"], "layer must be one of")):
        with pytest.raises(SystemExit) as caught:
            main(["pipeline", *words, "-o", str(tmp_path / "a.json")])
        assert caught.value.code == 2
        assert told in capsys.readouterr().err


def test_layers_are_told_in_a_table(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    path = tmp_path / "net.json"
    text = "random 32 5x5 activation=relu name=conv1 | pool max 2"
    assert main(["pipeline", "--add", text, "-o", str(path)]) == 0
    assert main(["info", str(path), "--input", "28x28"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == ["For", "an", "input", "of", "28×28×1;", "tone", "clip"]
    assert lines[3][:5] == ["1", "conv1", "28×28×1", "28×28×32", "832"]
    assert lines[4][:6] == ["2", "Max", "pooling", "2×2", "28×28×32", "14×14×32"]
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["info", str(path), "--input", "28x28"]) == 0
    assert "     Parameters       832\n" in capsys.readouterr().out


def test_layers_that_do_not_fit_are_told_with_exit_code_1(tmp_path: Path, capsys, photo) -> None:
    path = tmp_path / "net.json"
    words = ["pipeline", "--add", "conv box-3 stride=2 padding=valid exact-fit | relu"]
    assert main([*words, "-o", str(path)]) == 0
    assert main(["info", str(path), "--input", str(photo)]) == 1
    told = capsys.readouterr().out
    assert "9×12×3, photo.png" in told
    assert "Layer 1 does not fit: horizontal stride must be" in told
    assert main(["info", "--json", str(path), "--input", "9x11x3"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert [layer["output"] for layer in facts["layers"]] == [[4, 5, 3], [4, 5, 3]]
    assert facts["fits"] is True
    assert facts["pipeline"]["format"] == "convstudio-pipeline"
    assert "table" not in facts


def test_the_layers_of_a_saved_map_and_of_a_session(tmp_path: Path, capsys, photo: Path) -> None:
    out = tmp_path / "o.png"
    assert main(["apply", str(photo), *_BANK, "--map", "1", "-o", str(out)]) == 0
    assert main(["info", str(out), "--layers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["layers"][0]["title"] == "conv1"
    session = tmp_path / "a.convstudio"
    write_session(StoredSession(Pipeline((Convolution(_X),))), session)
    assert main(["info", str(session)]) == 0
    assert "512×512×3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (["--input", "5x5x2"], "1 or 3, as a picture has", 1),
        (["--input", "0x5"], "input must be from 1", 1),
        (["--input", "28"], "input must be such as 28x28, or 480x640x3: rows, columns and", 1),
        (["--input", "1x2x3x4"], "input must be such as 28x28", 1),
        (["--input", "none.png"], "none.png", 1),
    ],
)
def test_what_is_no_input_is_told(stack: Path, capsys, words, told: str, code: int) -> None:
    assert main(["info", str(stack), *words]) == code
    assert told in capsys.readouterr().err


def test_an_input_is_of_layers_alone(photo: Path, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["info", str(photo), "--input", "5x5"])
    assert "--input is for the layers of a pipeline" in capsys.readouterr().err


def test_a_locally_connected_layer_for_other_channels_is_told_how_to_be_said(
    tmp_path: Path, capsys
) -> None:
    photo = tmp_path / "colours.png"
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(photo)
    words = ["apply", str(photo), "--add", "local sobel-x input=8x8", "-o"]
    assert main([*words, str(tmp_path / "o.png")]) == 1
    told = capsys.readouterr().err
    assert "must be of 3 channels" in told
    assert "input=ROWSxCOLUMNSx3" in told


def test_the_layers_on_a_picture_are_asked_for_with_input(tmp_path: Path, capsys) -> None:
    photo, net = tmp_path / "p.png", tmp_path / "net.json"
    Image.fromarray(np.zeros((8, 9, 3), np.uint8)).save(photo)
    write_pipeline(Pipeline((Activation("relu"),)), net)
    assert main(["info", str(net), str(photo)]) == 0
    assert f"--input {photo} tells the layers on it." in capsys.readouterr().err
    assert main(["info", str(net), "--input", str(photo)]) == 0
    assert capsys.readouterr().err == ""
