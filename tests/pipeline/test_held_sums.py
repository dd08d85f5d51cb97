"""Sums that are kept follow an edit exactly, and are not used where they would not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.borders import BORDER_MODES
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.held_sums import HeldSums, emit_held, hold, renew
from convstudio.pipeline.parameters import CHANNELS
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import FeatureMap, render

_RNG = np.random.default_rng(5)


def picture(dtype: type, *, alpha: bool = False) -> Picture:
    noise = _RNG.random((37, 41, 3 + alpha), np.float32)
    high = {np.uint8: 255, np.uint16: 65535, np.float32: 1}[dtype]
    return Picture((noise * high).astype(dtype), has_alpha=alpha)


_PICTURES = [picture(dtype, alpha=alpha) for dtype in (np.uint8, np.float32) for alpha in (0, 1)]


def kernel(weight: float = 1.0, *, size: int = 5, divisor: float = 3.0) -> Kernel:
    weights = [[float((7 * i + 3 * j) % 11 - 5) for j in range(size)] for i in range(size)]
    weights[1][2] = weight
    return Kernel(tuple(map(tuple, weights)), divisor)


def shown(held: HeldSums) -> FeatureMap:
    values = np.empty((len(held.region.rows), len(held.region.columns), 3), np.float32)
    found: list[np.ndarray] = []

    def emit(part: np.ndarray, alpha: np.ndarray | None, span: object) -> None:
        values[span.slices][..., : part.shape[2]] = part
        found.append(part)

    emit_held(held, emit, CancelToken())
    return FeatureMap(values[..., : found[0].shape[2]], None)


@settings(max_examples=80)
@given(
    layer=st.builds(
        Convolution,
        st.just(kernel()),
        padding=st.sampled_from(["same", "valid", 3]),
        strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
        dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
        border=st.sampled_from(BORDER_MODES),
        border_value=st.sampled_from([0.0, 0.5]),
        channels=st.sampled_from([c for c in CHANNELS.values if c != "alpha"]),
        flip=st.booleans(),
        activation=st.sampled_from(["none", "relu"]),
    ),
    picture=st.sampled_from(_PICTURES),
    weight=st.sampled_from([0.0, 2.0, -7.0, 40000.0]),
    step=st.integers(1, 3),
)
def test_a_turned_weight_gives_what_rendering_gives(
    layer: Convolution, picture: Picture, weight: float, step: int
) -> None:
    before = Pipeline((layer,))
    after = Pipeline((replace(layer, kernel=kernel(weight, divisor=2.0), bias=0.25),))
    region = Region(2, 1, 9, 11, step)
    held = hold(before, picture, region, CancelToken())
    assert held is not None
    found = renew(after, picture, region, held, CancelToken())
    assert found is not None
    values, expected = shown(found).values, render(after, picture, region).values
    if found.whole_numbers:
        np.testing.assert_array_equal(values, expected)
    else:
        np.testing.assert_allclose(values, expected, rtol=1e-5, atol=1e-5 * abs(expected).max())


@pytest.mark.parametrize(
    "change",
    [
        {"kernel": kernel(size=7)},
        {"kernel": Kernel(((9.0,) * 5,) * 5)},
        {"border": "edge"},
        {"strides": 2},
        {"channels": "sum"},
        {"flip": True},
    ],
)
def test_other_edits_are_not_served(change: dict[str, object]) -> None:
    layer, shot, region = Convolution(kernel()), _PICTURES[0], Region(0, 0, 5, 5)
    held = hold(Pipeline((layer,)), shot, region, CancelToken())
    after = Pipeline((replace(layer, **change),))
    assert renew(after, shot, region, held, CancelToken()) is None


def test_another_region_or_picture_is_not_served() -> None:
    pipeline, region = Pipeline((Convolution(kernel()),)), Region(0, 0, 5, 5)
    held = hold(pipeline, _PICTURES[0], region, CancelToken())
    assert renew(pipeline, _PICTURES[0], Region(0, 0, 5, 6), held, CancelToken()) is None
    assert renew(pipeline, _PICTURES[1], region, held, CancelToken()) is None


def test_infinite_sums_are_made_again() -> None:
    pixels = np.ones((9, 9, 1), np.float32)
    pixels[4, 4] = np.inf
    shot, region = Picture(pixels), Region(0, 0, 9, 9)
    held = hold(Pipeline((Convolution(kernel()),)), shot, region, CancelToken())
    after = Pipeline((Convolution(kernel(2.0)),))
    assert renew(after, shot, region, held, CancelToken()) is None


def test_several_layers_are_not_held() -> None:
    two = Pipeline((Convolution(kernel()), Convolution(kernel())))
    assert hold(two, _PICTURES[0], Region(0, 0, 5, 5), CancelToken()) is None
