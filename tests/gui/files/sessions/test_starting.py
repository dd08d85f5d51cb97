"""Sessions and pipelines named on the command line, as a double click does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from convstudio.kernel.library import shipped_library
from convstudio.paths import sample_picture
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.picture_search import fingerprint
from convstudio.pipeline.storage.pipeline_file import write_pipeline
from convstudio.pipeline.storage.session_file import (
    StoredPicture,
    StoredSession,
    Views,
    write_session,
)

_PIPELINE = Pipeline((Convolution(shipped_library().named("emboss")),))

_PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from convstudio.gui import app

class Watched(app.Studio):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.look = QTimer(self, interval=50)
        self.look.timeout.connect(self.tell)
        self.look.start()

    def tell(self):
        for box in self.window.findChildren(QMessageBox):
            if box.isVisible():
                print(box.text())
                box.reject()
        picture = self.session.picture
        if picture is None or self.live_job.busy:
            return
        self.look.stop()
        kernel = self.session.pipeline.layers[0].kernel.name
        print(picture.name, kernel, self.viewer.mode, self.files.changes.there)
        self.window.close()

app.Studio = Watched
sys.exit(app.run(picture=Path(sys.argv[1])))
"""


def _environment(home: Path) -> dict[str, str]:
    """This process's, with settings and data of its own."""
    own = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return {**os.environ, **own}


def _started(path: Path) -> list[str]:
    """What the program says of its window after it was started with a file."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, path],
        env={**_environment(path.parent), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def session(tmp_path: Path) -> Path:
    picture = fingerprint(sample_picture("camera.png"))
    path = tmp_path / "camera.convstudio"
    write_session(StoredSession(_PIPELINE, picture, Views("split", page="library")), path)
    return path


def test_a_session_opens_with_all_that_belongs_to_it(session: Path) -> None:
    assert _started(session) == ["camera.png Emboss split False"]


def test_a_pipeline_opens_on_a_sample(tmp_path: Path) -> None:
    write_pipeline(_PIPELINE, tmp_path / "emboss.json")
    assert _started(tmp_path / "emboss.json") == ["coffee.png Emboss side-by-side False"]


def test_a_session_whose_picture_is_nowhere_leaves_a_sample(tmp_path: Path) -> None:
    picture = StoredPicture(tmp_path / "gone.png", "", 5, "ab" * 32)
    write_session(StoredSession(_PIPELINE, picture), tmp_path / "a.convstudio")
    assert _started(tmp_path / "a.convstudio") == [
        "The picture of “a.convstudio”, gone.png, is not to be found.",
        "coffee.png Sobel x side-by-side False",
    ]


def _screenshot(path: Path) -> subprocess.CompletedProcess[str]:
    shot = path.with_name("shot.png")
    return subprocess.run(
        [sys.executable, "-m", "convstudio", path, "--screenshot", shot, "--size", "800x600"],
        env=_environment(path.parent),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_session_can_be_drawn_without_a_screen(session: Path) -> None:
    done = _screenshot(session)
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(session.with_name("shot.png")) as shot:
        assert shot.size == (800, 600)


def test_without_a_screen_nobody_is_asked(tmp_path: Path) -> None:
    picture = StoredPicture(tmp_path / "gone.png", "", 5, "ab" * 32)
    write_session(StoredSession(_PIPELINE, picture), tmp_path / "a.convstudio")
    done = _screenshot(tmp_path / "a.convstudio")
    assert done.returncode == 1
    assert "The picture of “a.convstudio”, gone.png, is not to be found." in done.stderr
    (tmp_path / "b.convstudio").write_text("{}")
    done = _screenshot(tmp_path / "b.convstudio")
    assert done.returncode == 1
    assert "not a session file" in done.stderr
