"""The program: its QApplication, its windows, and how it starts and ends."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from convstudio.errors import ConvStudioError
from convstudio.gui.display import require_display
from convstudio.gui.files.sessions.recovery_offer import RecoveryOffer
from convstudio.gui.icons import application_icon
from convstudio.gui.preferring import put_in_force
from convstudio.gui.screenshot import take_screenshot
from convstudio.gui.settings import Forgetful, Settings
from convstudio.gui.settings_file import open_store, settings_path
from convstudio.gui.studio import FIRST_SAMPLE, Studio
from convstudio.gui.windows import Windows
from convstudio.paths import data_folder, sample_picture
from convstudio.pipeline.storage.recovery_store import RecoveryStore

_HEARTBEAT = 250  # milliseconds
# A worker's pure Python gives the window its turn after half a millisecond instead of five.
_SWITCH_INTERVAL = 0.0005


def _stored() -> tuple[QSettings | Forgetful, ConvStudioError | None]:
    """The user's own settings, in the platform's place for them, and what is wrong with them."""
    return open_store(settings_path())


class StudioApplication(QApplication):
    """The QApplication with the program's name, style and icon."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        sys.setswitchinterval(_SWITCH_INTERVAL)
        self.setApplicationName("convstudio")
        self.setApplicationDisplayName("ConvStudio")
        self.setDesktopFileName("convstudio")
        self.setStyle("Fusion")
        self.setWindowIcon(application_icon())


def run(
    *,
    picture: Path | None = None,
    screenshot: Path | None = None,
    size: tuple[int, int] = (1280, 800),
    theme: str | None = None,
    cache_mebibytes: int | None = None,
) -> int:
    """Opens the studio and returns its exit code when it is closed.

    Args:
        picture: what to open, a session or a pipeline too; by default a sample photograph.
        screenshot: draw the window without a screen, write it there and return.
        size: (width, height) of the window in a screenshot.
        theme: ``system``, ``light`` or ``dark``; by default the one remembered.
        cache_mebibytes: what each window may hold of maps seen before; by default as remembered.

    Raises:
        NoDisplayError: no screen, and no screenshot asked for.
        PictureReadError: a screenshot was asked for of a picture that cannot be opened.
        SessionFileError, PipelineFileError: likewise, of a session or a pipeline that is none.
        PictureWriteError: the screenshot cannot be written.
    """
    if screenshot is None:
        require_display()
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = StudioApplication(["convstudio"])
    store, problem = (Forgetful(), None) if screenshot else _stored()
    settings = Settings(store, None if screenshot else data_folder())
    if screenshot:
        settings.numbers = "point"  # the same on every machine
    put_in_force(settings)
    if cache_mebibytes is not None:
        settings.cache_mebibytes = cache_mebibytes
    windows = Windows(application, lambda: Studio(application, settings))
    studio = windows.add()
    if theme is not None or screenshot is not None:
        studio.use_theme(theme or "light")
    studio.files.opening.open(picture or sample_picture(FIRST_SAMPLE), ask=screenshot is None)
    if screenshot is not None:
        take_screenshot(application, studio, screenshot, size)
        return 0
    sys.excepthook = windows.tell
    heartbeat = _close_on_signals(windows)
    if picture is not None:
        studio.files.opening.worker.failed.connect(studio.open_sample_if_empty)
    studio.window.show()
    if problem is not None:
        studio.notices.show(problem)
    offer = _offer_recovery(windows, settings)
    code = application.exec()
    if offer is not None:
        offer.stop()
    heartbeat.stop()
    return code


def _offer_recovery(windows: Windows, settings: Settings) -> RecoveryOffer | None:
    """Looks for what earlier runs left behind; None for a run that keeps nothing."""
    if settings.recovery is None:
        return None
    offer = RecoveryOffer(windows, RecoveryStore(settings.recovery))
    offer.begin()
    return offer


def _close_on_signals(windows: Windows) -> QTimer:
    """Ctrl+C in the terminal and the end of the login close all windows: a save is finished first.

    Nobody is asked about changes, as there may be nobody to answer; recovery keeps them.
    Python handles a signal between two of its own instructions, which the timer provides.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: windows.close_unasked())
    timer = QTimer()
    timer.timeout.connect(_nothing)
    timer.start(_HEARTBEAT)
    return timer


def _nothing() -> None:
    """An instruction of Python's."""
