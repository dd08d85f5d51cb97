"""The dialog that saves a feature map: format, depth, as shown or raw, and what that loses.

Who uses it: a photographer who wants the picture as it is on screen; an engineer who wants the
numbers, and must know which of them a file keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from convstudio.errors import ArgumentValueError, ConvStudioError, PictureWriteError
from convstudio.gui.files.saving.output_fields import OutputFields
from convstudio.gui.files.saving.place_fields import PlaceFields
from convstudio.gui.files.saving.save_buttons import save_buttons
from convstudio.gui.files.saving.suggestion import folder_for, output_for
from convstudio.gui.notices import Notices
from convstudio.gui.numerals import shown
from convstudio.gui.panels.form import muted_label, new_form, rule
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.imaging.format_limits import require_fit
from convstudio.imaging.output import Depth, Output, format_for
from convstudio.imaging.own_depth import is_deep
from convstudio.imaging.picture import Picture
from convstudio.jobs.saving import Lost, losing
from convstudio.jobs.worker import Worker
from convstudio.pipeline.developing import sheet_of
from convstudio.pipeline.losses import Loss
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.tally import Tally

_WIDTH = 600
_LINES = 10  # of what is lost: nothing moves when they change


class SaveDialog(QDialog):
    """Name, folder and kind of file; what the choice loses is found out in the background.

    Signals:
        save_wanted: the path and the Output that were chosen.
    """

    save_wanted = Signal(object, object)

    def __init__(
        self, parent: QWidget, pipeline: Pipeline, picture: Picture, settings: Settings, stem: str
    ) -> None:
        super().__init__(parent)
        self._pipeline, self._picture, self._settings = pipeline, picture, settings
        # What was counted of the whole map, by depth, and as shown or raw.
        self._counted: dict[tuple[Depth, bool], Tally] = {}
        self._following = False
        self.notices = Notices(self)
        self.setObjectName("save-map")
        self.setWindowTitle("Save feature map")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        # Of a deep picture 8 bits lose most: who wants them chooses them.
        first = output_for(picture, settings)
        if self._refusal(first) is not None:
            first = Output()
        # Not remembered, for it is of this map: what nobody chose before, nor now.
        self._proposed = None if first == settings.output else first
        deeper: Depth | None = "16" if is_deep(picture) and first.depth == "8" else None
        self.output = OutputFields(first, colours_of(self), depth=deeper)
        ending = first.kind.endings[0]
        self.place = PlaceFields(self, folder_for(picture, settings), f"{stem}{ending}")
        self.summary = muted_label("What is saved")
        self.lost = QLabel()
        self.lost.setAccessibleName("What is lost")
        self.lost.setTextFormat(Qt.TextFormat.PlainText)
        self.lost.setWordWrap(True)
        self.lost.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.lost.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        self._place_all()
        self._worker = Worker("losses", newest_wins=True, parent=self)
        self._worker.published.connect(self._show_lost)
        self._worker.finished.connect(self._on_looked)
        self._worker.failed.connect(self._on_failed)
        self.place.changed.connect(self._on_place_changed)
        self.output.changed.connect(self._on_output_changed)
        self.finished.connect(self._worker.stop)
        self.place.select_stem()
        self._look()

    def _place_all(self) -> None:
        form = new_form()
        self.place.place_in(form)
        self.output.place_in(form)
        heading = QLabel("What is lost")
        heading.setProperty("role", "heading")
        buttons, self.save = save_buttons(self, self._on_save, "the file")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self.summary)
        column.addWidget(rule())
        column.addWidget(heading)
        column.addWidget(self.lost, 1)
        column.addWidget(buttons)

    # Name and format follow each other

    def _on_place_changed(self) -> None:
        if self._following:
            return
        try:
            known = format_for(self.place.path)
        except PictureWriteError:
            return  # an ending that is being typed; a wrong one is refused at the end
        self._follow(lambda: self.output.choose_format(known.name))

    def _on_output_changed(self) -> None:
        if not self._following:
            kind = self.output.output.kind
            if self.place.path.suffix.lower() not in kind.endings:
                self._follow(lambda: self.place.set_ending(kind.endings[0]))
        self._look()

    def _follow(self, change: Callable[[], None]) -> None:
        self._following = True
        change()
        self._following = False

    # What is lost

    def _look(self) -> None:
        """Finds out what would be lost; what is exact of the map's values is exact for all."""
        output = self.output.output
        rows, columns = check(self._pipeline, self._picture)
        self.summary.setText(f"{columns} × {rows} pixels · {_in_words(output)}")
        known = self._counted.get((output.depth, output.raw))
        self._worker.start(losing(self._pipeline, self._picture, output, known))

    def _on_looked(self, lost: Lost) -> None:
        output = self.output.output
        if lost.counted is not None:
            self._counted[output.depth, output.raw] = lost.counted
        self._show_lost(lost)

    def _show_lost(self, lost: Lost) -> None:
        lines = [_line(loss, exact=lost.exact) for loss in lost.losses]
        if not lost.exact:
            lines.append("Looking at the values of the whole map …")
        elif not lines:
            lines = ["Nothing: the file holds all of what is saved."]
        self.lost.setText("\n".join(lines))

    def _on_failed(self, error: Exception) -> None:
        """Above all: the format cannot hold a map of this size."""
        told = str(error)
        if isinstance(error, ConvStudioError):
            told = f"{error.sentence}\n{error.hint}".strip()
        self.lost.setText(told)

    def _refusal(self, output: Output) -> PictureWriteError | None:
        """Why a format cannot hold the map at all, if so."""
        try:
            require_fit(sheet_of(self._pipeline, self._picture, output), output)
        except PictureWriteError as error:
            return error
        except ArgumentValueError:  # of the pipeline, and so of every format
            return None
        return None

    # Saving

    def _on_save(self) -> None:
        try:
            path = self._checked_path()
        except ConvStudioError as error:
            self.notices.show(error, self.place.name)
            return
        if (refusal := self._refusal(self.output.output)) is not None:
            self.notices.show(refusal, self.output.format)
            return
        self.place.save_at(path, self._picture.path, lambda: self._accept(path))

    def _checked_path(self) -> Path:
        path = self.place.check(self.output.output.kind.endings[0])
        format_for(path)
        return path

    def _accept(self, path: Path) -> None:
        self._settings.folder = path.parent
        if (chosen := self.output.to_remember) != self._proposed:  # which nobody chose
            self._settings.output = chosen
        self.accept()
        self.save_wanted.emit(path, self.output.output)


def _line(loss: Loss, *, exact: bool) -> str:
    """``• Negative values clipped: 12 %``."""
    so_far = " so far" if loss.share is not None and not exact else ""
    return f"• {shown(loss.words)}{so_far}"


def _in_words(output: Output) -> str:
    kind = {"8": "8 bits", "16": "16 bits", "float": "32-bit float"}[output.depth]
    return f"{kind} a sample · {'the numbers themselves' if output.raw else 'as shown'}"
