"""Builds everything, passes it on, and runs it. There are no globals: this is where all meet."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from convstudio.gui.actions import build_actions, tint
from convstudio.gui.display import require_display
from convstudio.gui.documents import Documents
from convstudio.gui.editor import Editor
from convstudio.gui.icons import application_icon
from convstudio.gui.live_map import LiveMap
from convstudio.gui.main_window import MainWindow
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.convolution_panel import ConvolutionPanel
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.kernel_panel import KernelPanel
from convstudio.gui.panels.paired_field import LinkButton
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.screenshot import take_screenshot
from convstudio.gui.session import Session
from convstudio.gui.settings import THEMES, Forgetful, Settings
from convstudio.gui.theme import apply_theme
from convstudio.gui.viewer.side_by_side import SideBySide
from convstudio.jobs.live import LiveJob
from convstudio.kernel.library import load_library
from convstudio.paths import kernels_folder, sample_picture
from convstudio.pipeline.pipeline import Convolution, Pipeline

FIRST_KERNEL = "sobel-x"
SAMPLES = {
    "Coffee (colour)": "coffee.png",
    "Astronaut (colour)": "astronaut.png",
    "Cameraman (gray)": "camera.png",
    "Test chart (gray)": "test-chart.png",
}
FIRST_SAMPLE = "coffee.png"
_COLOURED = (NumberField, ChoiceBox, SwitchBox, LinkButton)  # what paints with colours of its own
_HEARTBEAT = 250  # milliseconds
# A worker's pure Python gives the window its turn after half a millisecond instead of five.
_SWITCH_INTERVAL = 0.0005


def _stored() -> QSettings:
    """The user's own settings, in the platform's place for them."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ConvStudio", "studio")


