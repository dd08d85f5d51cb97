"""Work behind the frame on screen gives way to what is more urgent, and still ends when told."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from convstudio.errors import Cancelled
from convstudio.imaging.picture import Picture
from convstudio.jobs.background import GivingWay, Surveyed, survey_work
from convstudio.jobs.painting import Request
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.pipeline import Convolution, Pipeline


def test_it_stands_still_until_the_way_is_clear() -> None:
    clear, passed = threading.Event(), threading.Event()
    token = GivingWay(CancelToken(), clear)
    thread = threading.Thread(target=lambda: (token.check(), passed.set()))
    thread.start()
    assert not passed.is_set()
    clear.set()
    thread.join(timeout=10)
    assert passed.is_set()


def test_called_off_while_it_stands_still_it_ends() -> None:
    owner = CancelToken()
    token = GivingWay(owner, threading.Event())
    ended: list[type] = []

    def work() -> None:
        with pytest.raises(Cancelled):
            token.check()
        ended.append(Cancelled)

    thread = threading.Thread(target=work)
    thread.start()
    owner.cancel()
    thread.join(timeout=10)
    assert ended == [Cancelled]
    assert token.cancelled


# Statistics


def _surveyed(picture: Picture, pipeline: Pipeline, visible: Region, scope: str) -> Surveyed:
    clear = threading.Event()
    clear.set()
    work = survey_work(Request(pipeline, picture, visible), scope, clear)
    return work(CancelToken(), lambda _value: None)


@pytest.mark.parametrize("scope", ["visible", "whole"])
def test_where_the_map_is_smaller_the_originals_edges_are_counted(scope: str) -> None:
    pixels = np.zeros((9, 9, 1), np.uint8)
    pixels[-1], pixels[:, -1] = 200, 200  # the two edges that a stride of 5 leaves over
    layer = Convolution(Kernel(((1,) * 3,) * 3), padding="valid", strides=5)
    found = _surveyed(Picture(pixels), Pipeline((layer,)), Region(0, 0, 2, 2), scope)
    assert found.map.region == Region(0, 0, 2, 2)
    told = found.original.statistics
    assert (told.minimum, told.maximum) == (0, 200)
    assert told.mean == pytest.approx(pixels.mean())


def test_of_what_is_visible_the_rest_of_the_original_is_not_counted() -> None:
    pixels = np.zeros((9, 9, 1), np.uint8)
    pixels[-1] = 200
    layer = Convolution(Kernel(((1,) * 3,) * 3), padding="valid")
    near = _surveyed(Picture(pixels), Pipeline((layer,)), Region(0, 0, 4, 7), "visible")
    assert near.original.statistics.maximum == 0
    assert near.original.region == Region(0, 0, 5, 9)
