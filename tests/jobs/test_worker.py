"""The worker: newest wins, stale replies are dropped, errors come back as values."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread

from convstudio.jobs.worker import Worker


@pytest.fixture
def newest(qapp) -> Iterator[Worker]:
    worker = Worker("test", newest_wins=True)
    yield worker
    worker.stop()


@pytest.fixture
def queue(qapp) -> Iterator[Worker]:
    worker = Worker("test", newest_wins=False)
    yield worker
    worker.stop()


def test_work_runs_in_another_thread_and_reports_in_this_one(newest: Worker, qtbot) -> None:
    threads = []
    newest.finished.connect(lambda _: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(newest.finished) as done:
        newest.start(lambda _cancel, _publish: threading.current_thread())
    assert done.args[0] is not threading.main_thread()
    assert threads == [QThread.currentThread()]


def test_the_newest_work_wins_and_older_replies_are_dropped(newest: Worker, qtbot) -> None:
    started, release = threading.Event(), threading.Event()
    replies: list[object] = []
    newest.finished.connect(replies.append)
    newest.published.connect(replies.append)

    def slow(_cancel, publish):
        started.set()
        release.wait(10)
        publish("stale part")
        return "stale"

    newest.start(slow)
    assert started.wait(10)
    newest.start(lambda _cancel, _publish: "fresh")
    release.set()
    qtbot.waitUntil(lambda: replies == ["fresh"])
    qtbot.waitUntil(lambda: not newest.busy)
    assert replies == ["fresh"]


def test_newer_work_calls_older_work_off(newest: Worker, qtbot) -> None:
    started, called_off = threading.Event(), threading.Event()

    def endless(cancel, _publish):
        started.set()
        while not cancel.cancelled:
            pass
        called_off.set()
        cancel.check()

    newest.start(endless)
    assert started.wait(10)
    with qtbot.waitSignal(newest.finished):
        newest.start(lambda _cancel, _publish: None)
    assert called_off.is_set()


def test_a_queue_does_all_of_its_work_in_order(queue: Worker, qtbot) -> None:
    replies: list[object] = []
    queue.finished.connect(replies.append)
    for number in range(5):
        queue.start(lambda _cancel, _publish, number=number: number)
    qtbot.waitUntil(lambda: replies == [0, 1, 2, 3, 4])


def test_stopping_a_queue_finishes_what_was_begun(qapp) -> None:
    done = []
    worker = Worker("test", newest_wins=False)
    for number in range(3):
        worker.start(lambda _cancel, _publish, number=number: done.append(number))
    worker.stop()
    assert done == [0, 1, 2]


def test_an_error_comes_back_as_it_was_raised(newest: Worker, qtbot) -> None:
    error = ZeroDivisionError("of all things")

    def fail(_cancel, _publish):
        raise error

    with qtbot.waitSignal(newest.failed) as failed:
        newest.start(fail)
    assert failed.args[0] is error


def test_busy_is_announced_once_for_a_burst(newest: Worker, qtbot) -> None:
    changes: list[bool] = []
    newest.busy_changed.connect(changes.append)
    for _ in range(50):
        newest.start(lambda _cancel, _publish: None)
    qtbot.waitUntil(lambda: not newest.busy)
    assert changes == [True, False]


def test_cancelled_work_reports_nothing(newest: Worker, qtbot) -> None:
    replies: list[object] = []
    release = threading.Event()
    newest.finished.connect(replies.append)
    newest.start(lambda _cancel, _publish: release.wait(10))
    newest.cancel()
    assert not newest.busy
    release.set()
    with qtbot.waitSignal(newest.finished):
        newest.start(lambda _cancel, _publish: "next")
    assert replies == ["next"]


def test_work_is_over_when_its_result_is_told(qapp, qtbot) -> None:
    worker = Worker("test", newest_wins=True)
    busy: list[bool] = []
    worker.finished.connect(lambda _: busy.append(worker.busy))
    with qtbot.waitSignal(worker.busy_changed, check_params_cb=lambda b: not b):
        worker.start(lambda _cancel, _publish: None)
    assert busy == [False]
    worker.stop()


def test_a_worker_that_was_stopped_takes_no_work(qapp, qtbot) -> None:
    worker = Worker("test", newest_wins=True)
    worker.stop()
    done: list[bool] = []
    with qtbot.assertNotEmitted(worker.busy_changed):
        worker.start(lambda _cancel, _publish: done.append(True))
    assert not worker.busy
    assert done == []
