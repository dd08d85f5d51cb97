"""From a value of the worked sum down to the pixel of the layer below that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from convstudio.gui.session import Session
from convstudio.gui.viewer.inspector import Inspector
from convstudio.pipeline.map_names import made_by
from convstudio.pipeline.viewing import picture_maps


class Descending(QObject):
    """Looks at the layer and the map that a value comes from, and picks its pixel there.

    Args:
        pick: stays with a pixel (row, column) of the map that is looked at, and shows it.
    """

    def __init__(
        self,
        session: Session,
        inspector: Inspector,
        pick: Callable[[tuple[int, int]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._pick = pick
        inspector.descended.connect(self._on_descended)

    def _on_descended(self, name: str, row: int, column: int) -> None:
        session, picture = self._session, self._session.picture
        if picture is None or session.trying:
            return
        pipeline, hand = session.pipeline, session.hand
        layer = hand.shown_layer(pipeline)
        found = made_by(pipeline.layers, layer, picture_maps(picture), name)
        if found is not None:
            session.choose(
                replace(hand, layer=found[0], filter=0, plane=0, map=found[1], result=False)
            )
            self._pick((row, column))
