"""What a kernel will do, worked out in the background for the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.jobs.worker import Publish, Work
from convstudio.kernel.analysis import Factors, Gains, factors, gains, symmetries
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.meaning import meaning
from convstudio.kernel.response import (
    Curve,
    Spectrum,
    edge_response,
    line_response,
    point_response,
    spectral_slice,
    spectrum,
)
from convstudio.kernel.symmetry import Symmetry
from convstudio.numerics.tiles import CancelToken
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.worst_case import Range, sample_extremes, worst_case

_FLAT = 1e-6  # of the largest response: a slice below it shows nothing


@dataclass(frozen=True, eq=False)
class Measures:
    """What does not depend on an angle.

    Attributes:
        reached: the worst case over the picture's full range; None where it is not known, as are
            the next two.
        extremes: the picture's own least and greatest sample.
        reached_here: the worst case over these.
    """

    gains: Gains
    factors: Factors
    symmetries: tuple[Symmetry, ...]
    words: tuple[str, ...]
    spectrum: Spectrum
    point: FloatArray
    reached: Range | None
    extremes: Range | None
    reached_here: Range | None


@dataclass(frozen=True, eq=False)
class Response:
    """A pipeline's kernel in numbers, words and curves.

    Attributes:
        pipeline, picture, angle: what they are of.
        slice: of the spectrum, at the angle; ``before`` of the kernel before, where there is one.
        edge, line: what comes out across an edge and a line that face the angle.
    """

    pipeline: Pipeline
    picture: Picture | None
    angle: float
    measures: Measures
    slice: Curve
    before: Curve | None
    edge: Curve
    line: Curve

    @property
    def is_flat(self) -> bool:
        """Whether the slice shows nothing of a response that there is."""
        largest = float(self.measures.spectrum.magnitude.max())
        return largest > 0 and float(np.abs(self.slice.values).max()) < _FLAT * largest

    @property
    def kernel(self) -> Kernel:
        """The kernel."""
        return self.pipeline.layers[0].kernel


def responding(
    pipeline: Pipeline,
    picture: Picture | None,
    angle: float,
    before: Kernel | None = None,
    known: Response | None = None,
) -> Work:
    """Work that returns the Response; of one that is ``known`` it takes what is still true."""

    def work(cancel: CancelToken, _publish: Publish) -> Response:
        layer = pipeline.layers[0]
        kernel, flip = layer.anchored_kernel, layer.flip
        if known is not None and known.pipeline == pipeline and known.picture is picture:
            measures = known.measures
        else:
            measures = _measures(pipeline, picture, known, cancel)
        cancel.check()
        return Response(
            pipeline,
            picture,
            angle,
            measures,
            spectral_slice(kernel, angle),
            None if before is None else spectral_slice(before, angle),
            edge_response(kernel, angle, flip=flip),
            line_response(kernel, angle, flip=flip),
        )

    return work


def _measures(
    pipeline: Pipeline, picture: Picture | None, known: Response | None, cancel: CancelToken
) -> Measures:
    layer = pipeline.layers[0]
    kernel = layer.anchored_kernel
    extremes, reached, reached_here = None, None, None
    if picture is not None:
        extremes = _extremes(pipeline, picture, known, cancel)
        reached = worst_case(pipeline, picture)
        reached_here = worst_case(pipeline, picture, extremes) if extremes else None
    cancel.check()
    return Measures(
        gains(kernel),
        factors(kernel),
        symmetries(kernel),
        meaning(kernel, layer.bias, flip=layer.flip),
        spectrum(kernel),
        point_response(kernel, flip=layer.flip),
        reached,
        extremes,
        reached_here,
    )


def _extremes(
    pipeline: Pipeline, picture: Picture, known: Response | None, cancel: CancelToken
) -> Range | None:
    """A large picture is looked at once, not at every turned weight."""
    layer = pipeline.layers[0]
    if (
        known is not None
        and known.picture is picture
        and known.pipeline.layers[0].channels == layer.channels
    ):
        return known.measures.extremes
    return sample_extremes(layer, picture, cancel)
