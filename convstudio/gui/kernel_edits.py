"""Edits of the kernel: what grid, pages, menus and dialogs use in place of the session."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.notices import Notices
from convstudio.gui.scene import Scene
from convstudio.gui.session import Session
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library
from convstudio.pipeline.kernel_places import (
    WITH_KERNELS,
    KernelPlace,
    convolution_at,
    kernel_at,
    layer_at,
    with_kernel,
    with_layer,
)
from convstudio.pipeline.pipeline import Convolution, Layer, LocallyConnected

Mark = Callable[[ConvStudioError], None]
_NONE = Convolution(Kernel(((1,),), name="No kernel"))


class KernelEdits(QObject):
    """Puts kernels in force, as undoable steps, or on trial.

    Signals:
        changed: another pipeline is in force, or another kernel under the hand.
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
        self._local: tuple[object, Kernel] | None = None
        session.pipeline_changed.connect(self.changed)
        session.hand_changed.connect(self.changed)

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
    def place(self) -> KernelPlace:
        """Where the kernel under the hand stands."""
        return self._session.hand.kernel_place

    def choose(self, place: KernelPlace) -> None:
        """Puts the hand on another kernel; what is looked at stays. No step to undo."""
        hand = self._session.hand
        self._session.choose(
            replace(
                hand,
                layer=place.layer,
                filter=place.filter,
                plane=place.plane,
                place=place.spot,
            )
        )

    @property
    def scene(self) -> Scene:
        """The pipeline in force, the picture, and what is under the hand."""
        return Scene(self._session.pipeline, self._session.picture, self.place)

    @property
    def has_kernel(self) -> bool:
        """Whether the layer under the hand has kernels."""
        return isinstance(layer_at(self._session.pipeline, self.place), WITH_KERNELS)

    @property
    def layer(self) -> Convolution:
        """The kernel under the hand, with what its layer does to it, as a layer of its own.

        Of a layer without kernels one that changes nothing; what would edit it is refused.
        """
        return convolution_at(self._session.pipeline, self.place) or _NONE

    @property
    def kernel(self) -> Kernel:
        """The kernel under the hand; the same object until it is another."""
        layer = layer_at(self._session.pipeline, self.place)
        if not isinstance(layer, LocallyConnected):
            return kernel_at(self._session.pipeline, self.place) or _NONE.kernel
        found = kernel_at(self._session.pipeline, self.place)
        assert found is not None  # noqa: S101 - such a layer has one at each place
        if self._local is None or self._local[0] != self.place or self._local[1] != found:
            self._local = self.place, found
        return self._local[1]

    @property
    def before(self) -> Kernel | None:
        """The kernel with other numbers that was in force last there, if there was one."""
        befores = (kernel_at(p, self.place) for p in self._session.undo_stack.befores)
        kernel = self.kernel
        return next((k for k in befores if k is not None and not k.same_numbers(kernel)), None)

    def new_gesture(self) -> Hashable:
        """A merge key for one drag, stroke or run of the wheel: all of it is one step."""
        return "gesture", next(self._gestures)

    def put(
        self, kernel: Kernel, text: str, merge_key: Hashable = None, *, follow: bool = False
    ) -> None:
        """Puts a kernel in force, as an undoable step named ``text``.

        Weights that are a preset's again are that preset again, by name too, unless a family or a
        formula made them.

        Args:
            follow: the other kernels of a bank take its size and anchor; else all of them get zeros
                around them where sizes differ.

        Raises:
            ArgumentValueError: it cannot run on the open picture, or the layer has no kernels;
                nothing changes.
        """
        pipeline = self._session.pipeline
        made = with_kernel(pipeline, self.place, self._named(kernel), follow=follow)
        self._session.change(made, text, merge_key)

    def put_layer(self, layer: Layer, text: str, merge_key: Hashable = None) -> None:
        """Puts another layer in the place of that under the hand.

        Raises:
            ArgumentValueError: as ``put`` does.
        """
        if isinstance(layer, Convolution):
            layer = replace(layer, kernel=self._named(layer.kernel))
        made = with_layer(self._session.pipeline, self.place, layer)
        self._session.change(made, text, merge_key)

    def try_out(self, kernel: Kernel | None) -> None:
        """Shows the map of another kernel without putting it in force; with None, no longer.

        Raises:
            ArgumentValueError: it cannot run on the open picture; nothing changes.
        """
        pipeline = None
        if kernel is not None:
            pipeline = with_kernel(self._session.pipeline, self.place, kernel)
        self._session.try_out(pipeline)

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
