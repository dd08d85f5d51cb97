"""Original and feature map under one viewport, compared in one of several ways."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.comparison import Comparison
from convstudio.gui.viewer.layers import PlacedFrame, Surface
from convstudio.gui.viewer.lens import area_of
from convstudio.gui.viewer.marks import Mark
from convstudio.gui.viewer.modes import MODES
from convstudio.gui.viewer.navigation import Navigator
from convstudio.gui.viewer.pane import Pane
from convstudio.gui.viewer.shares import Shares
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Pixels
from convstudio.imaging.pyramid import Pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement, Region
from convstudio.numerics.validation import FloatArray

_BETWEEN = 3  # pixels of edge between the views: on dark pictures they would run into each other


class Viewer(QSplitter):
    """Two canvases that always show the same part of the picture at the same scale.

    Signals:
        viewport_changed: the views have moved, zoomed or been resized.
        hovered: the picture's point under the cursor of either view, or None.
        clicked: the picture's point where the hand clicked.
        walk_wanted: pixels of the map to the right and down, while walking.
        area_dragged: while selecting, the picture's point pressed at and the one now, (x, y) each.
        mode_changed: the name of the way to compare now in force.
        difference_wanted: whether the frames to show are differences from the original.
    """

    viewport_changed = Signal()
    hovered = Signal(object)
    clicked = Signal(float, float)
    walk_wanted = Signal(int, int)
    area_dragged = Signal(object, object)
    mode_changed = Signal(str)
    difference_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.original = Canvas("Original picture")
        self.map = Canvas("Feature map")
        self._panes = Pane("Original", self.original), Pane("Feature map", self.map)
        self._comparison = Comparison(*self._panes)
        self.navigator = Navigator(self._content, self._room, self)
        self.navigator.moved.connect(self._on_moved)
        self._picture = Rectangle(0, 0, 1, 1)
        self._map_size = (1, 1)
        self._placement = Placement()
        self._around: Rectangle | None = None
        self._stale = True
        self._is_signal = False
        for pane in self._panes:
            self.addWidget(pane)
            self.setStretchFactor(self.indexOf(pane), 1)
            self._connect(pane.canvas)
        self.original.hovered.connect(self.map.set_shadow)
        self.map.hovered.connect(self.original.set_shadow)
        self.map.split_wanted.connect(self._comparison.split_at)
        self.map.blink_wanted.connect(self._on_blink_wanted)
        self._panes[1].header.blink_held.connect(self._on_blink_wanted)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_BETWEEN)
        self._shares = Shares(self, *self._panes)
        self._shares.share_equally()

    def _connect(self, canvas: Canvas) -> None:
        canvas.zoom_wanted.connect(self.navigator.zoom)
        canvas.pan_wanted.connect(self.navigator.pan)
        canvas.fit_wanted.connect(self.navigator.fit)
        canvas.actual_size_wanted.connect(self.navigator.actual_size)
        canvas.resized.connect(partial(self._on_canvas_resized, canvas))
        canvas.hovered.connect(self.hovered)
        canvas.clicked.connect(self.clicked)
        canvas.walk_wanted.connect(self.walk_wanted)
        canvas.area_dragged.connect(self.area_dragged)

    @property
    def pointed_at(self) -> tuple[float, float] | None:
        """The picture's point under the cursor, in either view."""
        return self.original.pointed_at or self.map.pointed_at

    def place_in_header(self, widget: QWidget) -> None:
        """Puts a widget at the end of the original's header; of the map's where that is hidden."""
        self._comparison.place_in_header(widget)

    def place_colour_bar(self, widget: QWidget) -> None:
        """Puts a widget beside the map's canvas."""
        self._panes[1].place_beside(widget)

    # What is shown

    def show_picture(
        self,
        pyramid: Pyramid,
        facts: tuple[str, ...],
        values: Pixels | None = None,
        *,
        in_place: bool = False,
        signal: bool = False,
    ) -> None:
        """Shows another original, fitted.

        Args:
            pyramid: its pixels.
            facts: for the header: its name, its size and what else there is to say.
            values: (rows, columns, 1 or 3), to be printed where its pixels are large.
            in_place: where the one before was as large: the view stays, and the map on screen
                until the new one comes.
            signal: whether it is a row of samples, to be drawn as a plot.
        """
        rows, columns = pyramid.size
        self._picture, self._stale = Rectangle(0, 0, columns, rows), True
        self._is_signal = signal
        self.original.set_signal(self._is_signal)
        if not in_place:
            self._around = None
            self.map.show_surface(None)
            self._placement, self._map_size = Placement(), (rows, columns)
        self.original.show_surface(Surface(pyramid, Placement(), values))
        self._comparison.original = facts
        self._comparison.show()
        if not in_place:
            self.navigator.fit()

    def place_map(
        self, placement: Placement, size: tuple[int, int], facts: tuple[str, ...]
    ) -> None:
        """Tells where the map now being made will lie, its (rows, columns), and its header's facts.

        The one before stays on screen until the new one comes, if it lies in the same place.
        """
        before = self._content()
        if (placement, size) != (self._placement, self._map_size):
            self.map.show_surface(None)
        self._placement, self._map_size, self._stale = placement, size, True
        self.map.set_signal(self._is_signal and size[0] == 1)
        self._panes[1].show_beside(not self.map.is_signal)  # a plot has an axis of its own
        self._comparison.map = facts
        self._comparison.show_headers()
        if self.navigator.viewport.fitted and self._content() != before:
            self.navigator.fit()

    def show_frame(self, frame: Frame, placement: Placement, *, backdrop: bool = False) -> None:
        """Shows a region of the map.

        Args:
            frame: the region and its pixels.
            placement: where the map lies.
            backdrop: whether frames already shown of the same map stay where this one does not
                reach, as for panning.
        """
        self.map.show_frame(PlacedFrame(frame, placement), backdrop=backdrop and not self._stale)
        self._stale = False

    def value_at(self, row: int, column: int) -> FloatArray | None:
        """The map's values of a pixel, (channels,), if it is on screen with every value."""
        return None if self.mode == "difference" else self._shown_at(row, column)

    def difference_at(self, row: int, column: int) -> FloatArray | None:
        """The differences at a pixel of the map, (channels,), if they are on screen."""
        return self._shown_at(row, column) if self.mode == "difference" else None

    def _shown_at(self, row: int, column: int) -> FloatArray | None:
        frame = self.map.frame
        return None if frame is None or self._stale else frame.value_at(row, column)

    def explain_no_map(self, reason: str) -> None:
        """Says why there is no map."""
        self._comparison.map = ()
        self._comparison.show_headers()
        self.map.show_message(reason)

    def reveal(self, area: Rectangle) -> None:
        """Pans as little as brings a part of the picture's plane into view."""
        self.navigator.reveal(area, self.map.visible)

    def make_room(self, area: Rectangle | None) -> None:
        """Fits an area into the views beside the picture and the map, until told otherwise.

        Args:
            area: of the picture's plane, such as the padding that is told of; None for no more.
        """
        before, self._around = self._content(), area
        if self.navigator.viewport.fitted and self._content() != before:
            self.navigator.fit()

    def set_marks(self, original: tuple[Mark, ...], of_map: tuple[Mark, ...]) -> None:
        """Outlines these in the views; all in the picture's coordinates."""
        self._comparison.marks = original, of_map
        self._comparison.show_marks()

    def set_reached(self, *reached: int | None) -> None:
        """Shows only the map's pixels before a row and column; ``set_reached(None)`` all."""
        row, column = reached if len(reached) == 2 else (None, None)
        self.map.set_reached(None if row is None or column is None else (row, column))

    def set_walking(self, walking: bool) -> None:
        """Whether arrow keys walk the map's pixels instead of panning."""
        for pane in self._panes:
            pane.canvas.set_walking(walking)

    def set_selecting(self, selecting: bool) -> None:
        """Whether a drag selects a part of the picture instead of panning."""
        for pane in self._panes:
            pane.canvas.set_selecting(selecting)

    def set_selection(self, selection: Mark | None) -> None:
        """Outlines what is selected, on the original or, where that is hidden, on the map."""
        hidden = self._panes[0].isHidden()
        self.original.set_selection(selection)
        self.map.set_selection(selection if hidden else None)

    def visible_region(self) -> Region:
        """The region of the map on screen, with the step that gives a value a screen pixel.

        Of a signal all of it: its plot has one scale, whatever part is seen.
        """
        if self.map.is_signal:
            return Region(0, 0, *self._map_size)
        return self.map.lens.region_of(self._placement, self._map_size)

    # Comparing

    @property
    def mode(self) -> str:
        """The way to compare, a name of ``MODES``."""
        return self._comparison.mode

    def set_mode(self, mode: str) -> None:
        """Compares in another way."""
        if mode == self.mode:
            return
        before, self._comparison.mode, self._comparison.blinking = self.mode, mode, False
        orientation = MODES[mode].orientation
        if orientation is None and self.original.hasFocus():
            self.map.setFocus()
        self._panes[0].setVisible(orientation is not None)
        self._comparison.place_guest()
        self._line_up()
        if orientation is not None and orientation != self.orientation():
            self.setOrientation(orientation)
            self._shares.share_equally()
        self._comparison.show()
        self._show_shadows()
        if self.navigator.viewport.fitted:
            self.navigator.fit()
        if "difference" in (before, mode):
            self.map.show_surface(None)  # until the other kind of frame comes
            self._stale = True
            self.difference_wanted.emit(mode == "difference")
        self.mode_changed.emit(mode)

    def _line_up(self) -> None:
        self._shares.line_up(stacked=MODES[self.mode].orientation == Qt.Orientation.Vertical)

    def _on_blink_wanted(self, held: bool) -> None:
        self._comparison.blink(held=held)

    # Moving

    def _room(self) -> tuple[int, int]:
        """(width, height) of the smaller view, in device pixels."""
        shown = [pane.canvas for pane in self._panes if not pane.isHidden()]
        widths, heights = zip(*(canvas.device_size for canvas in shown), strict=True)
        return min(widths), min(heights)

    def _content(self) -> Rectangle:
        """The picture, and what lies beyond it: of the map, and of what room was made for."""
        content = self._picture.united(area_of(self._placement, 0, 0, *self._map_size))
        return content if self._around is None else content.united(self._around)

    def _on_moved(self) -> None:
        for canvas in (self.original, self.map):
            canvas.set_viewport(self.navigator.viewport)
        self._show_shadows()
        self.viewport_changed.emit()

    def _show_shadows(self) -> None:
        """Under a pointer that rests, the views may have moved or gone."""
        self.original.set_shadow(self.map.pointed_at)
        self.map.set_shadow(self.original.pointed_at)

    def _on_canvas_resized(self, canvas: Canvas, wider: int, higher: int) -> None:
        self._line_up()
        self.navigator.resized(wider, higher, pointed_at=canvas.underMouse())
