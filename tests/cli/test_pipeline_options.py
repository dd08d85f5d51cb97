"""Kernels and pipelines by every way to name them, and every setting as an option."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.cli import options
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.errors import (
    ArgumentValueError,
    KernelFileError,
    KernelTextError,
    PipelineFileError,
    ValidationError,
)
from convstudio.imaging.tone import TONE_MODES, Tone
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library
from convstudio.kernel.own_kernels import OwnKernels
from convstudio.pipeline import parameters
from convstudio.pipeline.pipeline import Bank, Convolution, Pipeline
from convstudio.pipeline.storage.pipeline_file import (
    pipeline_from_json,
    pipeline_json,
    write_pipeline,
)
from convstudio.pipeline.storage.session_file import StoredSession, write_session

_SOBEL = shipped_library().named("sobel-x")


@pytest.fixture
def own(tmp_path: Path, monkeypatch) -> OwnKernels:
    """The library of a user who has nothing yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return OwnKernels(tmp_path / "data" / "convstudio" / "kernels")


@pytest.fixture
def standard_input(monkeypatch) -> Callable[[str], None]:
    """Puts a text into standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def _chosen(*words: str, before: Pipeline | None = None, **how: Any) -> Pipeline:
    parser = argparse.ArgumentParser()
    add_pipeline_options(parser, **how)
    return pipeline_chosen(parser.parse_args(options.with_negative_numbers(words)), before)


def _layer(*words: str) -> Convolution:
    layer = _chosen(*words).layers[0]
    assert isinstance(layer, Convolution)
    return layer


# The kernel


def test_a_name_of_the_library_is_that_kernel_with_a_layer_as_new() -> None:
    assert _chosen("-k", "sobel-x") == Pipeline((Convolution(_SOBEL),))


@pytest.mark.parametrize("place", ["own/mine", "mine.json"])
def test_a_kernel_of_ones_own_is_found_by_name_and_by_file(own, tmp_path, place: str) -> None:
    kernel = Kernel(((1, 2), (3, 4)), 5, "mine", anchor=(1, 1))
    own.save(kernel)
    where = place if place.startswith("own/") else str(own.folder / place)
    assert _layer("-k", where).kernel == kernel


def test_an_own_kernel_that_is_not_there_is_told_with_those_that_are(own) -> None:
    with pytest.raises(KernelFileError, match=r"your own library has none.*is empty"):
        _chosen("-k", "own/mine")
    own.save(Kernel(((1,),), name="mine"))
    with pytest.raises(KernelFileError, match=r"named “own/mime”. Similar: own/mine\."):
        _chosen("-k", "own/mime")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.mat", "3 1 4 0\n1 2 1\n"),
        ("a.csv", "1,2,1\n"),
        ("a.txt", "1 2 1"),
        ("a.json", "[[1, 2, 1]]"),
        ("a", "1 2 1"),
    ],
)
def test_files_of_other_programs_are_read_and_name_the_kernel(tmp_path, name, text) -> None:
    path = tmp_path / name
    path.write_text(text)
    kernel = _layer("-k", str(path)).kernel
    assert kernel.weights == ((1, 2, 1),)
    assert kernel.name == "a"


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("0 1 0; 1 -4 1; 0 1 0", ((0, 1, 0), (1, -4, 1), (0, 1, 0))),
        ("-1,0,1", ((-1, 0, 1),)),
        ("[[1/2, 1], [2, 3]]", ((0.5, 1), (2, 3))),
        ("3: 1,2,1 2,4,2 1,2,1", ((1, 2, 1), (2, 4, 2), (1, 2, 1))),
        ("1 2\n3 4", ((1, 2), (3, 4))),
    ],
)
def test_a_kernel_may_be_typed_in_any_form(text: str, weights) -> None:
    assert _layer("--kernel-text", text).kernel.weights == weights


def test_standard_input_may_be_a_kernel(standard_input) -> None:
    standard_input("1 2 1")
    assert _layer("-k", "-").kernel.weights == ((1, 2, 1),)


_GIMP = (
    'gegl:convolution-matrix a1=0 b3=1 c3=2 divisor=4 offset=0.25 border="clamp" normalize=false'
)


def test_what_a_text_says_of_the_layer_holds_and_options_go_before() -> None:
    said = _chosen("--kernel-text", _GIMP)
    assert (said.layers[0].bias, said.layers[0].border) == (0.25, "edge")
    assert said.linear_light
    other = _chosen("--kernel-text", _GIMP, "--bias", "0", "--no-linear-light", "--border", "wrap")
    assert (other.layers[0].bias, other.layers[0].border) == (0, "wrap")
    assert not other.linear_light


def test_one_of_several_kernels_is_chosen_by_number() -> None:
    text = "1: 7; 1: 8"
    numbers = [_layer("--kernel-text", text, "--kernel-number", n).kernel.weights for n in "12"]
    assert numbers == [((7,),), ((8,),)]
    with pytest.raises(ArgumentValueError, match="from 1 to 2, as many as there are; 3 was given"):
        _chosen("--kernel-text", text, "--kernel-number", "3")


def test_anchor_divisor_and_size_change_the_kernel() -> None:
    kernel = _layer("--kernel-text", "1 2; 3 4", "--anchor", "2,2", "--divisor", "sum").kernel
    assert (kernel.anchor, kernel.divisor) == ((1, 1), 10)
    assert _layer("-k", "box-3", "--divisor", "-1/2").kernel.divisor == -0.5
    assert _layer("-k", "box-3", "--size", "5,1").kernel.shape == (5, 1)
    assert _layer("-k", "box-3", "--anchor", "1,1", "--size", "5").kernel.anchor == (0, 0)
    assert _layer("-k", "box-3", "--anchor", "centre").kernel.anchor is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--anchor", "0,1"], "anchor must be a weight of the 3×3 kernel; row 0, column 1"),
        (["--anchor", "4,1"], "row 4, column 1 was given"),
        (["--divisor", "sum"], "“sum” for weights whose sum is 0 was given"),
        (["--divisor", "0"], "divisor must be a number other than 0"),
        (["--border-value", "1"], "--border-value must be left out, or --border constant"),
    ],
)
def test_what_cannot_be_is_wrong_usage_in_words(words: list[str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        _chosen("-k", "sobel-x", *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-k", "sobel-x", "--anchor", "one,two"], "anchor must be a whole number; “one”"),
        (["-k", "sobel-x", "--anchor", "1"], "anchor must be ROW,COLUMN or “centre”; “1” was"),
        (["-k", "sobel-x", "--size", "0"], "size must be from 1 to 63; 0 was given"),
        (["-k", "sobel-x", "--size", "64"], "size must be from 1 to 63; 64 was given"),
        (["-k", "sobel-x", "--kernel-text", "1"], "not allowed with argument -k/--kernel"),
        (["-k", "sobel-x", "--pipeline", "a"], "not allowed with argument -k/--kernel"),
    ],
)
def test_wrong_words_are_refused_by_the_parser(capsys, words: list[str], told: str) -> None:
    with pytest.raises(SystemExit):
        _chosen(*words)
    assert told in capsys.readouterr().err


def test_nothing_where_a_kernel_should_be_is_told(standard_input) -> None:
    standard_input(" \n")
    with pytest.raises(KernelFileError, match="Standard input is empty"):
        _chosen("-k", "-")
    with pytest.raises(KernelFileError, match="--kernel-text is empty"):
        _chosen("--kernel-text", "")
    with pytest.raises(KernelFileError, match="no kernel named “xxx"):
        _chosen("-k", "x" * 300)


def test_a_text_without_a_kernel_says_where() -> None:
    with pytest.raises(KernelTextError):
        _chosen("--kernel-text", "nothing at all")


def test_a_pipeline_file_named_as_kernel_says_how_it_is_named(tmp_path) -> None:
    path = tmp_path / "p.json"
    write_pipeline(_chosen("-k", "sobel-x"), path)
    with pytest.raises(KernelFileError, match=r"a whole pipeline.*Use --pipeline p\.json"):
        _chosen("-k", str(path))


# The pipeline


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A pipeline file with settings of its own."""
    path = tmp_path / "p.json"
    words = ["--border", "constant", "--border-value", "1/2", "--stride", "2", "--tone", "signed"]
    write_pipeline(_chosen("-k", "sobel-x", *words, "--white", "2", "--linear-light"), path)
    return path


