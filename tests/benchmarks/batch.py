"""How many files a second a batch makes, beside ImageMagick and libvips, and where the time goes.

``uv run --group bench python -m tests.benchmarks.batch [--quick] [--kernel NAME …] [--markdown]``

Photographs of 24 megapixels, JPEG in and JPEG out at quality 95 without chroma subsampling, the
same kernel with the edge pixels going on outside, the same cores. Each works in both ways it
has: ImageMagick and libvips as many files at once as there are cores, with one thread each, and one
file after another with all threads. Whole runs are timed, the start of the program included, in
turn, so that all have the machine's good and bad minutes; the median counts. The outputs must agree
before a time does: what decoders and encoders round apart is allowed. What is not installed is said
to be so.

``--quick`` takes about 1 minute, the whole run some 5; nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from PIL import Image

from convstudio.imaging.levels import LEVELS
from convstudio.imaging.output import Output
from convstudio.imaging.reading import read_picture
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library
from convstudio.paths import sample_picture
from convstudio.pipeline.developing import develop_to
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.saving import save_map
from tests.benchmarks.batch_programs import PROGRAMS, QUALITY, Job, Program
from tests.benchmarks.machine import description, usable_cores

KERNELS = ("sharpen", "gaussian-5")
SIZE = (4000, 6000)
# Of the mean difference from the exact sums, in levels: of sharpened grain quality 95 loses a good
# two. A kernel that is shifted makes ten and more.
ALLOWED = 4.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the photographs, measures everything and prints one table a kernel."""
    options = _options(arguments)
    cores = usable_cores()
    for name, value in description(cores).items():
        if name in ("processor", "usable cores", "Python", "numpy"):
            print(f"{name}: {value}")
    for program in PROGRAMS:
        if program.version:
            print(f"{program.name}: {program.version}")
    rounds, count = (2, 2 * cores) if options.quick else (5, 6 * cores)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        pictures = _photographs(folder / "in", options.files or count, options.size)
        print(f"{len(pictures)} files of {options.size[1]}×{options.size[0]}, {rounds} rounds\n")
        for identifier in options.kernel or KERNELS:
            kernel = shipped_library().named(identifier)
            rows = _measured(Job(pictures, folder / "out", kernel, cores), rounds)
            print(_table(kernel, rows, markdown=options.markdown), flush=True)
            print(_stages(pictures, kernel), end="\n\n", flush=True)
    return 0


