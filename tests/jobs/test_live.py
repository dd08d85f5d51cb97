"""The live job: what is visible comes first, the rest when there is time, and the newest wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.jobs.background import Progress, Surveyed
from convstudio.jobs.live import LiveJob
from convstudio.jobs.painting import Frame, Request
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import explain, render
from convstudio.pipeline.survey import grade

MEAN = Pipeline((Convolution(Kernel(((1.0,) * 3,) * 3, 9)),))
SOBEL = Convolution(Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))))
BLUR = Pipeline((Convolution(Kernel(tuple((float(i),) * 15 for i in range(15)), 9)),))


@pytest.fixture
def live(qapp) -> Iterator[LiveJob]:
    job = LiveJob()
    yield job
    job.stop()


def noise(rows: int, columns: int) -> Picture:
    return Picture(np.random.default_rng(7).integers(0, 256, (rows, columns, 3), np.uint8))


@pytest.fixture
def frames(live: LiveJob) -> list[Frame]:
    found: list[Frame] = []
    live.framed.connect(found.append)
    return found


def test_the_visible_part_comes_first_and_is_exact(live: LiveJob, frames, qtbot) -> None:
    picture, region = noise(1500, 2000), Region(100, 200, 1400, 1800, step=3)
    with qtbot.waitSignals([live.completed, live.settled, live.explained]):
        live.start(Request(BLUR, picture, region))
    expected = develop(BLUR, picture).pixels[100:1400, 200:1800]
    sampled = [frame for frame in frames if not frame.averaged]
    for frame in sampled:
        step = frame.region.step
        np.testing.assert_array_equal(frame.pixels, expected[::step, ::step])
    assert [frame.final for frame in frames] == [False] * (len(frames) - 1) + [True]


def test_zoomed_in_nothing_but_the_visible_part_is_made(live: LiveJob, frames, qtbot) -> None:
    picture, region = noise(1500, 2000), Region(100, 200, 140, 260)
    surveys: list[Surveyed] = []
    live.surveyed.connect(surveys.append)
    with qtbot.waitSignal(live.settled):
        live.start(Request(MEAN, picture, region))
    (frame,) = frames
    np.testing.assert_array_equal(frame.values, render(MEAN, picture, region).values)
    assert [survey.map.region for survey in surveys] == [region]


def test_only_the_newest_request_is_completed(live: LiveJob, qtbot) -> None:
    picture = noise(1500, 2000)
    completed: list[Frame] = []
    live.completed.connect(completed.append)
    for n in range(30):
        pipeline = Pipeline((Convolution(Kernel(((float(n),),))),))
        live.start(Request(pipeline, picture, Region(0, 0, 20, 20)))
    qtbot.waitUntil(lambda: live.idle)
    (frame,) = completed
    newest = (picture.pixels[:20, :20].astype(np.uint16) * 29).clip(0, 255)
    np.testing.assert_array_equal(frame.pixels, newest)


def test_looking_elsewhere_shows_that_place(live: LiveJob, frames, qtbot) -> None:
    picture, elsewhere = noise(1500, 2000), Region(1200, 1300, 1260, 1380)
    live.start(Request(BLUR, picture, Region(0, 0, 1500, 2000, 4)))
    with qtbot.waitSignal(live.completed):
        live.look(elsewhere)
    assert frames[-1].region == elsewhere
    expected = render(BLUR, picture, elsewhere).values
    np.testing.assert_array_equal(frames[-1].values, expected)


def test_a_tone_of_the_whole_map_is_estimated_and_then_exact(live: LiveJob, frames, qtbot) -> None:
    picture, region = noise(900, 1200), Region(10, 10, 60, 90)
    stretched = Pipeline((SOBEL,), Tone("minmax"))
    with qtbot.waitSignals([live.completed, live.settled]):
        live.start(Request(stretched, picture, region))
    assert [frame.grading.exact for frame in frames] == [False, True]
    assert [frame.final for frame in frames] == [False, True]
    expected = grade(stretched, picture)
    assert (frames[-1].grading.low, frames[-1].grading.high) == (expected.low, expected.high)
    frames.clear()
    with qtbot.waitSignal(live.completed):
        live.look(Region(0, 0, 50, 50))
    assert [frame.grading.exact for frame in frames] == [True]


def test_the_whole_is_surveyed_when_asked_for_and_once(live: LiveJob, qtbot) -> None:
    picture = noise(1500, 2000)
    surveys: list[Surveyed] = []
    progress: list[Progress] = []
    live.surveyed.connect(surveys.append)
    live.progressed.connect(lambda told: progress.append(told) if told else None)
    live.set_scope("whole")
    with qtbot.waitSignal(live.settled):
        live.start(Request(MEAN, picture, Region(0, 0, 40, 40)))
    assert [survey.map.exact for survey in surveys] == [False, True]
    whole = surveys[-1]
    values = render(MEAN, picture, Region(0, 0, 1500, 2000)).values
    assert whole.map.statistics.count == values.size
    assert whole.map.statistics.minimum == values.min()
    assert whole.original.statistics.maximum == picture.pixels.max()
    assert {told.what for told in progress} == {"Statistics"}
    with qtbot.waitSignal(live.settled):
        live.look(Region(5, 5, 40, 40))
    assert surveys[-1] is whole


def test_called_off_the_frame_on_screen_stays(live: LiveJob, frames, qtbot) -> None:
    picture = noise(3000, 4000)
    with qtbot.waitSignal(live.framed):
        live.start(Request(BLUR, picture, Region(0, 0, 3000, 4000, 5)))
    live.call_off()
    assert live.idle
    count = len(frames)
    with qtbot.waitSignal(live.completed):
        live.look(Region(0, 0, 30, 30))
    assert len(frames) == count + 1


def test_a_map_that_cannot_be_is_reported(live: LiveJob, qtbot) -> None:
    wide = Pipeline((Convolution(Kernel(((1.0,) * 31,) * 31), "valid"),))
    with qtbot.waitSignal(live.failed) as failed:
        live.start(Request(wide, noise(20, 20), Region(0, 0, 1, 1)))
    assert "31×31 kernel for a picture of 20×20" in str(failed.args[0])
    assert live.idle


def test_the_plan_is_told(live: LiveJob, qtbot) -> None:
    picture = noise(100, 100)
    with qtbot.waitSignal(live.explained) as told:
        live.start(Request(MEAN, picture, Region(0, 0, 100, 100)))
    assert told.args[0].plan == explain(MEAN, picture).plan


def test_a_difference_is_shown_when_asked_for(live: LiveJob, frames, qtbot) -> None:
    request = Request(MEAN, noise(50, 50), Region(0, 0, 50, 50), difference=True)
    with qtbot.waitSignal(live.completed):
        live.start(request)
    with qtbot.waitSignal(live.completed):
        live.start(replace(request, difference=False))
    assert frames[0].pixels.mean() == pytest.approx(127.5, abs=3)
    np.testing.assert_array_equal(frames[1].pixels, develop(MEAN, request.picture).pixels)


def test_another_scope_ends_the_survey_of_the_one_before(live: LiveJob, qtbot) -> None:
    picture, near = noise(1500, 2000), Region(0, 0, 40, 40)
    surveys: list[Surveyed] = []
    live.set_scope("whole")
    with qtbot.waitSignal(live.completed):
        live.start(Request(MEAN, picture, near))
    qtbot.waitUntil(lambda: not live._pause.isActive())
    live.surveyed.connect(surveys.append)
    live.look(near)
    live.set_scope("visible")
    qtbot.waitUntil(lambda: live.idle)
    assert {survey.scope for survey in surveys} == {"visible"}
    assert surveys[-1].map.region == near


def test_stopped_in_the_middle_it_is_idle(qapp) -> None:
    job = LiveJob()
    job.start(Request(BLUR, noise(1500, 2000), Region(0, 0, 1500, 2000, 4)))
    assert job.busy
    job.stop()
    assert job.idle
