"""Letters without the window's type."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageFont

from convstudio.imaging import lettering
from convstudio.imaging.lettering import Lettering


def _paper(rows: int = 20, columns: int = 200) -> np.ndarray:
    return np.full((rows, columns, 3), 255, np.uint8)


def test_a_line_stays_in_its_height_and_width() -> None:
    letters, text = Lettering(20), "Map 3 · Åqgjy"
    out = _paper()
    letters.write(out, text, (0, 0, 0))
    dark = out[..., 0] < 128
    assert dark.any()
    assert not dark[:, letters.width(text) :].any()
    tall = _paper(60)
    letters.write(tall[20:40], text, (0, 0, 0))
    assert (tall[:20] == 255).all()
    assert (tall[40:] == 255).all()
    np.testing.assert_array_equal(tall[20:40], out)  # nothing of it is cut


def test_the_colour_is_the_one_asked_for() -> None:
    out = _paper()
    Lettering(20).write(out, "MMM", (200, 10, 30))
    assert tuple(out.reshape(-1, 3)[out.reshape(-1, 3)[:, 1].argmin()]) == (200, 10, 30)


def test_what_has_no_room_ends_in_dots_and_never_reaches_further() -> None:
    letters = Lettering(16)
    text = "a filter with a very long name"
    for room in (0, 5, 20, 60, 1000):
        told = letters.elided(text, room)
        assert not told or letters.width(told) <= room
    assert letters.elided(text, 1000) == text
    assert letters.elided(text, 60).endswith("…")
    assert letters.elided(text, 0) == ""
    out = _paper(16, 30)
    letters.write(out, text, (0, 0, 0))  # cut, and no error


def test_an_empty_line_writes_nothing() -> None:
    out = _paper()
    Lettering(20).write(out, "", (0, 0, 0))
    assert (out == 255).all()


@pytest.fixture
def own_type(monkeypatch) -> None:
    """No type on the system: Pillow's own, which lacks many signs."""
    lettering._type_of.cache_clear()
    monkeypatch.setattr(lettering, "_FAMILIES", ())
    yield
    lettering._type_of.cache_clear()


def test_signs_that_the_type_lacks_are_written_plainly(own_type) -> None:
    letters = Lettering(20)
    assert isinstance(letters._type, ImageFont.FreeTypeFont)
    assert letters._writable("3 × −4.5 ж") == "3 x -4.5 ?"
    assert letters.width("−4.5") == letters.width("-4.5")


def test_signs_that_it_has_stay() -> None:
    letters = Lettering(20)
    assert letters._writable("abc 123 “x”") == "abc 123 “x”"
