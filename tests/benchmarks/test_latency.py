"""The benchmark of the window runs, whatever the times; its arithmetic, on made-up ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import latency
from tests.benchmarks.latency_table import felt, markdown, spread
from tests.benchmarks.latency_window import noise, random_kernel


def test_a_tiny_run_measures_everything_once(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    file = tmp_path / "latency.json"
    arguments = ["--tiny", "--offscreen", "--sizes", "0.2", "--markdown", "--json", str(file)]
    assert latency.main(arguments) == 0
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["machine"]["screen"] == "none: Qt's offscreen platform"
    assert report["skipped"] == []
    assert [row["zoom"] for row in report["edits"]] == ["fit", "100 %", "800 %"]
    for row in report["edits"]:
        assert (row["picture"], row["size"], row["viewer"]) == ("0.2 MP RGB", 3, [1200, 800])
        assert [len(row[name]) for name in ("handled", "framed", "painted", "final")] == [
            2,
            2,
            2,
            1,
        ]
        stages = np.array([row["handled"], row["framed"], row["painted"]])
        assert (stages > 0).all()
        assert (np.diff(stages, axis=0) > 0).all()
    assert all(len(report["gaps"][name]) > 5 for name in ("idle", "hammered"))
    jobs = {row["job"]: row["stopped"] for row in report["stale"]}
    assert set(jobs) == {"whole map, F = 3", "the original's pyramid"}
    assert all(len(times) == 2 for times in jobs.values())
    (memory,) = report["memory"]
    assert memory["picture"] == 354 * 565 * 3
    assert memory["peak"] >= memory["opened"] >= memory["before"] >= memory["bare"]
    layer = report["layer"]
    assert (layer["filters"], layer["size"], layer["picture"]) == (4, 5, 354 * 565 * 3)
    assert [row["zoom"] for row in layer["rows"]] == ["fit", "100 %"]
    for row in layer["rows"]:
        assert all(0 < p < c for p, c in zip(row["painted"], row["complete"], strict=True))
    assert layer["peak"] >= layer["bare"] > 0
    assert 0 < report["starts"]["window"][0] <= report["starts"]["map"][0]
    assert "| 0.2 MP RGB | 800 % | " in capsys.readouterr().out


def test_a_picture_that_memory_does_not_hold_is_left_out_and_told(monkeypatch) -> None:
    monkeypatch.setattr(latency, "available", lambda: 1 << 30)
    skipped: list[str] = []
    assert latency._edits(1000, latency.QUICK, skipped) == []
    assert skipped == ["1000 MP gray: left out, for it needs 3.3 GiB and has 1.0 GiB"]


@pytest.mark.parametrize(
    ("gaps", "share", "wait"),
    [([10.0] * 7, 99, 9.9), ([2.0] * 50 + [100.0], 50, 0.0), ([1.0, 99.0], 100, 99.0), ([], 99, 0)],
)
def test_the_wait_that_a_hand_feels_counts_a_gap_by_its_length(gaps, share, wait) -> None:
    if wait == 0.0 and gaps:  # half of all moments wait longer than this, by hand: 100 − 99.5
        beyond = sum(max(gap - felt(gaps, share), 0) for gap in gaps)
        assert beyond == pytest.approx(sum(gaps) / 2)
    else:
        assert felt(gaps, share) == pytest.approx(wait, abs=1e-9)


def test_a_cell_is_the_median_and_the_95th_percentile() -> None:
    assert spread([1.0, 2.0, 3.0]) == "2.0 (2.9)"


def test_the_table_of_the_readme_has_a_column_a_kernel() -> None:
    row = {"picture": "2 MP RGB", "zoom": "fit", "size": 3, "whole": True, "painted": [4.0]}
    assert markdown([row, row | {"size": 9, "whole": False}]).splitlines() == [
        "| picture | zoom | F = 3 | F = 9 float |",
        "| --- | --- | --: | --: |",
        "| 2 MP RGB | fit | 4.0 (4.0) | 4.0 (4.0) |",
    ]


def test_the_picture_is_neither_constant_nor_off_its_shape() -> None:
    pixels = noise(2.1, 3)
    assert pixels.shape == (1146, 1832, 3)
    assert pixels.dtype == np.uint8
    assert pixels.std() > 30
    assert pixels[-100:].mean() > pixels[:100].mean() + 50


def test_a_kernel_is_the_same_each_time_and_whole_where_asked() -> None:
    assert random_kernel(9, whole=True) == random_kernel(9, whole=True)
    assert all(w.is_integer() for row in random_kernel(9, whole=True).weights for w in row)
    assert not all(w.is_integer() for row in random_kernel(9, whole=False).weights for w in row)
