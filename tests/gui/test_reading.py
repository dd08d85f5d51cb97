"""What the status bar reads under the cursor: positions and exact values in the picture's units."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.gui.reading import reading_at
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Bank, Combine, Convolution, Filter, Pipeline

SUM = Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)))
IDENTITY = Kernel(((1,),))


def ramp(dtype: type, samples: int = 1, alpha: bool = False, scale: float = 1) -> Picture:
    values = np.arange(1, 20 * samples + 1).reshape(4, 5, samples) * scale
    return Picture(values.astype(dtype), alpha)


@pytest.mark.parametrize(
    ("picture", "layer", "point", "words"),
    [
        (ramp(np.uint8), Convolution(SUM), (1.9, 1.1), "(1, 1)  7   →  (1, 1)  63"),
        (
            ramp(np.uint16, scale=3000),
            Convolution(SUM),
            (3.0, 2.0),
            "(3, 2)  42000   →  (3, 2)  378000",
        ),
        (
            ramp(np.float32, scale=0.1),
            Convolution(IDENTITY),
            (0.5, 0.5),
            "(0, 0)  0.1   →  (0, 0)  0.1",
        ),
        (
            ramp(np.uint8, 4, alpha=True),
            Convolution(IDENTITY),
            (1, 0),
            "(1, 0)  5, 6, 7, α 8   →  (1, 0)  5, 6, 7, α 8",
        ),
        (
            ramp(np.uint8, 2, alpha=True),
            Convolution(SUM, alpha="filtered"),
            (1, 1),
            "(1, 1)  13, α 14   →  (1, 1)  117, α 126",
        ),
        (
            ramp(np.uint8),
            Convolution(SUM, strides=2, padding="valid"),
            (4.4, 2.4),
            "(4, 2)  15   →  (1, 0)  81",
        ),
        (ramp(np.uint8), Convolution(SUM, padding=3), (-1.5, -1.5), "→  (0, 0)  0"),
        (ramp(np.uint8), Convolution(SUM, padding="valid"), (0.2, 0.2), "(0, 0)  1"),
        (ramp(np.uint8), Convolution(SUM), (-0.1, 2), ""),
        (ramp(np.uint8), Convolution(SUM, padding="valid", dilation=3), (0, 0), "(0, 0)  1"),
    ],
)
def test_positions_and_values(picture, layer, point, words: str) -> None:
    assert reading_at(Pipeline((layer,)), picture, *point) == words


def test_what_is_no_number_is_read_as_it_is() -> None:
    pixels = np.array([[[np.nan], [np.inf], [-np.inf]]], np.float32)
    picture = Picture(pixels)
    layer = Pipeline((Convolution(IDENTITY),))
    read = [reading_at(layer, picture, x, 0).split("  ")[1].strip() for x in range(3)]
    assert read == ["NaN", "∞", "−∞"]


def test_of_a_signal_samples_are_told() -> None:
    row = Picture(np.arange(1, 9, dtype=np.uint8).reshape(1, 8, 1), samples=True)
    pipeline = Pipeline((Convolution(Kernel(((1, 1, 1),))),))
    assert reading_at(pipeline, row, 3.5, 0.5) == "sample 3  4   →  sample 3  12"
    strided = Pipeline((Convolution(Kernel(((1, 1, 1),)), strides=(1, 2), padding="valid"),))
    assert reading_at(strided, row, 3.5, 0.5).endswith("→  sample 1  12")


def test_a_direction_is_read_in_degrees_too() -> None:
    picture = Picture(np.array([[[10.0, 10.0, 0.0]]], np.float32)[..., :1])
    filters = Bank((Filter((IDENTITY,)), Filter((Kernel(((-1,),)),))))
    pipeline = Pipeline((filters, Combine("direction")))
    assert reading_at(pipeline, picture, 0.5, 0.5) == "(0, 0)  10   →  (0, 0)  0.125 = 45°"
