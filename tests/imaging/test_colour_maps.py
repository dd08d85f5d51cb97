"""Colour maps: tables of 256 colours that keep their order in gray."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS, MIDDLE, lookup


def _lightness(table: np.ndarray) -> np.ndarray:
    """CIE L* of sRGB, to judge by."""
    share = table / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    luminance = light @ [0.2126, 0.7152, 0.0722]
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


@pytest.mark.parametrize("name", [*COLOUR_MAPS, *DIVERGING_MAPS])
def test_every_map_is_a_table_that_nobody_can_change(name: str) -> None:
    table = lookup(name)
    assert (table.dtype, table.shape) == (np.uint8, (256, 3))
    assert lookup(name) is table
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_a_sequential_map_gets_lighter_all_the_way(name: str) -> None:
    lightness = _lightness(lookup(name))
    assert np.all(np.diff(lightness[::8]) > 0)


@pytest.mark.parametrize("name", DIVERGING_MAPS)
def test_a_diverging_map_is_neutral_in_its_middle_alone(name: str) -> None:
    table = lookup(name).astype(int)
    saturation = table.max(axis=1) - table.min(axis=1)
    assert saturation[MIDDLE] <= 30
    assert saturation[MIDDLE] < min(saturation[MIDDLE - 64], saturation[MIDDLE + 64])
    np.testing.assert_array_equal(table[0], table[1])


def test_gray_is_gray_and_known_maps_have_their_published_ends() -> None:
    np.testing.assert_array_equal(lookup("gray"), np.arange(256)[:, np.newaxis].repeat(3, 1))
    np.testing.assert_array_equal(lookup("viridis")[[0, 255]], [[68, 1, 84], [253, 231, 37]])


def test_colour_maps_are_loaded_when_one_is_looked_at() -> None:
    code = (
        "import sys; from convstudio.imaging.tone import Tone; Tone(colour_map='magma');"
        "from convstudio.imaging.colour_maps import lookup; lookup('gray');"
        "print('cmap' in sys.modules); lookup('magma'); print('cmap' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (["False", "True"], "")
