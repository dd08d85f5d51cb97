"""Memory is handed out, and never more of it than there is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from convstudio.errors import Cancelled
from convstudio.imaging.output import Output
from convstudio.jobs.batch.memory_gate import MemoryGate, estimated_bytes
from convstudio.jobs.batch.plan import Task
from convstudio.numerics.tiles import CancelToken


def test_no_more_is_held_than_there_is() -> None:
    gate, lock, used, most = MemoryGate(10), threading.Lock(), [0], [0]

    def work(needed: int) -> None:
        with gate.held(needed, CancelToken()):
            with lock:
                used[0] += needed
                most[0] = max(most[0], used[0])
            with lock:
                used[0] -= needed

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, [1, 4, 5, 6, 10, 3] * 50))
    assert most[0] <= 10


@pytest.mark.parametrize("needed", [None, 10, 99])
def test_who_wants_all_of_it_or_more_waits_to_be_alone(needed: int | None) -> None:
    gate, inside = MemoryGate(10), threading.Event()

    def work() -> None:
        with gate.held(needed, CancelToken()):
            inside.set()

    with gate.held(0, CancelToken()):
        thread = threading.Thread(target=work)
        thread.start()
        assert not inside.wait(0.05)
    assert inside.wait(20)
    thread.join()


def test_waiting_can_be_called_off() -> None:
    gate, cancel = MemoryGate(10), CancelToken()
    with gate.held(None, CancelToken()):
        cancel.cancel()
        with pytest.raises(Cancelled), gate.held(1, cancel):
            pass
    with gate.held(10, CancelToken()):  # and what it waited for is free again
        pass


def test_what_a_picture_takes_is_known_from_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (400, 300)).save(path)
    task = Task(path, "", tmp_path / "b.png", Output(), "")
    taken = estimated_bytes(task)
    assert taken >= 400 * 300 * (3 + 4 + 3)  # the picture, the decoder's own, the map
    assert estimated_bytes(replace(task, output=Output("TIFF", "float"))) > taken
    path.write_bytes(b"")
    assert estimated_bytes(task) > 0
