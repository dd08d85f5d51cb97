"""Edits of the kernel: what grid, pages, menus and dialogs use in place of the session."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library
from convstudio.pipeline.pipeline import Convolution, Pipeline

Mark = Callable[[ConvStudioError], None]


class KernelEdits(QObject):
    """Puts kernels in force, as undoable steps, or on trial.

    Signals:
        changed: another pipeline is in force.
        library_changed: there are other kernels to choose from.
    """

    changed = Signal()
    library_changed = Signal()

    def __init__(self, session: Session, library: Library, notices: Notices) -> None:
        super().__init__(session)
        self._session = session
        self._notices = notices
        self._gestures = count()
        self.library = library
        session.pipeline_changed.connect(self.changed)

    @property
    def session(self) -> Session:
        """What is edited: the picture and the whole pipeline."""
        return self._session

    def set_library(self, library: Library) -> None:
        """Offers other kernels from here on."""
        if library != self.library:
            self.library = library
            self.library_changed.emit()

    @property
    def notices(self) -> Notices:
        """What tells failures."""
        return self._notices

    @property
    def layer(self) -> Convolution:
        """The layer under the hand."""
        return self._session.pipeline.layers[0]

    @property
    def kernel(self) -> Kernel:
        """The kernel in force."""
        return self.layer.kernel

    @property
    def before(self) -> Kernel | None:
        """The kernel with other numbers that was in force last, if there was one."""
        befores = (p.layers[0].kernel for p in self._session.undo_stack.befores)
        return next((k for k in befores if not k.same_numbers(self.kernel)), None)

    def new_gesture(self) -> Hashable:
        """A merge key for one drag, stroke or run of the wheel: all of it is one step."""
        return "gesture", next(self._gestures)

    def put(self, kernel: Kernel, text: str, merge_key: Hashable = None) -> None:
        """Puts a kernel in force, as an undoable step named ``text``.

        Weights that are a preset's again are that preset again, by name too, unless a family or a
        formula made them.

        Raises:
            ArgumentValueError: it cannot run on the open picture; nothing changes.
        """
        self._session.change(self._with(self._named(kernel)), text, merge_key)

    def put_layer(self, layer: Convolution, text: str, merge_key: Hashable = None) -> None:
        """Puts a layer in force, for what brings more than a kernel along.

        Raises:
            ArgumentValueError: as ``put`` does.
        """
        layer = replace(layer, kernel=self._named(layer.kernel))
        self._session.change(self._with_layer(layer), text, merge_key)

    def try_out(self, kernel: Kernel | None) -> None:
        """Shows the map of another kernel without putting it in force; with None, no longer.

        Raises:
            ArgumentValueError: it cannot run on the open picture; nothing changes.
        """
        self._session.try_out(None if kernel is None else self._with(kernel))

    def try_layer(self, layer: Convolution) -> None:
        """The same, of a layer."""
        self._session.try_out(self._with_layer(layer))

    def tell(self, notice: ConvStudioError) -> None:
        """Tells something in a notice: what was done otherwise than one would think."""
        self._notices.show(notice)

    def attempt(self, widget: QWidget, edit: Callable[[], None], mark: Mark | None = None) -> bool:
        """Runs an edit; whether it was taken. A refusal is explained, and focus returns."""
        try:
            edit()
        except ConvStudioError as error:
            if mark is not None:
                mark(error)
            self._notices.show(error, return_to=widget)
            return False
        return True

    def _named(self, kernel: Kernel) -> Kernel:
        preset = None if kernel.recipe else self.library.matching(kernel)
        return preset.kernel if preset else kernel

    def _with(self, kernel: Kernel) -> Pipeline:
        return self._with_layer(replace(self.layer, kernel=kernel))

    def _with_layer(self, layer: Convolution) -> Pipeline:
        pipeline = self._session.pipeline
        return replace(pipeline, layers=(layer, *pipeline.layers[1:]))
