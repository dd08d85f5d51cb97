"""The dialog that fills a layer with filters: from the library, a family, chance or a file.

Who uses it: someone who wants a whole bank at once, and sees what it makes of the picture before it
is in force.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.banks.file_fill import FileFill
from convstudio.gui.banks.fill_page import Filled, FillPage, Target
from convstudio.gui.banks.filter_tiles import FilterTiles
from convstudio.gui.banks.library_fill import LibraryFill
from convstudio.gui.banks.random_fill import RandomFill
from convstudio.gui.banks.sweep_fill import SweepFill
from convstudio.gui.dialogs.trial_dialog import EDGE, TrialDialog, TrialWording
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.form import label_for, new_form
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.theme import colours_of
from convstudio.jobs.worker import Publish, Work
from convstudio.kernel.library import Library
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.filling import put_back
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.single_filter import bank_of
from convstudio.pipeline.viewing import maps_of, picture_maps

_SIZE = QSize(470, 690)  # pixels
_ROOM = 80  # above and below, on a low screen
_TILES = 118  # pixels: two rows of tiles
_NO_PICTURE = Maps(1, 3)


class FillDialog(TrialDialog):
    """Pages, the tiles of their filters, and the picture as it would be behind it."""

    def __init__(
        self, session: Session, library: Library, settings: Settings, parent: QWidget
    ) -> None:
        layer = session.layer
        assert isinstance(layer, Convolution | Bank)  # noqa: S101 - the action is off otherwise
        title = f"Fill filters of “{layer.title}”"
        wording = TrialWording("fill-filters", title, "these filters", "the layer")
        super().__init__(session, parent, wording, 2 * EDGE)
        self._hand = session.hand
        self._index = session.hand.layer
        self._layer = layer
        self._target = Target(bank_of(layer), maps_below(session))
        self.notices = Notices(self)
        self._make_parts(library, settings)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.make)
        self._connect()
        self.resize(self.sizeHint())
        self.make()

    def _make_parts(self, library: Library, settings: Settings) -> None:
        kernel = self._session.kernel
        self.library = LibraryFill(library)
        self.sweep = SweepFill(kernel.recipe if kernel is not None else None)
        self.random = RandomFill(self._target.bank, self._target.below)
        self.file = FileFill(self._target.below, settings)
        self.tabs = QTabWidget()
        self.tiles = FilterTiles()
        self.place = ChoiceBox("Put them", "Whether the layer keeps the filters that it has.")

    @property
    def page(self) -> FillPage:
        """The page that is looked at."""
        page = self.tabs.currentWidget()
        assert isinstance(page, FillPage)  # noqa: S101 - there are no others
        return page

    @property
    def pages(self) -> tuple[FillPage, ...]:
        """All of them."""
        return self.library, self.sweep, self.random, self.file

    def show_page(self, page: FillPage) -> None:
        """Looks at a page."""
        self.tabs.setCurrentWidget(page)

    def make(self) -> None:
        self._soon.stop()
        self.ok.setEnabled(False)
        super().make()

    def working(self) -> Work:
        """The filters that the page asks for."""
        target = Target(self._target.bank, self._target.below, self.place.currentData())
        fill = self.page.fill()

        def work(_cancel: CancelToken, _publish: Publish) -> Filled:
            return fill(target)

        return work

    def try_out(self, made: Filled) -> str:
        self.tiles.show_filters(made.weights, made.names)
        if made.bank is None:
            raise made.error or ConvStudioError("There are no such filters.")
        layer = put_back(self._layer, made.bank)
        self._session.try_out(self._session.pipeline.with_layer(self._index, layer))
        self._look_at(self.tiles.row)
        words = described(made.bank, self._target.below)
        if isinstance(self._layer, Convolution) and isinstance(layer, Bank):
            weighted = self._layer.alpha != "kept" and self._target.below.has_alpha
            words += " Alpha is kept as it is: several filters do not weight it." * weighted
        return words

    def put(self, made: Filled) -> bool:
        if made.bank is None:
            return False
        layer = put_back(self._layer, made.bank)
        self._session.put_layer(self._index, layer, self.page.step)
        self._look_at(self.tiles.row)
        return True

    def sizeHint(self) -> QSize:
        room = self.screen().availableSize() - QSize(0, _ROOM)
        return _SIZE.boundedTo(room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.page.begin()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file of arrays that is dropped here is opened on its page."""
        path = _dropped(event)
        if path is not None:
            self.show_page(self.file)
            self.file.open(path)
            event.acceptProposedAction()

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        for page in self.pages:
            self.tabs.addTab(page, page.title)
            page.set_colours(colours_of(self))
        self.tabs.setDocumentMode(True)  # its pages are no lighter than the window
        self.tabs.setAccessibleName("Where the filters come from")
        self.tabs.setToolTip("Ctrl+Tab goes from one to the next")
        self.tiles.setMinimumHeight(_TILES)
        count = len(self._target.bank.filters)
        self.place.add_choice(
            "instead", "In place of its filters", "The filters that the layer has are dropped."
        )
        self.place.add_choice(
            "after",
            f"After its {count} filters" if count > 1 else "After its filter",
            "The layer keeps its filters; the smaller kernels get zeros around them.",
        )
        self.place.set_colours(colours_of(self))
        form = new_form()
        form.addRow(label_for("P&ut them", self.place), self.place)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.tiles)
        column.addWidget(self.outcome)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.outcome.setFixedHeight(self.outcome.minimumHeight())

    def _connect(self) -> None:
        for page in self.pages:
            page.changed.connect(self._soon.start)
            page.refused.connect(self.notices.show)
        self.tabs.currentChanged.connect(self._on_page)
        self.place.activated.connect(self.make)
        self.tiles.chosen.connect(self._look_at)
        self.finished.connect(self.file.stop)

    def _on_page(self) -> None:
        self.make()
        self.page.begin()

    def _look_at(self, row: int) -> None:
        """Shows the map of one of the new filters, unless the last layer's is looked at."""
        made, hand = self._made, self._session.hand
        if made is None or made.bank is None or hand.result:
            return
        maps, filters = made.bank.maps(self._target.below).count, len(made.bank.filters)
        after = self.place.currentData() == "after"
        index = row + (len(self._target.bank.filters) if after else 0)
        self._session.choose(replace(hand, filter=index, map=index * (maps // filters)))

    def _on_failed(self, error: Exception) -> None:
        self.tiles.clear()
        super()._on_failed(error)

    def _refuse(self, error: ConvStudioError) -> None:
        super()._refuse(error)
        self.outcome.setToolTip(self.outcome.text())

    def _on_accepted(self) -> None:
        if self.notices.telling:
            return  # Enter was meant for a number, and that was refused
        if self._soon.isActive():
            self.make()
        super()._on_accepted()

    def _leave(self) -> None:
        super()._leave()
        self._session.choose(self._hand)


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that is dropped."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def maps_below(session: Session) -> Maps:
    """What lies below the layer under the hand; a colour picture while none is open."""
    picture, index = session.picture, session.hand.layer
    if picture is None:
        return _NO_PICTURE
    return picture_maps(picture) if index == 0 else maps_of(session.pipeline, picture, index - 1)


def described(bank: Bank, below: Maps) -> str:
    """What a layer is, in a line or two."""
    count, (rows, columns) = len(bank.filters), bank.size
    filters = "1 filter" if count == 1 else f"{count} filters"
    made = bank.maps(below).words
    seen = "1 channel" if below.channels == 1 else f"{below.channels} channels"
    planes = "one plane each" if bank.planes == 1 else f"{bank.planes} planes each"
    groups = f" in {bank.groups} groups" if bank.groups > 1 else ""
    return (
        f"{filters} of {rows}×{columns}{groups}, {planes}: from {seen} to {made}. "
        f"{bank.parameters(below):,} parameters."
    )
