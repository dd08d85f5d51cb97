"""Passes what is known of the map on to the panels that show its tone and its distribution."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from convstudio.errors import ConvStudioError
from convstudio.gui.live_map import LiveMap
from convstudio.gui.panels.tone_panel import TonePanel
from convstudio.gui.session import Session
from convstudio.gui.viewer.colour_bar import ColourBar
from convstudio.gui.viewer.histogram_panel import HistogramPanel
from convstudio.imaging.grading import Grading, known_grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.tone import Tone
from convstudio.jobs.background import Surveyed
from convstudio.pipeline.fitting import fit
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.viewing import shows_angles


class ToneViews(QObject):
    """Tone panel, histogram and colour bar: what they show waits for the map, and greys meanwhile.

    To be made after the editor, which tells the panels the units first.
    """

    def __init__(
        self,
        session: Session,
        live_map: LiveMap,
        tone_panel: TonePanel,
        histogram: HistogramPanel,
        colour_bar: ColourBar,
    ) -> None:
        super().__init__(tone_panel)
        self._session, self._live_map = session, live_map
        self._tone_panel, self._histogram, self._colour_bar = tone_panel, histogram, colour_bar
        self._map_of: tuple[Pipeline, Picture] | None = None
        self._surveyed: Surveyed | None = None
        session.pipeline_changed.connect(self._on_changed)
        session.picture_changed.connect(self._on_changed)
        session.trial_changed.connect(self._on_changed)
        live_map.surveyed.connect(self._show_surveyed)
        live_map.graded.connect(self._show_grading)
        live_map.painted_in.connect(self._show_colours)
        live_map.no_map.connect(self._show_no_map)

    def _on_changed(self) -> None:
        pipeline, picture = self._session.shown, self._session.picture
        if picture is None:
            return
        try:
            rows, _columns = check(pipeline, picture)
        except ConvStudioError:
            self._show_no_map()
            return
        self._tone_panel.show_plotted(picture.is_signal and rows == 1)
        map_of = replace(pipeline, tone=Tone()), picture
        if map_of != self._map_of:  # another tone changes nothing that was counted
            self._map_of = map_of
            self._show_surveyed(None)
        self._offer_fit()
        self._show_grading(known_grading(pipeline.tone, picture.full_range))

    def _show_surveyed(self, surveyed: Surveyed | None) -> None:
        self._surveyed = surveyed
        self._tone_panel.show_surveyed(surveyed)
        self._histogram.show_surveyed(surveyed)
        self._offer_fit()

    def _offer_fit(self) -> None:
        """What would fit, of the pipeline with the tone that is now in force."""
        picture = self._session.picture
        if picture is not None and self._surveyed is not None:
            statistics = self._surveyed.map.statistics
            self._tone_panel.show_fit(fit(self._session.shown, picture, statistics))

    def _show_grading(self, grading: Grading | None) -> None:
        picture = self._session.picture
        if picture is None:
            return
        self._tone_panel.show_grading(grading)
        self._histogram.show_grading(grading)

    def _show_colours(self, grading: Grading) -> None:
        picture = self._session.picture
        if picture is not None:
            angles = not self._live_map.shows_difference and shows_angles(self._session.shown)
            self._colour_bar.show_grading(grading, picture.full_range, angles=angles)

    def _show_no_map(self) -> None:
        self._map_of = self._surveyed = None
        self._tone_panel.show_no_map()
        self._histogram.show_no_map()
