"""The Tone panel.

Who uses it: someone who sees a map gone black or white and wants to know how much of it lies
outside what a screen can show, and to bring it back; and someone who reads a signed or a faint map
and needs colours that say where 0 is.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from convstudio.gui.panels.boxes import ChoiceBox
from convstudio.gui.panels.clipping_audit import ClippingAudit
from convstudio.gui.panels.colour_map_box import ColourMapBox
from convstudio.gui.panels.fields import NumberField, in_lines
from convstudio.gui.panels.form import Panel, label_for
from convstudio.gui.panels.tone_numbers import ToneNumbers
from convstudio.gui.scene import Scene
from convstudio.gui.tone_entries import MODE_LABELS, ToneEntry
from convstudio.imaging.grading import Grading
from convstudio.jobs.background import Surveyed
from convstudio.pipeline.fitting import Fit
from convstudio.pipeline.pipeline import Pipeline

_RESTS = "The difference is shown with 0 as middle gray; the tone is that of the feature map."
_RESTS_PLOTTED = "The plot shows the difference itself; the tone is that of the feature map."
_PLOTTED = (
    "A signal is drawn as a plot of its values: of the tone only the absolute value changes it."
)
_IN_PLOTS = ("clip", "absolute")
_WHAT = "How the feature map becomes visible; the map itself stays as it is."
_TIPS = {
    "clip": "What lies below black is shown black, what lies above white is shown white; by "
    "default the picture's own range.",
    "absolute": "The sign is dropped: edges of both directions are bright.",
    "minmax": "The smallest value of the whole map is black and the largest white.",
    "signed": "0 is in the middle: values below and above it have colours of their own.",
    "percentile": "As min–max, but some per cent of the values at either end do not count: single "
    "outliers leave the rest its contrast.",
    "equalize": "Each part of the map is given contrast of its own: contrast-limited adaptive "
    "histogram equalization (CLAHE) with a clip limit of 0.03.",
}


class TonePanel(Panel):
    """How the map becomes visible, and what lies outside its range.

    Signals:
        entered: a ToneEntry, and the field to mark if it is refused.
        fit_wanted: the fit shown is to be put in force.
    """

    entered = Signal(object, object)
    fit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Tone")
        self.mode = ChoiceBox("Tone", _WHAT)
        for mode, label in MODE_LABELS.items():
            self.mode.add_choice(mode, label, _TIPS[mode])
        self.mode.activated.connect(self._on_mode_activated)
        self.colour_map = ColourMapBox()
        self.numbers = ToneNumbers()
        self.audit = ClippingAudit()
        self._fit: Fit | None = None
        self._pipeline: Pipeline | None = None
        self._full_range = 255.0
        self._plotted = self._resting = False
        form = self.add_form()
        form.addRow(label_for("Displa&y", self.mode), self.mode)
        form.addRow(label_for("Colo&urs", self.colour_map), self.colour_map)
        form.addRow(self.numbers.heading, self.numbers)
        self.column.addWidget(self.audit)
        self.audit.fit_wanted.connect(self.fit_wanted)
        for field in (self.colour_map, self.numbers):
            field.entered.connect(self.entered)

    @property
    def fit(self) -> Fit | None:
        """What the button would put in force; None where there is nothing, or not yet again."""
        return self._fit

    def show_scene(self, scene: Scene) -> None:
        """Shows the tone in force, in the units of the picture."""
        if scene.pipeline != self._pipeline or scene.full_range != self._full_range:
            self._fit = None  # it was of another map
            self.audit.hold_fit(self.mode)
        self._pipeline, self._full_range = scene.pipeline, scene.full_range
        tone = scene.pipeline.tone
        self.mode.set_tip(f"{_WHAT}\n{MODE_LABELS[tone.mode]}: {_TIPS[tone.mode]}")
        self.mode.choose(tone.mode)
        self.colour_map.show_tone(tone)
        self.numbers.show_scene(scene, self.mode)

    def rest(self, resting: bool) -> None:
        """While differences are shown, in a gray of their own, the tone has nothing to do."""
        self._resting = resting
        self._show_use()

    def show_plotted(self, plotted: bool) -> None:
        """Offers for the plot of a signal only what changes it."""
        self._plotted = plotted
        for mode in MODE_LABELS:
            self.mode.offer(mode, _PLOTTED if plotted and mode not in _IN_PLOTS else "")
        self._show_use()

    def _show_use(self) -> None:
        """Disables what changes nothing on the screen, and says why."""
        self.mode.setEnabled(not self._resting)
        if self._resting:
            self.mode.setToolTip(in_lines(_RESTS_PLOTTED if self._plotted else _RESTS))
        elif not self.mode.marked:
            self.mode.setToolTip(self.mode.tip)
        fields: tuple[ChoiceBox | NumberField, ...] = tuple(self.numbers.fields.values())
        for field in (self.colour_map, *fields):
            field.setEnabled(not (self._resting or self._plotted))
            if self._plotted:
                field.setToolTip(in_lines(_PLOTTED))
            elif not field.marked:
                field.setToolTip(field.tip)

    def show_grading(self, grading: Grading | None) -> None:
        """Shows the range that the tone has taken from the map; None while it is being found."""
        self.numbers.show_grading(grading)

    def show_surveyed(self, surveyed: Surveyed | None) -> None:
        """Shows what lies outside the range; None while it is being counted anew."""
        self.audit.show_surveyed(surveyed, self._full_range)

    def show_fit(self, fit: Fit | None) -> None:
        """Offers to bring all of the map into the range; None where nothing would, or need be."""
        self._fit = fit
        self.audit.show_fit(fit, self.mode)

    def show_no_map(self) -> None:
        """There is no map, so nothing lies outside."""
        self._fit = None
        self.audit.show_no_map(self.mode)

    def _on_mode_activated(self, index: int) -> None:
        self.entered.emit(ToneEntry("mode", self.mode.itemData(index)), self.mode)
