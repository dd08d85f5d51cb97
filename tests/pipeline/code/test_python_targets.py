"""Every exported Python program is run, and gives our numbers."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Activation, Convolution, Pipeline
from convstudio.pipeline.single_filter import bank_of
from tests.pipeline.code.cases import CASES, ODD, code_of, picture_of
from tests.pipeline.code.running import bound, ours, theirs

# Where the library computes in float64, all that is left is our own rounding to float32.
DOUBLE = 3e-7
MODULES = {
    "numpy": ("numpy", DOUBLE),
    "scipy": ("scipy", DOUBLE),
    "skimage": ("skimage", DOUBLE),
    "opencv": ("cv2", DOUBLE),
    "libvips": ("pyvips", DOUBLE),
    "pytorch": ("torch", DOUBLE),
    "keras": ("keras", 2e-6),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("target", MODULES)
def test_the_map_is_ours(target: str, case: str) -> None:
    module, digits = MODULES[target]
    pytest.importorskip(module)
    pipeline, kind = CASES[case]
    picture = picture_of(kind)
    found, wanted = theirs(pipeline, target, picture), ours(pipeline, picture)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(
        found, wanted, rtol=20 * digits, atol=bound(pipeline, picture, digits)
    )


@pytest.mark.parametrize("filters", [1, 2])
def test_pytorch_pads_pictures_that_are_smaller_than_their_padding(filters: int) -> None:
    layer = Convolution(ODD, padding=5, border="wrap")
    layers = (layer,) if filters == 1 else (bank_of(layer), Activation("relu"))
    small = Picture(np.arange(12, dtype=np.uint8).reshape(3, 4, 1))
    large = Picture(np.arange(120, dtype=np.uint8).reshape(10, 12, 1))
    pipeline = Pipeline(layers)
    far, near = (code_of(pipeline, "pytorch", one).text for one in (small, large))
    assert '"wrap")' in far
    assert "def pad(" in far
    assert "def pad(" not in near
    pytest.importorskip("torch")
    np.testing.assert_allclose(
        theirs(pipeline, "pytorch", small), ours(pipeline, small), rtol=1e-6, atol=1e-4
    )
