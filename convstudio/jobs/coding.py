"""A pipeline written down as code for another program, as work for a thread."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.imaging.picture import Picture
from convstudio.jobs.worker import Publish, Work
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.code import Code, write_code
from convstudio.pipeline.pipeline import Bank, LocallyConnected, Pipeline

# Weights from which writing them down takes longer than a window may wait.
_LONG = 8192


@dataclass(frozen=True, eq=False)
class CodeRequest:
    """A pipeline, the identifier of the target, and the picture for whose kind the code is."""

    pipeline: Pipeline
    target: str
    picture: Picture | None

    @property
    def is_long(self) -> bool:
        """Whether writing it takes longer than a window may wait."""
        return sum(_weights(layer) for layer in self.pipeline.layers) > _LONG

    def written(self) -> Code:
        """The code; for 8-bit RGB where there is no picture.

        Raises:
            ArgumentValueError: a layer does not fit the picture.
        """
        picture = self.picture
        if picture is None:
            return write_code(self.pipeline, self.target)
        return write_code(
            self.pipeline,
            self.target,
            full_range=picture.full_range,
            has_alpha=picture.has_alpha,
            colours=picture.colour.shape[2],
            size=(picture.height, picture.width),
        )


def code_work(request: CodeRequest) -> Work:
    """Work that returns the Code of a request."""

    def work(_cancel: CancelToken, _publish: Publish) -> Code:
        return request.written()

    return work


def _weights(layer: object) -> int:
    if isinstance(layer, Bank):
        rows, columns = layer.size
        return rows * columns * layer.planes * len(layer.filters)
    return layer.weights.array.size if isinstance(layer, LocallyConnected) else 0
