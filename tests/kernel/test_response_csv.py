"""Responses as tables."""

from __future__ import annotations

import csv
import io

import numpy as np

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.response import Curve, point_response, spectral_slice, spectrum
from convstudio.kernel.response_csv import curve_csv, plane_csv, spectrum_csv

SOBEL_X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_curve_with_its_units_and_every_digit():
    curve, ghost = spectral_slice(SOBEL_X, 30), spectral_slice(SOBEL_X, 60)
    header, *lines = read(curve_csv(curve, "frequency, cycles/pixel", "magnitude", ("old", ghost)))
    assert header == ["frequency, cycles/pixel", "magnitude", "old"]
    numbers = np.array(lines, float)
    np.testing.assert_array_equal(numbers, np.stack([curve.places, curve.values, ghost.values], 1))


def test_a_curve_alone():
    curve = Curve(np.array([0.5, 1.5]), np.array([1.0, -2.0]))
    assert curve_csv(curve, "x", "y") == "x,y\n0.5,1.0\n1.5,-2.0\n"


def test_a_spectrum_stands_as_it_is_seen():
    found = spectrum(SOBEL_X, 8)
    header, *lines = read(spectrum_csv(found))
    assert header[0] == "cycles/pixel, up \\ across"
    assert [float(place) for place in header[1:]] == found.frequencies.tolist()
    assert [float(line[0]) for line in lines] == (-found.frequencies).tolist()
    np.testing.assert_array_equal(np.array(lines, float)[:, 1:], found.magnitude)


def test_a_plane_has_its_pixel_at_0():
    header, *lines = read(plane_csv(point_response(SOBEL_X), (1, 1)))
    assert header[1:] == ["-1", "0", "1"]
    assert lines[0] == ["-1", "1.0", "0.0", "-1.0"]
