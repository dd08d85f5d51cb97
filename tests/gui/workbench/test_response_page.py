"""The Response page: live, quiet while it is hidden, and saved as files."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QFileDialog, QLabel

from convstudio.gui.theme import DARK, LIGHT
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Pipeline
from tests.gui.entering import enter


@pytest.fixture
def page(studio, sample_opened, qtbot):
    """The page, open, with the Sobel kernel on it."""
    page = studio.workbench.response_page
    with qtbot.waitSignal(page.shown):
        studio.workbench.actions["response"].trigger()
    qtbot.waitUntil(lambda: page.plots is not None)
    return page


def put(studio, page, qtbot, kernel: Kernel) -> None:
    with qtbot.waitSignal(page.shown):
        studio.edits.put(kernel, "Kernel")


def test_the_plots_are_not_loaded_before_they_are_wanted():
    script = (
        "import sys, convstudio.gui.app, convstudio.gui.studio; "
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_words_and_numbers(studio, page):
    assert page.words.text() == (
        "Makes even areas black.\nAnswers to vertical edges.\nAmplifies noise 3.5×."
    )
    assert {name: label.text() for name, label in page.numbers.items()} == {
        "Gain at 0": "0",
        "Σ|w|": "8",
        "Noise gain": "3.4641",
        "Range": "-1020 to 1020",
        "Samples": "0 to 255",
        "Range here": "-1020 to 1020",
        "Rank": "1, separable: the factors are below",
        "Symmetry": "up–down, anti-symmetric",
    }
    assert page.factors.toPlainText() == "Column: 1 2 1\nRow: -1 0 1"


def test_every_number_can_be_selected(page):
    for label in (page.words, *page.numbers.values()):
        assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_it_follows_edits_undo_and_trials(studio, page, qtbot):
    put(studio, page, qtbot, studio.edits.library.named("box-3"))
    assert "Keeps brightness." in page.words.text()
    assert page.response.before is not None
    with qtbot.waitSignal(page.shown):
        studio.session.undo_stack.undo()
    assert "vertical edges" in page.words.text()
    with qtbot.waitSignal(page.shown):
        studio.edits.try_out(studio.edits.library.named("sharpen"))
    assert "Sharpens" in page.words.text()
    with qtbot.waitSignal(page.shown):
        studio.edits.try_out(None)
    assert "vertical edges" in page.words.text()


def test_hidden_it_rests_and_shown_again_it_is_true(studio, page, qtbot):
    studio.workbench.drawer.shut()
    before = page.response
    studio.edits.put(studio.edits.library.named("box-3"), "Box")
    assert page.response is before
    with qtbot.waitSignal(page.shown):
        studio.workbench.drawer.open("response")
    assert "Keeps brightness." in page.words.text()


def test_the_angle_moves_the_slice_alone(page, qtbot):
    measures = page.response.measures
    np.testing.assert_allclose(page.response.slice.values.max(), 8, rtol=1e-3)
    with qtbot.waitSignal(page.shown):
        enter(qtbot, page.angle.field, "90")
    assert page.angle.slider.value() == 90
    assert page.response.slice.values.max() < 1e-9
    assert page.response.measures is measures
    with qtbot.waitSignal(page.shown):
        enter(qtbot, page.angle.field, "22.5")
    assert page.response.angle == 22.5
    enter(qtbot, page.angle.field, "north")
    assert page.angle.field.marked
    assert page.response.angle == 22.5


def test_the_largest_kernel_is_no_trouble(studio, page, qtbot, no_stall):
    weights = np.random.default_rng(1).normal(size=(63, 63))
    kernel = Kernel(tuple(map(tuple, weights.tolist())))
    seen = []
    page.shown.connect(lambda: seen.append(page.response.kernel))
    for step in range(20):
        studio.edits.put(kernel.with_weight(0, 0, float(step)), "Kernel")
    qtbot.waitUntil(lambda: page.response.kernel == studio.edits.kernel)
    assert len(seen) < 20  # those that were replaced before their turn came are passed over
    assert page.numbers["Rank"].text() == "63 of at most 63"
    assert "55 more" in page.factors.toPlainText()


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_plots_are_in_the_theme_s_colours_and_show_the_response(
    studio, page, qtbot, theme, colours
):
    studio.use_theme(theme)
    plot = page.plots.spectrum
    image = plot.grab().toImage()
    assert image.pixelColor(1, image.height() - 1) == QColor(colours.window)
    # In the middle of the plane there is the darkest colour, at ±0.25 across the brightest.
    view = plot.getPlotItem().getViewBox()

    def seen(across: float, up: float) -> QColor:
        point = plot.mapFromScene(view.mapViewToScene(view.mapToView(view.rect().center())))
        rect = view.sceneBoundingRect()
        x = rect.center().x() + across * rect.width()
        y = rect.center().y() - up * rect.height()
        assert rect.contains(point)
        return image.pixelColor(round(x), round(y))

    assert seen(0.0, -0.3).lightness() < 60
    assert seen(-0.25, 0.02).lightness() > 110
    assert seen(0.25, 0.02).lightness() > 110


def test_nothing_is_cut_at_320_pixels(studio, page):
    room = 320
    page.setFixedWidth(room)
    for label in page.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.sizeHint().width() - 1, label.text()
    assert page.plots.minimumSizeHint().width() <= room - 32


def test_plots_are_saved_as_png_svg_and_csv(studio, page, tmp_path, qtbot):
    plots = page.plots
    for button, plot in zip(
        plots.buttons,
        (plots.spectrum, plots.slice, plots.edge, plots.line, plots.point),
        strict=True,
    ):
        button.click()
        (dialog,) = studio.window.findChildren(QFileDialog, "save-plot")
        for ending in ("png", "svg", "csv"):
            path = tmp_path / f"{plot.accessibleName()}.{ending}"
            with qtbot.waitSignal(studio.workbench.told):
                dialog.fileSelected.emit(str(path))
        dialog.reject()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: not studio.window.findChildren(QFileDialog, "save-plot"))
        stem = tmp_path / plot.accessibleName()
        image = QImage(str(stem.with_suffix(".png")))
        assert image.width() == 3 * plot.viewport().width()
        seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in (200,)}
        assert len(seen) > 2
        drawn = ElementTree.fromstring(stem.with_suffix(".svg").read_text())  # noqa: S314 - our own
        assert drawn.tag.endswith("svg")
        assert "pixel" in stem.with_suffix(".svg").read_text()
        assert "pixel" in stem.with_suffix(".csv").read_text().splitlines()[0]


def test_a_plot_that_cannot_be_saved_says_why(studio, page, tmp_path, notice_words):
    plot = page.plots.slice
    assert not page.saver.save(tmp_path / "plot.doc", plot, lambda: "")
    words, hint = notice_words()
    assert "plot.doc" in words
    assert ".svg" in hint
    assert not page.saver.save(tmp_path / "no folder" / "plot.png", plot, lambda: "")
    assert "its folder does not exist" in notice_words()[0]


@pytest.mark.parametrize(
    ("right", "up", "angle"), [(0.3, 0.3, 45), (0.0, 0.4, 90), (-0.3, 0.3, 135), (0.2, -0.2, 135)]
)
def test_a_drag_in_the_plane_of_frequencies_turns_the_slice(page, qtbot, right, up, angle):
    plot = page.plots.spectrum
    view = plot.getPlotItem().getViewBox()
    place = plot.mapFromScene(view.mapViewToScene(QPointF(right, up)))
    with qtbot.waitSignal(page.shown):
        qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.response.angle == pytest.approx(angle, abs=1)
    assert page.angle.field.value == page.response.angle
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_wheel_scrolls_the_page_and_turns_nothing(page, qtbot):
    before = page.angle.slider.value()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    for widget in (page.angle.slider, page.plots.slice):
        wheel.accept()
        widget.wheelEvent(wheel)
        assert not wheel.isAccepted()
    assert page.angle.slider.value() == before


def test_what_the_layer_does_besides_is_said(studio, page, qtbot):
    changed = replace(studio.edits.layer, dilation=2, channels="sum", activation="relu")
    with qtbot.waitSignal(page.shown):
        studio.edits.put_layer(changed, "Layer")
    assert page.words.text().splitlines()[3:] == [
        "Frequencies and distances are without the dilation of 2×2.",
        "Words and gains are of one channel; the map is the sum of three.",
        "All of it is before the activation.",
    ]
    assert page.numbers["Range"].text() == "-3060 to 3060"


@pytest.mark.parametrize(
    ("padding", "here"), [("same", "−∞ to ∞"), ("valid", "NaN to NaN")], ids=["zeros", "valid"]
)
def test_beyond_all_numbers_lies_infinity(studio, page, qtbot, padding, here):
    bright = Picture(np.full((20, 20, 1), 1e20, np.float32))
    layer = replace(studio.session.pipeline.layers[0], padding=padding)
    with qtbot.waitSignal(page.shown):
        studio.session.open(bright)
    with qtbot.waitSignal(page.shown):
        studio.session.change(Pipeline((layer,), linear_light=True), "Linear light")
    assert page.numbers["Samples"].text() == "1e+20 to 1e+20"
    assert page.numbers["Range here"].text() == here
