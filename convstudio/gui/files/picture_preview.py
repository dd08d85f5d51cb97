"""A small picture of a picture, with what is known of it below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from convstudio.gui.panels.form import muted_label
from convstudio.gui.qimage import wrap
from convstudio.gui.viewer.painting import checkerboard
from convstudio.imaging.screen import ScreenPixels

PREVIEW_SIDE = 256  # pixels
PREVIEW_POINTS = 2 * PREVIEW_SIDE  # of the picture that is shown in them: sharp on fine screens too
_LINES = 5


class PicturePreview(QWidget):
    """Pixels in a square, as large as they fit, and a few lines of words."""

    def __init__(self, lines: int = _LINES) -> None:
        super().__init__()
        self.frame = _Frame()
        self.words = muted_label("About the picture", lines=lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.frame, 1)
        column.addWidget(self.words)

    def show_pixels(self, pixels: ScreenPixels, words: str) -> None:
        """Shows (rows, columns, 1, 3 or 4), and what there is to say of them."""
        self.frame.show_pixels(pixels)
        self._tell(words)

    def show_message(self, message: str, words: str = "") -> None:
        """Says in the square why there is nothing to see."""
        self.frame.show_message(message)
        self._tell(words)

    def _tell(self, words: str) -> None:
        self.words.setText(words)
        self.frame.setAccessibleDescription(words.replace("\n", ", "))


class _Frame(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixels: ScreenPixels | None = None
        self._message = ""
        self.setAccessibleName("Preview")
        self.setToolTip("The picture, small")
        self.setMinimumSize(QSize(PREVIEW_SIDE, PREVIEW_SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    @property
    def pixels(self) -> ScreenPixels | None:
        """What is shown."""
        return self._pixels

    @property
    def message(self) -> str:
        """What is said in place of pixels."""
        return self._message

    def show_pixels(self, pixels: ScreenPixels) -> None:
        self._pixels, self._message = pixels, ""
        self.update()

    def show_message(self, message: str) -> None:
        self._pixels, self._message = None, message
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        if self._pixels is None:
            painter.setPen(QColor(self.palette().color(QPalette.ColorRole.WindowText)))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(12, 12, -12, -12), flags, self._message)
            return
        image = wrap(self._pixels)
        place = self._place(image)
        if image.hasAlphaChannel():
            painter.fillRect(place, QBrush(checkerboard()))
        smooth = place.width() < image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, image, QRectF(image.rect()))

    def _place(self, image: QImage) -> QRectF:
        """In the middle; magnified by whole factors, so that all pixels are as large."""
        factor = min(self.width() / image.width(), self.height() / image.height())
        if factor > 1:
            factor = int(factor)
        width, height = max(image.width() * factor, 1), max(image.height() * factor, 1)
        left, top = (self.width() - width) // 2, (self.height() - height) // 2
        return QRectF(left, top, width, height)
