"""What was measured as tables that a person reads, and as the short one of the README."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.benchmarks.table import aligned

Row = dict[str, Any]
LEGEND = """\
An edit of one weight, from the hand to the map's canvas painted, in milliseconds: median (95th
percentile). Of the median: “hand” until the edit's call returned, “frame” until its first pixels
were in the window's thread. “final” is the last frame, averaged and exact, where it was awaited."""


def edits(rows: Sequence[Row]) -> str:
    """A line for each picture, kernel and zoom."""
    head = ["picture", "F", "zoom", "painted", "hand", "frame", "final"]
    return f"{LEGEND}\n{aligned([head, *map(_line, rows)], left=3)}"


def _line(row: Row) -> list[str]:
    final = f"{np.median(row['final']):.0f}" if row["final"] else "–"
    parts = (f"{np.median(row[name]):.1f}" for name in ("handled", "framed"))
    return [row["picture"], kernel(row), row["zoom"], spread(row["painted"]), *parts, final]


def kernel(row: Row) -> str:
    """``9``, or ``9 float``."""
    return f"{row['size']}{'' if row['whole'] else ' float'}"


def spread(values: Sequence[float]) -> str:
    """``12.3 (15.0)``: median and 95th percentile."""
    return f"{np.median(values):.1f} ({np.percentile(values, 95):.1f})"


def felt(gaps: Sequence[float], share: float) -> float:
    """The wait that a share (per cent) of all moments have before them.

    Percentiles of the gaps themselves count a long one as little as a short one; a hand comes at
    any moment, so it meets long ones more often: a gap of g milliseconds holds waits from 0 to g.
    """
    found = np.asarray(gaps, float)
    allowed = found.sum() * (1 - share / 100)
    low, high = 0.0, float(found.max(initial=0.0))
    for _ in range(50):  # what lies beyond a wait w is Σ max(g − w, 0), falling in w
        middle = (low + high) / 2
        if np.maximum(found - middle, 0).sum() < allowed:
            high = middle
        else:
            low = middle
    return high


def gaps(found: dict[str, Sequence[float]]) -> str:
    """The event loop's gaps, ours beside the machine's own."""
    lines = [["event loop, ms from turn to turn", "50th", "95th", "99th", "longest", "99 % wait"]]
    for name, values in found.items():
        shares = (f"{np.percentile(values, share):.1f}" for share in (50, 95, 99))
        lines.append([name, *shares, f"{max(values):.1f}", f"{felt(values, 99):.1f}"])
    return aligned(lines)


def stale(rows: Sequence[Row]) -> str:
    """How long a job goes on after it is called off."""
    lines = [["called off: ms until idle", "median", "longest"]]
    for row in rows:
        stopped = row["stopped"]
        lines.append([row["job"], f"{np.median(stopped):.1f}", f"{max(stopped):.1f}"])
    return aligned(lines)


def memory(rows: Sequence[Row]) -> str:
    """Peak bytes, and what of them is neither the picture nor the bare program."""
    lines = [["memory, MB", "picture", "bare program", "peak opening", "peak", "beyond picture"]]
    for row in rows:
        numbers = (row[name] for name in ("picture", "bare", "opened", "peak"))
        cells = (*numbers, row["peak"] - row["picture"])
        lines.append([row["name"], *(f"{number / 1e6:,.0f}" for number in cells)])
    return aligned(lines)


def layer(found: Row) -> str:
    """A bank of filters with its gallery: times, the loop's gaps meanwhile, and memory."""
    name = f"{found['filters']} filters {found['size']}×{found['size']}, ReLU"
    lines = [[f"{name}: ms from the edit", "map painted", "gallery complete"]]
    lines += [
        [row["zoom"], spread(row["painted"]), spread(row["complete"])] for row in found["rows"]
    ]
    gaps, rest = found["gaps"], [["event loop meanwhile, ms from turn to turn", "99th", "longest"]]
    rest.append(["", f"{np.percentile(gaps, 99):.1f}", f"{max(gaps):.1f}"])
    held = [["memory, MB", "picture", "bare program", "peak", "beyond picture"]]
    numbers = found["picture"], found["bare"], found["peak"], found["peak"] - found["picture"]
    held.append(["", *(f"{number / 1e6:,.0f}" for number in numbers)])
    return "\n".join(map(aligned, (lines, rest, held)))


def starts(windows: Sequence[float], maps: Sequence[float]) -> str:
    """From the process's start."""
    lines = [["start, ms (median of warm starts)", "median", "slowest"]]
    for name, values in (("first painted window", windows), ("first feature map", maps)):
        lines.append([name, f"{1000 * np.median(values):.0f}", f"{1000 * max(values):.0f}"])
    return aligned(lines)


def markdown(rows: Sequence[Row]) -> str:
    """The edits for the README: a line for picture and zoom, a column for each kernel."""
    kernels = list(dict.fromkeys(kernel(row) for row in rows))
    lines = [["picture", "zoom", *(f"F = {name}" for name in kernels)]]
    lines.append(["---", "---", *("--:" for _ in kernels)])
    cells = {(row["picture"], row["zoom"], kernel(row)): spread(row["painted"]) for row in rows}
    for picture, zoom in dict.fromkeys((row["picture"], row["zoom"]) for row in rows):
        found = (cells.get((picture, zoom, name), "–") for name in kernels)
        lines.append([picture, zoom, *found])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
