"""Doing it: pictures side by side, each whole or not at all, and a report of all."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

from convstudio.atomic import reason, settled, unwritable
from convstudio.errors import BatchError, Cancelled
from convstudio.imaging import memory
from convstudio.imaging.output import Output
from convstudio.imaging.own_depth import following
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.writing import Saved, write_picture
from convstudio.jobs.batch.memory_gate import MemoryGate, estimated_bytes
from convstudio.jobs.batch.plan import Failure, Plan, Task
from convstudio.jobs.batch.record import Record
from convstudio.jobs.batch.report import Began, Ended, Event, Report, failure_of
from convstudio.jobs.contact_sheet import contact_sheet
from convstudio.numerics.tiles import CancelToken, usable_cores
from convstudio.paths import is_there
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.saving_maps import save_maps

MOST_JOBS = 256
_NICE = 10  # of 19


def run_batch(
    plan: Plan,
    record: Record,
    jobs: int = 0,
    cancel: CancelToken | None = None,
    tell: Callable[[Event], None] = lambda _: None,
    *,
    aside: bool = False,
) -> Report:
    """Does what the plan says; a picture that fails does not keep the others from being made.

    Args:
        jobs: pictures at once; 0 for the cores there are. Fewer where memory would not hold them.
        cancel: ends it after the piece of work at hand; only whole files are left.
        tell: called for each beginning and end, by one thread at a time.
        aside: whether it gives way to whatever else wants the processors: a window, for one.

    Raises:
        BatchError: the folder for the outputs cannot be made.
    """
    _make_folder(plan.request.folder)
    record.begin()
    run = _Run(plan, record, cancel or CancelToken(), tell, aside)
    started = perf_counter()
    run.work(jobs_for(plan, jobs))
    return run.report(perf_counter() - started)


def jobs_for(plan: Plan, jobs: int) -> int:
    """How many pictures at once: as asked, by default one a core; never more than there are."""
    return max(min(jobs or usable_cores(), len(plan.waiting), MOST_JOBS), 1)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        if is_there(folder):
            told = "a file has that name"
        raise BatchError(
            f"The folder “{folder}” cannot be made: {told}.", hint="Choose another folder."
        ) from error
    if (trouble := unwritable(folder)) is not None:
        raise BatchError(
            f"The folder “{folder}” cannot be written to: {reason(trouble)}.",
            hint="Choose another folder.",
        )


@dataclass
class _Run:
    plan: Plan
    record: Record
    cancel: CancelToken
    tell: Callable[[Event], None]
    aside: bool
    lock: threading.Lock = field(default_factory=threading.Lock)
    saved: int = 0
    failed: int = 0
    failures: dict[Failure, None] = field(default_factory=dict)
    ended_by: list[BaseException] = field(default_factory=list)
    losses: dict[str, int] = field(default_factory=dict)

    def work(self, jobs: int) -> None:
        """Shares the tasks out; an interrupt of the waiting thread calls the others off first."""
        remaining = iter(self.plan.waiting)
        gate = MemoryGate(memory.room())
        begun: list[threading.Event] = []
        try:
            for number in range(jobs):
                ended = threading.Event()
                thread = threading.Thread(
                    target=self._work_off, args=(remaining, gate, ended), name=f"batch-{number}"
                )
                thread.start()
                begun.append(ended)
            _wait_for(begun)
        except BaseException:
            self.cancel.cancel()
            _wait_for(begun, to_the_end=True)
            raise
        if self.ended_by:
            raise self.ended_by[0]

    def report(self, seconds: float) -> Report:
        """What there is to tell at the end."""
        skipped = len(self.plan.tasks) - len(self.plan.waiting)
        left = len(self.plan.waiting) - self.saved - self.failed
        return Report(
            self.saved,
            skipped,
            (*self.plan.failures, *self.failures),
            tuple(sorted(self.losses.items())),
            left,
            seconds,
            self.record.trouble,
        )

    def _work_off(
        self, remaining: Iterator[Task], gate: MemoryGate, ended: threading.Event
    ) -> None:
        try:
            if self.aside:
                _step_aside()
            while not self.cancel.cancelled:
                with self.lock:
                    task = next(remaining, None)
                if task is None:
                    return
                self._told(Began(task))
                self._told(self._attempt(task, gate))
        except Cancelled:
            return
        except BaseException as error:  # of whom it is told to: no more is begun
            self.ended_by.append(error)
            self.cancel.cancel()
        finally:
            ended.set()

    def _told(self, event: Event) -> None:
        with self.lock:
            if isinstance(event, Ended):
                failure = event.failure
                if failure is None:
                    self.saved += 1
                else:
                    self.failed += 1
                    event = replace(event, again=failure in self.failures)
                    self.failures[failure] = None
                for loss in event.losses:
                    self.losses[loss] = self.losses.get(loss, 0) + 1
            self.tell(event)

    def _attempt(self, task: Task, gate: MemoryGate) -> Ended:
        """Once beside the others; where memory was short, once more with all there is."""
        needed = 0
        try:
            needed = estimated_bytes(task)
            with gate.held(needed, self.cancel):
                return self._do(task)
        except Cancelled:
            raise
        except Exception as error:
            # Memory may be there once the others are done.
            if not isinstance(error, MemoryError) and memory.room() >= needed:
                return Ended(task, failure_of(task, error))
        try:
            with gate.held(None, self.cancel):
                return self._do(task)
        except Cancelled:
            raise
        except Exception as error:  # the edge of the worker: whatever it is, it is told
            return Ended(task, failure_of(task, error))

    def _do(self, task: Task) -> Ended:
        found = task.source.stat() if is_there(task.source) else None
        picture = read_picture(task.source, task.part, self.cancel)
        if task.target.parent != self.plan.request.folder:
            task.target.parent.mkdir(parents=True, exist_ok=True)
        output = following(task.output, picture) if task.depth_follows else task.output

        def note(file: BinaryIO) -> None:
            if found is not None:
                made = settled(file)
                self.record.add(task.source, found, task.part, task.target, task.recipe, made)

        saved = self._save(task, picture, output, note)
        return Ended(task, None, saved.losses, picture.width * picture.height)

    def _save(
        self, task: Task, picture: Picture, output: Output, note: Callable[[BinaryIO], None]
    ) -> Saved:
        """One map, all of them in one file, or a contact sheet."""
        request = self.plan.request
        pipeline = request.pipeline
        if task.map is not None:
            pipeline = replace(pipeline, map=task.map)
        elif request.kept == "sheet":
            sheet = contact_sheet(pipeline, picture, cancel=self.cancel)
            return write_picture(sheet, task.target, output, self.cancel.check, note)
        elif request.kept == "all":
            return save_maps(pipeline, picture, task.target, output, self.cancel, noting=note)
        return save_map(pipeline, picture, task.target, output, self.cancel, noting=note)


def _step_aside() -> None:
    """Makes this thread, and those that it begins, wait for all that is more urgent.

    Linux alone counts that by threads; elsewhere it would be true of the whole program.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _wait_for(threads: list[threading.Event], *, to_the_end: bool = False) -> None:
    """Waits until each has ended; to the end also where that is interrupted again.

    By events, for ``Thread.join`` takes a thread for ended once an interrupt has reached it
    (bpo-45274), and the program would end before unfinished files are taken away.
    """
    for ended in threads:
        while not ended.is_set():
            try:
                ended.wait()
            except BaseException:
                if not to_the_end:
                    raise
