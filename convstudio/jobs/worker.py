"""A thread for one kind of work, and the signals by which its results come back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from convstudio.errors import Cancelled
from convstudio.numerics.tiles import CancelToken

Publish = Callable[[object], None]
Work = Callable[[CancelToken, Publish], object]


class Worker(QObject):
    """Runs pure functions one after another and reports to the thread that it lives in.

    With ``newest_wins`` new work calls older work off, and what older work still sends is dropped;
    otherwise work queues and all of it is done.

    Signals:
        published: what the work sent while it ran.
        finished: what it returned.
        failed: the exception that ended it.
        busy_changed: whether any work is under way.
    """

    published = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    # From the thread, with the generation of the work. Connected to bound methods of this object,
    # so that Qt queues the call into the thread that the object lives in.
    _sent = Signal(int, object)
    _ended = Signal(int, object, object)

    def __init__(self, name: str, *, newest_wins: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._newest_wins = newest_wins
        self._stopped = False
        self._generation = 0
        self._tokens: dict[int, CancelToken] = {}
        self._sent.connect(self._on_sent)
        self._ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether any work is under way that still counts."""
        return bool(self._tokens)

    def start(self, work: Work) -> None:
        """Runs ``work(cancel, publish)`` in the thread; after ``stop`` nothing is run any more."""
        if self._stopped:
            return  # a dialog that closes with the window puts the map back
        was_busy = self.busy
        if self._newest_wins:
            self._call_off()
        self._generation += 1
        token = self._tokens[self._generation] = CancelToken()
        self._executor.submit(self._run, self._generation, token, work)
        if not was_busy:
            self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Calls all work off; nothing of it is reported any more."""
        if self.busy:
            self._call_off()
            self.busy_changed.emit(False)

    def stop(self) -> None:
        """Ends the thread: calls off what may be called off, and waits for the rest."""
        if self._newest_wins:
            self._call_off()
        self._stopped = True
        self._executor.shutdown(wait=True)

    def _call_off(self) -> None:
        for token in self._tokens.values():
            token.cancel()
        self._tokens.clear()

    def _run(self, generation: int, token: CancelToken, work: Work) -> None:
        def publish(value: object) -> None:
            token.check()
            self._sent.emit(generation, value)

        result: object = None
        error: Exception | None = None
        try:
            token.check()
            result = work(token, publish)
        except Exception as raised:  # the edge of the worker: whatever it is, it is shown
            error = raised
        self._ended.emit(generation, result, error)

    def _on_sent(self, generation: int, value: object) -> None:
        if generation in self._tokens:
            self.published.emit(value)

    def _on_ended(self, generation: int, result: object, error: Exception | None) -> None:
        """Work has ended when this is told: whoever asks from here on finds it no longer busy."""
        if self._tokens.pop(generation, None) is None:
            return
        if error is None:
            self.finished.emit(result)
        elif not isinstance(error, Cancelled):
            self.failed.emit(error)
        if not self.busy:
            self.busy_changed.emit(False)
