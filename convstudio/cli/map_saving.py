"""What ``apply`` writes of a picture: one map, all of them, or a contact sheet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace

from convstudio.cli.layer_options import kept_maps, require_map
from convstudio.cli.targets import MAP, Target, require_apart
from convstudio.imaging.picture import Picture
from convstudio.imaging.writing import Saved, write_picture
from convstudio.jobs.contact_sheet import contact_sheet
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, explain
from convstudio.pipeline.saving import save_map
from convstudio.pipeline.saving_maps import save_maps

Written = tuple[str, tuple[str, ...]]


def saved_maps(
    pipeline: Pipeline, picture: Picture, target: Target, chosen: argparse.Namespace
) -> Iterator[Written]:
    """Writes what is asked for; yields each file's name and what it does not hold.

    Raises:
        ArgumentValueError: the layers do not fit, or one map is wanted of several and none is told.
        PictureWriteError: a file cannot be written, or would be written over a picture that is
            read.
    """
    kept = kept_maps(chosen)
    maps = require_map(pipeline, picture, kept)
    path = target.path
    if kept == "sheet":
        sheet = contact_sheet(pipeline, picture)
        yield _told(write_picture(sheet, path or sys.stdout.buffer, target.output), target)
    elif kept == "all" and path is not None and MAP not in path.name:
        yield _told(save_maps(pipeline, picture, path, target.output), target)
    elif path is not None and MAP in path.name and (kept == "all" or chosen.map is not None):
        losses: dict[str, None] = {}  # what is true of several is told once
        for index in range(maps.count) if kept == "all" else [chosen.map]:
            told = f"{index + 1:0{len(str(maps.count))}}"
            one = replace(target, path=path.with_name(path.name.replace(MAP, told)))
            require_apart(chosen, one, chosen.pictures)
            _, found = _one(replace(pipeline, map=index), picture, one)
            losses.update(dict.fromkeys(found))
        yield path.name, tuple(losses)
    else:
        yield _one(pipeline, picture, target)


def explained(pipeline: Pipeline, picture: Picture) -> str:
    """Which algorithm makes the sums of the last layer, and why.

    Raises:
        ArgumentValueError: see ``rendering.check``.
    """
    check(pipeline, picture)
    return explain(pipeline, picture).reason


def _one(pipeline: Pipeline, picture: Picture, target: Target) -> Written:
    saved = save_map(pipeline, picture, target.path or sys.stdout.buffer, target.output)
    return _told(saved, target)


def _told(saved: Saved, target: Target) -> Written:
    return target.name, saved.losses
