"""The dialog that makes a test chart, with the chart beside it while it is shaped.

Who uses it: someone who wants to know what a kernel does to waves, edges, points or noise, and who
teaches it on the 8×8 picture of the textbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convstudio.declarations import Choice, Number, Setting
from convstudio.errors import ConvStudioError
from convstudio.gui.files.pictures.picture_preview import (
    PREVIEW_POINTS,
    PREVIEW_SIDE,
    PicturePreview,
)
from convstudio.gui.notices import Notices
from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.form import label_for, muted_label, new_form
from convstudio.gui.theme import colours_of
from convstudio.imaging.charts import CHARTS, Chart, chart_named
from convstudio.jobs.opening import charting
from convstudio.jobs.worker import Worker
from convstudio.kernel.notation import parse_number

_FORM_WIDTH = 300  # pixels
_LABEL_WIDTH = 108
_CHART_KEY = "c"
_MOST_SEEN = 16_000_000  # pixels of a chart that a preview is made of while a hand still shapes it


class TestChartDialog(QDialog):
    """A form built from the chart's declared parameters, and a preview.

    Args:
        worker: makes the previews.
        first: the name of a chart and its settings; by default the first chart with its own.

    Signals:
        made: name and settings of the chart that is wanted, when the dialog was accepted.
    """

    made = Signal(str, object)
    __test__ = False  # pytest: its name is no promise of a test

    def __init__(
        self, parent: QWidget, worker: Worker, first: tuple[str, Mapping[str, Setting]] | None
    ) -> None:
        super().__init__(parent)
        self.notices = Notices(self)
        self._settings = {chart.name: chart.defaults for chart in CHARTS}
        if first is not None:
            self._settings[first[0]] = dict(first[1])
        self.setObjectName("test-chart")
        self.setWindowTitle("New test chart")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build(worker)
        self.finished.connect(self._on_finished)
        self.kind.choose(CHARTS[0].name if first is None else first[0])
        self._show()
        self.kind.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(_FORM_WIDTH + PREVIEW_SIDE + 60, super().sizeHint().height())

    @property
    def chart(self) -> Chart:
        """The kind that is chosen."""
        return chart_named(self.kind.currentData())

    @property
    def settings(self) -> dict[str, Setting]:
        """Of the chosen kind, those in force."""
        return dict(self._settings[self.chart.name])

    def _build(self, worker: Worker) -> None:
        self.kind = ChoiceBox("Chart", "What is drawn; each kind keeps its own settings.")
        for chart in CHARTS:
            self.kind.add_choice(chart.name, chart.label, chart.help)
        self.kind.activated.connect(self._on_kind_activated)
        self.help = muted_label("What the chart is for", lines=4)
        self.help.setFixedWidth(_FORM_WIDTH)
        self._forms = QStackedWidget()
        self._built = {chart.name: self._form(chart) for chart in CHARTS}
        self.preview = PicturePreview(worker, lines=2)
        self.preview.setMinimumWidth(PREVIEW_SIDE)
        left = QVBoxLayout()
        row = new_form()
        label = label_for("&Chart", self.kind)
        label.setFixedWidth(_LABEL_WIDTH)
        row.addRow(label, self.kind)
        left.addLayout(row)
        left.addWidget(self.help)
        left.addWidget(self._forms)
        left.addStretch(1)
        self._forms.setFixedWidth(_FORM_WIDTH)
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addLayout(left)
        across.addWidget(self.preview, 1)
        column = QVBoxLayout(self)
        column.addLayout(across, 1)
        self._place_buttons(column)

    def _form(self, chart: Chart) -> _Form:
        """All are made before the buttons, so that Tab comes to the fields first."""
        form = _Form(chart)
        form.typed.connect(self._on_typed)
        form.chosen.connect(self._on_chosen)
        self._forms.addWidget(form)
        return form

    def _place_buttons(self, column: QVBoxLayout) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        column.addWidget(buttons)  # Qt keeps the default button for a dialog that it is in alone
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Make nothing (Esc)")
        make = buttons.addButton("Make", QDialogButtonBox.ButtonRole.AcceptRole)
        make.setToolTip("Open the chart as a new picture (Enter)")
        make.setAccessibleName("Make")
        make.setDefault(True)
        buttons.accepted.connect(self._on_make)
        buttons.rejected.connect(self.reject)

    def _show(self) -> None:
        """The form of the chosen kind, and the chart itself."""
        chart, settings = self.chart, self.settings
        self._forms.setCurrentWidget(self._built[chart.name])
        self._built[chart.name].show_settings(settings)
        self.help.setText(chart.help)
        self._look(chart, settings)

    def _look(self, chart: Chart, settings: Mapping[str, Setting]) -> None:
        width, height = int(settings["width"]), int(settings["height"])
        words = f"{width} × {height}\n{_label_of(chart, 'depth', settings)} gray"
        if width * height > _MOST_SEEN:
            self.preview.show_message("So large a chart is seen once it is made.", words)
        else:
            self.preview.ask(charting(chart.name, settings, PREVIEW_POINTS), words)

    def _on_kind_activated(self) -> None:
        self._show()

    def _on_typed(self, parameter: Number, text: str, field: NumberField) -> None:
        try:
            value = parameter.checked(parse_number(text, parameter.label))
        except ConvStudioError as error:
            field.forget_typed()
            field.mark(error)
            self.notices.show(error, field)
            return
        self._settings[self.chart.name][parameter.name] = value
        self._show()

    def _on_chosen(self, name: str, value: str) -> None:
        self._settings[self.chart.name][name] = value
        self._show()

    def _on_make(self) -> None:
        """Enter in a field counts for the field first, which may refuse it."""
        if not self.notices.telling:
            self.accept()

    def _on_finished(self, result: int) -> None:
        self.preview.rest()
        if result == QDialog.DialogCode.Accepted:
            self.made.emit(self.chart.name, self.settings)


class _Form(QWidget):
    """A row a parameter.

    Signals:
        typed: a Number, the text that was typed or stepped to, and its field.
        chosen: the name of a Choice, and its value.
    """

    typed = Signal(object, str, object)
    chosen = Signal(str, str)

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.fields: dict[str, NumberField | ChoiceBox] = {}
        form = new_form(self)
        keys = {_CHART_KEY}
        for parameter in chart.parameters:
            field = self._field(parameter)
            field.set_colours(colours_of(self))
            self.fields[parameter.name] = field
            unit = parameter.unit.strip() if isinstance(parameter, Number) else ""
            words = f"{parameter.label} ({unit})" if unit else parameter.label
            label = label_for(_with_key(words, keys), field)
            label.setFixedWidth(_LABEL_WIDTH)
            label.setToolTip(in_lines(parameter.help))
            form.addRow(label, field)

    def show_settings(self, settings: Mapping[str, Setting]) -> None:
        """Shows the values in force."""
        for name, field in self.fields.items():
            if isinstance(field, NumberField):
                field.show_value(float(settings[name]))
            else:
                field.choose(str(settings[name]))

    def _field(self, parameter: Number | Choice) -> NumberField | ChoiceBox:
        if isinstance(parameter, Choice):
            box = ChoiceBox(parameter.label, parameter.help)
            for value, label in parameter.options:
                box.add_choice(value, label, parameter.help)
            box.activated.connect(partial(self._on_activated, parameter, box))
            return box
        ends = f"{parameter.low:g} to {parameter.high:g}{parameter.unit}."
        field = NumberField(parameter.label, f"{parameter.help} {ends}")
        field.set_limits(parameter.low, parameter.high, parameter.step)
        field.text_entered.connect(partial(self._on_text, parameter, field))
        return field

    def _on_activated(self, parameter: Choice, box: ChoiceBox, index: int) -> None:
        self.chosen.emit(parameter.name, box.itemData(index))

    def _on_text(self, parameter: Number, field: NumberField, text: str) -> None:
        self.typed.emit(parameter, text, field)


def _with_key(words: str, taken: set[str]) -> str:
    """Marks the letter that leads to a field: the first one that is free, and takes it."""
    for place, letter in enumerate(words.lower()):
        if letter.isalpha() and letter not in taken:
            taken.add(letter)
            return f"{words[:place]}&{words[place:]}"
    return words


def _label_of(chart: Chart, name: str, settings: Mapping[str, Setting]) -> str:
    """What a choice's value is called."""
    options = next(p.options for p in chart.parameters if p.name == name and isinstance(p, Choice))
    return dict(options)[str(settings[name])]
