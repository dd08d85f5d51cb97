"""The Convolution panel on pictures: what cannot be is refused, what can be is on the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from convstudio.gui.theme import LIGHT
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from tests.gui.entering import choose, enter, steps


def open_small(studio) -> None:
    studio.session.open(Picture(np.zeros((20, 20, 3), np.uint8)))


def test_a_kernel_too_large_without_padding(studio, panel, undo, notice_words) -> None:
    open_small(studio)
    layer = replace(studio.editor.layer, kernel=Kernel(((1.0,) * 31,) * 31))
    studio.session.change(replace(studio.session.pipeline, layers=(layer,)), "Kernel")
    choose(panel.padding.mode, "valid")
    message, hint = notice_words()
    assert "31×31 kernel" in message
    assert "a kernel of at most 19×19" in hint
    assert panel.padding.mode.marked
    assert panel.padding.mode.currentData() == "same"
    assert studio.editor.layer.padding == "same"
    assert steps(undo) == ["Kernel"]


def test_a_reflection_wider_than_the_picture(studio, panel, undo, qtbot, notice_words) -> None:
    open_small(studio)
    enter(qtbot, panel.padding.number, "20")
    choose(panel.border, "reflect")
    message, hint = notice_words()
    assert message.startswith("Padding must be at most 19 with border “reflect”")
    assert "a padding of 19" in hint
    assert panel.border.marked
    assert panel.border.currentData() == "zeros"
    choose(panel.border, "edge")
    assert not panel.border.marked
    assert steps(undo) == ["Padding 20", "Border Edge"]


def test_a_remainder_under_an_exact_fit(studio, panel, undo, qtbot, notice_words) -> None:
    open_small(studio)
    choose(panel.padding.mode, "valid")
    exact = panel.options.fields["exact"]
    exact.click()
    enter(qtbot, panel.stride.vertical, "2")
    message, hint = notice_words()
    assert message.startswith("Vertical stride must be a divisor of the")
    assert "a stride of 1 or 17" in hint
    assert panel.stride.vertical.marked
    assert panel.stride.vertical.text() == "1"
    exact.click()
    enter(qtbot, panel.stride.vertical, "2")
    exact.click()
    assert notice_words()[0] == message
    assert exact.marked
    assert exact.grab().toImage().pixelColor(exact.width() - 9, 9).name() == LIGHT.refused
    assert not exact.isChecked()
    assert studio.editor.layer.exact is False


def test_an_alpha_channel_that_is_not_there(studio, panel, undo, notice_words, qtbot) -> None:
    channels = panel.options.fields["channels"]
    choose(channels, "alpha")
    message, hint = notice_words()
    assert message.startswith("Channels must be one that the picture has")
    assert "luminance" in hint
    assert channels.marked
    assert channels.currentData() == "each"
    assert steps(undo) == []
    studio.session.open(Picture(np.zeros((9, 9, 4), np.uint8), has_alpha=True))
    choose(channels, "alpha")
    assert studio.editor.layer.channels == "alpha"
    open_small(studio)  # it opens, and its view says why there is no map
    assert notice_words()[0] == message
    assert message in studio.viewer.map.message


def test_each_is_seen_on_the_map_and_undone_there(studio, panel, undo, qtbot, tmp_path) -> None:
    pixels = np.array([[10, 20, 30], [40, 50, 60], [70, 80, 90]], np.uint8)
    Image.fromarray(pixels).save(tmp_path / "small.png")
    with qtbot.waitSignal(studio.live_map.shown):
        studio.files.opening.open(tmp_path / "small.png")
    with qtbot.waitSignal(studio.live_map.shown):  # the pixel to the right
        kernel = Kernel(((0.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, 0.0)))
        layer = replace(studio.editor.layer, kernel=kernel)
        studio.session.change(replace(studio.session.pipeline, layers=(layer,)), "Kernel")

    def shown() -> list[list[int]]:
        qtbot.waitUntil(lambda: not studio.live_job.busy)
        return studio.viewer.map.frame.pixels[..., 0].tolist()

    plain = [[20, 30, 0], [50, 60, 0], [80, 90, 0]]
    assert shown() == plain
    fields = panel.options.fields
    shares = np.array(plain) / 255
    sigmoid = np.rint(255 / (1 + np.exp(-shares))).astype(int).tolist()

    def type_in(attribute: str, text: str) -> None:
        field = fields[attribute]
        enter(qtbot, getattr(field, "vertical", field), text)

    acts = [
        (lambda: choose(panel.border, "edge"), [[20, 30, 30], [50, 60, 60], [80, 90, 90]]),
        (lambda: choose(panel.border, "reflect"), [[20, 30, 20], [50, 60, 50], [80, 90, 80]]),
        (lambda: choose(panel.border, "wrap"), [[20, 30, 10], [50, 60, 40], [80, 90, 70]]),
        (lambda: enter(qtbot, panel.stride.vertical, "2"), [[20, 0], [80, 0]]),
        (lambda: type_in("dilation", "2"), [[30, 0, 0], [60, 0, 0], [90, 0, 0]]),
        (lambda: choose(panel.padding.mode, "valid"), [[60]]),
        (lambda: type_in("bias", "1e2"), [[120, 130, 100], [150, 160, 100], [180, 190, 100]]),
        (fields["flip"].click, [[0, 10, 20], [0, 40, 50], [0, 70, 80]]),
        (lambda: choose(fields["activation"], "sigmoid"), sigmoid),
        (lambda: choose(panel.border, "constant"), plain),
    ]  # fmt: skip
    for act, expected in acts:
        act()
        after = shown()
        assert after == expected
        undo.undo()
        assert shown() == plain
        undo.redo()
        assert shown() == after
        undo.undo()
        shown()
