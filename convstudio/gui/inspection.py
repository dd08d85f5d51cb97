"""Inspecting: which pixel of the map is looked at, followed, walked, pinned and played."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from convstudio.gui.descending import Descending
from convstudio.gui.field_pointer import FieldPointer
from convstudio.gui.inspection_view import InspectionView
from convstudio.gui.map_place import MapPlace
from convstudio.gui.map_playing import MapPlaying
from convstudio.gui.pinning import Pinning
from convstudio.gui.place_in_hand import PlaceInHand
from convstudio.gui.session import Session
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.jobs.inspecting import InspectionJob


class Inspecting(QObject):
    """Session and viewer → inspection → inspector and marks. Idle while the inspector is closed.

    The kernel that is played comes before the pixel that was picked, and that before the one under
    the cursor.

    Signals:
        told: a sentence for the status bar.
        opened_changed: whether the inspector is open.
        looked_at: (row, column) of the pixel that is inspected now, or None.
    """

    told = Signal(str)
    opened_changed = Signal(bool)
    looked_at = Signal(object)

    def __init__(self, session: Session, viewer: Viewer, inspector: Inspector) -> None:
        super().__init__(viewer)
        self._session, self._viewer, self._inspector = session, viewer, inspector
        self._place = MapPlace(session, viewer)
        self._view = InspectionView(session, viewer, inspector, self._place)
        self._pointer = FieldPointer(session, viewer, self._place, self._view)
        self._view.failed.connect(self._on_failed)
        Descending(session, inspector, self._on_pin_chosen, self)
        PlaceInHand(session, self)
        self._playing = MapPlaying(viewer, self._place, self)
        self.player = self._playing.player
        self.pinning = Pinning(session, inspector, self)
        self._picture: Picture | None = None
        self._opened = False
        self._picked: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._seen = session.shown
        self._middle: tuple[float, float] | None = None  # of the picked pixel, on the picture
        # Edits and the cursor come faster than a screen shows them: what they led to is looked at
        # once the events at hand are done.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)
        viewer.clicked.connect(self._on_clicked)
        viewer.walk_wanted.connect(self._on_walk_wanted)
        viewer.hovered.connect(self._on_hovered)
        viewer.viewport_changed.connect(self._on_viewport_changed)
        session.pipeline_changed.connect(self._on_pipeline_changed)
        session.hand_changed.connect(self._on_hand_changed)
        session.picture_changed.connect(self._on_picture_changed)
        session.trial_changed.connect(self._soon.start)
        inspector.channel_chosen.connect(self._on_channel_chosen)
        inspector.speed_chosen.connect(self.player.set_speed)
        self.pinning.told.connect(self.told)
        self.pinning.chosen.connect(self._on_pin_chosen)
        self.pinning.changed.connect(self._refresh)
        self._playing.told.connect(self.told)
        self._playing.changed.connect(self._refresh)
        self._playing.walked.connect(self._reveal)
        inspector.hide()

    def place_actions(self, actions: Mapping[str, QAction]) -> None:
        """Takes its actions of the window's table."""
        self._inspector.place_actions(actions)
        self.opened_changed.connect(actions["inspector"].setChecked)
        play = actions["play"]
        self.player.running_changed.connect(play.setChecked)
        play.triggered.connect(lambda: play.setChecked(self.player.running))  # if it cannot be

    @property
    def slots(self) -> dict[str, Callable[[], object]]:
        """What its actions do, by their names in the table."""
        return {
            "inspector": lambda: self.open(opened=not self._opened),
            "follow": self.follow,
            "pin": self.pin,
            "copy-sum": self._inspector.copy,
            "play": self.play,
            "step-forward": partial(self.step, 1),
            "step-back": partial(self.step, -1),
            "stop": self.stop,
        }

    # What it knows

    @property
    def opened(self) -> bool:
        """Whether the inspector is open."""
        return self._opened

    @property
    def picked(self) -> tuple[int, int] | None:
        """(row, column) of the pixel that was clicked or walked to."""
        return self._picked

    @property
    def place(self) -> tuple[int, int] | None:
        """(row, column) of the pixel that is inspected; one that the map has."""
        return self._place.held(self._wanted)

    @property
    def _wanted(self) -> tuple[int, int] | None:
        """The same of the map in force, where what is tried out may have a smaller one."""
        return self.player.place or self._picked or self._hovered

    @property
    def job(self) -> InspectionJob:
        """What is worked out in a thread, to be stopped with the window."""
        return self._view.job

    # What can be done

    def open(self, *, opened: bool) -> None:
        """Opens or closes the inspector; what is played ends with it."""
        if opened == self._opened:
            return
        self._opened = opened
        self._inspector.setVisible(opened)
        if not opened:
            self.stop()
            self._view.take_away()
            self._viewer.set_walking(False)
        self._pointer.set_enabled(not opened)
        self.pinning.set_watching(opened)
        self._on_viewport_changed()
        self._refresh()
        self.opened_changed.emit(opened)

    def look_again(self) -> None:
        """Tells that there is more on screen than before."""
        self._soon.start()

    def show_grading(self, grading: Grading | None) -> None:
        """Tells what tone knows of the whole map, once that is known."""
        self._view.grading = grading
        self._soon.start()

    def pick(self, place: tuple[int, int] | None) -> None:
        """Stays with a pixel of the map; with None the cursor is followed again."""
        self._picked = place = self._place.held(place)
        if self.player.place is not None:
            if place is None:
                self.stop()
            else:
                self.player.run(running=False)
                self.player.start(place)
                return
        self._refresh()

    def restore(
        self,
        picked: tuple[int, int] | None,
        pins: Sequence[tuple[int, int]],
        maps: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Picks and pins pixels as a session tells them, as far as the maps have them.

        Args:
            maps: (layer, map) of each of the pins; of those without, what is looked at.
        """
        if self._place.size is not None:
            self.pinning.replace(pins, maps)
            self.pick(picked)

    def follow(self) -> None:
        """Follows the cursor again."""
        self.pick(None)

    def pin(self) -> None:
        """Watches the inspected pixel from now on, or no longer where it is pinned."""
        self.open(opened=True)
        self.pinning.toggle(self.place)

    def play(self) -> None:
        """Lets the kernel slide from the inspected pixel on, or pauses it."""
        self.open(opened=True)
        self._playing.play(self._picked)

    def step(self, by: int) -> None:
        """Moves the kernel so many pixels on and pauses it; first it stands on the first."""
        self.open(opened=True)
        self._playing.step(by, self._picked)

    def stop(self) -> None:
        """Ends playing: the whole map is back, and the pixel that was picked before."""
        self._playing.stop()

    def _reveal(self) -> None:
        """Brings the pixel that was walked to into view."""
        if self._inspector.found is not None:
            self._place.reveal(self._inspector.found)

    # What the hand and the session do

    def _on_clicked(self, x: float, y: float) -> None:
        if self._opened:
            self.pick(self._place.at(x, y))

    def _on_walk_wanted(self, right: int, down: int) -> None:
        place, size = self.place, self._place.size
        if not self._opened or place is None or size is None:
            return
        row, column = (
            min(max(at + by, 0), far - 1)
            for at, by, far in zip(place, (down, right), size, strict=True)
        )
        self.pick((row, column))
        self._reveal()

    def _on_pin_chosen(self, place: tuple[int, int]) -> None:
        self.pick(place)
        self._reveal()

    def _on_hovered(self, point: tuple[float, float] | None) -> None:
        hovered = self._place.at(*point) if self._opened and point is not None else None
        if hovered is not None and hovered != self._hovered:
            self._hovered = hovered
            if self._picked is None and self.player.place is None:
                self._soon.start()

    def _on_viewport_changed(self) -> None:
        """What lies under a cursor that rests may have changed."""
        if self._opened:
            self._on_hovered(self._viewer.pointed_at)
            if self.player.place is not None:  # more or less of what is filled in is seen
                self._soon.start()

    def _on_channel_chosen(self, channel: int) -> None:
        self._view.channel = channel
        self._refresh()

    def _on_failed(self, error: Exception) -> None:
        self.told.emit(f"The pixel could not be explained: {error}")

    def _on_picture_changed(self) -> None:
        """Pixels of one picture say nothing about another, but for the pages of one file."""
        before, self._picture = self._picture, self._session.picture
        if self._picture is None or not self._picture.is_beside(before):
            self._picked = None
        self._hovered = self._view.grading = None
        self._playing.take_away()
        self.pinning.forget()  # last: it has all shown anew
        self._soon.start()

    def _on_pipeline_changed(self) -> None:
        if self._place.held(self.player.place) is None:
            self.stop()
        self._view.grading = None
        self._seen = self._session.shown
        self._soon.start()

    def _on_hand_changed(self) -> None:
        """Another map is looked at: the picked pixel goes where it was on the picture."""
        before, self._seen = self._seen, self._session.shown
        if before == self._seen:  # another filter under the hand need not be another map
            return
        if self._middle is not None:
            self._picked = self._place.at(*self._middle)
        self._hovered = None
        self._on_pipeline_changed()
        self._on_viewport_changed()

    # Showing it

    def _refresh(self) -> None:
        """Shows what is inspected now."""
        self._soon.stop()
        if not self._opened:
            return
        if not self._session.trying:
            self._give_up()
        filling, staying = self.player.place is not None, self._picked is not None
        self._viewer.set_walking(staying or filling)
        self._pointer.set_enabled(staying and not filling)
        self._view.show(self._wanted, self.pinning.shown, filling=filling)
        self.looked_at.emit(self.place)

    def _give_up(self) -> None:
        """Lets go of places that the map in force does not have: of a trial's map, or an edit's."""
        if self._place.size is not None:
            self._picked = self._place.held(self._picked)
            self._hovered = self._place.held(self._hovered)
        if self._place.held(self.player.place) is None:
            self._playing.take_away()
        self._middle = None if self._picked is None else self._place.middle(*self._picked)
