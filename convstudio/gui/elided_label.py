"""A line of text that never widens the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

_SMALLEST = 24  # pixels: room for an …
_FEW_LETTERS = 60  # pixels of a name that are worth more than the last of the facts
_BETWEEN = " · "


class ElidedLabel(QLabel):
    """Has an … where its text does not fit, and then the whole of it in its tooltip.

    With too little room even for a few letters it shows nothing.
    """

    def __init__(
        self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle
    ) -> None:
        super().__init__()
        self._full_text = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        """All of it."""
        return self._full_text

    def set_full_text(self, text: str) -> None:
        """Shows another text, as much as fits."""
        if text != self._full_text:
            self._full_text = text
            self.updateGeometry()
            self._elide()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._full_text) + 1
        return QSize(width + margins.left() + margins.right(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(_SMALLEST, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elided(self, room: int) -> str:
        """What fits into so many pixels, with an … where that is not all."""
        return self.fontMetrics().elidedText(self._full_text, self._mode, room)

    def _elide(self) -> None:
        room = self.contentsRect().width()
        shown = self._elided(room)
        if shown != self._full_text and room < _SMALLEST:
            shown = ""
        self.setText(shown)
        self.setAccessibleDescription(self._full_text)
        self.setToolTip(self._full_text if shown != self._full_text else "")


class ElidedFacts(ElidedLabel):
    """A name and facts, of which none is ever cut into another: 13 × 13 never into 1… or 13.

    Where they do not fit the name is cut, then the last facts are left out whole, but not the one
    beside the name.
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[str, ...] = ()
        self._name = 0

    def show_facts(self, facts: Sequence[str], name: int = 0) -> None:
        """Shows other facts, as much as fits.

        Args:
            facts: the most important ones first.
            name: which of them is a name; 0 or 1.
        """
        self._facts = tuple(fact for fact in facts if fact)
        self._name = name if len(self._facts) > name else 0
        self.set_full_text(_BETWEEN.join(self._facts))

    def _elided(self, room: int) -> str:
        width = self.fontMetrics().horizontalAdvance
        if width(self.full_text) < room or len(self._facts) < 2:
            return super()._elided(room)
        name = self._facts[self._name]
        least = min(width(name), _FEW_LETTERS)
        for count in range(len(self._facts), 1, -1):
            kept = list(self._facts[:count])
            kept[self._name] = ""
            end = " …" if count < len(self._facts) else ""
            left = room - width(_BETWEEN.join(kept) + end)
            if left >= least:
                kept[self._name] = self.fontMetrics().elidedText(name, self._mode, left)
                return _BETWEEN.join(kept) + end
        alone = f"{self._facts[1 - self._name]} …"
        return alone if width(alone) <= room else "…"
