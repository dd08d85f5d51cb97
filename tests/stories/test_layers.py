"""Somebody builds an edge detector out of two kernels, with the mouse alone."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from scipy import ndimage

from tests.stories.walk import COFFEE, SOBEL_X, Walk, on_screen, scipy_map


def correlated(picture: np.ndarray, weights: np.ndarray) -> np.ndarray:
    channels = [
        ndimage.correlate(picture[..., c].astype(float), weights, mode="constant") for c in range(3)
    ]
    return np.stack(channels, axis=-1)


def pick(walk: Walk, menu: QMenu, text: str) -> QMenu | None:
    """Clicks an entry of an open menu; the menu that it opens, if it does."""
    walk.until(menu.isVisible)
    action = next(one for one in menu.actions() if one.text().replace("&", "") == text)
    walk.hand.click(menu, menu.actionGeometry(action).center())
    return action.menu()


def titles(walk: Walk) -> list[str]:
    return [layer.title for layer in walk.studio.session.pipeline.layers]


def test_two_sobel_filters_and_their_magnitude_by_mouse(walk: Walk, look_at) -> None:
    studio, hand, window = walk.studio, walk.hand, walk.window
    session, strip = studio.session, studio.network.strip
    coffee = np.asarray(Image.open(COFFEE))
    window.histogram.unfold(False)

    # A second filter beside the first.
    hand.click(window.kernel_panel.add_filter)
    walk.until(lambda: titles(walk) == ["Convolution 2 × 3×3"])
    assert session.hand.filter == 1

    # It is to be Sobel y, out of the library.
    hand.click(window.button_of(studio.workbench.actions["library"]))
    page = studio.workbench.library.page
    walk.until(page.gallery.isVisible)
    tile = studio.edits.library.preset("sobel-y")
    index = page.model.index(page.model.row_of(tile))
    page.gallery.scrollTo(index)
    spot = page.gallery.visualRect(index).center()
    hand.click(page.gallery.viewport(), spot)
    walk.until(lambda: session.kernel.name == "Sobel y")
    assert [one.title for one in session.layer.filters] == ["Sobel x", "Sobel y"]
    hand.click(window.drawer.close_button)
    walk.until(lambda: not window.drawer.isVisible())

    # Both maps become one.
    hand.click(window.button_of(studio.network.layering.actions["add-layer"]))
    menu = studio.network.layering.add_menu
    pick(walk, pick(walk, menu, "Combine"), "Magnitude")
    walk.until(lambda: titles(walk) == ["Convolution 2 × 3×3", "Magnitude"])
    hand.click(window.button_of(studio.actions["zoom-actual"]))
    hand.point_at(window.statusBar())
    walk.until(lambda: studio.viewer.navigator.viewport.scale == 1)
    x, y = correlated(coffee, SOBEL_X), correlated(coffee, SOBEL_X.T)
    wanted = np.rint(np.clip(np.sqrt(x**2 + y**2), 0, 255))

    def off(expected: np.ndarray) -> float:
        shown = on_screen(look_at(studio.viewer.map), coffee.shape)
        return float(np.abs(shown.astype(int) - expected).max())

    walk.until(lambda: off(wanted) <= 1)

    # The maps of the first layer, and the result while that one is edited.
    hand.click(strip.row.cards[0])
    walk.until(lambda: session.hand.layer == 0)
    hand.point_at(window.statusBar())
    weights = (SOBEL_X, SOBEL_X.T)[session.hand.map]
    walk.until(lambda: off(scipy_map(coffee, weights)) == 0)
    hand.click(strip.result)
    hand.point_at(window.statusBar())
    walk.until(lambda: off(wanted) <= 1)
    assert session.hand.layer == 0

    # Dragged before the filters, the magnitude is that of the colours; and back.
    card, first = strip.row.cards[1], strip.row.cards[0]
    there = card.mapFromGlobal(first.mapToGlobal(QPoint(4, 10)))
    middle = card.rect().center()
    hand.drag(card, middle, middle - QPoint(20, 0), there + QPoint(8, 0), there)
    walk.until(lambda: titles(walk) == ["Magnitude", "Convolution 2 × 3×3"])
    hand.click(window.button_of(studio.actions["undo"]))
    walk.until(lambda: titles(walk) == ["Convolution 2 × 3×3", "Magnitude"])
    hand.point_at(window.statusBar())
    walk.until(lambda: off(wanted) <= 1)
