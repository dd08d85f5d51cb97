"""The inspector on a stack of layers: fields, picked pixels and pins as the hand moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor

from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Picture
from convstudio.jobs import inspecting as jobs_inspecting
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.locally import Weights
from convstudio.pipeline.pipeline import (
    Activation,
    Bank,
    Combine,
    Convolution,
    Filter,
    LocallyConnected,
    Pipeline,
    Pooling,
)
from convstudio.pipeline.rendering import render
from convstudio.pipeline.viewing import viewed

X = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), name="Sobel x")
Y = Kernel(((-1, -2, -1), (0, 0, 0), (1, 2, 1)), name="Sobel y")
MEAN = Kernel(((1, 1, 1),) * 3, 9, name="Mean")
EDGES = Bank((Filter((X,)), Filter((Y,))), channels="luminance", name="edges")
STACK = Pipeline((Convolution(MEAN), EDGES, Combine("magnitude"), Pooling(), Activation("relu")))


@pytest.fixture
def stack(studio, sample_opened, qtbot, qapp):
    """A photograph under five layers, the last one looked at; the inspector is closed."""
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight())
    look(studio, qtbot, STACK, 4)
    studio.viewer.navigator.actual_size()
    return studio


def look(studio, qtbot, pipeline: Pipeline, layer: int, map: int = 0) -> None:  # noqa: A002
    session = studio.session
    if pipeline != session.pipeline:
        session.adopt(pipeline, "stack")
    session.choose(replace(session.hand, layer=layer, map=map))
    qtbot.waitUntil(lambda: not studio.live_job.busy)


def point_at(studio, x: float, y: float) -> None:
    studio.viewer.hovered.emit((x, y))


def roles(marks) -> list[str]:
    return [mark.role for mark in marks]


@pytest.fixture
def marks(studio, monkeypatch) -> dict[str, tuple]:
    seen: dict[str, tuple] = {"original": (), "map": ()}
    put = studio.viewer.set_marks

    def set_marks(original, map) -> None:  # noqa: A002 - the viewer's own name
        seen.update(original=original, map=map)
        put(original, map)

    monkeypatch.setattr(studio.viewer, "set_marks", set_marks)
    return seen


def test_pointing_shows_what_of_the_picture_a_map_rests_on(marks, stack, qtbot) -> None:
    point_at(stack, 100.5, 60.5)
    qtbot.waitUntil(lambda: bool(marks["original"]))
    (field,) = marks["original"]
    assert field.role == "field"
    assert field.rectangle == Rectangle(98, 58, 104, 64), "3 + 2 + 1 around 2 × 2"
    assert roles(marks["map"]) == ["pixel"]
    stack.viewer.hovered.emit(None)
    qtbot.waitUntil(lambda: marks["original"] == ())


def test_it_grows_with_the_layer_that_is_chosen(marks, stack, qtbot) -> None:
    sides = []
    for layer in range(4):
        look(stack, qtbot, STACK, layer)
        point_at(stack, 100.5, 60.5)
        qtbot.waitUntil(lambda: bool(marks["original"]))
        rectangle = marks["original"][-1].rectangle
        sides.append(rectangle.right - rectangle.left)
        stack.viewer.hovered.emit(None)
        qtbot.waitUntil(lambda: marks["original"] == ())
    assert sides == [3, 5, 5, 6]


def test_of_a_single_kernel_nothing_is_marked(marks, studio, sample_opened, qtbot) -> None:
    point_at(studio, 100.5, 60.5)
    qtbot.wait(1)
    assert marks["original"] == marks["map"] == ()


def test_where_padding_is_seen_the_part_outside_is_dashed(marks, stack, qtbot) -> None:
    look(stack, qtbot, STACK, 1)
    point_at(stack, 0.5, 0.5)
    qtbot.waitUntil(lambda: bool(marks["original"]))
    padding, field = marks["original"]
    assert (padding.role, field.role) == ("padding", "field")
    assert padding.rectangle == Rectangle(-2, -2, 3, 3)
    assert field.rectangle == Rectangle(0, 0, 3, 3)


def test_the_inspector_explains_each_layer(marks, stack, qtbot) -> None:
    stack.actions["inspector"].trigger()
    stack.inspecting.pick((30, 50))
    assert stack.inspector.found.kind == "activation"
    kinds = {}
    for layer in range(4):
        look(stack, qtbot, STACK, layer)
        qtbot.waitUntil(lambda at=layer: stack.inspector.found.layer == STACK.layers[at])
        found = stack.inspector.found
        kinds[layer] = found.kind
        assert (found.row, found.column) in ((30, 50), (61, 101), (60, 100)), "at the same spot"
        part = viewed(STACK, layer, 0 if layer == 1 else None)
        region = Region(found.row, found.column, found.row + 1, found.column + 1)
        expected = render(part, stack.session.picture, region).values[0, 0, found.channel]
        assert found.value == pytest.approx(expected, rel=1e-5)
    assert kinds == {0: "sum", 1: "sum", 2: "combination", 3: "pooling"}
    assert roles(marks["original"])[-2:] == ["window", "field"]


def test_another_map_is_another_sum(stack, qtbot) -> None:
    look(stack, qtbot, STACK, 1)
    stack.actions["inspector"].trigger()
    stack.inspecting.pick((60, 100))
    assert stack.inspector.found.map_name == "1: Sobel x"
    look(stack, qtbot, STACK, 1, 1)
    qtbot.waitUntil(lambda: stack.inspector.found.map_name == "2: Sobel y")
    assert (stack.inspector.found.row, stack.inspector.found.column) == (60, 100)
    assert stack.inspector.title.full_text == "Map pixel (100, 60) · edges · 2: Sobel y"


def test_tone_is_told_after_another_filter_was_taken_in_hand(stack, qtbot) -> None:
    look(stack, qtbot, STACK, 1)
    stack.actions["inspector"].trigger()
    stack.inspecting.pick((60, 100))
    qtbot.waitUntil(lambda: stack.inspector.toned is not None)
    stack.session.choose(replace(stack.session.hand, filter=1))
    stack.inspecting.look_again()
    qtbot.wait(1)
    assert stack.inspector.toned is not None


def test_a_pin_keeps_its_layer_and_its_map(marks, stack, qtbot) -> None:
    look(stack, qtbot, STACK, 1, 1)
    inspecting = stack.inspecting
    inspecting.open(opened=True)
    inspecting.pick((60, 100))
    stack.actions["pin"].trigger()
    (pin,) = inspecting.pinning.pins
    assert (pin.layer, pin.map, pin.label) == (1, 1, "edges · 2: Sobel y")
    assert pin.text.startswith("edges · 2: Sobel y (100, 60)  ")
    look(stack, qtbot, STACK, 3)
    qtbot.waitUntil(lambda: "pinned" not in roles(marks["map"]))
    stack.inspector.pin_chosen.emit(0)
    assert (stack.session.hand.layer, stack.session.hand.map) == (1, 1)
    assert inspecting.picked == (60, 100)
    qtbot.waitUntil(lambda: "pinned" in roles(marks["map"]))


def test_a_pin_follows_its_layer_and_falls_away_with_it(stack, qtbot) -> None:
    told: list[str] = []
    stack.inspecting.told.connect(told.append)
    look(stack, qtbot, STACK, 1)
    stack.inspecting.open(opened=True)
    stack.inspecting.pick((60, 100))
    stack.actions["pin"].trigger()
    before = stack.inspecting.pinning.pins[0].now
    stack.session.insert_layer(0, Activation("absolute"), "insert")
    qtbot.waitUntil(lambda: stack.inspecting.pinning.pins[0].layer == 2)
    qtbot.waitUntil(lambda: stack.inspecting.pinning.pins[0].now is not before)
    np.testing.assert_array_equal(stack.inspecting.pinning.pins[0].now, before)
    stack.session.remove_layer(2, "remove")
    qtbot.waitUntil(lambda: stack.inspecting.pinning.pins == ())
    assert "fell away" in told[-1]


def test_pins_come_back_to_their_layers(stack, qtbot) -> None:
    pinning = stack.inspecting.pinning
    stack.inspecting.open(opened=True)
    for layer, map in ((1, 1), (3, 0)):  # noqa: A001
        look(stack, qtbot, STACK, layer, map)
        stack.inspecting.pick((20, 30))
        stack.actions["pin"].trigger()
    places, maps = [(pin.row, pin.column) for pin in pinning.pins], pinning.maps
    assert maps == ((1, 1), (3, 0))
    values = [pin.now for pin in pinning.pins]
    stack.inspecting.restore(None, [*places, (20, 30), (0, 5_000)], [*maps, (9, 0), (0, 0)])
    assert [pin.place for pin in pinning.pins] == [(1, 1, 20, 30), (3, 0, 20, 30)]
    for pin, value in zip(pinning.pins, values, strict=True):
        np.testing.assert_array_equal(pin.now, value)
        assert "unchanged" in pin.text


def test_a_double_click_goes_down_to_the_layer_below(stack, qtbot) -> None:
    look(stack, qtbot, STACK, 2)
    stack.inspecting.open(opened=True)
    stack.inspecting.pick((60, 100))
    stack.inspector.show_inspection(stack.inspector.found, None)
    value = stack.inspector.found.planes[1].values.item()
    box = stack.inspector.sum.arrangement.cell_box(0, 1, 0)
    place = QPoint(box.left + box.width // 2, box.top + box.height // 2)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseDClick(stack.inspector.sum.viewport(), left, pos=place)
    qtbot.waitUntil(lambda: stack.inspector.found.layer == EDGES)
    found = stack.inspector.found
    assert (stack.session.hand.layer, stack.session.hand.map) == (1, 1)
    assert (found.row, found.column, found.map_name) == (60, 100, "2: Sobel y")
    assert float(found.value) == pytest.approx(value, rel=1e-5)


def test_playing_goes_over_the_layer_that_is_looked_at(stack, qtbot) -> None:
    stack.inspecting.pick((0, 0))
    stack.inspecting.step(1)
    assert stack.inspecting.player.place == (0, 1)
    assert stack.inspector.found.kind == "activation"
    assert stack.inspector.found.column == 1
    stack.inspecting.stop()


def test_what_takes_long_is_worked_out_aside(marks, stack, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(jobs_inspecting, "_AT_ONCE", -1)
    stack.inspecting.open(opened=True)
    stack.inspecting.pick((30, 50))
    assert roles(marks["original"]) == ["field"], "at once, whatever is still to come"
    for column in range(51, 60):
        stack.inspecting.pick((30, column))
    qtbot.waitUntil(lambda: stack.inspector.found is not None)
    qtbot.waitUntil(lambda: stack.inspector.found.column == 59)
    qtbot.waitUntil(lambda: not stack.inspecting.job.busy)
    assert roles(marks["original"]) == ["window", "field"]


def test_the_status_bar_names_the_map(stack, qtbot) -> None:
    look(stack, qtbot, STACK, 1, 1)
    assert "→  2: Sobel y (100, 60)  " in stack.live_map.reading(100.5, 60.5)


def test_a_layer_that_does_not_fit_another_picture_is_told(stack, qtbot) -> None:
    stack.inspecting.open(opened=True)
    stack.inspecting.pick((30, 50))
    stack.session.adopt(
        Pipeline((Convolution(MEAN, padding="valid"), Pooling(size=64, strides=64))), "stack"
    )
    stack.session.choose(replace(stack.session.hand, layer=1))
    stack.session.open(Picture(np.zeros((9, 9, 3), np.uint8)))
    no_map = "There is no feature map to inspect."
    qtbot.waitUntil(lambda: stack.inspector.sum.message == no_map)
    assert stack.inspector.found is None


def test_pointing_marks_fields_while_another_pixel_is_inspected(marks, stack, qtbot, qapp) -> None:
    stack.inspecting.open(opened=True)
    qapp.processEvents()  # the views have their new size
    stack.inspecting.pick((30, 50))
    own = marks["original"]
    assert roles(own) == ["window", "field"]
    point_at(stack, 20.5, 20.5)
    qtbot.waitUntil(lambda: roles(marks["original"]) == ["field"])
    assert marks["original"][0].rectangle == Rectangle(18, 18, 24, 24)
    assert roles(marks["map"]) == ["kept", "pixel"]
    assert (stack.inspector.found.row, stack.inspector.found.column) == (30, 50)
    stack.viewer.hovered.emit(None)
    qtbot.waitUntil(lambda: marks["original"] == own)
    stack.inspecting.open(opened=False)
    assert marks["original"] == marks["map"] == ()


def test_the_kernel_of_the_inspected_place_comes_to_hand(stack, qtbot) -> None:
    stack.session.adopt(Pipeline((Activation(),)), "stack")
    stack.session.open(Picture(np.zeros((8, 8, 1), np.uint8)))
    local = LocallyConnected(Weights(np.ones((6, 6, 3, 3, 1, 1))))
    look(stack, qtbot, Pipeline((local,)), 0)
    session, inspecting = stack.session, stack.inspecting
    inspecting.open(opened=True)
    point_at(stack, 5.5, 6.5)
    qtbot.waitUntil(lambda: stack.inspector.found is not None)
    assert session.hand.place == (0, 0), "what is only passed is not taken in hand"
    inspecting.pick((2, 3))
    assert session.hand.place == (2, 3)
    session.choose(replace(session.hand, place=(4, 1)))
    assert inspecting.picked == (4, 1)
    assert (stack.inspector.found.row, stack.inspector.found.column) == (4, 1)
    inspecting.step(1)
    assert session.hand.place == (4, 2)
    inspecting.stop()
