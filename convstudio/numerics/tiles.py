"""Work in pieces: bands of rows that fit the cache, and the token that calls work off."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from convstudio.errors import Cancelled


class CancelToken:
    """Set by the owner of a job, looked at by the worker between pieces of work."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Calls the work off."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work was called off."""
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled if the work was called off."""
        if self._event.is_set():
            raise Cancelled


def bands(count: int, height: int) -> Iterator[tuple[int, int]]:
    """Half-open spans of at most ``height`` rows that cover 0 … count in order."""
    for start in range(0, count, height):
        yield start, min(start + height, count)
