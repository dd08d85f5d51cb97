"""The ways to compare, from menu, keys and toolbar; what is remembered; windows small and large."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from convstudio.gui.settings import Forgetful, Settings
from convstudio.gui.viewer.modes import MODES
from convstudio.gui.viewer.viewer import Viewer
from convstudio.numerics.geometry import Region
from convstudio.pipeline.rendering import render


def checked(studio) -> list[str]:
    return [mode for mode in MODES if studio.actions[f"compare-{mode}"].isChecked()]


@pytest.mark.parametrize("mode", list(MODES))
def test_each_way_is_chosen_shown_and_remembered(studio, mode: str) -> None:
    studio.actions[f"compare-{mode}"].trigger()
    assert studio.viewer.mode == mode
    assert checked(studio) == [mode]
    assert studio.settings.compare == mode
    button = studio.window.compare_button
    assert MODES[mode].text.replace("&", "") in button.toolTip()
    assert button.icon().cacheKey() == studio.actions[f"compare-{mode}"].icon().cacheKey()


def test_f6_goes_round_and_shift_f6_back(studio, qtbot) -> None:
    qtbot.waitActive(studio.window)
    studio.viewer.map.setFocus()
    met = []
    for _ in MODES:
        QTest.keyClick(studio.window, Qt.Key.Key_F6)
        met.append(studio.viewer.mode)
    assert met == [*list(MODES)[1:], "side-by-side"]
    QTest.keyClick(studio.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert studio.viewer.mode == "difference"
    assert checked(studio) == ["difference"]


def test_the_way_is_there_again_at_the_next_start(qapp, tmp_path) -> None:
    from convstudio.gui.studio import Studio  # noqa: PLC0415

    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.compare = "split"
    settings.panels_shown = False
    again = Studio(qapp, Settings(store))
    assert again.viewer.mode == "split"
    assert checked(again) == ["split"]
    assert again.window.panels_shown is False
    assert not again.actions["panels"].isChecked()
    again.window.close()
    again.window.deleteLater()


@pytest.mark.parametrize("nonsense", ["sideways", 7, None])
def test_a_way_that_is_none_is_as_good_as_none(nonsense: object) -> None:
    store = Forgetful()
    store.setValue("compare", nonsense)
    assert Settings(store).compare == "side-by-side"


def test_f9_gives_the_panels_room_to_the_views(studio, qtbot) -> None:
    qtbot.waitActive(studio.window)
    before = studio.viewer.width()
    QTest.keyClick(studio.window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: studio.viewer.width() > before + 300)
    assert not studio.settings.panels_shown
    QTest.keyClick(studio.window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: studio.viewer.width() == before)
    assert studio.settings.panels_shown


@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("size", [(400, 300), (5120, 2880)])
def test_any_way_in_a_small_and_in_a_large_window(studio, sample_opened, mode, size) -> None:
    studio.viewer.set_mode(mode)
    studio.window.resize(*size)
    QApplication.processEvents()
    assert (studio.window.width(), studio.window.height()) == size
    assert not studio.window.grab().isNull()
    canvas = studio.viewer.map
    assert canvas.width() >= 80
    assert canvas.height() >= 80
    for label in studio.viewer.findChildren(QLabel):
        if label.isVisible():
            room = label.fontMetrics().horizontalAdvance(label.text())
            assert room <= label.width(), label.text()
            assert label.height() >= label.fontMetrics().height()


def test_under_a_cursor_that_rests_the_difference_is_told(
    studio, sample_opened, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(Viewer, "pointed_at", property(lambda _viewer: (300.5, 200.5)))
    with qtbot.waitSignal(studio.live_map.shown):
        studio.viewer.set_mode("difference")
    picture = studio.session.picture
    region = Region(200, 300, 201, 301)
    apart = render(studio.session.pipeline, picture, region).values[0, 0] - picture.pixels[200, 300]
    told = ", ".join(f"{value:.0f}" for value in apart).replace("-", "−")
    assert studio.window.status._reading.full_text.endswith(f"Δ {told}")
