"""The rows as tables that a person reads, and as the short one of the README."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from statistics import median

from tests.benchmarks.cases import DENSE, END_TO_END, GAUSSIAN, LAYER, PRESET
from tests.benchmarks.measure import DIFFERS, MEASURED, NOT_INSTALLED, Row
from tests.benchmarks.peers import PEERS

TITLES = {
    DENSE: "Dense random kernels",
    END_TO_END: "End to end: uint8 RGB photograph to uint8 result",
    LAYER: "Layers",
    GAUSSIAN: "Gaussians",
    PRESET: "The presets",
}
LEGEND = """\
A cell is the peer's time over ours, the median of the pairs (and the quartiles): above 1 we are
faster. * measured on a quarter of the picture, ** on a sixteenth, because a call takes too long.
uint8 pictures: ours and conv2d's map is float64, OpenCV's, SciPy's and libvips's float32,
scikit-image's float64, Pillow's uint8; end to end all are uint8. Pillow, libvips and scikit-image's
Laplacian have no border of zeros and are checked inside it. At stride 2, OpenCV, SciPy, Pillow and
libvips compute every value, of which every second is taken. SciPy, Pillow and scikit-image know one
thread only. – : the peer has no such thing."""
_MARKS = {1: "", 2: "*", 4: "**"}
Key = tuple[str, str, str, int]


def key(row: Row) -> Key:
    """The case that a row belongs to."""
    return row.section, row.picture, row.kernel, row.stride


def by_case(rows: Iterable[Row]) -> dict[Key, dict[str, Row]]:
    """The rows of each case by peer, in order."""
    found: dict[Key, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(key(row), {})[row.peer] = row
    return found


def cell(row: Row | None, quartiles: bool = True) -> str:
    """A ratio with its spread, or why there is none."""
    if row is None:
        return "–"
    if row.status != MEASURED:
        return row.status
    ratio = row.ratio
    mark = _MARKS[row.divisor]
    if not quartiles:
        return f"{_short(ratio.median)}{mark}"
    return f"{_short(ratio.median)}{mark} ({_short(ratio.low)}–{_short(ratio.high)})"


def _short(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 99.5 else f"{ratio:.1f}" if ratio >= 9.95 else f"{ratio:.2f}"


def whole_times(rows: Iterable[Row]) -> list[float]:
    """Our seconds on the whole picture, from every row of a case."""
    return [seconds for row in rows if row.divisor == 1 for seconds in row.ours]


def aligned(lines: Sequence[Sequence[str]], left: int = 1) -> str:
    """The lines in columns as wide as need be, the first ``left`` of them flush left."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            text.ljust(width) if index < left else text.rjust(width)
            for index, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def ratios(rows: Sequence[Row]) -> str:
    """A table for each section and stride, and what the planner said."""
    parts = [LEGEND]
    for section, title in TITLES.items():
        for stride in (1, 2):
            chosen = [row for row in rows if (row.section, row.stride) == (section, stride)]
            if chosen:
                parts.append(f"{title}, stride {stride}\n{_ratio_table(chosen)}")
    faults = [row for row in rows if row.status == DIFFERS]
    parts += [f"{row.peer} differs: {' '.join(map(str, key(row)))}: {row.note}" for row in faults]
    return "\n\n".join(parts)


def _ratio_table(rows: Sequence[Row]) -> str:
    asked = {row.peer for row in rows}
    names = [name for name in PEERS if name in asked]
    lines = [["picture", "kernel", "plan", "ours ms", *names]]
    for (_, kind, kernel, _), found in by_case(rows).items():
        times = whole_times(found.values())
        ours = f"{median(times) * 1e3:.1f}" if times else "–"
        plan = next((row.plan for row in found.values() if row.plan and row.divisor == 1), "–")
        cells = [cell(found.get(name)) for name in names]
        lines.append([kind, kernel, plan, ours, *cells])
    return aligned(lines, left=3)


def reasons(rows: Iterable[Row]) -> str:
    """Each plan's reason, once, with the first case that it was given for."""
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.reason:
            name = f"{row.picture}, {row.kernel}, stride {row.stride}"
            seen.setdefault((row.plan, row.reason), name)
    lines = [f"  {plan}: {reason} [{name}]" for (plan, reason), name in seen.items()]
    return "\n".join(["Plans, and the first case of each reason", *lines])


def megapixels(rows: Sequence[Row]) -> str:
    """Input megapixels a second as F grows: ours, and each peer's that was measured."""
    chosen = [r for r in rows if (r.section, r.stride) == (DENSE, 1) and r.status == MEASURED]
    sizes = sorted({row.size for row in chosen})
    lines = [["picture", "who", *(f"F={size}" for size in sizes)]]
    for kind in dict.fromkeys(row.picture for row in chosen):
        of_kind = [row for row in chosen if row.picture == kind]
        ours = [_ours_speed([r for r in of_kind if r.size == size]) for size in sizes]
        lines.append([kind, "ours", *ours])
        for name in PEERS:
            found = {row.size: row for row in of_kind if row.peer == name}
            if found:
                lines.append([kind, name, *(_peer_speed(found.get(s)) for s in sizes)])
    return f"Megapixels a second, dense random kernels, stride 1\n{aligned(lines, left=2)}"


def _ours_speed(rows: Sequence[Row]) -> str:
    times = whole_times(rows)
    whole = next((row.shape for row in rows if row.divisor == 1), (0, 0))
    return f"{prod(whole) / 1e6 / median(times):.1f}" if times else "–"


def _peer_speed(row: Row | None) -> str:
    if row is None or not row.theirs:
        return "–"
    return f"{prod(row.shape) / 1e6 / median(row.theirs):.1f}{_MARKS[row.divisor]}"


def memory(peaks: Sequence[tuple[str, str, str, int, int]]) -> str:
    """Peak bytes beyond input and output, (section, picture, kernel, stride, bytes) each."""
    lines = [["picture", "kernel", "stride", "MB"]]
    lines += [[kind, name, str(s), f"{size / 1e6:.1f}"] for _, kind, name, s, size in peaks]
    title = "Our peak memory beyond input and output (tracemalloc, each in a fresh process)"
    return f"{title}\n{aligned(lines, left=2)}"


def markdown(rows: Sequence[Row]) -> str:
    """The short table: stride 1, picture and kernel by peer, the ratio alone."""
    chosen = [row for row in rows if row.stride == 1 and row.section != PRESET]
    measured = {row.peer for row in chosen if row.peer and row.status != NOT_INSTALLED}
    names = [name for name in PEERS if name in measured]
    lines = [["picture", "kernel", *names], ["---", "---", *("--:" for _ in names)]]
    for (_, kind, kernel, _), found in by_case(chosen).items():
        if not measured.isdisjoint(found):
            cells = [cell(found.get(name), quartiles=False) for name in names]
            lines.append([kind, kernel, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
