"""Paste kernel: a text in any form, what it was recognised as, and what of it to take.

Who uses it: someone with numbers from a paper, a script or another program, who wants to see that
they were understood before anything changes.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QKeySequence,
    QPalette,
    QShortcut,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from convstudio.errors import ConvStudioError, KernelTextError
from convstudio.gui.bounded_text import BoundedText
from convstudio.gui.dialogs.recognition import SETTINGS, said, words_of
from convstudio.gui.elided_label import ElidedLabel
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.kernel_picture import KernelPicture
from convstudio.gui.theme import DARK, LIGHT
from convstudio.jobs.worker import Publish, Worker
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import Recognised, recognise
from convstudio.kernel.notation.source import LONGEST_TEXT
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.text_settings import pasted

_AT_ONCE = 2000  # characters that are read within a few milliseconds
_PICTURE = 176  # pixels
_MARGIN = 24
_WORDS_HEIGHT = 96  # pixels: four lines


class PasteKernelDialog(QDialog):
    """An editor for the text and, below it, what is in it."""

    def __init__(self, edits: KernelEdits, parent: QWidget, text: str = "") -> None:
        super().__init__(parent)
        self._edits, self._window = edits, parent
        self._read: Recognised | None = None
        self._worker = Worker("paste", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_read)
        self._worker.failed.connect(self._on_failed)
        self.setObjectName("paste-kernel")
        self.setWindowTitle("Paste kernel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self.finished.connect(self._on_finished)
        self.editor.textChanged.connect(self._on_text_changed)
        # What no kernel can need is refused by its length, and never laid out.
        too_long = len(text) > LONGEST_TEXT
        self.editor.setPlainText("" if too_long else text)
        if too_long:
            self._on_too_long(text)
        elif not text:
            self._on_text_changed()
        # What was understood is taken with Enter; else the text is to be put right.
        (self.editor if self._read is None else self.take_button).setFocus()

    def sizeHint(self) -> QSize:
        return QSize(680, 620)

    @property
    def read(self) -> Recognised | None:
        """What the text was recognised as."""
        return self._read

    @property
    def kernel(self) -> Kernel | None:
        """The kernel that would be taken."""
        if self._read is None:
            return None
        return self._read.kernels[max(self.chooser.currentIndex(), 0)]

    def _build(self) -> None:
        self.editor = BoundedText(LONGEST_TEXT)
        self.editor.too_long.connect(self._on_too_long)
        self.editor.setAccessibleName("Text with a kernel")
        self.editor.setToolTip("Paste or type a kernel in any form; Ctrl+Enter takes it")
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(
            "Rows of numbers, spreadsheet cells, ImageMagick, GIMP, ImageJ, libvips, SVG, "
            "Photoshop,\nOpenCV, NumPy, MATLAB, JSON …"
        )
        self.heading = ElidedLabel()
        self.heading.setAccessibleName("What was recognised")
        self.heading.setProperty("role", "heading")
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setAccessibleName("Notes and warnings")
        self.words.setToolTip("What was understood, what may be meant otherwise, or what is wrong")
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.words.setTabChangesFocus(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take_button = self.buttons.addButton("Take", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take_button.setToolTip("Put this kernel in force (Ctrl+Enter)")
        self.take_button.setAccessibleName("Take")
        self.buttons.accepted.connect(self.take)
        self.buttons.rejected.connect(self.reject)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.take)
        column = QVBoxLayout(self)
        column.addWidget(self.editor, 1)
        column.addWidget(self.heading)
        column.addLayout(self._build_findings())
        column.addWidget(self.words)
        column.addWidget(self.buttons)

    def _build_findings(self) -> QHBoxLayout:
        """The kernel's picture, and what comes with the kernel."""
        self.picture = KernelPicture(_PICTURE)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("Which kernel")
        self.chooser.setToolTip("Which of the kernels in the text to take")
        self.chooser.currentIndexChanged.connect(self._try_out)
        self.facts = QLabel()
        self.facts.setAccessibleName("Size, divisor and origin")
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.boxes: dict[str, QCheckBox] = {}
        self._said = dict.fromkeys(SETTINGS, False)
        side = QVBoxLayout()
        side.addWidget(self.chooser)
        side.addWidget(self.facts)
        for name, setting in SETTINGS.items():
            box = self.boxes[name] = QCheckBox()
            box.setToolTip(setting.tip)
            box.toggled.connect(self._on_box_toggled)
            side.addWidget(box)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        """Stands over the panels, which rest meanwhile, and leaves the picture to be seen."""
        super().showEvent(event)
        window = self._window.window().frameGeometry()
        self.move(window.right() - self.width() - _MARGIN, window.top() + 4 * _MARGIN)

    def take(self) -> None:
        """Puts the kernel in force, as one undoable step, and closes."""
        if self._read is None or self.kernel is None:
            return
        pipeline = self._pasted()
        session = self._edits.session
        if self._edits.attempt(self.editor, lambda: session.change(pipeline, "Paste kernel")):
            self.accept()

    def _on_text_changed(self) -> None:
        text = self.editor.toPlainText()
        if len(text) > _AT_ONCE:
            self._show(None, "Reading …", "")
            self._worker.start(partial(_work, text))
            return
        self._worker.cancel()
        try:
            self._on_read(recognise(text))
        except KernelTextError as error:
            self._on_failed(error)

    def _on_read(self, read: object) -> None:
        if not isinstance(read, Recognised):
            return
        self._mark(None)
        self._fill_chooser(read)
        words = "\n".join((*(f"⚠ {warning}" for warning in read.warnings), *read.notes))
        self._show(read, f"Recognised: {read.label}, {read.kernel.size_text}", words)
        self._try_out()

    def _on_too_long(self, text: str) -> None:
        self._on_failed(_refusal_of(text))

    def _on_failed(self, error: object) -> None:
        """The error stands below the text, and its place in the text is marked."""
        words = str(error)
        if isinstance(error, ConvStudioError):
            words = "\n".join(part for part in (error.sentence, error.hint) if part)
        self._show(None, "No kernel recognised", words)
        self._mark(error if isinstance(error, KernelTextError) else None)
        self._edits.session.try_out(None)

    def _show(self, read: Recognised | None, heading: str, words: str) -> None:
        self._read = read
        self.heading.set_full_text(heading)
        self.words.setPlainText(words)
        self.take_button.setEnabled(read is not None)
        for name, box in self.boxes.items():
            box.setText(said(name, read))
            known = read is not None and SETTINGS[name].value(read) is not None
            box.setEnabled(known or (name == "flip" and read is not None))
            # What is not said is not taken; but a flip may be asked for.
            if known != self._said[name]:
                box.setChecked(known)
            self._said[name] = known
        if read is None:
            self.chooser.clear()
            self.chooser.setEnabled(False)
            self.picture.show_kernel(None)
            self.facts.setText(words_of(None))

    def _fill_chooser(self, read: Recognised) -> None:
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for number, kernel in enumerate(read.kernels, 1):
            self.chooser.addItem(
                f"{number} of {len(read.kernels)}: {kernel.name}, {kernel.size_text}"
            )
        self.chooser.blockSignals(False)
        self.chooser.setEnabled(len(read.kernels) > 1)

    def _try_out(self, _index: int = 0) -> None:
        """Shows the map of the kernel, as far as the picture takes it."""
        kernel = self.kernel
        if kernel is None:
            return
        self.picture.show_kernel(kernel)
        self.facts.setText(words_of(kernel))
        try:
            self._edits.session.try_out(self._pasted())
        except ConvStudioError as error:
            self._edits.session.try_out(None)
            self.words.setPlainText(f"{error.sentence}\n{error.hint}".strip())

    def _pasted(self) -> Pipeline:
        assert self._read is not None  # noqa: S101 - asked for with a kernel only
        taken = {name for name, box in self.boxes.items() if box.isChecked()}
        kernel = self.kernel or self._read.kernel
        preset = self._edits.library.matching(kernel)
        kernel = preset.kernel if preset else kernel
        return pasted(self._edits.session.pipeline, self._read, kernel, taken, self._edits.place)

    def _on_box_toggled(self, _checked: bool) -> None:
        self._try_out()

    def _on_finished(self) -> None:
        self._edits.session.try_out(None)
        self._worker.stop()

    def _mark(self, error: KernelTextError | None) -> None:
        """Marks the error's place in the text; Qt counts places in UTF-16."""
        marks = []
        text = self.editor.toPlainText()
        if error is not None and error.end > error.start and error.end - error.start < len(text):
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.editor.document())
            cursor.setPosition(_in_utf16(text, error.start))
            cursor.setPosition(_in_utf16(text, error.end), QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
            style.setBackground(QColor((DARK if dark else LIGHT).refused))
            mark.cursor, mark.format = cursor, style
            marks.append(mark)
        self.editor.setExtraSelections(marks)


def _in_utf16(text: str, place: int) -> int:
    return len(text[:place].encode("utf-16-le")) // 2


def _work(text: str, _cancel: CancelToken, _publish: Publish) -> Recognised:
    return recognise(text)


def _refusal_of(text: str) -> KernelTextError:
    try:
        recognise(text)
    except KernelTextError as error:
        return error
    raise AssertionError("a text of that length is refused")  # pragma: no cover
