"""Colour maps: numbers as colours that look evenly spaced and keep their order in gray."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

# From dark to light. The names are those of the field; where they come from is in _SOURCES.
COLOUR_MAPS: dict[str, str] = {
    "gray": "Gray",
    "viridis": "Viridis",
    "magma": "Magma",
    "inferno": "Inferno",
    "plasma": "Plasma",
    "cividis": "Cividis",
    "batlow": "Batlow",
    "oslo": "Oslo",
    "davos": "Davos",
    "mako": "Mako",
    "rocket": "Rocket",
    "thermal": "Thermal",
}
# Two hues that meet in a neutral colour, where 0 is.
DIVERGING_MAPS: dict[str, str] = {
    "vik": "Vik (blue – white – red)",
    "broc": "Broc (blue – white – green)",
    "berlin": "Berlin (blue – black – red)",
    "lisbon": "Lisbon (blue – black – yellow)",
    "RdBu": "RdBu (red – white – blue)",
    "PuOr": "PuOr (orange – white – purple)",
    "coolwarm": "Coolwarm (blue – gray – red)",
    "balance": "Balance (blue – white – red)",
}
_SOURCES = {
    "viridis": "bids",
    "magma": "bids",
    "inferno": "bids",
    "plasma": "bids",
    "cividis": "cividis",
    "batlow": "crameri",
    "oslo": "crameri",
    "davos": "crameri",
    "mako": "seaborn",
    "rocket": "seaborn",
    "thermal": "cmocean",
    "vik": "crameri",
    "broc": "crameri",
    "berlin": "crameri",
    "lisbon": "crameri",
    "RdBu": "colorbrewer",
    "PuOr": "colorbrewer",
    "coolwarm": "matplotlib",
    "balance": "cmocean",
}
MIDDLE = 128  # of a diverging map's table: its neutral colour stands here


@cache
def lookup(name: str) -> npt.NDArray[np.uint8]:
    """The colours of a map from its lowest to its highest number, (256, 3), sRGB; read-only.

    A diverging map's neutral colour is entry 128, and its ends are the entries 1 and 255; entry 0
    repeats the lower end.

    Args:
        name: one of COLOUR_MAPS or DIVERGING_MAPS.
    """
    table = np.rint(colours(name) * 255).astype(np.uint8)
    table.flags.writeable = False
    return table


@cache
def colours(name: str) -> npt.NDArray[np.float64]:
    """The same from 0 to 1, as they are before they are rounded to bytes."""
    if name == "gray":
        table = np.repeat(np.arange(256.0)[:, np.newaxis] / 255, 3, axis=1)
    else:
        from cmap import Colormap  # noqa: PLC0415 - only where a colour map is looked at

        table = np.asarray(Colormap(f"{_SOURCES[name]}:{name}").lut(256), np.float64)[:, :3]
        if name in DIVERGING_MAPS:
            ends = 255 - MIDDLE
            places = 127.5 + np.clip(np.arange(256.0) - MIDDLE, -ends, ends) * (127.5 / ends)
            channels = [np.interp(places, np.arange(256), channel) for channel in table.T]
            table = np.stack(channels, axis=1)
        table = np.clip(table, 0, 1)
    table.flags.writeable = False
    return table
