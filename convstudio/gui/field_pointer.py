"""What a pixel of a stack's map rests on in the picture, marked under the cursor."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from convstudio.gui.inspection_view import InspectionView
from convstudio.gui.map_place import MapPlace
from convstudio.gui.session import Session
from convstudio.gui.viewer.viewer import Viewer


class FieldPointer(QObject):
    """Marks while there are several layers, unless the inspector follows the cursor and marks too.

    Of a single kernel nothing is marked: what it rests on is known.
    """

    def __init__(
        self, session: Session, viewer: Viewer, place: MapPlace, view: InspectionView
    ) -> None:
        super().__init__(viewer)
        self._session = session
        self._viewer = viewer
        self._place = place
        self._view = view
        self._enabled = True
        self._hovered: tuple[int, int] | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._mark)
        viewer.hovered.connect(self._on_hovered)
        viewer.viewport_changed.connect(self._follow)
        for signal in (
            session.pipeline_changed,
            session.picture_changed,
            session.hand_changed,
            session.trial_changed,
        ):
            signal.connect(self._follow)

    @property
    def hovered(self) -> tuple[int, int] | None:
        """(row, column) of the map's pixel whose field is marked."""
        return self._hovered

    def set_enabled(self, enabled: bool) -> None:
        """Whether it is to mark; if not, what it marked is taken away."""
        if enabled == self._enabled:
            return
        self._enabled, self._hovered = enabled, None
        if enabled:
            self._follow()
        else:
            self._soon.stop()
            self._view.point_out(None)

    @property
    def _points(self) -> bool:
        return self._enabled and len(self._session.whole_shown.active) > 1

    def _follow(self) -> None:
        """What lies under a cursor that rests may be another pixel, or none any more."""
        if self._points or self._hovered is not None:
            self._on_hovered(self._viewer.pointed_at)
            self._soon.start()

    def _on_hovered(self, point: tuple[float, float] | None) -> None:
        found = self._place.at(*point) if self._points and point is not None else None
        if found != self._hovered:
            self._hovered = found
            self._soon.start()

    def _mark(self) -> None:
        self._view.point_out(self._hovered)
