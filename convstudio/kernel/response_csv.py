"""Responses as CSV: a header with names and units, decimals after a point, commas between."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np

from convstudio.kernel.response import Curve, Spectrum
from convstudio.numerics.validation import FloatArray


def curve_csv(curve: Curve, place: str, value: str, ghost: tuple[str, Curve] | None = None) -> str:
    """A line for each place.

    Args:
        curve: what is written.
        place, value: the header, with units.
        ghost: the header and the values of a curve over the same places.
    """
    header, columns = [place, value], [curve.places, curve.values]
    if ghost is not None:
        header.append(ghost[0])
        columns.append(ghost[1].values)
    return _text([header, *np.column_stack(columns).tolist()])


def spectrum_csv(spectrum: Spectrum) -> str:
    """A line for each frequency up, from the highest; a column for each across."""
    header: list[object] = ["cycles/pixel, up \\ across", *spectrum.frequencies.tolist()]
    ups = (-spectrum.frequencies).tolist()
    lines = [[up + 0.0, *row] for up, row in zip(ups, spectrum.magnitude.tolist(), strict=True)]
    return _text([header, *lines])


def plane_csv(values: FloatArray, at: tuple[int, int]) -> str:
    """A line for each row of pixels, with its distance from the one that stands ``at``."""
    across = range(-at[1], values.shape[1] - at[1])
    header: list[object] = ["pixels, down \\ across", *across]
    lines = [[down - at[0], *row] for down, row in enumerate(values.tolist())]
    return _text([header, *lines])


def _text(lines: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue()
