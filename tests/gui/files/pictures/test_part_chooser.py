"""The choice of a page, a frame or an array."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convstudio.gui.files.pictures.part_chooser import PartChooser, counted, noun_of
from convstudio.imaging.contents import contents_of
from convstudio.jobs.worker import Worker


@pytest.fixture
def worker(qtbot) -> Worker:
    made = Worker("preview", newest_wins=True)
    yield made
    made.stop()


@pytest.fixture
def parent(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def choose_from(parent: QWidget, worker: Worker, path: Path, current: str = "") -> PartChooser:
    dialog = PartChooser(parent, worker, path, contents_of(path), current)
    dialog.show()
    return dialog


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    pages = [Image.new("L", (8, 6), value) for value in (10, 20, 30)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    return tmp_path / "stack.tif"


def test_each_page_is_a_line(parent: QWidget, worker: Worker, stack: Path) -> None:
    dialog = choose_from(parent, worker, stack)
    model = dialog.list.model()
    lines = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert lines == [f"Page {number}  ·  8 × 6  ·  8-bit gray" for number in (1, 2, 3)]
    assert dialog.windowTitle() == "Choose a page"
    dialog.reject()


def test_the_chosen_page_is_seen(qtbot, parent: QWidget, worker: Worker, stack: Path) -> None:
    dialog = choose_from(parent, worker, stack, "2")
    assert dialog.part.name == "2"
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    assert (dialog.preview.frame.pixels == 20).all()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: (
            dialog.preview.frame.pixels is not None
            and bool((dialog.preview.frame.pixels == 30).all())
        )
    )
    assert dialog.preview.words.text() == "Page 3\n8 × 6\n8-bit gray"
    dialog.reject()


def test_enter_chooses_and_escape_does_not(
    qtbot, parent: QWidget, worker: Worker, stack: Path
) -> None:
    chosen: list[str] = []
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        dialog = choose_from(parent, worker, stack, "3")
        dialog.chosen.connect(chosen.append)
        qtbot.keyClick(dialog.list, key)
        assert not dialog.isVisible()
    assert chosen == ["3"]


def test_arrays_are_called_arrays(qtbot, parent: QWidget, worker: Worker, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", first=np.zeros((4, 5)), second=np.ones((6, 7), np.uint16))
    contents = contents_of(tmp_path / "a.npz")
    assert noun_of(contents, article=True) == "an array"
    assert counted(contents) == "2 arrays"
    dialog = choose_from(parent, worker, tmp_path / "a.npz", "second")
    assert dialog.part.name == "second"
    qtbot.waitUntil(lambda: dialog.preview.frame.pixels is not None)
    dialog.reject()


def test_whatever_an_array_is_called_its_size_is_seen(
    parent: QWidget, worker: Worker, tmp_path: Path
) -> None:
    names = ["a\nb", "very " * 40]
    np.savez(tmp_path / "a.npz", **{name: np.zeros((4, 5), np.uint8) for name in names})
    dialog = choose_from(parent, worker, tmp_path / "a.npz")
    lines = [dialog.list.model().index(row, 0).data() for row in range(2)]
    assert lines[0] == "a b  ·  5 × 4  ·  8-bit gray"
    assert lines[1].startswith("very very ver…")
    assert lines[1].endswith("very   ·  5 × 4  ·  8-bit gray")
    widest = max(
        dialog.list.sizeHintForIndex(dialog.list.model().index(r, 0)).width() for r in (0, 1)
    )
    assert widest <= dialog.list.viewport().width()
    dialog.reject()


def test_a_broken_page_says_so_and_can_be_left(
    qtbot, parent: QWidget, worker: Worker, tmp_path: Path, stack: Path
) -> None:
    contents = contents_of(stack)
    dialog = PartChooser(parent, worker, tmp_path / "gone.tif", contents)
    dialog.show()
    qtbot.waitUntil(lambda: "gone.tif" in dialog.preview.frame.message)
    dialog.reject()
