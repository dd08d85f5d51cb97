"""Whatever the settings: the Python programs give our numbers."""

from __future__ import annotations

import ast
from xml.dom import minidom

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ValidationError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code import TARGETS, write_code
from convstudio.pipeline.parameters import ACTIVATION, ALPHA, BORDER
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.pipeline.code.cases import picture_of
from tests.pipeline.code.running import bound, ours, theirs

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))
CHANNELS = ("each", "luminance", "sum", "red", "green", "blue")


@st.composite
def kernels(draw: st.DrawFn) -> Kernel:
    rows, columns = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    row = st.lists(st.integers(-4, 9), min_size=columns, max_size=columns)
    weights = draw(st.lists(row, min_size=rows, max_size=rows))
    cell = st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1))
    anchor = draw(st.none() | cell)
    return Kernel(tuple(map(tuple, weights)), draw(st.sampled_from((1, 3, -2))), anchor=anchor)


@st.composite
def layers(draw: st.DrawFn) -> Convolution:
    sides = st.tuples(st.integers(0, 4), st.integers(0, 4))
    return Convolution(
        draw(kernels()),
        padding=draw(st.sampled_from(("same", "valid")) | st.tuples(sides, sides)),
        strides=draw(PAIRS),
        dilation=draw(PAIRS),
        border=draw(st.sampled_from(BORDER.values)),
        border_value=draw(st.sampled_from((0.0, 0.5, -1.0))),
        channels=draw(st.sampled_from(CHANNELS)),
        alpha=draw(st.sampled_from(ALPHA.values)),
        bias=draw(st.sampled_from((0.0, 0.5, -0.25))),
        activation=draw(st.sampled_from(ACTIVATION.values)),
        flip=draw(st.booleans()),
    )


@pytest.mark.parametrize("target", ["numpy", "scipy", "skimage", "opencv", "libvips"])
@settings(max_examples=60)
@given(
    chosen=st.lists(layers(), min_size=1, max_size=2),
    linear=st.booleans(),
    kind=st.sampled_from(("rgb", "rgba", "gray", "gray+alpha")),
)
def test_any_settings(target: str, chosen: list[Convolution], linear: bool, kind: str) -> None:
    pipeline = Pipeline(tuple(chosen), linear_light=linear)
    picture = picture_of(kind)
    try:
        wanted = ours(pipeline, picture)
    except ValidationError:
        return
    if any(layer.alpha == "weighted" for layer in chosen) and picture.has_alpha:
        # Σ(α·w) that all but cancels out makes any rounding large: only shapes are compared.
        assert theirs(pipeline, target, picture).shape == wanted.shape
        return
    found = theirs(pipeline, target, picture)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=bound(pipeline, picture, 1e-6))


@settings(max_examples=40)
@given(chosen=st.lists(layers(), min_size=1, max_size=2), linear=st.booleans())
def test_whole_numbers_are_exact(chosen: list[Convolution], linear: bool) -> None:
    """One layer of integers, no activation beyond |v| and ReLU: not one digit differs."""
    layer = chosen[0]
    kernel = Kernel(layer.kernel.weights, anchor=layer.kernel.anchor)
    exact = Convolution(
        kernel,
        padding=layer.padding,
        strides=layer.strides,
        dilation=layer.dilation,
        border=layer.border,
        flip=layer.flip,
        activation="absolute" if linear else "relu",
    )
    pipeline, picture = Pipeline((exact,)), picture_of("rgb")
    try:
        wanted = ours(pipeline, picture)
    except ValidationError:
        return
    for target in ("numpy", "scipy", "skimage", "libvips"):
        assert (theirs(pipeline, target, picture) == wanted).all()


@given(chosen=layers(), linear=st.booleans(), deep=st.sampled_from((255.0, 65535.0, 1.0)))
def test_every_target_writes_something_for_everything(
    chosen: Convolution, linear: bool, deep: float
) -> None:
    pipeline = Pipeline((chosen,), linear_light=linear)
    for target in TARGETS:
        code = write_code(pipeline, target.identifier, full_range=deep, has_alpha=True)
        assert code.text.endswith("\n")
        if target.extension == "py":
            ast.parse(code.text)
        if target.extension == "svg":
            minidom.parseString(code.text)  # noqa: S318 - our own text
        assert all(text.endswith(".") for text in code.warnings)
