"""A line of text that never widens the window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from convstudio.gui.elided_label import ElidedLabel

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
