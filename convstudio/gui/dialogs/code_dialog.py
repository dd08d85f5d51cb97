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
from convstudio.gui.hand import looked_at
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.jobs.coding import CodeRequest, code_work
from convstudio.jobs.worker import Worker
from convstudio.pipeline.code import TARGETS, Code, Target, target_named

_PAUSE = 40  # milliseconds: a hand that drags makes many pipelines
_LIST_WIDTH = 150
_WARNING_LINES = 4
_SHOWN = 100_000  # characters of the beginning and of the end, where there are many in between
_SCOPES = (
    ("whole", "All maps", "The whole pipeline, with every map of its last layer"),
    ("shown", "The map looked at", "The layers up to the one looked at, and that map of it"),
)


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
        self.scope_label = QLabel("&Maps")
        self.scope = ChoiceBox("Maps", "Which maps the code is to make")
        self.copy_button = QPushButton("&Copy")
        self.save_button = QPushButton("&Save …")
        self._code = Code("")
        self._prepare()
        self._place()
        self._worker = Worker("code", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_written)
        self._worker.failed.connect(self._on_failed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.refresh)
        session.pipeline_changed.connect(self._on_changed)
        session.picture_changed.connect(self._on_changed)
        session.hand_changed.connect(self._on_changed)
        self.targets.currentRowChanged.connect(self._on_target_chosen)
        self.scope.activated.connect(self._on_scope_chosen)
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
        """Writes the code of the pipeline in force; of many weights, in a thread."""
        self._show_scope()
        request = code_request(self._session, self.target, self._settings.code_scope)
        if request.is_long:
            self._enable(False)
            self._worker.start(code_work(request))
        else:
            self._worker.cancel()
            self._write(request)

    def stop(self) -> None:
        """Ends the thread."""
        self._timer.stop()
        self._worker.stop()

    def copy(self) -> None:
        """Puts the code on the clipboard."""
        self._up_to_date()
        QGuiApplication.clipboard().setText(self._code.text)
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
                file.write(self._code.text.encode())
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
        """What was edited a moment ago counts: it is written at once."""
        if self._timer.isActive() or self._worker.busy:
            self._timer.stop()
            self._worker.cancel()
            self._write(code_request(self._session, self.target, self._settings.code_scope))

    def _write(self, request: CodeRequest) -> None:
        try:
            code = request.written()
        except ValidationError as error:
            code = _refused(error)
        self._show(code)

    def _show(self, code: Code) -> None:
        self._code = code
        text = _abridged(code.text)
        if text != self.text.toPlainText():
            bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
            places = [bar.value() for bar in bars]
            self.text.setPlainText(text)
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
        self.warnings.setPlainText("\n".join(f"• {text}" for text in code.warnings))
        self.warnings.setVisible(bool(code.warnings))
        self._enable(bool(code.text))

    def _enable(self, on: bool) -> None:
        for button in (self.copy_button, self.save_button):
            button.setEnabled(on)

    def _show_scope(self) -> None:
        """Only a pipeline of which more can be written than is looked at offers a choice."""
        session = self._session
        offered = looked_at(session.pipeline, session.hand, session.picture) != session.pipeline
        self.scope.setVisible(offered)
        self.scope_label.setVisible(offered)
        self.scope.choose(self._settings.code_scope)

    def _on_written(self, code: object) -> None:
        if isinstance(code, Code):
            self._show(code)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ValidationError):
            self._show(_refused(error))
        else:
            self.notices.show(error)

    def _on_scope_chosen(self) -> None:
        self._settings.code_scope = self.scope.currentData()
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

    def _prepare(self) -> None:
        """Fills and names its parts."""
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
        for value, name, tip in _SCOPES:
            self.scope.add_choice(value, name, tip)
        self.scope.setFixedWidth(_LIST_WIDTH)
        self.scope_label.setBuddy(self.scope)

    def _place(self) -> None:
        label = QLabel("&Program")
        label.setBuddy(self.targets)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(label)
        left.addWidget(self.targets, 1)
        left.addWidget(self.scope_label)
        left.addWidget(self.scope)
        right.addWidget(self.warnings)
        right.addWidget(self.text, 1)
        across = QHBoxLayout()
        across.addLayout(left)
        across.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.addLayout(across, 1)
        column.addWidget(buttons)


def code_request(session: Session, target: Target, scope: str) -> CodeRequest:
    """What is to be written of the session's pipeline, for pictures such as the open one.

    Args:
        scope: ``"whole"``, or ``"shown"``: no more than is looked at.
    """
    pipeline, picture = session.pipeline, session.picture
    if scope == "shown":
        pipeline = looked_at(pipeline, session.hand, picture)
    return CodeRequest(pipeline, target.identifier, picture)


def _refused(error: ValidationError) -> Code:
    return Code("", (error.sentence, *([error.hint] if error.hint else [])))


def _abridged(text: str) -> str:
    """What can be read of a long text: its beginning and its end."""
    if len(text) <= 2 * _SHOWN:
        return text
    begin, end = text.rfind("\n", 0, _SHOWN), text.find("\n", len(text) - _SHOWN)
    left_out = f"{end - begin:,} characters are not shown here: Copy and Save take all of them"
    return f"{text[:begin]}\n\n… {left_out} …\n{text[end:]}"
