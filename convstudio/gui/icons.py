"""Icons from resources/icons, in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
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
        drawing = _drawing(drawn)
        for mode, colour in (
            (QIcon.Mode.Normal, colours.text),
            (QIcon.Mode.Disabled, colours.line),
        ):
            for size in _SIZES:
                image = _drawn(drawing.replace("currentColor", colour), size)
                icon.addPixmap(QPixmap.fromImage(image), mode, state)
    return icon


def application_icon() -> QIcon:
    """The program's own icon."""
    icon = QIcon()
    for size in (16, 32, 64, 128):
        icon.addPixmap(QPixmap.fromImage(_drawn(_drawing("convstudio"), size)))
    return icon


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _drawn(drawing: str, size: int) -> QImage:
    """Drawn once, for every window has some fifty icons; as an image, which may outlive Qt."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image
