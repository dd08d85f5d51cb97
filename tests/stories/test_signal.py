"""Somebody opens a recording, smooths it, looks into one sample, and goes back to photographs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.stories.walk import COFFEE, Walk

_BUMP = [0, 0, 0, 1, 1, 0, 0, 0]


def test_a_bump_is_opened_smoothed_and_looked_into(walk: Walk, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    viewer, session = studio.viewer, studio.session
    path = tmp_path / "bump.csv"
    path.write_text("\n".join(map(str, _BUMP)))

    studio.files.opening.open(path)
    walk.until(lambda: session.picture is not None and session.picture.path == path)
    walk.until(lambda: walk.kernel.shape == (1, 3))
    assert viewer.original.is_signal
    assert viewer.map.is_signal
    assert "8 samples" in viewer._panes[0].header.description.full_text
    assert session.undo_stack.texts[-1] == "Kernels of One Row"

    def mapped() -> list[float]:
        frame = viewer.map.frame
        return [] if frame is None or frame.values is None else frame.values[0, :, 0].tolist()

    for column, weight in enumerate(("1", "2", "1")):
        walk.type_weight(0, column, weight)
        hand.press("Return")
    walk.until(lambda: mapped() == np.convolve(_BUMP, [1, 2, 1], "same").tolist())

    hand.press("F7")
    walk.until(studio.inspector.isVisible)
    hand.click(viewer.map, viewer.map.rect().center())
    walk.until(lambda: studio.inspecting.picked is not None)
    row, column = studio.inspecting.picked
    assert row == 0
    assert column in (3, 4)

    studio.files.opening.open(COFFEE)
    walk.until(lambda: session.picture.path == COFFEE and not viewer.map.is_signal)
    assert walk.kernel.shape == (1, 3)
