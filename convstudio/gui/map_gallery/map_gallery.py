"""The gallery of one window: keeps its page in step with session and viewer.

Who uses it: someone who looks at what a bank of filters finds in a picture; all maps at a glance,
one of them large beside the original.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from convstudio.errors import ConvStudioError, PictureWriteError
from convstudio.gui.actions import build_actions, tint
from convstudio.gui.main_window import MainWindow
from convstudio.gui.map_gallery.actions import MAP_ACTIONS, PAGE
from convstudio.gui.map_gallery.map_page import MapPage
from convstudio.gui.map_gallery.map_scene import scene_of, visible_part
from convstudio.gui.map_gallery.sheet_dialog import SheetDialog
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.theme import Colours
from convstudio.imaging.picture import Picture
from convstudio.jobs.live import LiveJob
from convstudio.jobs.map_gallery import MapTiler, Seen, Tiles
from convstudio.jobs.map_tiles import MapScene, ordered
from convstudio.jobs.worker import Work, Worker
from convstudio.pipeline.map_choice import filter_of
from convstudio.pipeline.map_names import map_labels
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.viewing import picture_maps

_PAUSE = 100  # milliseconds in which picture, view and settings rest, until thumbnails are made
_AHEAD = 24  # thumbnails made beyond those in view


class MapGallery(QObject):
    """Session and viewer → worker → page; and the hand's choice back to the session.

    Args:
        live_job: whose map comes first: no thumbnails are made until something of it is seen.
        save: takes a sentence and the work that saves a contact sheet, and returns Saved.
    """

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        notices: Notices,
        settings: Settings,
        live_job: LiveJob,
        save: Callable[[str, Work], None],
    ) -> None:
        super().__init__(window)
        self._session, self._window, self._notices = session, window, notices
        self._settings, self._live_job, self._save = settings, live_job, save
        self._scene: MapScene | None = None
        self._layer: object = None
        self._awaits_map = False
        self._tiler = MapTiler()
        self._worker = Worker("maps", newest_wins=True, parent=self)
        self.page = MapPage(settings)
        self._toggle = window.drawer.add_page(PAGE, "Maps", self.page)
        self.actions: dict[str, QAction] = build_actions(window, self._slots(), {}, MAP_ACTIONS)
        window.addActions(list(self.actions.values()))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._connect()
        self._show_count()

    def _connect(self) -> None:
        session, page = self._session, self.page
        session.pipeline_changed.connect(self._on_changed)
        session.trial_changed.connect(self._on_changed)
        session.hand_changed.connect(self._on_changed)
        session.picture_changed.connect(self._on_picture_changed)
        self._window.viewer.viewport_changed.connect(self._on_viewport_changed)
        self._window.drawer.page_changed.connect(self._show_page)
        self._live_job.framed.connect(self._on_map_seen)
        self._live_job.busy_changed.connect(self._on_busy_changed)
        page.view.chosen.connect(self.choose)
        page.view.seen.connect(self._rest)
        page.changed.connect(self._rest)
        page.reordered.connect(self._on_reordered)
        page.opened.connect(self._on_opened)
        page.sheet_wanted.connect(self.ask_sheet)
        page.stretch.clicked.connect(self._stretch)
        self._pause.timeout.connect(self._make)
        self._worker.published.connect(self._on_published)
        self._worker.failed.connect(self._on_failed)

    def stop(self) -> None:
        """Ends the threads."""
        for dialog in self._window.findChildren(SheetDialog):
            dialog.reject()  # and so ends its own
        self._pause.stop()
        self._worker.stop()

    def set_colours(self, colours: Colours) -> None:
        """Gives actions and page the theme's colours."""
        tint(self.actions, colours, MAP_ACTIONS)
        self.page.set_colours(colours)

    def fill(self, menu: QMenu) -> None:
        """Adds the actions to the Layer menu."""
        menu.addActions(list(self.actions.values()))

    @property
    def complete(self) -> bool:
        """Whether every thumbnail in view is of what is shown now, and as good as it gets."""
        asked = not (self._pause.isActive() or self._awaits_map)
        there = self.page.view.visible_maps()
        return asked and bool(there) and all(map(self.page.model.is_final, there))

    # What a hand can do

    def choose(self, number: int) -> None:
        """Shows a map large; looking is no step to undo.

        Where it is the edited layer's, the filter that makes it comes under the hand.
        """
        session, hand = self._session, self._session.hand
        wanted = replace(hand, map=number)
        if hand.shown_layer(session.pipeline) == hand.layer:
            count = len(self._order_now())
            wanted = replace(wanted, filter=filter_of(session.layer, number, count))
        session.choose(wanted)

    def step(self, steps: int) -> None:
        """Shows the next map or the one before, in the order of the gallery."""
        order = self._order_now()
        here = self._session.hand.map
        place = order.index(here) + steps if here in order else 0
        if 0 <= place < len(order):
            self.choose(order[place])

    def ask_sheet(self) -> None:
        """Asks how a contact sheet is to look, and where it is saved."""
        picture, pipeline = self._session.picture, self._pipeline
        try:
            if picture is None or pipeline is None:
                raise PictureWriteError("There is no picture yet, so no feature maps.")
            check(replace(pipeline, map=0), picture)
        except ConvStudioError as error:
            self._notices.show(error)
            return
        visible = visible_part(self._window.viewer, picture)
        dialog = SheetDialog(self._window, pipeline, picture, visible, self._settings)
        dialog.save_wanted.connect(self._save)
        dialog.open()

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "maps": self._toggle,
            "next-map": lambda: self.step(1),
            "previous-map": lambda: self.step(-1),
            "export-sheet": self.ask_sheet,
        }

    # What is shown

    @property
    def _pipeline(self) -> Pipeline | None:
        """Up to the layer that is looked at, with all its maps."""
        return None if self._session.picture is None else replace(self._session.shown, map=None)

    def _show_layer(self) -> bool:
        """Puts the page in step with the session; whether there are maps to be shown."""
        pipeline, picture = self._pipeline, self._session.picture
        if pipeline is None or picture is None:
            self.page.show_nothing("No picture is open.")
            return False
        try:
            rows, columns = check(replace(pipeline, map=0), picture)
            labels = map_labels(pipeline.active, picture_maps(picture))
        except ConvStudioError as error:
            self._layer = None
            self.page.show_nothing(f"No feature maps.\n\n{error.sentence}")
            return False
        hand = self._session.hand
        layer = picture, hand.shown_layer(self._session.whole_shown), len(labels)
        if layer != self._layer:
            self._layer = layer
            self.page.model.show_maps(labels)
        self.page.model.rename(labels)
        title = pipeline.active[-1].title
        maps = "1 map" if len(labels) == 1 else f"{len(labels)} maps"
        self.page.show_layer(f"{title} · {maps} · {columns} × {rows}", (rows, columns))
        self._show_chosen(min(hand.map, len(labels) - 1), picture)
        return True

    def _make(self) -> None:
        """Those in view first, then some of the others; what is there already is kept."""
        if not self.page.isVisible() or self._awaits_map or not self._show_layer():
            return
        pipeline, picture = self._pipeline, self._session.picture
        assert pipeline is not None and picture is not None  # noqa: S101, PT018 - just looked at
        scene, model = scene_of(self.page, self._window.viewer, pipeline, picture), self.page.model
        if scene != self._scene:
            self._scene = scene
            model.outdate()
        near, ahead = (
            tuple(number for number in maps if not model.is_final(number))
            for maps in (self.page.view.visible_maps(), self.page.view.next_maps(_AHEAD))
        )
        if near or ahead:
            self._worker.start(self._tiler.work(scene, near, ahead))

    def _put_order(self) -> None:
        """In the order that is chosen; what the hand is looking at stays in view."""
        facts = [self.page.model.facts(number) for number in sorted(self.page.model.order)]
        known = [one for one in facts if one is not None]
        if len(known) == len(facts):
            self.page.model.put_order(ordered(known, self.page.order.currentData()))
            if self._session.picture is not None:
                self._show_chosen(self._session.hand.map, self._session.picture)

    def _show_chosen(self, number: int, picture: Picture) -> None:
        self.page.show_chosen(number, self._session.pipeline.tone, picture.full_range)

    def _stretch(self) -> None:
        """The large map, too, uses all grays; see StretchOffer."""
        pipeline = self._session.pipeline
        tone = replace(pipeline.tone, mode="minmax", black=None, white=None)
        self._session.change(replace(pipeline, tone=tone), "Tone Min–max")

    def _order_now(self) -> tuple[int, ...]:
        """The gallery's order where it is open; else that of the numbers."""
        pipeline, picture = self._pipeline, self._session.picture
        if self.page.isVisible() or pipeline is None or picture is None:
            return self.page.model.order
        try:
            return tuple(range(pipeline.maps(picture_maps(picture))[-1].count))
        except ConvStudioError:
            return ()

    def _show_count(self) -> None:
        """Where there is but one map there is none to step to."""
        several = len(self._order_now()) > 1
        for name in ("next-map", "previous-map"):
            self.actions[name].setEnabled(several)

    def _show_page(self, opened: str) -> None:
        self.actions["maps"].setChecked(opened == PAGE)

    # What happens

    def _rest(self) -> None:
        if self.page.isVisible():
            self._pause.start()

    def _give_way(self) -> None:
        """The map comes first; its worker was asked for it before this object was told."""
        self._worker.cancel()
        self._awaits_map = self._live_job.busy
        self._pause.start()

    def _on_changed(self) -> None:
        if self.page.isVisible():
            self._show_layer()
            self._give_way()
        self._show_count()

    def _on_picture_changed(self) -> None:
        """Nothing keeps the one before in memory, open or shut."""
        self._worker.cancel()
        self._scene, self._layer, self._tiler = None, None, MapTiler()
        self._on_changed()

    def _on_viewport_changed(self) -> None:
        if self.page.isVisible():
            self._give_way()

    def _on_map_seen(self) -> None:
        if self._awaits_map:
            self._awaits_map = False
            self._rest()

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._on_map_seen()

    def _on_opened(self, opened: bool) -> None:
        if opened:
            self._show_layer()
            self._pause.start()
        else:
            self._pause.stop()
            self._worker.cancel()

    def _on_reordered(self) -> None:
        self._put_order()
        self.page.view.reveal()
        self._rest()

    def _on_published(self, value: object) -> None:
        model = self.page.model
        if isinstance(value, Seen) and len(value.overview.facts) == len(model.order):
            model.put_facts(value.overview.facts)
            before = self.page.view.visible_maps()
            self._put_order()
            if self.page.view.visible_maps() != before:
                self._rest()
        elif isinstance(value, Tiles) and value.scene == self._scene:
            model.put_tiles(value.tiles)

    def _on_failed(self, error: Exception) -> None:
        self.page.show_nothing("The maps could not be computed.")
        self._notices.show(error)
