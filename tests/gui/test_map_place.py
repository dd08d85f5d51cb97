"""Where the session's map lies on its picture, and what of it is in view."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.gui.map_place import MapPlace
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Placement, Region
from convstudio.pipeline.inspection import inspect


@pytest.fixture
def place(studio, sample_opened) -> MapPlace:
    return MapPlace(studio.session, studio.viewer)


def edit(studio, **changes) -> None:
    pipeline = studio.session.pipeline
    layer = replace(pipeline.layers[0], **changes)
    studio.session.change(replace(pipeline, layers=(layer,)), "edit")


def test_it_follows_the_session(studio, place) -> None:
    assert place.size == (400, 600)
    edit(studio, strides=4, padding="valid")
    assert place.size == (100, 150)
    assert place.on(studio.session.picture) == Placement(-0.5, -0.5, 4, 4)
    assert place.at(101.5, 49.5) == (12, 25)
    assert place.at(-3, 49.5) is None


def test_where_there_is_no_map(studio, place, notice_words) -> None:
    edit(studio, kernel=Kernel(((1,),)).resized(31), padding="valid")
    studio.session.open(Picture(np.zeros((5, 5, 1), np.uint8)))
    notice_words()
    assert place.size is None
    assert place.at(2, 2) is None
    assert place.in_view == Region(0, 0, 1, 1)


def test_what_is_in_view(studio, place) -> None:
    assert place.in_view == Region(0, 0, 400, 600)
    studio.viewer.navigator.actual_size()
    for _ in range(9):
        studio.viewer.navigator.zoom_in()
    seen, visible = place.in_view, studio.viewer.map.visible
    assert seen.left == round(visible.left)
    assert seen.bottom == round(visible.bottom)
    picture = studio.session.picture
    outline = place.extent(picture, (400, 600)).rectangle
    assert visible.left < outline.left < outline.right < visible.right


def test_it_reveals_what_is_out_of_view_unless_all_is(studio, place) -> None:
    found = inspect(studio.session.pipeline, studio.session.picture, 20, 30)
    place.reveal(found)
    assert studio.viewer.navigator.viewport.fitted
    studio.viewer.navigator.actual_size()
    for _ in range(9):
        studio.viewer.navigator.zoom_in()
    place.reveal(found)
    visible = studio.viewer.map.visible
    patch = Rectangle(29, 19, 32, 22)
    grown = Rectangle(
        visible.left - 0.2, visible.top - 0.2, visible.right + 0.2, visible.bottom + 0.2
    )
    assert grown.united(patch) == grown
