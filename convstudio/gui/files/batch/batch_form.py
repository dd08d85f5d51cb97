"""Where a batch puts its outputs, what they are called and saved as, and how it works."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from convstudio.errors import ArgumentValueError, BatchError, ConvStudioError
from convstudio.gui.files.saving.output_fields import OutputFields
from convstudio.gui.panels.boxes import SwitchBox
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.form import label_for
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.jobs.batch.names import FIELDS, checked_template, names_map, with_format
from convstudio.jobs.batch.plan import Request
from convstudio.jobs.batch.running import MOST_JOBS
from convstudio.kernel.notation import parse_integer
from convstudio.numerics.tiles import usable_cores
from convstudio.paths import is_folder
from convstudio.pipeline.pipeline import Pipeline

_NAME = "{stem}-{kernel}"
_NAME_TIP = "\n".join(
    [
        "What the outputs are called; the ending is the format's. In braces:",
        *(f"{{{name}}}: {help_}" for name, help_ in FIELDS.items() if name != "ending"),
        "Of outputs of one name the second is numbered.",
    ]
)


class BatchForm(QObject):
    """Folder, name, format and ways of working.

    Signals:
        changed: any of them is another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self._parent, self._settings = parent, settings
        self.folder = QLineEdit()
        self.folder.setPlaceholderText("A folder; it is made if it is not there")
        self.browse = QPushButton("&Browse …")
        self.name = QLineEdit(_NAME)
        self.output = OutputFields(settings.output, colours_of(parent), may_follow=True)
        self.jobs = NumberField(
            "At once",
            "How many pictures are worked on at once; fewer where memory would not hold them.",
            minimum=1,
            maximum=MOST_JOBS,
        )
        self._jobs = usable_cores()
        self.jobs.show_value(self._jobs)
        self.jobs.set_colours(colours_of(parent))
        self.resume = SwitchBox(
            "Pass over &what is done",
            "Leaves out what an earlier batch did where picture, pipeline and output are as they "
            "were.",
        )
        self.all_parts = SwitchBox(
            "All pa&ges, frames and arrays", "Takes every part of a file, and not its first alone."
        )
        self.overwrite = SwitchBox(
            "Replace files that are th&ere",
            "Replaces files of the same names that no batch has made. The pictures themselves are "
            "never replaced.",
        )
        self._name_parts()
        self._connect()

    def place_in(self, form: QFormLayout) -> None:
        """Adds folder, name and number at once to a form."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        form.addRow(label_for("Output fol&der", self.folder), row)
        form.addRow(label_for("&Name", self.name), self.name)
        form.addRow(label_for("A&t once", self.jobs), self.jobs)

    @property
    def switches(self) -> tuple[SwitchBox, ...]:
        """What is on or off."""
        return self.resume, self.all_parts, self.overwrite

    def request(self, pipeline: Pipeline) -> Request:
        """What is asked for.

        Raises:
            BatchError: there is no folder yet.
            ArgumentValueError: a name that cannot be; see ``checked_template``.
        """
        text = self.folder.text().strip()
        if not text or "\0" in text:
            raise BatchError("There is no output folder yet.", hint="Choose one.")
        template = self.template
        if names_map(template):  # each of them, whichever is looked at
            pipeline = replace(pipeline, map=None)
        return Request(
            pipeline,
            _expanded(text),
            template,
            self.output.output,
            all_parts=self.all_parts.isChecked(),
            resume=self.resume.isChecked(),
            overwrite=self.overwrite.isChecked(),
            depth_follows=self.output.depth_follows,
        )

    @property
    def template(self) -> str:
        """The name with the ending of the format.

        Raises:
            ArgumentValueError: it cannot be a name.
        """
        text = self.name.text().strip()
        if not text:
            raise ArgumentValueError("name", given="nothing", wanted=f"such as {_NAME}")
        return checked_template(with_format(text, self.output.output.format))

    @property
    def at_once(self) -> int:
        """How many pictures at once."""
        return self._jobs

    def keep(self) -> None:
        """Remembers what was chosen for the next time."""
        self._settings.output = self.output.to_remember

    def suggest_folder(self, first: Path) -> None:
        """A folder beside the first picture, as long as none was chosen."""
        if not self.folder.text().strip():
            beside = first if is_folder(first) else first.parent
            self.folder.setText(str(beside / "feature maps"))

    def ask_folder(self) -> None:
        """Asks for the folder of the outputs."""
        start = self.folder.text().strip() or str(self._settings.folder)
        dialog = QFileDialog(self._parent, "Output folder", start)
        dialog.setObjectName("batch-output")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _name_parts(self) -> None:
        for widget, name, tip in (
            (self.folder, "Output folder", "Where the outputs go. It is made if it is not there."),
            (self.browse, "Browse", "Choose the folder"),
            (self.name, "Name of the outputs", _NAME_TIP),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(in_lines(tip))
        self.browse.setAutoDefault(False)

    def _connect(self) -> None:
        self.browse.clicked.connect(self.ask_folder)
        for line in (self.folder, self.name):
            line.textChanged.connect(self.changed)
        self.output.changed.connect(self.changed)
        self.jobs.text_entered.connect(self._on_jobs_entered)
        for switch in self.switches:
            switch.toggled.connect(self.changed)

    def _on_jobs_entered(self, text: str) -> None:
        try:
            number = parse_integer(text, "at once")
            if not 1 <= number <= MOST_JOBS:
                raise ArgumentValueError(
                    "at once", given=str(number), wanted=f"from 1 to {MOST_JOBS}"
                )
        except ConvStudioError as error:
            self.jobs.show_value(self._jobs)
            self.jobs.mark(error)
            return
        self._jobs = number
        self.jobs.show_value(number)


def _expanded(text: str) -> Path:
    """A path as typed; ~ is the home, where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
