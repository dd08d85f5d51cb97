"""Marks over a view: which pixels the inspector speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from convstudio.gui.viewer.cells import VALUES_FROM
from convstudio.gui.viewer.lens import Lens
from convstudio.gui.viewer.viewport import Rectangle

_DARK = QColor(0, 0, 0)
_LETTERS = 12  # logical pixels: the size of labels
_FOUND = 9  # logical pixels: an outline that is seen around a pixel that is too small to be
_INNER = {
    "patch": QColor("#ffd23f"),
    "pixel": QColor("#ffd23f"),
    "kept": QColor("#a78bfa"),
    "pinned": QColor("#4fd1ff"),
    "padding": QColor("#ffd23f"),
    "field": QColor("#ffd23f"),
    "window": QColor("#ff9f43"),
    "extent": QColor("#8ce99a"),
    "selection": QColor("#ff80d5"),
}
MARK_ROLES = tuple(_INNER)


@dataclass(frozen=True)
class Mark:
    """An outlined rectangle.

    Attributes:
        rectangle: in the picture's coordinates.
        role: ``patch`` (what lies under the kernel), ``field`` (what a value rests on through all
            layers), ``window`` (where the last layer's kernel stands then), ``pixel`` (of the
            map), ``kept`` (the inspected one, while another is pointed at), ``pinned``,
            ``padding`` (outside the picture: dashed), ``extent`` (of what is
            filled in), or ``selection`` (of pixels that become a kernel).
        label: a few letters beside it.
    """

    rectangle: Rectangle
    role: str
    label: str = ""


def paint_marks(painter: QPainter, lens: Lens, marks: tuple[Mark, ...], ratio: float) -> None:
    """Outlines each, light in the middle between two dark lines: visible on whatever it lies on.

    Args:
        painter: with one unit to a device pixel.
        lens: the view.
        marks: bottom to top.
        ratio: device pixels to a logical one.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = max(round(ratio), 1)
    labelled = []
    for mark in marks:
        least = _FOUND * line if mark.role in ("pixel", "pinned") else 2
        outline = _outline(lens, mark.rectangle, least)
        if outline is None:
            continue
        for colour, width in ((_DARK, 3 * line), (_INNER[mark.role], line)):
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            if mark.role == "padding" and colour is not _DARK:
                pen.setDashPattern([3.0, 3.0])
            painter.setPen(pen)
            painter.drawRect(outline)
        if mark.label:
            labelled.append((outline, mark))
    for outline, mark in labelled:  # no outline runs through a label
        _paint_label(painter, lens, outline, mark, ratio)


def _paint_label(painter: QPainter, lens: Lens, outline: QRectF, mark: Mark, ratio: float) -> None:
    """On a dark plate right of the outline, or left of it where the view ends.

    About a pixel large enough for printed values it lies on the corner, between the values.
    """
    font = QFont(painter.font())
    font.setPixelSize(round(_LETTERS * ratio))
    font.setBold(True)
    painter.save()
    painter.setFont(font)
    metrics = painter.fontMetrics()
    plate = QRectF(0, 0, metrics.horizontalAdvance(mark.label) + 6 * ratio, metrics.height())
    gap = 3 * ratio
    left = outline.right() + gap
    if left + plate.width() > lens.width:
        left = outline.left() - gap - plate.width()
    top = outline.center().y() - plate.height() / 2
    if min(outline.width(), outline.height()) > (VALUES_FROM - 2) * ratio:
        left, top = outline.right() - plate.width() / 2, outline.top() - plate.height() / 2
        left = min(max(left, 0), lens.width - plate.width())
    top = min(max(top, 0), lens.height - plate.height())
    plate.moveTo(round(left), round(top))
    painter.fillRect(plate, _DARK)
    painter.setPen(_INNER[mark.role])
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, mark.label)
    painter.restore()


def _outline(lens: Lens, rectangle: Rectangle, least: int) -> QRectF | None:
    """On whole device pixels, at least so many wide, and hardly beyond the view."""
    edges, far = lens.on_screen(rectangle), 8
    if edges.right < -far or edges.bottom < -far:
        return None
    if edges.left > lens.width + far or edges.top > lens.height + far:
        return None
    wider = max(least - (edges.right - edges.left), 0) / 2
    higher = max(least - (edges.bottom - edges.top), 0) / 2
    left, top = max(round(edges.left - wider), -far), max(round(edges.top - higher), -far)
    right = min(max(round(edges.right + wider), left + 2), lens.width + far)
    bottom = min(max(round(edges.bottom + higher), top + 2), lens.height + far)
    return QRectF(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1)
