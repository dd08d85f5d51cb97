"""Changes: whether closing the window now would lose anything; and its title, which says so."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convstudio.gui.main_window import MainWindow
from convstudio.gui.session import Session
from convstudio.imaging.picture import Picture
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.pipeline import Pipeline

_MOST_TRIED = 32  # pipelines of an example's text that are known again


class _Kept:
    """A picture that is on disk, known again without being kept in memory."""

    def __init__(self, picture: Picture) -> None:
        self._place = _place(picture)
        self._itself = weakref.ref(picture)

    def is_same(self, picture: Picture) -> bool:
        """Whether a picture is this one, or of the same place in the same file."""
        if picture is self._itself():
            return True
        return self._place is not None and self._place == _place(picture)


def _place(picture: Picture) -> tuple[str, str] | None:
    """A picture's file, however it was named, and the part of it; None where it is in none."""
    if picture.path is None:
        return None
    return os.path.abspath(picture.path), picture.part  # noqa: PTH100 - links keep their names


class Changes(QObject):
    """Compares what is in force with what was opened or saved last.

    A change is another pipeline; pixels that are in no file; and in a window with a session file
    another picture than that tells of. A view is none, nor what is only tried out.

    Signals:
        changed: whether there are changes.
    """

    changed = Signal(bool)

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._path: Path | None = None
        self._pipeline = session.pipeline
        self._tried: tuple[Pipeline, ...] = ()
        self._beginning = ""
        self._kept: _Kept | None = None
        self._differs = self._restored = False
        self._there = False
        session.pipeline_changed.connect(self._look)
        session.picture_changed.connect(self._on_picture_changed)
        self._show()

    @property
    def there(self) -> bool:
        """Whether there are changes."""
        return self._there

    @property
    def of_pipeline(self) -> bool:
        """Whether the pipeline is one of them."""
        pipeline = self._session.pipeline
        return pipeline != self._pipeline and pipeline not in self._tried

    @property
    def at_beginning(self) -> bool:
        """Whether an example is open, on its own picture: it, and what became of it, can be had
        again."""
        picture, kept = self._session.picture, self._kept
        same = picture is not None and kept is not None and kept.is_same(picture)
        return bool(self._beginning) and same

    @property
    def of_picture(self) -> bool:
        """Whether the picture is one of them."""
        picture, kept = self._session.picture, self._kept
        if picture is None or (kept is not None and kept.is_same(picture)):
            return False
        return picture.path is None or (self._path is not None and kept is not None)

    @property
    def words(self) -> str:
        """What the changes are, in a sentence."""
        picture = self._session.picture
        in_a_file = picture is not None and picture.path is not None
        other = "another picture is open than the session names"
        of_picture = other if in_a_file else "the picture is not saved"
        if self.of_pipeline and self.of_picture:
            return f"{self._what} were changed, and {of_picture}."
        if self.of_picture:
            return f"{of_picture[0].upper()}{of_picture[1:]}."
        if self.of_pipeline:
            return f"{self._what} were changed."
        if self._restored:
            return "What was restored is not saved."
        return f"{other[0].upper()}{other[1:]}."

    @property
    def _what(self) -> str:
        """A single kernel, before and now, or layers."""
        stacks = self._pipeline.layers, self._session.pipeline.layers
        single = all(len(one) == 1 and isinstance(one[0], Convolution) for one in stacks)
        return "The kernel or its settings" if single else "The layers or their settings"

    @property
    def path(self) -> Path | None:
        """The session file that the window's work belongs to."""
        return self._path

    @property
    def name(self) -> str:
        """What the window shows, for people: its session file or example, or else its picture."""
        picture = self._session.picture
        if self._path is not None:
            return self._path.name
        if self.at_beginning:
            return self._beginning
        return "ConvStudio" if picture is None else picture.name

    @property
    def work(self) -> str:
        """What would be saved, for people: a session file, or one that has no name yet."""
        if self._path is not None:
            return f"“{self._path.name}”"
        return "the session" if self._session.picture is None else f"the session of “{self.name}”"

    def mark(
        self,
        path: Path | None,
        pipeline: Pipeline,
        picture: Picture | None,
        *,
        differs: bool = False,
        restored: bool = False,
        beginning: str = "",
    ) -> None:
        """Tells what is on disk now: in a session file, or without one in files of their own.

        Args:
            differs: whether the picture is not the one that is there, as where a session was
                opened on another one.
            restored: whether it comes from before a crash: what is there is not known.
            beginning: the title of the example that it is, if it is one.
        """
        self._path, self._pipeline = path, pipeline
        self._tried, self._beginning = (), beginning
        self._differs, self._restored = differs, restored
        self._kept = None if picture is None else _Kept(picture)
        self._look()
        self._show()

    def mark_pipeline(self, pipeline: Pipeline) -> None:
        """Tells that a pipeline has a file of its own; a session file does not have it by that."""
        if self._path is None:
            self._pipeline = pipeline
            self._look()

    def expect(self, pipeline: Pipeline) -> None:
        """A pipeline that an example's text leads to, and can lead to again, is no change: told
        before it is in force, while nothing else was changed."""
        if self.at_beginning and not self.of_pipeline:
            self._tried = (*self._tried[1 - _MOST_TRIED :], pipeline)

    def take_for_kept(self, picture: Picture) -> None:
        """A picture that is in no file and need not be, as it can be made again; where no session
        file tells of another."""
        if self._path is None:
            self._kept = _Kept(picture)

    def forget(self) -> None:
        """What is in force counts as saved."""
        pipeline, picture = self._session.pipeline, self._session.picture
        self.mark(self._path, pipeline, picture, beginning=self._beginning)

    def _on_picture_changed(self) -> None:
        picture = self._session.picture
        if self._path is not None and self._kept is None and picture is not None:
            self._kept = _Kept(picture)  # a session without one takes the first
        self._look()
        self._show()

    def _look(self) -> None:
        there = self._differs or self._restored or self.of_pipeline or self.of_picture
        if there != self._there:
            self._there = there
            self._window.setWindowModified(there)
            self.changed.emit(there)

    def _show(self) -> None:
        """The title; Qt adds the program's name, and shows the mark of changes at ``[*]``."""
        picture = self._session.picture
        title = self.name.replace("[*]", "[*][*]") + "[*]"
        if picture is not None and self.name != picture.name:
            title += f" · {picture.name}".replace("[*]", "[*][*]")
        self._window.setWindowTitle(title)
