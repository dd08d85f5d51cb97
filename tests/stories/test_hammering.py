"""Hands that do not wait: whatever was done last is what is on screen in the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QMessageBox

from convstudio.pipeline.developing import develop
from tests.stories.walk import COFFEE, Walk


def assert_shown(walk: Walk, expected: np.ndarray) -> None:
    """What is on screen is this map, in every value of what is visible of it."""
    viewer = walk.studio.viewer
    viewer.navigator.fit()
    while viewer.visible_region().step > 1:
        viewer.navigator.zoom_in()
    walk.until(lambda: True)
    frame = viewer.map.frame
    assert frame is not None
    region = frame.region
    part = expected[region.top : region.bottom, region.left : region.right]
    np.testing.assert_array_equal(frame.pixels, part)


def test_a_burst_of_edits_ends_at_the_last_one(walk: Walk) -> None:
    random = np.random.default_rng(11)
    editor, stack = walk.studio.editor, walk.studio.session.undo_stack
    presets = ["sobel-y", "box-5", "gaussian-5", "laplacian-8", "emboss", "identity"]
    panels = walk.window.kernel_panel, walk.window.convolution_panel
    acts = [
        lambda: editor.choose_preset(presets[random.integers(len(presets))]),
        lambda: panels[0].kernel_size.stepBy(int(random.integers(-1, 2))),
        lambda: panels[1].stride.vertical.stepBy(int(random.integers(-1, 2))),
        lambda: panels[1].padding.number.stepBy(1),
        lambda: panels[0].grid.weight_entered.emit(0, 0, str(random.integers(-9, 9))),
        lambda: panels[1].options.fields["dilation"].vertical.stepBy(int(random.integers(-1, 2))),
        lambda: panels[1].options.fields["bias"].stepBy(int(random.integers(-9, 10))),
        panels[1].options.fields["flip"].click,
        panels[1].stride.link.click,
        stack.undo,
        stack.redo,
        walk.studio.viewer.navigator.zoom_in,
        walk.studio.viewer.navigator.fit,
    ]
    panels[0].kernel_size.show_value(3)
    for _ in range(400):
        acts[random.integers(len(acts))]()
        if walk.notice is not None:  # a step below 1 is refused, and told
            walk.notice.accept()
        if walk.question is not None:  # a smaller kernel would drop weights
            walk.question.defaultButton().click()
    walk.until(lambda: walk.notice is None)
    expected = develop(walk.studio.session.pipeline, walk.studio.session.picture)
    assert_shown(walk, expected.pixels)
    while stack.can_undo:
        stack.undo()
    walk.until(lambda: True)
    assert walk.kernel.name == "Sobel x"
    assert walk.layer.strides == (1, 1)
    assert walk.layer.padding == "same"


def test_pictures_opened_in_a_hurry_end_with_the_last(walk: Walk, tmp_path: Path) -> None:
    for number in range(12):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (40 + number, 30), (number, 100, 200)).save(path)
        walk.studio.files.opening.open(path)
        walk.studio.editor.choose_preset("box-3" if number % 2 else "sharpen")
    walk.until(lambda: walk.studio.session.picture.name == "11.png")
    picture = walk.studio.session.picture
    assert picture.width == 51
    expected = develop(walk.studio.session.pipeline, picture)
    assert_shown(walk, expected.pixels)


def test_closing_in_the_middle_of_everything(walk: Walk, tmp_path: Path) -> None:
    walk.studio.files.saving.save(tmp_path / "map.png")
    walk.studio.files.opening.open(COFFEE)
    walk.studio.editor.choose_preset("box-5")
    walk.window.close()
    (question,) = walk.window.findChildren(QMessageBox, "unsaved")
    question.button(QMessageBox.StandardButton.Discard).click()
    walk.until(lambda: not walk.window.isVisible())
    Image.open(tmp_path / "map.png").load()
    assert [path.name for path in tmp_path.glob("*.p*")] == ["map.png"]
