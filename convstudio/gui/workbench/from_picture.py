"""Taking a kernel from the picture: the hand drags, the map answers, one click keeps it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.gui.workbench.drawer import Drawer
from convstudio.gui.workbench.region_page import RegionPage
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.kernel.notation import parse_integer
from convstudio.numerics import validation
from convstudio.pipeline.matched import (
    Samples,
    Scaling,
    Selection,
    matched_kernel,
    patch,
    spanned,
)

PAGE = "from-picture"
_FIRST = 15  # rows and columns of the first selection


class FromPicture(QObject):
    """Page and viewer → selection → a kernel on trial. Idle while the page is closed."""

    def __init__(self, edits: KernelEdits, viewer: Viewer, drawer: Drawer) -> None:
        super().__init__(drawer)
        self._edits, self._viewer, self._drawer = edits, viewer, drawer
        self._selection: Selection | None = None
        self._of: Picture | None = None
        self._kernel: Kernel | None = None
        self._open = False
        self.page = RegionPage()
        self.toggle = drawer.add_page(PAGE, "From the picture", self.page, with_tab=False)
        self.page.installEventFilter(self)
        self.page.place_entered.connect(self._on_place_entered)
        self.page.choice_changed.connect(self._on_choice_changed)
        self.page.take_wanted.connect(self._on_take_wanted)
        viewer.area_dragged.connect(self._on_area_dragged)
        viewer.mode_changed.connect(self._update)
        edits.changed.connect(self._update)
        edits.session.picture_changed.connect(self._update)
        # The hand is over the view, and so are the keys after a drag.
        self._keys = [
            QShortcut(
                QKeySequence(key), viewer, slot, Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            for key, slot in (("Esc", drawer.shut), ("Return", self._on_take_wanted))
        ]
        self._set_open(False)

    @property
    def selection(self) -> Selection | None:
        """What is selected."""
        return self._selection

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begins when the page is shown, and ends when it is hidden."""
        if watched is self.page and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._set_open(event.type() == QEvent.Type.Show)
        return False

    def _set_open(self, opened: bool) -> None:
        was_open, self._open = self._open, opened
        self._viewer.set_selecting(opened)
        for key in self._keys:
            key.setEnabled(opened)
        if opened:
            self._update()
        elif was_open:
            self._viewer.set_selection(None)
            self._edits.try_out(None)

    def _update(self) -> None:
        """Shows the selection and tries its kernel."""
        if not self._open:
            return
        picture = self._edits.session.picture
        if picture is not self._of:
            self._of, self._selection = picture, None
        if picture is None:
            self._viewer.set_selection(None)
            self.page.show_selection(None, colour=False)
            self.page.refuse(None)
            return
        selection = self._selection = self._selection or self._first(picture)
        self._viewer.set_selection(_mark(selection))
        self.page.show_selection(selection, colour=picture.colour.shape[2] == 3)
        try:
            self._kernel = self._made(picture, selection)
            self._edits.try_out(self._kernel)
        except ConvStudioError as error:
            self._kernel = None
            self._edits.try_out(None)
            self.page.refuse(error)
        else:
            self.page.show_layer(replace(self._edits.layer, kernel=self._kernel))

    def _first(self, picture: Picture) -> Selection:
        """In the middle of what is seen."""
        seen = self._viewer.map.visible
        middle = (seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2
        left, top = (int(place) - _FIRST // 2 for place in middle)
        return self._in_odd(Selection(top, left, _FIRST, _FIRST).within(picture))

    def _made(self, picture: Picture, selection: Selection) -> Kernel:
        samples = cast(Samples, self.page.samples.currentData())
        scaling = cast(Scaling, self.page.scaling.currentData())
        pixels = patch(picture, selection, samples)
        size = f"{selection.rows}×{selection.columns}"
        kernel = matched_kernel(
            pixels, scaling, flip=self._edits.layer.flip, name=f"From picture {size}"
        )
        place = f"{size} pixels at column {selection.left}, row {selection.top}"
        return replace(kernel, source=f"{picture.name}, {place}")

    def _in_odd(self, selection: Selection) -> Selection:
        if not self.page.odd.isChecked():
            return selection
        return replace(
            selection,
            rows=selection.rows - (selection.rows + 1) % 2,
            columns=selection.columns - (selection.columns + 1) % 2,
        )

    def _on_area_dragged(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        picture = self._edits.session.picture
        if self._open and picture is not None:
            self._selection = spanned(start, end, picture, odd=self.page.odd.isChecked())
            self._update()

    def _on_choice_changed(self) -> None:
        if self._selection is not None:
            self._selection = self._in_odd(self._selection)
        self._update()

    def _on_place_entered(self, name: str, text: str) -> None:
        picture, selection = self._edits.session.picture, self._selection
        field = self.page.places[name]
        if picture is None or selection is None:
            return

        def enter() -> None:
            upright = name in ("top", "rows")
            side = picture.height if upright else picture.width
            sizes = name in ("rows", "columns")
            size = selection.rows if upright else selection.columns
            limit = min(MAX_SIZE, side) if sizes else side - size
            number = validation.integer(
                parse_integer(text, name), name, minimum=int(sizes), maximum=limit
            )
            if sizes and number % 2 == 0 and self.page.odd.isChecked():
                number = number + 1 if number > size and number < limit else number - 1
            changed = replace(selection, **{name: number})
            self._selection = changed.within(picture)

        if self._edits.attempt(field, enter, field.mark):
            field.forget_typed()
            self._update()

    def _on_take_wanted(self) -> None:
        kernel = self._kernel
        if kernel is None:
            return
        put = self._edits.attempt(
            self.page.take, lambda: self._edits.put(kernel, f"Kernel {kernel.name}")
        )
        if put:
            self._drawer.shut()


def _mark(selection: Selection) -> Mark:
    area = Rectangle(
        selection.left,
        selection.top,
        selection.left + selection.columns,
        selection.top + selection.rows,
    )
    return Mark(area, "selection", f"{selection.rows}×{selection.columns}")
