"""Grids and steps of a worked sum: side by side, or below each other in a narrow panel."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from convstudio.gui.viewer.inspector_steps import StepsView, steps_width
from convstudio.gui.viewer.inspector_sum import WorkedSum

STACKED_BELOW = 720  # pixels: in a panel that is narrower the steps stand below the products
_LIST_WIDTH, _LIST_HEIGHT = 900, 130  # pixels: no list is wider; when stacked none is lower


class InspectorBody(QWidget):
    """A page and, right beside its last grid, the steps; a narrow one scrolls as a whole.

    Args:
        stack: the pages, of which ``grids`` is one.
    """

    def __init__(self, stack: QStackedWidget, grids: WorkedSum, steps: StepsView) -> None:
        super().__init__()
        self._stack, self._grids, self._steps = stack, grids, steps
        self._area = QScrollArea()
        self._area.setWidget(steps)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (stack, self._area):
            part.setParent(self)

    @property
    def stacked(self) -> bool:
        """Whether the steps stand below the products."""
        return self.width() < STACKED_BELOW

    def lay_out(self) -> None:
        """Gives grids and steps their places, after what they show has changed."""
        if self.stacked:
            self._lay_out_stacked()
        else:
            self._lay_out_beside()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def _lay_out_beside(self) -> None:
        self.setMinimumHeight(0)
        width, height = self.width(), self.height()
        bar = self._area.verticalScrollBar().sizeHint().width()
        steps = steps_width(width) + bar
        room = QSize(width - steps, height)
        wanted = min(self._grids.width_in(room) if self._shows_grids else _LIST_WIDTH, room.width())
        self._stack.setGeometry(0, 0, wanted, height)
        self._area.setGeometry(wanted, 0, steps, height)

    def _lay_out_stacked(self) -> None:
        width = self.width()
        steps = self._steps.height_in(width)
        least = self._grids.height_in(width) if self._shows_grids else _LIST_HEIGHT
        self.setMinimumHeight(least + steps)
        above = max(self.height() - steps, least)
        self._stack.setGeometry(0, 0, width, above)
        self._area.setGeometry(0, above, width, steps)

    @property
    def _shows_grids(self) -> bool:
        return self._stack.currentWidget() is self._grids
