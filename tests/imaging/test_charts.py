"""Test charts: each pixel by its formula, and parameters declared once."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.declarations import Choice, Number
from convstudio.errors import ArgumentTypeError, ArgumentValueError, Cancelled
from convstudio.imaging.charts import CHARTS, chart_named, make_chart
from convstudio.numerics.tiles import CancelToken

_NAMES = [chart.name for chart in CHARTS]


def _gray(name: str, **settings: object) -> np.ndarray:
    picture = make_chart(name, {"depth": "float", **settings})
    assert picture.kind == "32-bit float gray"
    return picture.pixels[..., 0]


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(("depth", "kind"), [("8", "8-bit"), ("16", "16-bit"), ("float", "32-bit")])
def test_every_chart_comes_in_every_depth_and_size(name: str, depth: str, kind: str) -> None:
    picture = make_chart(name, {"width": 301, "height": 270, "depth": depth})
    assert (picture.width, picture.height) == (301, 270)
    assert picture.kind.startswith(kind)
    assert picture.path is None
    assert make_chart(name, {"width": 1, "height": 1, "depth": depth}).pixels.size == 1


@pytest.mark.parametrize("name", _NAMES)
def test_the_same_settings_make_the_same_pixels(name: str) -> None:
    settings = {"width": 70, "height": 600}  # of several bands
    one, other = (make_chart(name, settings).pixels for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_the_line_of_the_textbooks() -> None:
    expected = np.zeros((8, 8))
    expected[:, 3:5] = 1  # columns 4 and 5
    picture = make_chart("vertical-line")
    assert picture.full_range == 1
    np.testing.assert_array_equal(picture.pixels[..., 0], expected)


def test_a_line_of_odd_width_stands_in_the_middle() -> None:
    row = _gray("vertical-line", width=7, thickness=1)[0]
    np.testing.assert_array_equal(row, [0, 0, 0, 1, 0, 0, 0])


def test_a_zone_plate_is_its_formula() -> None:
    side, period = 65, 3.0
    found = _gray("zone-plate", width=side, height=side, period=period)
    y, x = np.mgrid[0:side, 0:side] + 0.5 - side / 2
    expected = 0.5 + 0.5 * np.cos(np.pi * (x**2 + y**2) / (period * side / 2))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found[32, 32] == 1


def test_the_rings_of_a_zone_plate_reach_their_finest_wave_at_the_edge() -> None:
    row = _gray("zone-plate", width=4001, height=4001, period=10)[2000, -60:]
    crests = np.flatnonzero((row[1:-1] > row[:-2]) & (row[1:-1] >= row[2:]))
    assert np.diff(crests) == pytest.approx(10, abs=1)


@pytest.mark.parametrize(("position", "edge"), [(50, 5), (0, 0), (100, 10), (34, 3)])
def test_a_step_parts_columns(position: float, edge: int) -> None:
    row = _gray("step", width=10, height=2, position=position, low=0.25, high=0.75)[1]
    np.testing.assert_array_equal(row, [0.25] * edge + [0.75] * (10 - edge))


def test_a_slanted_step_has_its_slope_and_no_stairs() -> None:
    found = _gray("step", width=200, height=100, angle=10).astype(np.float64)
    edges = 200 - found.sum(axis=1)  # where it stands in each row
    slopes = np.polyfit(np.arange(100), edges, 1)
    assert slopes[0] == pytest.approx(-np.tan(np.radians(10)), abs=0.002)
    assert np.abs(np.polyval(slopes, np.arange(100)) - edges).max() < 0.1


def test_checkers_take_turns() -> None:
    found = _gray("checker", width=13, height=9, side=3)
    y, x = np.mgrid[0:9, 0:13] // 3
    np.testing.assert_array_equal(found, (x + y) % 2)


def test_dots_of_one_pixel_are_impulses() -> None:
    found = _gray("dots", width=12, height=9, spacing=4, diameter=1)
    expected = np.zeros((9, 12))
    expected[2::4, 2::4] = 1
    np.testing.assert_array_equal(found, expected)


def test_dots_have_their_area() -> None:
    found = _gray("dots", width=64, height=64, spacing=32, diameter=12)
    assert found.sum() == pytest.approx(4 * np.pi * 36, rel=0.01)


def test_noise_has_its_mean_and_deviation() -> None:
    found = _gray("noise", width=500, height=500, mean=0.4, deviation=0.05)
    assert found.mean() == pytest.approx(0.4, abs=0.001)
    assert found.std() == pytest.approx(0.05, rel=0.01)
    flat = _gray("noise-uniform", width=500, height=500, low=0.2, high=0.6)
    assert (flat.min(), flat.max()) == pytest.approx((0.2, 0.6), abs=0.001)
    assert flat.std() == pytest.approx(0.4 / np.sqrt(12), rel=0.01)


def test_salt_and_pepper_come_in_their_share() -> None:
    found = _gray("salt-and-pepper", width=500, height=500, share=20, mean=0.3)
    assert (found == 0).mean() == pytest.approx(0.1, abs=0.005)
    assert (found == 1).mean() == pytest.approx(0.1, abs=0.005)
    assert set(np.unique(found)) == {0, np.float32(0.3), 1}


def test_another_seed_is_another_noise() -> None:
    one, other = (_gray("noise", seed=seed) for seed in (1, 2))
    assert np.abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.02


def test_rows_of_noise_do_not_repeat_from_band_to_band() -> None:
    found = _gray("noise", width=50, height=600)
    assert not np.array_equal(found[0], found[256])


def test_whole_numbers_are_rounded_and_floats_are_not_cut() -> None:
    settings = {"width": 300, "height": 300, "mean": 1, "deviation": 0.2}
    eight = make_chart("noise", settings).pixels[..., 0]
    floats = _gray("noise", **settings)
    assert floats.max() > 1.2
    exact = np.clip(floats.astype(np.float64), 0, 1) * 255
    assert np.abs(eight - exact).max() <= 0.5 + 1e-4  # float32 is not quite what was rounded


@pytest.mark.parametrize("chart", CHARTS, ids=_NAMES)
def test_declarations_are_whole(chart) -> None:
    names = [parameter.name for parameter in chart.parameters]
    assert names[:3] == ["width", "height", "depth"]
    assert len(set(names)) == len(names)
    assert chart.help.endswith(".")
    for parameter in chart.parameters:
        assert parameter.checked(parameter.default) == parameter.default
        assert parameter.help[0].isupper() or parameter.help.startswith("σ")
        assert parameter.help.endswith(".")
        if isinstance(parameter, Number):
            assert parameter.low < parameter.high
        else:
            assert isinstance(parameter, Choice)
    assert chart_named(chart.name) is chart


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("moon", {}, "A test chart must be one of zone-plate, step,"),
        ("step", {"width": 0}, "Width must be a whole number from 1 to 32768 px; 0 was given."),
        ("step", {"width": 2.5}, "Width must be a whole number from 1 to 32768 px; 2.5 was given."),
        ("step", {"width": float("nan")}, "Width must be a whole number from 1 to 32768 px; nan"),
        ("step", {"position": 101}, "Position must be from 0 to 100 %; 101 was given."),
        ("step", {"depth": "12"}, "Depth must be one of 8, 16, float; “12” was given."),
        ("step", {"spacing": 3}, "A parameter must be one of width, height, depth, position,"),
    ],
)
def test_what_is_refused_is_told(name: str, settings: dict, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        make_chart(name, settings)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("given", ["8", None, True, [8]])
def test_a_number_is_a_number(given: object) -> None:
    with pytest.raises(ArgumentTypeError, match="Width must be a number"):
        make_chart("step", {"width": given})


def test_drawing_is_called_off() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        make_chart("zone-plate", cancel=cancel)


def test_a_chart_is_called_what_it_is() -> None:
    assert make_chart("zone-plate").name == "Zone plate 512×512"
    assert make_chart("noise", {"width": 30, "height": 20}).name == "Noise, Gaussian 30×20"
