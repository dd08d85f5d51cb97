"""The plots of the Response page under one another, each with its name and a way to save it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.gui.icons import tinted_icon
from convstudio.gui.panels.boxes import FlatButton
from convstudio.gui.panels.fields import in_lines, in_six_digits
from convstudio.gui.panels.form import muted_label
from convstudio.gui.theme import Colours
from convstudio.gui.workbench.amount_row import AmountRow
from convstudio.gui.workbench.plot_saver import PlotSaver
from convstudio.gui.workbench.plots import CurvePlot, Plot, PointPlot, SpectrumPlot
from convstudio.jobs.responses import Response
from convstudio.kernel.response_csv import curve_csv, plane_csv, spectrum_csv

_SPECTRUM_HEIGHT, _CURVE_HEIGHT, _POINT_HEIGHT = 300, 150, 220  # pixels
_MAGNITUDE, _FREQUENCY = "magnitude", "frequency, cycles/pixel"
_DISTANCE, _VALUE = "distance, pixels", "value"


@dataclass(frozen=True)
class _Section:
    """A plot with what stands about it."""

    plot: Plot
    title: str
    tip: str
    stem: str
    table: Callable[[Response], str]


class ResponsePlots(QWidget):
    """All plots of a Response, with the row that chooses the angle between them."""

    def __init__(self, angle: AmountRow, saver: PlotSaver) -> None:
        super().__init__()
        self._saver = saver
        self._response: Response | None = None
        self.spectrum = SpectrumPlot(_SPECTRUM_HEIGHT)
        self.slice = CurvePlot(
            "Slice of the frequency response", _FREQUENCY, _MAGNITUDE, _CURVE_HEIGHT, points=False
        )
        self.edge = CurvePlot("Response to an edge", _DISTANCE, _VALUE, _CURVE_HEIGHT, points=True)
        self.line = CurvePlot("Response to a line", _DISTANCE, _VALUE, _CURVE_HEIGHT, points=True)
        self.point = PointPlot(_POINT_HEIGHT)
        self.peak = muted_label("The largest magnitude", lines=2)
        self.ghost = muted_label("What the dashed curve is", lines=1)
        self.buttons: list[FlatButton] = []
        self.spectrum.angle_dragged.connect(angle.set_value)
        self._sections = self._declared()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        spectrum, slice_, *others = self._sections
        self._add(column, spectrum)
        column.addWidget(self.peak)
        angle_row = QHBoxLayout()
        label = QLabel(angle.amount.label)
        label.setBuddy(angle)
        angle_row.addWidget(label)
        angle_row.addWidget(angle, 1)
        column.addLayout(angle_row)
        self._add(column, slice_)
        column.addWidget(self.ghost)
        for section in others:
            self._add(column, section)

    def set_colours(self, colours: Colours) -> None:
        """The colours of plots and buttons."""
        for section in self._sections:
            section.plot.set_colours(colours)
        for button in self.buttons:
            button.setIcon(tinted_icon("save", colours))

    def show_response(self, response: Response) -> None:
        """Shows all of it; what is the same as before stays as it is drawn."""
        measures = response.measures
        if self._response is None or self._response.measures is not measures:
            self.spectrum.show_spectrum(measures.spectrum)
            self.point.show_point(measures.point, _point_at(response))
            self.peak.setText(_peak_words(response))
        self.spectrum.show_angle(response.angle)
        self.slice.show_curve(response.slice, response.before)
        self.edge.show_curve(response.edge)
        self.line.show_curve(response.line)
        self.ghost.setText("Dashed: the kernel before." if response.before else "")
        self._response = response

    def _declared(self) -> tuple[_Section, ...]:
        return (
            _Section(
                self.spectrum,
                "Frequency response",
                "What becomes of waves: how strong each comes out. Even areas are in the middle, "
                "the finest detail is at the borders. The white line is the slice below; drag it.",
                "frequency-response",
                lambda response: spectrum_csv(response.measures.spectrum),
            ),
            _Section(
                self.slice,
                "Slice",
                "The frequency response along the white line, from even areas to the finest "
                "detail in that direction.",
                "slice",
                _slice_table,
            ),
            _Section(
                self.edge,
                "An edge",
                "What comes out across an edge from 0 to 1 that rises towards the angle.",
                "edge",
                lambda response: curve_csv(response.edge, _DISTANCE, _VALUE),
            ),
            _Section(
                self.line,
                "A line",
                "What comes out across a line of 1 on 0, one pixel wide, that lies across the "
                "angle.",
                "line",
                lambda response: curve_csv(response.line, _DISTANCE, _VALUE),
            ),
            _Section(
                self.point,
                "A point",
                "What a single pixel of 1 on 0 becomes: blue below 0, red above.",
                "point",
                lambda response: plane_csv(response.measures.point, _point_at(response)),
            ),
        )

    def _add(self, column: QVBoxLayout, section: _Section) -> None:
        title = QLabel(section.title)
        title.setProperty("role", "heading")
        title.setToolTip(in_lines(section.tip))
        section.plot.setToolTip(in_lines(section.tip))
        button = FlatButton()
        button.setAccessibleName(f"Save plot: {section.title}")
        button.setToolTip(f"Save “{section.title}” as PNG, SVG or CSV")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.clicked.connect(lambda: self._ask(section))
        self.buttons.append(button)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(button)
        column.addLayout(head)
        column.addWidget(section.plot)

    def _ask(self, section: _Section) -> None:
        response = self._response
        if response is None:
            return
        word = "".join(c if c.isalnum() else "-" for c in response.kernel.name.lower())
        self._saver.ask(section.plot, f"{word}-{section.stem}", lambda: section.table(response))


def _point_at(response: Response) -> tuple[int, int]:
    """Where in its response the point itself stands."""
    layer = response.layer
    row, column = layer.anchor
    if layer.flip:
        return row, column
    return layer.kernel.rows - 1 - row, layer.kernel.columns - 1 - column


def _slice_table(response: Response) -> str:
    value = f"{_MAGNITUDE} at {response.angle:g}°"
    ghost = ("of the kernel before", response.before) if response.before else None
    return curve_csv(response.slice, _FREQUENCY, value, ghost)


def _peak_words(response: Response) -> str:
    """What dark and bright stand for."""
    spectrum = response.measures.spectrum
    largest = float(spectrum.magnitude.max())
    if largest == 0:
        return "0 everywhere"
    row, column = divmod(int(spectrum.magnitude.argmax()), len(spectrum.frequencies))
    across, up = spectrum.frequencies[column], -spectrum.frequencies[row]
    return (
        f"Dark is 0, bright {in_six_digits(largest)}, reached at {abs(across):.3g} across and "
        f"{abs(up):.3g} up or down."
    )
