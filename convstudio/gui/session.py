"""The session: owns picture, pipeline and undo stack, and announces changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from convstudio.errors import ValidationError
from convstudio.gui.hand import Hand, following, held_to, looked_at
from convstudio.gui.undo_stack import Step, UndoStack
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.kernel_places import kernel_at
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.rendering import check


class Session(QObject):
    """The one owner of what is edited.

    Signals:
        picture_changed: another picture was opened.
        pipeline_changed: an edit, an undo or a redo; what was tried out is over.
        trial_changed: another pipeline is tried out, or none any more.
        hand_changed: another layer, filter, plane or map is under the hand.
    """

    picture_changed = Signal()
    pipeline_changed = Signal()
    trial_changed = Signal()
    hand_changed = Signal()

    def __init__(self, pipeline: Pipeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pipeline = pipeline
        self._trial: Pipeline | None = None
        self._picture: Picture | None = None
        self._hand = Hand()
        self.undo_stack = UndoStack(self)
        self.undo_stack.wanted.connect(self._put_in_force)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline in force."""
        return self._pipeline

    @property
    def whole_shown(self) -> Pipeline:
        """The pipeline that is tried out, else that in force, with all its layers and maps."""
        return self._pipeline if self._trial is None else self._trial

    @property
    def shown(self) -> Pipeline:
        """The pipeline whose map is to be seen: the same up to the layer that is looked at."""
        return looked_at(self.whole_shown, self._hand, self._picture)

    @property
    def trying(self) -> bool:
        """Whether another pipeline than that in force is tried out."""
        return self._trial is not None

    @property
    def outgoing(self) -> Pipeline:
        """The pipeline in force for files and batches: whole, with the map that is looked at."""
        hand, last = self._hand, len(self._pipeline.layers) - 1
        if self._picture is None or hand.shown_layer(self._pipeline) != last:
            return self._pipeline
        return looked_at(self._pipeline, hand, self._picture)

    @property
    def hand(self) -> Hand:
        """Which layer, filter, plane and map are under the hand."""
        return self._hand

    @property
    def layer(self) -> Layer:
        """The layer under the hand, in force."""
        return self._pipeline.layers[self._hand.layer]

    @property
    def kernel(self) -> Kernel | None:
        """The kernel under the hand, in force; None where the layer has none."""
        return kernel_at(self._pipeline, self._hand.kernel_place)

    @property
    def picture(self) -> Picture | None:
        """The open picture, or None before the first one is read."""
        return self._picture

    def open(self, picture: Picture) -> None:
        """Puts another picture under the pipeline; the undo history stays."""
        self._picture = picture
        before, self._hand = self._hand, held_to(self._hand, self._pipeline, picture)
        self.picture_changed.emit()
        if before != self._hand:
            self.hand_changed.emit()

    def choose(self, hand: Hand) -> None:
        """Puts the hand elsewhere, on what there is of it. Looking is no step to undo.

        The map may be one that only what is tried out has.
        """
        held = held_to(hand, self._pipeline, self._picture)
        if self._trial is not None:
            held = replace(held, map=held_to(hand, self._trial, self._picture).map)
        if held != self._hand:
            self._hand = held
            self.hand_changed.emit()

    def change(self, pipeline: Pipeline, text: str, merge_key: Hashable = None) -> None:
        """Puts another pipeline in force, as an undoable step named ``text``.

        An equal pipeline leaves no step. Consecutive changes with the same ``merge_key`` are one
        step, which vanishes if it ends where it began.

        Raises:
            ArgumentValueError: the pipeline cannot run on the open picture, on which the one in
                force can; nothing changes.
        """
        if pipeline == self._pipeline:
            self.try_out(None)
            return
        if self._picture is not None and _runs(self._pipeline, self._picture):
            check(pipeline, self._picture)
        self.undo_stack.push(Step(self._pipeline, pipeline, text, merge_key))

    def put_layer(self, index: int, layer: Layer, text: str, merge_key: Hashable = None) -> None:
        """Puts another layer in the place of one.

        Raises:
            ArgumentValueError: as ``change`` does; so for the next three.
        """
        self.change(self._pipeline.with_layer(index, layer), text, merge_key)

    def insert_layer(self, index: int, layer: Layer, text: str) -> None:
        """Puts a layer before one, or behind the last; the hand goes to it."""
        layers = self._pipeline.layers
        self._change_layers((*layers[:index], layer, *layers[index:]), text, index)

    def remove_layer(self, index: int, text: str) -> None:
        """Takes a layer away; the hand goes to the one before."""
        layers = self._pipeline.layers
        hand = self._hand.layer - (index <= self._hand.layer)
        self._change_layers((*layers[:index], *layers[index + 1 :]), text, hand)

    def move_layer(self, index: int, to: int, text: str) -> None:
        """Puts a layer elsewhere: afterwards it is the so many-th; the hand goes with it."""
        layers = list(self._pipeline.layers)
        layers.insert(to, layers.pop(index))
        self._change_layers(tuple(layers), text, to)

    def _change_layers(self, layers: tuple[Layer, ...], text: str, hand: int) -> None:
        before = self._pipeline
        self.change(replace(before, layers=layers), text)
        if self._pipeline is not before:
            self.choose(replace(self._hand, layer=hand, filter=0, plane=0))

    def adopt(self, pipeline: Pipeline, text: str) -> None:
        """Puts the pipeline of a file in force, as an undoable step named ``text``.

        Unlike an edit it is not refused where the open picture is too small for it: what is in the
        file is to be seen, and the views say why there is no map. A map that it names is looked
        at: which one that is belongs to the hand.
        """
        wanted = pipeline.map
        if wanted is not None:
            pipeline = replace(pipeline, map=None)
        if pipeline == self._pipeline:
            self.try_out(None)
        else:
            self.undo_stack.push(Step(self._pipeline, pipeline, text))
        if wanted is not None:
            last = len(pipeline.layers) - 1
            self.choose(replace(self._hand, layer=last, map=wanted))

    def announce(self) -> None:
        """Lets all who follow the pipeline show it anew: what is shown otherwise than before."""
        self.pipeline_changed.emit()

    def try_out(self, pipeline: Pipeline | None) -> None:
        """Shows another pipeline's map without putting it in force; with None, no longer.

        Raises:
            ArgumentValueError: it cannot run on the open picture; nothing changes.
        """
        if pipeline == self._pipeline:
            pipeline = None
        if pipeline == self._trial:
            return
        if pipeline is not None and self._picture is not None:
            check(pipeline, self._picture)
        self._trial = pipeline
        self.trial_changed.emit()

    def _put_in_force(self, pipeline: Pipeline) -> None:
        before, hand = self._pipeline, self._hand
        self._pipeline, self._trial = pipeline, None
        self._hand = held_to(following(hand, before, pipeline), pipeline, self._picture)
        self.pipeline_changed.emit()
        if hand != self._hand:
            self.hand_changed.emit()


def _runs(pipeline: Pipeline, picture: Picture) -> bool:
    """Whether it can run; a picture too small for the settings must not lock them."""
    try:
        check(pipeline, picture)
    except ValidationError:
        return False
    return True
