"""A small picture of a picture, with what is known of it below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.panels.form import muted_label
from convstudio.gui.qimage import wrap
from convstudio.gui.viewer.painting import checkerboard
from convstudio.imaging.parts import Contents
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.shrinking import shrunk
from convstudio.jobs.opening import Previewed
from convstudio.jobs.worker import Work, Worker

PREVIEW_SIDE = 256  # pixels
PREVIEW_POINTS = 2 * PREVIEW_SIDE  # of the picture that is shown in them: sharp on fine screens too
_LINES = 5


class PicturePreview(QWidget):
    """Pixels in a square, as large as they fit, and a few lines of words.

    Args:
        worker: makes previews, of which the newest wins. It outlives the dialog, which therefore
            never waits for it.
        lines: of words that there is room for.

    Signals:
        known: the Contents of the file, before there is anything to be seen of it.
    """

    known = Signal(object)

    def __init__(self, worker: Worker, lines: int = _LINES) -> None:
        super().__init__()
        self._worker = worker
        self._asking = False
        worker.finished.connect(self._on_finished)
        worker.published.connect(self._on_published)
        worker.failed.connect(self._on_failed)
        self.frame = _Frame()
        self.words = muted_label("About the picture", lines=lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.frame, 1)
        column.addWidget(self.words)

    def ask(self, work: Work, words: str = "") -> None:
        """Shows what the work returns as Previewed, or why it fails, and the words at once."""
        self.show_message("…", words)
        self._asking = True
        self._worker.start(work)

    def rest(self) -> None:
        """Wants no more of what was asked for."""
        self._asking = False
        self._worker.cancel()

    def show_message(self, message: str, words: str = "") -> None:
        """Says in the square why there is nothing to see."""
        self.rest()
        self.frame.show_message(message)
        self.tell(words)

    def tell(self, words: str) -> None:
        """Says this of what is shown."""
        self.words.setText(words)
        self.frame.setAccessibleDescription(words.replace("\n", ", "))

    def _on_finished(self, previewed: Previewed) -> None:
        if self._asking:
            self._asking = False
            self.frame.show_pixels(previewed.pixels)

    def _on_published(self, contents: Contents) -> None:
        if self._asking:
            self.known.emit(contents)

    def _on_failed(self, error: Exception) -> None:
        if self._asking:
            self._asking = False
            told = error.sentence if isinstance(error, ConvStudioError) else "No preview."
            self.frame.show_message(told)


class _Frame(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixels: ScreenPixels | None = None
        self._small: ScreenPixels | None = None  # as many of them as the screen has room for
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
        self._pixels, self._small, self._message = pixels, None, ""
        self.update()

    def show_message(self, message: str) -> None:
        self._pixels, self._small, self._message = None, None, message
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        if self._pixels is None:
            painter.setPen(QColor(self.palette().color(QPalette.ColorRole.WindowText)))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(12, 12, -12, -12), flags, self._message)
            return
        place = self._place(self._pixels)
        image = wrap(self._sharp(self._pixels, place))
        if image.hasAlphaChannel():
            painter.fillRect(place, QBrush(checkerboard()))
        painter.drawImage(place, image, QRectF(image.rect()))

    def _sharp(self, pixels: ScreenPixels, place: QRectF) -> ScreenPixels:
        """The pixels, or where they are too many those that the screen has there: what is painted
        smoothly has moiré.
        """
        size = (place.size() * self.devicePixelRatioF()).toSize().expandedTo(QSize(1, 1))
        if size.width() >= pixels.shape[1]:
            return pixels
        small = self._small
        if small is None or small.shape[:2] != (size.height(), size.width()):
            small = self._small = shrunk(pixels, size.width(), size.height())
        return small

    def _place(self, pixels: ScreenPixels) -> QRectF:
        """In the middle; magnified by whole factors, so that all pixels are as large."""
        rows, columns = pixels.shape[:2]
        factor = min(self.width() / columns, self.height() / rows)
        if factor > 1:
            factor = int(factor)
        width, height = max(int(columns * factor), 1), max(int(rows * factor), 1)
        left, top = (self.width() - width) // 2, (self.height() - height) // 2
        return QRectF(left, top, width, height)
