"""Work behind the frame on screen gives way to what is more urgent, and still ends when told."""

from __future__ import annotations

import threading

import pytest

from convstudio.errors import Cancelled
from convstudio.jobs.background import GivingWay
from convstudio.numerics.tiles import CancelToken


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
