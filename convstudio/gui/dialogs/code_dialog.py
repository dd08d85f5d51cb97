"""The pipeline as code for other programs.

Who uses it: someone who has found an effect here, and needs it in a script, a shader or a drawing.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.atomic import atomic_file, reason
from convstudio.errors import CodeFileError, ValidationError
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.pipeline.code import TARGETS, Code, Target, target_named, write_code

_PAUSE = 40  # milliseconds: a hand that drags makes many pipelines
_LIST_WIDTH = 150
_WARNING_LINES = 4


class CodeDialog(QDialog):
    """Targets on the left, the code on the right, live.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, session: Session, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self.setWindowTitle("Export code")
        self._session, self._settings = session, settings
        self.notices = Notices(self)
        self.targets = QListWidget()
        self.warnings = QPlainTextEdit()
        self.text = QPlainTextEdit()
        self.copy_button = QPushButton("&Copy")
        self.save_button = QPushButton("&Save …")
        self._place()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.refresh)
        session.pipeline_changed.connect(self._on_changed)
        session.picture_changed.connect(self._on_changed)
        self.targets.currentRowChanged.connect(self._on_target_chosen)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.ask_save)
        self.choose(settings.code_target)
        self.resize(self.sizeHint())

    @property
    def target(self) -> Target:
        """The target that is chosen."""
        return TARGETS[max(self.targets.currentRow(), 0)]

    def choose(self, identifier: str) -> None:
        """Chooses a target by its identifier."""
        self.targets.setCurrentRow(TARGETS.index(target_named(identifier)))

    def refresh(self) -> None:
        """Writes the code of the pipeline in force."""
        try:
            code = code_in_force(self._session, self.target)
        except ValidationError as error:
            code = Code("", (error.sentence, *([error.hint] if error.hint else [])))
        if code.text != self.text.toPlainText():
            bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
            places = [bar.value() for bar in bars]
            self.text.setPlainText(code.text)
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
        self.warnings.setPlainText("\n".join(f"• {text}" for text in code.warnings))
        self.warnings.setVisible(bool(code.warnings))
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(code.text))

    def copy(self) -> None:
        """Puts the code on the clipboard."""
        self._up_to_date()
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.told.emit(f"Copied code for {self.target.label}.")

    def ask_save(self) -> None:
        """Asks where to save the code."""
        target = self.target
        dialog = QFileDialog(self, f"Save code for {target.label}", str(self._settings.folder))
        dialog.setObjectName("save-code")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        ending = target.extension
        dialog.setNameFilters([f"{target.label} code (*.{ending})", "All files (*)"])
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"feature_map.{ending}")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def save(self, path: Path) -> None:
        """Saves the code; a refusal is told, and the file that stood there before is unchanged."""
        self._up_to_date()
        try:
            with atomic_file(path) as file:
                file.write(self.text.toPlainText().encode())
        except OSError as error:
            self.notices.show(
                CodeFileError(
                    f"“{path.name}” could not be saved: {reason(error)}.",
                    hint="Choose another folder or name; the code is still here.",
                ),
                return_to=self.save_button,
            )
            return
        self._settings.folder = path.parent
        self.told.emit(f"Saved {path.name}.")

    def sizeHint(self) -> QSize:
        return QSize(860, 620)

    def _up_to_date(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.refresh()

    def _on_changed(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _on_target_chosen(self) -> None:
        self._settings.code_target = self.target.identifier
        self.text.setPlainText("")  # another program: its beginning, not where the last one was
        self.refresh()

    def _on_file_selected(self, name: str) -> None:
        self.save(Path(name))

    def _place(self) -> None:
        for target in TARGETS:
            item = QListWidgetItem(target.label)
            item.setToolTip(target.help)
            self.targets.addItem(item)
        self.targets.setFixedWidth(_LIST_WIDTH)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.text.setFont(fixed)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        # Always as high, whatever it says, so that the code does not jump under the eye.
        line = self.warnings.fontMetrics().lineSpacing()
        self.warnings.setFixedHeight(_WARNING_LINES * line + 2 * self.warnings.frameWidth() + 10)
        for widget, name, tip in (
            (self.targets, "Programs", "For which program the pipeline is written down"),
            (self.warnings, "What the program cannot do", "Also at the head of the code"),
            (self.text, "Code", "The whole pipeline; it follows every edit"),
            (self.copy_button, "Copy the code", "Put the code on the clipboard"),
            (self.save_button, "Save the code", "Save the code as a file"),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        for text in (self.warnings, self.text):
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        label = QLabel("&Program")
        label.setBuddy(self.targets)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(label)
        left.addWidget(self.targets)
        right.addWidget(self.warnings)
        right.addWidget(self.text, 1)
        across = QHBoxLayout()
        across.addLayout(left)
        across.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.addLayout(across, 1)
        column.addWidget(buttons)


def code_in_force(session: Session, target: Target) -> Code:
    """The session's pipeline as code, for pictures such as the open one; 8-bit RGB without one.

    Raises:
        ArgumentValueError: a channel is asked for that the picture lacks.
    """
    picture = session.picture
    if picture is None:
        return write_code(session.pipeline, target.identifier)
    return write_code(
        session.pipeline,
        target.identifier,
        full_range=picture.full_range,
        has_alpha=picture.has_alpha,
        colours=picture.colour.shape[2],
        size=(picture.height, picture.width),
    )
