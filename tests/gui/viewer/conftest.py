"""A canvas on a background of its own, and a viewer."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QCursor, QPalette

from convstudio.gui.viewer.canvas import Canvas
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.pyramid import Pyramid
from convstudio.jobs.painting import Frame
from convstudio.numerics.geometry import Placement
from tests.gui.viewer.seeing import BACKGROUND, COLUMNS, MAP, PICTURE, ROWS, WHOLE


@pytest.fixture
def canvas(qtbot) -> Canvas:
    made = Canvas("Test")
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Shadow, QColor(*BACKGROUND))
    made.setPalette(palette)
    made.resize(120, 100)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def viewer(qapp, qtbot) -> Viewer:
    qapp.setStyleSheet("")  # of a studio before, under which no palette is handed down
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight())  # or it casts its shadow
    made = Viewer()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Shadow, QColor(*BACKGROUND))
    made.setPalette(palette)
    made.resize(500, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def both(viewer: Viewer) -> Viewer:
    """A picture and its map, at 100 %."""
    viewer.show_picture(Pyramid((PICTURE,)), ("picture.png",), PICTURE)
    viewer.place_map(Placement(), (ROWS, COLUMNS), ("Kernel",))
    viewer.show_frame(Frame(MAP, WHOLE), Placement())
    viewer.navigator.actual_size()
    return viewer
