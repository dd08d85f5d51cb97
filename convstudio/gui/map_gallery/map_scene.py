"""What the thumbnails are of: the pipeline, the part of the picture, their size and tone."""

from __future__ import annotations

from convstudio.gui.map_gallery.map_page import MapPage
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.picture import Picture
from convstudio.jobs.map_tiles import MapScene
from convstudio.jobs.previews import framed
from convstudio.pipeline.pipeline import Pipeline


def scene_of(page: MapPage, viewer: Viewer, pipeline: Pipeline, picture: Picture) -> MapScene:
    """All maps of a pipeline as the page is to show them."""
    ratio, room = page.devicePixelRatioF(), page.view.picture_size()
    size = round(room.width() * ratio), round(room.height() * ratio)
    visible = None
    if page.part.currentData() == "view":
        visible = framed(visible_part(viewer, picture), size)
    return MapScene(pipeline, picture, size, visible, own=page.tone.currentData() == "own")


def visible_part(viewer: Viewer, picture: Picture) -> tuple[float, float, float, float]:
    """The part of a picture that is on screen: left, top, right, bottom."""
    seen = viewer.map.lens.visible
    return (
        min(max(seen.left, 0.0), picture.width - 1.0),
        min(max(seen.top, 0.0), picture.height - 1.0),
        max(min(seen.right, float(picture.width)), 1.0),
        max(min(seen.bottom, float(picture.height)), 1.0),
    )
