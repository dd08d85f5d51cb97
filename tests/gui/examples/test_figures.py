"""Small maps as tables of numbers: which there are, and how they are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont

from convstudio.gui.examples.figures import Table, described, drawn, paddings
from convstudio.gui.theme import LIGHT
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Pooling
from convstudio.pipeline.pipeline import Pipeline

_MEAN = Convolution(Kernel(((1,) * 3,) * 3, divisor=9), strides=2)


def _picture(side: int, samples: int = 1) -> Picture:
    return Picture(np.full((side, side, samples), 90, np.uint8))


def test_both_paddings_and_their_difference() -> None:
    uneven, even, difference = paddings(Pipeline((_MEAN,)), _picture(4))
    np.testing.assert_array_equal(uneven.values, [[90, 60], [60, 40]])
    np.testing.assert_array_equal(even.values, [[40, 60], [60, 90]])
    np.testing.assert_array_equal(difference.values, [[50, 0], [0, -50]])
    assert described((difference,)) == "Difference: 50 0; 0 −50."


@pytest.mark.parametrize(
    ("pipeline", "picture"),
    [
        (Pipeline((Pooling("max"),)), _picture(4)),
        (Pipeline((_MEAN, _MEAN)), _picture(8)),
        (Pipeline((_MEAN,)), _picture(400)),
        (Pipeline((_MEAN,)), _picture(4, 3)),
        (Pipeline((replace(_MEAN, kernel=Kernel(((1, 1), (1, 1)))),)), _picture(4)),
        (Pipeline((replace(_MEAN, border="reflect"),)), _picture(1)),
    ],
    ids=["no convolution", "two layers", "too large", "colours", "other sizes", "no map"],
)
def test_where_there_is_nothing_to_compare_there_is_no_figure(pipeline, picture) -> None:
    assert paddings(pipeline, picture) == ()


def _tables(side: int) -> tuple[Table, ...]:
    values = np.zeros((side, side))
    values[0, 0], values[0, 1] = 7, -7
    return tuple(Table(title, values) for title in "ABC")


def test_tables_stand_abreast_where_they_have_room(qapp) -> None:
    abreast = drawn(_tables(4), LIGHT, QFont(), 328, 1.0)
    assert (abreast.width(), abreast.height()) == (328, 20 + 4 * 24 + 14)
    twice = drawn(_tables(4), LIGHT, QFont(), 328, 2.0)
    assert (twice.width(), twice.devicePixelRatio()) == (656, 2.0)
    wide = drawn(_tables(12), LIGHT, QFont(), 328, 1.0)
    assert wide.height() == 3 * (20 + 12 * 27 + 14)


def test_signs_have_their_tints(qapp) -> None:
    image = drawn(_tables(4), LIGHT, QFont(), 328, 1.0)
    positive, negative, nothing = (image.pixelColor(24 * n + 3, 23) for n in range(3))
    assert positive.red() > positive.blue()
    assert negative.blue() > negative.red()
    assert nothing == QColor(LIGHT.base)
