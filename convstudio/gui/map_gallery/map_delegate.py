"""What the gallery's thumbnails look like."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from convstudio.gui.map_gallery.map_model import Index, MapModel
from convstudio.gui.panels.tile_view import paint_ground

MARGIN = 4


class MapDelegate(QStyledItemDelegate):
    """Paints thumbnails, each with its map's number and name below."""

    def __init__(self, view: QListView, model: MapModel, tile_size: Callable[[], QSize]) -> None:
        super().__init__(view)
        self._view, self._model, self._tile_size = view, model, tile_size

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._tile_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        number = self._model.number_at(index)
        if number is None:
            return
        painter.save()
        palette, area = option.palette, option.rect.adjusted(1, 1, -1, -1)
        ink = paint_ground(painter, option)
        metrics = painter.fontMetrics()
        place = area.adjusted(3, 3, -3, -metrics.lineSpacing() - MARGIN)
        self._paint_picture(painter, palette, place, number)
        painter.setPen(palette.color(ink))
        words = QRect(area.left() + 3, place.bottom() + 2, place.width(), metrics.lineSpacing())
        elide = Qt.TextElideMode.ElideRight
        label = metrics.elidedText(self._model.label(number), elide, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, label)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, palette: QPalette, place: QRect, number: int
    ) -> None:
        image = self._model.image(number)
        if image is None:
            painter.fillRect(place, palette.color(QPalette.ColorRole.AlternateBase))
            return
        ratio = self._view.devicePixelRatioF()
        size = image.size() / ratio
        if size.width() > place.width() or size.height() > place.height():  # of larger tiles before
            size.scale(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(QPoint(0, 0), size)
        target.moveCenter(place.center())
        painter.drawImage(target, image)
