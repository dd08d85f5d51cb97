"""What the gallery's headings and tiles look like."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from convstudio.gui.panels.tile_view import paint_ground
from convstudio.gui.workbench.gallery_model import GalleryModel, Index, Tile

PICTURE = 72  # pixels of a tile's picture's height
MARGIN = 4


class TileDelegate(QStyledItemDelegate):
    """Paints headings and tiles."""

    def __init__(
        self, gallery: QListView, model: GalleryModel, tile_size: Callable[[], QSize]
    ) -> None:
        super().__init__(gallery)
        self._gallery, self._model, self._tile_size = gallery, model, tile_size

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(self._model.entry(index), Tile):
            return self._tile_size()
        line = QFontMetrics(self._gallery.font()).lineSpacing()
        return QSize(self._gallery.viewport().width(), line + 3 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._model.entry(index)
        painter.save()
        if isinstance(entry, Tile):
            self._paint_tile(painter, option, entry)
        elif entry is not None:
            self._paint_heading(painter, option, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        area = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_tile(self, painter: QPainter, option: QStyleOptionViewItem, tile: Tile) -> None:
        palette, area = option.palette, option.rect.adjusted(1, 1, -1, -1)
        ink = paint_ground(painter, option)
        place = QRect(area.left() + 3, area.top() + 3, area.width() - 6, PICTURE)
        image = self._model.image(tile.preset)
        preview = self._model.preview(tile.preset)
        if image is not None:
            ratio = self._gallery.devicePixelRatioF()
            shown = (image.size() / ratio).boundedTo(place.size())
            target = QRect(QPoint(0, 0), shown)
            target.moveCenter(place.center())
            painter.drawImage(target, image)
        else:
            painter.fillRect(place, palette.color(QPalette.ColorRole.AlternateBase))
            if preview is not None:  # the tooltip says why
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "does not fit")
        if tile.favourite:
            _paint_star(painter, place)
        painter.setPen(palette.color(ink))
        metrics = painter.fontMetrics()
        top = place.bottom() + MARGIN
        for line in in_two_lines(tile.preset.kernel.name, metrics, place.width()):
            box = QRect(place.left(), top, place.width(), metrics.lineSpacing())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, line)
            top += metrics.lineSpacing()


def _paint_star(painter: QPainter, place: QRect) -> None:
    """On a dark plate, to be seen on whatever tile."""
    plate = QRect(place.right() - 17, place.top() + 2, 16, 16)
    painter.fillRect(plate, QColor(0, 0, 0, 150))
    painter.setPen(QColor(255, 211, 63))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, "★")


def in_two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """A text broken between words into at most two lines; what is too long ends in “…”."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}").split(" ")
    count = len(words)
    while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) >= width:
        count -= 1
    elide = Qt.TextElideMode.ElideRight
    first, rest = " ".join(words[:count]), " ".join(words[count:])
    lines = [first, rest] if rest else [first]
    return [metrics.elidedText(line, elide, width) for line in lines]
