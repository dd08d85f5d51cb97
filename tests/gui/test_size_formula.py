"""The size formula: today's numbers, each explained, in both directions."""

from __future__ import annotations

import pytest

from convstudio.gui.panels.size_formula import SizeFormula, axis_formula, axis_words
from convstudio.numerics.geometry import Axis
from tests.gui.entering import enter


@pytest.mark.parametrize(
    ("axis", "formula"),
    [
        (Axis(600, 3, 1, 1, 1), "⌊(600 + 2·1 − 3)/1⌋ + 1 = 600"),
        (Axis(600, 3, 2, 0, 1), "⌊(600 + 0 + 1 − 3)/2⌋ + 1 = 300"),
        (Axis(600, 3, 1, 1, 1, 2), "⌊(600 + 2·1 − 5)/1⌋ + 1 = 598"),
        (Axis(20, 5, 4, 3, 0, 3), "⌊(20 + 3 + 0 − 13)/4⌋ + 1 = 3"),
    ],
)
def test_the_formula_has_the_numbers_of_the_axis(axis: Axis, formula: str) -> None:
    assert axis_formula(axis) == formula


def test_the_formula_explains_its_letters() -> None:
    words = axis_words(Axis(20, 5, 4, 3, 0, 3), "rows").splitlines()
    assert words == [
        "⌊(n + p − e) / s⌋ + 1 = 3 rows of the map; 2 of the rows are left over",
        "n = 20: rows of the picture",
        "p = 3 + 0 = 3: padding, top and bottom",
        "e = d·(f − 1) + 1 = 3·(5 − 1) + 1 = 13: what the kernel reaches over",
        "f = 5: size of the kernel",
        "d = 3: dilation",
        "s = 4: stride",
    ]


def test_the_formulas_follow_each_direction(panel, qtbot) -> None:
    panel.stride.link.click()
    enter(qtbot, panel.stride.vertical, "3")
    panel.options.fields["dilation"].link.click()
    enter(qtbot, panel.options.fields["dilation"].horizontal, "2")
    assert panel.formula.height_label.text() == "⌊(400 + 2·1 − 3)/3⌋ + 1 = 134"
    assert panel.formula.width_label.text() == "⌊(600 + 2·2 − 5)/1⌋ + 1 = 600"
    assert "d = 2: dilation" in panel.formula.width_label.toolTip()


def test_of_a_signal_there_is_the_length_alone(qtbot) -> None:
    formula = SizeFormula()
    qtbot.addWidget(formula)
    formula.show_axes((Axis(1, 1, 1, 0, 0), Axis(9, 3, 1, 0, 0)), "signal", signal=True)
    assert formula.height_label.isHidden()
    assert formula.width_label.accessibleName() == "Length of the map"
    assert formula.width_label.text() == "⌊(9 + 2·0 − 3)/1⌋ + 1 = 7"
    assert "n = 9: samples of the signal" in formula.width_label.toolTip()
    formula.show_axes((Axis(4, 1, 1, 0, 0), Axis(9, 3, 1, 0, 0)))
    assert not formula.height_label.isHidden()
    assert formula.width_label.accessibleName() == "Width of the map"
