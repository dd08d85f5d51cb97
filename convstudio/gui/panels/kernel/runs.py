"""Runs of edits that are one step: of a wheel, of a key that is pressed again, of a drag."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from convstudio.gui.kernel_edits import KernelEdits
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Layer


@dataclass
class Run:
    """Edits that count from one kernel, so that none of them adds to the rounding of another.

    Attributes:
        base: the kernel in force as the run began.
        key: what merges its steps into one.
        layer: in force as the run began.
        amount: what came together since.
    """

    base: Kernel
    key: Hashable
    layer: Layer
    amount: float = 0.0


class Runs:
    """The run under way. It ends as soon as another edit, or an undo, comes between."""

    def __init__(self, edits: KernelEdits) -> None:
        self._edits = edits
        self._identity: Hashable = None
        self._last: Kernel | None = None
        self._run: Run | None = None

    def begin(self) -> Run:
        """A run of its own, from the kernel in force on."""
        self._identity, self._last = None, None
        scene = self._edits.scene
        self._run = Run(self._edits.kernel, self._edits.new_gesture(), scene.layer)
        return self._run

    def of(self, identity: Hashable) -> Run:
        """The run of that identity: the one under way, or one that begins."""
        identity = identity, self._edits.place  # two filters may share one kernel
        ongoing = self._identity == identity and self._last is self._edits.kernel
        if self._run is None or not ongoing:
            self.begin()
            self._identity, self._last = identity, self._edits.kernel
        assert self._run is not None  # noqa: S101 - just begun
        return self._run

    def put_layer(self, run: Run, layer: Layer, text: str) -> None:
        """Puts a layer of a run in force.

        Raises:
            ConvStudioError: it is refused; nothing changes.
        """
        self._edits.put_layer(layer, text, run.key)
        self._last = self._edits.kernel

    def put(self, run: Run, kernel: Kernel, text: str) -> None:
        """Puts a kernel of a run in force.

        Raises:
            ConvStudioError: it is refused; nothing changes.
        """
        self._edits.put(kernel, text, run.key)
        self._last = self._edits.kernel
