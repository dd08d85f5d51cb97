"""What a batch tells: each beginning and end, and what it all came to."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.atomic import reason
from convstudio.errors import ConvStudioError
from convstudio.jobs.batch.plan import Failure, Task


@dataclass(frozen=True)
class Began:
    """A picture is being worked on."""

    task: Task


@dataclass(frozen=True)
class Ended:
    """A picture is done with.

    Attributes:
        failure: why there is no output; None where there is one.
        again: whether that was told of the same picture before, whose maps are files of their own.
        losses: what its format could not say.
        pixels: of the picture.
    """

    task: Task
    failure: Failure | None = None
    losses: tuple[str, ...] = ()
    pixels: int = 0
    again: bool = False

    @property
    def news(self) -> Failure | None:
        """The failure, where it was not told before."""
        return None if self.again else self.failure


@dataclass(frozen=True)
class Report:
    """What a batch came to.

    Attributes:
        saved: outputs written; ``skipped``: done before and unchanged.
        failures: in the order in which they came up; one a picture, for whatever of it the same
            is true.
        losses: what formats could not say, with how many files it is true of.
        left: not begun, or called off, when the batch was cancelled.
        trouble: why the record of what is done could not be kept; empty where it was.
    """

    saved: int
    skipped: int
    failures: tuple[Failure, ...]
    losses: tuple[tuple[str, int], ...]
    left: int
    seconds: float
    trouble: str = ""

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.left > 0


Event = Began | Ended


def failure_of(task: Task, error: Exception) -> Failure:
    """What is told of a picture that could not be made."""
    name = f"{task.source} ({task.part})" if task.part else str(task.source)
    if isinstance(error, ConvStudioError):
        return Failure(name, str(error))
    if isinstance(error, MemoryError):
        return Failure(name, "There is not enough memory for this picture.")
    if isinstance(error, OSError):
        return Failure(name, f"It could not be made: {reason(error)}.")
    told = f"{type(error).__name__}: {error}"
    return Failure(name, f"Something went wrong that should not have: {told}")
