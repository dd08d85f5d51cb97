"""What a kernel will do, worked out in the background for the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.kernel_places import FIRST, KernelPlace, convolution_at, layer_at
from convstudio.pipeline.locally import LocallyConnected
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
        pipeline, place, picture, angle: what they are of.
        layer: the kernel with what its layer does to it.
        slice: of the spectrum, at the angle; ``before`` of the kernel before, where there is one.
        edge, line: what comes out across an edge and a line that face the angle.
    """

    pipeline: Pipeline
    place: KernelPlace
    picture: Picture | None
    angle: float
    layer: Convolution
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
        return self.layer.kernel


def responding(
    pipeline: Pipeline,
    picture: Picture | None,
    angle: float,
    before: Kernel | None = None,
    known: Response | None = None,
    place: KernelPlace = FIRST,
) -> Work:
    """Work that returns the Response of the kernel at a place; there must be one.

    Of a response that is ``known`` it takes what is still true.
    """

    def work(cancel: CancelToken, _publish: Publish) -> Response:
        layer = convolution_at(pipeline, place)
        assert layer is not None  # noqa: S101 - nobody asks for the response of a layer without
        kernel, flip = layer.anchored_kernel, layer.flip
        if known is not None and _is_of(known, pipeline, place, picture):
            measures = known.measures
        else:
            measures = _measures(layer, _Scene(pipeline, place, picture), known, cancel)
        cancel.check()
        return Response(
            pipeline,
            place,
            picture,
            angle,
            layer,
            measures,
            spectral_slice(kernel, angle),
            None if before is None else spectral_slice(before, angle),
            edge_response(kernel, angle, flip=flip),
            line_response(kernel, angle, flip=flip),
        )

    return work


@dataclass(frozen=True, eq=False)
class _Scene:
    """What a kernel works in."""

    pipeline: Pipeline
    place: KernelPlace
    picture: Picture | None

    @property
    def bounded(self) -> Pipeline | None:
        """A pipeline of which the worst case is the kernel's; None where that is not known.

        Behind another layer nobody knows what comes in; with a kernel for each channel, what the
        others add.
        """
        before = self.pipeline.layers[: self.place.layer]
        layer = layer_at(self.pipeline, self.place)
        if any(one.on for one in before) or isinstance(layer, LocallyConnected):
            return None
        alone = convolution_at(self.pipeline, self.place)
        if alone is None or (isinstance(layer, Bank) and not _is_whole(layer, self.place)):
            return None
        later = self.pipeline.layers[self.place.layer + 1 :]
        return replace(self.pipeline, layers=(alone, *later), map=None)


def _is_whole(bank: Bank, place: KernelPlace) -> bool:
    """Whether the kernel is all that makes its filter's map."""
    one = bank.filters[min(place.filter, len(bank.filters) - 1)]
    return bank.groups == 1 and (one.is_shared or bank.channels == "each")


def _is_of(
    known: Response, pipeline: Pipeline, place: KernelPlace, picture: Picture | None
) -> bool:
    return known.pipeline == pipeline and known.place == place and known.picture is picture


def _measures(
    layer: Convolution, scene: _Scene, known: Response | None, cancel: CancelToken
) -> Measures:
    kernel, picture, bounded = layer.anchored_kernel, scene.picture, scene.bounded
    extremes, reached, reached_here = None, None, None
    if picture is not None and bounded is not None:
        extremes = _extremes(layer, picture, known, cancel)
        reached = worst_case(bounded, picture)
        reached_here = worst_case(bounded, picture, extremes) if extremes else None
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
    layer: Convolution, picture: Picture, known: Response | None, cancel: CancelToken
) -> Range | None:
    """A large picture is looked at once, not at every turned weight."""
    if (
        known is not None
        and known.picture is picture
        and known.layer.channels == layer.channels
        and known.measures.extremes is not None
    ):
        return known.measures.extremes
    return sample_extremes(layer, picture, cancel)
