"""Smallest, largest, mean and σ of original and map, in a table of three lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from convstudio.gui.viewer.histogram_axis import in_digits
from convstudio.gui.viewer.histogram_curves import LABEL_WIDTH
from convstudio.numerics.analysis import Statistics
from convstudio.pipeline.survey import Survey

_DIGITS = 6
_ESTIMATED_DIGITS = 3  # of what samples say
_SPACING = 4  # pixels
_COLUMNS = {
    "min": ("minimum", "The smallest value."),
    "max": ("maximum", "The largest value."),
    "mean": ("mean", "The mean of all values."),
    "σ": ("deviation", "The standard deviation: the root of the mean square of value − mean."),
}
_ROWS = ("Original", "Map")


class HistogramTable(QWidget):
    """Numbers in the picture's own units, with up to six digits as far as there is room.

    What was estimated says so, in fewer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Statistics of the original and of the map")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_SPACING)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH - _SPACING)
        for row, name in enumerate(_ROWS, 1):
            grid.addWidget(_cell(name, Qt.AlignmentFlag.AlignLeft), row, 0)
        self._cells: dict[tuple[int, str], QLabel] = {}
        for column, (name, (attribute, tip)) in enumerate(_COLUMNS.items(), 1):
            grid.setColumnStretch(column, 1)
            heading = _cell(name, Qt.AlignmentFlag.AlignRight)
            heading.setToolTip(tip)
            grid.addWidget(heading, 0, column)
            for row, of in enumerate(_ROWS):
                cell = self._cells[row, attribute] = _cell("–", Qt.AlignmentFlag.AlignRight)
                cell.setAccessibleName(f"{name} of the {of.lower()}")
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                # The words are cut to the room, not the room to the words: columns stay.
                cell.setMinimumWidth(1)
                grid.addWidget(cell, row + 1, column)

    def words(self, row: int, attribute: str) -> str:
        """What a cell says: of the original in row 0, of the map in row 1."""
        return self._cells[row, attribute].text()

    def show_surveys(self, surveys: tuple[Survey, ...]) -> None:
        """Shows the statistics of original and map; none at all where there is no map."""
        for (row, attribute), cell in self._cells.items():
            if not surveys:
                cell.setText("–")
                cell.setToolTip("")
                continue
            survey = surveys[row]
            value = getattr(survey.statistics, attribute)
            cell.setText(self._that_fit(cell, value, survey.exact))
            cell.setToolTip(_told(survey.statistics, value, survey.exact))

    def _that_fit(self, cell: QLabel, value: float, exact: bool) -> str:
        room = (self.width() - LABEL_WIDTH) // len(_COLUMNS) - _SPACING
        metrics = cell.fontMetrics()
        about, most = ("", _DIGITS) if exact else ("≈ ", _ESTIMATED_DIGITS)
        words = [about + in_digits(value, digits) for digits in range(most, 1, -1)]
        fitting = (one for one in words if metrics.horizontalAdvance(one) <= room)
        return next(fitting, words[-1])


def _cell(words: str, alignment: Qt.AlignmentFlag) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
    return label


def _told(statistics: Statistics, value: float, exact: bool) -> str:
    lines = [f"{in_digits(value, 12)}{'' if exact else ', estimated from samples'}"]
    if statistics.nans or statistics.infinities:
        lines.append(
            f"{statistics.nans:,} values that are not a number and {statistics.infinities:,} "
            "infinite ones do not count."
        )
    return "\n".join(lines)
