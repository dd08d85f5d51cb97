"""Makes kernels off the window's thread, always the latest that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ConvStudioError
from convstudio.jobs.worker import Publish, Worker
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.tiles import CancelToken

Make = Callable[[CancelToken], Kernel]


@dataclass(frozen=True)
class Order:
    """A kernel that is wanted: what makes it, for what settings, and what undo merges it with."""

    make: Make
    settings: object
    merge_key: Hashable


@dataclass(frozen=True)
class Made:
    """What came of an order: a kernel, or why there is none."""

    order: Order
    kernel: Kernel | None
    error: ConvStudioError | None


class KernelMaker(QObject):
    """Runs one order at a time. What is asked for meanwhile waits, and only the last of it is done:
    a slider that moves faster than the work still shows where it is now and then.

    Signals:
        made: a Made.
        failed: an exception that nobody foresaw.
    """

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker(name, newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_finished)
        self._worker.failed.connect(self._on_failed)
        self._waiting: Order | None = None

    @property
    def busy(self) -> bool:
        """Whether an order is under way."""
        return self._worker.busy

    def order(self, order: Order) -> None:
        """Asks for a kernel."""
        if self._worker.busy:
            self._waiting = order
        else:
            self._start(order)

    def cancel(self) -> None:
        """Calls off what is under way and what waits."""
        self._waiting = None
        self._worker.cancel()

    def stop(self) -> None:
        """Ends the thread."""
        self._waiting = None
        self._worker.stop()

    def _start(self, order: Order) -> None:
        def work(cancel: CancelToken, _publish: Publish) -> Made:
            try:
                return Made(order, order.make(cancel), None)
            except ConvStudioError as error:
                return Made(order, None, error)

        self._worker.start(work)

    def _on_finished(self, made: Made) -> None:
        waiting, self._waiting = self._waiting, None
        self.made.emit(made)
        if waiting is not None and not self._worker.busy:
            self._start(waiting)

    def _on_failed(self, error: object) -> None:
        self._waiting = None
        self.failed.emit(error)
