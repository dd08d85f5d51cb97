"""The Families page: sliders that move the kernel in force, and stand where they were."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from convstudio.gui.kernel_picture import kernel_image
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.theme import DARK, LIGHT
from convstudio.gui.workbench.family_page import FamilyPage
from convstudio.gui.workbench.slider_row import SliderRow
from convstudio.kernel.families import FAMILIES, family
from convstudio.kernel.kernel import Kernel


@pytest.fixture
def page(studio, sample_opened) -> FamilyPage:
    studio.workbench.drawer.open("families")
    return studio.workbench.family_page


@pytest.fixture
def choose(studio, page, qtbot):
    def by_click(label: str) -> None:
        (item,) = page.list.findItems(label, Qt.MatchFlag.MatchExactly)
        place = page.list.visualItemRect(item).center()
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settled(page, qtbot)

    return by_click


def settled(page: FamilyPage, qtbot) -> None:
    qtbot.waitUntil(lambda: not page.maker.busy)


def row(page: FamilyPage, name: str) -> SliderRow:
    field = page.form.fields[name]
    assert isinstance(field, SliderRow)
    return field


def test_opening_the_page_leaves_the_kernel_alone(studio, page) -> None:
    assert studio.edits.kernel.name == "Sobel x"
    assert not studio.session.undo_stack.can_undo
    assert not page.in_force
    assert "Sobel x" in page.head.words.text()


def test_choosing_a_family_puts_it_in_force_as_a_named_step(studio, page, choose) -> None:
    choose("Gaussian")
    kernel = studio.edits.kernel
    assert kernel.name == "Gaussian σ 1.4"
    assert kernel == family("gaussian").kernel(family("gaussian").defaults)
    assert studio.session.undo_stack.texts == ("Gaussian σ 1.4",)
    assert page.in_force
    assert page.head.name.text() == "Gaussian σ 1.4 · 11×11"


@pytest.mark.parametrize("label", [each.label for each in FAMILIES])
def test_every_family_can_be_chosen(studio, page, choose, label: str) -> None:
    choose(label)
    assert studio.edits.kernel.name.startswith(label)


def test_a_drag_moves_the_kernel_and_is_one_step(studio, page, choose, qtbot) -> None:
    choose("Gaussian")
    slider = row(page, "sigma").slider
    middle = slider.height() // 2
    seen: list[str] = []
    studio.edits.changed.connect(lambda: seen.append(studio.edits.kernel.name))
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, middle))
    for at in range(20, slider.width() - 10, 10):
        qtbot.mouseMove(slider, QPoint(at, middle))
        settled(page, qtbot)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(at, middle))
    settled(page, qtbot)
    assert len(set(seen)) > 5, "the picture follows the hand"
    name = studio.edits.kernel.name
    assert studio.session.undo_stack.texts == ("Gaussian σ 1.4", name)
    assert row(page, "sigma").field.value == page.settings.number("sigma")
    studio.session.undo_stack.undo()
    assert row(page, "sigma").field.value == 1.4
    assert studio.edits.kernel.name == "Gaussian σ 1.4"


def test_a_typed_number_may_be_arithmetic(studio, page, choose, qtbot) -> None:
    choose("Gaussian")
    field = row(page, "sigma").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "sqrt(2)/2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(page, qtbot)
    assert page.settings.number("sigma") == pytest.approx(np.sqrt(0.5))
    assert studio.edits.kernel.name == "Gaussian σ 0.7071"


def test_a_number_out_of_range_is_refused_and_marked(
    studio, page, choose, qtbot, notice_words
) -> None:
    choose("Gaussian")
    field = row(page, "sigma").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "99")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert notice_words()[0] == "Parameter σ must be from 0.2 to 20 px; 99 was given."
    assert field.marked
    assert field.text() == "1.4"
    assert studio.edits.kernel.name == "Gaussian σ 1.4"


def test_undo_shows_the_family_it_goes_back_to(studio, page, choose) -> None:
    choose("Gaussian")
    choose("Disc")
    assert page.list.currentItem().text() == "Disc"
    studio.session.undo_stack.undo()
    assert page.list.currentItem().text() == "Gaussian"
    assert not page.form.isHidden()
    studio.session.undo_stack.undo()
    assert studio.edits.kernel.name == "Sobel x"
    assert not page.in_force


def test_reopened_its_sliders_are_where_they_were(studio, page, choose, qtbot) -> None:
    choose("Gabor")
    field = row(page, "angle").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "30")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(page, qtbot)
    studio.workbench.drawer.shut()
    kernel = studio.edits.kernel
    studio.edits.put(Kernel(((1.0,),), name="Point"), "Point")
    studio.workbench.drawer.open("families")
    assert studio.edits.kernel.name == "Point", "a page that opens changes nothing"
    studio.workbench.drawer.shut()
    studio.session.undo_stack.undo()
    studio.workbench.drawer.open("families")
    assert studio.edits.kernel == kernel
    assert page.settings.number("angle") == 30
    assert page.in_force


def test_an_edit_by_hand_leaves_the_family_until_a_slider_is_touched(
    studio, page, choose, qtbot
) -> None:
    choose("Disc")
    edited = studio.edits.kernel.with_weight(0, 0, 5.0)
    studio.edits.put(edited, "Set a weight")
    assert studio.edits.kernel == edited
    assert not page.in_force
    slider = row(page, "radius").slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    settled(page, qtbot)
    assert studio.edits.kernel.name.startswith("Disc radius 3.1")


def test_the_arrows_browse_in_one_step(studio, page, choose, qtbot) -> None:
    choose("Gaussian")
    page.list.setFocus()
    for _ in range(3):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        settled(page, qtbot)
    assert studio.edits.kernel.name == "Cone radius 3"
    assert studio.session.undo_stack.texts == ("Gaussian σ 1.4", "Cone radius 3")


def test_size_by_hand_and_back(studio, page, choose, qtbot) -> None:
    choose("Gaussian")
    page.size_fields.rows.text_entered.emit("5")
    settled(page, qtbot)
    assert studio.edits.kernel.shape == (5, 11)
    assert page.size_choice.currentData() == "hand"
    page.size_choice.setCurrentIndex(0)
    page.size_choice.activated.emit(0)
    settled(page, qtbot)
    assert studio.edits.kernel.shape == (11, 11)


def test_a_wrong_size_is_refused(studio, page, choose, notice_words) -> None:
    choose("Gaussian")
    page.size_fields.columns.text_entered.emit("64")
    assert notice_words()[0] == "Kernel columns must be from 1 to 63; 64 was given."
    assert page.size_fields.columns.marked
    assert studio.edits.kernel.shape == (11, 11)


def test_sampling_and_switches(studio, page, choose, qtbot) -> None:
    choose("Gaussian")
    page.sampling.setCurrentIndex(1)
    page.sampling.activated.emit(1)
    settled(page, qtbot)
    assert page.settings.integrated
    wanted = family("gaussian").kernel(family("gaussian").defaults.with_integrated(True))
    assert studio.edits.kernel == wanted
    assert not row(page, "angle").isEnabled()
    page.form.fields["round"].click()
    settled(page, qtbot)
    assert row(page, "angle").isEnabled()
    assert studio.edits.kernel.name == "Gaussian σ 1.4 × 0.7, 0°"


def test_settings_that_contradict_each_other_are_told_and_change_nothing(
    studio, page, choose, qtbot
) -> None:
    choose("Savitzky–Golay")
    kernel = studio.edits.kernel
    row(page, "derivative").typed.emit("3")
    settled(page, qtbot)
    qtbot.waitUntil(lambda: "Derivative must be at most the order" in page.rule.text())
    assert studio.edits.kernel == kernel
    row(page, "order").typed.emit("3")
    settled(page, qtbot)
    assert studio.edits.kernel.name == "Savitzky–Golay 7, order 3, derivative 3"
    assert "Derivative must" not in page.rule.text()


def test_a_kernel_too_large_for_the_picture_is_told_without_a_dialog(
    studio, page, choose, qtbot
) -> None:
    choose("Gaussian")
    page.size_fields.rows.text_entered.emit("63")
    settled(page, qtbot)
    assert studio.edits.kernel.rows == 63
    assert not studio.notices.telling


def test_every_control_has_a_name_a_tip_and_a_place_in_the_chain(page, choose) -> None:
    choose("Gabor")
    for widget in page.findChildren(QWidget):
        inner = isinstance(widget.parent(), NumberField)  # the line of a field that has both
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not inner:
            assert widget.accessibleName(), widget
            assert widget.toolTip(), widget


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_picture_of_a_kernel_has_a_pixel_a_weight(qapp, colours) -> None:
    image = kernel_image(Kernel(((-1, 0, 2),)), colours)
    assert (image.width(), image.height()) == (3, 1)
    assert image.pixelColor(2, 0).name() == colours.positive
    assert image.pixelColor(1, 0).name() == colours.base
    base, negative = QColor(colours.base), QColor(colours.negative)
    assert image.pixelColor(0, 0).red() == pytest.approx((base.red() + negative.red()) / 2, abs=1)
