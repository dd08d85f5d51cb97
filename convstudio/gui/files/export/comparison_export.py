"""The dialog that exports original and map as one labelled picture, with a preview.

Who uses it: someone who writes a paper, a report or a page of a course, and wants both pictures,
the kernel and what the colours mean in one file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from convstudio.errors import ConvStudioError
from convstudio.gui.files.export.comparison_picture import Labelling, exporting, preview
from convstudio.gui.files.export.format_field import FormatField
from convstudio.gui.files.saving.on_view import OnView
from convstudio.gui.files.saving.place_fields import PlaceFields
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.files.saving.save_buttons import save_buttons
from convstudio.gui.files.saving.suggestion import folder_for, stem_of
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.form import label_for, muted_label, new_form
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.gui.viewer.modes import MODES
from convstudio.imaging.output import format_named
from convstudio.imaging.picture import Picture
from convstudio.jobs.comparison_picture import WAYS, Compared, Scale, whole_area
from convstudio.jobs.worker import Publish, Work, Worker
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken

_PREVIEW = QSize(480, 360)
_FORMATS = {name: format_named(name).endings for name in ("PNG", "JPEG", "TIFF")}
_SCALES = {
    "1/8": Scale(down=8),
    "1/4": Scale(down=4),
    "1/2": Scale(down=2),
    "1": Scale(),
    "2": Scale(up=2),
    "4": Scale(up=4),
    "8": Scale(up=8),
    "16": Scale(up=16),
    "32": Scale(up=32),
}
_READABLE = 480  # pixels: smaller panels are offered enlarged
_SWITCHES = {
    "captions": ("&Captions", "Title, names and sizes above, and below what was done in words"),
    "kernel": ("&Kernel", "The kernel with its weights"),
    "colour_bar": ("Colour ba&r", "Which colour of the map stands for which value"),
}


class ComparisonExport(QObject):
    """Asks what is compared and how, and has it saved.

    Args:
        start: takes the work that returns Saved.
    """

    def __init__(
        self,
        on_view: OnView,
        settings: Settings,
        start: Callable[[str, Work], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._on_view, self._settings, self._start = on_view, settings, start
        self._window = window

    def ask(self) -> None:
        """Asks for all of it, with a preview."""
        picture = self._on_view.picture()
        if picture is None:
            return
        name = f"{stem_of(picture)}-comparison.png"
        dialog = ComparisonDialog(self._window, self._on_view, picture, self._settings, name)
        dialog.export_wanted.connect(self.export)
        dialog.open()

    def export(self, compared: Compared, labelling: Labelling, path: Path) -> None:
        """Saves a comparison in the background."""
        self._start(f"Saving {path.name} …", exporting(compared, labelling, path))


class ComparisonDialog(QDialog):
    """How to compare, which part and how large, what is written around it; and what comes of it.

    Signals:
        export_wanted: the Compared, the Labelling and the path.
    """

    export_wanted = Signal(object, object, object)

    def __init__(
        self, parent: QWidget, on_view: OnView, picture: Picture, settings: Settings, name: str
    ) -> None:
        super().__init__(parent)
        self._on_view, self._picture, self._settings = on_view, picture, settings
        self.notices = Notices(self)
        self.setObjectName("export-comparison")
        self.setWindowTitle("Export comparison")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place = PlaceFields(self, folder_for(picture, settings), name)
        self.format = FormatField(self.place, _FORMATS, colours_of(self), "A comparison")
        self._make_choices()
        self.preview = Preview(_PREVIEW, "What will be saved, in small; its pixels are samples.")
        self.told = muted_label("Size of the export")
        self._place_all()
        self._worker = Worker("preview", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_previewed)
        self._worker.failed.connect(self._on_failed)
        self.finished.connect(self._worker.stop)
        self.place.select_stem()
        self.refresh()

    # What is chosen

    @property
    def compared(self) -> Compared:
        """What will be compared."""
        return self._on_view.compared(
            self._picture, self.way.currentData(), self._scale, visible=self._visible
        )

    @property
    def labelling(self) -> Labelling:
        """What will be written around it."""
        on = {name: switch.isChecked() for name, switch in self.switches.items()}
        return Labelling(**on, family=QFontInfo(self.font()).family())

    @property
    def area(self) -> Region:
        """The part of the picture's plane that is chosen."""
        if self._visible:
            return self._on_view.area(self._picture)
        return whole_area(self._on_view.session.pipeline, self._picture)

    @property
    def _visible(self) -> bool:
        return bool(self.part.currentData() == "visible")

    @property
    def _scale(self) -> Scale:
        return _SCALES[cast(str, self.scale.currentData())]

    def refresh(self) -> None:
        """Makes the preview anew."""
        try:
            compared, labelling = self.compared, self.labelling
        except ConvStudioError as error:
            self._on_failed(error)
            return
        ratio = self.devicePixelRatioF()
        room = round(_PREVIEW.height() * ratio), round(_PREVIEW.width() * ratio)

        def work(cancel: CancelToken, _publish: Publish) -> tuple[QImage, tuple[int, int]]:
            return preview(compared, labelling, room, cancel)

        self._worker.start(work)

    # Its parts

    def _make_choices(self) -> None:
        colours = colours_of(self)
        self.way = ChoiceBox("Arrangement", "How original and feature map are put together.")
        for way in WAYS:
            self.way.add_choice(way, MODES[way].text.replace("&", ""), MODES[way].tip)
        self.way.choose(self._on_view.way)
        self.part = ChoiceBox("Part", "Which part of the picture is exported.")
        self.part.add_choice("whole", "The whole picture", "All of it, and of the map.")
        self.part.add_choice("visible", "What is in view", "The part that the views show now.")
        self.part.choose("whole")
        self.scale = ChoiceBox("Scale", "Pixels of the export to one of the picture.")
        for name, scale in _SCALES.items():
            per_cent = f"{100 * scale.factor:g}"
            tip = "Means of blocks of pixels." if scale.down > 1 else "Pixels as squares."
            label = f"{per_cent} %" if scale != Scale() else "100 %, full size"
            self.scale.add_choice(name, label, tip if scale != Scale() else "Pixel for pixel.")
        self._choose_readable()
        self.switches = {}
        for name, (text, tip) in _SWITCHES.items():
            self.switches[name] = switch = SwitchBox(text, tip)
            switch.setChecked(name in self._settings.comparison_labels)
            switch.set_colours(colours)
            switch.toggled.connect(self.refresh)
        for box in (self.way, self.part, self.scale):
            box.set_colours(colours)
        self.way.activated.connect(self.refresh)
        self.scale.activated.connect(self.refresh)
        self.part.activated.connect(self._on_part_chosen)

    def _choose_readable(self) -> None:
        """Full size, or the least enlargement that shows single pixels of something small."""
        area = self.area
        longer = max(area.bottom - area.top, area.right - area.left)
        fitting = [
            name
            for name, scale in _SCALES.items()
            if scale.down == 1 and longer * scale.up >= _READABLE
        ]
        self.scale.choose(fitting[0] if fitting else list(_SCALES)[-1])

    def _place_all(self) -> None:
        form = new_form()
        for label, box in (
            ("&Arrangement", self.way),
            ("&Part", self.part),
            ("&Scale", self.scale),
        ):
            form.addRow(label_for(label, box), box)
        row = QHBoxLayout()
        row.setSpacing(12)
        for switch in self.switches.values():
            row.addWidget(switch)
        row.addStretch(1)
        form.addRow(QLabel("Labels"), row)
        self.place.place_in(form)
        self.format.place_in(form)
        buttons, self.save = save_buttons(self, self._on_save, "the picture")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.told)
        column.addLayout(form)
        column.addWidget(buttons)

    def _on_part_chosen(self, _index: int) -> None:
        self._choose_readable()
        self.refresh()

    def _on_previewed(self, made: tuple[QImage, tuple[int, int]]) -> None:
        image, (rows, columns) = made
        self.preview.show_image(image)
        self.told.setText(f"{columns} × {rows} pixels")

    def _on_failed(self, error: Exception) -> None:
        told = error.sentence if isinstance(error, ConvStudioError) else str(error)
        self.preview.clear()
        self.told.setText(told)

    # Saving

    def _on_save(self) -> None:
        try:
            path = self.format.checked_path()
            compared = self.compared
        except ConvStudioError as error:
            self.notices.show(error, self.place.name)
            return

        def accept() -> None:
            self._settings.folder = path.parent
            wanted = (name for name, switch in self.switches.items() if switch.isChecked())
            self._settings.comparison_labels = frozenset(wanted)
            self.accept()
            self.export_wanted.emit(compared, self.labelling, path)

        self.place.save_at(path, self._picture.path, accept)
