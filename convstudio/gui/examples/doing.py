"""Doing what the links of an example's text say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from convstudio.errors import ConvStudioError
from convstudio.gui.examples.steps import Step, as_begun, chosen, edited, parsed
from convstudio.gui.files.sessions.changes import Changes
from convstudio.gui.inspection import Inspecting
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.playing import SPEEDS
from convstudio.gui.session import Session
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.receptive import receptive_field


class Doing(QObject):
    """Steps → session, inspecting and drawer. All edits of one link are one step to undo."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        inspecting: Inspecting,
        changes: Changes,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        inspecting.opened_changed.connect(self._on_opened_changed)
        self._begun: Pipeline | None = None
        self._session = session
        self._changes = changes
        self._window = window
        self._inspecting = inspecting
        self._notices = notices
        self._views: dict[str, Callable[[Step], None]] = {
            "inspect": self._inspect,
            "play": self._play,
            "step": lambda _step: inspecting.step(1),
            "stop": lambda _step: inspecting.stop(),
            "speed": self._set_speed,
            "page": lambda step: window.drawer.open(step.value),
        }

    def begin(self, pipeline: Pipeline | None) -> None:
        """Takes the pipeline that the example begins with; None: no example is open."""
        self._begun = pipeline

    def do(self, text: str) -> None:
        """Does one link, without its scheme; a refusal is told, and ends it."""
        try:
            steps = parsed(text)
            self._change(steps)
            for step in steps:
                if step.verb in self._views:
                    self._views[step.verb](step)
        except ConvStudioError as error:
            self._notices.show(error)
        self._make_room()

    def _change(self, steps: Sequence[Step]) -> None:
        """Edits as one step, each of the layer that is chosen by then."""
        pipeline, hand = self._session.pipeline, self._session.hand
        for step in steps:
            if step.is_choice:
                hand = chosen(hand, step)
            elif step.is_edit:
                pipeline = as_begun(edited(pipeline, hand.layer, step), self._begun)
        if pipeline != self._session.pipeline:
            self._changes.expect(pipeline)
            self._session.change(pipeline, _words(steps))
        if any(step.is_choice for step in steps):
            self._session.choose(hand)

    def _inspect(self, step: Step) -> None:
        """Opens the inspector, with a pixel of the map that is looked at."""
        self._inspecting.open(opened=True)
        self._inspecting.stop()
        self._inspecting.pick(step.place)

    def _make_room(self) -> None:
        """Padding that the inspected pixel rests on is told of, so that it has to be seen."""
        picture, place = self._session.picture, self._inspecting.place
        area = None
        if self._inspecting.opened and picture is not None and place is not None:
            layers = self._session.shown.active
            field = receptive_field(layers, (picture.height, picture.width), *place)
            (top, bottom), (left, right) = field.rows.reach, field.columns.reach
            area = Rectangle(left, top, right, bottom)
        self._window.viewer.make_room(area)

    def _on_opened_changed(self, opened: bool) -> None:
        if not opened:
            self._make_room()

    def _play(self, _step: Step) -> None:
        if not self._inspecting.player.running:
            self._inspecting.play()

    def _set_speed(self, step: Step) -> None:
        """Of the speeds that there are, the nearest."""
        offered = [speed for speed in SPEEDS if speed is not None]
        nearest = min(offered, key=lambda speed: abs(speed - step.number))
        self._window.inspector.speed.setValue(SPEEDS.index(nearest))


def _words(steps: Sequence[Step]) -> str:
    """What an edit is called where it is undone: ``Padding valid, stride 2``."""
    edits = [f"{step.verb} {step.value}" for step in steps if step.is_edit]
    whole = ", ".join(edits)
    return f"{whole[0].upper()}{whole[1:]}"
