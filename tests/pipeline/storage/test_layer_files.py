"""Every kind of layer in pipeline files, few weights and many, and what no file should hold."""

from __future__ import annotations

import base64
import copy
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.errors import PipelineFileError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.recipe import Recipe
from convstudio.pipeline import parameters
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.bank_limits import MOST_WEIGHTS
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected, Weights
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.storage.pipeline_file import (
    LARGEST_FILE,
    pipeline_from_json,
    pipeline_json,
    pipeline_line,
    write_pipeline,
)
from convstudio.pipeline.storage.weights_entry import MOST_READABLE

_NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)
_PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5))
_WEIGHTS = st.floats(-1e12, 1e12)
_PLACE = {"name": _NAMES, "on": st.booleans()}
_RECIPES = st.none() | st.just(Recipe("family", "gabor", (("sigma", 1.5), ("round", True))))


@st.composite
def _filters(draw: st.DrawFn) -> tuple[Filter, ...]:
    rows, columns, channels = draw(st.tuples(*[st.integers(1, 3)] * 3))
    anchor = draw(st.none() | st.just((0, columns - 1)))
    plane = st.builds(
        Kernel,
        st.lists(st.tuples(*[_WEIGHTS] * columns), min_size=rows, max_size=rows).map(tuple),
        st.floats(1e-3, 1e3),
        _NAMES.filter(bool),
        anchor=st.just(anchor),
        recipe=_RECIPES,
    )
    planes = st.sampled_from([1, channels]).flatmap(
        lambda count: st.lists(plane, min_size=count, max_size=count).map(tuple)
    )
    made = st.builds(Filter, planes, st.floats(-1e6, 1e6), _NAMES)
    return tuple(draw(st.lists(made, min_size=1, max_size=4)))


_BANKS = st.builds(
    Bank,
    _filters(),
    st.sampled_from(["same", "valid", ((0, 1), (2, 3))]),
    _PAIRS,
    _PAIRS,
    st.sampled_from(parameters.BORDER.values),
    st.floats(-1e6, 1e6),
    st.sampled_from(["sum", "each"]),
    activation=st.sampled_from(parameters.ACTIVATION.values),
    flip=st.booleans(),
    exact=st.booleans(),
    **_PLACE,
)
_SHAPES = st.tuples(*[st.integers(1, 3)] * 6)
_LOCAL = _SHAPES.flatmap(
    lambda shape: st.builds(
        LocallyConnected,
        arrays.arrays(np.float64, shape, elements=st.floats(-1e300, 1e300)).map(Weights),
        st.tuples(*[st.floats(-1e6, 1e6)] * shape[5]),
        _PAIRS,
        **_PLACE,
    )
)
_LAYERS = (
    st.builds(Convolution, st.just(Kernel(((1, 2),))), **_PLACE)
    | _BANKS
    | st.builds(Activation, st.sampled_from(parameters.ACTIVATION.values), **_PLACE)
    | st.builds(
        Pooling,
        st.sampled_from(["max", "average"]),
        _PAIRS,
        _PAIRS,
        st.sampled_from(["same", "valid"]),
        st.booleans(),
        **_PLACE,
    )
    | st.builds(Combine, st.sampled_from(["sum", "maximum", "magnitude", "direction"]), **_PLACE)
    | _LOCAL
)


@given(st.lists(_LAYERS, min_size=1, max_size=4).map(tuple), st.none() | st.integers(0, 9))
def test_every_layer_is_read_again_as_it_was_written(
    layers: tuple[Layer, ...], shown: int | None
) -> None:
    pipeline = Pipeline(layers, map=shown)
    assert pipeline_from_json(pipeline_json(pipeline)) == pipeline
    assert pipeline_from_json(pipeline_line(pipeline)) == pipeline


def _large(dtype: str, names: list[str] | None = None) -> Bank:
    """64 filters of 3×3×16: more weights than are written as numbers."""
    weights = np.random.default_rng(7).normal(size=(3, 3, 16, 64)).astype(dtype)
    assert weights.size > MOST_READABLE
    return Bank.of_array(weights, [index / 64 for index in range(64)], names, name="conv2")


def _layer(layer: Layer) -> dict[str, Any]:
    found = json.loads(pipeline_json(Pipeline((layer,))))["layers"][0]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("dtype", "width"), [("float32", 4), ("float64", 8)])
