"""Small pictures in a folder, and a batch over them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from convstudio.imaging.output import Output
from convstudio.jobs.batch.inputs import find_inputs
from convstudio.jobs.batch.plan import Plan, Request, make_plan
from convstudio.jobs.batch.record import Record
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.jobs.batch.pictures import save


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline((Convolution(shipped_library().named("sobel-x")),))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with three pictures of its own, two of one stem, and one in a folder below."""
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    names = ("a1.png", "a2.png", "a10.png", "a1.tif", "below/a1.png")
    for seed, name in enumerate(names):
        save(folder / name, seed)
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.png").write_text("no picture")
    return folder


@pytest.fixture
def planned(pipeline: Pipeline, tmp_path: Path) -> Callable[..., tuple[Plan, Record]]:
    """A plan as the command line makes it, with the record of the folder as it is then."""

    def plan(
        *words: object, template: str = "{stem}-{kernel}.png", recursive: bool = False, **settings
    ) -> tuple[Plan, Record]:
        folder = settings.pop("folder", tmp_path / "out")
        settings.setdefault("pipeline", pipeline)
        settings.setdefault("output", Output())
        record = Record(folder)
        found = find_inputs(
            map(str, words), recursive=recursive, outputs=folder, is_output=record.made
        )
        request = Request(folder=folder, template=template, **settings)
        return make_plan(request, found, record), record

    return plan
