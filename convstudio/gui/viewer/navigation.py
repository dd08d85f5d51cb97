"""Moving: every way to another part or another size, held to what there is to see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from convstudio.gui.viewer.viewport import ZOOM_STEP, Rectangle, Viewport, fitted

_FURTHEST_OUT = 0.5  # of the scale at which all is seen


class Navigator(QObject):
    """The viewport of both views, and what moves it.

    Signals:
        moved: there is another viewport, or views of another size show it.
    """

    moved = Signal()

    def __init__(
        self,
        content: Callable[[], Rectangle],
        room: Callable[[], tuple[int, int]],
        parent: QObject,
    ) -> None:
        """Knows no widget.

        Args:
            content: the part of the plane where there is something to see.
            room: (width, height) of the smaller view, in device pixels.
            parent: what it lives as long as.
        """
        super().__init__(parent)
        self._content = content
        self._room = room
        self._viewport = Viewport()

    @property
    def viewport(self) -> Viewport:
        """What both views show."""
        return self._viewport

    def show(self, viewport: Viewport) -> None:
        """Shows exactly this."""
        self._viewport = viewport
        self.moved.emit()

    def restore(self, viewport: Viewport) -> None:
        """Shows what was seen once, with its middle on what there is to see now."""
        self.show(viewport.held_to(self._content()))

    def fit(self) -> None:
        """Shows all of the picture, and of the map where that is larger."""
        self.show(self._fitted())

    def actual_size(self) -> None:
        """100 %: a device pixel for each picture pixel."""
        self.zoom(1 / self._viewport.scale)

    def zoom_in(self) -> None:
        """One step larger."""
        self.zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step smaller."""
        self.zoom(1 / ZOOM_STEP)

    def zoom(self, factor: float, about: tuple[float, float] | None = None) -> None:
        """About a point; not so far out that the picture is lost from sight."""
        least = min(self._fitted().scale * _FURTHEST_OUT, 1.0)
        factor = max(factor, min(least / self._viewport.scale, 1.0))
        if about is None:
            self._settle(self._viewport.zoomed(factor))
        else:  # the point under the cursor stays there, even if that leaves a gap at an edge
            self.show(self._viewport.zoomed(factor, *about).held_to(self._content()))

    def pan(self, right: float, down: float) -> None:
        """Moves the content by device pixels, as far as that leaves no new gap."""
        self._settle(self._viewport.panned(right, down), self._viewport)

    def reveal(self, area: Rectangle, visible: Rectangle) -> None:
        """Pans as little as brings an area into what is visible."""
        scale = self._viewport.scale
        right = max(visible.left - area.left, 0) - max(area.right - visible.right, 0)
        down = max(visible.top - area.top, 0) - max(area.bottom - visible.bottom, 0)
        if right or down:
            self.pan(right * scale, down * scale)

    def resized(self, wider: int, higher: int, *, pointed_at: bool) -> None:
        """Keeps the middle where it is, or all that is seen where somebody points at a pixel.

        Args:
            wider, higher: by how many device pixels a view has grown.
            pointed_at: whether the cursor is over that view.
        """
        if self._viewport.fitted:
            self.fit()
        elif pointed_at:  # opening the inspector takes from below
            self._settle(self._viewport.panned(-wider / 2, -higher / 2))
        else:
            self._settle(self._viewport)

    def _settle(self, viewport: Viewport, before: Viewport | None = None) -> None:
        self.show(viewport.settled(self._content(), *self._room(), before))

    def _fitted(self) -> Viewport:
        return fitted(self._content(), *self._room())
