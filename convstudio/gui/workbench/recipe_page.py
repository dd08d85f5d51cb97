"""A page whose kernels keep their recipe: they are put in force, and known again when they are."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable
from typing import Literal

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.workbench.kernel_maker import KernelMaker, Made
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.recipe import Recipe


class RecipePage(QWidget):
    """What the pages of families and of formulas do alike."""

    def __init__(self, edits: KernelEdits, origin: Literal["family", "formula"]) -> None:
        super().__init__()
        self._edits = edits
        self._origin = origin
        self._putting = False
        self._seen: Kernel | None = None
        self.maker = KernelMaker(origin, self)
        self.maker.made.connect(self._on_made)
        self.maker.failed.connect(edits.notices.show)
        edits.changed.connect(self._on_kernel_changed)

    def stop(self) -> None:
        """Ends the thread."""
        self.maker.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_kernel_changed()

    @property
    def _recipe(self) -> Recipe | None:
        """What made the kernel in force, if it is of this page's kind."""
        recipe = self._edits.kernel.recipe
        return recipe if recipe is not None and recipe.origin == self._origin else None

    def _put(self, kernel: Kernel, text: str, merge_key: Hashable) -> ConvStudioError | None:
        """Puts a kernel in force; why not, if it does not fit the picture."""
        self._putting = True
        try:
            self._edits.put(kernel, text, merge_key)
        except ConvStudioError as error:  # the page says it; no dialog under a drag
            return error
        finally:
            self._putting = False
        self._seen = self._edits.kernel
        return None

    def _on_kernel_changed(self) -> None:
        """Another kernel is in force; one that this page made shows its sliders."""
        kernel = self._edits.kernel
        if self._putting or kernel is self._seen:
            return
        self._call_off()
        if not self.isVisible():
            self._seen = None  # it is looked at when the page is
            return
        self._seen = kernel
        if self._recipe is not None:
            # Of a recipe of another version the weights are all there is.
            with contextlib.suppress(ConvStudioError):
                self._take(self._recipe)
                self._tell(None)
        self._show()

    def _call_off(self) -> None:
        """Ends what is under way."""
        self.maker.cancel()

    def _on_made(self, made: Made) -> None:
        raise NotImplementedError

    def _take(self, recipe: Recipe) -> None:
        """Takes over the settings of a recipe; raises ConvStudioError if it is none of today's."""
        raise NotImplementedError

    def _tell(self, error: ConvStudioError | None) -> None:
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError
