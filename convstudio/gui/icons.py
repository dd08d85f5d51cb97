"""Icons from resources/icons, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from convstudio.gui.theme import Colours
from convstudio.paths import resources_folder

_SIZES = (20, 40, 60)


def tinted_icon(name: str, colours: Colours, checked: str = "") -> QIcon:
    """An icon of one line colour: the text's, and the muted one where its action is off.

    Args:
        name: of its drawing.
        colours: the theme's.
        checked: the name of another drawing, for while its action is checked.
    """
    drawings = {QIcon.State.Off: name}
    if checked:
        drawings[QIcon.State.On] = checked
    icon = QIcon()
    for state, drawn in drawings.items():
        drawing = (resources_folder() / "icons" / f"{drawn}.svg").read_text(encoding="utf-8")
        for mode, colour in (
            (QIcon.Mode.Normal, colours.text),
            (QIcon.Mode.Disabled, colours.line),
        ):
            for size in _SIZES:
                icon.addPixmap(_drawn(drawing.replace("currentColor", colour), size), mode, state)
    return icon


def application_icon() -> QIcon:
    """The program's own icon."""
    drawing = (resources_folder() / "icons" / "convstudio.svg").read_text(encoding="utf-8")
    icon = QIcon()
    for size in (16, 32, 64, 128):
        icon.addPixmap(_drawn(drawing, size))
    return icon


def _drawn(drawing: str, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
