"""Whatever is wrong is told in words, once; the last good value and the picture stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from convstudio.gui.theme import LIGHT
from tests.stories.walk import COFFEE, SOBEL_X, Walk


def assert_untouched(walk: Walk) -> None:
    np.testing.assert_array_equal(walk.kernel.array, SOBEL_X)
    assert walk.layer.padding == "same"
    assert walk.layer.strides == (1, 1)
    assert walk.studio.session.picture.path == COFFEE
    assert not walk.studio.session.undo_stack.can_undo
    assert walk.studio.viewer.map.message == ""


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("abc", "a finite number such as -1, 0.5, 1e-3 or 1/9; “abc” was given."),
        ("", "a finite number such as -1, 0.5, 1e-3 or 1/9; nothing was given."),
        ("nan", "a finite number such as -1, 0.5, 1e-3 or 1/9; “nan” was given."),
        ("inf", "a finite number such as -1, 0.5, 1e-3 or 1/9; “inf” was given."),
        ("1/0", "a fraction with no 0 below it; “1/0” was given."),
    ],
)
def test_a_weight_that_is_no_number(walk: Walk, look_at, typed: str, message: str) -> None:
    walk.type_weight(1, 2, typed)
    assert walk.read_notice()[0] == f"The weight in row 2, column 3 must be {message}"
    grid = walk.window.kernel_panel.grid
    shown = look_at(grid)
    spot = walk.cell(1, 2) + QPoint(0, 20)
    assert QColor(*shown[spot.y(), spot.x()].tolist()).name() == LIGHT.refused, "it is marked"
    assert grid.kernel.weights[1][2] == 2, "the last good value is shown"
    assert_untouched(walk)


def test_an_even_kernel_size(walk: Walk) -> None:
    field = walk.window.kernel_panel.kernel_size
    walk.type_into(field, "4")
    message, hint = walk.read_notice()
    assert message == "Kernel size must be odd, so that one weight is the centre; 4 was given."
    assert hint == "3 or 5 would do. To allow it, switch “Odd, square” off."
    assert field.marked
    assert field.text() == "3"
    assert_untouched(walk)


@pytest.mark.parametrize("typed", ["0", "-3", "64", "999999999999999999999999999999"])
def test_a_kernel_size_out_of_range(walk: Walk, typed: str) -> None:
    walk.type_into(walk.window.kernel_panel.kernel_size, typed)
    message, _hint = walk.read_notice()
    assert message.startswith("Kernel size must be from 1 to 63; ")
    assert_untouched(walk)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0", "Stride must be from 1 to 1024; 0 was given."),
        ("1025", "Stride must be from 1 to 1024; 1025 was given."),
        ("1.5", "Stride must be a whole number; “1.5” was given."),
        ("two", "Stride must be a whole number; “two” was given."),
    ],
)
def test_a_stride_out_of_range(walk: Walk, typed: str, message: str) -> None:
    field = walk.window.convolution_panel.stride.vertical
    walk.type_into(field, typed)
    assert walk.read_notice()[0] == message
    assert field.marked
    assert field.text() == "1"
    assert_untouched(walk)


def test_a_padding_out_of_range(walk: Walk) -> None:
    field = walk.window.convolution_panel.padding.number
    walk.type_into(field, "-1")
    assert walk.read_notice()[0] == "Padding must be from 0 to 1024; -1 was given."
    assert field.marked
    assert_untouched(walk)


def test_leaving_a_refused_field_tells_nothing_twice(walk: Walk) -> None:
    walk.type_into(walk.window.convolution_panel.stride.vertical, "0")
    walk.read_notice()
    walk.hand.click(walk.window.convolution_panel.padding.number)
    walk.hand.click(walk.window.kernel_panel.kernel_size)
    assert walk.notice is None
    assert_untouched(walk)


def test_leaving_a_field_with_a_wrong_value_tells_once(walk: Walk) -> None:
    stride = walk.window.convolution_panel.stride.vertical
    walk.hand.click(stride, stride.rect().topLeft() + _inside(stride))
    walk.hand.press("Ctrl+A")
    walk.hand.type("0")
    walk.hand.press("Tab")
    assert walk.read_notice()[0] == "Stride must be from 1 to 1024; 0 was given."
    assert_untouched(walk)


def test_a_kernel_larger_than_the_padded_picture(walk: Walk, tmp_path: Path) -> None:
    small = tmp_path / "small.png"
    Image.fromarray(np.arange(400, dtype=np.uint16).reshape(20, 20).astype(np.uint8)).save(small)
    walk.studio.files.opening.open(small)
    walk.until(lambda: walk.studio.session.picture.path == small)
    walk.window.convolution_panel.padding.mode.setFocus()
    walk.hand.type("V")
    walk.until(lambda: walk.layer.padding == "valid")
    walk.type_into(walk.window.kernel_panel.kernel_size, "21")
    message, hint = walk.read_notice()
    assert message == (
        "Kernel must be no larger than the padded picture; a 21×21 kernel for a picture of 20×20 "
        "pixels (rows × columns), 20×20 with its padding, was given."
    )
    assert hint == (
        "What would fit: a kernel of at most 19×19, padding “same”, or a padding of at least 1."
    )
    assert walk.kernel.rows == 3


def test_a_picture_too_small_for_the_settings_opens_and_says_so(walk: Walk, tmp_path: Path) -> None:
    dot = tmp_path / "dot.png"
    Image.new("RGB", (1, 1), "red").save(dot)
    walk.window.convolution_panel.padding.mode.setFocus()
    walk.hand.type("V")
    walk.until(lambda: walk.layer.padding == "valid")
    walk.studio.files.opening.open(dot)
    message, hint = walk.read_notice()
    assert message.startswith("Kernel must be no larger than the padded picture; a 3×3 kernel")
    assert "padding “same”" in hint
    assert message in walk.studio.viewer.map.message
    walk.hand.press("Ctrl+S")
    assert walk.read_notice()[0] == message, "and there is nothing to save"
    walk.hand.press("Ctrl+Z")
    walk.until(lambda: walk.layer.padding == "same" and walk.studio.viewer.map.message == "")


@pytest.mark.parametrize("content", [b"not a picture at all", b"", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_picture(walk: Walk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.png"
    file.write_bytes(content)
    walk.hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", file)
    assert "letter.png" in walk.read_notice()[0]
    assert_untouched(walk)


def test_a_broken_picture(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "half.png"
    file.write_bytes(COFFEE.read_bytes()[:200_000])
    walk.hand.press("Ctrl+O")
    walk.answer_file_dialog("open-picture", file)
    message, hint = walk.read_notice()
    assert message.startswith("“half.png” is a broken picture: its data cannot be decoded")
    assert hint == "The file may be cut short or damaged; try another copy of it."
    assert_untouched(walk)


def test_a_place_that_cannot_be_written(walk: Walk, tmp_path: Path) -> None:
    walk.studio.files.saving.save(tmp_path / "missing" / "map.png")
    message, hint = walk.read_notice()
    assert message.endswith("map.png” could not be saved: its folder does not exist.")
    assert hint == "Choose another folder or name."
    assert_untouched(walk)


def test_an_ending_that_names_no_format(walk: Walk, tmp_path: Path) -> None:
    walk.hand.press("Ctrl+S")
    walk.answer_file_dialog("save-map", tmp_path / "map.xyz")
    message, hint = walk.read_notice()
    assert message == ("“map.xyz” has the ending “.xyz”, which names no format that can be saved.")
    assert hint == "Use .png, .jpg, .jpeg, .webp, .tif, .tiff, .npy or .csv."
    assert list(tmp_path.glob("map*")) == []


def _inside(widget):
    return widget.rect().center() / 2
