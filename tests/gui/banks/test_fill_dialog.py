"""Filling a layer: tried out at once, one step to undo, and Cancel leaves all as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from convstudio.gui.banks.filter_tiles import FilterTiles, filter_image
from convstudio.gui.theme import LIGHT, apply_theme, colours_of
from convstudio.imaging.picture import Picture
from convstudio.numerics.initializers import draw
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.elements import Activation
from convstudio.pipeline.pipeline import Convolution
from tests.gui.banks.filling import CANCEL, OK, named, press


def test_ticked_kernels_become_filters_in_one_step(studio, filling, settled, undo):
    before = studio.session.pipeline
    dialog = filling(lambda d: d.library)
    settled(dialog)
    assert "No kernel is ticked yet. Tick kernels" in dialog.outcome.text()
    assert not dialog.ok.isEnabled()
    dialog.library.tick("sobel-x", "sobel-y", "gaussian-5")
    settled(dialog)
    assert named(dialog) == ["Gaussian blur 5×5", "Sobel x", "Sobel y"]
    assert studio.session.pipeline == before
    tried = studio.session.whole_shown.layers[0]
    assert isinstance(tried, Bank)
    assert tried.size == (5, 5)
    assert "3 filters of 5×5" in dialog.outcome.text()
    assert "78 parameters" in dialog.outcome.text()
    press(dialog, OK)
    assert studio.session.pipeline.layers == (tried,)
    assert not studio.session.trying
    assert undo.texts[-1] == "Fill from Library"
    undo.undo()
    assert studio.session.pipeline == before


def test_one_kernel_alone_leaves_a_convolution_with_one_kernel(studio, filling, settled):
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-y")
    settled(dialog)
    press(dialog, OK)
    layer = studio.session.layer
    assert isinstance(layer, Convolution)
    assert layer.kernel.name == "Sobel y"


def test_what_several_filters_do_otherwise_with_alpha_is_told(studio, filling, settled):
    pixels = np.zeros((4, 4, 4), np.uint8)
    studio.session.open(Picture(pixels, has_alpha=True))
    layer = replace(studio.session.layer, alpha="weighted")
    studio.session.put_layer(0, layer, "Alpha")
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-y")
    settled(dialog)
    assert "Alpha" not in dialog.outcome.text()
    dialog.library.tick("sobel-x", "sobel-y")
    settled(dialog)
    assert "Alpha is kept" in dialog.outcome.text()


def test_cancel_leaves_all_as_it_was(studio, filling, settled, undo):
    before = studio.session.pipeline
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-x")
    settled(dialog)
    press(dialog, CANCEL)
    assert studio.session.whole_shown is before
    assert not undo.can_undo


def test_a_groups_tick_takes_all_of_it_and_the_search_hides_only(filling, settled):
    dialog = filling(lambda d: d.library)
    heads = [dialog.library.list.topLevelItem(n) for n in range(3)]
    heads[0].setCheckState(0, Qt.CheckState.Checked)
    settled(dialog)
    ticked = dialog.library.ticked
    assert {preset.group for preset in ticked} == {heads[0].text(0)}
    assert len(ticked) == heads[0].childCount()
    dialog.library.search.setText("sobel")
    assert heads[0].isHidden()
    assert dialog.library.ticked == ticked


def test_filters_can_come_after_those_that_are_there(studio, filling, settled):
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-y")
    dialog.place.setCurrentIndex(1)
    dialog.place.activated.emit(1)
    settled(dialog)
    press(dialog, OK)
    titles = [one.title for one in studio.session.pipeline.layers[0].filters]
    assert titles == ["Sobel x", "Sobel y"]


def test_fewer_maps_on_trial_than_the_hand_looks_at(studio, filling, settled, qtbot):
    drawn = Bank.of_array(draw("he_normal", (3, 3, 3, 8), 0))
    studio.session.put_layer(0, drawn, "Eight")
    studio.session.choose(replace(studio.session.hand, map=7))
    dialog = filling(lambda d: d.library)
    dialog.library.tick("sobel-x", "sobel-y")
    settled(dialog)
    assert studio.session.shown.map == 0
    press(dialog, CANCEL)
    assert studio.session.shown.map == 7
    two = replace(drawn, filters=drawn.filters[:2])
    studio.session.try_out(replace(studio.session.pipeline, layers=(two,)))
    assert studio.session.shown.map == 1


def test_a_tile_shows_its_map_and_cancel_looks_where_it_was(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    before = studio.session.hand
    dialog.tiles.setCurrentIndex(dialog.tiles.tiles.index(5))
    assert (studio.session.hand.map, studio.session.shown.map) == (5, 5)
    dialog.sweep.first.last.put(90)
    settled(dialog)
    assert studio.session.shown.map == 5
    press(dialog, CANCEL)
    assert studio.session.hand == before


def test_the_filter_that_was_looked_at_is_under_the_hand_after_ok(studio, filling, settled):
    dialog = filling(lambda d: d.sweep)
    settled(dialog)
    dialog.place.choose("after")
    dialog.place.activated.emit(1)
    settled(dialog)
    dialog.tiles.setCurrentIndex(dialog.tiles.tiles.index(2))
    press(dialog, OK)
    hand = studio.session.hand
    assert (hand.filter, hand.map) == (3, 3)
    assert studio.session.layer.filters[3].name == "Gabor 45°"


def test_the_actions_are_off_where_the_layer_has_no_filters(studio, banks):
    assert all(action.isEnabled() for action in banks.actions.values())
    studio.session.insert_layer(1, Activation(), "Add ReLU")
    assert studio.session.hand.layer == 1
    assert not any(action.isEnabled() for action in banks.actions.values())
    assert banks.fill() is None


def test_every_field_has_a_name_and_a_tip(filling, settled):
    dialog = filling(lambda d: d.library)
    settled(dialog)
    fields = (
        dialog.library.search,
        dialog.library.list,
        dialog.sweep.first.parameter,
        dialog.sweep.first.first,
        dialog.random.seed,
        dialog.random.planes,
        dialog.file.path,
        dialog.file.array,
        dialog.file.order.usual,
        dialog.file.order.axes[3],
        dialog.tiles,
        dialog.place,
    )
    assert all(field.accessibleName() and field.toolTip() for field in fields)


def test_tiles_have_colours_for_three_planes_and_signs_for_one():
    red = np.zeros((1, 1, 3))
    red[0, 0] = 1, 0, -1
    colour = filter_image(red, LIGHT).pixelColor(0, 0)
    assert (colour.red(), colour.green(), colour.blue()) == (255, 128, 0)
    one = np.array([[[2.0]], [[0.0]], [[-2.0]]])
    image = filter_image(one, LIGHT)
    names = [image.pixelColor(0, row).name() for row in range(3)]
    assert names == [LIGHT.positive, LIGHT.base, LIGHT.negative]


def test_512_filters_are_painted_as_they_come_into_view(filling, settled):
    dialog = filling(lambda d: d.random)
    dialog.random.count.put(512)
    settled(dialog)
    dialog.tiles.grab()
    assert dialog.tiles.tiles.rowCount() == 512
    assert 0 < len(dialog.tiles.tiles._pixmaps) < 100


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tiles_are_framed_and_the_chosen_one_keeps_its_colours(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    tiles = FilterTiles()
    qtbot.addWidget(tiles)
    tiles.resize(300, 120)
    weights = np.zeros((1, 1, 3, 2))
    weights[0, 0, :, 1] = 0.28, -0.92, 1.0  # (163, 10, 255) about a middle gray
    weights[0, 0, :, 0] = 1.0  # white
    tiles.show_filters(weights, ("white", "violet"))
    tiles.setCurrentIndex(tiles.tiles.index(1))
    tiles.show()
    tiles.setFocus()
    picture, colours = tiles.viewport().grab().toImage(), colours_of(tiles)
    for row, colour in ((0, colours.muted), (1, colours.accent)):
        spot = tiles.visualRect(tiles.tiles.index(row)).center()
        line = [picture.pixelColor(x, spot.y()) for x in range(max(spot.x() - 26, 0), spot.x() + 1)]
        assert sum(one == QColor(colour) for one in line) == row + 1  # one pixel, or two
        assert line[-1].getRgb()[:3] == ((255, 255, 255), (163, 10, 255))[row]
    apply_theme(qapp, "light")


def test_the_library_says_a_size_once(filling):
    dialog = filling(lambda one: one.library)
    words = [item.text(0) for item in dialog.library._items.values()]
    assert all(one.count("×") == 1 for one in words)
    assert "Box blur 3×3" in words
    assert "Sobel x · 3×3" in words
