"""What is looked at, and how: out of the window into a session, and back again."""

from __future__ import annotations

from dataclasses import asdict

from convstudio.gui.hand import Hand
from convstudio.gui.inspection import Inspecting
from convstudio.gui.map_gallery.actions import PAGE as MAPS
from convstudio.gui.session import Session
from convstudio.gui.viewer.modes import MODES
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.viewer.viewport import LARGEST_SCALE, SMALLEST_SCALE, Viewport
from convstudio.gui.workbench.drawer import Drawer
from convstudio.gui.workbench.workbench import PAGES
from convstudio.pipeline.storage.session_file import StoredHand, Views

# The pages of the drawer that a session opens again.
_KEPT = (*PAGES, MAPS)


class SessionViews:
    """Reads a window's views and sets them; keeps nothing of its own."""

    def __init__(
        self, session: Session, viewer: Viewer, inspecting: Inspecting, drawer: Drawer
    ) -> None:
        self._session = session
        self._viewer = viewer
        self._inspecting = inspecting
        self._drawer = drawer

    @property
    def now(self) -> Views:
        """What is looked at, and how."""
        viewport, inspecting = self._viewer.navigator.viewport, self._inspecting
        return Views(
            compare=self._viewer.mode,
            fitted=viewport.fitted,
            scale=viewport.scale,
            centre=(viewport.x, viewport.y),
            inspector=inspecting.opened,
            inspected=inspecting.picked,
            pins=tuple((pin.row, pin.column) for pin in inspecting.pinning.pins),
            pin_maps=inspecting.pinning.maps,
            page=self._drawer.opened if self._drawer.opened in _KEPT else "",
            hand=StoredHand(**asdict(self._session.hand)),
        )

    def show(self, views: Views) -> None:
        """Puts views in force, on a picture and a pipeline that are; unknown words change nothing.

        What takes room from the views goes first, and before it what they show.
        """
        self._session.choose(Hand(**asdict(views.hand)))
        if views.page in _KEPT:
            self._drawer.open(views.page)
        elif not views.page:
            self._drawer.shut()
        if views.compare in MODES:
            self._viewer.set_mode(views.compare)
        self._inspecting.open(opened=views.inspector)
        self._inspecting.restore(views.inspected, views.pins, views.pin_maps)
        if views.fitted:
            self._viewer.navigator.fit()
        else:
            scale = min(max(views.scale, SMALLEST_SCALE), LARGEST_SCALE)
            self._viewer.navigator.restore(Viewport(*views.centre, scale, fitted=False))
