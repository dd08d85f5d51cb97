"""Surveys and gradings as they come from a worker, for panels that are looked at by themselves."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.grading import Grading
from convstudio.imaging.tone import Tone
from convstudio.jobs.background import Surveyed
from convstudio.numerics.analysis import histogram_of, statistics_of
from convstudio.numerics.geometry import Region
from convstudio.pipeline.survey import Survey


def survey_of(values: np.ndarray, *, exact: bool = True, full_range: float = 255) -> Survey:
    """Of an array (rows, columns, channels)."""
    floats = values.astype(np.float32)
    statistics = statistics_of(floats, full_range)
    histogram = histogram_of(floats, statistics.minimum, statistics.maximum)
    region = Region(0, 0, *values.shape[:2], 1 if exact else 2)
    return Survey(statistics, histogram, region, exact)


def surveyed(
    original: np.ndarray, map_: np.ndarray, scope: str = "visible", *, exact: bool = True
) -> Surveyed:
    return Surveyed(survey_of(original), survey_of(map_, exact=exact), scope)


def ramp(low: float, high: float, channels: int = 1) -> np.ndarray:
    """1001 values, evenly spaced, the same in each channel."""
    column = np.linspace(low, high, 1001).reshape(1, -1, 1)
    return np.repeat(column, channels, axis=2)


def grading(mode: str = "clip", low: float = 0, high: float = 255, **tone: object) -> Grading:
    return Grading(Tone(mode, **tone), low, high)
