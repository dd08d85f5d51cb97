"""The test chart in the repository is the one that its script draws."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from convstudio.paths import sample_picture


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "draw_test_chart", sample_picture("draw_test_chart.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_png_is_what_the_script_draws(script: ModuleType) -> None:
    with Image.open(sample_picture("test-chart.png")) as image:
        assert image.mode == "L"
        np.testing.assert_array_equal(np.asarray(image), script.chart())


def test_the_chart_is_512_by_512_gray_from_black_to_white(script: ModuleType) -> None:
    chart = script.chart()
    assert (chart.shape, chart.dtype) == ((512, 512), np.uint8)
    assert (chart.min(), chart.max()) == (0, 255)


def test_the_steps_are_eight_and_even_and_the_ramp_has_every_value(script: ModuleType) -> None:
    steps = script.steps()
    wedge = np.unique(steps[0])
    assert len(wedge) == 8
    assert np.ptp(np.diff(wedge.astype(int))) <= 1
    np.testing.assert_array_equal(steps[-1], np.arange(256))


def test_the_middle_of_the_zone_plate_is_white(script: ModuleType) -> None:
    assert script.zone_plate()[128, 128] == 255
