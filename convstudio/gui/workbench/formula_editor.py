"""The field a formula is typed in, with the characters at fault marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit

from convstudio.errors import FormulaError
from convstudio.gui.bounded_text import BoundedText
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.theme import LIGHT, Colours
from convstudio.kernel.formula.tokens import LONGEST_FORMULA

_LINES = 4
_TIP = (
    "An expression in x (to the right), y (downwards), r, theta and F; any other name is a slider."
    " Ctrl+Z takes typing back."
)


class FormulaEditor(BoundedText):
    """Plain text in a font of one width.

    Signals:
        edited: a hand changed the text.
        entered: the keyboard came here; what is typed from here on is one run.
    """

    edited = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__(LONGEST_FORMULA)
        self._colours = LIGHT
        self._error: FormulaError | None = None
        self._shown = False
        self.setAccessibleName("Formula")
        self.setToolTip(in_lines(_TIP))
        self.setTabChangesFocus(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        frame = 2 * self.frameWidth() + round(2 * self.document().documentMargin())
        self.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + frame)
        self.textChanged.connect(self._on_text_changed)
        self.too_long.connect(self.edited)  # it is refused as it would be if it were there

    def set_colours(self, colours: Colours) -> None:
        """The colour of the mark."""
        self._colours = colours
        self.mark(self._error)

    def show_text(self, text: str) -> None:
        """Shows a text that no hand typed here; one that is there already keeps its cursor."""
        if text == self.toPlainText():
            return
        self._shown = True
        self.setPlainText(text)
        self._shown = False

    def mark(self, error: FormulaError | None) -> None:
        """Marks the characters at fault, or takes the mark away."""
        self._error = error
        if error is None:
            self.setExtraSelections([])
            return
        text = self.toPlainText()
        # A fault at the end is marked on the last character: beyond it there is nothing to mark.
        start = min(max(error.start, 0), max(len(text) - 1, 0))
        end = min(start + max(error.length, 1), len(text))
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(_utf16(text[:start]))
        cursor.setPosition(_utf16(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(QColor(self._colours.refused))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(self._colours.text))
        selection.cursor = cursor
        selection.format = look
        self.setExtraSelections([selection])

    def _on_text_changed(self) -> None:
        if not self._shown:
            self.edited.emit(self.toPlainText())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def event(self, event: QEvent) -> bool:
        """Leaves undo and redo to the window, unless there is typing to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            document = self.document()
            if (undo and not document.isUndoAvailable()) or (
                redo and not document.isRedoAvailable()
            ):
                event.ignore()
                return True
        return super().event(event)


def _utf16(text: str) -> int:
    """Qt counts in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
