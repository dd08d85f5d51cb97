"""Pair by pair: our call and a peer's in turn, their results checked, the ratio of each pair."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from math import prod
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks import ours, peers
from tests.benchmarks.cases import PEERS_ASKED, Array, Case, picture
from tests.benchmarks.singles import Way

# Of Σ|w| · max|x|: what float32 sums and float32 Fourier transforms are allowed to be off by. A
# kernel turned or shifted is off by a hundred times that and more.
TOLERANCE = 2e-5
CROPS = (1, 2, 4)  # the sides of the picture are divided by one of these
MEASURED, NOT_INSTALLED = "measured", "not installed"
DIFFERS, TOO_SLOW, NO_TIME = "differs", "too slow", "no time left"


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        seconds: for the pairs of one row; more ratios until then.
        slowest: a call that would take longer is measured on a crop.
        fewest: ratios of a row, however slow.
        most: ratios of a row, however fast.
        total: seconds of the whole run; what is not begun by then is left out.
        threads: for every library.
    """

    seconds: float
    slowest: float
    total: float
    threads: int
    fewest: int = 3
    most: int = 11


@dataclass(frozen=True)
class Spread:
    """The median and the quartiles beside it."""

    median: float
    low: float
    high: float


def spread(values: list[float]) -> Spread:
    """Median, lower and upper quartile."""
    low, middle, high = np.percentile(values, (25, 50, 75))
    return Spread(float(middle), float(low), float(high))


@dataclass
class Row:
    """What one peer, or nobody (``peer`` is empty: we alone), came to in one case.

    Attributes:
        shape: (rows, columns) measured on; ``divisor`` tells how much smaller the sides are.
        ours: seconds of our calls, one a pair; ``theirs`` the peer's in the same pairs.
        turns: how many pairs make one ratio: 2, one each way round, or 1 where calls are slow.
    """

    section: str
    picture: str
    kernel: str
    size: int
    stride: int
    peer: str
    status: str = MEASURED
    note: str = ""
    shape: tuple[int, int] = (0, 0)
    divisor: int = 1
    plan: str = ""
    reason: str = ""
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    turns: int = 1

    @property
    def ratio(self) -> Spread:
        """The peer's time over ours, pair by pair: above 1 we are faster."""
        starts = range(0, len(self.ours), self.turns)
        ours = [sum(self.ours[i : i + self.turns]) for i in starts]
        theirs = [sum(self.theirs[i : i + self.turns]) for i in starts]
        return spread([t / o for o, t in zip(ours, theirs, strict=True)])

    def as_json(self) -> dict[str, Any]:
        """Everything, and the ratio beside the times it comes from."""
        measured = bool(self.theirs)
        return asdict(self) | {"ratio": asdict(self.ratio) if measured else None}


class Clock:
    """The time that the whole run has."""

    def __init__(self, seconds: float) -> None:
        self._end = perf_counter() + seconds

    @property
    def over(self) -> bool:
        """Whether nothing new is to be begun."""
        return perf_counter() > self._end


def rows_of(case: Case, effort: Effort, clock: Clock) -> list[Row]:
    """One row for each peer that does such a thing; one of ours alone where none has the whole."""
    rows = [beside(case, name, effort, clock) for name in PEERS_ASKED[case.section]]
    found = [row for row in rows if row is not None]
    if not any(row.ours and row.divisor == 1 for row in found) and not clock.over:
        found.append(_alone(case, effort))
    return found


def beside(case: Case, name: str, effort: Effort, clock: Clock) -> Row | None:
    """Ours and one peer's, in pairs; None if the peer has no such thing."""
    row = Row(case.section, case.picture, case.kernel, case.size, case.stride, name)
    module = peers.load(name, effort.threads)
    if module is None:
        row.status = NOT_INSTALLED
        return row
    if clock.over:
        row.status = NO_TIME
        return row
    prepare = peers.PEERS[name].prepare
    small = _cropped(case, CROPS[-1])
    way = prepare(module, case, small)
    if way is None:
        return None
    row.note, seconds = _probe(case, small, way)
    if row.note:
        row.status = DIFFERS
        return row
    divisor = _fitting(case, seconds, effort.slowest)
    if divisor is None:
        row.status, row.note = TOO_SLOW, f"{seconds:.1f} s on {small.shape[1]}×{small.shape[0]}"
        return row
    x = _cropped(case, divisor)
    row.shape, row.divisor = (x.shape[0], x.shape[1]), divisor
    row.plan, row.reason = ours.plan(case, x)
    _fill(row, case, x, prepare(module, case, x), effort)
    return row


