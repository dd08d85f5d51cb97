"""One window with all that belongs to it. There are no globals: this is where all meet."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.gui.actions import build_actions, tint
from convstudio.gui.comparing import Comparing
from convstudio.gui.dialogs.about import show_about
from convstudio.gui.dialogs.keys import KeysDialog
from convstudio.gui.editor import Editor
from convstudio.gui.files.files import Files
from convstudio.gui.files.sessions.session_views import SessionViews
from convstudio.gui.filtering import Filtering
from convstudio.gui.first_pipeline import first_pipeline
from convstudio.gui.inspection import Inspecting
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.layer_forms import LayerForms
from convstudio.gui.live_map import LiveMap
from convstudio.gui.main_window import MainWindow
from convstudio.gui.network import Network
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.convolution_panel import ConvolutionPanel
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.kernel.grid import KernelGrid
from convstudio.gui.panels.kernel.panel import KernelPanel
from convstudio.gui.panels.kernel.tools import ToolColumn
from convstudio.gui.panels.paired_field import LinkButton
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.preferring import Preferring
from convstudio.gui.remembering import Remembering
from convstudio.gui.session import Session
from convstudio.gui.settings import THEMES, Settings
from convstudio.gui.signals import SignalKernels
from convstudio.gui.theme import apply_theme
from convstudio.gui.tone_views import ToneViews
from convstudio.gui.viewer.colour_bar import ColourBar
from convstudio.gui.viewer.histogram_panel import HistogramPanel
from convstudio.gui.viewer.histogram_plot import HistogramPlot
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.workbench.family_page import FamilyPage
from convstudio.gui.workbench.formula_page import FormulaPage
from convstudio.gui.workbench.workbench import PAGES, Workbench
from convstudio.jobs.live import LiveJob
from convstudio.jobs.tile_cache import TileCache
from convstudio.kernel.library import shipped_library
from convstudio.kernel.own_kernels import OwnKernels
from convstudio.paths import sample_picture

SAMPLES = {
    "Coffee (colour)": "coffee.png",
    "Astronaut (colour)": "astronaut.png",
    "Cameraman (gray)": "camera.png",
    "Test chart (gray)": "test-chart.png",
}
FIRST_SAMPLE = "coffee.png"
_COLOURED = (
    NumberField,
    ChoiceBox,
    SwitchBox,
    LinkButton,
    KernelGrid,
    ToolColumn,
    HistogramPlot,
    Inspector,
    FamilyPage,
    FormulaPage,
)  # what paints with colours of its own


class Studio(QObject):
    """One window with all that belongs to it.

    Signals:
        window_wanted: another window, please, with this picture in it.
        quit_wanted: every window is to close.
        theme_chosen: the theme that every window is to have.
        preferences_chosen: there are others, by which every window is to work.
        closed: the window was closed; its threads have ended.
    """

    window_wanted = Signal(Path)
    quit_wanted = Signal()
    theme_chosen = Signal(str)
    preferences_chosen = Signal()
    closed = Signal()

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__()
        self._application = application
        self.settings = settings
        library = shipped_library()
        self.session = Session(first_pipeline(library, settings), self)
        self.viewer = Viewer()
        panels = (KernelPanel(library), ConvolutionPanel(), TonePanel(), HistogramPanel())
        self.inspector = Inspector()
        self.window = MainWindow(self.viewer, panels, self.inspector)
        self.notices = Notices(self.window)
        # Before the live map: panels that are shown while a worker runs keep each other waiting.
        self.edits = KernelEdits(self.session, library, self.notices)
        self.editor = Editor(self.edits, self.notices, panels)
        self.layer_forms = LayerForms(self.edits, self.editor, self.window)
        self.filtering = Filtering(self.edits, self.editor, self.window)
        self.cache = TileCache(settings.cache_mebibytes << 20)
        self.live_job = LiveJob(self, self.cache)
        self.live_map = LiveMap(self.session, self.live_job, self.viewer, self.notices)
        self.colour_bar = ColourBar()
        self.viewer.place_colour_bar(self.colour_bar)
        self.tone_views = ToneViews(
            self.session, self.live_map, panels[2], panels[3], self.colour_bar
        )
        self.files = Files(self.window, self.session, settings, self.notices)
        self.signals = SignalKernels(self.session)
        self.preferring = Preferring(
            self.window, self.session, settings, self.notices, self.cache, self.choose_theme
        )
        self.preferring.chosen.connect(self.preferences_chosen)
        self.files.preferences_wanted.connect(self.preferring.ask)
        self.comparing = Comparing(self.viewer, self.window.compare_button, settings)
        self.inspecting = Inspecting(self.session, self.viewer, self.inspector)
        self.remembering = Remembering(settings, self.window, self.inspecting)
        self._place_actions()
        self._fill_menus()
        self._place_workbench()
        self.network = Network(self)
        self.files.sessions.tie_views(
            SessionViews(self.session, self.viewer, self.inspecting, self.window.drawer)
        )
        self.comparing.tie(self.actions)
        self._connect()
        self.use_theme(settings.theme)
        self.remembering.tie(self.actions)

    def _place_workbench(self) -> None:
        own = OwnKernels(self.settings.own_kernels)
        self.workbench = Workbench(self.edits, self.window, self.notices, self.settings, own)
        self.workbench.fill(self.window.kernel_menu)
        self.window.add_to_toolbar([self.workbench.actions[name] for name in PAGES])

    def use_theme(self, theme: str) -> None:
        """Puts ``system``, ``light`` or ``dark`` in force."""
        self._theme = theme
        colours = apply_theme(self._application, theme)
        tint(self.actions, colours)
        self.files.set_colours(colours)
        self.workbench.set_colours(colours)
        self.network.set_colours(colours)
        self.comparing.show()
        for widget in self.window.findChildren(QWidget):
            if isinstance(widget, _COLOURED):
                widget.set_colours(colours)

    @property
    def untouched(self) -> bool:
        """Whether the first sample is open, and nobody has done anything to it."""
        picture, done = self.session.picture, self.session.undo_stack.texts
        begun = picture is not None and picture.path == sample_picture(FIRST_SAMPLE)
        readers = self.files.opening.worker, self.files.session_opening.worker
        return begun and not done and not any(reader.busy for reader in readers)

    @property
    def theme(self) -> str:
        """The theme in force: the one remembered, or asked for at the start."""
        return self._theme

    def choose_theme(self, theme: str) -> None:
        """Puts a theme in force and remembers it."""
        self.settings.theme = theme
        self.follow_theme(theme)
        self.theme_chosen.emit(theme)

    def follow_theme(self, theme: str) -> None:
        """Puts a theme in force that was chosen, here or in another window."""
        self.use_theme(theme)
        self.window.show_theme(theme)

    def open_sample_if_empty(self) -> None:
        """After a first picture that could not be opened: below the dialog there is a sample."""
        if self.session.picture is None:
            self.files.opening.open(sample_picture(FIRST_SAMPLE))

    def stop(self) -> None:
        """Ends the threads; what is being saved is finished first."""
        with ExitStack() as parts:  # whatever goes wrong in one, the others end too
            inspector = self.inspecting.job
            for part in (self.files, self.live_job, inspector, self.workbench, self.network):
                parts.callback(part.stop)

    def _place_actions(self) -> None:
        stack = self.session.undo_stack
        made = {
            "undo": stack.undo_action(self.window),
            "redo": stack.redo_action(self.window),
        }
        slots = {
            "new-window": self._want_window,
            "close": self.window.close,
            "quit": self.quit_wanted.emit,
            "zoom-in": self.viewer.navigator.zoom_in,
            "zoom-out": self.viewer.navigator.zoom_out,
            "zoom-fit": self.viewer.navigator.fit,
            "zoom-actual": self.viewer.navigator.actual_size,
            **self.comparing.slots,
            **self.remembering.slots,
            "histogram": self.window.side.toggle_histogram,
            **self.inspecting.slots,
            "keys": lambda: KeysDialog(self.window).open(),
            "about": lambda: show_about(self.window),
        }
        self.actions = build_actions(self.window, slots, made)
        self.inspecting.place_actions(self.actions)
        themes = {name.capitalize(): partial(self.choose_theme, name) for name in THEMES}
        self.window.place_actions(self.actions, themes, self.settings.theme)

    def _fill_menus(self) -> None:
        """Files come between a new window and closing this one."""
        samples = {
            name: partial(self.files.opening.open, sample_picture(file))
            for name, file in SAMPLES.items()
        }
        self.files.fill(samples)
        self.window.file_menu.addActions([self.actions["close"], self.actions["quit"]])

    def _connect(self) -> None:
        window = self.window
        self._application.focusChanged.connect(self._on_focus_changed)
        window.closing.connect(self._on_closing)
        self.files.session_opening.picture_wanted.connect(self.open_sample_if_empty)
        self.files.opening.opened.connect(self.signals.settle)
        self.signals.told.connect(window.status.tell)
        self.live_map.state_changed.connect(window.status.show_state)
        self.live_map.explained.connect(window.status.show_plan)
        self.viewer.difference_wanted.connect(window.tone_panel.rest)
        self.live_map.progressed.connect(window.status.show_progress)
        window.status.call_off_wanted.connect(self.live_map.call_off)
        window.histogram.scope_chosen.connect(self.live_map.choose_scope)
        self.inspecting.told.connect(window.status.tell)
        self.workbench.told.connect(window.status.tell)
        self.network.told.connect(window.status.tell)
        self.workbench.texts.picture_pasted.connect(self.files.opening.paste)
        window.drawer.opened_changed.connect(self._on_drawer_opened)
        self.inspecting.opened_changed.connect(self._on_inspector_opened)
        self.live_job.busy_changed.connect(self.workbench.library.page.set_busy)
        self.live_map.graded.connect(self.inspecting.show_grading)
        self.live_map.shown.connect(self.inspecting.look_again)
        self.live_map.shown.connect(self._read_again)
        self.viewer.viewport_changed.connect(self._on_viewport_changed)
        self.viewer.hovered.connect(self._on_hovered)
        self.viewer.viewport_changed.connect(self._read_again)
        self.session.pipeline_changed.connect(self._read_again)
        self.session.trial_changed.connect(self._read_again)
        self.session.hand_changed.connect(self._read_again)
        self.session.picture_changed.connect(self._read_again)
        self.session.picture_changed.connect(self._on_viewport_changed)
        self._application.styleHints().colorSchemeChanged.connect(self._on_colour_scheme_changed)

    def _on_focus_changed(self, _before: QWidget | None, field: QWidget | None) -> None:
        self.window.side.show_focused(field)

    def _on_closing(self) -> None:
        self.remembering.keep_layout()
        self.stop()
        self.closed.emit()

    def _want_window(self) -> None:
        self.window_wanted.emit(sample_picture(FIRST_SAMPLE))

    def _on_viewport_changed(self) -> None:
        if self.session.picture is not None:
            plotted = self.viewer.original.is_signal
            scale = None if plotted else self.viewer.navigator.viewport.scale
            self.window.status.show_zoom(scale)

    def _on_drawer_opened(self, opened: bool) -> None:
        self.window.settle()  # what is measured is the room that there is now
        self.comparing.yield_room(self.window.drawer.width() if opened else 0)

    def _on_inspector_opened(self, opened: bool) -> None:
        """Beside a drawer that opened while the inspector lay below the views."""
        if not opened and self.window.drawer.opened:
            self.window.settle()
            self.comparing.use_height()

    def _read_again(self) -> None:
        """What lies under a cursor that rests may have changed."""
        self._on_hovered(self.viewer.pointed_at)

    def _on_hovered(self, point: tuple[float, float] | None) -> None:
        self.window.status.show_reading("" if point is None else self.live_map.reading(*point))

    def _on_colour_scheme_changed(self) -> None:
        if self._theme == "system":
            self.use_theme("system")
