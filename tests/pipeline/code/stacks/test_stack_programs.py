"""Every exported program of a stack is run, and gives our numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ValidationError
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.parameters import ACTIVATION, BORDER, COMBINE_MODE, POOLING_MODE
from convstudio.pipeline.pipeline import Layer, Pipeline
from tests.pipeline.code.cases import BLUR, ODD, Values, picture_of
from tests.pipeline.code.running import ours, theirs
from tests.pipeline.code.stacks.cases import CASES, bank

DOUBLE = 3e-7
MODULES = {
    "numpy": ("numpy", DOUBLE),
    "scipy": ("scipy", DOUBLE),
    "skimage": ("skimage", DOUBLE),
    "opencv": ("cv2", DOUBLE),
    "libvips": ("pyvips", DOUBLE),
    "pillow": ("PIL", DOUBLE),
    "pytorch": ("torch", DOUBLE),
    "keras": ("keras", 3e-6),
}


def compare(found: Values, wanted: Values, digits: float, turn: float | None) -> None:
    """Up to the rounding of our own maps; angles on the circle, on which a whole turn is none."""
    assert found.shape == wanted.shape
    apart = np.abs(found - wanted)
    if turn is not None:
        apart = np.minimum(apart, turn - apart)
    assert apart.max() <= digits * max(float(np.abs(wanted).max()), 1.0)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("target", MODULES)
def test_the_maps_are_ours(target: str, case: str) -> None:
    module, digits = MODULES[target]
    pytest.importorskip(module)
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    found, wanted = theirs(pipeline, target, picture), ours(pipeline, picture)
    angles = pipeline.layers[-1] == Combine("direction")
    compare(found, wanted, digits, picture.full_range if angles else None)


PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    sides = st.tuples(st.integers(0, 3), st.integers(0, 3))
    filters = draw(st.integers(1, 4))
    channels = draw(st.sampled_from(("sum", "each", "luminance")))
    return bank(
        filters,
        draw(st.sampled_from((1, 3, filters))) if channels != "luminance" else 1,
        draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        biased=draw(st.booleans()),
        channels=channels,
        padding=draw(st.sampled_from(("same", "valid")) | st.tuples(sides, sides)),
        strides=draw(PAIRS),
        dilation=draw(PAIRS),
        border=draw(st.sampled_from(BORDER.values)),
        border_value=draw(st.sampled_from((0.0, 0.5))),
        activation=draw(st.sampled_from(ACTIVATION.values)),
        flip=draw(st.booleans()),
    )


POOLINGS = st.builds(
    Pooling,
    st.sampled_from(POOLING_MODE.values),
    PAIRS,
    PAIRS,
    st.sampled_from(("same", "valid")),
)
LAYERS: st.SearchStrategy[Layer] = st.one_of(
    banks(),
    POOLINGS,
    st.builds(Activation, st.sampled_from(ACTIVATION.values)),
    st.builds(
        Combine, st.sampled_from([mode for mode in COMBINE_MODE.values if mode != "direction"])
    ),
    st.sampled_from((Convolution(ODD, strides=2), Convolution(BLUR, alpha="filtered"))),
)


@pytest.mark.parametrize("target", ["numpy", "scipy", "skimage", "opencv", "libvips"])
@settings(max_examples=40)
@given(
    chosen=st.lists(LAYERS, min_size=1, max_size=4),
    linear=st.booleans(),
    shown=st.none() | st.integers(0, 2),
    kind=st.sampled_from(("rgb", "rgba", "gray")),
)
def test_any_stack(
    target: str, chosen: list[Layer], linear: bool, shown: int | None, kind: str
) -> None:
    pipeline, picture = Pipeline(tuple(chosen), linear_light=linear, map=shown), picture_of(kind)
    try:
        wanted = ours(pipeline, picture)
    except ValidationError:
        return
    found = theirs(pipeline, target, picture)
    assert found.shape == wanted.shape
    largest = picture.full_range
    for layer in chosen:
        if isinstance(layer, Bank):
            largest *= (
                max(float(np.abs(layer.array(layer.planes)).sum(axis=(0, 1, 2)).max()), 1) * 12
            )
        if isinstance(layer, Convolution):
            largest *= 20
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6 * min(largest, 1e9))
