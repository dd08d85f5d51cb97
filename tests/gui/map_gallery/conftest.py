"""A studio with a bank of filters on a photograph, and the gallery of its maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from convstudio.gui.map_gallery.map_gallery import MapGallery
from convstudio.pipeline.pipeline import Activation, Bank, Pipeline


def bank(filters: int, **settings) -> Bank:
    """Random filters of 3×3 for an RGB picture."""
    weights = np.random.default_rng(4).normal(0, 0.2, (3, 3, 3, filters)).round(3)
    return Bank.of_array(weights, **settings)


@pytest.fixture
def gallery(studio, sample_opened) -> Iterator[MapGallery]:
    """The window's gallery, still shut."""
    studio.window.resize(1280, 800)
    made = studio.window.findChild(MapGallery)
    own = made is None
    if own:
        made = MapGallery(
            studio.session,
            studio.window,
            studio.notices,
            studio.settings,
            studio.live_job,
            studio.files.saving.begin,
        )
    yield made
    if own:
        made.stop()


@pytest.fixture
def put_bank(studio, qtbot):
    """Puts a bank of so many filters and a ReLU in force, and looks at the ReLU's maps."""

    def put(filters: int = 32, **settings) -> None:
        session = studio.session
        layers = bank(filters, **settings), Activation()
        session.change(Pipeline(layers, session.pipeline.tone), "Bank")
        session.choose(replace(session.hand, result=True))
        qtbot.waitUntil(lambda: not studio.live_job.busy)

    return put


@pytest.fixture
def opened(gallery, put_bank, qtbot) -> MapGallery:
    """The gallery of 32 maps, complete."""
    put_bank()
    gallery.actions["maps"].trigger()
    qtbot.waitUntil(lambda: gallery.complete)
    return gallery
