"""The window drawn into a file, without a screen."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.atomic import atomic_file, reason
from convstudio.errors import PictureWriteError

if TYPE_CHECKING:
    from convstudio.gui.studio import Studio


def take_screenshot(
    application: QApplication, studio: Studio, path: Path, size: tuple[int, int]
) -> None:
    """Waits for the studio's picture and its whole map, draws the window and writes it as PNG.

    Raises:
        PictureReadError: the picture cannot be opened, or that of a session is not to be found.
        SessionFileError, PipelineFileError: what was to be opened is none.
        PictureWriteError: the screenshot cannot be written.
    """
    if path.suffix.lower() != ".png":
        raise PictureWriteError(
            f"“{path.name}” cannot be: a screenshot is a PNG.", hint="Use .png."
        )
    qInstallMessageHandler(_drop_platform_remarks)
    failures: list[Exception] = []

    def fail(error: Exception) -> None:
        failures.append(error)
        application.exit(1)

    for reading in (studio.files.opening.worker, studio.files.session_opening.worker):
        reading.failed.connect(fail)
    studio.files.session_opening.asked.connect(fail)  # nobody would answer
    studio.live_job.failed.connect(fail)
    # Not quit, which closes the windows first: an open drawer belongs in the picture.
    studio.live_job.settled.connect(partial(application.exit, 0))
    studio.window.resize(*size)
    studio.window.show()
    application.exec()
    try:
        if failures:
            raise failures[0]
        _write_png(studio.window, path)
    finally:
        studio.files.forget_changes()
        studio.window.close()


def _drop_platform_remarks(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Passes Qt's messages on, but for what the offscreen platform says of itself."""
    if kind != QtMsgType.QtDebugMsg and not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _write_png(window: QWidget, path: Path) -> None:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    try:
        with atomic_file(path) as file:
            file.write(data.data())
    except OSError as error:
        raise PictureWriteError(f"“{path}” could not be saved: {reason(error)}.") from error
