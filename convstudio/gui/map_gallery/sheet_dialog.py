"""The dialog that saves all maps of a layer as one labelled picture, with a preview.

Who uses it: someone who puts what a trained layer sees into a report, or on the wall.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from convstudio.gui.files.export.export_dialog import PICTURE_FORMATS, PreviewedExport, Wording
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.files.saving.suggestion import folder_for, stem_of
from convstudio.gui.map_gallery.map_page import ORDERS, PARTS, TONES, choice_box
from convstudio.gui.panels.boxes import SwitchBox
from convstudio.gui.panels.form import label_for, new_form
from convstudio.gui.qimage import wrap
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.imaging.picture import Picture
from convstudio.imaging.shrinking import shrunk
from convstudio.jobs.contact_sheet import SheetLayout, contact_sheet, sheet_size
from convstudio.jobs.map_gallery import sheet_saving
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline

_WORDING = Wording("contact-sheet", "Export contact sheet", "A contact sheet", "the contact sheet")
_PREVIEW = QSize(480, 320)
_MOST_PREVIEWED = 8_000_000  # pixels of a sheet that is made for the preview
_SIDES = (48, 64, 96, 128, 160, 256, 384, 512)
_COLUMNS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32)
_AUTOMATIC = "automatic"


class SheetDialog(PreviewedExport):
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
        place = folder_for(picture, settings), f"{stem_of(picture)}-maps.png"
        small = Preview(_PREVIEW, "What will be saved, in small; its pictures are samples.")
        told = "Size of the contact sheet"
        super().__init__(parent, _WORDING, PICTURE_FORMATS, place, picture.path, small, told)
        self._pipeline, self._picture, self._visible = pipeline, picture, visible
        self._settings = settings
        self._make_choices()
        self._place_all()
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

    def previewing(self, room: QSize) -> Work:
        pipeline, picture, layout = self._pipeline, self._picture, self.layout_chosen
        rows, columns = sheet_size(pipeline, picture, layout)
        self.tell_size((rows, columns))
        share = math.sqrt(_MOST_PREVIEWED / (rows * columns))
        if share < 1:
            layout = replace(layout, side=max(int(layout.side * share), 16))

        def work(cancel: CancelToken, _publish: Publish) -> QImage:
            made = contact_sheet(pipeline, picture, layout, cancel, draft=True)
            scale = min(room.width() / made.width, room.height() / made.height, 1.0)
            width, height = max(round(made.width * scale), 1), max(round(made.height * scale), 1)
            return wrap(shrunk(made.pixels, width, height)).copy()

        return work

    def handing_over(self, path: Path) -> Callable[[], None]:
        layout = self.layout_chosen
        sheet_size(self._pipeline, self._picture, layout)

        def hand_over() -> None:
            self._settings.folder = path.parent
            work = sheet_saving(self._pipeline, self._picture, layout, path)
            self.save_wanted.emit(f"Saving {path.name} …", work)

        return hand_over

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
        form = new_form()
        for label, box in (
            ("&Part", self.part),
            ("&Tone", self.tone),
            ("&Order", self.order),
            ("Thumbnail si&ze", self.side),
            ("&Columns", self.columns),
        ):
            form.addRow(label_for(label, box), box)
        form.addRow("", self.labels)
        self.place_in(form)
        self.lay_out(form)