def test_a_pipeline_file_is_taken_whole(stored: Path) -> None:
    pipeline = _chosen("--pipeline", str(stored))
    assert pipeline == Pipeline(
        (Convolution(_SOBEL, strides=2, border="constant", border_value=0.5),),
        Tone("signed", white=2.0),
        linear_light=True,
    )


def test_options_change_a_pipeline_and_leave_the_rest(stored: Path) -> None:
    before = _chosen("--pipeline", str(stored))
    after = _chosen("--pipeline", str(stored), "--bias", "1/4", "--flip", "--divisor", "3")
    kernel = before.layers[0].kernel.with_divisor(3)
    layer = replace(before.layers[0], bias=0.25, flip=True, kernel=kernel)
    assert after == replace(before, layers=(layer,))
    assert not _chosen("--pipeline", str(stored), "--no-linear-light").linear_light


def test_another_tone_begins_without_the_levels_of_the_one_before(stored: Path) -> None:
    assert _chosen("--pipeline", str(stored), "--tone", "minmax").tone == Tone("minmax")
    assert _chosen("--pipeline", str(stored), "--white", "3").tone == Tone("signed", white=3)


def test_a_pipeline_may_come_through_standard_input(stored: Path, standard_input) -> None:
    standard_input(stored.read_text())
    assert _chosen("--pipeline", "-") == _chosen("--pipeline", str(stored))


