"""The menu of the files that were opened or saved last."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.gui.settings import Settings
from convstudio.paths import in_words

_LONGEST = 360  # pixels that a folder's name may take


class RecentMenu(QMenu):
    """Filled anew each time it opens: another window may have opened files meanwhile.

    Whether a file is still there is not asked: a folder on the network might keep the menu waiting.

    Signals:
        open_wanted: a file.
    """

    open_wanted = Signal(Path)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__("Open &recent", parent)
        self._settings = settings
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Puts the files there are into the menu."""
        self.clear()
        recent = self._settings.recent
        for number, path in enumerate(recent, 1):
            action = self.addAction(self._words(number, path), partial(self.open_wanted.emit, path))
            action.setToolTip(str(path))
        if not recent:
            self.addAction("No files yet").setEnabled(False)
            return
        self.addSeparator()
        forget = self.addAction("&Clear this list", self._settings.clear_recent)
        forget.setToolTip("Forget these names; the files stay")

    def _words(self, number: int, path: Path) -> str:
        """The name, then its folder as far as there is room: names alone may be twice the same."""
        folder = self.fontMetrics().elidedText(
            in_words(path.parent), Qt.TextElideMode.ElideMiddle, _LONGEST
        )
        words = f"{number}  {path.name}  –  {folder}".replace("&", "&&")
        return f"&{words}" if number < 10 else words  # a digit opens it
