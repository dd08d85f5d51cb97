"""The dialog that exports original and map as one labelled picture, with a preview.

Who uses it: someone who writes a paper, a report or a page of a course, and wants both pictures,
the kernel and what the colours mean in one file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from convstudio.gui.files.export.comparison_picture import Labelling, preview
from convstudio.gui.files.export.export_dialog import PICTURE_FORMATS, PreviewedExport, Wording
from convstudio.gui.files.saving.on_view import OnView
from convstudio.gui.files.saving.preview import Preview
from convstudio.gui.files.saving.suggestion import folder_for
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.form import label_for, new_form
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.gui.viewer.modes import MODES
from convstudio.imaging.picture import Picture
from convstudio.jobs.comparison_picture import WAYS, Compared, Scale, whole_area
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken

_WORDING = Wording("export-comparison", "Export comparison", "A comparison", "the picture")
_PREVIEW = QSize(480, 360)
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


class ComparisonDialog(PreviewedExport):
    """How to compare, which part and how large, what is written around it; and what comes of it.

    Signals:
        export_wanted: the Compared, the Labelling and the path.
    """

    export_wanted = Signal(object, object, object)

    def __init__(
        self, parent: QWidget, on_view: OnView, picture: Picture, settings: Settings, name: str
    ) -> None:
        place = folder_for(picture, settings), name
        small = Preview(_PREVIEW, "What will be saved, in small; its pixels are samples.")
        super().__init__(parent, _WORDING, PICTURE_FORMATS, place, picture.path, small)
        self._on_view, self._picture, self._settings = on_view, picture, settings
        self._make_choices()
        self._place_all()
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

    def previewing(self, room: QSize) -> Work:
        compared, labelling = self.compared, self.labelling

        def work(cancel: CancelToken, publish: Publish) -> QImage:
            image, size = preview(compared, labelling, (room.height(), room.width()), cancel)
            publish(size)
            return image

        return work

    def handing_over(self, path: Path) -> Callable[[], None]:
        compared = self.compared

        def hand_over() -> None:
            self._settings.folder = path.parent
            wanted = (name for name, switch in self.switches.items() if switch.isChecked())
            self._settings.comparison_labels = frozenset(wanted)
            self.export_wanted.emit(compared, self.labelling, path)

        return hand_over

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
        self.place_in(form)
        self.lay_out(form)

    def _on_part_chosen(self, _index: int) -> None:
        self._choose_readable()
        self.refresh()
