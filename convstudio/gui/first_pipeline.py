"""What a new window begins with, as the preferences have it."""

from __future__ import annotations

from typing import cast

from convstudio.gui.settings import Settings
from convstudio.kernel.library import Library
from convstudio.numerics.borders import BorderMode
from convstudio.pipeline.parameters import ChannelMode
from convstudio.pipeline.pipeline import Convolution, Pipeline

FIRST_KERNEL = "sobel-x"


def first_pipeline(library: Library, settings: Settings) -> Pipeline:
    """One kernel, with the border and the channels that are preferred."""
    return Pipeline(
        (
            Convolution(
                library.named(FIRST_KERNEL),
                border=cast(BorderMode, settings.default_border),
                channels=cast(ChannelMode, settings.default_channels),
            ),
        )
    )