def test_a_large_bank_is_packed_and_loses_nothing(dtype: str, width: int) -> None:
    bank = _large(dtype)
    said = _layer(bank)
    assert said["weights"]["shape"] == [16 * 64, 3, 3]
    assert said["weights"]["dtype"] == dtype
    data = base64.b64decode(said["weights"]["base64"])
    assert len(data) == width * 9 * 16 * 64
    assert said["weights"]["crc32"] == f"{zlib.crc32(data):08x}"
    assert said["filters"][3] == {"name": "", "bias": 3 / 64, "planes": [{"count": 16}]}
    assert pipeline_from_json(pipeline_json(Pipeline((bank,)))).layers == (bank,)


def test_what_planes_of_a_large_bank_have_of_their_own_is_kept() -> None:
    bank = _large("float32", [f"f{index}" for index in range(64)])
    recipe = Recipe("formula", "x*y", (("a", 2.0),))
    own = Kernel(((1, 2, 3),) * 3, 8.0, "Mine", "told", "a book", recipe=recipe)
    bank = bank.with_kernel(5, 3, own)
    said = _layer(bank)["filters"][5]["planes"]
    assert [plane["count"] for plane in said] == [3, 1, 12]
    assert said[1]["divisor"] == 8.0
    assert pipeline_from_json(pipeline_json(Pipeline((bank,)))).layers == (bank,)


def test_a_small_bank_is_written_for_people() -> None:
    bank = Bank((Filter((Kernel(((0, 1), (10, -2)), 4, name="Mine"),), 0.5, "first"),))
    text = pipeline_json(Pipeline((bank,)))
    assert text.startswith('{\n  "format": "convstudio-pipeline",\n  "version": 2,\n')
    assert (
        '        {"name": "first", "bias": 0.5, "planes": [\n'
        '          {"name": "Mine", "divisor": 4.0, "weights": [\n'
        "            [ 0,  1],\n"
        "            [10, -2]\n"
        "          ]}\n"
        "        ]}\n"
    ) in text


def test_a_large_locally_connected_layer_is_packed() -> None:
    weights = np.random.default_rng(3).normal(size=(20, 20, 3, 3, 1, 2))
    layer = LocallyConnected(Weights(weights), (0.25, -1.0), name="local")
    assert _layer(layer)["weights"]["dtype"] == "float64"
    assert pipeline_from_json(pipeline_json(Pipeline((layer,)))).layers == (layer,)


def test_the_largest_layers_fit_into_a_file(tmp_path) -> None:
    weights = np.random.default_rng(1).normal(size=(8, 8, 64, 128))
    assert weights.size == MOST_WEIGHTS
    bank = Bank.of_array(weights)
    assert len(pipeline_json(Pipeline((bank,)))) < LARGEST_FILE // 8
    local = LocallyConnected(Weights(np.full((64, 64, 16, 16, 1, 1), 0.1)))
    path = tmp_path / "large.json"
    with pytest.raises(PipelineFileError, match=r"its weights take .* MiB, and a file may have 64"):
        write_pipeline(Pipeline((local,) * 6), path)
    assert not path.exists()


def test_what_the_first_version_can_say_is_written_as_that() -> None:
    plain = Convolution(Kernel(((1, 2),)))
    assert '"version": 1,' in pipeline_json(Pipeline((plain, plain)))
    named = Convolution(Kernel(((1, 2),)), name="conv1")
    assert '"version": 2,' in pipeline_json(Pipeline((named,)))
    assert '"version": 2,' in pipeline_json(Pipeline((plain,), map=0))


def test_the_first_version_knew_neither_names_nor_other_layers() -> None:
    whole = json.loads(pipeline_json(Pipeline((Activation(),))))
    with pytest.raises(PipelineFileError, match="cannot be “activation”"):
        pipeline_from_json(json.dumps(whole | {"version": 1}))


