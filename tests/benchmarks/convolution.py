"""How fast we are beside other libraries, in one run, pair by pair.

``uv run --group bench python -m tests.benchmarks.convolution [--quick] [--json FILE] [--markdown]``

Ours and a peer's call run in turn on the same picture and with the same number of threads, that of
the usable cores; the median of the pairs' ratios and its quartiles are told. The results must agree
before a time counts. A peer that is not installed is said to be so. torch is not in the bench
group, for its size; ``uv pip install torch`` adds it to the environment.

The whole run takes some 20 minutes, ``--quick`` less than 2.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from tests.benchmarks import ours, table
from tests.benchmarks.cases import FLOAT_GRAY, LAYER, PRESET, Case, cases
from tests.benchmarks.machine import description, thread_settings, usable_cores
from tests.benchmarks.measure import Clock, Effort, Row, rows_of

Peak = tuple[str, str, str, int, int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures everything and prints the tables."""
    options = _options(arguments)
    threads = usable_cores()
    settings = thread_settings(threads)
    if any(os.environ.get(name) != value for name, value in settings.items()):
        # BLAS and libvips read their number once, when they are imported: by now it is too late.
        command = [sys.executable, "-m", __spec__.name, *(arguments or sys.argv[1:])]
        return subprocess.run(command, env={**os.environ, **settings}, check=False).returncode
    effort = _effort(options.quick, threads)
    clock = Clock(effort.total)
    machine = description(threads)
    for name, value in machine.items():
        print(f"{name}: {value}")
    chosen = list(cases(options.quick, options.size))
    print(f"pictures: {options.size[1]}×{options.size[0]}, layers on smaller ones\n", flush=True)
    rows = _rows(chosen, effort, clock)
    peaks = _peaks(chosen, options.quick)
    parts = [table.ratios(rows), table.reasons(rows), table.megapixels(rows), table.memory(peaks)]
    if options.markdown:
        parts.append(table.markdown(rows))
    print("\n\n".join(parts))
    if options.json:
        report = {
            "machine": machine,
            "effort": asdict(effort),
            "rows": [row.as_json() for row in rows],
            "peak memory": [dict(zip(_PEAK_NAMES, peak, strict=True)) for peak in peaks],
        }
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0


_PEAK_NAMES = ("section", "picture", "kernel", "stride", "bytes")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.convolution", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true", help="fewer kernels, at most 2 minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time there too")
    parser.add_argument("--markdown", action="store_true", help="print the README's table too")
    # To try the benchmark itself: the ratios of a small picture tell nothing.
    parser.add_argument("--size", type=_size, default=(2160, 3840), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _size(text: str) -> tuple[int, int]:
    """ROWSxCOLUMNS."""
    rows, _, columns = text.partition("x")
    return int(rows), int(columns)


def _effort(quick: bool, threads: int) -> Effort:
    if quick:
        return Effort(seconds=0.3, slowest=0.4, total=105, threads=threads)
    return Effort(seconds=1.2, slowest=10, total=1380, threads=threads)


def _rows(chosen: Sequence[Case], effort: Effort, clock: Clock) -> list[Row]:
    rows: list[Row] = []
    for number, case in enumerate(chosen, 1):
        name = f"{case.section}, {case.picture}, {case.kernel}, stride {case.stride}"
        print(f"[{number}/{len(chosen)}] {name}", file=sys.stderr, flush=True)
        # There are many of them, and a 3×3 preset takes what any 3×3 takes.
        share = effort.seconds / 3 if case.section == PRESET else effort.seconds
        rows += rows_of(case, replace(effort, seconds=share), clock)
    return rows


def _peaks(chosen: Sequence[Case], quick: bool) -> list[Peak]:
    """Peak memory; not of the presets, which are as large as other kernels."""
    peaks: list[Peak] = []
    for case in chosen:
        asked = case.section == LAYER or (case.section != PRESET and case.stride == 1)
        if quick:
            asked = case.picture == FLOAT_GRAY and case.stride == 1
        if asked:
            print(f"memory of {case.picture}, {case.kernel}", file=sys.stderr, flush=True)
            name = (case.section, case.picture, case.kernel, case.stride)
            peaks.append((*name, ours.peak_bytes(case)))
    return peaks


if __name__ == "__main__":
    sys.exit(main())
