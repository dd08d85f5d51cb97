"""How far a batch is: a bar with rate and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from convstudio.cli.telling import shown
from convstudio.jobs.batch.report import Began, Ended, Event

if TYPE_CHECKING:
    from rich import progress as rich_progress

_MOST_NAMES = 4  # of the pictures under way, beside the bar


class Progress(AbstractContextManager["Progress"]):
    """Told of every beginning and end; shows nothing of it. The others are made of this."""

    def __init__(self) -> None:
        self.saved = 0
        self.failed = 0
        self.done = 0

    @staticmethod
    def beside(stream: TextIO, count: int, *, quiet: bool) -> Progress:
        """What suits the stream: a bar where it is a terminal."""
        if quiet or count == 0:
            return Progress()
        return Bar(stream, count) if stream.isatty() else Lines(stream, count)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Nothing is left open."""

    def on_event(self, event: Event) -> None:
        """Counts, then shows."""
        if isinstance(event, Ended):
            self.saved += event.failure is None
            self.failed += event.news is not None
            self.done += 1
        self.show(event)

    def show(self, event: Event) -> None:
        """What is to be seen of it."""


class Lines(Progress):
    """A line for each picture that is done."""

    def __init__(self, stream: TextIO, count: int) -> None:
        super().__init__()
        self._stream, self._count = stream, count

    def show(self, event: Event) -> None:
        """The picture's place in the batch, its name and what became of it."""
        if isinstance(event, Began) or event.again:
            return
        place = f"[{self.done}/{self._count}]"
        became = "failed" if event.failure else f"→ {event.task.target.name}"
        print(shown(f"{place} {event.task.source.name} {became}"), file=self._stream, flush=True)


class Bar(Progress):
    """A bar, drawn by rich."""

    def __init__(self, stream: TextIO, count: int) -> None:
        from rich import progress as shown  # noqa: PLC0415 - where there is a terminal
        from rich.console import Console  # noqa: PLC0415

        super().__init__()
        self._count = count
        self._under_way: list[str] = []
        self._bar: rich_progress.Progress = shown.Progress(
            shown.BarColumn(bar_width=None),
            shown.MofNCompleteColumn(),
            shown.TextColumn("{task.fields[rate]}", justify="right", markup=False),
            shown.TimeElapsedColumn(),
            shown.TextColumn("{task.fields[left]}", style="dim", markup=False),
            shown.TextColumn("{task.fields[failed]}", style="red", markup=False),
            shown.TextColumn("{task.description}", style="dim", markup=False),
            console=Console(file=stream),
            expand=True,
            transient=True,  # the summary says it all
        )
        self._task = self._bar.add_task("", total=count, rate="", left="", failed="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def show(self, event: Event) -> None:
        """The bar, the rate so far, failures, and what is under way."""
        name = shown(event.task.source.name)
        if isinstance(event, Began):
            self._under_way.append(name)
        else:
            self._under_way.remove(name)
        done = self.done
        elapsed = self._bar.tasks[0].elapsed or 0.0
        rate = done / elapsed if elapsed else 0.0
        left = (self._count - done) / rate if rate else 0.0
        self._bar.update(
            self._task,
            completed=done,
            description=", ".join(self._under_way[:_MOST_NAMES]),
            rate=f"{rate:.3g} files/s" if rate else "",
            left=f"· {timedelta(seconds=round(left))} left" if left else "",
            failed=f"{self.failed} failed" if self.failed else "",
        )
