"""The offer of a tone in which edges are seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from convstudio.gui.workbench.signed_offer import SignedOffer
from convstudio.kernel.kernel import Kernel


@pytest.fixture
def offer(studio, sample_opened, qtbot) -> SignedOffer:
    offer = SignedOffer(studio.edits)
    qtbot.addWidget(offer)
    return offer


def test_it_is_there_for_a_kernel_without_gain_and_gone_once_taken(studio, offer, undo, qtbot):
    assert not offer.isHidden()  # Sobel x, clipped
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert studio.session.pipeline.tone.mode == "signed"
    assert undo.texts == ("Display Signed",)
    assert offer.isHidden()
    undo.undo()
    assert not offer.isHidden()


def test_a_kernel_that_keeps_brightness_needs_none(studio, offer) -> None:
    studio.edits.put(Kernel(((1.0,) * 3,) * 3, 9), "Mean")
    assert offer.isHidden()
