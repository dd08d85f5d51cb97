"""How quickly the window answers: a real window, a real event loop, pictures of every size.

``uv run python -m tests.benchmarks.latency [--quick] [--json FILE] [--markdown] [--sizes 2,24]
[--offscreen]``

An edit of one weight until the map's canvas is painted; the gaps of the event loop while a hand
hammers; how long a stale job goes on; peak memory; a layer of 32 filters with the gallery of its
maps; the start. Each in a process of its own. Without
a display it starts an X server (Xvfb) of its own, or paints offscreen if there is none.

The whole run takes some 7 minutes, ``--quick`` about 4.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from convstudio.imaging.memory import available, in_words
from convstudio.paths import sample_picture
from tests.benchmarks import latency_table as table
from tests.benchmarks.latency_measures import ask
from tests.benchmarks.machine import description, usable_cores

KERNELS = ((3, True), (9, True), (31, True), (9, False))
ZOOMS = ("fit", "100 %", "800 %")
SIZES = (2.0, 24.0, 200.0, 1000.0)
_GRAY_FROM = 500  # megapixels
_WAITED_UP_TO = 24  # megapixels: beyond, nobody waits for the last frame of each edit
# Bytes a byte of the picture: itself, its pyramid, as much for a map, and room to breathe.
_NEEDS = 3.5
_SCREEN = "1920x1200x24"

Report = dict[str, Any]


@dataclass(frozen=True)
class Effort:
    """How much to measure.

    Attributes:
        edits: of each picture, kernel and zoom.
        finals: edits that are waited for to the end.
        gaps: seconds of hammering, on a picture of ``large`` megapixels.
        stops: jobs called off, of each kind, on ``middling`` megapixels.
        hammered: seconds of hammering before the memory is read.
        starts: of the program.
        filters: of the layer whose maps are looked at, on ``middling`` megapixels.
    """

    kernels: tuple[tuple[int, bool], ...] = KERNELS
    edits: int = 15
    finals: int = 3
    gaps: float = 60.0
    stops: int = 20
    hammered: float = 10.0
    starts: int = 5
    middling: float = 24.0
    large: float = 200.0
    filters: int = 32


QUICK = Effort(kernels=KERNELS[:3], edits=8, finals=1, gaps=10.0, stops=8, hammered=3.0, starts=3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures everything and prints the tables."""
    options = _options(arguments)
    effort = QUICK if options.quick else Effort()
    if options.tiny:
        effort = Effort(
            KERNELS[:1], 2, 1, 0.3, 2, 0.2, 1, min(options.sizes), min(options.sizes), 4
        )
    with _screen(offscreen=options.offscreen) as screen:
        report: Report = {
            "machine": description(usable_cores()) | {"screen": screen},
            "effort": asdict(effort),
        }
        for name, value in report["machine"].items():
            print(f"{name}: {value}")
        print(flush=True)
        _fill(report, effort, options.sizes)
    if options.markdown:
        print(table.markdown(report["edits"]))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.latency", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true", help="fewer edits, at most 2 minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time there too")
    parser.add_argument("--markdown", action="store_true", help="print the README's table too")
    parser.add_argument(
        "--sizes", type=_sizes, default=SIZES, metavar="MP,…", help="megapixels of the pictures"
    )
    parser.add_argument("--offscreen", action="store_true", help="no X server, Qt's own memory")
    # To try the benchmark itself: everything once, on a picture that tells nothing.
    parser.add_argument("--tiny", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))


