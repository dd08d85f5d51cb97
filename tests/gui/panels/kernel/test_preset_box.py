"""The box of presets: the name of the kernel in force, whole or elided, never cut."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionComboBox

from convstudio.gui.panels.kernel.preset_box import PresetBox
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library


def _shown(box: PresetBox) -> str:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option.currentText


def test_a_name_without_room_is_elided_and_the_tooltip_has_all_of_it(qtbot) -> None:
    box = PresetBox(shipped_library())
    qtbot.addWidget(box)
    box.resize(226, 26)
    name = "Derivative of Gaussian order 1, 0°, σ 1, and more than has room"
    box.show_kernel(Kernel(((1.0,),), name=name), None)
    assert _shown(box).endswith("…")
    assert box.toolTip().startswith(name[:40])
    box.show_kernel(Kernel(((1.0,),), name="Short"), None)
    assert _shown(box) == "Short"
