"""The page with an example's text: what to look at, what to try; its links do it.

Who uses it: someone who learns or teaches, with the picture beside the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.examples.figures import Table, described, drawn
from convstudio.gui.theme import colours_of
from convstudio.pipeline.examples import EXAMPLES, Example

_MARGIN, _INDENT = 16, 14
# Numbers in a row stay on one line, and so does what is reckoned.
_ON_ONE_LINE = re.compile(r"`[^`\n]+`|(?<=[\d)⌋]) [−+·×=/] (?=[\d(⌊])")
_NO_BREAK = "\u00a0"
FIGURE = "figure"
_NOTHING_YET = (
    "# Examples\n\nThe menu *Examples* opens one: a small picture, a pipeline, and beside them "
    "what to look at and what to try."
)


class ExamplePage(QWidget):
    """Shows one example's text at a time.

    Signals:
        done: what a link says, without its scheme: steps for Doing.
        example_wanted: the name of another example that is to be opened.
    """

    done = Signal(str)
    example_wanted = Signal(str)

    def __init__(self, figures: dict[str, Callable[[], tuple[Table, ...]]]) -> None:
        """
        Args:
            figures: what draws the tables of each figure that a text may have, by its name.
        """
        super().__init__()
        self._example: Example | None = None
        self.browser = _Browser(figures)
        self.browser.anchorClicked.connect(self._on_link)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.count.setAccessibleName("Which example it is")
        self.before = self._button("‹", "Example before", -1)
        self.after = self._button("›", "Next example", 1)
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 0, 8, 0)
        head.addWidget(self.count, 1)
        head.addWidget(self.before)
        head.addWidget(self.after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.browser, 1)
        self.setFocusProxy(self.browser)
        self.show_example(None)

    def _button(self, sign: str, name: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        button.clicked.connect(partial(self._step, by))
        return button

    @property
    def example(self) -> Example | None:
        """The one whose text is shown."""
        return self._example

    def show_example(self, example: Example | None) -> None:
        """Shows a text from its beginning; None: none is open."""
        self._example = example
        self.browser.show_text(_NOTHING_YET if example is None else example.text)
        index = self._index
        self.count.setText("" if index is None else f"Example {index + 1} of {len(EXAMPLES)}")
        for button, name, by in (
            (self.before, "Example before", -1),
            (self.after, "Next example", 1),
        ):
            other = self._beside(by)
            button.setEnabled(other is not None)
            button.setToolTip(name if other is None else f"{name}: {other.title}")

    def draw_again(self) -> None:
        """The figures follow what is in force."""
        self.browser.draw_again()

    @property
    def _index(self) -> int | None:
        return None if self._example is None else EXAMPLES.index(self._example)

    def _beside(self, by: int) -> Example | None:
        index = self._index
        if index is None or not 0 <= index + by < len(EXAMPLES):
            return None
        return EXAMPLES[index + by]

    def _step(self, by: int) -> None:
        other = self._beside(by)
        if other is not None:
            self.example_wanted.emit(other.name)

    def _on_link(self, url: QUrl) -> None:
        scheme, _, rest = url.toString().partition(":")
        if scheme == "open":
            self.example_wanted.emit(rest)
        else:
            self.done.emit(rest)


class _Browser(QTextBrowser):
    """Markdown with links that lead nowhere else, and figures that are drawn when they are seen."""

    def __init__(self, figures: dict[str, Callable[[], tuple[Table, ...]]]) -> None:
        super().__init__()
        self._figures = figures
        self._markdown = ""
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The example's text")
        self.setToolTip("Tab goes from link to link, Enter does what it says")
        self.document().setDocumentMargin(_MARGIN)
        self.document().setIndentWidth(_INDENT)
        self.viewport().setAutoFillBackground(False)
        # Edits come faster than a screen shows them.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)

    def show_text(self, markdown: str) -> None:
        """Shows a text from its beginning."""
        self._markdown = markdown
        self._draw()
        self.verticalScrollBar().setValue(0)

    def draw_again(self) -> None:
        """Draws the figures anew, if the text has any; it stays where it is scrolled to."""
        if f"({FIGURE}:" in self._markdown:
            self._soon.start()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """The figures; nothing is ever fetched."""
        url = QUrl(name)
        if kind == QTextDocument.ResourceType.ImageResource.value and url.scheme() == FIGURE:
            return self._figure(url.path())
        return None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.draw_again()

    def _draw(self) -> None:
        self._soon.stop()
        bar = self.verticalScrollBar()
        place = bar.value()
        self.document().clear()
        kept = _ON_ONE_LINE.sub(lambda found: found[0].replace(" ", _NO_BREAK), self._markdown)
        self.setMarkdown(kept)
        self._calm_headings()
        bar.setValue(place)

    def _calm_headings(self) -> None:
        """Headings as large as those of panels; the title a little larger."""
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                cursor = QTextCursor(block)
                end = QTextCursor.MoveOperation.EndOfBlock
                cursor.movePosition(end, QTextCursor.MoveMode.KeepAnchor)
                look = QTextCharFormat()
                look.setProperty(QTextFormat.Property.FontSizeAdjustment, int(level == 1))
                look.setFontWeight(QFont.Weight.DemiBold)
                cursor.mergeCharFormat(look)
                space = QTextBlockFormat()
                space.setTopMargin(0 if level == 1 else _MARGIN)
                space.setBottomMargin(4)
                cursor.mergeBlockFormat(space)
            block = block.next()

    def _figure(self, name: str) -> QImage:
        tables = self._figures[name]()
        self.setAccessibleDescription(described(tables))
        if not tables:
            return QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        width = self.viewport().width() - 2 * _MARGIN
        return drawn(tables, colours_of(self), self.font(), width, self.devicePixelRatioF())
