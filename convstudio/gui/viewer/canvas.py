"""The canvas: paints a picture or a map from its arrays, and tells what the hand wants."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QCursor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.gui.qimage import wrap
from convstudio.gui.viewer.viewport import ZOOM_STEP, Rectangle, Viewport
from convstudio.imaging.pyramid import Pyramid
from convstudio.imaging.tone import ScreenPixels
from convstudio.numerics.geometry import Placement, Region

_PAN = 64  # device pixels an arrow key moves
_CHECKER = 8


@dataclass(frozen=True, eq=False)
class Surface:
    """Pixels at every zoom, and where they lie on the picture."""

    pyramid: Pyramid
    placement: Placement


@dataclass(frozen=True, eq=False)
class Patch:
    """Pixels of a region of a map, one for each ``region.step`` of its rows and columns."""

    pixels: ScreenPixels
    region: Region
    placement: Placement


class Canvas(QWidget):
    """Paints what it is given where the viewport says; nearest from 100 % on, smooth below.

    Signals:
        zoom_wanted: a factor, and the picture's point to keep in place (None for the middle).
        pan_wanted: device pixels to the right and down.
        fit_wanted: all of the picture, please.
        actual_size_wanted: 100 %, please.
        hovered: the picture's point under the cursor, or None.
        resized: the size has changed.
    """

    zoom_wanted = Signal(float, object)
    pan_wanted = Signal(float, float)
    fit_wanted = Signal()
    actual_size_wanted = Signal()
    hovered = Signal(object)
    resized = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surface: Surface | None = None
        self._patch: Patch | None = None
        self._images: list[QImage] = []
        self._patch_image: QImage | None = None
        self._viewport = Viewport()
        self._message = ""
        self._drag: QPointF | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(80, 80))
        self.setCursor(Qt.CursorShape.CrossCursor)

    # What it is given

    def show_surface(self, surface: Surface | None) -> None:
        """Shows pixels that are final, in place of all before."""
        self._patch, self._patch_image, self._message = None, None, ""
        self._surface = surface
        self._images = [wrap(level) for level in surface.pyramid.levels] if surface else []
        self.update()

    def show_patch(self, patch: Patch) -> None:
        """Shows a region that is exact while the rest is on its way, in place of all before."""
        self._surface, self._images, self._message = None, [], ""
        self._patch, self._patch_image = patch, wrap(patch.pixels)
        self.update()

    def show_message(self, message: str) -> None:
        """Says in words why there is nothing to see."""
        self.show_surface(None)
        self._message = message
        self.update()

    def set_viewport(self, viewport: Viewport) -> None:
        """Moves to another part or scale."""
        self._viewport = viewport
        self.update()

    @property
    def surface(self) -> Surface | None:
        """The final pixels on screen, if they are there."""
        return self._surface

    @property
    def message(self) -> str:
        """The words shown in place of pixels, if any."""
        return self._message

    @property
    def device_size(self) -> tuple[int, int]:
        """(width, height) in device pixels."""
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    @property
    def visible(self) -> Rectangle:
        """The part of the picture's plane that is on screen."""
        width, height = self.device_size
        left, top = self._viewport.picture_point(0, 0, width, height)
        right, bottom = self._viewport.picture_point(width, height, width, height)
        return Rectangle(left, top, right, bottom)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        if self._surface is not None:
            self._paint_surface(painter, self._surface)
        elif self._patch is not None and self._patch_image is not None:
            self._paint_patch(painter, self._patch, self._patch_image)
        painter.resetTransform()
        if self._message:
            self._paint_message(painter)

    def _paint_surface(self, painter: QPainter, surface: Surface) -> None:
        place, scale = surface.placement, self._viewport.scale
        rows, columns = surface.pyramid.size
        level = surface.pyramid.level_for(scale * max(place.width, place.height))
        image = self._images[level]
        whole = self._on_screen(place, 0, 0, columns, rows)
        # However thin, a picture leaves a line.
        whole.setSize(whole.size().expandedTo(QSizeF(1, 1)))
        pixel_width = whole.width() / columns * 2**level
        pixel_height = whole.height() / rows * 2**level
        shown = whole.intersected(QRectF(0, 0, *self.device_size))
        if shown.isEmpty():
            return
        # Only the part on screen: Qt would scale the whole image first.
        left = max(math.floor((shown.left() - whole.left()) / pixel_width) - 1, 0)
        top = max(math.floor((shown.top() - whole.top()) / pixel_height) - 1, 0)
        right = min(math.ceil((shown.right() - whole.left()) / pixel_width) + 1, image.width())
        bottom = min(math.ceil((shown.bottom() - whole.top()) / pixel_height) + 1, image.height())
        target = QRectF(
            whole.left() + left * pixel_width,
            whole.top() + top * pixel_height,
            (right - left) * pixel_width,
            (bottom - top) * pixel_height,
        )
        self._prepare(painter, whole, image, smooth=min(pixel_width, pixel_height) < 1)
        painter.drawImage(target, image, QRectF(left, top, right - left, bottom - top))
        painter.setClipping(False)

    def _paint_patch(self, painter: QPainter, patch: Patch, image: QImage) -> None:
        region = patch.region
        whole = self._on_screen(
            patch.placement, region.left, region.top, region.right, region.bottom
        )
        blocks = self._on_screen(
            patch.placement,
            region.left,
            region.top,
            region.left + image.width() * region.step,
            region.top + image.height() * region.step,
        )
        self._prepare(painter, whole, image, smooth=False)
        painter.drawImage(blocks, image, QRectF(0, 0, image.width(), image.height()))
        painter.setClipping(False)

    def _prepare(self, painter: QPainter, whole: QRectF, image: QImage, *, smooth: bool) -> None:
        """Clips to the picture, lays the checkerboard under alpha and sets the sampling."""
        painter.setClipRect(whole)
        if image.hasAlphaChannel():
            painter.fillRect(whole, QColor("#ffffff"))
            painter.setBrushOrigin(whole.topLeft())
            painter.fillRect(whole, QBrush(_checkerboard()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)

    def _on_screen(
        self, place: Placement, left: float, top: float, right: float, bottom: float
    ) -> QRectF:
        """A rectangle of map pixels in device pixels."""
        origin_x, origin_y = self._viewport.origin(*self.device_size)
        scale = self._viewport.scale
        return QRectF(
            QPointF(
                origin_x + (place.left + left * place.width) * scale,
                origin_y + (place.top + top * place.height) * scale,
            ),
            QPointF(
                origin_x + (place.left + right * place.width) * scale,
                origin_y + (place.top + bottom * place.height) * scale,
            ),
        )

    def _paint_message(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._message)

    # The hand

    @property
    def pointed_at(self) -> tuple[float, float] | None:
        """The picture's point under the cursor, if the cursor is here."""
        position = self.mapFromGlobal(QPointF(QCursor.pos()))
        return self._picture_point(position) if self.underMouse() else None

    def _picture_point(self, position: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        return self._viewport.picture_point(
            position.x() * ratio, position.y() * ratio, *self.device_size
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom_wanted.emit(ZOOM_STEP**notches, self._picture_point(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            moved = (event.position() - self._drag) * self.devicePixelRatioF()
            self._drag = event.position()
            self.pan_wanted.emit(moved.x(), moved.y())
        self.hovered.emit(self._picture_point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self._drag = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self.fit_wanted.emit()

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        self.hovered.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (_PAN, 0),
            Qt.Key.Key_Right: (-_PAN, 0),
            Qt.Key.Key_Up: (0, _PAN),
            Qt.Key.Key_Down: (0, -_PAN),
        }
        key = event.key()
        if key in moves:
            self.pan_wanted.emit(*map(float, moves[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_wanted.emit(ZOOM_STEP, None)
        elif key == Qt.Key.Key_Minus:
            self.zoom_wanted.emit(1 / ZOOM_STEP, None)
        elif key == Qt.Key.Key_0:
            self.fit_wanted.emit()
        elif key == Qt.Key.Key_1:
            self.actual_size_wanted.emit()
        else:
            super().keyPressEvent(event)


def _checkerboard() -> QImage:
    """Two by two squares, light grays that neither theme nor picture mistakes for content."""
    tile = QImage(2 * _CHECKER, 2 * _CHECKER, QImage.Format.Format_RGB32)
    tile.fill(QColor("#ffffff"))
    painter = QPainter(tile)
    for x, y in ((0, 0), (_CHECKER, _CHECKER)):
        painter.fillRect(x, y, _CHECKER, _CHECKER, QColor("#d8d8d8"))
    painter.end()
    return tile
