"""Programs that are not made for stacks: what they say of them, and their words for the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.dom import minidom

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from convstudio.errors import ValidationError
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code import TARGETS, write_code
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Layer, Pipeline
from convstudio.pipeline.viewing import picture_maps
from tests.pipeline.code.cases import BLUR, SOBEL, code_of, picture_of
from tests.pipeline.code.drawing import drawn
from tests.pipeline.code.running import ours
from tests.pipeline.code.stacks.cases import CASES, EDGES, bank, locally
from tests.pipeline.code.stacks.test_stack_programs import LAYERS
from tests.pipeline.code.test_whole_programs import run, shown

ENDS = ("program ends", "only the first", "as it is")
PLAIN = [target.identifier for target in TARGETS if target.extension != "py"]


@pytest.mark.parametrize("identifier", [target.identifier for target in TARGETS])
def test_every_target_writes_something_for_every_stack(identifier: str) -> None:
    for pipeline, kind in CASES.values():
        code = code_of(pipeline, identifier, picture_of(kind))
        assert code.text.endswith("\n")
        assert all(text.endswith(".") for text in code.warnings)
        assert all(f"Not exact: {text}" in code.text for text in code.warnings)
        if identifier == "svg":
            minidom.parseString(code.text)  # noqa: S318 - our own text


@pytest.mark.parametrize("case", CASES)
def test_glsl_draws_our_maps(case: str, context) -> None:
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    warnings = code_of(pipeline, "glsl", picture).warnings
    if any(word in text for word in ENDS for text in warnings):
        return
    wanted = ours(pipeline, picture)
    wanted = wanted if wanted.ndim == 3 else wanted[..., None]
    maps = pipeline.maps(picture_maps(picture))[-1]
    has_alpha = maps.has_alpha
    picked = [*range(wanted.shape[2] - has_alpha), *([3] if has_alpha else [])]
    pipeline = replace(pipeline, layers=pipeline.active)
    found = drawn(context, pipeline, picture)[..., picked] * picture.full_range
    assert found.shape == wanted.shape
    apart = np.abs(found - wanted)
    if pipeline.layers[-1] == Combine("direction"):
        apart = np.minimum(apart, picture.full_range - apart)
        # Where both maps are all but 0 their angle is nobody's.
        assert np.quantile(apart, 0.99) <= 1e-3
        return
    assert apart.max() <= 2e-5 * max(float(np.abs(wanted).max()), picture.full_range)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(LAYERS, min_size=1, max_size=3), linear=st.booleans())
def test_glsl_draws_any_stack_that_has_room(chosen: list[Layer], linear: bool, context) -> None:
    pipeline, picture = Pipeline(tuple(chosen), linear_light=linear), picture_of("rgb")
    try:
        wanted = ours(pipeline, picture)
    except ValidationError:
        return
    warnings = code_of(pipeline, "glsl", picture).warnings
    if any(word in text for word in ENDS for text in warnings):
        return
    wanted = wanted if wanted.ndim == 3 else wanted[..., None]
    found = drawn(context, pipeline, picture)[..., : wanted.shape[2]] * picture.full_range
    assert found.shape == wanted.shape
    largest = max(float(np.abs(wanted).max()), picture.full_range)
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4 * largest)


@pytest.mark.parametrize("identifier", PLAIN)
def test_what_is_one_convolution_is_written_as_such(identifier: str) -> None:
    """A filter that is chosen, ReLU after it, layers that do nothing: all is one convolution."""
    soft = Kernel(BLUR.weights, 16, name="Soft")
    two = Bank((Filter((SOBEL,)), Filter((soft,), 0.25)), channels="each", name="conv1")
    stack = Pipeline((two, Activation("relu"), Activation("none")), map=1)
    one = Convolution(soft, bias=0.25, activation="relu")
    assert write_code(stack, identifier).text == write_code(Pipeline((one,)), identifier).text


def test_the_mean_of_windows_is_a_convolution() -> None:
    code = write_code(Pipeline((Pooling("average", 3, 1),)), "imagemagick", size=(20, 30))
    assert "3x3+1+1: 1,1,1 1,1,1 1,1,1" in code.text
    assert code.warnings == ()


def test_one_gray_map_needs_no_combination() -> None:
    gray = Convolution(SOBEL, channels="luminance")
    stack = Pipeline((gray, Activation("none"), Combine("magnitude")))
    wanted = Pipeline((replace(gray, activation="absolute"),))
    assert write_code(stack, "svg").text == write_code(wanted, "svg").text
    whole = Pipeline((gray, Combine("sum"), Combine("maximum")))
    assert write_code(whole, "gegl").text == write_code(Pipeline((gray,)), "gegl").text


WORDS = {
    "magnitude": Pipeline((EDGES, Combine("magnitude"))),
    "max pooling": Pipeline((Convolution(BLUR), Pooling("max"))),
    "kernel of its own for each channel": Pipeline((Convolution(BLUR), bank(2, 3), Activation())),
    "kernel for each place": Pipeline((Convolution(BLUR), locally(2, 3))),
}


@pytest.mark.parametrize("identifier", ["imagemagick", "gegl", "svg"])
@pytest.mark.parametrize("word", WORDS)
def test_a_program_ends_before_what_it_cannot_say(identifier: str, word: str) -> None:
    code = write_code(WORDS[word], identifier, size=(37, 41))
    assert any(word in text for text in code.warnings)
    assert "ends with layer 1, “" in code.warnings[0]
    begun = WORDS[word].layers[0]
    first = Pipeline((begun,), map=0 if isinstance(begun, Bank) else None)
    alone = write_code(first, identifier, size=(37, 41))
    program = [line for line in code.text.splitlines() if "Not exact" not in line]
    assert program == [line for line in alone.text.splitlines() if "Not exact" not in line]


def test_a_first_layer_that_cannot_be_said_leaves_the_picture() -> None:
    (told, *_) = write_code(Pipeline((bank(2, 3),)), "gegl").warnings
    assert told.startswith("The program leaves the picture as it is: a filter with a kernel of its")


def test_the_first_of_several_maps_is_told() -> None:
    code = write_code(Pipeline((EDGES,)), "svg", size=(37, 41))
    assert code.warnings[0].startswith("SVG makes one map: of the 2 of “edges” only the first")
    assert not [
        text for text in write_code(Pipeline((EDGES,), map=1), "svg").warnings if "map:" in text
    ]


def test_glsl_has_room_for_four_channels() -> None:
    code = write_code(Pipeline((bank(4, 3), bank(5, 4), bank(2, 5))), "glsl")
    assert "ends with layer 2" in code.warnings[0]
    assert "four channels" in code.warnings[0]
    assert "of the 5" in code.warnings[1]
    assert not [
        text for text in write_code(Pipeline((bank(4, 3),)), "glsl").warnings if "four" in text
    ]


TARGETS_OF_STACKS = ("numpy", "scipy", "skimage", "opencv", "libvips", "pytorch", "keras", "pillow")
MODULES = {"skimage": "skimage", "opencv": "cv2", "libvips": "pyvips", "pytorch": "torch"}


@pytest.mark.parametrize("target", TARGETS_OF_STACKS)
def test_the_edges_of_a_picture_are_saved(target: str, tmp_path: Path) -> None:
    pytest.importorskip({**MODULES, "pillow": "PIL"}.get(target, target))
    pipeline = Pipeline((EDGES, Combine("magnitude")), Tone(white=2.0))
    picture = picture_of("rgba")
    found, wanted = run(pipeline, target, picture, tmp_path), shown(pipeline, picture)
    assert np.abs(found - wanted).max() <= 1


KINDS = {"numpy": "rgb", "opencv": "rgba float", "libvips": "rgba float"}


@pytest.mark.parametrize("target", TARGETS_OF_STACKS[:-1])
def test_each_map_is_a_picture_of_its_own(target: str, tmp_path: Path) -> None:
    pytest.importorskip(MODULES.get(target, target))
    kind = KINDS.get(target, "rgba")
    pipeline = Pipeline((bank(2, 1, channels="each"),), Tone("minmax"))
    picture = picture_of(kind)
    (tmp_path / "output.png").write_bytes(b"")
    with pytest.raises(OSError, match="cannot identify"):
        run(pipeline, target, picture, tmp_path)  # nothing is saved under the name of one map
    for index in range(2):
        found = np.asarray(Image.open(tmp_path / f"output-{index + 1}.png").convert("RGBA"))
        wanted = shown(replace(pipeline, map=index), picture)
        assert np.abs(found.astype(int) - wanted).max() <= 1
