"""The pages of a worked sum: which grids each shows side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convstudio.gui.viewer.inspector_grids import Grid, View
from convstudio.gui.viewer.inspector_text import apart, plane_input
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.map_names import in_a_sentence
from convstudio.pipeline.planes import Plane

ALL, TOTAL, COUNTS = "All channels", "Total", "Σ(α·w)"
# So many channels' products stand side by side; of more there is a list.
MOST_SIDE_BY_SIDE = 4


def view_names(found: Inspection) -> tuple[str, ...]:
    """A page a channel, then the total of all, where there are several.

    Of many channels the list of all comes first; of channels with one cell each there is one page.
    """
    names = [plane.name for plane in found.planes]
    if in_one_column(found):
        return (ALL,)
    if len(names) > MOST_SIDE_BY_SIDE:
        return (ALL, *names)
    if len(names) > 1:
        names.append(TOTAL)
    if found.counts is not None:
        names.append(COUNTS)
    return tuple(names)


def view(found: Inspection, page: int) -> View:
    """One of these pages; the list of many channels has no grids."""
    name = view_names(found)[page]
    if in_one_column(found):
        return _column(found)
    if name == ALL:
        return View(name, (), found.planes)
    index = page - (len(found.planes) > MOST_SIDE_BY_SIDE)
    if index < len(found.planes):
        plane = found.planes[index]
        return View(name, _channel(found, plane), (plane,))
    if name == TOTAL or found.counts is None:
        return View(name, _total(found), found.planes)
    return View(name, _counts(found, found.counts), (found.counts,))


def in_one_column(found: Inspection) -> bool:
    """Whether every channel has but one cell, so that they stand below each other."""
    if found.kind == "combination":
        return True
    plain = found.counts is None and all(plane.share == 1 for plane in found.planes)
    return plain and len(found.planes) > 1 and found.planes[0].values.size == 1


def _channel(found: Inspection, plane: Plane) -> tuple[Grid, ...]:
    title = f"{plane_input(found)}, {in_a_sentence(plane.name)}{apart(found)}"
    made = [_values(found, plane, plane.given, "", title)]
    if plane.light is not None:
        made.append(_values(found, plane, plane.light, "→", "Linear light"))
    if plane.alpha is not None:
        made.append(_shares(found, plane, plane.alpha, "×"))
    if found.kind != "sum":
        return tuple(replace(grid, chosen=plane.chosen, blank=_blank(found)) for grid in made)
    return (*made, _weights(found, plane), _products(found, plane, "=", "Products"))


def _blank(found: Inspection) -> FloatArray | None:
    """What lies outside takes no part in pooling."""
    return found.window.outside if found.kind == "pooling" else None


def _column(found: Inspection) -> View:
    """Channels below each other: each value, and what becomes of it."""
    first = found.planes[0]
    stacked = _stacked(found.planes)
    title = plane_input(found)
    values = _values(found, first, stacked.given, "", title)
    if bool(found.window.outside.any()):
        values = replace(values, hatched=np.ones(stacked.given.shape, bool))
    made = [values]
    if stacked.light is not None:
        made.append(_values(found, first, stacked.light, "→", "Linear light"))
    chosen = None if stacked.chosen is None else stacked.chosen
    if found.kind == "sum":
        made += [_weights(found, stacked), _products(found, stacked, "=", "Products")]
    elif found.steps[0].kind == "squares":
        made.append(_tinted("→", "Squares", "product", stacked.products, stacked, ()))
    grids = tuple(replace(grid, column=found.planes, chosen=chosen) for grid in made)
    names = tuple(plane.name for plane in found.planes)
    return View(ALL, grids, found.planes, names)


def _stacked(planes: tuple[Plane, ...]) -> Plane:
    """Planes of one cell each as one plane, (planes, 1)."""

    def below_each_other(name: str) -> FloatArray:
        return np.concatenate([getattr(plane, name) for plane in planes])

    first = planes[0]
    return replace(
        first,
        given=below_each_other("given"),
        light=None if first.light is None else below_each_other("light"),
        values=below_each_other("values"),
        weights=below_each_other("weights"),
        products=below_each_other("products"),
        chosen=None if first.chosen is None else below_each_other("chosen"),
    )


def _counts(found: Inspection, plane: Plane) -> tuple[Grid, ...]:
    alpha = plane.given / found.full_range
    return (
        _shares(found, plane, alpha, ""),
        _weights(found, plane),
        _tinted("=", "α · w", "product", plane.products, plane, (-0.12345,)),
    )


def _total(found: Inspection) -> tuple[Grid, ...]:
    made = []
    for index, plane in enumerate(found.planes):
        share = "" if plane.share == 1 else f"{plane.share:g} × "
        title = f"{share}{in_a_sentence(plane.name)} products"
        sign = "+" if index else ""
        made.append(_products(found, plane, sign, title, share=plane.share, digits=4))
    return tuple(made)


def _values(found: Inspection, plane: Plane, values: FloatArray, sign: str, title: str) -> Grid:
    white = found.full_range
    usual = (white,) if white > 1 and plane.light is None and not found.stacked else (0.12345,)
    bright = np.clip(np.nan_to_num(values / white, nan=0.0), 0, 1)
    hatched = np.broadcast_to(found.window.outside, values.shape)
    return Grid(sign, title, "value", values, bright, hatched, plane, usual)


def _shares(found: Inspection, plane: Plane, alpha: FloatArray, sign: str) -> Grid:
    bright = np.clip(np.nan_to_num(alpha, nan=0.0), 0, 1)
    outside = found.window.outside
    return Grid(sign, "Alpha α", "value", alpha, bright, outside, plane, (0.123,), digits=3)


def _weights(found: Inspection, plane: Plane) -> Grid:
    title = "Kernel, flipped" if found.flipped else "Kernel"
    if found.at_place:
        title = "Kernel of this place"
    return _tinted("×", title, "weight", plane.weights, plane, ())


def _products(
    found: Inspection, plane: Plane, sign: str, title: str, share: float = 1.0, digits: int = 5
) -> Grid:
    largest = found.full_range * float(np.abs(plane.weights).max())
    usual = -largest if share == 1 else -largest * share + 0.5
    return _tinted(sign, title, "product", share * plane.products, plane, (usual,), digits)


def _tinted(
    sign: str,
    title: str,
    look: str,
    values: FloatArray,
    plane: Plane,
    usual: tuple[float, ...],
    digits: int = 5,
) -> Grid:
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    largest = float(np.abs(finite).max()) or 1.0
    nowhere = np.zeros(values.shape, bool)
    return Grid(sign, title, look, values, finite / largest, nowhere, plane, usual, digits)
