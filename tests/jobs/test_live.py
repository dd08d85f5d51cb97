"""The live job: what is visible comes first, and both parts are exact."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.jobs.live import LiveJob, Preview, Request, WholeMap
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.rendering import develop, explain

MEAN = Pipeline((Convolution(Kernel(((1.0,) * 3,) * 3, 9)),))


@pytest.fixture
def live(qapp) -> Iterator[LiveJob]:
    job = LiveJob()
    yield job
    job.stop()


def noise(rows: int, columns: int) -> Picture:
    return Picture(np.random.default_rng(7).integers(0, 256, (rows, columns, 3), np.uint8))


def test_a_large_map_shows_its_visible_part_first(live: LiveJob, qtbot) -> None:
    picture = noise(1500, 2000)
    region = Region(100, 200, 400, 700, step=3)
    order: list[object] = []
    live.previewed.connect(order.append)
    live.completed.connect(order.append)
    with qtbot.waitSignal(live.completed, timeout=20_000):
        live.start(Request(MEAN, picture, region))
    preview, whole = order
    assert isinstance(preview, Preview)
    assert isinstance(whole, WholeMap)
    expected = develop(MEAN, picture).pixels
    np.testing.assert_array_equal(preview.pixels, expected[100:400:3, 200:700:3])
    np.testing.assert_array_equal(whole.pyramid.levels[0], expected)
    assert whole.explanation.plan == explain(MEAN, picture).plan


def test_a_small_map_comes_whole_at_once(live: LiveJob, qtbot) -> None:
    order: list[object] = []
    live.previewed.connect(order.append)
    with qtbot.waitSignal(live.completed):
        live.start(Request(MEAN, noise(20, 30), Region(0, 0, 20, 30)))
    assert order == []


def test_only_the_newest_request_is_completed(live: LiveJob, qtbot) -> None:
    picture = noise(1500, 2000)
    completed: list[WholeMap] = []
    live.completed.connect(completed.append)
    requests = [
        Request(
            Pipeline((Convolution(Kernel(((float(n),),))),)), picture, Region(0, 0, 1500, 2000, 4)
        )
        for n in range(30)
    ]
    for request in requests:
        live.start(request)
    qtbot.waitUntil(lambda: not live.busy, timeout=20_000)
    assert [whole.request for whole in completed] == [requests[-1]]


def test_looking_elsewhere_shows_that_place_before_the_whole_is_done(live: LiveJob, qtbot) -> None:
    picture = noise(3000, 4000)
    places: list[Region] = []
    live.previewed.connect(lambda preview: places.append(preview.region))
    kernel = Kernel(tuple(tuple(float(i * j) for j in range(15)) for i in range(15)), 9)
    live.start(Request(Pipeline((Convolution(kernel),)), picture, Region(0, 0, 50, 50)))
    elsewhere = Region(2000, 3000, 2060, 3080)
    live.look(elsewhere)
    qtbot.waitUntil(lambda: elsewhere in places, timeout=20_000)
    assert live.busy
    live.cancel()
    assert not live.busy


def test_a_map_that_cannot_be_is_reported(live: LiveJob, qtbot) -> None:
    wide = Pipeline((Convolution(Kernel(((1.0,) * 31,) * 31), "valid"),))
    with qtbot.waitSignal(live.failed) as failed:
        live.start(Request(wide, noise(20, 20), Region(0, 0, 1, 1)))
    assert "31×31 kernel for a picture of 20×20" in str(failed.args[0])
