"""The inspector's worked sum as a file: PNG for slides, SVG for print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QWidget

from convstudio.errors import PictureWriteError
from convstudio.gui.files.export.drawing_file import png, svg, write_whole
from convstudio.gui.files.export.worked_sum_dialog import WorkedSumDialog
from convstudio.gui.files.export.worked_sum_page import WorkedSumPage
from convstudio.gui.files.saving.suggestion import folder_for, stem_of
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.viewer.inspector import Inspector
from convstudio.imaging.writing import Saved
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.inspection import Inspection
from convstudio.pipeline.pipeline import Convolution

_HOW = "Open the inspector (F7) and point at a pixel, or click one to stay with it."


class WorkedSumExport(QObject):
    """Asks for a file and has the sum that is on show drawn into it.

    Args:
        start: takes the work that returns Saved.
    """

    def __init__(
        self,
        inspector: Inspector,
        session: Session,
        settings: Settings,
        notices: Notices,
        start: Callable[[str, Work], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._inspector, self._session, self._settings = inspector, session, settings
        self._notices, self._start, self._window = notices, start, parent

    def ask(self) -> None:
        """Asks where to save the sum, as it is now: the cursor may move on meanwhile."""
        page, name, picture = self._page(), self.suggested_name, self._session.picture
        if page is None or picture is None:
            return
        folder = folder_for(picture, self._settings)
        dialog = WorkedSumDialog(self._window, page, folder, name, picture.path)
        dialog.export_wanted.connect(partial(self._save, page))
        dialog.open()

    def save(self, path: Path) -> None:
        """Saves the sum that is on show in the form that the file's ending asks for."""
        page = self._page()
        if page is not None:
            self._save(page, path)

    @property
    def suggested_name(self) -> str:
        """The picture's name and the pixel's place."""
        picture, found = self._session.picture, self._inspector.found
        where = f"-{found.column}-{found.row}" if found else ""
        return f"{stem_of(picture)}-sum{where}.png"

    def _page(self) -> WorkedSumPage | None:
        """The page of the sum on show; where there is none, says how to get one."""
        found, picture = self._inspector.found, self._session.picture
        if found is None or picture is None:
            self._notices.show(PictureWriteError("No pixel is inspected now.", hint=_HOW))
            return None
        source = f"{picture.name} · {_layer_words(found)}"
        family = QFontInfo(self._window.font()).family()
        return WorkedSumPage(found, self._inspector.toned, source, family)

    def _save(self, page: WorkedSumPage, path: Path) -> None:
        self._settings.folder = path.parent
        self._start(f"Saving {path.name} …", drawing(page, path))


def _layer_words(found: Inspection) -> str:
    """The kernel of a single one, or the layer and what is below it."""
    layer = found.layer
    return layer.kernel.name if isinstance(layer, Convolution) else layer.title


def drawing(page: WorkedSumPage, path: Path) -> Work:
    """Work that draws a page into a file and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, _publish: Publish) -> Saved:
        content = _content(page, path)
        cancel.check()
        write_whole(path, content)
        return Saved(path)

    return work


def _content(page: WorkedSumPage, path: Path) -> bytes:
    ending = path.suffix.lower()
    if ending == ".svg":
        return svg(page.size, page.title, page.paint)
    if ending == ".png":
        return png(page.size, page.paint)
    raise PictureWriteError(
        f"A worked sum cannot be saved as “{path.name}”.", hint="Let the name end in .png or .svg."
    )
