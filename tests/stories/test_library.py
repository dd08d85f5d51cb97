"""A kernel found by sight, kept under a name of one's own, changed by another program, broken."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.gui.dialogs.save_kernel import SaveKernelDialog
from tests.stories.hands import XHand
from tests.stories.walk import COFFEE, SOBEL_X, Walk, scipy_map

LAPLACIAN = np.array([[1.0, 1, 1], [1, -8, 1], [1, 1, 1]])


def _point_at(walk: Walk, widget: QWidget, spot: QPoint) -> None:
    if isinstance(walk.hand, XHand):
        place = widget.mapToGlobal(spot)
        walk.hand._do("mousemove", str(place.x()), str(place.y()))
        return
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        spot.toPointF(),
        widget.mapToGlobal(spot.toPointF()),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def test_find_try_take_keep_change_and_break_a_kernel(walk: Walk, look_at, tmp_path: Path) -> None:
    studio, hand = walk.studio, walk.hand
    from PIL import Image  # noqa: PLC0415

    coffee = np.asarray(Image.open(COFFEE))
    hand.click(studio.viewer.map)
    hand.press("1")
    walk.until(lambda: studio.viewer.navigator.viewport.scale == 1)

    # Open the gallery and search.
    hand.press("F3")
    part = studio.workbench.library
    page = part.page
    walk.until(page.search.hasFocus)
    hand.type("laplacian 8")
    walk.until(lambda: 0 < len(page.model.tiles) < 9)
    tile = studio.edits.library.preset("laplacian-8")
    assert tile in page.model.tiles
    walk.until(lambda: page.model.image(tile) is not None)

    # Rest on it: the map shows it, and no step is taken.
    gallery = page.gallery
    spot = gallery.visualRect(page.model.index(page.model.row_of(tile))).center()
    _point_at(walk, gallery.viewport(), spot)
    walk.until(lambda: studio.session.shown.layers[0].kernel.name == "Laplacian, 8 neighbours")
    assert walk.kernel.name == "Sobel x"
    assert not studio.session.undo_stack.can_undo
    assert_shown(walk, look_at, scipy_map(coffee, LAPLACIAN))

    # Click takes it, undo gives it back.
    hand.click(gallery.viewport(), spot)
    walk.until(lambda: walk.kernel.name == "Laplacian, 8 neighbours")
    assert studio.session.undo_stack.texts == ("Kernel Laplacian, 8 neighbours",)
    hand.press("Ctrl+Z")
    walk.until(lambda: walk.kernel.name == "Sobel x")
    hand.point_at(studio.window.statusBar())
    if not isinstance(hand, XHand):  # whose pointer leaves by itself
        gallery.end_rest()
    walk.until(lambda: studio.session.shown is studio.session.pipeline)
    assert_shown(walk, look_at, scipy_map(coffee, SOBEL_X))

    # Keep a kernel of one's own.
    walk.studio.edits.put(walk.kernel.with_weight(1, 1, 4.0), "Weight 4")
    hand.press("Ctrl+Shift+S")
    walk.until(lambda: _dialog(walk) is not None and _dialog(walk).isActiveWindow())
    hand.type("Mine")
    hand.press("Return")
    file = tmp_path / "data" / "kernels" / "Mine.json"
    walk.until(lambda: file.exists() and _dialog(walk) is None)
    walk.until(lambda: _weight(walk) == 4)

    # Another program changes its file, and the gallery shows it.
    entry = json.loads(file.read_text(encoding="utf-8"))
    entry["weights"][1][1] = 5
    file.write_text(json.dumps(entry), encoding="utf-8")
    walk.until(lambda: _weight(walk) == 5)
    assert walk.kernel.weights[1][1] == 4, "what is in force stays"

    # And breaks it: a sentence, once, and everything else is there.
    file.write_text('{"name": "Mine", "weights": [[1, 2], [3]]', encoding="utf-8")
    told, hint = walk.read_notice()
    assert told.startswith("“Mine.json” is not a kernel file: ")
    assert hint == "It is left out; all other kernels are there."
    assert _weight(walk) is None
    assert len(part.keeper.library.presets) > 100
    file.write_text(json.dumps(entry), encoding="utf-8")
    walk.until(lambda: _weight(walk) == 5)


def _weight(walk: Walk) -> float | None:
    own = [p for p in walk.studio.edits.library.presets if p.identifier == "own/Mine"]
    return own[0].kernel.weights[1][1] if own else None


def _dialog(walk: Walk) -> SaveKernelDialog | None:
    dialogs = walk.window.findChildren(SaveKernelDialog)
    return next((dialog for dialog in dialogs if dialog.isVisible()), None)


def assert_shown(walk: Walk, look_at, picture: np.ndarray) -> None:
    """As much of a picture as the view has room for is on screen at 100 %."""
    canvas = walk.studio.viewer.map
    left, top = map(round, canvas.lens.origin)
    width, height = canvas.device_size
    rows = slice(max(-top, 0), min(height - top, picture.shape[0]))
    columns = slice(max(-left, 0), min(width - left, picture.shape[1]))
    shown = look_at(canvas)[
        rows.start + top : rows.stop + top, columns.start + left : columns.stop + left
    ]
    assert shown.shape[0] > 300
    assert shown.shape[1] > 300
    np.testing.assert_array_equal(shown, picture[rows, columns])


def test_find_a_thing_again_by_a_piece_of_the_picture(walk: Walk) -> None:
    studio, hand = walk.studio, walk.hand
    hand.press("Ctrl+1")
    walk.until(lambda: studio.viewer.navigator.viewport.scale == 1)
    hand.press("Ctrl+Shift+T")
    taking = studio.workbench.from_picture
    walk.until(taking.page.isVisible)
    canvas = studio.viewer.original
    start, end = (
        QPoint(*map(round, canvas.lens.device_point(*p))) for p in ((280, 190), (300, 204))
    )
    hand.drag(canvas, start, start + QPoint(9, 9), end)
    walk.until(lambda: taking.selection is not None and taking.selection.columns > 15)
    assert taking.selection.columns % 2 == taking.selection.rows % 2 == 1
    assert not studio.session.undo_stack.can_undo
    hand.press("Return")
    walk.until(lambda: walk.kernel.name.startswith("From picture"))
    assert walk.kernel.columns == taking.selection.columns
    assert abs(walk.kernel.total) < 1e-9
    hand.press("Ctrl+Z")
    walk.until(lambda: walk.kernel.name == "Sobel x")
