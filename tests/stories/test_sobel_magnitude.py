"""An edge detector made from nothing, by mouse: Sobel x and Sobel y, one map of both, pooled."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QMenu
from scipy import ndimage

from convstudio.numerics.geometry import Region
from convstudio.pipeline.rendering import render
from tests.stories.walk import COFFEE, SOBEL_X, Walk

_GATE = 0.5  # of 255: float32 against float64, squared and summed


def test_the_strength_of_edges_from_two_kernels_and_a_combination(walk: Walk, look_at) -> None:
    from PIL import Image  # noqa: PLC0415

    coffee = np.asarray(Image.open(COFFEE)).astype(float)
    studio, hand, panel = walk.studio, walk.hand, walk.window.kernel_panel
    hand.click(walk.window.button_of(studio.workbench.actions["library"]))
    walk.until(studio.workbench.library.page.isVisible)
    _pick(walk, "identity")

    # One kernel, then a second filter beside it.
    _pick(walk, "sobel-x")
    hand.click(panel.add_filter)
    walk.until(lambda: studio.session.hand.filter == 1)
    _pick(walk, "sobel-y")
    filters = studio.filtering.panel
    assert filters.count.full_text == "Filter 2 of 2"

    # Each thumbnail shows its map.
    strip = filters.strip
    first = strip.visualRect(strip.filters.index(0)).center()
    hand.click(strip.viewport(), first)
    walk.until(lambda: studio.session.shown.map == 0)
    gradients = [_gradient(coffee, weights) for weights in (SOBEL_X, SOBEL_X.T)]
    np.testing.assert_allclose(_shown(walk), gradients[0], atol=_GATE)
    hand.click(strip.viewport(), strip.visualRect(strip.filters.index(1)).center())
    walk.until(lambda: studio.session.shown.map == 1)
    np.testing.assert_allclose(_shown(walk), gradients[1], atol=_GATE)

    # Both become one.
    hand.click(walk.window.button_of(studio.network.layering.actions["add-layer"]))
    menu = studio.network.layering.add_menu
    _click_through(walk, menu, "Combine", "Magnitude")
    walk.until(lambda: len(studio.session.pipeline.layers) == 2)
    strength = np.sqrt(gradients[0] ** 2 + gradients[1] ** 2)
    walk.until(lambda: studio.session.shown.map is None)
    np.testing.assert_allclose(_shown(walk), strength, atol=_GATE)
    assert panel.isHidden()
    assert "2 maps in colours" in _combine(walk).words.text()
    seen = look_at(studio.viewer.map)
    assert len(np.unique(seen.reshape(-1, 3), axis=0)) > 1000, "the map is on the screen"

    # And all of it goes back, step by step.
    for _ in range(len(studio.session.undo_stack.texts)):
        hand.press("Ctrl+Z")
    walk.until(lambda: not studio.session.undo_stack.can_undo)
    assert walk.kernel.name == "Sobel x"
    assert filters.isHidden()
    assert not panel.isHidden()


def _gradient(picture: np.ndarray, weights: np.ndarray) -> np.ndarray:
    channels = [ndimage.correlate(picture[..., c], weights, mode="constant") for c in range(3)]
    return np.stack(channels, axis=-1)


def _shown(walk: Walk) -> np.ndarray:
    session = walk.studio.session
    rows, columns = session.picture.height, session.picture.width
    return render(session.shown, session.picture, Region(0, 0, rows, columns)).values


def _combine(walk: Walk):
    forms = walk.studio.layer_forms.forms
    return next(form for form in forms if form.accessibleName() == "Combine")


def _pick(walk: Walk, name: str) -> None:
    """Clicks the tile of a preset in the library."""
    page = walk.studio.workbench.library.page
    preset = walk.studio.edits.library.preset(name)
    index = page.model.index(page.model.row_of(preset))
    page.gallery.scrollTo(index)
    walk.hand.click(page.gallery.viewport(), page.gallery.visualRect(index).center())
    walk.until(lambda: walk.studio.edits.kernel == preset.kernel)


def _click_through(walk: Walk, menu: QMenu, *texts: str) -> None:
    """Clicks an entry of a menu, and of the menu that opens."""
    for text in texts:
        walk.until(menu.isVisible)
        action = next(a for a in menu.actions() if a.text().replace("&", "").startswith(text))
        walk.hand.click(menu, menu.actionGeometry(action).center())
        if action.menu() is not None:
            menu = action.menu()
