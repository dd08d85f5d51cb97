"""The gallery in its window: what it shows, what a click and a key do, and what comes first."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.gui.map_gallery.map_view import WIDTHS
from convstudio.gui.map_gallery.stretch_offer import shows_little
from convstudio.imaging.tone import Tone
from convstudio.jobs.map_tiles import MapFacts, MapScene, fine_tiles, ordered, overview
from convstudio.numerics.geometry import Region
from convstudio.paths import sample_picture
from convstudio.pipeline.pipeline import Bank, Combine, Convolution, Pipeline
from convstudio.pipeline.rendering import render
from convstudio.pipeline.viewing import viewed
from tests.gui.map_gallery.conftest import bank

_ROLES = Qt.ItemDataRole


def _spot(gallery, number: int) -> QPoint:
    index = gallery.page.model.index(gallery.page.model.row_of(number))
    gallery.page.view.scrollTo(index)
    return gallery.page.view.visualRect(index).center()


def _click(gallery, number: int) -> None:
    spot = _spot(gallery, number)
    QTest.mouseClick(gallery.page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def _pixels(image) -> np.ndarray:
    rows, columns = image.height(), image.width()
    return np.array(
        [[image.pixelColor(x, y).red() for x in range(columns)] for y in range(rows)], np.int64
    )


def test_every_thumbnail_is_what_the_map_shows(opened, studio) -> None:
    session, view = studio.session, opened.page.view
    ratio = opened.page.devicePixelRatioF()
    size = round(view.picture_size().width() * ratio), round(view.picture_size().height() * ratio)
    scene = MapScene(replace(session.pipeline, map=None), session.picture, size)
    numbers = view.visible_maps()
    assert len(numbers) >= 12
    for tile in fine_tiles(scene, overview(scene), numbers[:3]):
        image = opened.page.model.image(tile.index)
        np.testing.assert_array_equal(_pixels(image), tile.pixels[..., 0])


def test_the_heading_says_whose_maps_these_are(opened, studio) -> None:
    assert opened.page.heading.full_text == "ReLU · 32 maps · 600 × 400"
    session = studio.session
    session.choose(replace(session.hand, result=False))
    assert opened.page.heading.full_text == "Convolution 32 × 3×3 · 32 maps · 600 × 400"
    session.choose(replace(session.hand, result=True))
    assert opened.page.heading.full_text.startswith("ReLU")


def test_a_click_shows_a_map_large_and_is_no_step_to_undo(opened, studio, qtbot) -> None:
    done = studio.session.undo_stack.texts
    _click(opened, 5)
    assert studio.session.hand.map == 5
    assert studio.session.shown.map == 5
    assert studio.session.undo_stack.texts == done
    qtbot.waitUntil(lambda: not studio.live_job.busy)
    value = studio.viewer.value_at(200, 300)
    if value is None:  # at this zoom the frame holds means
        studio.viewer.navigator.actual_size()
        qtbot.waitUntil(lambda: studio.viewer.value_at(200, 300) is not None)
        value = studio.viewer.value_at(200, 300)
    exact = render(studio.session.shown, studio.session.picture, Region(200, 300, 201, 301))
    np.testing.assert_array_equal(value, exact.values[0, 0])


def test_the_filter_that_makes_a_map_comes_under_the_hand(opened, studio) -> None:
    session = studio.session
    session.choose(replace(session.hand, layer=0, result=False))
    _click(opened, 5)
    assert (session.hand.map, session.hand.filter) == (5, 5)
    session.choose(replace(session.hand, result=True))  # the ReLU's maps, while the bank is edited
    _click(opened, 7)
    assert (session.hand.map, session.hand.filter) == (7, 5)


def test_a_depthwise_filter_makes_a_map_of_each(opened, studio) -> None:
    session = studio.session
    shared = Bank.of_array(np.ones((3, 3, 1, 2)), channels="each")
    session.change(Pipeline((bank(3), shared)), "Stack")
    session.choose(replace(session.hand, layer=1, result=False))
    for number, filtered in ((0, 0), (2, 0), (3, 1), (5, 1)):
        opened.choose(number)
        assert (session.hand.map, session.hand.filter) == (number, filtered)


def test_arrow_keys_go_from_map_to_map(opened, studio) -> None:
    view = opened.page.view
    assert studio.session.hand.map == 0
    columns = view.viewport().width() // view.tile_size().width()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert studio.session.hand.map == 1 + columns
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert studio.session.hand.map == columns
    QTest.keyClick(view, Qt.Key.Key_Left)  # to the end of the row before
    assert studio.session.hand.map == columns - 1
    QTest.keyClick(view, Qt.Key.Key_End)
    assert studio.session.hand.map == 31
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert studio.session.hand.map == 31
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert studio.session.hand.map == 0


def test_a_map_chosen_elsewhere_is_selected_and_in_view(opened, studio) -> None:
    studio.session.choose(replace(studio.session.hand, map=31))
    view = opened.page.view
    assert opened.page.model.number_at(view.currentIndex()) == 31
    assert 31 in view.visible_maps()
    assert opened.page.numbers.text().startswith("Map 32\n")


def test_next_and_previous_map_need_no_gallery(gallery, put_bank, studio) -> None:
    assert not gallery.actions["next-map"].isEnabled()
    put_bank(3)
    assert gallery.actions["next-map"].isEnabled()
    for expected in (1, 2, 2):
        gallery.actions["next-map"].trigger()
        assert studio.session.hand.map == expected
    gallery.actions["previous-map"].trigger()
    assert studio.session.hand.map == 1


def test_alt_and_arrows_step_wherever_the_keyboard_is(gallery, put_bank, studio, qtbot) -> None:
    put_bank(5)
    window = studio.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    places = (studio.viewer.map, window.kernel_panel.grid, studio.viewer.original)
    for number, widget in enumerate(places, 1):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        assert studio.session.hand.map == number
    QTest.keyClick(studio.viewer.map, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert studio.session.hand.map == 2


def test_tooltips_tell_number_name_range_and_of_how_much(opened) -> None:
    model = opened.page.model
    tip = model.data(model.index(3), _ROLES.ToolTipRole)
    assert tip.startswith("Map 4\n0 … ")
    assert "mean" in tip
    assert "energy" in tip
    assert "of its pixels" in tip
    assert model.data(model.index(3), _ROLES.AccessibleTextRole) == "Map 4"


def test_filters_give_their_maps_their_names(gallery, studio, qtbot) -> None:
    names = [f"edge {angle}°" for angle in (0, 45, 90)]
    made = bank(3)
    filters = tuple(replace(one, name=name) for one, name in zip(made.filters, names, strict=True))
    studio.session.change(Pipeline((replace(made, filters=filters),)), "Bank")
    gallery.actions["maps"].trigger()
    qtbot.waitUntil(lambda: gallery.complete)
    model = gallery.page.model
    assert model.data(model.index(1), _ROLES.DisplayRole) == "2: edge 45°"
    assert gallery.page.numbers.text().startswith("Map 1: edge 0°\n")


@pytest.mark.parametrize("order", ["mean", "energy"])
def test_maps_are_sorted_by_what_they_are(opened, studio, order) -> None:
    page = opened.page
    page.order.setCurrentIndex(page.order.findData(order))
    page.order.activated.emit(page.order.currentIndex())
    facts = [page.model.facts(number) for number in range(32)]
    assert page.model.order == ordered(facts, order)
    values = [getattr(facts[number], order) for number in page.model.order]
    assert values == sorted(values, reverse=True)
    assert studio.settings.maps_order == order
    assert page.model.number_at(page.view.currentIndex()) == studio.session.hand.map
    opened.choose(page.model.order[0])
    opened.step(1)  # goes on in that order
    assert studio.session.hand.map == page.model.order[1]


@pytest.mark.parametrize("place", [0, 16, 31])
def test_sorted_anew_the_chosen_map_is_in_view(opened, studio, place) -> None:
    page = opened.page
    facts = [page.model.facts(number) for number in range(32)]
    wanted = ordered(facts, "energy")[place]
    opened.choose(wanted)
    page.view.verticalScrollBar().setValue(0)
    page.order.setCurrentIndex(page.order.findData("energy"))
    page.order.activated.emit(page.order.currentIndex())
    assert page.model.row_of(wanted) == place
    seen = page.view.visualRect(page.model.index(place))
    assert page.view.viewport().rect().contains(seen)


def test_one_tone_for_all_makes_other_thumbnails(opened, studio, qtbot) -> None:
    session = studio.session
    session.change(replace(session.pipeline, tone=Tone("minmax")), "Tone")
    qtbot.waitUntil(lambda: opened.complete)
    before = [_pixels(opened.page.model.image(number)).max() for number in range(9)]
    page = opened.page
    page.tone.setCurrentIndex(page.tone.findData("common"))
    page.tone.activated.emit(1)
    qtbot.waitUntil(lambda: studio.settings.maps_tone == "common" and opened.complete)
    after = [_pixels(opened.page.model.image(number)).max() for number in range(9)]
    assert sum(after) < sum(before)


def test_an_edit_makes_the_thumbnails_anew_and_keeps_the_old_ones_meanwhile(
    opened, studio, qtbot
) -> None:
    before = opened.page.model.image(2).copy()
    session = studio.session
    made = session.pipeline.layers[0]
    twice = made.with_kernel(2, 0, replace(made.kernel_at(2, 0), divisor=-0.1))
    session.put_layer(0, twice, "Divisor")
    assert opened.page.model.image(2) is not None
    assert not opened.complete
    qtbot.waitUntil(lambda: opened.complete)
    assert opened.page.model.image(2) != before


def test_other_maps_begin_empty(opened, studio) -> None:
    session = studio.session
    session.change(Pipeline((bank(5),)), "Bank")
    assert opened.page.model.rowCount() == 5
    assert opened.page.model.image(0) is None


def test_the_part_in_view_follows_the_views(opened, studio, qtbot) -> None:
    page = opened.page
    page.part.setCurrentIndex(page.part.findData("view"))
    page.part.activated.emit(1)
    qtbot.waitUntil(lambda: opened.complete)
    before = page.model.image(8).copy()
    studio.viewer.map.zoom_wanted.emit(6.0, None)
    qtbot.waitUntil(lambda: not opened.complete)
    qtbot.waitUntil(lambda: opened.complete)
    assert page.model.image(8) != before


def test_sizes_by_choice_and_by_wheel(opened, studio) -> None:
    page, view = opened.page, opened.page.view
    widths = []
    for size in WIDTHS:
        page.zoom.setCurrentIndex(page.zoom.findData(size))
        page.zoom.activated.emit(page.zoom.currentIndex())
        widths.append(view.tile_size().width())
        assert studio.settings.maps_size == size
        assert 0 in view.visible_maps()  # what is looked at stays in view
        columns = view.viewport().width() // view.tile_size().width()
        tops = {view.visualRect(page.model.index(row)).top() for row in range(columns)}
        assert len(tops) == 1  # they do stand side by side
        assert view.visualRect(page.model.index(columns)).top() not in tops
    assert widths == sorted(widths)
    assert widths[-1] > view.viewport().width() // 2
    wheel = QWheelEvent(
        QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert studio.settings.maps_size == "large"


def test_nothing_is_made_while_the_gallery_is_shut(gallery, put_bank, studio) -> None:
    put_bank()
    assert gallery.page.model.rowCount() == 0
    assert not gallery._worker.busy


def test_one_map_of_one_kernel_is_a_gallery_too(gallery, studio, qtbot) -> None:
    gallery.actions["maps"].trigger()
    qtbot.waitUntil(lambda: gallery.complete)
    assert gallery.page.model.rowCount() == 1
    assert gallery.page.heading.full_text == "Sobel x 3×3 · 1 map · 600 × 400"
    image = gallery.page.model.image(0)
    assert not image.isGrayscale()  # each channel by itself: in colours


def test_where_there_is_no_map_the_page_says_why(opened, studio) -> None:
    session = studio.session
    session.adopt(Pipeline((bank(3), Combine("direction"))), "A file")
    assert opened.page.nothing.isVisible()
    assert "two maps" in opened.page.nothing.text()
    assert not opened.page.view.isVisible()
    assert not opened.page.export.isEnabled()
    session.undo_stack.undo()
    assert opened.page.view.isVisible()


def test_what_is_tried_out_is_shown(opened, studio, qtbot) -> None:
    session = studio.session
    tried = replace(session.pipeline, layers=(bank(32, flip=True), session.pipeline.layers[1]))
    before = opened.page.model.image(1).copy()
    session.try_out(tried)
    qtbot.waitUntil(lambda: opened.complete)
    assert opened.page.model.image(1) != before
    session.try_out(None)
    qtbot.waitUntil(lambda: opened.complete)
    assert opened.page.model.image(1) == before


def test_512_maps_only_those_in_view_and_the_next_are_made(
    gallery, put_bank, qtbot, no_stall
) -> None:
    put_bank(512)
    gallery.actions["maps"].trigger()
    qtbot.waitUntil(lambda: gallery.complete and not gallery._worker.busy)
    model, view = gallery.page.model, gallery.page.view
    made = sum(model.image(number) is not None for number in range(512))
    assert len(view.visible_maps()) <= made <= len(view.visible_maps()) + 24
    assert all(model.facts(number) is not None for number in range(512))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert 511 in view.visible_maps()
    qtbot.waitUntil(lambda: gallery.complete)
    assert model.is_final(511)
    _click(gallery, 500)
    assert gallery._session.hand.map == 500


def test_a_picture_that_was_closed_is_not_kept(opened, studio, qtbot) -> None:
    before = weakref.ref(studio.session.picture)
    studio.window.drawer.shut()
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(sample_picture("astronaut.png"))

    def gone() -> bool:
        gc.collect()
        return before() is None

    qtbot.waitUntil(gone)
    opened.actions["maps"].trigger()
    assert opened.page.model.image(0) is None  # of the other picture


def test_escape_shuts_the_drawer_and_letters_stay_the_windows(opened, studio) -> None:
    view = opened.page.view
    QTest.keyClick(view, Qt.Key.Key_B)
    assert opened.page.model.number_at(view.currentIndex()) == 0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert studio.window.drawer.opened == ""
    assert not opened.actions["maps"].isChecked()


def test_every_control_has_a_name_and_a_tooltip(opened) -> None:
    page = opened.page
    for widget in (page.part, page.tone, page.order, page.zoom, page.view, page.export):
        assert widget.accessibleName()
        assert widget.toolTip()
    assert page.heading.accessibleName()
    assert page.numbers.accessibleName()


def test_a_single_kernel_keeps_its_way(gallery, studio) -> None:
    assert isinstance(studio.session.pipeline.layers[0], Convolution)
    assert viewed(studio.session.pipeline, 0, None) == studio.session.shown


def test_a_map_that_is_black_at_large_can_be_stretched_there_too(opened, studio, qtbot) -> None:
    session, page = studio.session, opened.page
    weights = np.zeros((3, 3, 3, 3))
    weights[1, 0], weights[1, 2] = -0.05, 0.05  # an edge: a few values about 0
    weights[..., 1] = 1 / 27  # a mean
    session.change(Pipeline((Bank.of_array(weights, name="edges"),)), "Bank")
    qtbot.waitUntil(lambda: opened.complete)
    opened.choose(1)
    assert not page.stretch.isVisible()
    opened.choose(0)
    assert page.stretch.isVisible()
    assert "Tone ▸ Min–max" in page.stretch.toolTip()
    page.stretch.click()
    assert session.pipeline.tone == Tone("minmax")
    assert session.undo_stack.texts[-1] == "Tone Min–max"
    assert not page.stretch.isVisible()
    session.undo_stack.undo()
    assert page.stretch.isVisible()
    page.tone.setCurrentIndex(page.tone.findData("common"))
    page.tone.activated.emit(page.tone.currentIndex())
    qtbot.waitUntil(lambda: not page.stretch.isVisible())  # the thumbnail is as black


@pytest.mark.parametrize(
    ("low", "high", "little"),
    [
        (-41, 38, True), (-1020, 0, True), (-891, 40, True), (240, 300, True), (300, 900, True),
        (-300, 320, False), (100, 120, False), (0, 255, False), (5, 5, False), (-9, -9, False),
    ],
)  # fmt: skip
def test_little_is_seen_of_what_lies_beside_the_range(low, high, little) -> None:
    facts = MapFacts(low, high, 0.0, 0.0, 99, exact=True)
    assert shows_little(facts, Tone(), 255.0) is little
    assert not shows_little(facts, Tone("minmax"), 255.0)


def test_what_the_tone_panel_calls_black_and_white_counts() -> None:
    facts = MapFacts(-41, 38, 0.0, 0.0, 99, exact=True)
    assert not shows_little(facts, Tone(black=-0.2, white=0.2), 255.0)
