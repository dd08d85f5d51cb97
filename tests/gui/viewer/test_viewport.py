"""Zoom and pan as arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.gui.viewer.viewport import (
    LARGEST_SCALE,
    SMALLEST_SCALE,
    Rectangle,
    Viewport,
    fitted,
)

sides = st.integers(1, 20_000)
coordinates = st.floats(-1000, 1000)


@given(sides, sides, st.integers(40, 4000), st.integers(40, 4000))
def test_a_fitted_picture_lies_wholly_in_the_view(w: int, h: int, wide: int, high: int) -> None:
    viewport = fitted(Rectangle(0, 0, w, h), wide, high)
    left, top = viewport.origin(wide, high)
    assert viewport.fitted
    if viewport.scale > SMALLEST_SCALE:
        assert left >= -1
        assert top >= -1
        assert left + w * viewport.scale <= wide + 1
        assert top + h * viewport.scale <= high + 1


@given(coordinates, coordinates, st.floats(0.1, 10))
def test_zooming_keeps_the_point_under_the_cursor(x: float, y: float, factor: float) -> None:
    before = Viewport(100, 50, 2.0)
    after = before.zoomed(factor, x, y)
    assert (x - after.x) * after.scale == pytest.approx((x - before.x) * before.scale, abs=1e-6)
    assert (y - after.y) * after.scale == pytest.approx((y - before.y) * before.scale, abs=1e-6)


def test_zooming_ends_at_the_limits() -> None:
    assert Viewport().zoomed(1e9).scale == LARGEST_SCALE
    assert Viewport().zoomed(1e-9).scale == SMALLEST_SCALE


def test_panning_moves_the_content_with_the_hand() -> None:
    assert Viewport(100, 100, 4.0).panned(8, -4) == Viewport(98, 101, 4.0, fitted=False)


def test_the_picture_cannot_be_lost() -> None:
    held = Viewport(-500, 900, 1.0).held_to(Rectangle(0, 0, 300, 200))
    assert (held.x, held.y) == (0, 200)


def test_a_small_picture_is_fitted_by_a_whole_factor() -> None:
    assert fitted(Rectangle(0, 0, 8, 8), 300, 300).scale == 34


@given(
    st.floats(-500, 900),
    st.floats(0.1, 20),
    st.integers(1, 500),
    st.integers(50, 900),
    st.booleans(),
)
def test_what_settles_fills_the_view_or_stands_in_its_middle(x, scale, side, room, free) -> None:
    content = Rectangle(0, 0, side, side)
    before = Viewport(-30, side + 40, scale) if free else None
    settled = Viewport(x, x, scale).settled(content, room, room, before)
    gap_before = room / 2 - settled.x * scale
    gap_after = room / 2 - (side - settled.x) * scale
    if before is None and side * scale <= room:
        assert gap_before == pytest.approx(gap_after, abs=1e-6)
    elif before is None:
        assert max(gap_before, gap_after) <= 1e-6
    else:  # no wider than it was, on the side where it was
        assert gap_before <= max(room / 2 + 30 * scale, (room - side * scale) / 2) + 1e-6
        assert settled == settled.settled(content, room, room, settled)
