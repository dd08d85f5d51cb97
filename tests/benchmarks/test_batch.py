"""The batch's benchmark: what it lets count, and the table it prints."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from convstudio.kernel.library import shipped_library
from tests.benchmarks import batch
from tests.benchmarks.batch_programs import PROGRAMS, Job

OURS = PROGRAMS[0]
HERE = [program for program in PROGRAMS if program.version]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    pictures = batch._photographs(tmp_path / "in", 2, (200, 300))
    made = Job(pictures, tmp_path / "out", shipped_library().named("sobel-5-x"), 2)
    made.prepare()
    return made


@pytest.mark.parametrize("program", HERE, ids=lambda program: f"{program.name}, {program.how}")
def test_every_program_makes_the_same_outputs(job: Job, program) -> None:
    assert batch._checked(program, job) == ""


def test_another_kernels_output_does_not_count(job: Job) -> None:
    other = replace(job, kernel=shipped_library().named("sobel-y"))
    wrong = replace(OURS, run=lambda _: OURS.run(other))
    other.prepare()
    assert batch._checked(wrong, job).startswith("differs: ")


def test_a_missing_output_does_not_count(job: Job) -> None:
    def half(_: Job) -> None:
        shutil.copy(job.pictures[0], job.out / job.pictures[0].name)

    assert batch._checked(replace(OURS, run=half), job) == "1 outputs are missing"


def test_the_table_says_how_many_times_as_fast(job: Job) -> None:
    rows = [(OURS, "", 4.0), (PROGRAMS[1], "", 1.6), (PROGRAMS[3], "not installed", 0.0)]
    lines = batch._table(job.kernel, rows, markdown=False).splitlines()
    assert lines[1].split() == ["program", "how", "files/s", "ConvStudio", "is"]
    assert lines[2].split()[-1] == "4.00"
    assert lines[3].endswith("1.60           2.50 × as fast")
    assert lines[4].endswith("not installed")
    assert "| --- | --- | --: | --: |" in batch._table(job.kernel, rows, markdown=True)


def test_where_the_time_goes_adds_up(job: Job) -> None:
    told = batch._stages(job.pictures, job.kernel)
    shares = [int(part.split("%")[0]) for part in told.split("(")[1:]]
    assert sum(shares) == pytest.approx(100, abs=2)
