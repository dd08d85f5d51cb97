"""What every test shares: the Qt platform, and settings of its own."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

# Property tests are held to values; how long a busy machine takes is no failure. The same examples
# at each run: whoever changes a line sees what that line did. To look for new ones:
# pytest --hypothesis-profile=explore
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("house")

# Before any QApplication: without a display Qt's default would abort the process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


# Of the processor's own time, so that a busy machine is no failure: what takes this long, for work
# of milliseconds, stands still.
_STALL = 60.0  # seconds
# Milliseconds, for what happens at once or is a failure; machines stand still now and then.
_PATIENCE = 60_000


@pytest.fixture
def no_stall() -> Iterator[None]:
    """Fails a test that works without end, or nearly."""
    started = time.process_time()
    yield
    assert time.process_time() - started < _STALL


class PatientQtBot(QtBot):
    """pytest-qt's, that waits longer: on a busy machine five seconds are soon over."""

    def waitUntil(self, callback, *, timeout=_PATIENCE):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=_PATIENCE, raising=None, check_params_cb=None):
        return super().waitSignal(
            signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb
        )

    def waitSignals(self, signals, *, timeout=_PATIENCE, **more):
        return super().waitSignals(signals, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp, request: pytest.FixtureRequest) -> PatientQtBot:
    return PatientQtBot(request)


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt's application, dressed as the program's own is."""
    from convstudio.gui.app import StudioApplication  # noqa: PLC0415 - only tests that need Qt

    return StudioApplication


@pytest.fixture
def studio(qapp, tmp_path: Path) -> Iterator[object]:
    """A studio with its window shown, a settings file of its own and no picture yet."""
    from PySide6.QtCore import QEvent, QSettings, Qt  # noqa: PLC0415
    from PySide6.QtTest import QTest  # noqa: PLC0415

    from convstudio.gui.settings import Settings  # noqa: PLC0415
    from convstudio.gui.studio import Studio  # noqa: PLC0415

    # The studio of an earlier test is a cycle of widgets: left to chance, Python would collect it
    # in whatever thread allocates next, and a widget that a worker destroys can stop Qt for good.
    gc.collect()
    # As at a start, where the window is dressed when it is whole: with the sheet of an earlier test
    # in force, each widget would be dressed anew with every parent that it is given.
    qapp.setStyleSheet("")
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = Studio(qapp, Settings(store, tmp_path / "data"))
    made.use_theme("light")
    made.window.show()
    yield made
    if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
        # A pressed card gave way to a field: the platform still takes the button as held.
        QTest.mouseRelease(made.window, Qt.MouseButton.LeftButton)
    made.files.forget_changes()
    made.window.close()
    # All of it by Qt, parents before children, as the program does: what Python's collector finds
    # later is empty. Left to the collector, the order of destruction is anybody's guess.
    made.window.deleteLater()
    made.deleteLater()
    qapp.processEvents()
    # No event loop ends here, and only then Qt would delete: each studio would slow the next down.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pytest_collection_finish() -> None:
    """What the imports made stays for good: each studio's collecting need not look at it again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """What Python put on the clipboard must not outlive it: the offscreen platform would crash."""
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--real-input",
        action="store_true",
        help="stories press real keys on a real X server, with a window manager and xdotool",
    )
