"""The session: one generic change, merged by weight, vanishing when nothing changed."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest

from convstudio.errors import ArgumentValueError
from convstudio.gui.session import Session
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline

IDENTITY = Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)))


@pytest.fixture
def session(qapp) -> Session:
    return Session(Pipeline((Convolution(IDENTITY),)))


def with_weight(session: Session, row: int, column: int, weight: float) -> Pipeline:
    layer = session.pipeline.layers[0]
    kernel = layer.kernel.with_weight(row, column, weight)
    return replace(session.pipeline, layers=(replace(layer, kernel=kernel),))


def set_weight(session: Session, row: int, column: int, weight: float) -> None:
    session.change(
        with_weight(session, row, column, weight), f"Weight {weight}", ("weight", row, column)
    )


def test_a_change_is_announced_undone_and_done_again(session: Session, qtbot) -> None:
    before = session.pipeline
    with qtbot.waitSignal(session.pipeline_changed):
        session.change(with_weight(session, 0, 0, 5), "Weight 5")
    after = session.pipeline
    session.undo_stack.undo()
    assert session.pipeline == before
    session.undo_stack.redo()
    assert session.pipeline == after


def test_consecutive_edits_of_one_weight_are_one_step(session: Session) -> None:
    for weight in (1, 2, 3):
        set_weight(session, 0, 0, weight)
    assert session.undo_stack.texts == ("Weight 3",)
    session.undo_stack.undo()
    assert session.pipeline.layers[0].kernel == IDENTITY


def test_edits_of_different_weights_are_steps_of_their_own(session: Session) -> None:
    set_weight(session, 0, 0, 1)
    set_weight(session, 0, 1, 1)
    set_weight(session, 0, 0, 2)
    assert session.undo_stack.texts == ("Weight 1", "Weight 1", "Weight 2")


def test_an_edit_that_changes_nothing_leaves_no_step(session: Session) -> None:
    changes = []
    session.pipeline_changed.connect(lambda: changes.append(1))
    set_weight(session, 1, 1, 1)
    assert session.undo_stack.texts == ()
    assert changes == []


def test_edits_that_end_where_they_began_vanish(session: Session) -> None:
    set_weight(session, 0, 0, 7)
    set_weight(session, 0, 0, 0)
    assert session.pipeline.layers[0].kernel == IDENTITY
    assert session.undo_stack.texts == ()


def test_settings_that_do_not_fit_can_still_be_edited(session: Session) -> None:
    valid = replace(session.pipeline.layers[0], padding="valid")
    session.change(Pipeline((valid,)), "Padding Valid")
    session.open(Picture(np.zeros((2, 2, 1), np.uint8)))
    strided = replace(valid, strides=(2, 2))
    session.change(Pipeline((strided,)), "Stride 2")
    assert session.pipeline.layers == (strided,)


def test_a_pipeline_that_cannot_run_on_the_picture_changes_nothing(session: Session) -> None:
    session.open(Picture(np.zeros((2, 2, 1), np.uint8)))
    before = session.pipeline
    valid = replace(before, layers=(replace(before.layers[0], padding="valid"),))
    with pytest.raises(ArgumentValueError, match="no larger than the padded picture"):
        session.change(valid, "Padding Valid")
    assert session.pipeline == before
    assert session.undo_stack.texts == ()


def test_a_step_taken_after_an_undo_is_one_of_its_own(session: Session) -> None:
    set_weight(session, 0, 0, 1)
    set_weight(session, 0, 1, 1)
    session.undo_stack.undo()
    set_weight(session, 0, 0, 2)
    assert session.undo_stack.texts == ("Weight 1", "Weight 2")
    assert not session.undo_stack.can_redo, "what was undone is gone"


def test_the_actions_name_what_they_would_do(session: Session, qtbot) -> None:
    stack = session.undo_stack
    undo, redo = stack.undo_action(session), stack.redo_action(session)
    assert (undo.text(), undo.isEnabled(), redo.text(), redo.isEnabled()) == (
        "&Undo",
        False,
        "&Redo",
        False,
    )
    set_weight(session, 0, 0, 1)
    assert (undo.text(), undo.isEnabled(), redo.isEnabled()) == ("&Undo Weight 1", True, False)
    undo.trigger()
    assert (undo.isEnabled(), redo.text(), redo.isEnabled()) == (False, "&Redo Weight 1", True)
    redo.trigger()
    assert session.pipeline.layers[0].kernel.weights[0][0] == 1


def test_a_thousand_sessions_are_collected(qapp) -> None:
    """With Qt's own undo stack the process died here now and then."""
    for _ in range(1000):
        made = Session(Pipeline((Convolution(IDENTITY),)))
        for weight in (1, 2, 0, 3):
            set_weight(made, 0, weight % 2, weight)
        made.undo_stack.undo()
    gc.collect()


def test_what_is_tried_out_is_shown_and_not_in_force(session: Session, qtbot) -> None:
    before, other = session.pipeline, with_weight(session, 0, 0, 5)
    with qtbot.waitSignal(session.trial_changed):
        session.try_out(other)
    assert (session.shown, session.pipeline) == (other, before)
    with qtbot.assertNotEmitted(session.trial_changed):
        session.try_out(other)
    with qtbot.waitSignal(session.trial_changed):
        session.try_out(None)
    assert session.shown == before
    assert session.undo_stack.texts == ()


@pytest.mark.parametrize("ends", ["change", "the same", "undo"])
def test_an_edit_ends_what_is_tried_out(session: Session, ends: str) -> None:
    set_weight(session, 0, 0, 5)
    session.try_out(with_weight(session, 1, 1, 7))
    if ends == "change":
        set_weight(session, 2, 2, 3)
    elif ends == "the same":
        session.change(session.pipeline, "Nothing")
    else:
        session.undo_stack.undo()
    assert session.shown == session.pipeline


def test_what_cannot_run_is_not_even_tried_out(session: Session) -> None:
    session.open(Picture(np.zeros((4, 4, 1), np.uint8)))
    before = session.pipeline
    layer = replace(before.layers[0], kernel=IDENTITY.resized(7), padding="valid")
    with pytest.raises(ArgumentValueError, match="kernel must be no larger"):
        session.try_out(replace(before, layers=(layer,)))
    assert session.shown == before


def test_the_pipeline_of_a_file_is_taken_whole_even_if_it_cannot_run(session: Session) -> None:
    session.open(Picture(np.zeros((2, 2, 1), np.uint8)))
    before = session.pipeline
    large = Pipeline((Convolution(IDENTITY, padding="valid"),))
    with pytest.raises(ArgumentValueError):
        session.change(large, "Edit")
    session.adopt(large, "Open large.json")
    assert session.pipeline is large
    assert session.undo_stack.texts == ("Open large.json",)
    session.adopt(replace(large), "Open it again")  # an equal one is no step
    assert session.undo_stack.texts == ("Open large.json",)
    session.undo_stack.undo()
    assert session.pipeline is before