@contextlib.contextmanager
def _screen(*, offscreen: bool) -> Iterator[str]:
    """A screen for the processes to come; says which."""
    if offscreen or not (os.environ.get("DISPLAY") or shutil.which("Xvfb")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "none: Qt's offscreen platform"
        return
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    if os.environ.get("DISPLAY"):
        yield "the X display of the session"
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    with (
        subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server,
        os.fdopen(reading) as numbers,
    ):
        os.close(writing)
        os.environ["DISPLAY"] = f":{numbers.readline().strip()}"
        try:
            yield f"Xvfb, {_SCREEN}"
        finally:
            del os.environ["DISPLAY"]
            server.terminate()


def _fill(report: Report, effort: Effort, sizes: Sequence[float]) -> None:
    """Measures one thing after the other, and prints each as soon as it is known."""
    report["skipped"] = []
    report["edits"] = [row for size in sizes for row in _edits(size, effort, report["skipped"])]
    _print(table.edits(report["edits"]), *report["skipped"])
    _tell("the event loop's gaps")
    report["gaps"] = ask("gaps", megapixels=effort.large, samples=3, seconds=effort.gaps)
    _print(table.gaps(report["gaps"]))
    _tell("stale jobs")
    sizes_asked = sorted({size for size, _ in effort.kernels})
    asked = {"megapixels": effort.middling, "sizes": sizes_asked, "count": effort.stops}
    report["stale"] = ask("stale", **asked)["rows"]
    _print(table.stale(report["stale"]))
    large = [size for size in sizes if size >= effort.large and _fits(size, report["skipped"])]
    report["memory"] = [_memory(size, effort.hammered) for size in large]
    _print(table.memory(report["memory"]))
    if _fits(effort.middling, report["skipped"]):
        _tell("a layer of many filters, and the gallery of its maps")
        wanted = {"filters": effort.filters, "size": 5, "count": effort.edits}
        report["layer"] = ask("layer", megapixels=effort.middling, **wanted)
        _print(table.layer(report["layer"]))
    report["starts"] = _starts(effort.starts)
    _print(table.starts(report["starts"]["window"], report["starts"]["map"]))


def _tell(what: str) -> None:
    print(f"measuring {what}", file=sys.stderr, flush=True)


def _print(*parts: str) -> None:
    print("\n".join(parts), end="\n\n", flush=True)


def _name(megapixels: float) -> str:
    return f"{megapixels:g} MP {'gray' if _samples(megapixels) == 1 else 'RGB'}"


def _samples(megapixels: float) -> int:
    return 1 if megapixels >= _GRAY_FROM else 3


def _fits(megapixels: float, skipped: list[str]) -> bool:
    """Whether the machine's memory holds it; if not, it is noted why it is left out."""
    needed, free = megapixels * 1e6 * _samples(megapixels) * _NEEDS, available()
    if free is None or needed <= free:
        return True
    room = f"it needs {in_words(needed)} and has {in_words(free)}"
    why = f"{_name(megapixels)}: left out, for {room}"
    if why not in skipped:
        skipped.append(why)
    return False


def _edits(megapixels: float, effort: Effort, skipped: list[str]) -> list[Report]:
    if not _fits(megapixels, skipped):
        return []
    _tell(f"edits of {_name(megapixels)}")
    answer = ask(
        "edits",
        megapixels=megapixels,
        samples=_samples(megapixels),
        kernels=effort.kernels,
        zooms=ZOOMS,
        count=effort.edits,
        finals=effort.finals if megapixels <= _WAITED_UP_TO else 0,
    )
    named = {"picture": _name(megapixels), "megapixels": megapixels, "viewer": answer["viewer"]}
    return [named | row for row in answer["rows"]]


def _memory(megapixels: float, seconds: float) -> Report:
    _tell(f"memory of {_name(megapixels)}")
    samples = _samples(megapixels)
    found = ask("memory", megapixels=megapixels, samples=samples, seconds=seconds)
    return {"name": _name(megapixels)} | found


def _starts(count: int) -> Report:
    """Seconds from process start to first painted window and map; the first start warms up."""
    _tell("the start")
    found: Report = {"window": [], "map": []}
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.latency_start",
        str(sample_picture("coffee.png")),
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "XDG_CONFIG_HOME": folder, "HOME": folder}
        for number in range(count + 1):
            begun = time.monotonic()
            done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
            if number:
                for name, end in zip(found, done.stdout.split(), strict=True):
                    found[name].append(float(end) - begun)
    return found


if __name__ == "__main__":
    sys.exit(main())
