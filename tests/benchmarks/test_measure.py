"""The benchmark's arithmetic and its tables, on made-up times. Nothing is timed here."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.measure import NOT_INSTALLED, Row, Spread, largest_difference, spread
from tests.benchmarks.table import cell, markdown, megapixels, ratios

PEER = "OpenCV filter2D"


def a_row(**changes: object) -> Row:
    """A row of three pairs with the ratios 2, 1 and 4."""
    given = {
        "section": "dense", "picture": "uint8 gray", "kernel": "3×3", "size": 3, "stride": 1,
        "peer": PEER, "shape": (1000, 2000), "plan": "banded", "reason": "small",
        "ours": [0.1, 0.2, 0.1], "theirs": [0.2, 0.2, 0.4],
    }  # fmt: skip
    return Row(**(given | changes))


def test_the_spread_is_the_median_and_the_quartiles():
    assert spread([4.0, 1.0, 2.0]) == Spread(2.0, 1.5, 3.0)


def test_a_ratio_is_taken_pair_by_pair_and_not_of_medians():
    assert a_row().ratio == Spread(2.0, 1.5, 3.0)
    assert a_row(ours=[1.0, 10.0, 100.0], theirs=[10.0, 100.0, 1.0]).ratio.median == 10.0


def test_two_pairs_one_each_way_round_make_one_ratio():
    row = a_row(ours=[1.0, 3.0, 1.0, 1.0], theirs=[6.0, 2.0, 1.0, 1.0], turns=2)
    assert row.ratio == Spread(1.5, 1.25, 1.75)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (None, "–"),
        (a_row(), "2.00 (1.50–3.00)"),
        (a_row(divisor=4), "2.00** (1.50–3.00)"),
        (a_row(status=NOT_INSTALLED, ours=[], theirs=[]), "not installed"),
    ],
)
def test_a_cell_is_the_ratio_or_why_there_is_none(row: Row | None, text: str):
    assert cell(row) == text


def test_the_tables_name_plan_time_and_speed():
    rows = [a_row(), a_row(kernel="63×63", size=63, divisor=4, shape=(250, 500)), a_row(
        kernel="63×63", size=63, peer="", ours=[0.5], theirs=[],
    )]  # fmt: skip
    cell_text = ["2.00", "(1.50–3.00)"]
    lines = ratios(rows).splitlines()
    assert lines[-2].split() == ["uint8", "gray", "3×3", "banded", "100.0", *cell_text]
    assert lines[-1].split() == [
        "uint8",
        "gray",
        "63×63",
        "banded",
        "500.0",
        "2.00**",
        cell_text[1],
    ]
    speeds = megapixels(rows).splitlines()
    assert speeds[2].split() == ["uint8", "gray", "ours", "20.0", "4.0"]
    assert speeds[3].split() == ["uint8", "gray", *PEER.split(), "10.0", "0.6**"]


def test_the_table_of_the_readme_leaves_out_who_is_not_installed():
    absent = a_row(section="layer", peer="torch", status=NOT_INSTALLED, ours=[], theirs=[])
    alone = a_row(section="layer", peer="", theirs=[])
    assert markdown([a_row(), absent, alone]).splitlines() == [
        "| picture | kernel | OpenCV filter2D |",
        "| --- | --- | --: |",
        "| uint8 gray | 3×3 | 2.00 |",
    ]


def test_the_largest_difference_looks_at_every_band_and_rounds_where_asked():
    result = np.zeros((300, 2))
    result[299, 1] = 260.4
    theirs = np.zeros((300, 2), np.uint8)
    theirs[299, 1] = 255
    assert largest_difference(result, theirs, rounded=True) == 0
    assert largest_difference(result, theirs, rounded=False) == pytest.approx(5.4)
