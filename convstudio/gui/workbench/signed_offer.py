"""An offer to show both signs of a map: cut to the range, what an edge kernel finds is black."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QPushButton

from convstudio.gui.kernel_edits import KernelEdits
from convstudio.gui.panels.fields import in_lines
from convstudio.gui.panels.form import keep_room

# A gain below this share of Σ|w| makes even areas black.
_NO_GAIN = 1e-3
_TIP = (
    "The weights add up to 0, so the map lies about 0, and the tone “Clip to range” shows little "
    "of it. This one puts 0 in the middle and stretches the map: Tone ▸ Signed. Undo takes it back."
)


class SignedOffer(QPushButton):
    """Stands on a page while the kernel in force has no gain and the tone cuts at 0."""

    def __init__(self, edits: KernelEdits) -> None:
        super().__init__("Show the map with 0 in the middle")
        self._edits = edits
        self.setToolTip(in_lines(_TIP))
        self.setAccessibleName("Show the map with 0 in the middle")
        keep_room(self)
        self.clicked.connect(self._on_clicked)
        edits.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Is there while it is of use."""
        kernel, tone = self._edits.kernel, self._edits.session.pipeline.tone
        size = sum(abs(weight) for row in kernel.weights for weight in row)
        self.setVisible(abs(kernel.total) <= _NO_GAIN * size and size > 0 and tone.mode == "clip")

    def _on_clicked(self) -> None:
        def edit() -> None:
            pipeline = self._edits.session.pipeline
            tone = replace(pipeline.tone, mode="signed", black=None, white=None)
            self._edits.session.change(replace(pipeline, tone=tone), "Display Signed")

        self._edits.attempt(self, edit)