Row = tuple[Program, str, float]
"""A program, what is wrong with its output or empty, and files a second."""


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.batch", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true", help="fewer files and rounds")
    parser.add_argument("--kernel", action="append", metavar="NAME", help=f"default: {KERNELS}")
    parser.add_argument("--files", type=int, metavar="N", help="how many photographs")
    parser.add_argument("--markdown", action="store_true", help="print the README's tables")
    parser.add_argument("--folder", type=Path, help="where the files are made; should be quick")
    # To try the benchmark itself: small pictures tell how quickly a program starts.
    parser.add_argument("--size", type=_size, default=SIZE, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _size(text: str) -> tuple[int, int]:
    """ROWSxCOLUMNS."""
    rows, _, columns = text.partition("x")
    return int(rows), int(columns)


def _photographs(folder: Path, count: int, size: tuple[int, int]) -> list[Path]:
    """Different ones, with the grain of a camera: the time of a decoder lies in the detail."""
    folder.mkdir()
    with Image.open(sample_picture("coffee.png")) as image:
        large = image.convert("RGB").resize(size[::-1], Image.Resampling.BICUBIC)
    smooth = np.asarray(large).astype(np.int16)
    paths = []
    for number in range(count):
        grain = np.random.default_rng(number).normal(0, 6, smooth.shape).astype(np.int16)
        paths.append(folder / f"photo-{number:02}.jpg")
        noisy = np.clip(smooth + grain, 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(paths[-1], quality=92)
    return paths


def _measured(job: Job, rounds: int) -> list[Row]:
    """Every program in turn, each round; the first run of each is checked and does not count."""
    job.prepare()
    there = [program for program in PROGRAMS if program.version]
    wrong = {program: _checked(program, job) for program in there}
    times: dict[Program, list[float]] = {program: [] for program in there}
    for number in range(rounds):
        for program in there[number % len(there) :] + there[: number % len(there)]:
            if not wrong[program]:
                times[program].append(_timed(program, job))
    rows: list[Row] = []
    for program in PROGRAMS:
        if program not in times:
            rows.append((program, "not installed", 0.0))
        elif wrong[program]:
            rows.append((program, wrong[program], 0.0))
        else:
            seconds = statistics.median(times[program])
            rows.append((program, "", len(job.pictures) / seconds))
    return rows


def _timed(program: Program, job: Job) -> float:
    job.clear()
    start = perf_counter()
    program.run(job)
    return perf_counter() - start


def _checked(program: Program, job: Job) -> str:
    """What is wrong with the outputs; empty if they are those of our own sums."""
    _timed(program, job)
    missing = [path.name for path in job.pictures if not (job.out / path.name).exists()]
    if missing:
        return f"{len(missing)} outputs are missing"
    with Image.open(job.out / job.pictures[0].name) as image:
        found = np.asarray(image).astype(np.int16)
    wanted = np.empty_like(found)

    def put(pixels, span) -> None:  # type: ignore[no-untyped-def]
        wanted[span.slices] = pixels

    develop_to(put, job.pipeline, read_picture(job.pictures[0]), LEVELS["8"])
    off = float(np.abs(found - wanted).mean())
    return "" if off <= ALLOWED else f"differs: {off:.2f} levels in the mean"


def _table(kernel: Kernel, rows: list[Row], *, markdown: bool) -> str:
    ours = rows[0][2]
    lines = [("program", "how", "files/s", "ConvStudio is")]
    for program, wrong, rate in rows:
        beside = f"{ours / rate:.2f} × as fast" if rate and program is not rows[0][0] else ""
        lines.append((program.name, program.how, wrong or f"{rate:.2f}", beside))
    size = f"{kernel.rows}×{kernel.columns}"
    heading = f"{kernel.name}, {size}, quality {QUALITY}"
    if markdown:
        dashes = ("---", "---", "--:", "--:")
        body = [f"| {' | '.join(line)} |" for line in (lines[0], dashes, *lines[1:])]
    else:
        widths = [max(len(line[column]) for line in lines) for column in range(4)]
        pairs = [zip(line, widths, strict=True) for line in lines]
        body = ["  ".join(f"{text:<{width}}" for text, width in pair).rstrip() for pair in pairs]
    return "\n".join([heading, *body])


def _stages(pictures: list[Path], kernel: Kernel) -> str:
    """Where the time of a file goes, on one core: read, summed, and the rest of its saving."""
    pipeline = Pipeline((Convolution(kernel, border="edge"),))
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        times = [_stage_times(path, pipeline) for path in pictures[:4] * 2]
    finally:
        os.sched_setaffinity(0, allowed)
    reading, sums, saving = (statistics.median(column) for column in zip(*times, strict=True))
    encoding, whole = max(saving - sums, 0.0), reading + max(saving, sums)
    parts = (("decode", reading), ("sums and tone", sums), ("encode and write", encoding))
    told = ", ".join(f"{name} {1000 * t:.0f} ms ({t / whole:.0%})" for name, t in parts)
    return f"one file on one core: {told}"


def _stage_times(path: Path, pipeline: Pipeline) -> tuple[float, float, float]:
    start = perf_counter()
    picture = read_picture(path)
    read = perf_counter()
    develop_to(lambda *_: None, pipeline, picture, LEVELS["8"])
    summed = perf_counter()
    target = path.parent.parent / "stage.jpg"
    save_map(pipeline, picture, target, Output("JPEG", quality=QUALITY))
    saved = perf_counter()
    return read - start, summed - read, saved - summed


if __name__ == "__main__":
    sys.exit(main())
