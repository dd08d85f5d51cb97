"""As many pictures at once as memory holds: each takes its share first, and gives it back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from convstudio.errors import ConvStudioError
from convstudio.imaging.contents import contents_of
from convstudio.jobs.batch.plan import Task
from convstudio.numerics.tiles import CancelToken

_LOOK = 0.1  # seconds between looks at the token
# Bytes of a pixel while it is decoded, filtered and encoded: four samples as the decoder has them,
# as the picture has them, and as they are saved, where the encoder wants them all.
_BYTES = {"8": 12, "16": 24, "float": 48}
_UNKNOWN = 64 << 20  # a file that tells no size: reading it will say why


def estimated_bytes(task: Task) -> int:
    """What a task will take, by its file's header."""
    try:
        parts = contents_of(task.source).parts
    except ConvStudioError:
        return _UNKNOWN
    part = next((part for part in parts if part.name == task.part), parts[0])
    depth = "float" if "float" in part.kind else "8" if part.kind.startswith("8") else "16"
    return part.width * part.height * max(_BYTES[depth], _BYTES[task.output.depth])


class MemoryGate:
    """Hands out a number of bytes; who wants more than there are waits until nobody holds any."""

    def __init__(self, budget: int) -> None:
        self._budget = max(budget, 1)
        self._used = 0
        self._changed = threading.Condition()

    @contextmanager
    def held(self, needed: int | None, cancel: CancelToken) -> Iterator[None]:
        """Holds so many bytes for a while; None for all of them.

        Raises:
            Cancelled: the token was set while it waited.
        """
        amount = self._budget if needed is None else max(min(needed, self._budget), 1)
        with self._changed:
            while self._used + amount > self._budget:
                self._changed.wait(_LOOK)
                cancel.check()
            self._used += amount
        try:
            yield
        finally:
            with self._changed:
                self._used -= amount
                self._changed.notify_all()
