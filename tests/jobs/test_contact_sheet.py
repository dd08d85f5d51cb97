"""Contact sheets: where each map stands, what is written, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.errors import ArgumentTypeError, ArgumentValueError, Cancelled
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.jobs import contact_sheet as module
from convstudio.jobs.contact_sheet import SheetLayout, contact_sheet, sheet_size
from convstudio.jobs.map_pictures import number_words
from convstudio.jobs.map_tiles import MapScene, fine_tiles, overview
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Activation, Bank, Pipeline
from convstudio.pipeline.rendering import render

_BARE = SheetLayout(side=36, columns=3, labels=False)


def _picture(rows: int = 24, columns: int = 36) -> Picture:
    random = np.random.default_rng(3)
    return Picture(random.integers(0, 256, (rows, columns, 3), np.uint8), title="noise")


def _pipeline(filters: int = 7, **more) -> Pipeline:
    weights = np.random.default_rng(4).normal(0, 0.2, (3, 3, 3, filters)).round(3)
    return Pipeline((Bank.of_array(weights, name="conv1"),), **more)


def _pictures(sheet: np.ndarray, columns: int) -> list[np.ndarray]:
    """The maps' pictures of a bare sheet: 24×36 pixels, 14 more from one to the next."""
    rows = range(25, sheet.shape[0] - 24, 24 + 14)
    across = [25 + place * (36 + 14) for place in range(columns)]
    return [sheet[top : top + 24, left : left + 36] for top in rows for left in across]


def test_every_map_stands_in_its_place() -> None:
    pipeline, picture = _pipeline(), _picture()
    sheet = contact_sheet(pipeline, picture, _BARE)
    assert (sheet.height, sheet.width) == sheet_size(pipeline, picture, _BARE)
    scene = MapScene(pipeline, picture, (36, 36))
    tiles = fine_tiles(scene, overview(scene), range(7))
    for tile, found in zip(tiles, _pictures(sheet.pixels, 3), strict=False):
        np.testing.assert_array_equal(found, tile.pixels.repeat(3, axis=2))
    assert (_pictures(sheet.pixels, 3)[7] == 255).all()  # where there is no map any more


def test_the_order_is_the_one_asked_for() -> None:
    pipeline, picture = _pipeline(), _picture()
    by_number = _pictures(contact_sheet(pipeline, picture, _BARE).pixels, 3)
    by_energy = _pictures(
        contact_sheet(pipeline, picture, replace(_BARE, order="energy")).pixels, 3
    )
    facts = overview(MapScene(pipeline, picture, (36, 36))).facts
    greatest = max(range(7), key=lambda index: facts[index].energy)
    np.testing.assert_array_equal(by_energy[0], by_number[greatest])


def test_one_tone_for_all_or_each_its_own() -> None:
    pipeline, picture = _pipeline(tone=Tone("minmax")), _picture()
    own = _pictures(contact_sheet(pipeline, picture, _BARE).pixels, 3)[:7]
    alike = _pictures(contact_sheet(pipeline, picture, replace(_BARE, own=False)).pixels, 3)[:7]
    assert all(one.max() == 255 and one.min() == 0 for one in own)
    assert sum(int(one.max() == 255) for one in alike) == 1


def test_labels_take_room_below_each_map_and_above_all() -> None:
    pipeline, picture = _pipeline(), _picture()
    bare, labelled = (
        contact_sheet(pipeline, picture, replace(_BARE, labels=labels)).pixels
        for labels in (False, True)
    )
    assert labelled.shape[0] > bare.shape[0]
    head = labelled[20:60]
    assert (head < 100).any()
    assert (bare[:24] == 255).all()


def test_what_is_written(monkeypatch) -> None:
    written: list[str] = []
    true_write = module.Lettering.write
    monkeypatch.setattr(
        module.Lettering,
        "write",
        lambda self, out, text, colour: (written.append(text), true_write(self, out, text, colour)),
    )
    names = Bank.of_array(np.full((1, 1, 3, 2), 0.25), names=["mean", "half"])
    pipeline = Pipeline((names, Activation()))
    contact_sheet(
        pipeline, Picture(np.full((40, 200, 3), 100, np.uint8), title="gray"), SheetLayout(side=400)
    )
    assert written == [
        "1: mean",
        "75 … 75",
        "2: half",
        "75 … 75",
        "gray · ReLU · 2 maps of 200\u00a0×\u00a040",
        "each map stretched by itself",
    ]


_VIEWS = [None, (100.0, 50.0, 700.0, 450.0)]


