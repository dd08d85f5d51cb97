"""Where the hand is: held to what there is, and brought to what an undo changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.gui.hand import Hand, held_to, looked_at
from convstudio.gui.session import Session
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.kernel_places import with_kernel
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Activation, Bank, Convolution, Pipeline, Pooling

_POINT = Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)), name="Point")
_PICTURE = Picture(np.zeros((12, 12, 3), np.uint8))
_BANK = Bank.of_array(np.ones((3, 3, 3, 4)))
_STACK = Pipeline((Convolution(_POINT), _BANK, Pooling()))


@pytest.fixture
def session(qapp) -> Session:
    session = Session(_STACK)
    session.open(_PICTURE)
    return session


def test_the_hand_is_held_to_what_there_is() -> None:
    far = Hand(9, 9, 9, (9, 9), 9)
    assert held_to(far, _STACK, _PICTURE) == Hand(2, 0, 0, (9, 9), 3)
    assert held_to(replace(far, layer=1), _STACK, _PICTURE) == Hand(1, 3, 2, (9, 9), 3)
    local = LocallyConnected.like(_BANK, (5, 5), Maps(1, 3))
    assert held_to(Hand(0, 9, 9, (9, 1)), Pipeline((local,)), None) == Hand(0, 3, 2, (2, 1))


def test_what_is_looked_at_is_one_map(session: Session) -> None:
    assert session.shown == Pipeline((Convolution(_POINT),))
    session.choose(Hand(1, map=2))
    assert session.shown == Pipeline(_STACK.layers[:2], map=2)
    session.choose(Hand(0, result=True, map=2))
    assert session.shown == replace(_STACK, map=2)
    assert session.outgoing == replace(_STACK, map=2)
    assert looked_at(_STACK, Hand(2), None) is _STACK


def test_looking_is_no_step(session: Session, qtbot) -> None:
    with qtbot.waitSignal(session.hand_changed):
        session.choose(Hand(1, 3))
    with qtbot.assertNotEmitted(session.hand_changed):
        session.choose(Hand(1, 3, 0))
    assert not session.undo_stack.texts


def test_undo_brings_the_hand_to_what_it_changed(session: Session) -> None:
    session.choose(Hand(1, 2))
    session.change(with_kernel(_STACK, session.hand.kernel_place, _POINT), "Point")
    session.choose(Hand(2))
    session.undo_stack.undo()
    assert (session.hand.layer, session.hand.filter) == (1, 2)
    session.choose(Hand(1, 0))
    session.undo_stack.redo()
    assert session.hand.filter == 2
    assert session.kernel == _POINT


def test_layers_come_and_go_with_the_hand(session: Session) -> None:
    session.insert_layer(1, Activation("relu"), "Add ReLU")
    assert session.hand.layer == 1
    assert session.layer == Activation("relu")
    session.move_layer(1, 3, "Move ReLU")
    assert session.pipeline.layers[3] == session.layer
    session.remove_layer(3, "Remove ReLU")
    assert session.pipeline == _STACK
    assert session.hand.layer == 2
    before = session.pipeline
    with pytest.raises(ArgumentValueError, match="planes of a filter must be"):
        session.move_layer(1, 1, "") or session.insert_layer(2, _BANK, "Add a bank")
    assert session.pipeline == before
    for _ in range(3):
        session.undo_stack.undo()
    assert session.pipeline == _STACK


def test_the_last_layer_stays(session: Session) -> None:
    session.remove_layer(2, "")
    session.remove_layer(1, "")
    with pytest.raises(ArgumentValueError, match="at least one layer"):
        session.remove_layer(0, "")


def test_a_map_that_a_file_names_is_looked_at(session: Session) -> None:
    session.adopt(replace(_STACK, map=3), "Open")
    assert session.pipeline == _STACK
    assert (session.hand.layer, session.hand.map) == (2, 3)
