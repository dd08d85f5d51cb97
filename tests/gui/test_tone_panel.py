"""The Tone panel: modes, numbers, colours, the clipping audit and its fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from convstudio.gui.panels.clipping_audit import per_cent
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.theme import LIGHT
from convstudio.gui.tone_entries import MODE_LABELS
from convstudio.gui.undo_stack import Step
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS, lookup
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import TONE_MODES, Tone
from tests.gui.entering import choose, enter, steps
from tests.gui.tones import grading, ramp, surveyed

SHOWN = {
    "clip": {"black", "white"},
    "absolute": {"black", "white"},
    "minmax": set(),
    "signed": {"limit"},
    "percentile": {"low", "high"},
    "equalize": set(),
}


@pytest.fixture
def tone_panel(studio, sample_opened, qtbot) -> TonePanel:
    qtbot.waitUntil(lambda: studio.window.tone_panel.fit is not None)
    return studio.window.tone_panel


@pytest.fixture
def fields(tone_panel):
    return tone_panel.numbers.fields


def tone(studio) -> Tone:
    return studio.session.pipeline.tone


def test_every_mode_is_offered_and_says_what_it_does(tone_panel) -> None:
    assert tuple(MODE_LABELS) == TONE_MODES
    for mode in TONE_MODES:
        index = tone_panel.mode.findData(mode)
        assert tone_panel.mode.itemData(index, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("mode", "step"),
    [
        ("absolute", "Tone Absolute"),
        ("minmax", "Tone Min–max"),
        ("signed", "Tone Signed"),
        ("percentile", "Tone Percentile"),
        ("equalize", "Tone Equalize"),
    ],
)
def test_a_mode_is_one_step_and_shows_its_own_numbers(
    studio, tone_panel, fields, undo, mode, step
) -> None:
    choose(tone_panel.mode, mode)
    assert tone(studio).mode == mode
    assert steps(undo) == [step]
    assert {part for part, field in fields.items() if field.isVisible()} == SHOWN[mode]
    undo.undo()
    assert tone_panel.mode.currentData() == "clip"
    assert {part for part, field in fields.items() if field.isVisible()} == SHOWN["clip"]


def test_no_mode_moves_what_is_below(studio, tone_panel) -> None:
    places = set()
    for mode in TONE_MODES:
        choose(tone_panel.mode, mode)
        for _ in range(3):
            QApplication.processEvents()
        places.add((tone_panel.audit.y(), tone_panel.height(), studio.window.histogram.y()))
    assert len(places) == 1


def test_no_text_is_cut_in_any_mode(studio, tone_panel) -> None:
    for mode in TONE_MODES:
        choose(tone_panel.mode, mode)
        QApplication.processEvents()
        for label in tone_panel.findChildren(QLabel):
            if label.isVisible() and not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), (mode, label.text())


@pytest.mark.parametrize(
    ("mode", "part", "text", "kept", "step"),
    [
        ("clip", "white", "200", ("white", 200 / 255), "White 200"),
        ("clip", "black", "-51", ("black", -0.2), "Black -51"),
        ("absolute", "white", "510", ("white", 2.0), "White 510"),
        ("signed", "limit", "510", ("white", 2.0), "Limit 510"),
        ("percentile", "low", "2.5", ("low", 2.5), "Low Percentile 2.5"),
        ("percentile", "high", "99.5", ("high", 99.5), "High Percentile 99.5"),
    ],
)
def test_a_number_is_kept_as_typed_and_undone(
    studio, tone_panel, fields, undo, qtbot, mode, part, text, kept, step
) -> None:
    if mode != "clip":
        choose(tone_panel.mode, mode)
    before = tone(studio)
    enter(qtbot, fields[part], text)
    attribute, value = kept
    assert getattr(tone(studio), attribute) == pytest.approx(value, abs=1e-15)
    assert steps(undo)[-1] == step
    assert fields[part].text() == text
    undo.undo()
    assert tone(studio) == before


def test_numbers_are_in_the_pictures_own_units(studio, tone_panel, fields) -> None:
    studio.session.open(Picture(np.zeros((9, 9, 1), np.uint16)))
    assert fields["white"].text() == "65535"
    studio.session.open(Picture(np.zeros((9, 9, 1), np.float32)))
    assert fields["white"].text() == "1"


@pytest.mark.parametrize(
    ("mode", "part", "text", "message"),
    [
        ("clip", "white", "abc", "White must be a finite number such as -1, 0.5, 1e-3 or 1/9; "),
        ("clip", "white", "0", "White must be above black, which is 0; 0 was given."),
        ("clip", "black", "255", "Black must be below white, which is 255; 255 was given."),
        ("clip", "white", "1e12", "White must be from -255000000 to 255000000; 1000000000000 "),
        ("absolute", "black", "-1", "Black must be at least 0, as no value is below it "),
        ("signed", "limit", "0", "Limit must be above 0; 0 was given."),
        ("percentile", "low", "99", "Low percentile must be below the high percentile, which is"),
        ("percentile", "high", "1", "High percentile must be above the low percentile, which is"),
        ("percentile", "high", "101", "High percentile must be from 0 to 100; 101 was given."),
        ("percentile", "low", "", "Low percentile must be a finite number such as"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    studio, tone_panel, fields, undo, qtbot, notice_words, mode, part, text, message
) -> None:
    choose(tone_panel.mode, mode)
    before, shown = tone(studio), fields[part].text()
    fields[part].text_entered.emit(text)
    assert notice_words()[0].startswith(message)
    assert fields[part].marked
    assert tone(studio) == before
    if shown:
        assert fields[part].text() == shown
    fields[part].text_entered.emit("70")
    assert not fields[part].marked


def test_an_empty_field_takes_the_range_of_the_mode(studio, tone_panel, fields, undo, qtbot):
    enter(qtbot, fields["white"], "200")
    fields["white"].text_entered.emit("")
    assert tone(studio) == Tone()
    assert steps(undo) == ["White 200", "Reset White"]
    enter(qtbot, fields["white"], "255")
    assert len(steps(undo)) == 2, "the picture's own white is no other tone"


def test_another_mode_has_its_own_range(studio, tone_panel, fields, qtbot) -> None:
    enter(qtbot, fields["white"], "200")
    choose(tone_panel.mode, "signed")
    assert tone(studio).white is None


def test_the_limit_comes_from_the_map_until_one_is_typed(studio, tone_panel, fields, qtbot) -> None:
    choose(tone_panel.mode, "signed")
    qtbot.waitUntil(lambda: tone_panel.numbers.note == "of the map")
    largest = fields["limit"].value
    assert largest > 500
    enter(qtbot, fields["limit"], "300")
    assert tone_panel.numbers.note == ""
    fields["limit"].text_entered.emit("")
    qtbot.waitUntil(lambda: tone_panel.numbers.note == "of the map")
    assert fields["limit"].value == largest


def test_what_the_map_gave_is_told(studio, tone_panel, qtbot) -> None:
    choose(tone_panel.mode, "minmax")
    tone_panel.show_grading(grading("minmax", -1009, 991))
    assert tone_panel.numbers.note == "−1009 … 991"
    tone_panel.show_grading(replace(grading("minmax", -1009, 991), exact=False))
    assert tone_panel.numbers.note == "≈ −1009 … 991"
    choose(tone_panel.mode, "equalize")
    tone_panel.show_grading(grading("equalize", -1009, 991))
    assert tone_panel.numbers.note == "Each part of the map has its own"


def test_colour_maps_follow_the_mode(studio, tone_panel, undo) -> None:
    box = tone_panel.colour_map
    assert [box.itemData(index) for index in range(box.count())] == list(COLOUR_MAPS)
    choose(box, "viridis")
    assert tone(studio).colour_map == "viridis"
    choose(tone_panel.mode, "signed")
    assert [box.itemData(index) for index in range(box.count())] == list(DIVERGING_MAPS)
    choose(box, "berlin")
    assert tone(studio).diverging == "berlin"
    assert steps(undo) == ["Colour Map Viridis", "Tone Signed", "Colour Map Berlin"]
    choose(tone_panel.mode, "minmax")
    assert box.currentData() == "viridis", "each kind is remembered"


def test_swatches_show_the_colours_and_are_painted_when_the_list_opens(tone_panel) -> None:
    box = tone_panel.colour_map
    index = box.findData("viridis")
    assert box.itemIcon(index).isNull()
    box.showPopup()
    try:
        for entry in range(box.count()):
            assert not box.itemIcon(entry).isNull()
        painted = box.itemIcon(index).pixmap(box.iconSize()).toImage()
    finally:
        box.hidePopup()
    table = lookup("viridis").astype(int)
    for share in (0.1, 0.5, 0.9):
        colour = painted.pixelColor(int(share * painted.width()), painted.height() // 2)
        wanted = table[int(share * 255)]
        assert np.abs(np.array(colour.getRgb()[:3]) - wanted).max() <= 8


# The clipping audit


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0.0 %"),
        (1e-9, "< 0.1 %"),
        (0.031, "3.1 %"),
        (0.99999, "> 99.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_shares_are_never_told_as_none_or_all(share, words) -> None:
    assert per_cent(share) == words


def test_the_audit_counts_says_of_what_and_marks_estimates(tone_panel) -> None:
    counted = np.zeros((1, 1000, 1))
    counted[0, :31], counted[0, -4:] = -1, 256
    tone_panel.show_surveyed(surveyed(ramp(0, 255), counted))
    words = tone_panel.audit.words
    assert words.text() == "3.1 % below 0 · 0.4 % above 255\nof the visible part"
    tone_panel.show_surveyed(surveyed(ramp(0, 255), counted, "whole", exact=False))
    assert words.text() == "≈ 3.1 % below 0 · 0.4 % above 255\nof the whole map"
    counted[0, 100:110] = np.nan
    tone_panel.show_surveyed(surveyed(ramp(0, 255), counted))
    assert words.text().endswith("\nof the visible part · 1.0 % not a number")


def test_while_it_counts_anew_it_greys_and_keeps_its_words(tone_panel, qtbot) -> None:
    words = tone_panel.audit.words
    told, height = words.text(), words.height()
    tone_panel.show_surveyed(None)
    qtbot.waitUntil(lambda: not words.isEnabled())
    assert (words.text(), words.height()) == (told, height)
    tone_panel.show_surveyed(surveyed(ramp(0, 255), ramp(0, 255)))
    assert words.isEnabled()


def test_the_fit_brings_all_of_the_map_into_the_range(studio, tone_panel, undo, qtbot) -> None:
    button = tone_panel.audit.button
    assert "Fit &with divisor " in button.text()
    assert button.accessibleName() == button.text().replace("&", "")
    fit, before = tone_panel.fit, studio.session.pipeline
    place = button.geometry()
    button.click()
    assert studio.session.pipeline == fit.pipeline
    assert steps(undo) == [f"Fit Divisor {fit.divisor:g}, Offset {fit.offset:g}"]
    assert tone_panel.fit is None
    assert not button.isEnabled()
    words = tone_panel.audit.words
    qtbot.waitUntil(lambda: "0.0 % below 0 · 0.0 % above 255" in words.text())
    assert not button.isVisible(), "there is nothing left to fit"
    undo.undo()
    assert studio.session.pipeline == before
    qtbot.waitUntil(lambda: tone_panel.fit is not None)
    assert button.isVisible()
    assert button.geometry() == place


def test_a_fit_of_another_map_cannot_be_pressed(studio, tone_panel, qtbot) -> None:
    studio.editor.choose_preset("laplacian-8")
    assert tone_panel.fit is None
    assert not tone_panel.audit.button.isEnabled()
    qtbot.waitUntil(lambda: tone_panel.fit is not None)
    assert tone_panel.fit.pipeline.layers[0].kernel.weights[1][1] == -8


def test_another_tone_keeps_the_counts_and_the_fit(studio, tone_panel, fields, qtbot) -> None:
    enter(qtbot, fields["white"], "200")
    assert tone_panel.audit.words.isEnabled()
    assert tone_panel.fit.pipeline.layers != studio.session.pipeline.layers


def test_without_a_map_nothing_is_told(studio, tone_panel) -> None:
    studio.session.open(Picture(np.zeros((1, 1, 1), np.uint8)))
    layer = replace(studio.editor.layer, padding="valid")
    before = studio.session.pipeline
    unfit = Step(before, replace(before, layers=(layer,)), "Padding Valid")
    studio.session.undo_stack.push(unfit)
    assert tone_panel.audit.words.text() == "No feature map."
    assert not tone_panel.audit.button.isVisible()
    tone_panel.show_surveyed(None)
    assert tone_panel.audit.words.text() == "Counting …"


def test_its_letters_lead_to_its_fields(studio, tone_panel) -> None:
    buddies = {label.text(): label.buddy() for label in tone_panel.findChildren(QLabel)}
    assert buddies["Displa&y"] is tone_panel.mode
    assert buddies["Colo&urs"] is tone_panel.colour_map
    for field in tone_panel.numbers.fields.values():
        assert field.accessibleName()
        assert field.toolTip()


def test_a_refused_number_is_painted_so(studio, fields, notice_words) -> None:
    fields["white"].text_entered.emit("x")
    notice_words()
    shown = fields["white"].grab().toImage()
    assert shown.pixelColor(8, 6).name() == LIGHT.refused
