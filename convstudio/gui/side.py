"""The right side of the window: the layers across its top, below them the panels, which scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.panels.convolution_panel import ConvolutionPanel
from convstudio.gui.panels.form import PANEL_WIDTH, rule
from convstudio.gui.panels.kernel.panel import KernelPanel
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.viewer.histogram_panel import HistogramPanel

_NARROWEST_PANELS = 200
_LINE = 1  # that the style sheet draws left of it
_SEEN = 8  # pixels around what comes into view

Panels = tuple[KernelPanel, ConvolutionPanel, TonePanel, HistogramPanel]


class Side(QWidget):
    """What stays at the top, and the column of panels that scrolls below it.

    Attributes:
        scroll_area: what the panels scroll in.
    """

    def __init__(self, panels: Panels) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        _kernel, self._convolution, _tone, self._histogram = panels
        self._column = QVBoxLayout()
        self.scroll_area = _PanelScroll()
        self._fill_column(panels)
        self._top = QVBoxLayout()
        self._top.setSpacing(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(_LINE, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(self.scroll_area, 1)
        self._convolution.options.unfolded.connect(self._on_unfolded)
        self._histogram.unfolded.connect(self._on_histogram_unfolded)

    def place_at_top(self, widget: QWidget) -> None:
        """Puts it above the panels, below what is there already; it does not scroll with them."""
        self._top.addWidget(widget)

    def place_panel(self, panel: QWidget, *, before: QWidget) -> None:
        """Puts one more panel into the column; it may hide, and its line does so with it."""
        index = self._column.indexOf(before)
        self._column.insertWidget(index, _line_under(panel))
        self._insert(index, panel)

    def show_focused(self, field: QWidget | None) -> None:
        """A letter can lead to a field that is scrolled away; under the mouse nothing may move."""
        if (
            field is not None
            and self.scroll_area.isAncestorOf(field)
            and QApplication.mouseButtons() == Qt.MouseButton.NoButton
        ):
            self.scroll_area.ensureWidgetVisible(field, 0, _SEEN)

    def toggle_histogram(self) -> None:
        """Unfolds the histogram or folds it; one that is scrolled out of sight comes into sight."""
        top = self._histogram.mapTo(self.scroll_area.viewport(), QPoint(0, 0)).y()
        seen = self._histogram.height() // 2
        if (
            self._histogram.is_unfolded
            and not -seen <= top <= self.scroll_area.viewport().height() - seen
        ):
            self._show_histogram()
            self._histogram.unfolded.emit(True)
            return
        self._histogram.toggle()

    def _fill_column(self, panels: Panels) -> None:
        column = QWidget()
        column.setObjectName("panels")
        column.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for panel in panels:
            self._insert(-1, panel)
            if panel is not panels[-1]:
                self._column.addWidget(_line_under(panel))
        self._column.addStretch(1)
        self.scroll_area.setWidget(column)
        self.scroll_area.setWidgetResizable(True)

    def _insert(self, index: int, panel: QWidget) -> None:
        panel.setFixedWidth(PANEL_WIDTH)  # with or without a scroll bar
        self._column.insertWidget(index, panel, alignment=Qt.AlignmentFlag.AlignLeft)

    def _on_unfolded(self, unfolded: bool) -> None:
        """What was unfolded comes into view as far as there is room."""
        if unfolded:
            QTimer.singleShot(0, self, self._show_options)

    def _on_histogram_unfolded(self, unfolded: bool) -> None:
        if unfolded:
            QTimer.singleShot(0, self, self._show_histogram)

    def _show_histogram(self) -> None:
        self.scroll_area.ensureWidgetVisible(self._histogram, 0, _SEEN)

    def _show_options(self) -> None:
        self.scroll_area.ensureWidgetVisible(self._convolution.options, 0, _SEEN)


class _PanelScroll(QScrollArea):
    """As wide as the panels; in a narrow window less, and they scroll to the side as well."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel-scroll")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(_NARROWEST_PANELS)

    def sizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(PANEL_WIDTH + bar, super().sizeHint().height())


class _Follower(QObject):
    """Shows and hides a line as the panel above it is shown and hidden."""

    def __init__(self, line: QWidget) -> None:
        super().__init__(line)
        self._line = line

    def eventFilter(self, panel: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            assert isinstance(panel, QWidget)  # noqa: S101
            self._line.setVisible(not panel.isHidden())
        return False


def _line_under(panel: QWidget) -> QFrame:
    line = rule()
    line.setVisible(not panel.isHidden())
    panel.installEventFilter(_Follower(line))
    return line
