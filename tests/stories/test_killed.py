"""A hundred kills at random moments of editing, pasting and saving.

Each time the last second may be lost, and nothing else: what was edited before is in the recovery
slot, or in the session that was saved, and no file that anybody named is half written.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.imaging.reading import read_picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.storage.recovery_store import Found, RecoveryStore
from convstudio.pipeline.storage.session_file import StoredSession, read_session
from tests.stories.forge import SIZE, pasted

_KILLS = 100
_AT_ONCE = 4  # programs that run side by side over one recovery folder
_LAST_SECOND = 1.0
# A whole program that stands still, as on a busy machine, makes no edits: that is nobody's loss.
_STALL = 0.1  # seconds between two edits that count


@dataclass
class Forge:
    """The process that makes lives."""

    process: subprocess.Popen[str]

    def live(self, seed: int, folder: Path) -> None:
        self._say(f"{seed} {folder}")

    def answers(self, count: int) -> list[str]:
        assert self.process.stdout is not None
        return [self.process.stdout.readline().strip() for _ in range(count)]

    def reap(self) -> None:
        self._say("reap")
        assert self.answers(1) == ["reaped"]

    def _say(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    with (
        (tmp_path / "errors").open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.stories.forge", str(tmp_path / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        ) as process,
    ):
        yield Forge(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass(frozen=True)
class Log:
    """What a life did: (number, time) of its edits and pastes."""

    edits: tuple[tuple[int, float], ...]
    pastes: tuple[tuple[int, float], ...]

    @classmethod
    def read(cls, folder: Path) -> Log:
        lines = [line.split() for line in (folder / "log").read_text().splitlines()]
        told = [(what, int(number), float(when)) for what, number, when in lines]
        edits, pastes = (
            tuple((number, when) for what, number, when in told if what == kind)
            for kind in ("edit", "paste")
        )
        return cls(edits, pastes)

    @property
    def safe_until(self) -> float:
        """The moment whose edits are a second old at the kill, in the life's own time."""
        times = [when for _, when in self.edits]
        left = _LAST_SECOND
        for earlier, later in zip(reversed(times[:-1]), reversed(times[1:]), strict=True):
            left -= min(later - earlier, _STALL)
            if left <= 0:
                return earlier
        return 0.0

    def safe(self, done: tuple[tuple[int, float], ...]) -> int:
        """The newest that may not be lost; 0 for none."""
        return max((number for number, when in done if when <= self.safe_until), default=0)


def _kernel(session: StoredSession) -> Kernel:
    """The kernel: its name is that of the life's folder, its weight the number of the edit."""
    return session.pipeline.layers[0].kernel


def _edit(session: StoredSession) -> int:
    return int(_kernel(session).weights[0][0])


def _saved_edit(folder: Path) -> int:
    """The newest edit that is in the session file; it is whole, and so is its picture."""
    path = folder / "work.convstudio"
    if not path.exists():
        return 0
    stored = read_session(path)
    assert stored.picture is not None
    assert read_picture(stored.picture.path).width > 0
    return _edit(stored)


def _check_files(folder: Path) -> None:
    """Whatever has a name is whole; what was being written has none that anybody would open."""
    if (folder / "map.png").exists():
        with Image.open(folder / "map.png") as image:
            image.load()
    for path in folder.glob("*.tif"):
        assert read_picture(path).pixels.shape == (*SIZE, 3)
    for path in folder.iterdir():
        known = path.name in ("log", "map.png", "work.convstudio") or path.suffix == ".tif"
        assert known or path.name.startswith(".convstudio-"), path.name


def _check_picture(found: Found, log: Log) -> None:
    """What was pasted is there bit for bit, the newest that is not of the last second or newer."""
    kept = found.kept
    if not log.pastes or kept.session_file is not None:
        return  # after a save it may be the session's
    if not kept.picture:
        assert log.safe(log.pastes) == 0
        return
    pixels = found.slot.read_picture(kept.picture).pixels
    numbers = [number for number, _ in log.pastes]
    newest = numbers[-1] + 1  # one that was open already, and not yet written down
    same = [n for n in range(1, newest + 1) if np.array_equal(pasted(n).pixels, pixels)]
    assert same
    assert same[0] >= log.safe(log.pastes)


def _check(log: Log, found: Found | None, folder: Path) -> None:
    _check_files(folder)
    restored = 0 if found is None else _edit(found.kept.session)
    assert max(restored, _saved_edit(folder)) >= log.safe(log.edits)
    if found is not None:
        _check_picture(found, log)


def test_a_hundred_kills_lose_at_most_the_last_second(
    forge: Forge, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--real-input"):
        pytest.skip("nobody presses a key in it: once is enough")
    moments = random.Random(6)  # noqa: S311 - moments, no secrets
    store = RecoveryStore(tmp_path / "data" / "recovery")
    pause = threading.Event()
    looked_at = 0
    for first in range(0, _KILLS, _AT_ONCE):
        folders = [tmp_path / f"life {number}" for number in range(first, first + _AT_ONCE)]
        for number, folder in enumerate(folders, first):
            folder.mkdir()
            forge.live(number, folder)
        answers = forge.answers(2 * _AT_ONCE)
        ids = [int(answer) for answer in answers if answer != "ready"]
        delays = sorted(moments.choice((0.0, 1.0)) + moments.uniform(0, 0.8) for _ in ids)
        before = 0.0
        for process, delay in zip(ids, delays, strict=True):
            pause.wait(delay - before)
            before = delay
            os.kill(process, signal.SIGKILL)
        forge.reap()
        abandoned = store.abandoned()
        assert abandoned.problems == ()
        by_life = {_kernel(found.kept.session).name: found for found in abandoned.found}
        assert len(by_life) == len(abandoned.found)
        for folder in folders:
            log = Log.read(folder)
            _check(log, by_life.get(folder.name), folder)
            looked_at += log.safe(log.edits) > 0
        for found in abandoned.found:
            found.slot.remove()
    assert looked_at > _KILLS // 5  # many lived long enough to have something to lose
