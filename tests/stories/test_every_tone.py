"""In every tone what is on screen is the map as it is saved, pixel for pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convstudio.imaging.tone import TONE_MODES, Tone
from convstudio.pipeline.developing import develop
from tests.stories.walk import Walk, on_screen


@pytest.mark.parametrize("mode", TONE_MODES)
@pytest.mark.parametrize("colours", ["gray", "viridis"])
def test_the_screen_shows_what_would_be_saved(walk: Walk, look_at, mode: str, colours: str) -> None:
    session, viewer = walk.studio.session, walk.studio.viewer
    session.change(replace(session.pipeline, tone=Tone(mode, colour_map=colours)), "Tone")
    viewer.navigator.actual_size()
    expected = develop(session.pipeline, session.picture).pixels

    def is_shown() -> bool:
        shown = on_screen(look_at(viewer.map), expected.shape)
        return np.array_equal(shown, np.broadcast_to(expected, shown.shape))

    walk.until(is_shown)  # on a real screen a moment after it was painted
