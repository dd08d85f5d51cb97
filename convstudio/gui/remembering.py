"""Remembering: what is shown, unfolded and how large, from one start to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from convstudio.gui.inspection import Inspecting
from convstudio.gui.main_window import MainWindow
from convstudio.gui.settings import Settings


class Remembering(QObject):
    """Settings → window when it is made, and window → settings from then on."""

    def __init__(self, settings: Settings, window: MainWindow, inspecting: Inspecting) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._inspecting = inspecting
        self._actions: Mapping[str, QAction] = {}

    @property
    def slots(self) -> dict[str, Callable[[], object]]:
        """What its actions do, by their names in the table."""
        return {"panels": self._on_panels_triggered, "plan": self._on_plan_triggered}

    def tie(self, actions: Mapping[str, QAction]) -> None:
        """Puts what is remembered in force, and follows what becomes of it."""
        self._actions = actions
        self._follow()
        settings, window = self._settings, self._window
        actions["panels"].setChecked(settings.panels_shown)
        window.set_panels_shown(settings.panels_shown)
        actions["plan"].setChecked(settings.show_plan)
        window.status.set_plan_shown(settings.show_plan)
        if settings.inspector_split is not None:
            window.viewer_split.restoreState(settings.inspector_split)
        self._inspecting.open(opened=settings.inspector)
        window.convolution_panel.options.unfold(settings.more_options)
        window.histogram.unfold(settings.show_histogram)
        window.histogram.set_logarithmic(settings.log_histogram)
        actions["histogram"].setChecked(settings.show_histogram)
        if settings.geometry is not None:
            window.restoreGeometry(settings.geometry)

    def keep_layout(self) -> None:
        """Keeps the sizes, of a window that is about to close."""
        self._settings.geometry = self._window.saveGeometry()
        self._settings.inspector_split = self._window.viewer_split.saveState()

    def _follow(self) -> None:
        window = self._window
        window.convolution_panel.options.unfolded.connect(self._on_options_unfolded)
        window.histogram.unfolded.connect(self._on_histogram_unfolded)
        window.histogram.scale_chosen.connect(self._on_scale_chosen)
        self._inspecting.opened_changed.connect(self._on_inspector_opened)

    def _on_panels_triggered(self) -> None:
        self._settings.panels_shown = self._actions["panels"].isChecked()
        self._window.set_panels_shown(self._settings.panels_shown)

    def _on_plan_triggered(self) -> None:
        self._settings.show_plan = self._actions["plan"].isChecked()
        self._window.status.set_plan_shown(self._settings.show_plan)

    def _on_inspector_opened(self, opened: bool) -> None:
        self._settings.inspector = opened

    def _on_options_unfolded(self, unfolded: bool) -> None:
        self._settings.more_options = unfolded

    def _on_histogram_unfolded(self, unfolded: bool) -> None:
        self._settings.show_histogram = unfolded
        self._actions["histogram"].setChecked(unfolded)

    def _on_scale_chosen(self, logarithmic: bool) -> None:
        self._settings.log_histogram = logarithmic
