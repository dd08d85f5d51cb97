"""Opening pictures: by dialog, drop, paste and page, and the worker behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from convstudio.declarations import Setting
from convstudio.gui.files.endings import PIPELINE_ENDING, SESSION_ENDING
from convstudio.gui.files.pictures.incoming import Incoming, incoming, refusal
from convstudio.gui.notices import Notices
from convstudio.gui.qimage import picture_of
from convstudio.gui.session import Session
from convstudio.gui.settings import Settings
from convstudio.gui.viewer.viewer import Viewer
from convstudio.imaging.charts import make_chart
from convstudio.imaging.parts import Contents
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_bytes
from convstudio.jobs.opening import Opened, Several, opening, taking
from convstudio.jobs.worker import Worker
from convstudio.numerics.tiles import CancelToken
from convstudio.paths import is_folder, resources_folder

_CLIPBOARD = "The clipboard"
# Calls the first, unless what it would take the place of is wanted still; the second names it.
Guard = Callable[[Callable[[], None], str], None]


class Opening(QObject):
    """Brings pictures into a window.

    Attributes:
        guard: asked before a picture takes the place of another, unless by ``bring``.

    Signals:
        told: a sentence for the status bar.
        busy_changed: whether a picture is being read.
        progressed: a Progress of that.
        opened: the Picture that is now the session's.
        chart_made: the Picture that is to be opened, which can be made again at any time.
        contents_changed: what the open picture's file holds, as Contents, None for no file; and the
            name of the part that is open.
        session_wanted: a session file that is to be opened.
        pipeline_wanted: a pipeline file that is to be opened.
    """

    told = Signal(str)
    busy_changed = Signal(bool)
    progressed = Signal(object)
    opened = Signal(object)
    chart_made = Signal(object)
    contents_changed = Signal(object, str)
    session_wanted = Signal(Path)
    pipeline_wanted = Signal(Path)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        viewer: Viewer,
        settings: Settings,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._viewer = viewer
        self._settings = settings
        self._notices = notices
        self._contents: Contents | None = None
        self._heading_for = ""  # the part that is being opened, or is open
        self._chart: tuple[str, dict[str, Setting]] | None = None
        self._afterwards = ""  # to be told once it is open
        self.guard: Guard = lambda then, _doing: then()
        self.previews = Worker("preview", newest_wins=True, parent=self)
        self.worker = Worker("open", newest_wins=True, parent=self)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)
        self.worker.published.connect(self.progressed)
        self.worker.busy_changed.connect(self.busy_changed)

    @property
    def contents(self) -> Contents | None:
        """What the open picture's file holds; None for no file."""
        return self._contents

    def open(self, path: Path, part: str = "", *, ask: bool = True) -> None:
        """Opens a file in the background; the picture on screen stays until it is there.

        Args:
            part: which page, frame or array of it.
            ask: whether to ask for that where there are several and none is named; else the first
                is opened.
        """
        by_ending = {SESSION_ENDING: self.session_wanted, PIPELINE_ENDING: self.pipeline_wanted}
        wanted = by_ending.get(path.suffix.lower())
        if wanted is not None:
            wanted.emit(path)
            return
        self.guard(partial(self._start, path, part, ask=ask), f"opening {path.name}")

    def bring(self, path: Path, part: str = "") -> None:
        """Opens a picture, or the first of a file, where what there is to ask was asked."""
        self._start(path, part, ask=False)

    def open_picture(self, picture: Picture) -> None:
        """Opens a picture that comes from no file."""
        self._take(lambda _cancel: picture)

    def take(self, came: Incoming, source: str = "What was dropped") -> None:
        """Opens what was dropped or pasted: of several files the first.

        Args:
            source: where it came from, the beginning of a sentence.
        """
        how = "Pasted" if source == _CLIPBOARD else "Dropped"
        title = f"{how} picture {datetime.now():%H:%M}"
        if came.paths:
            self._take_paths(came.paths)
        elif came.encoded is not None:
            data, ending = came.encoded
            name = f"{source}.{ending}"
            self._take_guarded(
                lambda cancel: replace(read_bytes(data, name, cancel=cancel), title=title)
            )
        elif came.image is not None:
            image = came.image
            self._take_guarded(lambda _cancel: replace(picture_of(image), title=title))
        else:
            self._notices.show(refusal(came, source))

    def paste(self) -> None:
        """Opens what is on the clipboard."""
        self.take(incoming(QGuiApplication.clipboard().mimeData() or QMimeData()), _CLIPBOARD)

    def ask_open(self, folder: Path | None = None) -> None:
        """Asks what to open.

        Args:
            folder: where to begin; by default where the last file was.
        """
        from convstudio.gui.files.pictures.open_dialog import OpenDialog  # noqa: PLC0415 - when asked for

        dialog = OpenDialog(self._window, self.previews, folder or self._settings.folder)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def ask_part(self) -> None:
        """Asks which page, frame or array of the open file is to be seen."""
        picture = self._session.picture
        if picture is not None and picture.path is not None and self._contents is not None:
            self._choose_part(picture.path, self._contents, self._heading_for)

    def step_part(self, by: int) -> None:
        """Opens the page, frame or array that comes so many later; at either end, none."""
        picture = self._session.picture
        if picture is None or picture.path is None or self._contents is None:
            return
        names = [part.name for part in self._contents.parts]
        index = names.index(self._heading_for) if self._heading_for in names else 0
        if 0 <= index + by < len(names):
            self._start(picture.path, names[index + by], known=self._contents)

    def ask_chart(self) -> None:
        """Asks which test chart to make; the last one's settings are offered again."""
        from convstudio.gui.files.pictures.chart_dialog import (  # noqa: PLC0415 - when asked for
            TestChartDialog,
        )

        dialog = TestChartDialog(self._window, self.previews, self._chart)
        dialog.made.connect(self._on_chart_wanted)
        dialog.open()

    def call_off(self) -> None:
        """Calls off what is being opened; the picture on screen stays."""
        self.worker.cancel()
        self._rest()
        self.told.emit("Opening was stopped.")

    def stop(self) -> None:
        """Ends the threads."""
        self.previews.stop()
        self.worker.stop()

    def _start(
        self, path: Path, part: str, *, ask: bool = True, known: Contents | None = None
    ) -> None:
        self._begin(f"Opening {path.name} …")
        self._heading_for = part
        self.worker.start(opening(path, part, ask=ask, known=known))

    def _begin(self, words: str) -> None:
        self._afterwards = ""
        self.told.emit(words)
        if self._session.picture is None:
            self._viewer.original.show_message(words)

    def _rest(self) -> None:
        """Nothing is being opened any more: what is open is the part to go on from."""
        picture = self._session.picture
        self._heading_for = "" if picture is None else picture.part
        if picture is None:
            self._viewer.original.show_message("")

    def _take(self, make: Callable[[CancelToken], Picture]) -> None:
        self._begin("Opening …")
        self._heading_for = ""
        self.worker.start(taking(make))

    def _take_guarded(self, make: Callable[[CancelToken], Picture]) -> None:
        self.guard(partial(self._take, make), "opening another picture")

    def _take_paths(self, paths: tuple[Path, ...]) -> None:
        if is_folder(paths[0]):
            self.ask_open(paths[0])
            return
        self._settings.folder = paths[0].absolute().parent
        self.open(paths[0])
        if len(paths) > 1:
            self._afterwards = f"the first of {len(paths)}; File ▸ Batch takes them all"

    def _choose_part(self, path: Path, contents: Contents, current: str) -> None:
        from convstudio.gui.files.pictures.part_chooser import PartChooser  # noqa: PLC0415 - when asked for

        dialog = PartChooser(self._window, self.previews, path, contents, current)
        dialog.chosen.connect(partial(self._start, path, known=contents))
        dialog.rejected.connect(partial(self._on_no_part_chosen, path, contents))
        dialog.open()

    def _on_chart_wanted(self, name: str, settings: Mapping[str, Setting]) -> None:
        self._chart = name, dict(settings)

        def make(cancel: CancelToken) -> Picture:
            chart = make_chart(name, settings, cancel)
            self.chart_made.emit(chart)
            return chart

        self._take_guarded(make)

    def _on_no_part_chosen(self, path: Path, contents: Contents) -> None:
        """A window that would stay empty shows the first."""
        if self._session.picture is None:
            self._start(path, contents.parts[0].name, known=contents)
        else:
            self._rest()

    def _on_file_selected(self, name: str) -> None:
        self._settings.folder = Path(name).parent
        self.open(Path(name))

    def _on_finished(self, result: Opened | Several) -> None:
        if isinstance(result, Several):
            self._choose_part(result.path, result.contents, "")
            return
        before, picture = self._session.picture, result.picture
        self._contents, self._heading_for = result.contents, picture.part
        self._viewer.show_picture(
            result.pyramid,
            result.facts,
            picture.colour,
            in_place=picture.is_beside(before),
            signal=picture.is_signal,
        )
        self._session.open(picture)
        shipped = picture.path is not None and picture.path.is_relative_to(resources_folder())
        if picture.path is not None and not shipped:
            self._settings.add_recent(picture.path)
        words = (picture.name, _label_of(result), self._afterwards)
        self.told.emit("Opened " + ", ".join(word for word in words if word))
        self.contents_changed.emit(self._contents, picture.part)
        self.opened.emit(picture)

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        self.told.emit("")
        self._notices.show(error)


def _label_of(opened: Opened) -> str:
    """What the part is called that was opened, where its file has several."""
    contents = opened.contents
    if contents is None or not contents.has_choice:
        return ""
    return next((p.label for p in contents.parts if p.name == opened.picture.part), "")
