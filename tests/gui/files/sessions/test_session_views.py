"""Views in and out of a window, those that it cannot have included."""

from __future__ import annotations

import pytest

from convstudio.gui.viewer.viewport import LARGEST_SCALE, SMALLEST_SCALE
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.session_file import StoredHand, Views


@pytest.fixture
def sessions(studio, sample_opened):
    return studio.files.sessions


def test_what_is_shown_is_what_is_read(sessions) -> None:
    views = Views(
        "stacked", False, 20.0, (300.5, 200.25), True, (5, 6), ((1, 2), (30, 40)), "library"
    )
    sessions.show_views(views)
    assert sessions.views == views
    fitted = Views("result", True, inspector=False, page="")
    sessions.show_views(fitted)
    now = sessions.views
    assert (now.compare, now.fitted, now.inspector, now.page) == ("result", True, False, "")
    assert (now.inspected, now.pins) == (None, ())


def test_the_layer_under_the_hand_is_kept(studio, sessions) -> None:
    layer = Convolution(Kernel(((0.0, 1.0, 0.0),) * 3))
    studio.session.adopt(Pipeline((layer, layer)), "Open")
    hand = StoredHand(layer=1, result=True)
    sessions.show_views(Views(hand=hand))
    assert sessions.views.hand == hand
    sessions.show_views(Views(hand=StoredHand(7, 7, 7, (9, 9), 7)))
    assert sessions.views.hand == StoredHand(1, place=(9, 9))


def test_the_gallery_of_maps_is_opened_again(studio, sessions) -> None:
    sessions.show_views(Views(page="maps"))
    assert studio.window.drawer.opened == sessions.views.page == "maps"


def test_unknown_words_change_nothing(studio, sessions) -> None:
    studio.window.drawer.open("families")
    studio.viewer.set_mode("split")
    sessions.show_views(Views("hologram", page="dreams"))
    assert (sessions.views.compare, sessions.views.page) == ("split", "families")


def test_pixels_that_the_map_lacks_are_left_out(sessions) -> None:
    pins = ((1, 2), (400, 0), (0, 600), (1, 2), (399, 599))
    sessions.show_views(Views(inspector=True, inspected=(10_000, 3), pins=pins))
    assert sessions.views.inspected is None
    assert sessions.views.pins == ((1, 2), (399, 599))


def test_more_pins_than_there_can_be_are_left_out(sessions) -> None:
    sessions.show_views(Views(pins=tuple((row, 0) for row in range(64))))
    assert sessions.views.pins == tuple((row, 0) for row in range(8))


@pytest.mark.parametrize(("scale", "kept"), [(1e4, LARGEST_SCALE), (1e-4, SMALLEST_SCALE)])
def test_the_picture_cannot_be_lost_from_sight(sessions, scale: float, kept: float) -> None:
    sessions.show_views(Views(fitted=False, scale=scale, centre=(1e8, -1e8)))
    assert sessions.views.scale == kept
    assert sessions.views.centre == (600, 0)


def test_without_a_picture_nothing_is_pinned(studio) -> None:
    studio.files.sessions.show_views(Views("split", pins=((1, 2),), inspected=(1, 2)))
    assert studio.files.sessions.views.pins == ()
    assert studio.viewer.mode == "split"
