"""Stacks that are no more than convolutions of one kernel each: the same maps as the stack's."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ValidationError
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code.stacks.folded import folded
from convstudio.pipeline.code.stacks.stack import task_of
from convstudio.pipeline.code.steps import Job
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.parameters import ACTIVATION, COMBINE_MODE
from convstudio.pipeline.pipeline import Bank, Convolution, Filter, Layer, Pipeline
from tests.pipeline.code.cases import BLUR, EVEN, ODD, SOBEL, picture_of
from tests.pipeline.code.running import ours

TWO = Bank((Filter((SOBEL,), 0.25), Filter((Kernel(BLUR.weights, 16),))), channels="each")
LAYERS: st.SearchStrategy[Layer] = st.one_of(
    st.builds(Activation, st.sampled_from(ACTIVATION.values)),
    st.builds(
        Combine, st.sampled_from([mode for mode in COMBINE_MODE.values if mode != "direction"])
    ),
    st.builds(
        Pooling,
        st.sampled_from(("max", "average")),
        st.tuples(st.integers(1, 3), st.integers(1, 3)),
        st.tuples(st.integers(1, 3), st.integers(1, 3)),
    ),
    st.sampled_from(
        (
            TWO,
            Bank((Filter((SOBEL,), 0.5),), channels="luminance", activation="tanh"),
            Convolution(EVEN, strides=2, activation="relu"),
            Convolution(ODD, alpha="filtered", channels="sum"),
        )
    ),
)


@settings(max_examples=200)
@given(
    chosen=st.lists(LAYERS, min_size=1, max_size=5),
    linear=st.booleans(),
    shown=st.none() | st.integers(0, 1),
    kind=st.sampled_from(("rgb", "rgba", "gray", "gray+alpha")),
)
def test_what_is_folded_makes_the_same_map(
    chosen: list[Layer], linear: bool, shown: int | None, kind: str
) -> None:
    pipeline, picture = Pipeline(tuple(chosen), linear_light=linear, map=shown), picture_of(kind)
    size = picture.height, picture.width
    try:
        task = task_of(
            pipeline,
            colours=picture.colour.shape[2],
            has_alpha=picture.has_alpha,
            full_range=picture.full_range,
            size=size,
        )
        wanted = ours(pipeline, picture)
    except ValidationError:
        return
    job = task if isinstance(task, Job) else folded(task)
    if job is None:
        return
    layers = tuple(step.layer for step in job.steps)
    found = ours(Pipeline(layers, linear_light=linear), picture)
    assert found.shape == wanted.shape
    largest = max(float(np.abs(wanted).max()), picture.full_range)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4 * largest)


def test_a_chain_is_folded() -> None:
    one = Bank(TWO.filters[:1], channels="each")
    chain = (one, Activation("relu"), Pooling("average"), Activation("absolute"), Combine("sum"))
    settings = {"colours": 3, "has_alpha": False, "full_range": 255.0, "size": None}
    job = folded(task_of(Pipeline(chain), **settings))
    assert job is not None
    assert [step.layer.activation for step in job.steps] == ["relu", "absolute", "none"]
    assert folded(task_of(Pipeline((TWO, *chain[1:])), **settings)) is None
