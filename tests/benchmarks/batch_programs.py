"""The programs of the batch's benchmark: each makes the same outputs of the same pictures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.pipeline_file import write_pipeline

QUALITY = 95


@dataclass(frozen=True)
class Job:
    """Which pictures, with which kernel, on how many cores, to which folder."""

    pictures: Sequence[Path]
    out: Path
    kernel: Kernel
    cores: int

    @property
    def pipeline(self) -> Pipeline:
        """The kernel with the edge going on outside, as the other programs have it."""
        return Pipeline((Convolution(self.kernel, border="edge"),))

    @property
    def pipeline_file(self) -> Path:
        """For ours."""
        return self.out.parent / "pipeline.json"

    def prepare(self) -> None:
        """Writes down what the programs are given."""
        write_pipeline(self.pipeline, self.pipeline_file)

    def clear(self) -> None:
        """Takes the outputs of the run before away."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()


@dataclass(frozen=True)
class Program:
    """A program, how it is let work, and its version, empty where it is not installed."""

    name: str
    how: str
    run: Callable[[Job], None]
    version: str = field(default="", compare=False)


def _ours(job: Job) -> None:
    words = [sys.executable, "-m", "convstudio", "batch", str(job.pipeline_file)]
    words += [*map(str, job.pictures), "-o", str(job.out), "--name", "{stem}.jpg", "-q"]
    subprocess.run([*words, "--quality", str(QUALITY)], check=True)


def _magick(job: Job, pictures: Sequence[Path], threads: int) -> subprocess.Popen[bytes]:
    """One process for some of the pictures. Its Correlate does not turn the kernel."""
    rows = " ".join(
        ",".join(repr(w / job.kernel.divisor) for w in row) for row in job.kernel.weights
    )
    text = f"{job.kernel.columns}x{job.kernel.rows}: {rows}"
    words = ["mogrify", "-path", str(job.out), "-virtual-pixel", "edge"]
    words += ["-morphology", "Correlate", text]
    words += ["-quality", str(QUALITY), "-sampling-factor", "4:4:4", *map(str, pictures)]
    limits = dict.fromkeys(("OMP_NUM_THREADS", "MAGICK_THREAD_LIMIT"), str(threads))
    return subprocess.Popen(words, env={**os.environ, **limits})


def _magick_side_by_side(job: Job) -> None:
    _wait([_magick(job, job.pictures[n :: job.cores], 1) for n in range(job.cores)])


def _magick_threads(job: Job) -> None:
    _wait([_magick(job, job.pictures, job.cores)])


_VIPS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import pyvips
out, at_once, quality, divisor, width, *words = sys.argv[1:]
columns = int(width)
count = words.index("--")
weights = [float(word) for word in words[:count]]
rows = [weights[n:n + columns] for n in range(0, count, columns)]
mask = pyvips.Image.new_from_array(rows, scale=float(divisor))
def work(path):
    image = pyvips.Image.new_from_file(path, access="sequential")
    made = image.conv(mask, precision="integer")
    made.jpegsave(str(Path(out, Path(path).name)), Q=int(quality), subsample_mode="off")
with ThreadPoolExecutor(int(at_once)) as threads:
    list(threads.map(work, words[count + 1:]))
"""


def _vips(job: Job, at_once: int, threads: int) -> None:
    weights = [str(weight) for row in job.kernel.weights for weight in row]
    words = [str(job.out), str(at_once), str(QUALITY), str(job.kernel.divisor)]
    words += [str(job.kernel.columns), *weights, "--", *map(str, job.pictures)]
    environment = {**os.environ, "VIPS_CONCURRENCY": str(threads)}
    subprocess.run([sys.executable, "-c", _VIPS, *words], check=True, env=environment)


def _vips_side_by_side(job: Job) -> None:
    _vips(job, job.cores, 1)


def _vips_threads(job: Job) -> None:
    _vips(job, 1, job.cores)


def _wait(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    codes = [process.wait() for process in processes]
    if any(codes):
        raise RuntimeError(f"a peer ended with {codes}")


def _magick_version() -> str:
    if shutil.which("mogrify") is None:
        return ""
    done = subprocess.run(["mogrify", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r"ImageMagick (\S+ \S+)", done.stdout)
    return found.group(1) if found else "version unknown"


def _vips_version() -> str:
    program = "import pyvips; print('.'.join(str(pyvips.version(n)) for n in range(3)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def _our_version() -> str:
    try:
        return version("convstudio")
    except PackageNotFoundError:
        return "version unknown"


_MAGICK, _PYVIPS = _magick_version(), _vips_version()
_SIDE_BY_SIDE, _THREADS = "files side by side", "one file after another, all threads"
PROGRAMS = (
    Program("ConvStudio", _SIDE_BY_SIDE, _ours, _our_version()),
    Program("ImageMagick", _SIDE_BY_SIDE, _magick_side_by_side, _MAGICK),
    Program("ImageMagick", _THREADS, _magick_threads, _MAGICK),
    Program("libvips", _SIDE_BY_SIDE, _vips_side_by_side, _PYVIPS),
    Program("libvips", _THREADS, _vips_threads, _PYVIPS),
)
