"""Feature map and comparison as pictures on the clipboard: as shown, at full size."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from convstudio.gui.files.saving.on_view import OnView
from convstudio.gui.notices import Notices
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import ScreenPixels
from convstudio.jobs.comparison_picture import Compared, panels
from convstudio.jobs.worker import Publish, Work, Worker
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop, kept_profile
from convstudio.pipeline.pipeline import Pipeline

_GAP = 16  # clear pixels between the pictures
_FASTEST = 1  # of PNG's levels: it is read once and forgotten


@dataclass(frozen=True, eq=False)
class Copied:
    """What goes to the clipboard: as an image, and as a PNG with the colour profile."""

    what: str
    image: QImage
    png: bytes


class Copying(QObject):
    """Makes what is copied in the background; the newest wish counts.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, on_view: OnView, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._on_view, self._notices = on_view, notices
        self.worker = Worker("copy", newest_wins=True, parent=self)
        self.worker.finished.connect(self._on_copied)
        self.worker.failed.connect(self._on_failed)

    def copy_map(self) -> None:
        """Copies the feature map as it is shown."""
        picture = self._on_view.picture()
        if picture is not None:
            self.told.emit("Copying the feature map …")
            self.worker.start(copying_map(self._on_view.session.pipeline, picture))

    def copy_comparison(self) -> None:
        """Copies original and map, side by side or however they are compared."""
        picture = self._on_view.picture()
        if picture is not None:
            way = "stacked" if self._on_view.way == "stacked" else "side-by-side"
            self.told.emit("Copying original and feature map …")
            self.worker.start(copying_comparison(self._on_view.compared(picture, way)))

    def _on_copied(self, copied: Copied) -> None:
        data = QMimeData()
        # First as a file: whoever pastes it gets the profile, and Qt has nothing to encode while
        # the window waits.
        data.setData("image/png", QByteArray(copied.png))
        data.setImageData(copied.image)
        QGuiApplication.clipboard().setMimeData(data)
        size = f"{copied.image.width()} × {copied.image.height()}"
        self.told.emit(f"Copied {copied.what}, {size} pixels.")

    def _on_failed(self, error: Exception) -> None:
        self.told.emit("")
        self._notices.show(error)


def copying_map(pipeline: Pipeline, picture: Picture) -> Work:
    """Work that publishes the share done and returns Copied."""

    def work(cancel: CancelToken, publish: Publish) -> Copied:
        pixels = develop(pipeline, picture, cancel, publish).pixels
        cancel.check()
        profile = kept_profile(pipeline, picture, pixels.shape[2], raw=False)
        return _copied("the feature map", pixels, profile)

    return work


def copying_comparison(compared: Compared) -> Work:
    """Work that publishes the share done and returns Copied: both pictures, a clear gap between."""

    def work(cancel: CancelToken, publish: Publish) -> Copied:
        first, second = panels(compared, cancel, publish).pixels
        rows, columns, _ = first.shape
        below = compared.way == "stacked"
        size = (2 * rows + _GAP, columns) if below else (rows, 2 * columns + _GAP)
        whole = np.zeros((*size, 4), np.uint8)
        _lay(whole[:rows, :columns], first)
        _lay(whole[size[0] - rows :, size[1] - columns :], second)
        cancel.check()
        return _copied("original and feature map", whole, None)

    return work


def _lay(out: ScreenPixels, panel: ScreenPixels) -> None:
    samples = panel.shape[2]
    out[..., :samples] = panel
    if samples == 3:
        out[..., 3] = 255


def _copied(what: str, pixels: ScreenPixels, profile: bytes | None) -> Copied:
    plane = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    Image.fromarray(plane).save(buffer, "PNG", compress_level=_FASTEST, icc_profile=profile)
    return Copied(what, owned_image(pixels), buffer.getvalue())


def owned_image(pixels: ScreenPixels) -> QImage:
    """A QImage with memory of its own, filled without holding other threads up.

    Args:
        pixels: (rows, columns, 1, 3 or 4).
    """
    rows, columns, samples = pixels.shape
    kind = QImage.Format.Format_RGBA8888 if samples == 4 else QImage.Format.Format_RGBX8888
    image = QImage(columns, rows, kind)
    if image.isNull():
        raise MemoryError
    target = np.frombuffer(image.bits(), np.uint8).reshape(rows, columns, 4)
    target[..., :3] = pixels[..., :3]  # gray on all three
    target[..., 3] = pixels[..., 3] if samples == 4 else 255
    return image
