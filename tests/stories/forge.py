"""A process that makes studios to be killed: all is imported and built once, each life is a fork.

``python -m tests.stories.forge DATA`` reads one life a line, ``SEED FOLDER``, and prints the id of
its process and then, from the life itself, “ready”. At “reap” it waits until all have ended.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer

from convstudio.gui.app import StudioApplication
from convstudio.gui.settings import Forgetful, Settings
from convstudio.gui.studio import Studio
from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.paths import sample_picture

_PACE = 30  # milliseconds between two edits
SIZE = 120, 160


def pasted(number: int) -> Picture:
    """Pixels that are in no file, known by their number."""
    values = np.random.default_rng(number).integers(0, 256, (*SIZE, 3), np.uint8)
    return Picture(values)


class Life(QObject):
    """Edits, pastes and saves without end, and writes down what it did: ``edit 7 12.345``."""

    def __init__(self, studio: Studio, seed: int, folder: Path) -> None:
        super().__init__(studio)
        self._studio = studio
        self._folder = folder
        self._random = random.Random(seed)  # noqa: S311 - which moment, no secret
        self._log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._edits = 0
        self._pastes = 0
        self._from_file = seed % 2 == 0
        studio.files.opening.opened.connect(self._on_opened)
        self._pace = QTimer(self, interval=_PACE)
        self._pace.timeout.connect(self._go_on)
        self._begin()

    def _begin(self) -> None:
        if self._from_file:
            self._studio.files.opening.open(sample_picture("camera.png"))
        else:
            self._paste()

    def _on_opened(self, picture: Picture) -> None:
        if picture.path is None:
            self._write("paste", int(self._pastes))
        if not self._pace.isActive():
            self._pace.start()
            os.write(1, b"ready\n")

    def _go_on(self) -> None:
        self._edit()
        files = self._studio.files
        if not files.saving.worker.busy and self._random.random() < 0.3:
            files.saving.save(self._folder / "map.png")
        if not files.sessions.worker.busy and self._random.random() < 0.04:
            files.sessions.save_as(self._folder / "work.convstudio")
        if not self._from_file and self._random.random() < 0.02:
            self._paste()

    def _edit(self) -> None:
        self._edits += 1
        session = self._studio.session
        kernel = Kernel(((float(self._edits),),), name=self._folder.name)
        layer = replace(session.pipeline.layers[0], kernel=kernel)
        session.change(replace(session.pipeline, layers=(layer,)), f"Edit {self._edits}")
        self._write("edit", self._edits)

    def _paste(self) -> None:
        if not self._studio.files.opening.worker.busy:
            self._pastes += 1
            self._studio.files.opening.open_picture(pasted(self._pastes))

    def _write(self, what: str, number: int) -> None:
        """Straight to the system, where a kill cannot take it back."""
        os.write(self._log, f"{what} {number} {time.monotonic()}\n".encode())


def main(data: Path) -> None:
    """Reads lives until its input ends."""
    application = StudioApplication(["forge"])
    studio = Studio(application, Settings(Forgetful(), data))
    lives: list[int] = []
    for line in iter(sys.stdin.readline, ""):
        if line.strip() == "reap":
            for process in lives:
                os.waitpid(process, 0)
            lives.clear()
            os.write(1, b"reaped\n")
            continue
        seed, folder = line.rstrip("\n").split(" ", 1)
        process = os.fork()
        if process == 0:
            life = Life(studio, int(seed), Path(folder))
            studio.window.show()
            os._exit(application.exec() if life else 1)
        lives.append(process)
        os.write(1, f"{process}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
