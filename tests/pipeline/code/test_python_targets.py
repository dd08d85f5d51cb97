"""Every exported Python program is run, and gives our numbers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pipeline.code.cases import CASES, picture_of
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
