"""Kernels made off the window's thread: the latest that was asked for, and every failure told."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from convstudio.errors import ArgumentValueError
from convstudio.gui.workbench.kernel_maker import KernelMaker, Made, Order
from convstudio.kernel.kernel import Kernel

ONE = Kernel(((1.0,),))


@pytest.fixture
def maker(qapp) -> Iterator[KernelMaker]:
    made = KernelMaker("test")
    yield made
    made.stop()


@pytest.fixture
def told(maker: KernelMaker) -> list[Made]:
    heard: list[Made] = []
    maker.made.connect(heard.append)
    return heard


def test_of_what_is_asked_for_meanwhile_the_last_is_made(maker, told, qtbot) -> None:
    gate, threads = threading.Event(), set()

    def make(cancel) -> Kernel:
        threads.add(threading.get_ident())
        assert gate.wait(20)
        return ONE

    for number in range(5):
        maker.order(Order(make, number, None))
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [made.order.settings for made in told] == [0, 4]
    assert threading.get_ident() not in threads


def test_a_refusal_is_told_with_its_order(maker, told, qtbot) -> None:
    def make(cancel) -> Kernel:
        raise ArgumentValueError("Order", given="9", wanted="less")

    maker.order(Order(make, "settings", None))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].kernel is None
    assert told[0].error.message == "Order must be less; 9 was given."


def test_what_nobody_foresaw_is_told_apart(maker, qtbot) -> None:
    def make(cancel) -> Kernel:
        raise ZeroDivisionError

    with qtbot.waitSignal(maker.failed) as failed:
        maker.order(Order(make, None, None))
    assert isinstance(failed.args[0], ZeroDivisionError)
    with qtbot.waitSignal(maker.made):
        maker.order(Order(lambda _: ONE, None, None))


def test_what_is_called_off_is_not_told(maker, told, qtbot) -> None:
    gate = threading.Event()

    def make(cancel) -> Kernel:
        assert gate.wait(20)
        return ONE

    maker.order(Order(make, "old", None))
    maker.order(Order(make, "waiting", None))
    maker.cancel()
    gate.set()
    maker.order(Order(make, "new", None))
    qtbot.waitUntil(lambda: bool(told))
    assert [made.order.settings for made in told] == ["new"]
