"""The main window: places the viewer, the panels, menus, toolbar and status bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QToolButton,
    QWidget,
)

from convstudio.gui.files.pictures.incoming import incoming, may_hold_picture
from convstudio.gui.side import Panels, Side
from convstudio.gui.status_bar import StatusBar
from convstudio.gui.viewer.inspector import Inspector
from convstudio.gui.viewer.modes import MODES
from convstudio.gui.viewer.viewer import Viewer
from convstudio.gui.workbench.drawer import Drawer

_ZOOMS = tuple(f"zoom-{name}" for name in ("fit", "actual", "in", "out"))
_FRAME = 40  # pixels that a title bar and borders take at most


class MainWindow(QMainWindow):
    """Places what it is given; knows no picture and no pipeline.

    Signals:
        dropped: what was dropped on the window, as Incoming.
        close_wanted: somebody wants to close it; ``hold_open`` keeps it.
        closing: the window is about to close.
    """

    dropped = Signal(object)
    closing = Signal()
    close_wanted = Signal()

    def __init__(self, viewer: Viewer, panels: Panels, inspector: Inspector) -> None:
        super().__init__()
        self.viewer = viewer
        self.kernel_panel, self.convolution_panel, self.tone_panel, self.histogram = panels
        self.side = Side(panels)
        self.inspector = inspector
        self._held_open = False
        self._passing_on = False
        self.setWindowTitle("ConvStudio")
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(400, 300))
        self.resize(_first_size(self.screen().availableGeometry().size()))
        self.compare_button = QToolButton()
        self.compare_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.compare_button.setAccessibleName("Compare")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.drawer = Drawer()
        self._place_centre()
        self.status = StatusBar()
        self.setStatusBar(self.status)

    def place_actions(
        self,
        actions: dict[str, QAction],
        themes: Mapping[str, Callable[[], None]],
        theme: str,
    ) -> None:
        """Fills menus and toolbar.

        Args:
            actions: those of the table in actions.py.
            themes: what chooses each theme, by name.
            theme: the one in force.
        """
        self._place_menus(actions)
        self._themes = _fill(self._theme_menu, themes)
        _check_one(self._theme_menu, self._themes, theme.capitalize())
        self._place_toolbar(actions)
        self._name_buttons()

    def _place_menus(self, actions: dict[str, QAction]) -> None:
        self.file_menu = self.menuBar().addMenu("&File")
        self.file_menu.addAction(actions["new-window"])
        self.edit_menu = self.menuBar().addMenu("&Edit")
        self.edit_menu.addActions([actions["undo"], actions["redo"]])
        self.kernel_menu = self.menuBar().addMenu("&Kernel")
        self.layer_menu = self.menuBar().addMenu("&Layer")
        self._fill_view_menu(self.menuBar().addMenu("&View"), actions)
        self.examples_menu = self.menuBar().addMenu("Examples")
        self.examples_menu.menuAction().setVisible(False)  # until there are some
        help_menu = self.menuBar().addMenu("&Help")
        help_menu.addActions([actions["keys"], actions["about"]])

    def _fill_view_menu(self, view_menu: QMenu, actions: dict[str, QAction]) -> None:
        view_menu.addActions([actions[name] for name in _ZOOMS])
        view_menu.addSeparator()
        compare_menu = view_menu.addMenu("&Compare")
        self.compare_button.setMenu(compare_menu)
        compare_menu.addActions([actions[f"compare-{name}"] for name in MODES])
        compare_menu.addSeparator()
        compare_menu.addActions([actions["compare-next"], actions["compare-previous"]])
        view_menu.addSeparator()
        view_menu.addActions(
            [actions[name] for name in ("inspector", "histogram", "panels", "plan")]
        )
        pixel_menu = view_menu.addMenu("Inspected pi&xel")
        pixel_menu.addActions([actions[name] for name in ("follow", "pin", "copy-sum")])
        pixel_menu.addSeparator()
        playing = ("play", "step-back", "step-forward", "stop")
        pixel_menu.addActions([actions[name] for name in playing])
        self._theme_menu = view_menu.addMenu("&Theme")

    def _place_toolbar(self, actions: dict[str, QAction]) -> None:
        toolbar = self.addToolBar("Main toolbar")
        toolbar.setMovable(False)
        toolbar.setIconSize(QSize(20, 20))
        toolbar.addActions([actions["undo"], actions["redo"]])
        toolbar.addSeparator()
        toolbar.addActions([actions[name] for name in _ZOOMS])
        toolbar.addSeparator()
        toolbar.addWidget(self.compare_button)
        self._toolbar_end = toolbar.addSeparator()
        toolbar.addAction(actions["panels"])
        self._toolbar = toolbar

    def begin_toolbar(self, actions: list[QAction]) -> None:
        """Puts buttons before the first one."""
        first = self._toolbar.actions()[0]
        self._toolbar.insertActions(first, actions)
        self._toolbar.insertSeparator(first)
        self._name_buttons()

    def add_to_toolbar(self, actions: list[QAction]) -> None:
        """Puts buttons before the last one."""
        self._toolbar.insertActions(self._toolbar_end, actions)
        self._toolbar.insertSeparator(actions[0])
        self._name_buttons()

    def button_of(self, action: QAction) -> QWidget | None:
        """The button of the toolbar that an action has, if it has one."""
        return self._toolbar.widgetForAction(action)

    def _name_buttons(self) -> None:
        for action in self._toolbar.actions():
            button = self._toolbar.widgetForAction(action)
            if button is not None and action.text():
                button.setAccessibleName(action.text().replace("&", ""))

    def show_theme(self, theme: str) -> None:
        """Checks the theme that is in force in its menu."""
        for action in self._themes:
            action.setChecked(action.text() == theme.capitalize())

    def place_under_view(self, widget: QWidget) -> None:
        """Puts it below the views and the inspector, in what shares the height with them."""
        self.viewer_split.addWidget(widget)
        self.viewer_split.setStretchFactor(self.viewer_split.count() - 1, 0)

    def settle(self) -> None:
        """Gives the views the room at once that a drawer or an inspector left or took."""
        self._row.activate()
        self.viewer_split.refresh()

    @property
    def panels_shown(self) -> bool:
        """Whether the panels stand beside the views."""
        return not self.side.isHidden()

    def set_panels_shown(self, shown: bool) -> None:
        """Whether the panels stand beside the views."""
        self.side.setVisible(shown)

    def hold_open(self) -> None:
        """Keeps the window that somebody just wanted to close."""
        self._held_open = True

    # The window itself

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if may_hold_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(incoming(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._held_open = False
        self.close_wanted.emit()
        if self._held_open:
            event.ignore()
            return
        self.closing.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._pass_on(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._pass_on(event)

    def _pass_on(self, event: QKeyEvent) -> None:
        """A key that a button or a list has no use for is meant for the view.

        The view hands back, through its parents, what means nothing to it either.
        """
        event.ignore()
        if not self._passing_on:
            self._passing_on = True
            QApplication.sendEvent(self.viewer.map, event)
            self._passing_on = False

    def _place_centre(self) -> None:
        centre = QWidget()
        self._row = row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.viewer_split = QSplitter(Qt.Orientation.Vertical)
        self.viewer_split.addWidget(self.viewer)
        self.viewer_split.addWidget(self.inspector)
        self.viewer_split.setChildrenCollapsible(False)
        self.viewer_split.setHandleWidth(1)
        self.viewer_split.setStretchFactor(0, 1)
        self.viewer_split.setStretchFactor(1, 0)
        row.addWidget(self.drawer)
        row.addWidget(self.viewer_split, 1)
        row.addWidget(self.side)
        self.setCentralWidget(centre)


def _first_size(screen: QSize) -> QSize:
    """Three quarters of the screen, at least 1280×800 where the window and its frame have room."""
    return (screen * 0.75).expandedTo(QSize(1280, 800)).boundedTo(screen - QSize(0, _FRAME))


def _fill(menu: QMenu, entries: Mapping[str, Callable[[], None]]) -> list[QAction]:
    actions = []
    for name, slot in entries.items():
        action = menu.addAction(name)
        action.triggered.connect(lambda _checked=False, slot=slot: slot())
        actions.append(action)
    return actions


def _check_one(menu: QMenu, actions: list[QAction], checked: str) -> None:
    """Makes the actions exclusive choices."""
    group = QActionGroup(menu)
    for action in actions:
        action.setCheckable(True)
        action.setChecked(action.text() == checked)
        group.addAction(action)
