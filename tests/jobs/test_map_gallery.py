"""The gallery's work: what comes first, what is kept, and what is dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.imaging.tone import Tone
from convstudio.jobs import map_gallery
from convstudio.jobs.contact_sheet import SheetLayout, contact_sheet
from convstudio.jobs.map_gallery import MapTiler, Seen, Tiles, sheet_saving
from convstudio.jobs.map_tiles import MapScene
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Bank, Pipeline


def _scene(filters: int = 40) -> MapScene:
    random = np.random.default_rng(3)
    picture = Picture(random.integers(0, 256, (60, 90, 3), np.uint8))
    weights = random.normal(0, 0.2, (3, 3, 3, filters)).round(3)
    return MapScene(Pipeline((Bank.of_array(weights),)), picture, (45, 30))


def _published(tiler: MapTiler, scene: MapScene, near=(), ahead=()) -> list[object]:
    found: list[object] = []
    tiler.work(scene, near, ahead)(CancelToken(), found.append)
    return found


def test_all_maps_are_seen_first_then_those_in_view_then_the_next() -> None:
    scene = _scene()
    seen, first, *others = _published(MapTiler(), scene, (7, 5), tuple(range(8, 40)))
    assert isinstance(seen, Seen)
    assert len(seen.overview.facts) == 40
    assert [tile.index for tile in first.tiles] == [7, 5]
    assert all(tile.final for tile in first.tiles)
    assert [tile.index for tiles in others for tile in tiles.tiles] == list(range(8, 40))
    assert all(isinstance(tiles, Tiles) and tiles.scene == scene for tiles in (first, *others))


def test_what_takes_long_is_shown_coarsely_first(monkeypatch) -> None:
    monkeypatch.setattr(map_gallery, "_AT_A_GLANCE", 0)
    scene = replace(_scene(), picture=Picture(np.zeros((1200, 1800, 3), np.uint8)))
    _seen, coarse, fine = _published(MapTiler(), scene, (1, 2))
    assert [tile.final for tile in coarse.tiles] == [False, False]
    assert [tile.final for tile in fine.tiles] == [True, True]


def test_what_all_maps_are_is_kept_while_only_the_tone_changes(monkeypatch) -> None:
    made = []
    true_overview = map_gallery.overview
    monkeypatch.setattr(
        map_gallery, "overview", lambda *given: made.append(given) or true_overview(*given)
    )
    tiler, scene = MapTiler(), _scene()
    _published(tiler, scene)
    toned = replace(scene, pipeline=replace(scene.pipeline, tone=Tone("signed")), own=False)
    (seen,) = _published(tiler, toned)
    assert len(made) == 1
    assert seen.overview.grading.tone == Tone("signed")
    _published(tiler, replace(scene, visible=(0.0, 0.0, 10.0, 10.0)))
    assert len(made) == 2


def test_work_that_is_called_off_publishes_nothing_more() -> None:
    token, found = CancelToken(), []

    def publish(value: object) -> None:
        found.append(value)
        token.cancel()

    with pytest.raises(Cancelled):
        MapTiler().work(_scene(), (1, 2), (3,))(token, publish)
    assert len(found) == 1


@pytest.mark.parametrize("ending", [".png", ".tif"])
def test_a_contact_sheet_is_saved_as_it_is(tmp_path: Path, ending: str) -> None:
    scene, path, shares = _scene(5), tmp_path / f"sheet{ending}", []
    layout = SheetLayout(side=48)
    work = sheet_saving(scene.pipeline, scene.picture, layout, path)
    saved = work(CancelToken(), shares.append)
    assert saved.path == path
    assert shares[-1] == 1
    expected = contact_sheet(scene.pipeline, scene.picture, layout)
    np.testing.assert_array_equal(read_picture(path).pixels, expected.pixels)
