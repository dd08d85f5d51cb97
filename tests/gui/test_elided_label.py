"""A line of text that never widens the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from convstudio.gui.elided_label import ElidedFacts, ElidedLabel

TEXT = "holiday in the mountains.tif · 4000 × 3000 · 16-bit RGB"


def test_it_shows_what_fits_and_tells_the_rest(qtbot) -> None:
    label = ElidedLabel(TEXT)
    qtbot.addWidget(label)
    label.show()
    label.resize(label.sizeHint())
    assert (label.text(), label.toolTip()) == (TEXT, "")
    label.resize(150, 20)
    assert "…" in label.text()
    assert label.text().startswith("holi")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= 150
    assert label.toolTip() == label.accessibleDescription() == label.full_text == TEXT
    label.resize(10, 20)
    assert (label.text(), label.toolTip()) == ("", TEXT)
    assert label.minimumSizeHint().width() <= 24


def test_a_new_text_is_elided_too_at_the_end_if_so_wished(qtbot) -> None:
    label = ElidedLabel("short", Qt.TextElideMode.ElideRight)
    qtbot.addWidget(label)
    label.show()
    label.resize(100, 20)
    label.set_full_text(TEXT)
    assert label.text().endswith("…")


PLACED = ("Map pixel (300, 200)", "Convolution 2 × 3×3 of edges", "1: edge", "Red")


@pytest.mark.parametrize(
    ("facts", "name", "kept"),
    [
        (("thirteen-by-thirteen.png", "13 × 13", "8-bit gray"), 0, "13 × 13"),
        (PLACED, 1, "Map pixel (300, 200)"),
    ],
)
def test_of_facts_only_the_name_is_cut(qtbot, facts, name: int, kept: str) -> None:
    label = ElidedFacts()
    qtbot.addWidget(label)
    label.show()
    label.show_facts(facts, name)
    whole = " · ".join(facts)
    seen = set()
    for width in range(label.sizeHint().width(), 24, -1):
        label.resize(width, 20)
        words = label.text()
        assert label.fontMetrics().horizontalAdvance(words) <= width
        if words in (whole, "…"):
            continue
        assert kept in words.removesuffix(" …").split(" · ")
        rest = words.removesuffix(" …").split(" · ")[name + 1 :]
        assert set(rest) <= set(facts)  # what is there is there whole
        seen.add(len(words.split(" · ")))
        assert label.toolTip() == whole
    assert seen == set(range(1, len(facts) + 1))
    assert label.text() == "…"


def test_one_fact_is_cut_at_its_own_mode(qtbot) -> None:
    label = ElidedFacts()
    qtbot.addWidget(label)
    label.show()
    label.resize(40, 20)
    label.show_facts(("Inspector of everything", ""), 1)
    assert "…" in label.text()
    assert label.full_text == "Inspector of everything"