class StudioApplication(QApplication):
    """The QApplication with the program's name, style and icon."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        sys.setswitchinterval(_SWITCH_INTERVAL)
        self.setApplicationName("convstudio")
        self.setApplicationDisplayName("ConvStudio")
        self.setDesktopFileName("convstudio")
        self.setStyle("Fusion")
        self.setWindowIcon(application_icon())


class Studio(QObject):
    """One window with all that belongs to it."""

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__()
        self._application = application
        self._closing_after_save = False
        self.settings = settings
        library = load_library(kernels_folder())
        self.session = Session(Pipeline((Convolution(library.named(FIRST_KERNEL)),)), self)
        self.viewer = SideBySide()
        panels = (KernelPanel(library), ConvolutionPanel(), TonePanel())
        self.window = MainWindow(self.viewer, panels)
        self.notices = Notices(self.window)
        self.live_job = LiveJob(self)
        self.live_map = LiveMap(self.session, self.live_job, self.viewer, panels[2], self.notices)
        self.editor = Editor(self.session, library, self.notices, panels)
        self.documents = Documents(self.window, self.session, self.viewer, settings, self.notices)
        self._place_actions()
        self._connect()
        self.use_theme(settings.theme)
        self.actions["plan"].setChecked(settings.show_plan)
        self.window.set_plan_shown(settings.show_plan)
        panels[1].options.unfold(settings.more_options)
        if settings.geometry is not None:
            self.window.restoreGeometry(settings.geometry)

    def use_theme(self, theme: str) -> None:
        """Puts ``system``, ``light`` or ``dark`` in force."""
        self._theme = theme
        colours = apply_theme(self._application, theme)
        tint(self.actions, colours)
        self.window.kernel_panel.grid.weights.set_colours(colours)
        for widget in self.window.findChildren(QWidget):
            if isinstance(widget, _COLOURED):
                widget.set_colours(colours)

    def choose_theme(self, theme: str) -> None:
        """Puts a theme in force and remembers it."""
        self.settings.theme = theme
        self.use_theme(theme)

    def open_sample_if_empty(self) -> None:
        """After a first picture that could not be opened: below the dialog there is a sample."""
        if self.session.picture is None:
            self.documents.open(sample_picture(FIRST_SAMPLE))

    def stop(self) -> None:
        """Ends the threads; what is being saved is finished first."""
        self.live_job.stop()
        self.documents.stop()

    def _place_actions(self) -> None:
        stack = self.session.undo_stack
        made = {
            "undo": stack.createUndoAction(self.window, "&Undo"),
            "redo": stack.createRedoAction(self.window, "&Redo"),
        }
        slots = {
            "open": self.documents.ask_open,
            "save": self.documents.ask_save,
            "quit": self.window.close,
            "zoom-in": self.viewer.zoom_in,
            "zoom-out": self.viewer.zoom_out,
            "zoom-fit": self.viewer.fit,
            "zoom-actual": self.viewer.actual_size,
            "plan": self._on_plan_triggered,
            "about": self._show_about,
        }
        self.actions = build_actions(self.window, slots, made)
        samples = {
            name: partial(self.documents.open, sample_picture(file))
            for name, file in SAMPLES.items()
        }
        themes = {name.capitalize(): partial(self.choose_theme, name) for name in THEMES}
        self.window.place_actions(self.actions, samples, themes, self.settings.theme)

    def _connect(self) -> None:
        window, documents = self.window, self.documents
        self._application.focusChanged.connect(window.show_focused)
        window.dropped.connect(documents.open_urls)
        window.close_wanted.connect(self._on_close_wanted)
        window.closing.connect(self._on_closing)
        documents.saver.failed.connect(self._on_save_failed)
        documents.saver.busy_changed.connect(self._on_saver_busy_changed)
        documents.told.connect(window.tell)
        documents.progressed.connect(window.show_progress)
        documents.saving_changed.connect(window.set_saving)
        self.live_map.state_changed.connect(window.show_state)
        self.live_map.explained.connect(window.show_plan)
        window.convolution_panel.options.unfolded.connect(self._on_options_unfolded)
        self.viewer.viewport_changed.connect(self._on_viewport_changed)
        self.viewer.hovered.connect(self._on_hovered)
        self.viewer.viewport_changed.connect(self._read_again)
        self.session.pipeline_changed.connect(self._read_again)
        self.session.picture_changed.connect(self._read_again)
        self.session.picture_changed.connect(self._on_picture_changed)
        self._application.styleHints().colorSchemeChanged.connect(self._on_colour_scheme_changed)

    def _on_close_wanted(self) -> None:
        """A save that was begun is finished first, so that its failure can still be told."""
        if self.documents.saver.busy:
            self._closing_after_save = True
            self.window.hold_open()
            self.window.tell("Saving; the studio closes when it is done …")

    def _on_save_failed(self) -> None:
        self._closing_after_save = False

    def _on_saver_busy_changed(self, busy: bool) -> None:
        if not busy and self._closing_after_save:
            self.window.close()

    def _on_closing(self) -> None:
        self.settings.geometry = self.window.saveGeometry()
        self.stop()

    def _on_viewport_changed(self) -> None:
        if self.session.picture is not None:
            self.window.show_zoom(self.viewer.viewport.scale)

    def _on_picture_changed(self) -> None:
        picture = self.session.picture
        if picture is not None:
            self.window.setWindowTitle(picture.name)  # Qt adds the program's name
            self.window.show_zoom(self.viewer.viewport.scale)

    def _on_plan_triggered(self) -> None:
        self.settings.show_plan = self.actions["plan"].isChecked()
        self.window.set_plan_shown(self.settings.show_plan)

    def _on_options_unfolded(self, unfolded: bool) -> None:
        self.settings.more_options = unfolded

    def _read_again(self) -> None:
        """What lies under a cursor that rests may have changed."""
        self._on_hovered(self.viewer.pointed_at)

    def _on_hovered(self, point: tuple[float, float] | None) -> None:
        self.window.show_reading("" if point is None else self.live_map.reading(*point))

    def _on_colour_scheme_changed(self) -> None:
        if self._theme == "system":
            self.use_theme("system")

    def _show_about(self) -> None:
        box = QMessageBox(self.window)
        box.setWindowTitle("About ConvStudio")
        box.setText(f"ConvStudio {version('convstudio')}")
        box.setInformativeText(
            "A desktop studio for convolution kernels. MIT licence.\n\n"
            "Sample photographs: “coffee” by Rachel Michetti and “camera” by Lav Varshney, both "
            "CC0; “astronaut” by NASA, in the public domain."
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def run(
    *,
    picture: Path | None = None,
    screenshot: Path | None = None,
    size: tuple[int, int] = (1280, 800),
    theme: str | None = None,
) -> int:
    """Opens the studio and returns its exit code when it is closed.

    Args:
        picture: what to open; by default a sample photograph.
        screenshot: draw the window without a screen, write it there and return.
        size: (width, height) of the window in a screenshot.
        theme: ``system``, ``light`` or ``dark``; by default the one remembered.

    Raises:
        NoDisplayError: no screen, and no screenshot asked for.
        PictureReadError: a screenshot was asked for of a picture that cannot be opened.
        PictureWriteError: the screenshot cannot be written.
    """
    if screenshot is None:
        require_display()
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = StudioApplication(["convstudio"])
    studio = Studio(application, Settings(Forgetful() if screenshot else _stored()))
    if theme is not None or screenshot is not None:
        studio.use_theme(theme or "light")
    studio.documents.open(picture or sample_picture(FIRST_SAMPLE))
    if screenshot is not None:
        take_screenshot(application, studio, screenshot, size)
        return 0
    sys.excepthook = lambda _kind, error, _trace: studio.notices.show(error)
    heartbeat = _close_on_signals(studio.window)
    if picture is not None:
        studio.documents.opener.failed.connect(studio.open_sample_if_empty)
    studio.window.show()
    code = application.exec()
    heartbeat.stop()
    return code


def _close_on_signals(window: MainWindow) -> QTimer:
    """Ctrl+C in the terminal closes the window as its own button does: a save is finished first.

    Python handles a signal between two of its own instructions, which the timer provides.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: window.close())
    timer = QTimer()
    timer.timeout.connect(_nothing)
    timer.start(_HEARTBEAT)
    return timer


def _nothing() -> None:
    """An instruction of Python's."""
