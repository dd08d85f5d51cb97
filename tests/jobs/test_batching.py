"""A batch as work for a Worker: what is planned, looked at and done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.errors import BatchError, PictureReadError
from convstudio.imaging.reading import read_picture
from convstudio.jobs.batch.plan import Plan, Request
from convstudio.jobs.batch.report import Began, Ended
from convstudio.jobs.batching import Asked, looking, planning, running
from convstudio.kernel.library import shipped_library
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 12), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    pipeline = Pipeline((Convolution(shipped_library().named("sobel-x")),))
    request = Request(pipeline, tmp_path / "out", "{stem}.png")
    return Asked((str(tmp_path / "a.png"),), recursive=False, request=request)


def _nothing(_: object) -> None:
    pass


def test_planning_tells_the_plan_and_writes_nothing(asked: Asked) -> None:
    planned = planning(asked)(CancelToken(), _nothing)
    assert [task.target.name for task in planned.plan.tasks] == ["a.png"]
    assert not asked.request.folder.exists()


def test_planning_tells_a_refusal(asked: Asked) -> None:
    planned = planning(Asked((), recursive=False, request=asked.request))(CancelToken(), _nothing)
    assert planned.plan is None
    assert isinstance(planned.refusal, BatchError)


def test_running_tells_plan_events_and_report(asked: Asked) -> None:
    told: list[object] = []
    report = running(asked, CancelToken())(CancelToken(), told.append)
    assert [type(value) for value in told] == [Plan, Began, Ended]
    assert report.saved == 1


def test_running_stopped_reports_what_is_left(asked: Asked) -> None:
    stop = CancelToken()
    stop.cancel()
    report = running(asked, stop)(CancelToken(), _nothing)
    assert (report.saved, report.left, report.cancelled) == (0, 1, True)


def test_the_first_is_seen_beside_its_map(asked: Asked) -> None:
    plan = asked.plan()[0]
    shown = looking(plan.tasks[:1], asked.request.pipeline, 480)(CancelToken(), _nothing).pixels
    picture = read_picture(plan.tasks[0].source)
    made = develop(asked.request.pipeline, picture).pixels
    assert shown.shape == (9, 12 + 8 + 12, 4)
    np.testing.assert_array_equal(shown[:, :12, :1], picture.pixels)
    np.testing.assert_array_equal(shown[:, 20:, :1], made)
    assert set(np.unique(shown[:, 12:20])) == {0}  # clear between them


def test_the_first_that_can_be_read_is_seen(asked: Asked, tmp_path: Path) -> None:
    for name in ("0.png", "1.png"):
        (tmp_path / name).write_bytes(b"broken")
    words = tuple(str(tmp_path / name) for name in ("0.png", "1.png", "a.png"))
    plan = replace(asked, words=words).plan()[0]
    looked = looking(plan.tasks, asked.request.pipeline, 480)(CancelToken(), _nothing)
    assert (looked.name, looked.unread) == ("a.png", ("0.png", "1.png"))
    with pytest.raises(PictureReadError, match=r"0\.png"):
        looking(plan.tasks[:2], asked.request.pipeline, 480)(CancelToken(), _nothing)


def test_a_first_that_cannot_be_read_says_so(asked: Asked) -> None:
    plan = asked.plan()[0]
    plan.tasks[0].source.write_bytes(b"")
    with pytest.raises(PictureReadError):
        looking(plan.tasks[:1], asked.request.pipeline, 480)(CancelToken(), _nothing)
