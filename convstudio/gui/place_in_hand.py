"""Where each place has its own kernel, that of the inspected pixel is the one that is edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from convstudio.gui.session import Session
from convstudio.pipeline.pipeline import LocallyConnected

if TYPE_CHECKING:
    from convstudio.gui.inspection import Inspecting


class PlaceInHand(QObject):
    """Picked or played pixel → place under the hand; a place that is chosen → picked pixel.

    What is only passed by the cursor is not taken in hand.
    """

    def __init__(self, session: Session, inspecting: Inspecting) -> None:
        super().__init__(inspecting)
        self._session, self._inspecting = session, inspecting
        self._before = session.hand
        inspecting.looked_at.connect(self._on_looked_at)
        session.hand_changed.connect(self._on_hand_changed)

    @property
    def _in_hand(self) -> bool:
        """Whether the layer in hand has such kernels, and its map is the one that is seen."""
        session = self._session
        shown = session.hand.shown_layer(session.pipeline)
        return isinstance(session.layer, LocallyConnected) and shown == session.hand.layer

    def _on_looked_at(self, place: tuple[int, int] | None) -> None:
        inspecting, session = self._inspecting, self._session
        chosen = inspecting.picked is not None or inspecting.player.place is not None
        if place is not None and chosen and self._in_hand and not session.trying:
            session.choose(replace(session.hand, place=place))

    def _on_hand_changed(self) -> None:
        before, self._before = self._before, self._session.hand
        moved = before != self._before and replace(before, place=self._before.place) == self._before
        picked = self._inspecting.picked
        if moved and picked not in (None, self._before.place) and self._in_hand:
            self._inspecting.pick(self._before.place)
