"""The worked sum as lines, words, grids and lists: what the panel paints, without painting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColorSpace

from convstudio.gui.viewer.inspector_grids import arrange
from convstudio.gui.viewer.inspector_lines import heading, step_lines
from convstudio.gui.viewer.inspector_marks import (
    extent_mark,
    patch_marks,
    pin_marks,
    pixel_mark,
    to_reveal,
)
from convstudio.gui.viewer.inspector_numbers import short, signed
from convstudio.gui.viewer.inspector_pages import view, view_names
from convstudio.gui.viewer.inspector_pins import Pin
from convstudio.gui.viewer.inspector_terms import largest_first
from convstudio.gui.viewer.inspector_text import cell_words, in_words, worked_text
from convstudio.gui.viewer.inspector_tone import Toned, toned
from convstudio.gui.viewer.viewport import Rectangle
from convstudio.imaging.picture import Picture
from convstudio.imaging.profile import screen_profile
from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Placement
from convstudio.pipeline.inspection import Inspection, inspect
from convstudio.pipeline.pipeline import Convolution, Pipeline

SOBEL = Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
BLUR = Kernel(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 16)
GRAY = Picture(np.arange(1, 21, dtype=np.uint8).reshape(4, 5, 1))
COLOUR = Picture(np.arange(60, dtype=np.uint8).reshape(4, 5, 3))
SHEER = Picture(np.arange(80, dtype=np.uint8).reshape(4, 5, 4), has_alpha=True)


def found_in(picture: Picture, row: int, column: int, channel: int = 0, **layer) -> Inspection:
    made = Convolution(layer.pop("kernel", BLUR), **layer)
    linear = layer.pop("linear_light", False)
    return inspect(Pipeline((made,), linear_light=linear), picture, row, column, channel)


def told(found: Inspection, shown: Toned | None = None) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in step_lines(found, shown)]


def texts(grid) -> list[list[str]]:
    size = len(grid.values)
    return [[grid.text(row, column) for column in range(size)] for row in range(size)]


def test_the_steps_say_what_is_done_and_what_it_comes_to() -> None:
    found = found_in(GRAY, 0, 0, bias=-0.5, activation="leaky_relu")
    assert told(found, Toned((0,), "Clip to range, 0 … 255")) == [
        ("Sum of the products", "27"),
        ("÷ divisor 16", "1.6875"),
        ("+ bias −127.5", "−125.8125"),
        ("Leaky ReLU", "−1.258125"),
        ("= map value (gray)", "−1.258125"),
        ("→ tone", "0"),
        ("", "Clip to range, 0 … 255"),
    ]
    assert heading(found) == "Map pixel (0, 0) · Gray"


def test_the_shares_of_luminance_are_lines_of_their_own() -> None:
    lines = told(found_in(COLOUR, 1, 1, kernel=SOBEL, channels="luminance"))
    assert lines[:4] == [
        ("Σ Red: 0.2126 × 24", "5.1024"),
        ("Σ Green: 0.7152 × 24", "17.1648"),
        ("Σ Blue: 0.0722 × 24", "1.7328"),
        ("Sum of the products", "24"),
    ]
    summed = told(found_in(COLOUR, 1, 1, kernel=SOBEL, channels="sum"))
    assert summed[0] == ("Σ Red", "24")


def test_weighting_by_alpha_divides_by_what_counted() -> None:
    found = found_in(SHEER, 1, 1, alpha="weighted")
    lines = told(found)
    assert lines[0][0] == "Σ(α·w·p)"
    assert lines[1][0].startswith("÷ Σ(α·w) = ")
    assert ("", "α 27, kept from (1, 1)") in lines
    assert lines[-2:] == [("→ tone", "…"), ("", "once the whole map has been looked at")]
    nothing = told(found_in(SHEER, 1, 1, kernel=Kernel(((0,),)), alpha="weighted"))
    assert ("Σ(α·w) is 0: ÷ divisor 1", "0") in nothing


def test_what_float32_rounds_away_is_said() -> None:
    pixels = np.random.default_rng(1).random((20, 20, 1), np.float32)
    kernel = Kernel(((0.7, 0.1, 0.3), (0.1, 1 / 3, 0.9), (0.2, 0.6, 0.1)), 3)
    every = (found_in(Picture(pixels), row, 1, kernel=kernel, bias=0.3) for row in range(20))
    found = next(found for found in every if found.rounding)
    lines = told(found)
    assert lines[-3][1].startswith("in float32 sums: ")
    assert lines[-3][1].endswith(" more" if found.rounding > 0 else " less")


def test_what_changes_nothing_is_said_quietly() -> None:
    lines = step_lines(found_in(GRAY, 1, 1, kernel=SOBEL), None)
    assert [(line.label, line.text, line.role) for line in lines[:3]] == [
        ("Sum of the products", "8", "step"),
        ("÷ divisor 1", "8", "idle"),
        ("+ bias 0", "8", "idle"),
    ]
    assert lines[3].label == "= map value (gray)"


def test_a_value_that_the_terms_do_not_come_to_says_why() -> None:
    pixels = np.full((4, 5, 4), 0.5, np.float32)
    pixels[1, 1, 3] = np.inf
    picture = Picture(pixels, has_alpha=True)
    lines = told(found_in(picture, 1, 1, channels="sum", alpha="filtered"))
    at = [label for label, _ in lines].index("= map value (sum)")
    assert lines[at][1] == "NaN"
    assert lines[at + 1][1].startswith(
        "stored: NaN, although the steps come to 1.5: a NaN or an infinity lies under the kernel"
        " in alpha, "
    )
    huge = found_in(Picture(np.full((3, 3, 1), 3e38, np.float32)), 1, 1, kernel=Kernel(((2,),)))
    assert (
        "",
        "stored: ∞, although the steps come to 6.00000001e38: float32 ends at ±3.4e38",
    ) in [(label, text.replace("e+38", "e38")) for label, text in told(huge)]


def test_a_page_shows_the_patch_the_kernel_and_the_products() -> None:
    found = found_in(GRAY, 0, 0, kernel=SOBEL, flip=True)
    assert view_names(found) == ("Gray",)
    patch, kernel, products = view(found, 0).grids
    assert (patch.title, kernel.sign, products.sign) == ("Picture, gray", "×", "=")
    assert texts(patch) == [["0", "0", "0"], ["0", "1", "2"], ["0", "6", "7"]]
    assert texts(kernel) == [["1", "0", "−1"], ["2", "0", "−2"], ["1", "0", "−1"]]
    assert texts(products) == [["0", "0", "0"], ["0", "0", "−4"], ["0", "0", "−7"]]
    assert patch.hatched.tolist() == found.window.outside.tolist()
    assert not products.hatched.any()
    assert products.tints[2, 2] == -1
    assert patch.tints[1, 2] == 2 / 255


@pytest.mark.parametrize(
    ("settings", "patch", "kernel"),
    [
        ({"flip": True}, "Picture, gray", "Kernel, flipped"),
        ({"dilation": (2, 2)}, "Picture, gray, every 2nd pixel", "Kernel"),
        ({"dilation": (3, 1)}, "Picture, gray, every 3rd row", "Kernel"),
        ({"dilation": (11, 4)}, "Picture, gray, every 11th row, every 4th column", "Kernel"),
    ],
)
def test_what_is_not_as_it_looks_is_named(settings, patch: str, kernel: str) -> None:
    grids = view(found_in(GRAY, 1, 1, **settings), 0).grids
    assert [grid.title for grid in grids[:2]] == [patch, kernel]


def test_pages_of_several_channels_and_of_alpha() -> None:
    found = found_in(SHEER, 1, 1, alpha="weighted", channels="luminance")
    assert view_names(found) == ("Red", "Green", "Blue", "Total", "Σ(α·w)")
    assert [grid.title for grid in view(found, 1).grids] == [
        "Picture, green", "Alpha α", "Kernel", "Products",
    ]  # fmt: skip
    total = view(found, 3).grids
    assert [(grid.sign, grid.title) for grid in total] == [
        ("", "0.2126 × red products"),
        ("+", "0.7152 × green products"),
        ("+", "0.0722 × blue products"),
    ]
    assert sum(float(grid.values.sum()) for grid in total) == pytest.approx(found.steps[0].value)
    counted = view(found, 4).grids[-1].values
    assert counted.sum() == pytest.approx(found.counts.total)


def test_linear_light_is_a_grid_of_its_own() -> None:
    pipeline = Pipeline((Convolution(BLUR),), linear_light=True)
    page = view(inspect(pipeline, GRAY, 1, 1), 0)
    assert [grid.title for grid in page.grids][1] == "Linear light"


def test_cells_say_where_their_values_come_from() -> None:
    found = found_in(GRAY, 0, 0, border="reflect")
    (plane,) = found.planes
    assert cell_words(found, plane, 0, 1) == (
        "Outside at (0, −1): border Reflect, from (0, 1)\n6 × 2 = 12"
    )
    assert cell_words(found, plane, 1, 1) == "Picture (0, 0)\n1 × 4 = 4"
    zeros = found_in(GRAY, 0, 0)
    assert cell_words(zeros, zeros.planes[0], 0, 0).startswith("Outside at (−1, −1): border Zeros")


def test_words_name_every_term_of_a_small_kernel() -> None:
    words = in_words(found_in(GRAY, 0, 0, kernel=SOBEL), Toned((20,), "Clip to range, 0 … 255"))
    assert words.startswith("Map pixel (0, 0) · Gray is 11. Products of gray: ")
    assert "0 (padding) × −1 = 0; " in words
    assert "2 × 2 = 4; " in words
    assert words.endswith("→ tone 20. Clip to range, 0 … 255.")


def test_words_name_the_largest_terms_of_a_large_kernel() -> None:
    kernel = Kernel(tuple(tuple(float(i * 31 + j) for j in range(31)) for i in range(31)))
    words = in_words(found_in(GRAY, 2, 2, kernel=kernel), None)
    assert "The 20 largest of 961 products of gray: 20 × 513 = 10260; " in words
    assert len(words) < 1500


def test_the_text_has_every_grid_and_step() -> None:
    assert worked_text(found_in(GRAY, 0, 0), Toned((2,), "Clip to range, 0 … 255")) == (
        "Map pixel (0, 0) · Gray\n"
        "Picture columns −1 … 1, rows −1 … 1\n"
        "In brackets: outside the picture, border Zeros\n"
        "\nGray\n[0]\t[0]\t[0]\n[0]\t1\t2\n[0]\t6\t7\n"
        "× kernel\n1\t2\t1\n2\t4\t2\n1\t2\t1\n"
        "= products\n0\t0\t0\n0\t4\t4\n0\t12\t7\n"
        "\nSum of the products\t27\n÷ divisor 16\t1.6875\n"
        "+ bias 0\t1.6875\n= map value (gray)\t1.6875\n→ tone\t2\n"
        "\tClip to range, 0 … 255\n"
    )


def test_the_largest_terms_come_first_with_the_share_that_is_left() -> None:
    found = found_in(COLOUR, 1, 1, kernel=SOBEL, channels="luminance")
    terms = largest_first(found.planes)
    sizes = np.abs(terms.products)
    assert (np.diff(sizes) <= 0).all()
    assert len(sizes) == 17
    assert (sizes > 0).all()
    assert terms.zeros == 10
    assert terms.rows == 18
    np.testing.assert_allclose(terms.left, 1 - np.cumsum(sizes) / sizes.sum(), atol=1e-12)
    for (plane, row, column), product in zip(terms.order, terms.products, strict=True):
        own = found.planes[plane]
        assert product == own.share * own.products[row, column]


def test_terms_that_are_no_number_come_first() -> None:
    pixels = np.ones((3, 3, 1), np.float32)
    pixels[2, 1] = np.nan
    terms = largest_first(found_in(Picture(pixels), 1, 1).planes)
    assert np.isnan(terms.products[0])
    assert terms.left[0] == 1


def test_tone_shows_the_pixel_as_it_is_on_screen() -> None:
    found = found_in(COLOUR, 1, 1, kernel=Kernel(((-2,),)))
    assert toned(found, Tone(), None) == Toned((0, 0, 0), "Clip to range, 0 … 255")
    shown = toned(found, Tone("absolute"), None)
    assert shown.samples == tuple(abs(2 * int(v)) for v in COLOUR.pixels[1, 1])
    assert shown.text == "R 36, G 38, B 40"
    assert toned(found_in(SHEER, 1, 1), Tone(), None).text.endswith(", α 27")


def test_a_profile_changes_what_is_seen_and_no_number() -> None:
    adobe = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data()
    picture = Picture(np.full((3, 3, 3), (200, 30, 40), np.uint8), icc_profile=bytes(adobe))
    found = found_in(picture, 1, 1, kernel=Kernel(((1,),)))
    shown = toned(found, Tone(), None, screen_profile(picture))
    assert shown.samples == (200, 30, 40)
    assert shown.text == "R 200, G 30, B 40"
    np.testing.assert_allclose(shown.seen, (233, 24, 36), atol=2)


@given(st.floats(-1e300, 1e300))
def test_short_numbers_are_short_and_near(value: float) -> None:
    text = short(value)
    assert len(text) <= 12
    assert float(text.replace("−", "-")) == pytest.approx(value, rel=1e-4)
    assert signed(value).lstrip("+") == text


# Where the grids stand


@given(
    st.tuples(st.integers(1, 63), st.integers(1, 63)),
    st.lists(st.integers(20, 90), min_size=1, max_size=5),
    st.integers(16, 40),
    st.tuples(st.integers(50, 2000), st.integers(30, 800)),
    st.tuples(st.floats(-3, 40), st.floats(-3, 40)),
)
def test_grids_show_the_same_cells_side_by_side(cells, widths, height, room, scrolled) -> None:
    made = arrange(cells, tuple(widths), height, room, scrolled)
    for left, right in zip(made.boxes, made.boxes[1:], strict=False):
        assert left.left + left.width < right.left
        assert (left.top, left.height) == (right.top, right.height)
    rows, columns = made.seen()
    assert 0 <= rows[0] <= rows[-1] < cells[0]
    assert 0 <= columns[0] <= columns[-1] < cells[1]
    for grid, box in enumerate(made.boxes):
        middle = box.left + box.width / 2, box.top + box.height / 2
        assert made.at(*middle)[0] == grid
    if made.hidden == (0, 0):
        assert (rows, columns) == (range(cells[0]), range(cells[1]))


def test_the_last_cell_can_be_scrolled_to() -> None:
    made = arrange((31, 31), (30, 40), 20, (400, 120), (99, 99))
    last = made.cell_box(1, 30, 30)
    box = made.boxes[1]
    assert abs(last.left + last.width - box.left - box.width) <= 1
    assert abs(last.top + last.height - box.top - box.height) <= 1


# Marks


def test_marks_outline_the_patch_and_its_padding() -> None:
    found = found_in(GRAY, 0, 1, kernel=SOBEL, dilation=2)
    *padding, patch = patch_marks(found)
    assert (patch.role, patch.rectangle) == ("patch", Rectangle(-1, -2, 4, 3))
    cells = {(mark.rectangle.left, mark.rectangle.top) for mark in padding}
    assert cells == {(-1, -2), (1, -2), (3, -2), (-1, 0), (-1, 2)}
    assert {mark.role for mark in padding} == {"padding"}


def test_much_padding_is_marked_by_strips() -> None:
    kernel = Kernel(tuple((1.0,) * 31 for _ in range(31)))
    *padding, _patch = patch_marks(found_in(GRAY, 1, 2, kernel=kernel))
    assert [mark.rectangle for mark in padding] == [
        Rectangle(-13, -14, 18, 0),
        Rectangle(-13, 4, 18, 17),
        Rectangle(-13, 0, 0, 4),
        Rectangle(5, 0, 18, 4),
    ]


def test_pins_are_numbered_as_in_the_list() -> None:
    values = np.zeros(1, np.float32)
    marks = pin_marks(Placement(), [(1, Pin(2, 1, values, values)), (2, Pin(0, 0, values, None))])
    assert [(mark.role, mark.label) for mark in marks] == [("pinned", "1"), ("pinned", "2")]
    assert marks[0].rectangle == Rectangle(1, 2, 2, 3)


def test_the_extent_stays_inside_the_view() -> None:
    whole = Rectangle(0, 0, 100, 80)
    assert extent_mark(whole, Rectangle(-50, -50, 200, 200), 1).rectangle == whole
    assert extent_mark(whole, Rectangle(10, 20, 30, 40), 2).rectangle == Rectangle(11, 21, 29, 39)


def test_the_patch_is_revealed_as_far_as_there_is_room() -> None:
    pixel, patch = Rectangle(50, 50, 51, 51), Rectangle(35, 49, 66, 52)
    for visible, expected in (
        (Rectangle(0, 0, 100, 100), patch),
        (Rectangle(0, 0, 20, 100), Rectangle(50, 49, 51, 52)),
        (Rectangle(0, 0, 100, 0.5), Rectangle(35, 50.5, 66, 50.5)),
    ):
        assert to_reveal(pixel, patch, Rectangle(0, 0, 200, 200), visible) == expected
    small = Rectangle(0, 0, 60, 51)
    seen = to_reveal(pixel, patch, small, Rectangle(0, 0, 100, 100))
    assert seen == Rectangle(35, 49, 60, 51), "of padding there is nothing to see"


def test_a_pixel_of_a_strided_map_is_as_large_as_the_stride() -> None:
    place = Placement(0.5, -0.5, 2, 3)
    assert pixel_mark(place, 2, 1).rectangle == Rectangle(2.5, 5.5, 4.5, 8.5)
