"""A studio with a photograph, and what its dialogs say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMessageBox

from convstudio.gui.numerals import use_numerals
from convstudio.paths import sample_picture
from tests.gui.inspected import Views


@pytest.fixture
def sample_opened(studio, qtbot) -> Path:
    path = sample_picture("coffee.png")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(path)
    return path


@pytest.fixture
def notice_words(studio, qtbot) -> Callable[[], tuple[str, str]]:
    """Waits for the dialog, closes it and returns (what is wrong, what would be right)."""

    def read() -> tuple[str, str]:
        def visible() -> list[QMessageBox]:
            boxes = studio.window.findChildren(QMessageBox, "notice")
            return [box for box in boxes if box.isVisible()]

        qtbot.waitUntil(lambda: bool(visible()))
        (box,) = visible()
        words = box.text(), box.informativeText()
        box.accept()
        return words

    return read


@pytest.fixture
def comma(qapp) -> Iterator[None]:
    """Decimals stand after a comma, until the test ends."""
    use_numerals("comma")
    yield
    use_numerals("point")


@pytest.fixture
def panel(studio, sample_opened):
    """The Convolution panel, unfolded, with a photograph open."""
    studio.window.convolution_panel.options.unfold(True)
    return studio.window.convolution_panel


@pytest.fixture
def undo(studio):
    return studio.session.undo_stack


@pytest.fixture
def views(studio, monkeypatch) -> Views:
    seen, viewer = Views(), studio.viewer
    mark, reach = viewer.set_marks, viewer.set_reached

    def set_marks(original, map) -> None:  # noqa: A002 - the viewer's own name
        seen.original, seen.map = original, map
        mark(original, map)

    def set_reached(row, column=0) -> None:
        seen.reached = None if row is None else (row, column)
        reach(row) if row is None else reach(row, column)

    monkeypatch.setattr(viewer, "set_marks", set_marks)
    monkeypatch.setattr(viewer, "set_reached", set_reached)
    return seen


@pytest.fixture
def inspecting(studio, views, sample_opened, qapp):
    """The inspector open over a photograph at 800 %, its middle in both views."""
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight())  # or what it rests on is shown
    made = studio.inspecting
    studio.actions["inspector"].trigger()
    studio.viewer.navigator.actual_size()
    for _ in range(9):
        studio.viewer.navigator.zoom_in()
    return made
