"""The dialog that saves all maps of a layer as one labelled picture, with a preview.

Who uses it: someone who puts what a trained layer sees into a report, or on the wall.
"""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.files.export.format_field import FormatField
from convstudio.gui.files.saving.place_fields import PlaceFields
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.files.saving.save_buttons import save_buttons
from convstudio.gui.files.saving.suggestion import folder_for, stem_of
from convstudio.gui.map_gallery.map_page import ORDERS, PARTS, TONES, choice_box
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import SwitchBox
from convstudio.gui.panels.form import label_for, muted_label, new_form
from convstudio.gui.qimage import wrap
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.imaging.output import format_named
from convstudio.imaging.picture import Picture
from convstudio.imaging.shrinking import shrunk
from convstudio.jobs.contact_sheet import SheetLayout, contact_sheet, sheet_size
from convstudio.jobs.map_gallery import sheet_saving
from convstudio.jobs.worker import Publish, Worker
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline

_PREVIEW = QSize(480, 320)
_MOST_PREVIEWED = 8_000_000  # pixels of a sheet that is made for the preview
_FORMATS = {name: format_named(name).endings for name in ("PNG", "JPEG", "TIFF")}
_SIDES = (48, 64, 96, 128, 160, 256, 384, 512)
_COLUMNS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32)
_AUTOMATIC = "automatic"


class SheetDialog(QDialog):
    """What of the maps is on the sheet, in which order and tone, how large; and what comes of it.

    Args:
        visible: left, top, right and bottom of what is in view, in the picture's pixels.

    Signals:
        save_wanted: a sentence for the status bar, and the work that saves the sheet.
    """

    save_wanted = Signal(str, object)

    def __init__(
        self,
        parent: QWidget,
        pipeline: Pipeline,
        picture: Picture,
        visible: tuple[float, float, float, float],
        settings: Settings,
    ) -> None:
        super().__init__(parent)
        self._pipeline, self._picture, self._visible = pipeline, picture, visible
        self._settings = settings
        self.notices = Notices(self)
        self.setObjectName("contact-sheet")
        self.setWindowTitle("Export contact sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = f"{stem_of(picture)}-maps.png"
        self.place = PlaceFields(self, folder_for(picture, settings), name)
        self.format = FormatField(self.place, _FORMATS, colours_of(self), "A contact sheet")
        self._make_choices()
        self.preview = Preview(
            _PREVIEW, "What will be saved, in small; its pictures and ranges are of samples."
        )
        self.told = muted_label("Size of the contact sheet")
        self._place_all()
        self._worker = Worker("sheet", newest_wins=True, parent=self)
        self._worker.finished.connect(self._on_previewed)
        self._worker.failed.connect(self._on_failed)
        self.finished.connect(self._worker.stop)
        self.place.select_stem()
        self.refresh()

    # What is chosen

    @property
    def layout_chosen(self) -> SheetLayout:
        """How the sheet will look."""
        columns = self.columns.currentData()
        return SheetLayout(
            int(self.side.currentData()),
            None if columns == _AUTOMATIC else int(columns),
            own=self.tone.currentData() == "own",
            order=self.order.currentData(),
            labels=self.labels.isChecked(),
            visible=self._visible if self.part.currentData() == "view" else None,
        )

    def refresh(self) -> None:
        """Makes the preview anew."""
        pipeline, picture, layout = self._pipeline, self._picture, self.layout_chosen
        try:
            rows, columns = sheet_size(pipeline, picture, layout)
        except ConvStudioError as error:
            self._worker.cancel()
            self._on_failed(error)
            return
        self.told.setText(f"{columns} × {rows} pixels")
        ratio = self.devicePixelRatioF()
        room = round(_PREVIEW.width() * ratio), round(_PREVIEW.height() * ratio)
        share = math.sqrt(_MOST_PREVIEWED / (rows * columns))
        if share < 1:
            layout = replace(layout, side=max(int(layout.side * share), 16))

        def work(cancel: CancelToken, _publish: Publish) -> Picture:
            made = contact_sheet(pipeline, picture, layout, cancel, draft=True)
            scale = min(room[0] / made.width, room[1] / made.height, 1.0)
            width, height = max(round(made.width * scale), 1), max(round(made.height * scale), 1)
            return Picture(shrunk(made.pixels, width, height).copy())

        self._worker.start(work)

    # Its parts

    def _make_choices(self) -> None:
        settings, colours = self._settings, colours_of(self)
        self.part = choice_box("Part", "Which part of every map is shown.", PARTS)
        self.tone = choice_box("Tone", "How values become brightness.", TONES)
        self.order = choice_box("Order", "Which map comes first.", ORDERS)
        self.part.choose(settings.maps_part)
        self.tone.choose(settings.maps_tone)
        self.order.choose(settings.maps_order)
        sides = {
            str(side): (f"{side} pixels", "The longer side of every map's picture.")
            for side in _SIDES
        }
        self.side = choice_box("Thumbnail size", "The longer side of every map's picture.", sides)
        self.side.choose("160")
        counts = {_AUTOMATIC: ("Automatic", "As many as make the sheet about 4:3.")} | {
            str(count): (str(count), "Maps beside each other.") for count in _COLUMNS
        }
        self.columns = choice_box("Columns", "How many maps stand beside each other.", counts)
        self.columns.choose(_AUTOMATIC)
        self.labels = SwitchBox(
            "&Labels", "Number, name and range below each map, and what they are of above all"
        )
        self.labels.setChecked(True)
        self.labels.set_colours(colours)
        self.labels.toggled.connect(self.refresh)
        for box in (self.part, self.tone, self.order, self.side, self.columns):
            box.set_colours(colours)
            box.activated.connect(self.refresh)

    def _place_all(self) -> None:
        form: QFormLayout = new_form()
        for label, box in (
            ("&Part", self.part),
            ("&Tone", self.tone),
            ("&Order", self.order),
            ("Thumbnail si&ze", self.side),
            ("&Columns", self.columns),
        ):
            form.addRow(label_for(label, box), box)
        form.addRow("", self.labels)
        self.place.place_in(form)
        self.format.place_in(form)
        buttons, self.save = save_buttons(self, self._on_save, "the contact sheet")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.told)
        column.addLayout(form)
        column.addWidget(buttons)

    def _on_previewed(self, made: Picture) -> None:
        self.preview.show_image(wrap(made.pixels))

    def _on_failed(self, error: Exception) -> None:
        told = error.sentence if isinstance(error, ConvStudioError) else str(error)
        self.preview.clear()
        self.told.setText(told)

    # Saving

    def _on_save(self) -> None:
        try:
            path = self.format.checked_path()
            layout = self.layout_chosen
            sheet_size(self._pipeline, self._picture, layout)
        except ConvStudioError as error:
            self.notices.show(error, self.place.name)
            return

        def accept() -> None:
            self._settings.folder = path.parent
            self.accept()
            work = sheet_saving(self._pipeline, self._picture, layout, path)
            self.save_wanted.emit(f"Saving {path.name} …", work)

        self.place.save_at(path, self._picture.path, accept)
