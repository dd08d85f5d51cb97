"""The paste dialog: recognised while it is typed, tried out, taken as one step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.gui.dialogs.paste_kernel import PasteKernelDialog
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution

_BLUR = (
    "-define convolve:scale=0.0625 -define convolve:bias=25% -virtual-pixel edge "
    "-morphology Convolve '3x3: 1,2,1 2,4,2 1,2,0'"
)


@pytest.fixture
def paste(studio, qtbot):
    def opened(text: str) -> PasteKernelDialog:
        studio.workbench.texts.open(text)
        dialog = studio.window.findChildren(PasteKernelDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        return dialog

    return opened


def test_what_was_recognised_is_told_before_it_is_taken(studio, paste) -> None:
    before = studio.session.pipeline
    dialog = paste(_BLUR)
    assert dialog.heading.full_text == "Recognised: ImageMagick command, 3×3"
    assert dialog.facts.text().startswith("Size 3×3   Divisor 16   Sum 15\nOrigin: row 2, column 2")
    assert [box.text() for box in dialog.boxes.values()] == [
        "Flip: on", "Bias (offset): 0.25", "Border: edge", "Linear light: off",
    ]  # fmt: skip
    assert studio.session.pipeline == before
    shown = studio.session.shown.layers[0]
    assert (shown.flip, shown.bias, shown.border) == (True, 0.25, "edge")
    assert shown.kernel.divisor == 16


def test_taking_it_is_one_step_that_can_be_undone(studio, paste, qtbot) -> None:
    before = studio.session.pipeline
    dialog = paste(_BLUR)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    layer = studio.session.pipeline.layers[0]
    assert layer.kernel.weights == ((1, 2, 1), (2, 4, 2), (1, 2, 0))
    assert (layer.flip, layer.bias, layer.border) == (True, 0.25, "edge")
    assert "Paste kernel" in studio.actions["undo"].text()
    studio.actions["undo"].trigger()
    assert studio.session.pipeline == before


def test_what_is_not_ticked_stays_as_it_is(studio, paste) -> None:
    dialog = paste(_BLUR)
    dialog.boxes["flip"].setChecked(False)
    dialog.boxes["bias"].setChecked(False)
    shown = studio.session.shown.layers[0]
    assert (shown.flip, shown.bias, shown.border) == (False, 0.0, "edge")
    dialog.take()
    layer = studio.session.pipeline.layers[0]
    assert (layer.flip, layer.bias, layer.border) == (False, 0.0, "edge")


def test_cancel_leaves_everything_and_ends_the_trial(studio, paste, qtbot) -> None:
    before = studio.session.pipeline
    dialog = paste("[[1, 2], [3, 4]] / 10")
    assert studio.session.shown != before
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert studio.session.pipeline == before
    assert studio.session.shown == before


def test_it_follows_the_typing(studio, paste, qtbot) -> None:
    dialog = paste("1 2 1\n2 4 2\n1 2 1")
    assert dialog.heading.full_text == "Recognised: Rows of numbers, as for ImageJ, 3×3"
    assert "Normalize would divide by 16" in dialog.words.toPlainText()
    qtbot.keyClicks(dialog.editor, "x")
    assert dialog.heading.full_text == "No kernel recognised"
    assert "Line 1, column 1: “x1” is no number." in dialog.words.toPlainText()
    assert not dialog.take_button.isEnabled()
    assert studio.session.shown == studio.session.pipeline


@pytest.mark.parametrize("lead", ["", "½ 1\n", "\U0001d7d9"])
def test_the_place_of_an_error_is_marked(paste, lead: str) -> None:
    dialog = paste(f"{lead}1 2\n3 zwei" if lead != "\U0001d7d9" else f"{lead} 2\n3 4")
    (mark,) = dialog.editor.extraSelections()
    assert mark.cursor.selectedText() == ("zwei" if lead != "\U0001d7d9" else lead)
    dialog.editor.setPlainText("1 2\n3 4")
    assert dialog.editor.extraSelections() == []


def test_of_several_kernels_one_is_chosen(studio, paste) -> None:
    dialog = paste("Sobel:>")
    assert dialog.chooser.isEnabled()
    assert [dialog.chooser.itemText(i) for i in range(4)] == [
        "1 of 4: Sobel, 3×3", "2 of 4: Sobel 90°, 3×3", "3 of 4: Sobel 180°, 3×3",
        "4 of 4: Sobel 270°, 3×3",
    ]  # fmt: skip
    dialog.chooser.setCurrentIndex(1)
    assert studio.session.shown.layers[0].kernel.weights == ((1, 2, 1), (0, 0, 0), (-1, -2, -1))
    dialog.take()
    assert studio.session.pipeline.layers[0].kernel.weights[0] == (1, 2, 1)


def test_a_long_text_is_read_in_the_background(studio, paste, qtbot) -> None:
    rows = "\n".join(" ".join(str(i * j % 97) for j in range(63)) for i in range(63))
    dialog = paste(rows)
    qtbot.waitUntil(lambda: dialog.read is not None)
    assert dialog.read.kernel.shape == (63, 63)
    assert studio.session.shown.layers[0].kernel.shape == (63, 63)


def test_megabytes_are_refused_at_once(studio, paste) -> None:
    dialog = paste("1 " * 3_000_000)
    assert "6,000,000 characters, too many for a kernel" in dialog.words.toPlainText()
    assert not dialog.take_button.isEnabled()


def test_a_kernel_of_the_library_is_that_kernel(studio, paste) -> None:
    preset = studio.edits.library.presets[0].kernel
    dialog = paste("\n".join(" ".join(map(str, row)) for row in preset.weights))
    dialog.editor.setPlainText(f"{[list(row) for row in preset.weights]} / {preset.divisor}")
    dialog.take()
    assert studio.edits.kernel == preset


def test_a_kernel_that_the_picture_cannot_take_is_told(studio, paste) -> None:
    studio.session.open(Picture(np.zeros((4, 4, 1), np.uint8)))
    studio.edits.put_layer(Convolution(Kernel(((1,),)), padding="valid"), "Valid")
    dialog = paste("\n".join(["1 " * 9] * 9))
    assert "4×4" in dialog.words.toPlainText()
    assert studio.session.shown == studio.session.pipeline


def test_everything_has_a_name_and_a_tip(paste) -> None:
    dialog = paste("1 2 1")
    fields = (dialog.editor, dialog.words, dialog.chooser, dialog.take_button)
    assert all(field.accessibleName() and field.toolTip() for field in fields)
    assert all(box.toolTip() for box in dialog.boxes.values())
