"""Original and feature map side by side under one viewport."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from convstudio.gui.viewer.canvas import Canvas, Patch, Surface
from convstudio.gui.viewer.viewport import ZOOM_STEP, Rectangle, Viewport, fitted
from convstudio.imaging.pyramid import Pyramid
from convstudio.numerics.geometry import Placement, Region


class SideBySide(QSplitter):
    """Two canvases that always show the same part of the picture at the same scale.

    Signals:
        viewport_changed: the views have moved, zoomed or been resized.
        hovered: the picture's point under the cursor of either view, or None.
    """

    viewport_changed = Signal()
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.original = Canvas("Original picture")
        self.map = Canvas("Feature map")
        self._original_header = _Header("Original")
        self._map_header = _Header("Feature map")
        self._viewport = Viewport()
        self._picture = Rectangle(0, 0, 1, 1)
        self._map_size = (1, 1)
        self._placement = Placement()
        for header, canvas in (
            (self._original_header, self.original),
            (self._map_header, self.map),
        ):
            self.addWidget(_pane(header, canvas))
            canvas.zoom_wanted.connect(self._on_canvas_zoom_wanted)
            canvas.pan_wanted.connect(self._on_canvas_pan_wanted)
            canvas.fit_wanted.connect(self.fit)
            canvas.actual_size_wanted.connect(self.actual_size)
            canvas.resized.connect(self._on_canvas_resized)
            canvas.hovered.connect(self.hovered)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for pane in (0, 1):
            self.setStretchFactor(pane, 1)
        self.setSizes([10_000, 10_000])  # equal shares of whatever there is

    @property
    def viewport(self) -> Viewport:
        """What both views show."""
        return self._viewport

    @property
    def pointed_at(self) -> tuple[float, float] | None:
        """The picture's point under the cursor, in either view."""
        return self.original.pointed_at or self.map.pointed_at

    def show_picture(self, pyramid: Pyramid, description: str) -> None:
        """Shows another original, fitted."""
        rows, columns = pyramid.size
        self._picture = Rectangle(0, 0, columns, rows)
        self._placement, self._map_size = Placement(), (rows, columns)
        self.original.show_surface(Surface(pyramid, Placement()))
        self._original_header.describe(description)
        self.fit()

    def place_map(self, placement: Placement, size: tuple[int, int], description: str) -> None:
        """Tells where the map now being made will lie, and its (rows, columns)."""
        before = self._content()
        self._placement, self._map_size = placement, size
        self._map_header.describe(description)
        if self._viewport.fitted and self._content() != before:
            self.fit()

    def show_map(self, pyramid: Pyramid, placement: Placement) -> None:
        """Shows a whole map."""
        self.map.show_surface(Surface(pyramid, placement))

    def show_preview(self, patch: Patch) -> None:
        """Shows the visible region of a map whose rest is on its way."""
        self.map.show_patch(patch)

    def explain_no_map(self, reason: str) -> None:
        """Says why there is no map."""
        self._map_header.describe("")
        self.map.show_message(reason)

    def visible_region(self) -> Region:
        """The region of the map on screen, with the step that gives a value a screen pixel."""
        place, visible = self._placement, self.map.visible
        rows, columns = self._map_size
        left = min(max(math.floor((visible.left - place.left) / place.width), 0), columns - 1)
        top = min(max(math.floor((visible.top - place.top) / place.height), 0), rows - 1)
        right = math.ceil((visible.right - place.left) / place.width)
        bottom = math.ceil((visible.bottom - place.top) / place.height)
        step = max(int(1 / (self._viewport.scale * min(place.width, place.height))), 1)
        # On multiples of the step, so that panning does not make the sampled pixels flicker.
        left, top = left - left % step, top - top % step
        return Region(
            top,
            left,
            min(max(bottom, top + 1), rows),
            min(max(right, left + 1), columns),
            step,
        )

    # Moving

    def fit(self) -> None:
        """Shows all of the picture, and of the map where that is larger."""
        widths, heights = zip(self.original.device_size, self.map.device_size, strict=True)
        self._move(fitted(self._content(), min(widths), min(heights)))

    def actual_size(self) -> None:
        """100 %: a device pixel for each picture pixel."""
        self._zoom(1 / self._viewport.scale)

    def zoom_in(self) -> None:
        """One step larger."""
        self._zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step smaller."""
        self._zoom(1 / ZOOM_STEP)

    def _content(self) -> Rectangle:
        """The picture, and what of the map lies beyond it."""
        place, (rows, columns) = self._placement, self._map_size
        whole = Rectangle(
            place.left,
            place.top,
            place.left + columns * place.width,
            place.top + rows * place.height,
        )
        return self._picture.united(whole)

    def _zoom(self, factor: float) -> None:
        self._move(self._viewport.zoomed(factor))

    def _move(self, viewport: Viewport) -> None:
        self._viewport = viewport.held_to(self._content())
        self.original.set_viewport(self._viewport)
        self.map.set_viewport(self._viewport)
        self.viewport_changed.emit()

    def _on_canvas_zoom_wanted(self, factor: float, about: tuple[float, float] | None) -> None:
        x, y = about or (None, None)
        self._move(self._viewport.zoomed(factor, x, y))

    def _on_canvas_pan_wanted(self, right: float, down: float) -> None:
        self._move(self._viewport.panned(right, down))

    def _on_canvas_resized(self) -> None:
        if self._viewport.fitted:
            self.fit()
        else:
            self.viewport_changed.emit()


class _Header(QWidget):
    """A title and what is known about the pixels below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("pane-header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        self._description = _ElidedLabel()
        self._description.setProperty("role", "muted")
        self._description.setAccessibleName(f"About the {title.lower()}")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(10)
        row.addWidget(heading)
        row.addWidget(self._description, 1)

    def describe(self, description: str) -> None:
        self._description.set_full_text(description)


class _ElidedLabel(QLabel):
    """A line that ends in … where it does not fit, with the whole of it in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._full_text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(40)

    def set_full_text(self, text: str) -> None:
        self._full_text = text
        self.setToolTip(text)
        self._elide()

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        self._elide()

    def _elide(self) -> None:
        metrics = self.fontMetrics()
        self.setText(
            metrics.elidedText(self._full_text, Qt.TextElideMode.ElideMiddle, self.width())
        )


def _pane(header: _Header, canvas: Canvas) -> QWidget:
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(header)
    column.addWidget(canvas, 1)
    return pane