def _alone(case: Case, effort: Effort) -> Row:
    """Our time on the whole picture where no peer was measured on it."""
    x = _cropped(case, 1)
    row = Row(case.section, case.picture, case.kernel, case.size, case.stride, "")
    row.shape = (x.shape[0], x.shape[1])
    row.plan, row.reason = ours.plan(case, x)
    mine = ours.call(case, x)
    while len(row.ours) < effort.fewest and sum(row.ours) < effort.slowest:
        row.ours.append(_timed(mine)[0])
    return row


def _cropped(case: Case, divisor: int) -> Array:
    whole = picture(case.picture, *case.shape)
    rows, columns = case.crop(divisor)
    return np.ascontiguousarray(whole[:rows, :columns])


def _probe(case: Case, x: Array, way: Way) -> tuple[str, float]:
    """(what is wrong with the peer's result, seconds of the slower of the two)."""
    mine = ours.call(case, x)
    seconds, result = _timed(mine)
    their_seconds, found = _timed(way.run)
    if max(seconds, their_seconds) < 0.5:  # a first call pays for more than the work
        seconds, their_seconds = _timed(mine)[0], _timed(way.run)[0]
    return disagreement(case, x, result, way, found), max(seconds, their_seconds)


def _fitting(case: Case, seconds: float, slowest: float) -> int | None:
    """The largest crop on which no call should take longer, from the seconds on the smallest."""
    probed = prod(case.crop(CROPS[-1]))
    for divisor in CROPS:
        if seconds * prod(case.crop(divisor)) / probed <= slowest:
            return divisor
    return None


def _fill(row: Row, case: Case, x: Array, way: Way | None, effort: Effort) -> None:
    """The pairs. The first is checked on this very picture, and counts only where all are slow."""
    if way is None:
        raise RuntimeError("a peer does a crop and not the whole picture")
    mine = ours.call(case, x)
    gc.collect()
    seconds, result = _timed(mine)
    their_seconds, found = _timed(way.run)
    row.note = disagreement(case, x, result, way, found)
    if row.note:
        row.status = DIFFERS
        return
    del result, found
    if (seconds + their_seconds) * (2 * effort.fewest + 1) > effort.seconds:
        row.ours.append(seconds)
        row.theirs.append(their_seconds)
    else:
        row.turns = 2
    _repeat(row, mine, way.run, effort)


def _repeat(row: Row, mine: Callable[[], Any], theirs: Callable[[], Any], effort: Effort) -> None:
    """Pairs, turned about: whoever comes second finds other caches and another free memory.

    A call after one of its own kind is given the pages that the last one left, and can be four
    times as fast as after the other's. So quick calls make one ratio of a pair each way round.
    """
    while len(row.ours) < effort.fewest * row.turns or (
        len(row.ours) < effort.most * row.turns and sum(row.ours) + sum(row.theirs) < effort.seconds
    ):
        for _ in range(row.turns):
            if len(row.ours) % 2:
                their_seconds = _timed(theirs)[0]
                seconds = _timed(mine)[0]
            else:
                seconds = _timed(mine)[0]
                their_seconds = _timed(theirs)[0]
            row.ours.append(seconds)
            row.theirs.append(their_seconds)


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result; the result lives on, so that freeing it is nobody's time."""
    start = perf_counter()
    result = run()
    return perf_counter() - start, result


def disagreement(case: Case, x: Array, result: Array, way: Way, found: Any) -> str:
    """What is wrong with a peer's result; empty if it is ours."""
    theirs = way.result(found)
    if theirs.shape != result.shape:
        return f"shape {theirs.shape}, ours {result.shape}"
    margin = -(-(case.size // 2) // case.stride) if way.interior else 0
    inside = (slice(margin, -margin or None),) * 2
    largest = float(x.max()) if way.rounded is False else 255.0
    allowed = 1.0 if way.rounded else TOLERANCE * case.bound * largest
    off = largest_difference(result[inside], theirs[inside], way.rounded)
    return "" if off <= allowed else f"off by {off:.3g}, allowed {allowed:.3g}"


def largest_difference(result: Array, theirs: Array, rounded: bool) -> float:
    """The largest distance of two results, by bands: whole copies would fill the memory.

    Args:
        rounded: whether theirs is uint8, so that ours is rounded and clipped first.
    """
    largest = 0.0
    for top in range(0, result.shape[0], 128):
        band = result[top : top + 128].astype(np.float64)
        if rounded:
            band = np.clip(np.rint(band), 0, 255)
        largest = max(largest, float(np.abs(band - theirs[top : top + 128]).max(initial=0)))
    return largest
