"""The library's page: gallery, search, trying out, taking, and its menu."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox

from convstudio.gui.dialogs.save_kernel import SaveKernelDialog
from convstudio.gui.workbench.gallery_model import Tile
from convstudio.gui.workbench.gallery_tiles import in_two_lines
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Preset
from convstudio.paths import sample_picture


@pytest.fixture
def page(studio, sample_opened, qtbot):
    studio.window.resize(1400, 900)
    studio.workbench.actions["library"].trigger()
    opened = studio.workbench.library.page
    qtbot.waitUntil(opened.isVisible)
    return opened


@pytest.fixture
def keeper(studio):
    return studio.workbench.library.keeper


def _wait_for_tiles(page, qtbot) -> tuple[Preset, ...]:
    def made() -> bool:
        seen = page.gallery.visible_presets()
        return bool(seen) and all(page.model.preview(preset) is not None for preset in seen)

    qtbot.waitUntil(made)
    return page.gallery.visible_presets()


def _spot(page, identifier: str) -> QPoint:
    preset = page._keeper.library.preset(identifier)
    index = page.model.index(page.model.row_of(preset))
    page.gallery.scrollTo(index)
    return page.gallery.visualRect(index).center()


def _hover(page, identifier: str) -> None:
    QTest.mouseMove(page.gallery.viewport(), _spot(page, identifier))


def _click(page, identifier: str) -> None:
    QTest.mouseClick(
        page.gallery.viewport(), Qt.MouseButton.LeftButton, pos=_spot(page, identifier)
    )


def _dialog(studio, qtbot) -> SaveKernelDialog:
    def visible() -> list[SaveKernelDialog]:
        return [d for d in studio.window.findChildren(SaveKernelDialog) if d.isVisible()]

    qtbot.waitUntil(lambda: len(visible()) == 1)
    return visible()[0]


def test_tiles_in_view_show_the_picture_through_each_kernel(page, qtbot, studio) -> None:
    seen = _wait_for_tiles(page, qtbot)
    assert seen[0].identifier == "identity"
    image = page.model.image(seen[0])
    assert image is not None
    assert image.width() <= page.gallery.picture_size().width() * page.devicePixelRatioF()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    picture = studio.session.picture.pixels
    middle = picture[195:205, 295:305].mean(axis=(0, 1))
    assert np.abs(np.array(colour.getRgb()[:3]) - middle).max() < 40


def test_headings_are_groups_in_order_and_tiles_say_what_they_are(page) -> None:
    model = page.model
    entries = [model.entry(model.index(row)) for row in range(model.rowCount())]
    headings = [entry for entry in entries if isinstance(entry, str)]
    assert headings[:4] == ["Basic", "Smooth", "Sharpen", "Edge"]
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    row = model.row_of(page._keeper.library.preset("kirsch-n"))
    role = Qt.ItemDataRole
    assert model.data(model.index(row), role.AccessibleTextRole) == "Kirsch N, 3×3, Compass"
    tip = model.data(model.index(row), role.ToolTipRole)
    assert tip.startswith("Kirsch N · 3×3\nEdges that are lighter above (north).\n")
    assert "Source: R. Kirsch" in tip
    assert page.gallery.accessibleName()
    assert page.search.accessibleName()


def test_an_edge_kernels_tip_says_how_its_tile_is_shown(page, qtbot) -> None:
    page.search.setText("Kirsch N")
    _wait_for_tiles(page, qtbot)
    row = page.model.row_of(page._keeper.library.preset("kirsch-n"))
    tip = page.model.data(page.model.index(row), Qt.ItemDataRole.ToolTipRole)
    assert "|v|, stretched" in tip


def test_searching_leaves_what_matches_and_says_when_nothing_does(page) -> None:
    page.search.setText("robinson north")
    assert {preset.group for preset in page.model.tiles} == {"Compass"}
    page.search.setText("qqqqqzzz")
    assert page.model.tiles == ()
    assert page.nothing.isVisible()
    assert not page.gallery.isVisible()
    page.search.clear()
    assert len(page.model.tiles) > 100


def test_resting_on_a_tile_tries_it_and_leaving_ends_it(page, qtbot, studio) -> None:
    page.search.setText("laplacian, 8")
    _hover(page, "laplacian-8")
    qtbot.waitUntil(lambda: studio.session.shown.layers[0].kernel.name == "Laplacian, 8 neighbours")
    assert studio.edits.kernel.name == "Sobel x"
    assert not studio.session.undo_stack.can_undo
    page.gallery.end_rest()
    assert studio.session.shown is studio.session.pipeline


def test_a_click_takes_it_as_one_step(page, qtbot, studio) -> None:
    page.search.setText("kirsch")
    _click(page, "kirsch-ne")
    assert studio.edits.kernel.name == "Kirsch NE"
    assert studio.session.undo_stack.texts == ("Kernel Kirsch NE",)
    assert studio.session.shown is studio.session.pipeline
    studio.session.undo_stack.undo()
    assert studio.edits.kernel.name == "Sobel x"


def test_a_kernel_of_a_compass_set_keeps_its_name(page, studio) -> None:
    """Robinson's east has the numbers of Sobel's x."""
    page.search.setText("robinson 5")
    _click(page, "robinson-5-n")
    _click(page, "robinson-5-e")
    assert studio.edits.kernel.name == "Robinson 5-level E"
    assert studio.window.kernel_panel.preset.currentText() == "Robinson 5-level E"


def test_the_keyboard_searches_walks_and_takes(page, qtbot, studio) -> None:
    page.search.setFocus()
    QTest.keyClicks(page.search, "kirsch")
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    gallery = page.gallery
    qtbot.waitUntil(gallery.hasFocus)

    def current() -> str:
        preset = gallery.preset_at(gallery.currentIndex())
        return preset.identifier if preset else ""

    assert current() == "kirsch-n"
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    assert current() == "kirsch-ne"
    QTest.keyClick(gallery, Qt.Key.Key_Down)
    assert current() == "kirsch-s"
    QTest.keyClick(gallery, Qt.Key.Key_Up)
    assert current() == "kirsch-ne"
    QTest.keyClick(gallery, Qt.Key.Key_Left)
    QTest.keyClick(gallery, Qt.Key.Key_Left)
    assert current() == "kirsch-n"
    qtbot.waitUntil(lambda: studio.session.shown.layers[0].kernel.name == "Kirsch N")
    QTest.keyClick(gallery, Qt.Key.Key_Return)
    assert studio.edits.kernel.name == "Kirsch N"
    QTest.keyClick(gallery, "x")
    assert page.search.text() == "kirschx"
    assert page.search.hasFocus()


def test_tiles_follow_settings_and_view_and_not_the_kernel(page, qtbot, studio) -> None:
    seen = _wait_for_tiles(page, qtbot)
    before = page.model.preview(seen[0])
    studio.edits.put(page._keeper.library.named("box-3"), "Box")
    qtbot.waitUntil(lambda: not studio.live_job.busy and not page._pause.isActive())
    assert page.model.preview(seen[0]) is before
    studio.viewer.navigator.actual_size()
    studio.viewer.navigator.zoom(8, (300, 200))
    qtbot.waitUntil(lambda: page.model.preview(seen[0]) not in (None, before))
    zoomed = page.model.preview(seen[0])
    studio.files.opening.open(sample_picture("camera.png"))
    qtbot.waitUntil(lambda: page.model.preview(seen[0]) not in (None, before, zoomed))
    assert page.model.preview(seen[0]).pixels.shape[2] == 1


def test_a_hidden_page_makes_nothing(page, qtbot, studio) -> None:
    _wait_for_tiles(page, qtbot)
    studio.window.drawer.shut()
    page.model.forget_previews()
    studio.viewer.navigator.zoom_in()
    qtbot.waitUntil(lambda: not studio.live_job.busy)
    assert not page._pause.isActive()
    assert not page._worker.busy
    assert all(page.model.preview(preset) is None for preset in page.model.tiles)


def test_a_kernel_without_room_says_so(page, qtbot, studio, tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    Image.new("L", (4, 4), 90).save(tmp_path / "tiny.png")
    studio.edits.put_layer(
        studio.edits.layer.__class__(studio.edits.kernel, padding="valid"), "Valid"
    )
    studio.files.opening.open(tmp_path / "tiny.png")
    qtbot.waitUntil(lambda: studio.session.picture.width == 4)
    page.search.setText("box blur 7")
    seven = page._keeper.library.preset("box-7")
    qtbot.waitUntil(lambda: page.model.preview(seven) is not None)
    assert page.model.image(seven) is None
    tip = page.model.data(page.model.index(page.model.row_of(seven)), Qt.ItemDataRole.ToolTipRole)
    assert "No preview: Kernel must be no larger than the padded picture" in tip
    _hover(page, "box-7")
    assert studio.session.shown is studio.session.pipeline


def test_favourites_stand_first_and_stay(page, keeper, studio) -> None:
    preset = keeper.library.preset("starlet")
    _action(studio, preset, "Add to favourites").trigger()
    first, second = (page.model.entry(page.model.index(row)) for row in (0, 1))
    assert first == "Favourites"
    assert isinstance(second, Tile)
    assert (second.preset, second.favourite) == (preset, True)
    text = page.model.data(page.model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert text.endswith(", favourite")
    _action(studio, preset, "Remove from favourites").trigger()
    assert page.model.entry(page.model.index(0)) == "Basic"


def test_what_changes_on_disk_does_not_scroll(page, keeper) -> None:
    bar = page.gallery.verticalScrollBar()
    bar.setValue(900)
    keeper.toggle_favourite(keeper.library.preset("starlet"))
    assert bar.value() == 900
    page.search.setText("sobel")
    assert bar.value() == 0


def _action(studio, preset: Preset, text: str):
    menu: QMenu = studio.workbench.library.menu_for(preset)
    found = [a for a in menu.actions() if a.text().replace("&", "").split("\t")[0] == text]
    assert len(found) == 1, [action.text() for action in menu.actions()]
    return found[0]


def test_saving_renaming_tagging_deleting_and_bringing_back(page, keeper, studio, qtbot) -> None:
    studio.edits.put(Kernel(((0, 1), (2, 3))), "Mine")
    studio.workbench.actions["save-kernel"].trigger()
    dialog = _dialog(studio, qtbot)
    assert not dialog.save.isEnabled(), "a name is missing"
    dialog.name.setText("Föö/bar")
    dialog.tags.setText("one, two")
    dialog.description.setText("What it does.")
    dialog.save.click()
    preset = keeper.library.preset("own/Föö bar")
    assert preset.kernel.name == "Föö/bar"
    assert preset.tags == ("one", "two")
    assert preset.kernel.weights == ((0, 1), (2, 3))
    assert page.model.entry(page.model.index(0)) == "Own"
    assert studio.window.kernel_panel.preset.currentText() == "Föö/bar"
    assert studio.session.undo_stack.texts == ("Mine", "Name “Föö/bar”")

    _action(studio, preset, "Rename …").trigger()
    dialog = _dialog(studio, qtbot)
    assert (dialog.name.text(), dialog.tags.text()) == ("Föö/bar", "one, two")
    dialog.name.setText("Other")
    dialog.tags.setText("three")
    dialog.save.click()
    preset = keeper.library.preset("own/Other")
    assert (preset.tags, preset.kernel.description) == (("three",), "What it does.")

    _action(studio, preset, "Delete").trigger()
    assert not any(p.is_own for p in keeper.library.presets)
    assert page.bring_back.isVisible()
    page.bring_back.click()
    assert keeper.library.preset("own/Other").kernel == preset.kernel
    assert not page.footer.isVisible()


def test_a_name_that_is_taken_is_asked_about(page, keeper, studio, qtbot) -> None:
    keeper.save(Kernel(((7,),), name="Mine"), ())
    studio.workbench.actions["save-kernel"].trigger()
    dialog = _dialog(studio, qtbot)
    dialog.name.setText("mine ")
    dialog.save.click()
    box = dialog.findChild(QMessageBox, "replace-kernel")
    assert box.text() == "The library has a kernel named “Mine” already."
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert dialog.isVisible()
    assert keeper.library.preset("own/Mine").kernel.weights == ((7,),)
    dialog.save.click()
    box = next(b for b in dialog.findChildren(QMessageBox, "replace-kernel") if b.isVisible())
    next(b for b in box.buttons() if "Replace" in b.text()).click()
    assert not dialog.isVisible()
    own = [preset for preset in keeper.library.presets if preset.is_own]
    assert [(preset.kernel.name, preset.kernel.rows) for preset in own] == [("mine", 3)]


def test_what_is_shipped_cannot_be_renamed_or_deleted(page, keeper, studio) -> None:
    preset = keeper.library.preset("sobel-x")
    for text in ("Rename …", "Tags …", "Delete"):
        assert not _action(studio, preset, text).isEnabled()
    studio.workbench.library.delete(preset)
    assert keeper.library.preset("sobel-x") is preset


def test_source_is_shown_and_the_kernel_copied(page, keeper, studio) -> None:
    preset = keeper.library.preset("sobel-x")
    _action(studio, preset, "Show source …").trigger()
    box = studio.window.findChild(QMessageBox, "kernel-source")
    assert "I. Sobel, G. Feldman" in box.informativeText()
    box.close()
    _action(studio, preset, "Copy as JSON").trigger()
    assert '"name": "Sobel x"' in QGuiApplication.clipboard().text()


def test_a_thousand_kernels_of_ones_own_scroll_and_search(page, keeper, studio, qtbot, no_stall):
    own = [
        Preset(
            f"own/{n}", "Own", Kernel(((n + 1,),), n + 1, name=f"Own {n}"), (), Path(f"{n}.json")
        )
        for n in range(1000)
    ]
    studio.edits.set_library(keeper.library.with_own(own))
    keeper.changed.emit()
    assert len(page.model.tiles) > 1000
    bar = page.gallery.verticalScrollBar()
    for place in range(0, bar.maximum(), max(bar.maximum() // 50, 1)):
        bar.setValue(place)
        page.gallery.viewport().grab()
    page.search.setText("own 99")
    assert len(page.model.tiles) == 11
    assert len(_wait_for_tiles(page, qtbot)) > 5


@pytest.mark.parametrize("width", [300, 360, 500])
def test_tiles_fill_the_width(page, width: int) -> None:
    page.gallery.setFixedWidth(width)
    page.gallery.doItemsLayout()
    room = page.gallery.viewport().width()
    size = page.gallery.tile_size()
    assert size.width() >= 100
    assert room - size.width() * (room // size.width()) < room // size.width()
    rects = [page.gallery.visualRect(page.model.index(row)) for row in range(1, 4)]
    assert {rect.size() for rect in rects} == {QSize(size)}


def test_long_names_have_two_lines(page) -> None:
    metrics = QFontMetrics(page.gallery.font())
    assert in_two_lines("Sobel x", metrics, 100) == ["Sobel x"]
    lines = in_two_lines("Laplacian of Gaussian 9×9, σ = 1.4", metrics, 100)
    assert len(lines) == 2
    assert all(metrics.horizontalAdvance(line) <= 100 for line in lines)
    long = in_two_lines("x" * 100, metrics, 100)
    assert len(long) == 1
    assert long[0].endswith("…")
