"""Filling a layer in the whole studio: the menu, the trial, the strip of filters, undo."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.gui.banks.fill_dialog import FillDialog
from convstudio.pipeline.bank import Bank


@pytest.fixture
def dialog(studio, sample_opened) -> FillDialog:
    action = studio.network.banks.actions["fill-filters"]
    assert action.isEnabled()
    action.trigger()
    (opened,) = studio.window.findChildren(FillDialog)
    return opened


def shown(studio) -> np.ndarray:
    """The pixels of the map that is on screen."""
    image = studio.window.viewer.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint8).copy()


def test_filters_of_the_library_are_tried_and_taken(studio, dialog, qtbot):
    before = shown(studio)
    with qtbot.waitSignal(studio.live_map.shown):
        dialog.library.tick("gaussian-5", "sobel-y")
    tried = shown(studio)
    assert not np.array_equal(tried, before)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    bank = studio.session.layer
    assert isinstance(bank, Bank)
    assert [one.title for one in bank.filters] == ["Gaussian blur 5×5", "Sobel y"]
    assert studio.edits.kernel == bank.filters[0].planes[0]
    studio.session.undo_stack.undo()
    assert studio.edits.kernel.name == "Sobel x"


def test_cancel_shows_the_map_in_force_again(studio, dialog, qtbot):
    before = studio.session.pipeline
    with qtbot.waitSignal(studio.live_map.shown):
        dialog.library.tick("gaussian-5", "sobel-y")
    with qtbot.waitSignal(studio.live_map.shown):
        dialog.reject()
    assert studio.session.shown == before
    assert not studio.session.undo_stack.can_undo