def _changed(layer: Layer, *path: Any, value: Any) -> str:
    whole = json.loads(pipeline_json(Pipeline((layer,))))
    place = whole["layers"][0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(whole)


_SMALL = Bank((Filter((Kernel(((1,),)),)),))
_LOCALLY = LocallyConnected(Weights(np.ones((2, 2, 1, 1, 1, 1))))
_PACKED = _large("float32")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (_changed(_SMALL, "filters", value=[]), "filters"),
        (_changed(_SMALL, "filters", value=_layer(_SMALL)["filters"] * 513), "512"),
        (_changed(_SMALL, "filters", 0, "planes", value=[]), "planes"),
        (_changed(_SMALL, "filters", 0, "planes", value=[{"count": 1 << 40}]), "count"),
        (_changed(_SMALL, "filters", 0, "planes", value=[{"count": 3}]), "weights must be told"),
        (_changed(_SMALL, "filters", 0, "planes", 0, "divisor", value=0), "divisor"),
        (_changed(_SMALL, "groups", value=0), "groups"),
        (_changed(_SMALL, "name", value="n" * 2000), "at most 1,000"),
        (_changed(_SMALL, "name", value="n" * 100), "name must be at most 80"),
        (_changed(_SMALL, "on", value="yes"), "on should be true or false"),
        (_changed(_PACKED, "weights", "base64", value="AAAA"), "3 bytes was given"),
        (_changed(_PACKED, "weights", "base64", value="?!"), "data in Base64"),
        (_changed(_PACKED, "weights", "crc32", value="00000000"), "damaged"),
        (_changed(_PACKED, "weights", "dtype", value="float64"), "73,728 bytes for 9,216 numbers"),
        (_changed(_PACKED, "weights", "dtype", value="object"), "cannot be “object”"),
        (_changed(_PACKED, "weights", "shape", value=[1 << 20, 1 << 20, 3]), "at most 524,288"),
        (_changed(_PACKED, "weights", "shape", value=[1] * 7), "shape"),
        (_changed(_PACKED, "weights", "values", value=[1.0]), "both was given"),
        (_changed(_PACKED, "filters", 0, "planes", value=[{"count": 15}]), "1,023 planes"),
        (_changed(_PACKED, "filters", 0, "planes", 0, "weights", value=[[1]]), "twice"),
        (_changed(_LOCALLY, "weights", "values", value=[1.0]), "4 numbers, as its shape says"),
        (_changed(_LOCALLY, "weights", "shape", value=[1024] * 6), "at most 1,048,576 numbers"),
        (_changed(_LOCALLY, "weights", "shape", value=[4]), "of 6 axes"),
        (_changed(_LOCALLY, "biases", value=[1, 2]), "biases must be 1"),
        (_changed(Pooling(), "mode", value="least"), "pooling"),
        (_changed(Pooling(), "size", value=0), "size"),
        (_changed(Pooling(), "size", value=[[2]]), "should be a whole number"),
        (_changed(Combine(), "mode", value="product"), "must be"),
        (_changed(Activation(), "function", value="gelu"), "activation must be"),
        (_changed(Activation(), "slope", value=1), "unknown field “slope”"),
    ],
)
def test_what_is_no_layer_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(PipelineFileError, match=r"(?s)^a\.json") as caught:
        pipeline_from_json(text, "a.json")
    assert words in str(caught.value)
    assert len(str(caught.value)) < 600


def test_numbers_that_are_none_are_refused() -> None:
    weights = np.full((16 * 64, 3, 3), np.nan, "<f4").tobytes()
    said = _layer(_PACKED)["weights"]
    packed = {**said, "crc32": "", "base64": base64.b64encode(weights).decode()}
    with pytest.raises(PipelineFileError, match="finite"):
        pipeline_from_json(_changed(_PACKED, "weights", value=packed))


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.sampled_from(["sum", "same", "bank", "pooling", "AAAA", "float32"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["weights", "planes", "count", "shape"]), inner, max_size=2
        )
    ),
    max_leaves=6,
)
_WHOLE = json.loads(
    pipeline_json(
        Pipeline(
            (
                _SMALL,
                Bank.of_array(np.ones((3, 3, 16, 32))),
                Activation(),
                Pooling(),
                Combine(),
                _LOCALLY,
                Convolution(Kernel(((1,),)), name="last"),
            ),
            map=0,
        )
    )
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))[:3]
    return [path, *(place for key, inner in pairs for place in _places(inner, (*path, key)))]


@settings(max_examples=300)
@given(st.sampled_from(_places(_WHOLE)[1:]), _ANYTHING)
def test_whatever_stands_anywhere_a_file_is_read_or_refused(path: tuple[Any, ...], value) -> None:
    whole = copy.deepcopy(_WHOLE)
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    try:
        found = pipeline_from_json(json.dumps(whole))
    except PipelineFileError:
        return
    assert pipeline_from_json(pipeline_json(found)) == found
