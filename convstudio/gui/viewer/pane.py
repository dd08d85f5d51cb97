"""One view with its header, and room for what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.gui.elided_label import ElidedFacts, ElidedLabel
from convstudio.gui.viewer.canvas import Canvas

_ROOMY = 3  # times what stands beside a canvas: below that the canvas has all the room


class Header(QWidget):
    """A title and what is known about the pixels below it.

    Signals:
        blink_held: whether the button that shows the original is held down.
    """

    blink_held = Signal(bool)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("pane-header")
        self.heading = ElidedLabel(title, Qt.TextElideMode.ElideRight)
        self.heading.setProperty("role", "heading")
        self.description = ElidedFacts()
        # The title comes first, then the button, and what is left is the description's.
        self.description.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.description.setMinimumWidth(1)
        self.description.setProperty("role", "muted")
        self.description.setAccessibleName(f"About the {title.lower()}")
        self.blink = QToolButton()
        self.blink.setObjectName("blink")
        self.blink.setText("Hold for original (B)")
        self.blink.setAccessibleName("Show the original while held")
        self.blink.setToolTip("Hold it down, or hold the key B in the view, to see the original.")
        self.blink.pressed.connect(lambda: self.blink_held.emit(True))
        self.blink.released.connect(lambda: self.blink_held.emit(False))
        self.blink.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(10)
        row.addWidget(self.heading)
        row.addWidget(self.description, 1)
        row.addWidget(self.blink)
        # So that the views do not move when the button comes.
        lines = self.heading.sizeHint().height() + 12, self.blink.sizeHint().height() + 6
        self.setFixedHeight(max(lines))
        self._row = row

    def add(self, widget: QWidget) -> None:
        """Puts a widget at the end; it may come and go."""
        self._row.addWidget(widget)


class Pane(QWidget):
    """A canvas under its header."""

    def __init__(self, title: str, canvas: Canvas) -> None:
        super().__init__()
        self.header = Header(title)
        self.canvas = canvas
        self._beside: QWidget | None = None
        self._wants_beside = True
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(canvas, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._row, 1)

    def place_beside(self, widget: QWidget) -> None:
        """Puts a widget to the right of the canvas, as long as it leaves that most of the room."""
        self._row.addWidget(widget)
        self._beside = widget

    def show_beside(self, wanted: bool) -> None:
        """Whether what stands beside the canvas is to be seen, where there is room."""
        self._wants_beside = wanted
        self._place()

    def keep_free(self, width: int) -> None:
        """Leaves so many pixels free right of the canvas."""
        self._row.setContentsMargins(0, 0, width, 0)

    @property
    def beside(self) -> int:
        """How many pixels stand right of the canvas."""
        return 0 if self._beside is None or self._beside.isHidden() else self._beside.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def _place(self) -> None:
        if self._beside is not None:
            has_room = self.width() >= _ROOMY * self._beside.sizeHint().width()
            self._beside.setVisible(self._wants_beside and has_room)
