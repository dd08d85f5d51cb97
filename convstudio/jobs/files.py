"""Saving feature maps as work for a Worker."""

from __future__ import annotations

from pathlib import Path

from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved, write_picture
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop, filtered_picture
from convstudio.pipeline.pipeline import Pipeline


def saving(pipeline: Pipeline, picture: Picture, path: Path) -> Work:
    """Work that publishes the share done and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, publish: Publish) -> Saved:
        developed = develop(pipeline, picture, cancel, publish)
        # Until the very end it can be called off, and then leaves the file that was there.
        return write_picture(filtered_picture(picture, developed), path, cancel.check)

    return work
