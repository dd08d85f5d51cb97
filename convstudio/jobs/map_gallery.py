"""The gallery's work: all maps of a layer at a glance first, then those in view, then the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved, write_picture
from convstudio.jobs.contact_sheet import SheetLayout, contact_sheet
from convstudio.jobs.map_tiles import (
    MapScene,
    MapTile,
    Overview,
    coarse_tile,
    fine_products,
    fine_tiles,
    graded_alike,
    overview,
)
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Pipeline

_AT_ONCE = 24  # maps whose thumbnails are made and told together
# Thumbnails that take fewer multiplications are made at once: no coarse ones flash by.
_AT_A_GLANCE = 4e8


@dataclass(frozen=True, eq=False)
class Tiles:
    """Thumbnails of a scene, to be shown."""

    scene: MapScene
    tiles: tuple[MapTile, ...]


@dataclass(frozen=True, eq=False)
class Seen:
    """All maps of a scene were looked at."""

    scene: MapScene
    overview: Overview


class MapTiler:
    """Makes thumbnails, one request after another, and keeps what all maps were seen to be.

    One thread's: no two of its works may run at once.
    """

    def __init__(self) -> None:
        self._key: object = None
        self._seen: Overview | None = None

    def work(self, scene: MapScene, near: Sequence[int], ahead: Sequence[int]) -> Work:
        """Work that publishes a Seen, and then Tiles, those that are in view first.

        Args:
            near: numbers of the maps in view, whose thumbnails are missing.
            ahead: of others that may come into view soon.
        """

        def run(cancel: CancelToken, publish: Publish) -> None:
            seen = self._overview(scene, cancel)
            publish(Seen(scene, seen))
            if near and fine_products(scene, len(near)) > _AT_A_GLANCE:
                coarse = tuple(coarse_tile(scene, seen, index) for index in near)
                publish(Tiles(scene, coarse))
            for maps in (*_chunks(near), *_chunks(ahead)):
                cancel.check()
                publish(Tiles(scene, tuple(fine_tiles(scene, seen, maps, cancel))))

        return run

    def _overview(self, scene: MapScene, cancel: CancelToken) -> Overview:
        """What was seen before, where only the tone or the size of the thumbnails is another."""
        pipeline = scene.pipeline
        key = pipeline.layers, pipeline.linear_light, scene.picture, scene.visible
        if key == self._key and self._seen is not None:
            seen = graded_alike(scene, self._seen)
        else:
            self._key, self._seen = None, None  # let go of before the next is made
            seen = overview(scene, cancel)
        self._key, self._seen = key, seen
        return seen


def sheet_saving(pipeline: Pipeline, picture: Picture, layout: SheetLayout, path: Path) -> Work:
    """Work that publishes the share done and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, publish: Publish) -> Saved:
        made = contact_sheet(pipeline, picture, layout, cancel, publish)
        return write_picture(made, path, confirm=cancel.check)

    return work


def _chunks(maps: Sequence[int]) -> list[tuple[int, ...]]:
    return [tuple(maps[start : start + _AT_ONCE]) for start in range(0, len(maps), _AT_ONCE)]
