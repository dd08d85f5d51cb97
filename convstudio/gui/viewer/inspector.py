"""The inspector: one value of the feature map as a worked sum.

Who uses it: a teacher who points at one pixel before a class and wants the textbook's sum on
screen; an engineer who asks why this value is what it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.gui.elided_label import ElidedFacts
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.theme import Colours
from convstudio.gui.viewer.inspector_body import STACKED_BELOW, InspectorBody
from convstudio.gui.viewer.inspector_channels import ChannelsList
from convstudio.gui.viewer.inspector_choice import PageChoice
from convstudio.gui.viewer.inspector_foot import BAR, InspectorFoot
from convstudio.gui.viewer.inspector_lines import heading_facts, step_lines
from convstudio.gui.viewer.inspector_pages import view, view_names
from convstudio.gui.viewer.inspector_pins import Pin, PinList
from convstudio.gui.viewer.inspector_steps import StepsView
from convstudio.gui.viewer.inspector_sum import WorkedSum
from convstudio.gui.viewer.inspector_terms import TermsList
from convstudio.gui.viewer.inspector_text import in_words, worked_text
from convstudio.gui.viewer.inspector_tone import Toned
from convstudio.pipeline.inspection import Inspection

_LEAST = QSize(500, 190)  # below it the whole panel scrolls
_HEIGHT = 252


class Inspector(QScrollArea):
    """Shows an inspection and what can be done with it; knows no picture and no pipeline.

    Signals:
        channel_chosen: the index of the value of each pixel that is to be worked.
        speed_chosen: pixels a second, None for a row a frame.
        pin_chosen: the index of a pin to inspect.
        unpinned: the index of a pin that is no longer wanted.
        descended: the channel, row and column of a value of the map below that was double-clicked.
    """

    channel_chosen = Signal(int)
    speed_chosen = Signal(object)
    pin_chosen = Signal(int)
    unpinned = Signal(int)
    descended = Signal(str, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._found: Inspection | None = None
        self._toned: Toned | None = None
        self.setAccessibleName("Inspector")
        self.setObjectName("inspector")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make_parts()
        inner = QWidget()
        inner.setObjectName("panels")
        inner.setMinimumSize(_LEAST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._middle(), 1)
        column.addWidget(self.pins)
        column.addWidget(self.foot)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setMinimumHeight(110)
        self.show_message("")

    def place_actions(self, actions: Mapping[str, QAction]) -> None:
        """Gives the buttons their actions."""
        self.foot.place_actions(actions)
        self._fit_width()

    def set_colours(self, colours: Colours) -> None:
        """The colours of signs, lines and text."""
        self.sum.set_colours(colours)
        self.steps.set_colours(colours)
        self.terms.terms.set_colours(colours)
        self.channels.set_colours(colours)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def sizeHint(self) -> QSize:
        """What a worked sum takes; the views have the rest, however high the window is."""
        return QSize(_LEAST.width(), _HEIGHT)

    # What it shows

    @property
    def found(self) -> Inspection | None:
        """The inspection on show."""
        return self._found

    @property
    def toned(self) -> Toned | None:
        """What tone makes of it, where that is known."""
        return self._toned

    @property
    def text(self) -> str:
        """The worked sum as text; nothing where there is none."""
        return "" if self._found is None else worked_text(self._found, self._toned)

    def show_inspection(self, found: Inspection, toned: Toned | None) -> None:
        """Shows a value; page, list and scrolling stay as they were."""
        self._found, self._toned = found, toned
        self.title.show_facts(heading_facts(found), 1)
        self._show_channels(found)
        self.choice.show_names(view_names(found))
        self.steps.show_steps(step_lines(found, toned), toned)
        self._show_page()

    def show_message(self, message: str) -> None:
        """Says in words why there is no sum, or how to get one."""
        self._found, self._toned = None, None
        self.title.show_facts(("Inspector",))
        self.channel.setVisible(False)
        self.choice.show_names(())
        self.steps.show_steps((), None)
        self.terms.terms.show_terms(None, ())
        self.channels.channels.show_channels(None)
        self.sum.show_message(message)
        self.sum.setAccessibleDescription(message)
        self._stack.setCurrentWidget(self.sum)
        self.body.lay_out()

    def show_pins(self, pins: tuple[Pin, ...]) -> None:
        """Shows the pinned pixels, if any."""
        self.pins.show_pins(pins)

    def copy(self) -> None:
        """Puts the worked sum into the clipboard, as text."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(self.text)

    # Its parts

    def _make_parts(self) -> None:
        self.title = ElidedFacts()
        self.title.setProperty("role", "heading")
        self.title.setAccessibleName("Inspected pixel")
        self.channel = ChoiceBox(
            "Inspected channel", "Which of the pixel's values is worked out below."
        )
        self.channel.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.channel.activated.connect(self.channel_chosen)
        self.choice = PageChoice()
        self.pages = self.choice.tabs
        self.choice.changed.connect(self._show_page)
        self.by_size = QToolButton()
        self.by_size.setCheckable(True)
        self.by_size.setAccessibleName("Largest terms first")
        self.by_size.setToolTip(
            "List the products from the largest to the smallest, each with what share of the sum"
            " of all sizes is still to come after it."
        )
        self.by_size.toggled.connect(self._show_page)
        self.sum, self.terms, self.steps, self.pins = (
            WorkedSum(),
            TermsList(),
            StepsView(),
            PinList(),
        )
        self.sum.descended.connect(self.descended)
        self.channels = ChannelsList()
        self.channels.opened.connect(self._on_channel_opened)
        self.pins.chosen.connect(self.pin_chosen)
        self.pins.unpinned.connect(self.unpinned)
        self.foot = InspectorFoot()
        self.foot.speed_chosen.connect(self.speed_chosen)
        self.speed, self.speed_label = self.foot.speed, self.foot.speed_label

    def _head(self) -> QWidget:
        head, row = _row()
        row.addWidget(self.title)
        row.addWidget(self.channel)
        row.addWidget(self.choice)
        row.addStretch(1)
        row.addWidget(self.by_size)
        return head

    def _middle(self) -> QScrollArea:
        self._stack = QStackedWidget()
        for page in (self.sum, self.terms, self.channels):
            self._stack.addWidget(page)
        self.body = InspectorBody(self._stack, self.sum, self.steps)
        area = QScrollArea()
        area.setWidget(self.body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _show_channels(self, found: Inspection) -> None:
        names = [self.channel.itemText(index) for index in range(self.channel.count())]
        if names != list(found.names):
            self.channel.clear()
            self.channel.addItems(list(found.names))
        self.channel.setCurrentIndex(found.channel)
        self.channel.setVisible(len(found.names) > 1)

    def _show_page(self) -> None:
        if self._found is None:
            return
        found, page = self._found, view(self._found, self.choice.index)
        self.sum.setAccessibleDescription(in_words(found, self._toned))
        self.by_size.setEnabled(found.kind == "sum")
        if self.by_size.isChecked() and self.by_size.isEnabled():
            self.terms.terms.show_terms(found, page.planes)
            self._stack.setCurrentWidget(self.terms)
        elif page.grids:
            self.sum.show_view(found, page)
            self._stack.setCurrentWidget(self.sum)
        else:
            self.channels.channels.show_channels(found)
            self._stack.setCurrentWidget(self.channels)
        self.body.lay_out()

    def _fit_width(self) -> None:
        """Shorter words and icons in a narrow panel."""
        narrow = self.width() < STACKED_BELOW
        self.by_size.setText("By size" if narrow else "Largest terms first")
        self.choice.set_narrow(narrow=narrow)
        self.foot.set_narrow(narrow=narrow)

    def _on_channel_opened(self, plane: int) -> None:
        """Shows the grids of one of many channels; the list of all is the page before them."""
        self.choice.choose(plane + 1)


def _row() -> tuple[QWidget, QHBoxLayout]:
    """A bar of controls, as high as any other."""
    bar = QWidget()
    bar.setFixedHeight(BAR)
    row = QHBoxLayout(bar)
    row.setContentsMargins(12, 2, 8, 2)
    row.setSpacing(8)
    return bar, row
