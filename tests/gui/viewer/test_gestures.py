"""What the hand does, as intentions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.viewer.viewport import Viewport
from convstudio.imaging.pyramid import Pyramid
from tests.gui.viewer.seeing import noise

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(canvas: Canvas, qtbot) -> Canvas:
    """100 %, the picture's point (0, 0) in the middle, at (60, 50)."""
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_viewport(Viewport(0, 0, 1.0))
    return canvas


@pytest.fixture
def said(shown: Canvas) -> list[tuple]:
    """Every intention, with its arguments."""
    heard: list[tuple] = []
    for name in (
        "zoom_wanted",
        "pan_wanted",
        "fit_wanted",
        "actual_size_wanted",
        "clicked",
        "walk_wanted",
        "blink_wanted",
        "split_wanted",
    ):
        getattr(shown, name).connect(lambda *a, name=name: heard.append((name, *a)))
    return heard


def wheel(canvas: Canvas, angle: int = 0, pixels: int = 0, at: tuple[int, int] = (60, 50)) -> None:
    spot = QPointF(*at)
    event = QWheelEvent(
        spot,
        canvas.mapToGlobal(spot),
        QPoint(0, pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def mouse(canvas: Canvas, kind: QEvent.Type, at: tuple[int, int], button=LEFT) -> None:
    spot = QPointF(*at)
    moving = kind == QEvent.Type.MouseMove
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    QApplication.sendEvent(
        canvas,
        QMouseEvent(
            kind,
            spot,
            canvas.mapToGlobal(spot),
            Qt.MouseButton.NoButton if moving else button,
            held,
            NONE,
        ),
    )


def drag(canvas: Canvas, *spots: tuple[int, int], button=LEFT) -> None:
    mouse(canvas, QEvent.Type.MouseButtonPress, spots[0], button)
    for spot in spots[1:]:
        mouse(canvas, QEvent.Type.MouseMove, spot, button)
    mouse(canvas, QEvent.Type.MouseButtonRelease, spots[-1], button)


def test_the_wheel_zooms_about_the_cursor(shown: Canvas, said: list) -> None:
    wheel(shown, angle=120, at=(70, 45))
    assert said == [("zoom_wanted", 1.25, (10.0, -5.0))]


def test_a_touchpads_small_steps_add_up_to_a_notch(shown: Canvas, said: list) -> None:
    for _ in range(15):
        wheel(shown, angle=8)
    product = 1.0
    for _name, factor, _point in said:
        product *= factor
    assert product == pytest.approx(1.25)


def test_a_touchpad_that_counts_in_pixels_zooms_too(shown: Canvas, said: list) -> None:
    wheel(shown, pixels=-20)
    assert said[0][1] == pytest.approx(1.25**-0.5)


def test_a_wheel_to_the_side_does_nothing(shown: Canvas, said: list) -> None:
    wheel(shown)
    assert said == []


def test_a_click_is_no_drag_and_a_drag_no_click(shown: Canvas, said: list) -> None:
    drag(shown, (70, 45), (71, 46))
    assert said == [("clicked", 11.0, -4.0)]
    said.clear()
    drag(shown, (10, 10), (40, 30), (45, 31))
    assert said == [("pan_wanted", 30.0, 20.0), ("pan_wanted", 5.0, 1.0)]


def test_the_middle_button_pans_from_the_first_pixel(shown: Canvas, said: list) -> None:
    drag(shown, (10, 10), (11, 10), button=MIDDLE)
    drag(shown, (10, 10), button=MIDDLE)
    assert said == [("pan_wanted", 1.0, 0.0)]


def test_a_second_button_does_not_end_a_drag(shown: Canvas, said: list) -> None:
    mouse(shown, QEvent.Type.MouseButtonPress, (10, 10))
    mouse(shown, QEvent.Type.MouseMove, (40, 10))
    mouse(shown, QEvent.Type.MouseButtonRelease, (40, 10), Qt.MouseButton.RightButton)
    mouse(shown, QEvent.Type.MouseMove, (50, 10))
    assert said == [("pan_wanted", 30.0, 0.0), ("pan_wanted", 10.0, 0.0)]


def test_with_space_held_the_hand_is_open_and_pans_over_the_split_line(
    shown: Canvas, said: list
) -> None:
    shown.compare_with((), 0.5)
    QTest.keyPress(shown, Qt.Key.Key_Space)
    assert shown.cursor().shape() == Qt.CursorShape.OpenHandCursor
    mouse(shown, QEvent.Type.MouseButtonPress, (60, 20))
    assert shown.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    mouse(shown, QEvent.Type.MouseMove, (61, 20))
    mouse(shown, QEvent.Type.MouseButtonRelease, (61, 20))
    assert said == [("pan_wanted", 1.0, 0.0)]
    QTest.keyRelease(shown, Qt.Key.Key_Space)
    assert shown.cursor().shape() in (Qt.CursorShape.CrossCursor, Qt.CursorShape.SplitHCursor)


def test_the_split_line_is_dragged_and_moved_by_keys(shown: Canvas, said: list) -> None:
    shown.compare_with((), 0.5)
    mouse(shown, QEvent.Type.MouseMove, (62, 80), Qt.MouseButton.NoButton)
    assert shown.cursor().shape() == Qt.CursorShape.SplitHCursor
    drag(shown, (62, 80), (90, 80))
    assert said == [("split_wanted", 0.75)]
    said.clear()
    QTest.keyClick(shown, Qt.Key.Key_Left, CTRL)
    QTest.keyClick(shown, Qt.Key.Key_Right, CTRL)
    assert [event[1] for event in said] == pytest.approx([0.48, 0.52])


def test_a_double_click_fits(shown: Canvas, said: list) -> None:
    QTest.mouseDClick(shown, LEFT, NONE, QPoint(20, 20))
    assert ("fit_wanted",) in said


def test_keys(shown: Canvas, said: list) -> None:
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_1):
        QTest.keyClick(shown, key)
    assert said == [
        ("zoom_wanted", 1.25, None),
        ("zoom_wanted", 0.8, None),
        ("fit_wanted",),
        ("actual_size_wanted",),
    ]


def test_arrows_pan_unless_they_walk_and_with_shift_always(shown: Canvas, said: list) -> None:
    QTest.keyClick(shown, Qt.Key.Key_Right)
    shown.set_walking(True)
    QTest.keyClick(shown, Qt.Key.Key_Right)
    QTest.keyClick(shown, Qt.Key.Key_Up)
    QTest.keyClick(shown, Qt.Key.Key_Up, SHIFT)
    assert said == [
        ("pan_wanted", -64.0, 0.0),
        ("walk_wanted", 1, 0),
        ("walk_wanted", 0, -1),
        ("pan_wanted", 0.0, 64.0),
    ]


def test_a_held_key_blinks_until_it_or_the_focus_is_gone(shown: Canvas, said: list) -> None:
    QTest.keyPress(shown, Qt.Key.Key_B)
    QTest.keyRelease(shown, Qt.Key.Key_B)
    assert said == [("blink_wanted", True), ("blink_wanted", False)]
    QTest.keyPress(shown, Qt.Key.Key_B)
    shown.setFocus()
    shown.clearFocus()
    assert said[-1] == ("blink_wanted", False)


def native(canvas: Canvas, kind: Qt.NativeGestureType, value: float) -> None:
    spot = QPointF(80, 50)
    event = QNativeGestureEvent(
        kind,
        QPointingDevice.primaryPointingDevice(),
        2,
        spot,
        spot,
        canvas.mapToGlobal(spot),
        value,
        QPointF(3, 4),
    )
    QApplication.sendEvent(canvas, event)


def test_a_pinch_on_a_touchpad_zooms_about_the_cursor(shown: Canvas, said: list) -> None:
    native(shown, Qt.NativeGestureType.ZoomNativeGesture, 0.1)
    native(shown, Qt.NativeGestureType.PanNativeGesture, 0)
    native(shown, Qt.NativeGestureType.SmartZoomNativeGesture, 0)
    native(shown, Qt.NativeGestureType.RotateNativeGesture, 1)
    assert said == [
        ("zoom_wanted", pytest.approx(1.1), (20.0, 0.0)),
        ("pan_wanted", 3.0, 4.0),
        ("fit_wanted",),
    ]


def test_two_fingers_on_a_touch_screen_zoom_between_them(shown: Canvas, said: list) -> None:
    screen = QTest.createTouchDevice()
    window = shown.windowHandle()
    QTest.touchEvent(window, screen, False).press(0, QPoint(40, 50)).press(
        1, QPoint(60, 50)
    ).commit()
    for apart in (15, 20, 25, 30, 40):
        move = QTest.touchEvent(window, screen, False)
        move.move(0, QPoint(50 - apart, 50)).move(1, QPoint(50 + apart, 50)).commit()
    move = QTest.touchEvent(window, screen, False)
    move.release(0, QPoint(10, 50)).release(1, QPoint(90, 50)).commit()
    factor = 1.0
    for name, *arguments in said:
        assert name in ("zoom_wanted", "pan_wanted")
        if name == "zoom_wanted":
            factor *= arguments[0]
            assert arguments[1] == pytest.approx((-10, 0), abs=1)
    assert factor == pytest.approx(4)


@pytest.mark.parametrize("scale", [0.4, 1.0, 7.0])
def test_the_wheel_keeps_the_point_under_the_cursor(viewer: Viewer, scale: float) -> None:
    viewer.show_picture(Pyramid((noise(400, 600),)), ())
    viewer.navigator.show(Viewport(300, 200, scale, fitted=False))
    canvas, spot = viewer.original, QPointF(150, 90)
    before = canvas.picture_point(spot)
    for angle in (120, 120, -120, *[3] * 80, *[-5] * 30, 120):
        wheel(canvas, angle, at=(150, 90))
        after = canvas.picture_point(spot)
        assert after == pytest.approx(before, abs=1.01 / viewer.navigator.viewport.scale)
    # One view is wider by a pixel.
    linked = pytest.approx(after, abs=1.01 / viewer.navigator.viewport.scale)
    assert viewer.map.picture_point(spot) == linked
