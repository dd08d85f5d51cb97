"""Pipeline files in and out, and files that nobody should have written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import PipelineFileError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.recipe import Recipe
from convstudio.pipeline import parameters
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.pipeline_file import (
    LARGEST_FILE,
    pipeline_from_json,
    pipeline_json,
    pipeline_line,
    read_pipeline,
    write_pipeline,
)

_NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
_PIXELS = st.integers(0, 9)
_PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5))
_PADDINGS = st.sampled_from(["same", "valid"]) | st.tuples(
    st.tuples(_PIXELS, _PIXELS), st.tuples(_PIXELS, _PIXELS)
)
_FRACTIONS = st.floats(-1e6, 1e6)
_TONES = st.sampled_from(
    [Tone(), Tone("signed", white=0.1), Tone("percentile", low=2.5), Tone("clip", -0.5, 3.25)]
) | st.builds(Tone, st.just("equalize"), colour_map=st.just("viridis"))
_KERNELS = st.builds(
    Kernel,
    st.lists(st.tuples(*[st.floats(-1e12, 1e12)] * 3), min_size=1, max_size=4).map(tuple),
    st.floats(1e-3, 1e3),
    _NAMES,
    anchor=st.none() | st.just((0, 2)),
    recipe=st.none() | st.just(Recipe("family", "gaussian", (("sigma", 1.5),))),
)
_LAYERS = st.builds(
    Convolution,
    _KERNELS,
    _PADDINGS,
    _PAIRS,
    _PAIRS,
    st.sampled_from(parameters.BORDER.values),
    _FRACTIONS,
    st.sampled_from(parameters.CHANNELS.values),
    st.sampled_from(parameters.ALPHA.values),
    _FRACTIONS,
    st.sampled_from(parameters.ACTIVATION.values),
    st.booleans(),
    st.booleans(),
)
_PIPELINES = st.builds(
    Pipeline, st.lists(_LAYERS, min_size=1, max_size=3).map(tuple), _TONES, st.booleans()
)
_PLAIN = Pipeline((Convolution(Kernel(((0, 1, 0),) * 3, name="Column")),))


@given(_PIPELINES)
def test_what_is_written_is_read_again(pipeline: Pipeline) -> None:
    assert pipeline_from_json(pipeline_json(pipeline)) == pipeline
    line = pipeline_line(pipeline)
    assert "\n" not in line
    assert pipeline_from_json(line) == pipeline


def test_through_a_file(tmp_path: Path) -> None:
    path = tmp_path / "edges.json"
    write_pipeline(_PLAIN, path)
    assert read_pipeline(path) == _PLAIN
    assert [child.name for child in tmp_path.iterdir()] == ["edges.json"]


def test_a_file_is_written_for_people() -> None:
    text = pipeline_json(_PLAIN)
    assert text.startswith('{\n  "format": "convstudio-pipeline",\n  "version": 1,\n')
    assert "          [0, 1, 0],\n          [0, 1, 0],\n" in text
    assert '      "padding": "same",\n      "strides": [1, 1],\n' in text


def test_names_of_any_length_are_kept_as_far_as_files_hold_them() -> None:
    layer = Convolution(Kernel(((1,),), name=" " * 3, description="d" * 2000))
    named = Convolution(Kernel(((1,),), name="n" * 300))
    first, second = pipeline_from_json(pipeline_json(Pipeline((layer, named)))).layers
    assert (first.kernel.name, len(first.kernel.description)) == ("Custom", 1000)
    assert second.kernel.name == "n" * 120


def _with(**changes: object) -> str:
    return json.dumps({**json.loads(pipeline_json(_PLAIN)), **changes})


def _layer(**changes: object) -> str:
    whole = json.loads(pipeline_json(_PLAIN))
    whole["layers"][0].update(changes)
    return json.dumps(whole)


def test_what_may_be_left_out() -> None:
    layer = {
        "type": "convolution",
        "kernel": json.loads(pipeline_json(_PLAIN))["layers"][0]["kernel"],
    }
    short = json.dumps({"format": "convstudio-pipeline", "version": 1, "layers": [layer]})
    assert pipeline_from_json(short) == _PLAIN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a pipeline file"),
        ("[]", "not a pipeline file: it should be a group of fields in braces, and is a list."),
        ("{}", "“format”"),
        ('{"format": "convstudio-pipeline", "version": 1}', "it lacks the field “layers”"),
        (_with(version=3), "newer ConvStudio: it has version 3"),
        (_with(layers=[]), "at least one layer"),
        (_with(surprise=1), "unknown field “surprise”"),
        (_with(layers=json.loads(_with())["layers"] * 65), "at most 64"),
        (_layer(strides=[1, 2, 3]), "stride"),
        (_layer(strides=0), "stride must be"),
        (_layer(padding="some"), "padding"),
        (_layer(padding=[1, 2, 3]), "padding"),
        (
            _layer(padding=[[[1]]]),
            "layers[0].padding[0][0] should be a whole number, and is a list",
        ),
        (_layer(border="magic"), "border must be"),
        (_layer(bias=1e9), "bias must be"),
        (_layer(type="dream"), "a damaged pipeline: layers[0].type cannot be “dream”."),
        (_with(tone={"mode": "loud"}), "tone must be"),
        (_with(tone={"low": 60, "high": 40}), "low percentile"),
        ("[" * 100_000, "not a pipeline file"),
        ('{"format": "convstudio-pipeline", "version": 1e400, "layers": []}', "damaged pipeline"),
    ],
)
def test_what_is_no_pipeline_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(PipelineFileError, match=r"(?s)^a\.json") as caught:
        pipeline_from_json(text, "a.json")
    assert words in str(caught.value)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(PipelineFileError, match=path.name):
            read_pipeline(path)
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (LARGEST_FILE + 1))
    with pytest.raises(PipelineFileError, match="too large"):
        read_pipeline(large)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with pytest.raises(PipelineFileError, match="its folder does not exist"):
        write_pipeline(_PLAIN, tmp_path / "none" / "a.json")
    with pytest.raises(PipelineFileError, match="cannot be written"):
        write_pipeline(_PLAIN, tmp_path / "a\0b.json")


def test_what_is_wrong_is_told_shortly_whatever_the_file_holds() -> None:
    text = json.dumps(
        {"format": "convstudio-pipeline", "version": 1, "layers": [{"type": "x" * 100_000}]}
    )
    with pytest.raises(PipelineFileError) as caught:
        pipeline_from_json(text)
    assert len(str(caught.value)) < 400
    assert re.search(r"layers\[0\]\.type cannot be “x+ … x+”\.", str(caught.value))