@pytest.mark.parametrize("visible", _VIEWS)
def test_the_ranges_are_those_of_every_pixel(monkeypatch, visible) -> None:
    written: list[str] = []
    monkeypatch.setattr(module.Lettering, "write", lambda _s, _o, text, _c: written.append(text))
    pipeline, picture = _pipeline(3), _picture(600, 800)
    layout = SheetLayout(visible=visible)
    shares: list[float] = []
    contact_sheet(pipeline, picture, layout, progress=shares.append)
    part = Region(0, 0, 600, 800) if visible is None else Region(50, 100, 450, 700)
    values = render(pipeline, picture, part).values
    ends = zip(values.min(axis=(0, 1)).tolist(), values.max(axis=(0, 1)).tolist(), strict=True)
    exact = [f"{number_words(low)} … {number_words(high)}" for low, high in ends]
    assert written[1:6:2] == exact
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 2
    sampled = overview(MapScene(pipeline, picture, (160, 160), visible)).facts
    assert not sampled[0].exact
    assert written[1] != f"{number_words(sampled[0].low)} … {number_words(sampled[0].high)}"


def test_without_labels_nothing_is_worked_out_for_them(monkeypatch) -> None:
    monkeypatch.setattr(module, "map_ranges", None)
    contact_sheet(_pipeline(), _picture(600, 800), SheetLayout(labels=False))
    contact_sheet(_pipeline(), _picture(600, 800), draft=True)


def test_it_can_be_stopped_while_the_ranges_are_worked_out() -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        contact_sheet(
            _pipeline(), _picture(600, 800), SheetLayout(), token, lambda _: token.cancel()
        )


def test_only_what_is_in_view() -> None:
    layout = replace(_BARE, visible=(0.0, 0.0, 12.0, 8.0))
    sheet = contact_sheet(_pipeline(), _picture(), layout)
    whole = contact_sheet(_pipeline(), _picture(), _BARE)
    assert sheet.pixels.shape == whole.pixels.shape  # three times as large, of a third
    assert (sheet.pixels != whole.pixels).any()


def test_a_draft_has_the_size_of_the_whole() -> None:
    pipeline, picture = _pipeline(), _picture(1000, 1500)
    draft = contact_sheet(pipeline, picture, draft=True)
    assert (draft.height, draft.width) == sheet_size(pipeline, picture)


@settings(max_examples=25)
@given(st.integers(1, 512), st.integers(16, 200), st.none() | st.integers(8, 40), st.booleans())
def test_sheets_are_about_as_wide_as_high_unless_columns_are_given(count, side, columns, labels):
    weights = np.ones((1, 1, 1, count))
    layout = SheetLayout(side, columns, labels=labels)
    rows, wide = sheet_size(Pipeline((Bank.of_array(weights),)), _picture(), layout)
    if columns is None and count > 20:
        assert 0.8 < wide / rows < 2.2
    assert max(rows, wide) < 30_000 or columns is not None


@pytest.mark.parametrize("wrong", [{"side": 15}, {"side": 2000}, {"columns": 0}, {"order": "size"}])
def test_a_layout_that_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ArgumentValueError):
        SheetLayout(**wrong)
    with pytest.raises(ArgumentTypeError):
        SheetLayout(side=160.5)


def test_a_sheet_too_large_is_refused_with_what_would_help() -> None:
    layout = SheetLayout(side=1024, columns=100)
    with pytest.raises(ArgumentValueError) as told:
        sheet_size(_pipeline(100), _picture(1024, 1024), layout)
    assert "30,000 pixels a side" in str(told.value)
    assert "smaller thumbnails" in told.value.hint


def test_progress_ends_at_all_of_it() -> None:
    shares: list[float] = []
    contact_sheet(_pipeline(70), _picture(), _BARE, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_the_command_line_needs_no_window_for_it() -> None:
    code = (
        "import sys, convstudio.jobs.contact_sheet; "
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_heading_goes_on_in_the_next_line_and_is_never_cut(monkeypatch) -> None:
    written: list[tuple[str, int]] = []

    def write(self, out, text, _colour) -> None:
        written.append((text, out.shape[1] - self.width(text)))

    monkeypatch.setattr(module.Lettering, "write", write)
    title = "a rather long name of a photograph of the sea in the evening"
    picture = replace(_picture(), title=title)
    layout = SheetLayout(side=36, columns=1)
    sheet = contact_sheet(_pipeline(2), picture, layout)
    assert (sheet.height, sheet.width) == sheet_size(_pipeline(2), picture, layout)
    head = [text for text, _ in written[4:]]  # after two labels of two lines
    assert len(head) >= 3
    assert " ".join(head) == (
        f"{title} · conv1 · 2 maps of 36\u00a0×\u00a024 each map stretched by itself"
    )
    assert min(room for _, room in written[4:]) >= 0
