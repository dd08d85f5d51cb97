"""Inspections in a thread: what is under way is finished, then comes the newest."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.jobs import inspecting
from convstudio.jobs.inspecting import InspectionJob, InspectionRequest, takes_long
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.inspection import inspect
from convstudio.pipeline.pipeline import Bank, Convolution, Pipeline

PICTURE = Picture(np.arange(300, dtype=np.uint8).reshape(10, 10, 3))
ONE = Pipeline((Convolution(Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)))),))


def request(column: int) -> InspectionRequest:
    return InspectionRequest(ONE, PICTURE, 3, column, 1)


@pytest.fixture
def job(qapp, qtbot):
    made = InspectionJob()
    yield made
    made.stop()


def test_it_finds_what_inspect_finds(job, qtbot) -> None:
    with qtbot.waitSignal(job.found) as found:
        job.ask(request(4))
    asked, made = found.args
    assert asked.column == 4
    assert (made.row, made.column, made.channel) == (3, 4, 1)
    assert made.value == inspect(ONE, PICTURE, 3, 4, 1).value


def test_of_many_the_first_and_the_newest_are_worked_out(job, qtbot, monkeypatch) -> None:
    go, seen = threading.Event(), []

    def slow(*arguments):
        go.wait()
        return inspect(*arguments)

    monkeypatch.setattr(inspecting, "inspect", slow)
    job.found.connect(lambda asked, _made: seen.append(asked.column))
    for column in range(6):
        job.ask(request(column))
    go.set()
    qtbot.waitUntil(lambda: not job.busy)
    assert seen == [0, 5]


def test_what_is_dropped_is_not_told(job, qtbot, monkeypatch) -> None:
    go, seen = threading.Event(), []
    monkeypatch.setattr(inspecting, "inspect", lambda *_: go.wait())
    job.found.connect(lambda asked, _made: seen.append(asked.column))
    job.ask(request(0))
    job.ask(request(1))
    job.drop()
    go.set()
    monkeypatch.undo()
    job.ask(request(2))
    qtbot.waitUntil(lambda: not job.busy)
    assert seen == [2]


def test_an_error_is_told_and_the_next_is_worked_out(job, qtbot) -> None:
    told = []
    job.failed.connect(told.append)
    job.ask(InspectionRequest(ONE, PICTURE, 99, 0, 0))
    with qtbot.waitSignal(job.found):
        job.ask(request(2))
    assert len(told) == 1


def test_a_single_kernel_is_quick_and_a_deep_stack_is_not() -> None:
    rng = np.random.default_rng(0)
    assert not takes_long(ONE, PICTURE)
    deep = (
        Bank.of_array(rng.normal(size=(5, 5, 3, 64))),
        Bank.of_array(rng.normal(size=(5, 5, 64, 64))),
        Bank.of_array(rng.normal(size=(3, 3, 64, 4))),
    )
    assert takes_long(Pipeline(deep, map=1), PICTURE)
    assert not takes_long(Pipeline(deep[:1], map=1), PICTURE)
