"""The editor: turns what was typed and chosen into changes of the session, or into a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.bindings import Entry, options_reset
from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.notices import Notices
from convstudio.gui.panels.convolution_panel import ConvolutionPanel
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import show_or_hide
from convstudio.gui.panels.kernel.controller import KernelController
from convstudio.gui.panels.kernel.panel import KernelPanel
from convstudio.gui.panels.layers.layer_form import LayerForm
from convstudio.gui.panels.parameter_fields import ParameterField
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.scene import Scene
from convstudio.gui.tone_entries import ToneEntry, with_range, without_range
from convstudio.gui.viewer.histogram_panel import HistogramPanel
from convstudio.kernel.notation import format_number
from convstudio.pipeline.pipeline import Bank, Convolution, Layer

Mark = Callable[[ConvStudioError], None]


class Editor(QObject):
    """Connects the panels with the session: text in, checked changes out, values back."""

    def __init__(
        self,
        edits: KernelEdits,
        notices: Notices,
        panels: tuple[KernelPanel, ConvolutionPanel, TonePanel, HistogramPanel],
    ) -> None:
        super().__init__(panels[0])
        self._edits = edits
        self._session = edits.session
        self._notices = notices
        self._kernel_panel, self._convolution_panel, self._tone_panel, self._histogram = panels
        self._forms: list[LayerForm] = []
        self._shows: list[Callable[[Scene], None]] = []
        self.kernel = KernelController(edits, panels[0])
        self._shown: object = None
        self._connect()
        self.refresh()

    @property
    def layer(self) -> Layer:
        """The layer under the hand."""
        return self._session.layer

    def refresh(self) -> None:
        """Shows what is in force in every panel."""
        scene = self._scene()
        if self._edits.has_kernel:
            self.kernel.refresh()
        self._tone_panel.show_scene(scene)
        settings = scene.settings
        if settings != self._shown:  # a turned weight need not wait for two dozen fields
            self._show_layer(scene)
            self._shown = settings

    def follow(self, entered: SignalInstance, show: Callable[[Scene], None]) -> None:
        """Takes what is entered in fields elsewhere.

        Args:
            entered: a signal of an Entry and its field.
            show: shows what stays in force, in place of a text that was refused.
        """
        self._shows.append(show)
        entered.connect(self._on_entered)

    def place_forms(self, forms: Sequence[LayerForm]) -> None:
        """Shows the layers that they are for in these too, and takes what is entered there."""
        self._forms += forms
        for form in forms:
            form.entered.connect(self._on_entered)
        self._refresh_all()

    def choose_preset(self, identifier: str) -> None:
        """Takes a kernel of the library."""
        self.kernel.choose_preset(identifier)

    def _show_layer(self, scene: Scene) -> None:
        """In the panels that are for such a layer; the others give way."""
        layer = scene.layer
        slides = isinstance(layer, Convolution | Bank)
        seen: dict[QWidget, bool] = {form: form.is_for(layer) for form in self._forms}
        seen |= {self._kernel_panel: self._edits.has_kernel, self._convolution_panel: slides}
        heir = next((panel for panel, shown in seen.items() if shown), self._tone_panel.mode)
        for panel, shown in seen.items():
            if panel.isHidden() == shown:
                show_or_hide(panel, shown, heir)
        if slides:
            self._convolution_panel.show_scene(scene)
        for form in self._forms:
            if form.is_for(layer):
                form.show_scene(scene)

    def _scene(self) -> Scene:
        return self._edits.scene

    def _connect(self) -> None:
        convolution = self._convolution_panel
        convolution.entered.connect(self._on_entered)
        convolution.options.reset_wanted.connect(self._on_reset_wanted)
        self._tone_panel.entered.connect(self._on_entered)
        self._tone_panel.fit_wanted.connect(self._on_fit_wanted)
        self._histogram.range_dragged.connect(self._on_range_dragged)
        self._histogram.range_reset.connect(self._on_range_reset)
        self._edits.changed.connect(self.refresh)
        self._session.picture_changed.connect(self.refresh)

    def _on_entered(self, entry: Entry | ToneEntry, field: ParameterField) -> None:
        """Whatever the parameter: its declaration says what the entry means."""

        def edit() -> None:
            key = field.merge_key if isinstance(field, NumberField) else None
            self._session.change(*entry.made(self._scene()), merge_key=key)

        self._attempt(field, field.mark, edit)

    def _on_reset_wanted(self) -> None:
        button = self._convolution_panel.options.button

        def edit() -> None:
            self._session.change(options_reset(self._edits.scene), "Reset Options")

        self._attempt_unmarked(button, edit)

    def _on_fit_wanted(self) -> None:
        fit = self._tone_panel.fit
        if fit is None:
            return
        divisor, offset = format_number(fit.divisor), format_number(fit.offset)
        text = f"Fit Divisor {divisor}, Offset {offset}"
        self._attempt_unmarked(
            self._tone_panel.mode, lambda: self._session.put_layer(fit.index, fit.layer, text)
        )

    def _on_range_dragged(self, low: float, high: float) -> None:
        """All of one drag is one step. It leaves no text behind: one refresh a move is enough."""
        key = ("tone range", self._histogram.gesture)
        try:
            self._session.change(*with_range(self._scene(), low, high), merge_key=key)
        except ConvStudioError as error:
            self.refresh()
            self._notices.show(error, return_to=self._histogram)

    def _on_range_reset(self) -> None:
        def edit() -> None:
            self._session.change(*without_range(self._scene()))

        self._attempt_unmarked(self._histogram.plot, edit)

    def _attempt_unmarked(self, field: QWidget, edit: Callable[[], None]) -> None:
        self._attempt(field, lambda _error: None, edit)

    def _attempt(self, field: QWidget, mark: Mark, edit: Callable[[], None]) -> None:
        """Runs an edit; if it is refused, the panels show what stays in force and a dialog why."""
        before = self._session.pipeline
        try:
            edit()
        except ConvStudioError as error:
            self._refresh_all()
            mark(error)
            self._shown = None  # the next edit takes the mark away
            self._notices.show(error, return_to=field)
        else:
            if self._session.pipeline is before:  # nothing was announced, but a text was typed
                self._refresh_all()

    def _refresh_all(self) -> None:
        """In every field, whether its value is another or not: a text may stand there."""
        self._shown = None
        self.refresh()
        for show in self._shows:
            show(self._scene())