def test_a_pipeline_of_another_way_is_changed_by_kernel_and_options() -> None:
    before = Pipeline((Convolution(_SOBEL, bias=0.5),), Tone("minmax"))
    words = ["-k", "box-3", "--stride", "2"]
    after = _chosen(*words, before=before)
    kernel = shipped_library().named("box-3")
    assert after == Pipeline((Convolution(kernel, strides=2, bias=0.5),), Tone("minmax"))
    assert _chosen(before=before) == before


def test_layers_beyond_the_first_are_not_changed_in_silence() -> None:
    before = Pipeline((Convolution(_SOBEL), Convolution(_SOBEL)))
    assert _chosen("--tone", "minmax", before=before).layers == before.layers
    for words in (["--bias", "1"], ["--divisor", "2"], ["-k", "box-3"]):
        with pytest.raises(ArgumentValueError, match="a pipeline of 2 layers"):
            _chosen(*words, before=before)


@pytest.mark.parametrize("name", ["none.json", "none.convstudio", "broken.json"])
def test_what_is_no_pipeline_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.startswith("broken"):
        path.write_text("{")
    with pytest.raises(Exception, match=name) as caught:
        _chosen("--pipeline", str(path))
    assert type(caught.value).__name__ in ("PipelineFileError", "SessionFileError")


def test_a_session_gives_its_pipeline(stored: Path) -> None:
    pipeline = _chosen("--pipeline", str(stored))
    path = stored.with_name("s.convstudio")
    write_session(StoredSession(pipeline), path)
    assert _chosen("--pipeline", str(path)) == pipeline


# Every setting

_SAID_OTHERWISE = {
    "exact": "exact_fit",
    "strides": "stride",
    "name": "layer_name",
    "on": "layer_on",
}


def test_every_setting_of_a_layer_and_of_the_tone_has_an_option() -> None:
    parser = argparse.ArgumentParser()
    add_pipeline_options(parser)
    known = {action.dest for action in parser._actions}
    both = {field.name for kind in (Convolution, Bank) for field in fields(kind)} - {"filters"}
    layer = {_SAID_OTHERWISE.get(name, name) for name in both}
    assert layer <= known
    assert {"tone", "black", "white", "colour_map", "percentiles", "linear_light"} <= known
    assert {"divisor", "anchor", "size"} <= known  # of the kernel, beside its weights


_share = st.integers(-40, 40).map(lambda n: n / 8)
_pair = st.tuples(st.integers(1, 9), st.integers(1, 9))
_layers = st.builds(
    Convolution,
    st.just(_SOBEL),
    padding=st.sampled_from(["same", "valid", (1, 2), ((1, 2), (3, 4))]),
    strides=_pair,
    dilation=_pair,
    border=st.sampled_from(parameters.BORDER.values),
    channels=st.sampled_from(parameters.CHANNELS.values),
    alpha=st.sampled_from(parameters.ALPHA.values),
    bias=_share,
    activation=st.sampled_from(parameters.ACTIVATION.values),
    flip=st.booleans(),
    exact=st.booleans(),
)


def _words_of(layer: Convolution, *, linear: bool) -> list[str]:
    sides = layer.padding
    if isinstance(sides, tuple):
        sides = ",".join(str(amount) for pair in sides for amount in pair)
    words = ["-k", "sobel-x", "--padding", sides]
    for name, pair in (("stride", layer.strides), ("dilation", layer.dilation)):
        words += [f"--{name}", "{},{}".format(*pair)]
    for name in ("border", "channels", "alpha", "activation"):
        words += [f"--{name}", getattr(layer, name)]
    switches = {"flip": layer.flip, "exact-fit": layer.exact, "linear-light": linear}
    words += [f"--{'' if on else 'no-'}{name}" for name, on in switches.items()]
    return [*words, "--bias", str(layer.bias)]


@given(_layers, st.booleans(), st.sampled_from(TONE_MODES))
def test_every_pipeline_of_one_layer_can_be_said_and_stored(layer, linear, mode) -> None:
    wanted = Pipeline((layer,), Tone(mode), linear_light=linear)
    words = [*_words_of(layer, linear=linear), "--tone", mode]
    assert _chosen(*words) == wanted
    # … and so over a pipeline where all of it is otherwise; but a border's value is nobody else's.
    other = Convolution(
        _SOBEL, "valid", 7, 7, "edge", 0, "red", "weighted", 1, "tanh", flip=True, exact=True
    )
    before = Pipeline((other,), Tone("percentile" if mode == "minmax" else "minmax"))
    assert _chosen(*words, before=before) == wanted
    assert pipeline_from_json(pipeline_json(wanted)) == wanted


def test_broken_input_is_named_as_such(standard_input) -> None:
    standard_input("{}")
    with pytest.raises(PipelineFileError, match="Standard input is not a pipeline file"):
        _chosen("--pipeline", "-")
