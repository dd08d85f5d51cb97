"""Somebody sees a clipped map, and looks for the values that went black and white."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint
from scipy import ndimage

from convstudio.imaging.colour_maps import lookup
from tests.stories.walk import COFFEE, SOBEL_X, Walk, on_screen

LUMA = np.array([0.2126, 0.7152, 0.0722])


def sobel(coffee: np.ndarray) -> np.ndarray:
    channels = [
        ndimage.correlate(coffee[..., c].astype(float), SOBEL_X, mode="constant") for c in range(3)
    ]
    return np.stack(channels, axis=-1)


def signed(values: np.ndarray, limit: float) -> np.ndarray:
    """One number a pixel through “vik”: 0 at entry 128, ± the limit at entries 1 and 255."""
    luma = values @ LUMA
    return lookup("vik")[np.rint(np.clip(luma / limit, -1, 1) * 127).astype(int) + 128]


def almost_equal(shown: np.ndarray, wanted: np.ndarray) -> bool:
    """But for roundings of float32 luma to the next entry of the table."""
    return float(np.mean(np.abs(shown.astype(int) - wanted).max(axis=-1) > 0)) < 0.001


def test_a_clipped_map_is_fitted_undone_signed_dragged_and_cut_at_percentiles(
    walk: Walk, look_at
) -> None:
    studio, hand, window = walk.studio, walk.hand, walk.window
    tone, histogram = window.tone_panel, window.histogram
    values = sobel(np.asarray(Image.open(COFFEE)))
    below, above = 100 * np.mean(values < 0), 100 * np.mean(values > 255)

    def pipeline():
        return studio.session.pipeline

    def shown() -> np.ndarray:
        return on_screen(look_at(studio.viewer.map), values.shape)

    hand.press("Ctrl+1")
    told = f"{below:.1f} % below 0 · {above:.1f} % above 255\nof the visible part"
    walk.until(lambda: tone.audit.words.text() == told and tone.fit is not None)
    first, fit = pipeline(), tone.fit

    hand.press("Alt+W")
    walk.until(lambda: pipeline() == fit.pipeline)
    walk.until(lambda: tone.audit.words.text().startswith("0.0 % below 0 · 0.0 % above 255"))
    wanted = np.rint(values / fit.divisor + fit.offset)
    assert np.abs(shown().astype(int) - wanted).max() <= 1
    assert not tone.audit.button.isVisible()

    hand.press("Ctrl+Z")
    walk.until(lambda: pipeline() == first and tone.audit.words.text() == told)

    hand.press("Alt+Y")
    hand.type("S")
    walk.until(lambda: pipeline().tone.mode == "signed" and studio.colour_bar.isVisible())
    limit = np.abs(values @ LUMA).max()
    walk.until(lambda: abs(tone.numbers.fields["limit"].value - limit) < 0.01)
    hand.press("Ctrl+1")
    walk.until(lambda: almost_equal(shown(), signed(values, limit)))

    window.side.scroll_area.ensureWidgetVisible(histogram.plot)
    plot = histogram.plot
    walk.until(lambda: plot.mode == "signed" and plot.white.isEnabled())
    count = len(studio.session.undo_stack.texts)
    middle = plot.white.rect().center()
    aim = round(plot.axis.x(300) - plot.axis.x(limit))
    hand.drag(plot.white, middle, *(middle + QPoint(aim * part // 3, 0) for part in (1, 2, 3)))
    walk.until(lambda: pipeline().tone.white is not None)
    assert len(studio.session.undo_stack.texts) == count + 1
    limit = pipeline().tone.white * 255
    assert abs(limit - 300) <= 3 * plot.axis.step
    assert tone.numbers.fields["limit"].value == limit
    walk.until(lambda: almost_equal(shown(), signed(values, limit)))

    hand.press("Alt+Y")
    hand.press("Down")
    walk.until(lambda: pipeline().tone.mode == "percentile" and pipeline().tone.white is None)
    low, high = np.percentile(values, [1, 99])
    hand.press("Ctrl+1")
    wanted = np.rint(np.clip((values - low) / (high - low), 0, 1) * 255)
    walk.until(lambda: np.abs(shown().astype(int) - wanted).max() <= 1)
    walk.until(lambda: plot.mode == "percentile")
    assert plot.black.accessibleName().startswith("Black point −")
