"""The depth of an output that follows the picture."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.imaging.output import FORMATS, Output
from convstudio.imaging.own_depth import following, is_deep
from convstudio.imaging.picture import Picture


def _picture(dtype: str) -> Picture:
    return Picture(np.zeros((1, 1, 1), dtype))


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_more_than_8_bits_stay_more_where_the_format_has_them(known, dtype: str) -> None:
    found = following(Output(known.name, quality=7), _picture(dtype))
    deep = dtype != "u1" and known.name not in ("JPEG", "WebP")
    assert found == Output(known.name, "16" if deep else "8", quality=7)


@pytest.mark.parametrize(
    ("name", "depth"), [("PNG", "16"), ("JPEG", "8"), ("TIFF", "float"), ("NPY", "float")]
)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_raw_numbers_get_all_that_there_is(name: str, depth: str, dtype: str) -> None:
    found = following(Output(name, raw=True), _picture(dtype))
    assert (found.depth, found.raw) == (depth, True)


def test_deep_are_16_bits_and_floats() -> None:
    assert [is_deep(_picture(dtype)) for dtype in ("u1", "u2", "f4")] == [False, True, True]
