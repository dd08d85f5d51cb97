"""What will be saved, in small, as every dialog that saves a picture of something shows it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel


class Preview(QLabel):
    """A picture in the middle of its room.

    Args:
        room: its width and height, in pixels of the window.
        tip: what it shows.
    """

    def __init__(self, room: QSize, tip: str) -> None:
        super().__init__()
        self.setFixedSize(room)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("Preview")
        self.setToolTip(tip)

    def show_image(self, image: QImage) -> None:
        """Shows an image, one pixel of it for each of the screen's."""
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.setPixmap(pixmap)
