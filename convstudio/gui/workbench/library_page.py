"""The library's page: search, the gallery with live tiles, and what was just put away."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.form import new_row
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.workbench.gallery import Gallery
from convstudio.gui.workbench.gallery_model import GalleryModel
from convstudio.gui.workbench.library_keeper import LibraryKeeper
from convstudio.jobs.previews import Preview, PreviewScene, framed, preview_work
from convstudio.jobs.worker import Worker
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Preset
from convstudio.kernel.own_kernels import Deleted

_PAUSE = 100  # milliseconds in which picture, view and settings rest, until tiles are made
_AHEAD = 48  # tiles made beyond those in view
_NOTHING = Kernel(((1,),))


class LibraryPage(QWidget):
    """Search above, gallery below.

    Signals:
        restore_wanted: the Deleted that was put away last is to come back.
        failed: the exception that ended the making of tiles.
    """

    restore_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, edits: KernelEdits, keeper: LibraryKeeper, viewer: Viewer) -> None:
        super().__init__()
        self._edits, self._keeper, self._viewer = edits, keeper, viewer
        self._scene: object = None
        self._deleted: Deleted | None = None
        self._busy = False
        self._query = ""
        self.model = GalleryModel()
        self.gallery = Gallery(self.model)
        self.search = _Search()
        self.nothing = QLabel(
            "No kernel matches.\nName, group, tags, description and source count."
        )
        self._worker = Worker("previews", newest_wins=True, parent=self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._place()
        self._connect()
        self.show_library()

    def _place(self) -> None:
        self.setFocusProxy(self.search)
        self.nothing.setProperty("role", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.footer = QWidget()
        self._told = QLabel()
        self._told.setProperty("role", "muted")
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setWordWrap(True)
        self.bring_back = QPushButton("Bring back")
        self.bring_back.setToolTip("Put the deleted kernel back into the library")
        self.bring_back.setAccessibleName("Bring the deleted kernel back")
        row = new_row(self.footer)
        row.addWidget(self._told, 1)
        row.addWidget(self.bring_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.gallery, 1)
        column.addWidget(self.footer)
        self.footer.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(self.show_library)
        self.search.entered.connect(self.gallery.enter)
        self.gallery.typed.connect(self._on_typed)
        self.gallery.rested.connect(self._on_rested)
        self.gallery.taken.connect(self._on_taken)
        self.gallery.seen.connect(self._pause.start)
        self.bring_back.clicked.connect(self._on_bring_back)
        self._pause.timeout.connect(self._make_tiles)
        self._worker.published.connect(self._on_published)
        self._worker.failed.connect(self.failed)
        self._keeper.changed.connect(self.show_library)
        self._edits.changed.connect(self._on_pipeline_changed)
        self._edits.session.picture_changed.connect(self._on_picture_changed)
        self._viewer.viewport_changed.connect(self._on_view_changed)

    # What it is told

    def show_library(self) -> None:
        """Shows what matches the search; problems of the folder stand below."""
        query, bar = self.search.text(), self.gallery.verticalScrollBar()
        place = bar.value() if query == self._query else 0
        self._query = query
        self.model.show_library(self._keeper.library, self._keeper.favourites, query)
        self.gallery.doItemsLayout()
        bar.setValue(place)  # what the hand is looking at stays, whatever changes on disk
        found = bool(self.model.tiles)
        self.gallery.setVisible(found)
        self.nothing.setVisible(not found)
        self._show_current()
        self._show_footer()
        self._on_view_changed()

    def tell_deleted(self, deleted: Deleted | None) -> None:
        """Offers to bring back what was put away."""
        self._deleted = deleted
        self._show_footer()

    def set_busy(self, busy: bool) -> None:
        """While the map itself is being made, no tiles are."""
        self._busy = busy
        if busy:
            self._worker.cancel()
        else:
            self._on_view_changed()

    def stop(self) -> None:
        """Ends the thread."""
        self._pause.stop()
        self._worker.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.search.selectAll()  # the next word typed replaces the last
        self._show_current()
        self._pause.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()
        self._worker.cancel()
        self.gallery.end_rest()

    # The tiles

    def _make_tiles(self) -> None:
        """Those in view first, then some of the others; what is there already is kept."""
        scene = self._scene_now()
        if not self.isVisible() or self._busy or scene is None:
            return
        key = _key_of(scene)
        if key != self._scene:
            self._scene = key
            self.model.forget_previews()
        visible = self.gallery.visible_presets()
        shown = {preset.identifier for preset in visible}
        others = [p for p in self.model.tiles if p.identifier not in shown]
        start = self.model.tiles.index(visible[-1]) if visible else 0
        after = [p for p in self.model.tiles[start:] if p.identifier not in shown]
        ahead = [*after, *others][:_AHEAD]
        missing = [p for p in (*visible, *ahead) if self.model.preview(p) is None]
        if missing:
            self._worker.start(preview_work(scene, [(p.identifier, p.kernel) for p in missing]))

    def _scene_now(self) -> PreviewScene | None:
        """What the tiles show."""
        session, lens = self._edits.session, self._viewer.map.lens
        picture = session.picture
        if picture is None or not self._edits.has_kernel:
            return None
        seen, ratio = lens.visible, self.devicePixelRatioF()
        visible = (
            min(max(seen.left, 0.0), picture.width - 1.0),
            min(max(seen.top, 0.0), picture.height - 1.0),
            max(min(seen.right, float(picture.width)), 1.0),
            max(min(seen.bottom, float(picture.height)), 1.0),
        )
        room = self.gallery.picture_size()
        size = round(room.width() * ratio), round(room.height() * ratio)
        place, shown = self._edits.place, session.shown
        return PreviewScene(
            session.pipeline,
            picture,
            framed(visible, size),
            size,
            place,
            (len(shown.layers) - 1, shown.map),
        )

    def _on_published(self, preview: Preview) -> None:
        self.model.put_preview(preview)

    def _on_picture_changed(self) -> None:
        self._worker.cancel()
        self._scene = None
        self.model.forget_previews()
        self._pause.start()

    def _on_view_changed(self) -> None:
        if self.isVisible():
            self._pause.start()

    def _on_pipeline_changed(self) -> None:
        self._show_current()
        self._on_view_changed()

    # The hand

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _on_rested(self, preset: Preset | None) -> None:
        # A kernel that the picture has no room for says so in its tile.
        with contextlib.suppress(ConvStudioError):
            self._edits.try_out(None if preset is None else preset.kernel)

    def _on_taken(self, preset: Preset) -> None:
        kernel = preset.kernel
        self._edits.attempt(self.gallery, lambda: self._edits.put(kernel, f"Kernel {kernel.name}"))

    def _on_bring_back(self) -> None:
        if self._deleted is not None:
            self.restore_wanted.emit(self._deleted)

    def _show_current(self) -> None:
        if not self.gallery.hasFocus():
            self.gallery.show_current(self._keeper.library.matching(self._edits.kernel))

    def _show_footer(self) -> None:
        words = [problem.sentence for problem in self._keeper.problems[:1]]
        if len(self._keeper.problems) > 1:
            more = len(self._keeper.problems) - 1
            words.append(f"{more} more file{' is' if more == 1 else 's are'} left out.")
        if self._deleted is not None:
            words.append(f"“{self._deleted.name}” was deleted.")
        self._told.setText("\n".join(words))
        self.bring_back.setVisible(self._deleted is not None)
        self.footer.setVisible(bool(words))


def _key_of(scene: PreviewScene) -> object:
    """Scenes of one key have the same tiles: of the pipeline all but the kernel there counts."""
    pipeline = scene.pipeline
    with contextlib.suppress(ConvStudioError):  # of a layer that takes kernels of one size alone
        pipeline = scene.with_kernel(_NOTHING)
    return pipeline, scene.place, scene.shown, id(scene.picture), scene.visible, scene.size


class _Search(QLineEdit):
    """The search; Enter and ↓ lead on to the tiles.

    Signals:
        entered: the keyboard is to go to the tiles.
    """

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Search kernels")
        self.setAccessibleName("Search kernels")
        self.setToolTip("By name, group, tag, description or source; Enter or ↓ leads to the tiles")
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
